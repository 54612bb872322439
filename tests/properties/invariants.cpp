#include "tests/properties/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "models/cluster/isolation.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/group.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/service.hpp"
#include "models/storage.hpp"

namespace ausfall::test {
namespace {

using namespace models;

class Inspection {
 public:
  Inspection(Scene scene, const Clocks& clocks)
      : plant_(scene.plant), world_(scene.world), clocks_(clocks) {}

  Violation after_a_ring(bool armed) {
    armed_ = armed;
    for (std::size_t i = 0; i < plant_.components.size(); ++i) component(ComponentId(i));
    for (std::size_t i = 0; i < plant_.modes.size(); ++i) mode(ModeId(i));
    for (std::size_t i = 0; i < plant_.crews.size(); ++i) crew(CrewId(i));
    for (std::size_t i = 0; i < plant_.spares.size(); ++i) spares(SparesId(i));
    reach();
    for (std::size_t i = 0; i < plant_.storages.size(); ++i) storage(StorageId(i));
    for (std::size_t i = 0; i < plant_.nodes.size(); ++i) node(NodeId(i));
    for (std::size_t i = 0; i < plant_.groups.size(); ++i) group(GroupId(i));
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) votes(ClusterId(i));
    for (std::size_t i = 0; i < plant_.instances.size(); ++i) instance(InstanceId(i));
    for (std::size_t i = 0; i < plant_.maintenance.size(); ++i) maintenance(MaintenanceId(i));
    memory();
    return violation_;
  }

  Violation when_time_passes() {
    expect(world_.unsettled.empty(), "something is unsettled");
    for (std::size_t i = 0; i < plant_.services.size(); ++i) {
      expect(world_.services[i] == assess({plant_, world_}, ServiceId(i)),
             "service {} is not what it is assessed to be", plant_.services[i].name);
    }
    needed();
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) sides(ClusterId(i));
    return violation_;
  }

  Violation in_the_end() {
    for (std::size_t i = 0; i < plant_.modes.size(); ++i) {
      if (world_.modes[i] == ModeState::armed) continue;
      expect(world_.modes[i] == ModeState::beyond_repair, "{} is not repaired", name_of(ModeId(i)));
      broken_ = true;
    }
    for (const CommonCause& cause : plant_.common_causes)
      broken_ = broken_ || (cause.ttr.is_never() && runs(cause.ends));
    // What is never repaired is reason enough for whatever else is out of order.
    if (broken_) return violation_;
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const ComponentId id(i);
      if (plant_[id].member || host_or_place_in_group(id)) continue;
      expect(world_[id].alive(), "{} does not run in the end", plant_[id].name);
    }
    for (const Maintenance& work : plant_.maintenance) maintenance_in_the_end(work);
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) {
      const ClusterId id(i);
      if (lacks_a_node_for_good(id)) continue;
      whole_again(id);
      for (const GroupId group : plant_[id].groups) group_in_the_end(group);
    }
    for (const Instance& each : plant_.instances)
      expect(!runs(each.noticed), "{} is still checked in the end", plant_[each.component].name);
    return violation_;
  }

 private:
  template <class... Values>
  void expect(bool holds, fmt::format_string<Values...> words, Values&&... values) {
    if (!holds && !violation_) violation_ = fmt::format(words, std::forward<Values>(values)...);
  }

  std::string name_of(ModeId id) const { return plant_[plant_[id].fails].name; }
  bool runs(ClockId clock) const { return clock.named() && clocks_.running(clock); }

  // ---- services

  /// Services that need one thing that is no host, VM or app, by what the language says of it.
  void needed() {
    for (std::size_t i = 0; i < plant_.services.size(); ++i) {
      const ComponentId id = plant_.services[i].needs.component;
      if (id && !plant_[id].runs()) expect_up(ServiceId(i), on(id));
    }
    for (const Network& network : plant_.networks)
      expect_up(service_of(network.name), any_on(network.switches));
    for (const Storage& it : plant_.storages) {
      bool path = false;
      for (const auto& of_host : it.paths) path = path || any_on(of_host);
      expect_up(service_of(it.name), on(it.array) && any_on(it.controllers) && path &&
                                         (!it.network || any_on(plant_[it.network].switches)));
    }
  }

  /// None if the world has no such service.
  ServiceId service_of(const std::string& thing) const {
    const auto found = std::ranges::find(plant_.services, "s-" + thing, &Service::name);
    if (found == plant_.services.end()) return {};
    return ServiceId(static_cast<std::size_t>(found - plant_.services.begin()));
  }

  void expect_up(ServiceId id, bool up) {
    if (!id) return;
    expect(world_.services[id.index()].up == up, "service {}: up or down", plant_[id].name);
  }

  bool on(ComponentId id) const { return world_[id].running == Running::on; }
  bool any_on(const std::vector<ComponentId>& ids) const {
    return std::ranges::any_of(ids, [&](ComponentId id) { return on(id); });
  }

  // ---- components

  void component(ComponentId id) {
    const ComponentState& state = world_[id];
    const std::string& name = plant_[id].name;
    guests(id);
    causes(id);
    expect(state.down == 0 || state.running == Running::off, "{} runs though it is down", name);
    if (!plant_[id].runs()) {
      expect((state.running == Running::on) == (state.down == 0), "part {}: up or down", name);
      return;
    }
    if (state.running == Running::off) {
      expect(state.stalled == 0 && state.hung == 0 && !state.disk_lost, "{} is off and stalled",
             name);
    } else {
      if (state.place) {
        expect(world_[state.place].running == Running::on, "{} stands on what does not run", name);
      }
      const int place_stalls = state.place ? world_[state.place].stalled : 0;
      const MemberId member = plant_[id].member;
      const bool paused = member && world_[plant_[member].group].paused;
      const int saved = stands_still_for_a_move(member) || paused ? 1 : 0;
      expect(state.stalled == state.hung + (state.disk_lost ? 1 : 0) + place_stalls + saved,
             "{} stands still for {} reasons: {} hangs, disk lost {}, its place for {}, moved or "
             "paused {}",
             name, state.stalled, state.hung, state.disk_lost, place_stalls, saved);
      if (const StorageId storage = plant_[id].storage) {
        expect(state.disk_lost != answers({plant_, world_}, host_of(world_, id), storage),
               "{}: disk lost or not", name);
      }
    }
    const bool starts = state.running == Running::starting;
    expect(runs(plant_[id].started) == (starts && state.stalled == 0 && !state.boot_waits),
           "{}: its start clock", name);
    expect(!state.boot_io || (starts && plant_[id].boot_io_done), "{}: boots without booting",
           name);
    expect(!state.boot_waits || state.boot_io, "{}: its boot waits for nothing", name);
    expect(runs(plant_[id].boot_io_done) == (state.boot_io && state.stalled == 0),
           "{}: the clock of its boot's I/Os", name);
    expect(runs(plant_[id].disk_timed_out) == state.disk_lost, "{}: its disk time-out clock", name);
    if (!plant_[id].member && state.running == Running::off && state.down == 0) {
      const bool may =
          !state.place || (world_[state.place].alive() &&
                           (!plant_[id].storage ||
                            answers({plant_, world_}, host_of(world_, id), plant_[id].storage)));
      expect(!may, "{} is off though nothing keeps it down", name);
    }
  }

  void guests(ComponentId id) {
    ComponentId before;
    std::size_t steps = 0;
    for (ComponentId guest = world_[id].first_guest; guest; guest = world_[guest].next_guest) {
      expect(world_[guest].place == id, "{} is a guest of {} and stands elsewhere",
             plant_[guest].name, plant_[id].name);
      expect(!before || before < guest, "guests of {} are out of order", plant_[id].name);
      before = guest;
      if (++steps > plant_.components.size())
        return expect(false, "guests of {} in a ring", plant_[id].name);
    }
    steps = 0;
    for (ComponentId place = id; place; place = world_[place].place) {
      if (++steps > plant_.components.size())
        return expect(false, "{} stands on itself", plant_[id].name);
    }
    expect(plant_[id].place.named() == world_[id].place.named(), "{} stands nowhere",
           plant_[id].name);
  }

  /// How many causes keep it down, hung or degraded.
  void causes(ComponentId id) {
    int down = 0;
    int hung = 0;
    int degraded = 0;
    const bool hangs = plant_[id].runs();
    for (const ModeId each : plant_[id].modes) {
      if (world_[each] == ModeState::armed) continue;
      const Effect effect = plant_[each].effect;
      if (effect == Effect::degrade)
        ++degraded;
      else
        ++(effect == Effect::hang && hangs ? hung : down);
    }
    for (const CommonCause& cause : plant_.common_causes) {
      for (std::size_t i = 0; i < cause.hits.size(); ++i) {
        if (cause.hits[i] == id) down += world_.common_causes[cause.first_hit + i];
      }
    }
    for (std::size_t i = 0; i < plant_.faults.size(); ++i) {
      const Fault& fault = plant_.faults[i];
      if (fault.component != id || world_.faults[i] == 0 || fault.evacuates) continue;
      ++(fault.effect == Effect::hang && hangs ? hung : down);
    }
    for (const Maintenance& work : plant_.maintenance) {
      for (std::size_t k = 0; k < work.hosts.size(); ++k) {
        if (work.hosts[k] == id && runs(work.done[k])) ++down;
      }
    }
    const ComponentState& state = world_[id];
    const std::string& name = plant_[id].name;
    expect(state.down == down, "{}: down for {} causes, counted {}", name, down, state.down);
    expect(state.hung == hung, "{}: {} hangs, counted {}", name, hung, state.hung);
    expect(state.degraded == degraded, "{}: degraded for {}, counted {}", name, degraded,
           state.degraded);
  }

  // ---- repair

  bool by_fault(ModeId id) const {
    for (std::size_t i = 0; i < plant_.faults.size(); ++i) {
      if (plant_.faults[i].mode == id && world_.faults[i] != 0) return true;
    }
    return false;
  }

  void mode(ModeId id) {
    const Mode& it = plant_[id];
    const ModeState state = world_[id];
    const ComponentState& component = world_[it.component];
    if (armed_) {
      expect(runs(it.fails) == (state == ModeState::armed && component.alive()),
             "{}: its clock runs or not", name_of(id));
    }
    const bool in_repair = runs(it.repaired);
    expect(!by_fault(id) || state == ModeState::in_repair, "{}: a fault lasts without its failure",
           name_of(id));
    expect(!in_repair || state == ModeState::in_repair, "{}: repaired without a failure",
           name_of(id));
    expect(state != ModeState::in_repair || in_repair || by_fault(id), "{}: nobody repairs it",
           name_of(id));
    const bool beyond_repair = state == ModeState::beyond_repair;
    expect(!beyond_repair || never_repaired(id), "{}: given up too soon", name_of(id));
    const bool waits = state == ModeState::waits_for_spare || state == ModeState::waits_for_crew;
    expect(!waits || !never_repaired(id), "{}: it waits in vain", name_of(id));
    const auto queued = [&](const std::vector<ModeId>& waiting) {
      return std::ranges::count(waiting, id) == 1;
    };
    if (it.crew) {
      expect(queued(world_[it.crew].waiting) == (state == ModeState::waits_for_crew),
             "{}: in its crew's queue or not", name_of(id));
    }
    if (it.spares) {
      expect(queued(world_[it.spares].waiting) == (state == ModeState::waits_for_spare),
             "{}: in the spares' queue or not", name_of(id));
    }
  }

  bool part_at_hand(ModeId id) const {
    const SparesId needed = plant_[id].spares;
    return !needed || world_[needed].in_stock > 0;
  }

  void crew(CrewId id) {
    const Crew& it = plant_[id];
    const CrewState& state = world_[id];
    std::size_t busy = 0;
    for (const ModeId each : it.modes) {
      const bool comes = world_[each] == ModeState::crew_on_its_way;
      if (comes || runs(plant_[each].repaired)) ++busy;
      if (it.order == CrewOrder::race) continue;
      const auto place = std::ranges::find(it.modes, each) - it.modes.begin();
      expect(runs(it.responses[static_cast<std::size_t>(place)]) == comes,
             "{}: the crew's way to it", name_of(each));
    }
    expect(state.free + busy == static_cast<std::size_t>(it.size),
           "crew {}: {} free, {} busy of {}", it.name, state.free, busy, it.size);
    if (it.order == CrewOrder::race) return race(id);
    expect(state.free == 0 ||
               std::ranges::none_of(state.waiting, [&](ModeId each) { return part_at_hand(each); }),
           "crew {}: one waits, one is free", it.name);
    if (it.order == CrewOrder::random) {
      expect(std::ranges::is_sorted(state.waiting), "crew {}: the queue is not canonical", it.name);
    }
  }

  void race(CrewId id) {
    const Crew& it = plant_[id];
    for (std::size_t k = 0; k < it.families.size(); ++k) {
      const bool waits = std::ranges::any_of(world_[id].waiting, [&](ModeId each) {
        return plant_[plant_[each].component].family == it.families[k] && part_at_hand(each);
      });
      expect(runs(it.responses[k]) == (waits && world_[id].free > 0), "crew {}: a family's clock",
             it.name);
    }
  }

  void spares(SparesId id) {
    const Spares& it = plant_[id];
    const SparesState& state = world_[id];
    const auto on_order =
        std::ranges::count_if(it.arrivals, [&](ClockId clock) { return runs(clock); });
    if (it.restock) {
      expect(
          state.in_stock + static_cast<std::size_t>(on_order) == static_cast<std::size_t>(it.size),
          "spares {}: {} in stock, {} on order of {}", it.name, state.in_stock, on_order, it.size);
    }
    expect(state.in_stock <= static_cast<std::size_t>(it.size), "spares {}: too many", it.name);
    expect(state.in_stock == 0 || state.waiting.empty(), "spares {}: one waits, one lies there",
           it.name);
  }

  /// It is never repaired, or the parts it needs were used up and are not replaced.
  bool never_repaired(ModeId id) const {
    const SparesId needed = plant_[id].spares;
    return plant_[id].ttr.is_never() ||
           (needed && !plant_[needed].restock && world_[needed].in_stock == 0);
  }

  // ---- storage

  void storage(StorageId id) {
    const Storage& it = plant_[id];
    const StorageState& state = world_[id];
    const auto booting = std::ranges::count_if(
        it.users, [&](ComponentId user) { return runs(plant_[user].boot_io_done); });
    expect(state.booting == static_cast<std::size_t>(booting), "{}: {} boot from it, counted {}",
           it.name, booting, state.booting);
    expect(runs(it.resumes) == state.stalled,
           "{}: it stands still for ever, or goes on and does not", it.name);
    for (std::size_t k = 0; k < it.hosts.size(); ++k) {
      const bool fails_over = world_.path_stalls[it.first_host + k] != 0;
      expect((!it.path_resumes.empty() && runs(it.path_resumes[k])) == fails_over,
             "{}: the failover of the path of {}", it.name, plant_[it.hosts[k]].name);
    }
  }

  // ---- networks

  void reach() {
    World fresh = world_;
    find_reach(plant_, fresh);
    expect(fresh.network_part == world_.network_part,
           "the connected parts of the network are out of date");
    expect(fresh.attachments == world_.attachments, "the attachments of hosts are out of date");
  }

  // ---- clusters

  void node(NodeId id) {
    const Node& it = plant_[id];
    const NodeState& state = world_[id];
    if (plant_[it.cluster].balances_load) return;
    const std::string& name = plant_[it.component].name;
    const bool on = world_[it.component].running == Running::on;
    expect(on || state.status == NodeStatus::down, "node {}: its machine is off", name);
    expect(!world_[it.component].alive() || state.status != NodeStatus::down,
           "node {}: its machine is up", name);
    const bool member = state.status == NodeStatus::member;
    expect(member == (state.view != 0), "node {}: its view", name);
    if (member)
      expect(has(state.view, it.number), "node {} is not in its own view", name);
    else
      expect(state.agreement == Agreement::settled, "node {} agrees with nobody", name);
    const bool agrees = runs(it.regrouped) || (member && runs(it.arbitrated));
    const bool unsettled =
        takes_part({plant_, world_}, id) && state.agreement != Agreement::settled;
    expect(!agrees || unsettled, "node {}: a clock of an agreement that is not", name);
    expect(!runs(it.regrouped) || !runs(it.arbitrated), "node {} regroups and challenges", name);
    if (unsettled) {
      const NodeSet side = side_of({plant_, world_}, id);
      bool led = false;
      for_nodes(plant_, it.cluster, side, [&](NodeId each) {
        led = led || runs(plant_[each].regrouped) || runs(plant_[each].arbitrated);
      });
      expect(led || !all_hear_all(it.cluster), "node {}: nobody leads its agreement", name);
    }
    expect(!runs(it.arbitrated) || member || state.status == NodeStatus::waiting,
           "node {} challenges for nobody", name);
    fencing_of(id);
    heartbeats(id);
    expect(state.drained == drained_for({plant_, world_}, id).named(), "node {}: drained or not",
           name);
  }

  /// Where single heartbeats matter. Whoever is deaf to another has a heartbeat to wait for.
  void heartbeats(NodeId id) {
    const Node& it = plant_[id];
    const Cluster& cluster = plant_[it.cluster];
    if (!cluster.heartbeat.is_watched) return;
    const NodeState& state = world_[id];
    const std::string& name = plant_[it.component].name;
    const bool part = takes_part({plant_, world_}, id);
    const bool each = cluster.heartbeat.is_explicit;
    expect(!each || runs(it.beats) == part, "node {}: it beats or not", name);
    for (const NodeId other : cluster.nodes) {
      if (other == id) continue;
      const std::uint8_t number = plant_[other].number;
      const bool deaf = has(state.deaf, number);
      const bool can_be_heard =
          takes_part({plant_, world_}, other) && joining_networks({plant_, world_}, id, other) != 0;
      const bool listens = part && has(state.view, number) && state.agreement == Agreement::settled;
      expect(!deaf || can_be_heard, "node {} is deaf to one that nobody could hear", name);
      expect(each || runs(it.heard[number]) == deaf, "node {} is deaf for ever, or never was",
             name);
      const bool doubts = !deaf && listens && (each || can_be_heard);
      if (each || armed_)
        expect(runs(it.doubts[number]) == doubts, "node {}: it counts lost heartbeats or not",
               name);
    }
  }

  /// Whoever hears somebody hears all whom that one hears. Cut links of several networks can make
  /// it otherwise, and then sides overlap until one of them gives way.
  bool all_hear_all(ClusterId cluster) const {
    const auto& nodes = plant_[cluster].nodes;
    return std::ranges::all_of(nodes, [&](NodeId a) {
      return std::ranges::all_of(nodes, [&](NodeId b) {
        return !in_touch({plant_, world_}, a, b) || std::ranges::all_of(nodes, [&](NodeId c) {
          return in_touch({plant_, world_}, a, c) == in_touch({plant_, world_}, b, c);
        });
      });
    });
  }

  /// One way or the other nobody else can run it: by its node, or by its disks.
  bool is_fenced(GroupId id) const {
    switch (plant_[plant_[id].cluster].fencing.kind) {
      case FencingKind::none:
        return false;
      case FencingKind::reservation:
      case FencingKind::lock:
        return !plant_[id].disks.empty();
      case FencingKind::power:
      case FencingKind::watchdog:
        return true;
    }
    return false;
  }

  void fencing_of(NodeId id) {
    const Node& it = plant_[id];
    const NodeState& state = world_[id];
    const Cluster& cluster = plant_[it.cluster];
    const std::string& name = plant_[it.component].name;
    const bool under_way = state.fence == Fence::under_way;
    const bool person = state.fence == Fence::failed && cluster.failover.manual.has_value();
    if (cluster.fencing.kind == FencingKind::power)
      expect(runs(it.fenced) == (under_way || person), "node {}: its fencing clock", name);
    else if (cluster.fencing.kind == FencingKind::watchdog)
      expect((runs(it.fenced) || runs(it.lease_expires)) || !under_way,
             "node {}: nothing fences it", name);
    else
      expect(state.fence == Fence::none, "node {}: fenced by nobody", name);
    expect(under_way || person || !runs(it.fenced), "node {} is fenced for nothing", name);
    expect(state.fence_attempts == 0 || under_way, "node {}: attempts to fence it", name);
    expect(!runs(it.watchdog) || world_[it.component].running == Running::on,
           "node {}: a watchdog of a machine that is off", name);
    expect(world_[it.component].stalled == 0 || world_[it.component].running != Running::on ||
               !it.watchdog || runs(it.watchdog) ||
               stands_still_for_a_move(plant_[it.component].member),
           "node {} stands still, and its watchdog sleeps", name);
    if (cluster.isolation.response == IsolationResponse::stay) return;
    const bool cut_off = takes_part({plant_, world_}, id) && is_cut_off({plant_, world_}, id);
    expect(runs(it.isolated) == (cut_off && !state.gave_up && !runs(it.shut_down)),
           "node {}: isolated or not", name);
  }

  bool stands_still_for_a_move(MemberId id) const {
    return id && world_[plant_[id].group].planned >= PlannedStage::handing_over;
  }

  void planned_move(GroupId id) {
    const GroupState& state = world_[id];
    const std::string& name = plant_[id].name;
    const bool migrating = state.status == GroupStatus::migrating;
    expect(migrating == (state.planned > PlannedStage::restarting), "group {}: its planned move",
           name);
    expect(state.planned != PlannedStage::restarting || state.status == GroupStatus::moving ||
               state.status == GroupStatus::starting,
           "group {} ({}) is restarted as planned", name, static_cast<int>(state.status));
    expect(state.planned == PlannedStage::none || !state.recovering,
           "group {} fails over and is moved as planned", name);
    expect(runs(plant_[id].migrated) == migrating, "group {}: its migration clock", name);
    for (const MemberId member : plant_[id].members) {
      expect(!migrating || world_[plant_[member].component].running == Running::on,
             "group {} is migrated without {}", name, plant_[plant_[member].component].name);
    }
  }

  void maintenance(MaintenanceId id) {
    const Maintenance& it = plant_[id];
    bool busy = false;
    int at_once = 0;
    for (std::size_t k = 0; k < it.hosts.size(); ++k) {
      const MaintenanceState state = world_.maintenance[it.first_host + k];
      busy = busy || state != MaintenanceState::idle;
      if (state >= MaintenanceState::draining) ++at_once;
      expect(!runs(it.done[k]) || state == MaintenanceState::patching, "{} of {}: its clock",
             it.name, plant_[it.hosts[k]].name);
    }
    expect(at_once <= it.at_once, "{}: too many hosts at once", it.name);
    if (armed_) expect(busy || runs(it.due), "{} is never due again", it.name);
  }

  void group(GroupId id) {
    planned_move(id);
    const Group& it = plant_[id];
    const GroupState& state = world_[id];
    const std::string& name = it.name;
    const auto is = [&](GroupStatus status) { return state.status == status; };
    const bool on_its_way = is(GroupStatus::fencing) || is(GroupStatus::moving);
    const bool waits_for_slot = is(GroupStatus::queued) && state.target != no_node;
    const bool carried = is(GroupStatus::migrating) && state.planned != PlannedStage::restoring;
    expect((state.target != no_node) == (on_its_way || carried || waits_for_slot),
           "group {} ({}): its target", name, static_cast<int>(state.status));
    const Failover& failover = plant_[it.cluster].failover;
    expect(!waits_for_slot || failover.concurrency != unlimited,
           "group {} waits for a slot, and there is no limit", name);
    expect(!state.mirrored || (failover.hot_standby && (on_its_way || carried || waits_for_slot)),
           "group {} ({}) is mirrored", name, static_cast<int>(state.status));
    expect(has(it.possible, state.owner), "group {} is on a node that may not run it", name);
    expect(runs(it.fenced) == is(GroupStatus::fencing), "group {}: its fencing clock", name);
    expect(runs(it.moved) == is(GroupStatus::moving), "group {}: its moving clock", name);
    expect(runs(it.delay_over) == is(GroupStatus::restarting), "group {}: its restart delay", name);
    expect(runs(it.grace_over) == is(GroupStatus::tolerated), "group {}: its grace", name);
    const bool runs_or_starts = is(GroupStatus::online) || is(GroupStatus::starting) ||
                                is(GroupStatus::restarting) || is(GroupStatus::migrating);
    expect(!state.paused || (failover.grace_pauses && !runs_or_starts), "group {} ({}) is paused",
           name, static_cast<int>(state.status));
    expect(!state.failed_at_home || plant_[it.cluster].failback.kind != FailbackKind::never,
           "group {} failed at home, where it would not go back", name);
    const bool waits_for_person = is(GroupStatus::uncovered) || is(GroupStatus::given_up);
    const bool somebody_comes = plant_[it.cluster].failover.manual.has_value();
    expect(runs(it.person_arrives) == (waits_for_person && somebody_comes), "group {}: its person",
           name);
    expect(state.recovering || is(GroupStatus::online) || is(GroupStatus::starting) || on_its_way ||
               is(GroupStatus::queued) || is(GroupStatus::tolerated) || is(GroupStatus::migrating),
           "group {} ({}) is in trouble without a failover", name, static_cast<int>(state.status));
    expect(!is(GroupStatus::online) || !state.fence_due, "group {} is online and has to be fenced",
           name);
    expect(state.ghost == no_node || state.ghost != state.owner, "group {} is its own ghost", name);
    if (state.ghost != no_node) {
      expect(takes_part({plant_, world_}, node_of(plant_, it.cluster, state.ghost)),
             "group {}: its ghost's node is gone", name);
      expect(!is_fenced(id), "group {} runs twice, though fenced", name);
    }
    const ComponentId machine = plant_[node_of(plant_, it.cluster, state.owner)].component;
    for (const MemberId member : it.members) {
      const ComponentId component = plant_[member].component;
      expect(world_[component].place == machine, "{} is not where its group {} is",
             plant_[component].name, name);
      if (runs(plant_[member].pending_timed_out)) {
        expect(world_[component].running == Running::starting,
               "{} does not start, and is waited for", plant_[component].name);
      }
      if (runs(plant_[member].failure_seen)) {
        expect(is(GroupStatus::online) || is(GroupStatus::starting) || is(GroupStatus::restarting),
               "group {}: a failure is about to be seen", name);
      }
    }
  }

  /// The check's clock runs where the balancer believes what is not so.
  void instance(InstanceId id) {
    const Instance& it = plant_[id];
    const Cluster& cluster = plant_[plant_[it.pool].cluster];
    const ComponentId asked = cluster.check.of_app ? it.component : it.machine;
    const bool good =
        world_[asked].alive() && clients_reach({plant_, world_}, host_of(world_, asked));
    const bool believed = world_.in_rotation[id.index()] != 0;
    expect(runs(it.noticed) == (good != believed), "{}: its check", plant_[it.component].name);
  }

  /// No host holds more VMs than it has memory for.
  void memory() {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const ComponentId host(i);
      if (plant_[host].kind != ComponentKind::host || plant_[host].memory == 0) continue;
      double taken = 0;
      for (ComponentId guest = world_[host].first_guest; guest; guest = world_[guest].next_guest) {
        if (world_[guest].running != Running::off) taken += plant_[guest].memory;
      }
      expect(taken <= plant_[host].memory, "the memory of {} is overfilled", plant_[host].name);
    }
  }

  /// Nobody is suspected, rightly or not, and no side has anything to agree on.
  bool quiet(ClusterId cluster) const {
    return std::ranges::none_of(plant_[cluster].nodes, [&](NodeId id) {
      const Node& it = plant_[id];
      return runs(it.suspected) || runs(it.regrouped) || runs(it.arbitrated);
    });
  }

  bool somebody_is_deaf(ClusterId cluster) const {
    return std::ranges::any_of(plant_[cluster].nodes,
                               [&](NodeId id) { return world_[id].deaf != 0; });
  }

  /// The node takes no others for members than those of its side; but for one that went on without
  /// it while heartbeats between their sides are lost: the next that arrives makes them one again.
  bool knows_its_side(NodeId id) const {
    const ClusterId cluster = plant_[id].cluster;
    const NodeSet side = side_of({plant_, world_}, id);
    bool knows = true;
    for_nodes(plant_, cluster, world_[id].view & ~side, [&](NodeId other) {
      knows = knows && takes_part({plant_, world_}, other) &&
              loses_heartbeats({plant_, world_}, cluster, side | side_of({plant_, world_}, other));
    });
    return knows;
  }

  bool somebody_is_barred(ClusterId cluster) const {
    return plant_[cluster].fencing.kind == FencingKind::power &&
           std::ranges::any_of(plant_[cluster].nodes,
                               [&](NodeId id) { return world_[id].fence == Fence::under_way; });
  }

  void sides(ClusterId cluster) {
    // One that is being switched off may be in touch, and is not taken in.
    if (!quiet(cluster) || somebody_is_barred(cluster)) return;
    std::vector<NodeSet> sides;
    for (const NodeId id : plant_[cluster].nodes) {
      if (!takes_part({plant_, world_}, id)) continue;
      const NodeState& state = world_[id];
      const std::string& name = plant_[plant_[id].component].name;
      expect(state.agreement == Agreement::settled, "node {} has not settled, and never will",
             name);
      expect(knows_its_side(id), "node {} takes {:b} for members, and its side is {:b}", name,
             state.view, side_of({plant_, world_}, id));
      if (!std::ranges::count(sides, state.view)) sides.push_back(state.view);
    }
    // Whoever was left out by mistake may not know yet.
    if (somebody_is_deaf(cluster)) return;
    const Quorum& quorum = plant_[cluster].quorum;
    const bool one_is_enough = quorum.two_node && plant_[cluster].nodes.size() == 2;
    if (quorum.kind == QuorumKind::none || quorum.kind == QuorumKind::primaries || one_is_enough)
      return;
    for (const NodeSet side : sides)
      expect(is_quorate(cluster, side), "the side {:b} goes on in {} without the quorum", side,
             plant_[cluster].name);
    expect(sides.size() <= 1, "{} sides go on in {}", sides.size(), plant_[cluster].name);
    for (const GroupId id : plant_[cluster].groups) {
      const NodeId owner = node_of(plant_, cluster, world_[id].owner);
      expect(world_[id].ghost == no_node || !takes_part({plant_, world_}, owner),
             "group {} runs twice, and all have settled", plant_[id].name);
    }
  }

  /// By what its nodes and the disk, or the witness, that one of them holds are worth. Whether the
  /// disk answers is another matter: that is noticed after a while.
  bool is_quorate(ClusterId cluster, NodeSet side) const {
    const Quorum& quorum = plant_[cluster].quorum;
    const ClusterState& state = world_.clusters[cluster.index()];
    const std::size_t nodes = plant_[cluster].nodes.size();
    const std::size_t held = has(side, state.disk_owner) && state.witness_votes ? 1 : 0;
    switch (quorum.kind) {
      case QuorumKind::none:
      case QuorumKind::primaries:
        return true;
      case QuorumKind::local:
        return has(side, 0);
      case QuorumKind::majority:
        return 2 * size_of(side) > nodes;
      case QuorumKind::shared_disk:
        return has(side, state.disk_owner);
      case QuorumKind::witness:
        return 2 * (size_of(side) + held) > nodes + 1;
      case QuorumKind::dynamic:
        return 2 * (size_of(side & state.votes) + held) >
               size_of(state.votes) + (state.witness_votes ? 1 : 0);
    }
    return false;
  }

  /// Their number is odd where they follow the members, and whoever lost the disk is watched.
  void votes(ClusterId cluster) {
    const Cluster& it = plant_[cluster];
    const ClusterState& state = world_.clusters[cluster.index()];
    if (it.quorum.kind == QuorumKind::dynamic) {
      expect((size_of(state.votes) + (state.witness_votes ? 1 : 0)) % 2 == 1,
             "{}: an even number of votes", it.name);
    }
    expect(!state.witness_votes || it.quorum.has_witness, "{}: the vote of no witness", it.name);
    const NodeId holder = node_of(plant_, cluster, state.disk_owner);
    const bool counts = it.quorum.kind == QuorumKind::shared_disk || state.witness_votes;
    const bool missed = counts && takes_part({plant_, world_}, holder) &&
                        world_[holder].agreement == Agreement::settled &&
                        !reaches_quorum_disk(holder);
    expect(runs(it.disk_given_up) == missed, "{}: the loss of its quorum disk", it.name);
  }

  bool reaches_quorum_disk(NodeId id) const {
    const Quorum& quorum = plant_[plant_[id].cluster].quorum;
    const ComponentId host = host_of(world_, plant_[id].component);
    if (!quorum.witness) return !quorum.disk || reaches({plant_, world_}, host, quorum.disk);
    if (!world_[quorum.witness].alive()) return false;
    const ComponentId its = host_of(world_, quorum.witness);
    bool found = plant_.networks.empty();
    for (std::size_t i = 0; i < plant_.networks.size(); ++i)
      found = found || joined({plant_, world_}, host, its, NetworkId(i));
    return found;
  }

  // ---- the end

  bool host_or_place_in_group(ComponentId id) const {
    for (; id; id = world_[id].place) {
      if (plant_[id].member) return true;
    }
    return false;
  }

  /// A node of it is a VM, or on one, of a group that another cluster has given up or cannot place.
  /// That group is looked at for itself.
  bool lacks_a_node_for_good(ClusterId cluster) const {
    return std::ranges::any_of(plant_[cluster].nodes, [&](NodeId id) {
      const ComponentId machine = plant_[id].component;
      return !world_[machine].alive() && host_or_place_in_group(machine);
    });
  }

  void whole_again(ClusterId cluster) {
    if (plant_[cluster].balances_load) return;
    const std::size_t count = plant_[cluster].nodes.size();
    for (const NodeId id : plant_[cluster].nodes) {
      const std::string& name = plant_[plant_[id].component].name;
      expect(world_[id].status == NodeStatus::member, "node {} is not a member in the end ({})",
             name, static_cast<int>(world_[id].status));
      expect(size_of(world_[id].view) == count, "node {} does not know all in the end", name);
    }
  }

  /// A host's turn waits for clusters to be well, and one that lacks a node for good never is; the
  /// others wait for their turn. None is drained (`node`).
  void maintenance_in_the_end(const Maintenance& work) {
    const bool waits = std::ranges::any_of(work.hosts, [&](ComponentId host) {
      return std::ranges::any_of(nodes_lost_with(plant_, host), [&](NodeId id) {
        return lacks_a_node_for_good(plant_[id].cluster);
      });
    });
    for (std::size_t k = 0; k < work.hosts.size(); ++k) {
      const MaintenanceState state = world_.maintenance[work.first_host + k];
      expect(state == MaintenanceState::idle || (state == MaintenanceState::waiting && waits),
             "{} of {} has not ended ({})", work.name, plant_[work.hosts[k]].name,
             static_cast<int>(state));
    }
  }

  void group_in_the_end(GroupId id) {
    const Group& it = plant_[id];
    const GroupState& state = world_[id];
    const auto waits = [&](GroupStatus status) { return state.status == status; };
    const bool nobody_comes = !plant_[it.cluster].failover.manual;
    if ((waits(GroupStatus::given_up) || waits(GroupStatus::uncovered)) && nobody_comes) return;
    if (waits(GroupStatus::queued)) {
      // What no other node can take, and was restarted in place too often, waits where it is for
      // something to change.
      expect(state.target == no_node, "group {} waits for a slot in the end", it.name);
      for (const std::uint8_t node : it.owners) {
        if (node == state.owner) continue;
        expect(!can_take({plant_, world_}, id, node),
               "group {} is queued in the end, and could be taken", it.name);
      }
      return;
    }
    std::string members;
    for (const MemberId member : it.members) {
      const ComponentState& each = world_[plant_[member].component];
      members += fmt::format(", {} {} down {} still {}", plant_[plant_[member].component].name,
                             static_cast<int>(each.running), each.down, each.stalled);
    }
    expect(waits(GroupStatus::online), "group {} is not online in the end ({}{})", it.name,
           static_cast<int>(state.status), members);
    expect(!state.recovering, "group {} recovers in the end", it.name);
    expect(state.ghost == no_node, "group {} runs twice in the end", it.name);
    expect(all_members_serve({plant_, world_}, id), "group {} does not serve in the end", it.name);
  }

  const Plant& plant_;
  const World& world_;
  const Clocks& clocks_;
  bool armed_ = true;
  bool broken_ = false;
  Violation violation_;
};

}  // namespace

Violation violated_after_a_ring(Scene scene, const Clocks& clocks, bool armed) {
  return Inspection(scene, clocks).after_a_ring(armed);
}

Violation violated_when_time_passes(Scene scene, const Clocks& clocks) {
  return Inspection(scene, clocks).when_time_passes();
}

Violation violated_in_the_end(Scene scene, const Clocks& clocks) {
  return Inspection(scene, clocks).in_the_end();
}

}  // namespace ausfall::test
