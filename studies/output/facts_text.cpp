#include "studies/output/facts_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>

#include "studies/words.hpp"

namespace ausfall::studies {

using models::CauseId;
using models::ComponentId;
using models::ComponentKind;
using models::Fact;
using models::FactKind;
using models::Phase;
using models::Plant;

namespace {

/// What kind of thing `subject` is the index of.
enum class Subject : std::uint8_t {
  component,
  storage,
  mode,
  common_cause,
  fault,
  node,
  group,
  instance,
  maintenance,
  service
};

struct Kind {
  FactKind kind;
  std::string_view name;
  Subject subject;
};

constexpr std::array<Kind, static_cast<std::size_t>(FactKind::count_)> kinds{{
    {FactKind::component_failed, "component_failed", Subject::component},
    {FactKind::component_hung, "component_hung", Subject::component},
    {FactKind::component_degraded, "component_degraded", Subject::component},
    {FactKind::component_restored, "component_restored", Subject::component},
    {FactKind::component_stopped, "component_stopped", Subject::component},
    {FactKind::component_started, "component_started", Subject::component},
    {FactKind::component_running, "component_running", Subject::component},
    {FactKind::component_reset, "component_reset", Subject::component},
    {FactKind::storage_lost, "storage_lost", Subject::component},
    {FactKind::storage_back, "storage_back", Subject::component},
    {FactKind::disk_timed_out, "disk_timed_out", Subject::component},
    {FactKind::controller_failed_over, "controller_failed_over", Subject::storage},
    {FactKind::path_failed_over, "path_failed_over", Subject::storage},
    {FactKind::bus_was_reset, "bus_was_reset", Subject::storage},
    {FactKind::storage_resumed, "storage_resumed", Subject::storage},
    {FactKind::repair_waits, "repair_waits", Subject::mode},
    {FactKind::repair_began, "repair_began", Subject::mode},
    {FactKind::repair_ended, "repair_ended", Subject::mode},
    {FactKind::repair_never, "repair_never", Subject::mode},
    {FactKind::common_cause_struck, "common_cause_struck", Subject::common_cause},
    {FactKind::common_cause_ended, "common_cause_ended", Subject::common_cause},
    {FactKind::fault_struck, "fault_struck", Subject::fault},
    {FactKind::fault_ended, "fault_ended", Subject::fault},
    {FactKind::node_silent, "node_silent", Subject::node},
    {FactKind::node_heard, "node_heard", Subject::node},
    {FactKind::node_suspected, "node_suspected", Subject::node},
    {FactKind::regroup_began, "regroup_began", Subject::node},
    {FactKind::regroup_ended, "regroup_ended", Subject::node},
    {FactKind::quorum_challenged, "quorum_challenged", Subject::node},
    {FactKind::quorum_won, "quorum_won", Subject::node},
    {FactKind::quorum_lost, "quorum_lost", Subject::node},
    {FactKind::quorum_disk_lost, "quorum_disk_lost", Subject::node},
    {FactKind::node_joined, "node_joined", Subject::node},
    {FactKind::death_confirmed, "death_confirmed", Subject::node},
    {FactKind::leader_elected, "leader_elected", Subject::node},
    {FactKind::node_falsely_suspected, "node_falsely_suspected", Subject::node},
    {FactKind::node_isolated, "node_isolated", Subject::node},
    {FactKind::isolation_responded, "isolation_responded", Subject::node},
    {FactKind::fencing_began, "fencing_began", Subject::node},
    {FactKind::node_fenced, "node_fenced", Subject::node},
    {FactKind::node_fence_failed, "node_fence_failed", Subject::node},
    {FactKind::node_unfenced, "node_unfenced", Subject::node},
    {FactKind::watchdog_fired, "watchdog_fired", Subject::node},
    {FactKind::node_drained, "node_drained", Subject::node},
    {FactKind::node_returned, "node_returned", Subject::node},
    {FactKind::member_failure_seen, "member_failure_seen", Subject::group},
    {FactKind::group_lost, "group_lost", Subject::group},
    {FactKind::phase_began, "phase_began", Subject::group},
    {FactKind::fence_failed, "fence_failed", Subject::group},
    {FactKind::group_restarted, "group_restarted", Subject::group},
    {FactKind::group_failed_over, "group_failed_over", Subject::group},
    {FactKind::group_served, "group_served", Subject::group},
    {FactKind::failover_called_off, "failover_called_off", Subject::group},
    {FactKind::failover_uncovered, "failover_uncovered", Subject::group},
    {FactKind::group_gave_up, "group_gave_up", Subject::group},
    {FactKind::person_came, "person_came", Subject::group},
    {FactKind::split_brain_began, "split_brain_began", Subject::group},
    {FactKind::split_brain_ended, "split_brain_ended", Subject::group},
    {FactKind::failback_began, "failback_began", Subject::group},
    {FactKind::group_tolerated, "group_tolerated", Subject::group},
    {FactKind::group_paused, "group_paused", Subject::group},
    {FactKind::group_cut_off, "group_cut_off", Subject::group},
    {FactKind::pending_timed_out, "pending_timed_out", Subject::group},
    {FactKind::slot_waited_for, "slot_waited_for", Subject::group},
    {FactKind::planned_move_began, "planned_move_began", Subject::group},
    {FactKind::planned_move_ended, "planned_move_ended", Subject::group},
    {FactKind::planned_move_stands_still, "planned_move_stands_still", Subject::group},
    {FactKind::planned_move_called_off, "planned_move_called_off", Subject::group},
    {FactKind::instance_removed, "instance_removed", Subject::instance},
    {FactKind::instance_added, "instance_added", Subject::instance},
    {FactKind::maintenance_began, "maintenance_began", Subject::maintenance},
    {FactKind::maintenance_ended, "maintenance_ended", Subject::maintenance},
    {FactKind::service_down, "service_down", Subject::service},
    {FactKind::service_up, "service_up", Subject::service},
    {FactKind::service_capacity, "service_capacity", Subject::service},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].kind != static_cast<FactKind>(i)) {
      return false;
    }
  }
  return true;
}
static_assert(in_order(), "the table lists the kinds of facts in their order");

const Kind& kind_of(FactKind kind) {
  assert(kind < FactKind::count_);
  return kinds[static_cast<std::size_t>(kind)];
}

/// An id as a fact carries it: nothing there names nothing.
template <class SomeId>
SomeId id(std::uint32_t index) {
  const SomeId nothing;
  return index == std::numeric_limits<std::uint32_t>::max() ? nothing : SomeId(index);
}

/// Tells one fact; the members are the words that sentences are made of.
class Teller {
 public:
  Teller(const Plant& plant, const Fact& fact) : plant_(plant), fact_(fact) {}

  [[nodiscard]] std::string sentence() const;
  [[nodiscard]] std::string subject() const;

 private:
  [[nodiscard]] std::string component_sentence() const;
  [[nodiscard]] std::string storage_sentence() const;
  [[nodiscard]] std::string repair_sentence() const;
  [[nodiscard]] std::string node_sentence() const;
  [[nodiscard]] std::string fencing_sentence() const;
  [[nodiscard]] std::string group_sentence() const;
  [[nodiscard]] std::string phase_sentence() const;
  [[nodiscard]] std::string_view fence_awaited() const;
  [[nodiscard]] std::string common_cause_sentence() const;
  [[nodiscard]] std::string fault_sentence() const;
  [[nodiscard]] std::string instance_sentence() const;
  [[nodiscard]] std::string maintenance_sentence() const;
  [[nodiscard]] std::string service_sentence() const;

  [[nodiscard]] const models::Component& component(std::uint32_t index) const {
    return plant_.components.at(index);
  }
  /// " (hardware)", or nothing where no mode is meant.
  [[nodiscard]] std::string in_mode(std::uint32_t index) const {
    const auto mode = id<models::ModeId>(index);
    return mode ? fmt::format(" ({})", plant_[mode].name) : "";
  }
  [[nodiscard]] std::string mode_name(std::uint32_t index) const {
    const models::Mode& mode = plant_.modes.at(index);
    return plant_[mode.component].name + '.' + mode.name;
  }
  [[nodiscard]] const models::Node& node() const { return plant_.nodes.at(fact_.subject); }
  [[nodiscard]] const models::Group& group() const { return plant_.groups.at(fact_.subject); }
  [[nodiscard]] const std::string& node_name(std::uint32_t index) const {
    return plant_[plant_.nodes.at(index).component].name;
  }
  /// "group mail", and of which cluster where there are several.
  [[nodiscard]] std::string group_name() const {
    const std::string& name = group().name;
    return plant_.clusters.size() == 1
               ? "group " + name
               : fmt::format("group {} of {}", name, plant_[group().cluster].name);
  }
  /// " in msc" where there are several clusters.
  [[nodiscard]] std::string in_cluster() const {
    return plant_.clusters.size() == 1 ? "" : " in " + plant_[node().cluster].name;
  }
  [[nodiscard]] std::string because() const {
    return fact_.origin ? fmt::format(", because of {}", plant_[fact_.origin]) : "";
  }

  const Plant& plant_;
  const Fact& fact_;
};

std::string_view verb_of_start(ComponentKind kind) {
  return kind == ComponentKind::app ? "starts" : "boots";
}

std::string Teller::component_sentence() const {
  const models::Component& it = component(fact_.subject);
  switch (fact_.kind) {
    case FactKind::component_failed:
      return it.name + " fails" + in_mode(fact_.detail);
    case FactKind::component_hung:
      return it.name + " hangs" + in_mode(fact_.detail);
    case FactKind::component_degraded: {
      const auto mode = id<models::ModeId>(fact_.detail);
      const std::string capacity = mode ? percent(plant_[mode].capacity) : "part";
      return fmt::format("{} goes on with {} of its capacity{}", it.name, capacity,
                         in_mode(fact_.detail));
    }
    case FactKind::component_restored:
      return it.name + " has its full capacity again";
    case FactKind::component_stopped:
      return it.name + " stops";
    case FactKind::component_started: {
      const auto place = id<ComponentId>(fact_.detail);
      return fmt::format("{} {}{}", it.name, verb_of_start(it.kind),
                         place ? " on " + plant_[place].name : "");
    }
    case FactKind::component_running:
      return it.name + (it.runs() ? " runs" : " works again");
    case FactKind::component_reset:
      return it.name + " no longer hangs";
    case FactKind::storage_lost:
      return fmt::format("{} loses its disk on {}", it.name, plant_.storages.at(fact_.detail).name);
    case FactKind::storage_back:
      return fmt::format("{} has its disk on {} back", it.name,
                         plant_.storages.at(fact_.detail).name);
    default:
      assert(fact_.kind == FactKind::disk_timed_out);
      return it.name + " has waited too long for its disk, and fails";
  }
}

std::string Teller::storage_sentence() const {
  const std::string& name = plant_.storages.at(fact_.subject).name;
  const auto host = id<ComponentId>(fact_.detail);
  switch (fact_.kind) {
    case FactKind::controller_failed_over:
      return fmt::format("another controller of {} takes over", name);
    case FactKind::path_failed_over:
      return fmt::format("another path of {} to {} takes over", plant_[host].name, name);
    case FactKind::bus_was_reset:
      return fmt::format("the bus of {} is reset", name);
    default:
      assert(fact_.kind == FactKind::storage_resumed);
      return fmt::format("{} answers again{}", name, host ? " to " + plant_[host].name : "");
  }
}

std::string Teller::repair_sentence() const {
  const std::string name = mode_name(fact_.subject);
  if (fact_.kind == FactKind::repair_began) {
    return "the repair of " + name + " begins";
  }
  if (fact_.kind == FactKind::repair_ended) {
    return name + " is repaired";
  }
  if (fact_.kind == FactKind::repair_never) {
    return name + " is never repaired";
  }
  std::vector<std::string> awaited;
  if (const auto spares = id<models::SparesId>(fact_.other)) {
    awaited.push_back(fmt::format("a part from {}", plant_[spares].name));
  }
  if (const auto crew = id<models::CrewId>(fact_.detail)) {
    awaited.push_back(fmt::format("the crew {}", plant_[crew].name));
  }
  return fmt::format("the repair of {} waits for {}", name,
                     awaited.empty() ? "its turn" : enumeration(awaited));
}

std::string Teller::node_sentence() const {
  const models::Cluster& cluster = plant_[node().cluster];
  const std::string& name = plant_[node().component].name;
  switch (fact_.kind) {
    case FactKind::node_silent:
      return fmt::format("{} is no longer heard{}", name, in_cluster());
    case FactKind::node_heard:
      return fmt::format("{} is heard again{}", name, in_cluster());
    case FactKind::node_suspected:
      return fmt::format("{} is suspected{}", name, in_cluster());
    case FactKind::regroup_began:
      return fmt::format("{} begins to regroup{}", name, in_cluster());
    case FactKind::regroup_ended:
      return fmt::format("{} has regrouped{}: {} of {}", name, in_cluster(),
                         count(fact_.detail, "node"), cluster.nodes.size());
    case FactKind::quorum_challenged:
      return fmt::format("{} challenges for the quorum{}", name, in_cluster());
    case FactKind::quorum_won:
      return fmt::format("{} wins the quorum{}", name, in_cluster());
    case FactKind::quorum_lost:
      return fmt::format("{} loses the quorum{}, and its cluster service stops", name,
                         in_cluster());
    case FactKind::quorum_disk_lost:
      return fmt::format("{} loses the {}{}", name,
                         cluster.quorum.has_witness ? "witness" : "quorum disk", in_cluster());
    case FactKind::node_joined:
      return fmt::format("{} joins {}", name, cluster.name);
    case FactKind::death_confirmed:
      return fmt::format("{} is sure who is dead{}", name, in_cluster());
    case FactKind::leader_elected:
      return fmt::format("{} leads {}", name, cluster.name);
    case FactKind::node_falsely_suspected:
      return fmt::format("{} is taken for dead by {}, since its heartbeats were lost", name,
                         node_name(fact_.detail));
    case FactKind::node_isolated:
      return fmt::format("{} finds itself isolated{}", name, in_cluster());
    case FactKind::isolation_responded:
      return fmt::format("{} is isolated, and {} its members", name,
                         static_cast<models::IsolationResponse>(fact_.detail) ==
                                 models::IsolationResponse::power_off
                             ? "powers off"
                             : "shuts down");
    case FactKind::node_drained:
      return fmt::format("{} is drained{}", name, in_cluster());
    case FactKind::node_returned:
      return fmt::format("{} takes groups again{}", name, in_cluster());
    default:
      return fencing_sentence();
  }
}

std::string Teller::fencing_sentence() const {
  const std::string& name = plant_[node().component].name;
  switch (fact_.kind) {
    case FactKind::fencing_began:
      return fmt::format("{} is being fenced{}", name, in_cluster());
    case FactKind::node_fenced:
      return fmt::format("{} is fenced{}", name, in_cluster());
    case FactKind::node_fence_failed:
      return fmt::format("an attempt to fence {} fails", name);
    case FactKind::node_unfenced:
      return fmt::format("{} cannot be fenced, and its groups wait for a person", name);
    default:
      assert(fact_.kind == FactKind::watchdog_fired);
      return fmt::format("the watchdog of {} resets it", name);
  }
}

/// What a group waits for that may not be taken yet.
std::string_view Teller::fence_awaited() const {
  switch (plant_[group().cluster].fencing.kind) {
    case models::FencingKind::power:
    case models::FencingKind::watchdog:
      return " waits until its node is fenced";
    case models::FencingKind::lock:
      return ": its disks are locked by its node";
    case models::FencingKind::none:
    case models::FencingKind::reservation:
      break;
  }
  return ": its disks are fenced";
}

std::string Teller::phase_sentence() const {
  std::string name = group_name();
  switch (static_cast<Phase>(fact_.detail)) {
    case Phase::detect:
      return name + " is down, and nobody has noticed";
    case Phase::agree:
      return name + " waits until the nodes agree";
    case Phase::fence:
      return name.append(fence_awaited());
    case Phase::storage:
      return name + ": its disks are brought online";
    case Phase::queue:
      return name + " waits for its turn";
    case Phase::boot:
      return name + ": its guests boot";
    case Phase::start:
      return name + ": its applications start";
    case Phase::count_:
      break;
  }
  assert(false);
  return {};
}

std::string Teller::group_sentence() const {
  const std::string name = group_name();
  switch (fact_.kind) {
    case FactKind::member_failure_seen:
      return fmt::format("{} notices that {} of {} has failed", node_name(fact_.detail),
                         component(fact_.other).name, name);
    case FactKind::group_lost:
      return fmt::format("{} is lost on {}", name, node_name(fact_.detail));
    case FactKind::phase_began:
      return phase_sentence();
    case FactKind::fence_failed:
      return fmt::format("{} still defends the disks of {}", node_name(fact_.detail), name);
    case FactKind::group_restarted:
      return fmt::format("{} is restarted in place on {}", name, node_name(fact_.detail));
    case FactKind::group_failed_over:
      return fmt::format("{} fails over from {} to {}", name, node_name(fact_.other),
                         node_name(fact_.detail));
    case FactKind::group_served:
      return fmt::format("{} serves again on {}", name, node_name(fact_.detail));
    case FactKind::failover_called_off:
      return fmt::format("the failover of {} is called off", name);
    case FactKind::failover_uncovered:
      return fmt::format("the failover of {} does not work", name);
    case FactKind::group_gave_up:
      return fmt::format("{} has failed too often, and stays down until a person comes", name);
    case FactKind::person_came:
      return fmt::format("a person attends to {}", name);
    case FactKind::split_brain_began:
      return fmt::format("split brain: {} runs on {} and on {}", name, node_name(fact_.detail),
                         node_name(fact_.other));
    case FactKind::split_brain_ended:
      return fmt::format("the split brain of {} ends", name);
    case FactKind::failback_began:
      return fmt::format("{} goes back to {}", name, node_name(fact_.detail));
    case FactKind::group_tolerated:
      return fmt::format("{} is left to {} for a while", name, node_name(fact_.detail));
    case FactKind::group_paused:
      return fmt::format("{} is paused on {}", name, node_name(fact_.detail));
    case FactKind::group_cut_off:
      return fmt::format("{} notices that {} is cut off from its {}", node_name(fact_.detail), name,
                         fact_.other == 0 ? "disks" : "clients");
    case FactKind::pending_timed_out:
      return fmt::format("{} of {} takes too long to come up, and counts as failed",
                         component(fact_.other).name, name);
    case FactKind::slot_waited_for:
      return fmt::format("{} waits for a start slot on {}", name, node_name(fact_.detail));
    case FactKind::planned_move_began:
      return fmt::format("{} is moved to {} as planned", name, node_name(fact_.detail));
    case FactKind::planned_move_stands_still:
      return fmt::format("{} stands still while it is moved", name);
    case FactKind::planned_move_called_off:
      return fmt::format("the planned move of {} is called off", name);
    default:
      assert(fact_.kind == FactKind::planned_move_ended);
      return fmt::format("{} has moved to {}", name, node_name(fact_.detail));
  }
}

std::string Teller::instance_sentence() const {
  const models::Instance& instance = plant_.instances.at(fact_.subject);
  const bool removed = fact_.kind == FactKind::instance_removed;
  return fmt::format("{} {} requests of {}", plant_[instance.component].name,
                     removed ? "gets no more" : "gets", plant_[instance.pool].name);
}

std::string Teller::maintenance_sentence() const {
  const std::string& name = plant_.maintenance.at(fact_.subject).name;
  const std::string& host = component(fact_.detail).name;
  return fact_.kind == FactKind::maintenance_began ? fmt::format("{} of {} begins", name, host)
                                                   : fmt::format("{} of {} is over", name, host);
}

/// Of one that is not certain to hit, which it hit follows from what they do next.
std::string Teller::common_cause_sentence() const {
  const models::CommonCause& cause = plant_.common_causes.at(fact_.subject);
  if (fact_.kind == FactKind::common_cause_ended) {
    return cause.name + " is over";
  }
  if (cause.probability < 1) {
    return cause.name + " strikes";
  }
  std::vector<std::string> names;
  for (const ComponentId hit : cause.hits) {
    names.push_back(plant_[hit].name);
  }
  return fmt::format("{} strikes {}", cause.name, enumeration(names));
}

std::string Teller::fault_sentence() const {
  const models::Fault& fault = plant_.faults.at(fact_.subject);
  const std::string& name =
      plant_[fault.mode ? plant_[fault.mode].component : fault.component].name;
  if (fact_.kind == FactKind::fault_ended) {
    return fmt::format("the {} of {} is over", fault.evacuates ? "evacuation" : "fault", name);
  }
  if (fault.evacuates) return fmt::format("{} is evacuated", name);
  const bool hangs =
      (fault.mode ? plant_[fault.mode].effect : fault.effect) == models::Effect::hang;
  return fault.mode ? fmt::format("fault: {}.{}", name, plant_[fault.mode].name)
                    : fmt::format("fault: {} {}", name, hangs ? "hangs" : "goes down");
}

std::string Teller::service_sentence() const {
  if (fact_.kind == FactKind::service_capacity) {
    return fmt::format("service {} answers {} of its requests", subject(),
                       percent(fact_.detail / 65536.0));
  }
  return fact_.kind == FactKind::service_down
             ? fmt::format("service {} is down{}", subject(), because())
             : fmt::format("service {} is up", subject());
}

std::string Teller::subject() const {
  switch (kind_of(fact_.kind).subject) {
    case Subject::component:
      return component(fact_.subject).name;
    case Subject::storage:
      return plant_.storages.at(fact_.subject).name;
    case Subject::mode:
      return mode_name(fact_.subject);
    case Subject::common_cause:
      return plant_.common_causes.at(fact_.subject).name;
    case Subject::fault:
      return plant_.faults.at(fact_.subject).name;
    case Subject::node:
      return plant_[node().component].name;
    case Subject::group:
      return plant_[group().cluster].name + '.' + group().name;
    case Subject::instance:
      return plant_[plant_.instances.at(fact_.subject).component].name;
    case Subject::maintenance:
      return plant_.maintenance.at(fact_.subject).name;
    case Subject::service:
      return plant_.services.at(fact_.subject).name;
  }
  assert(false);
  return {};
}

std::string Teller::sentence() const {
  switch (kind_of(fact_.kind).subject) {
    case Subject::component:
      return component_sentence();
    case Subject::storage:
      return storage_sentence();
    case Subject::mode:
      return repair_sentence();
    case Subject::common_cause:
      return common_cause_sentence();
    case Subject::fault:
      return fault_sentence();
    case Subject::node:
      return node_sentence();
    case Subject::group:
      return group_sentence();
    case Subject::instance:
      return instance_sentence();
    case Subject::maintenance:
      return maintenance_sentence();
    case Subject::service:
      return service_sentence();
  }
  assert(false);
  return {};
}

}  // namespace

std::string sentence(const Plant& plant, const Fact& fact) {
  return Teller(plant, fact).sentence();
}

std::string_view name_of(FactKind kind) { return kind_of(kind).name; }

std::string subject_of(const Plant& plant, const Fact& fact) {
  return Teller(plant, fact).subject();
}

}  // namespace ausfall::studies
