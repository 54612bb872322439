#include <fmt/format.h>

#include <compare>
#include <map>
#include <optional>
#include <set>

#include "studies/output/facts_text.hpp"
#include "studies/output/json.hpp"
#include "studies/output/tracing.hpp"

namespace ausfall::studies {

namespace {

using models::Fact;
using models::FactKind;
using models::Plant;

/// The areas of the picture, from top to bottom; a viewer takes them for processes.
enum class Area : int { services = 1, groups, nodes, components, repairs, causes };

/// A line in an area: the index of the thing it is about. A viewer takes it for a thread.
struct Track {
  Area area = Area::services;
  std::uint32_t index = 0;
  auto operator<=>(const Track&) const = default;
};

/// What a fact does to the picture: its track is from now on in this state, empty for good order;
/// without a state it is a moment on the track.
struct Mark {
  Track track;
  std::optional<std::string> state;
};

std::string started(const Plant& plant, const Fact& fact) {
  return plant.components.at(fact.subject).kind == models::ComponentKind::app ? "starts" : "boots";
}

Mark mark_of(const Plant& plant, const Fact& fact) {
  const auto on = [&](Area area, std::optional<std::string> state = std::nullopt) {
    return Mark{{area, fact.subject}, std::move(state)};
  };
  switch (fact.kind) {
    case FactKind::component_failed:
    case FactKind::disk_timed_out:
      return on(Area::components, "failed");
    case FactKind::component_hung:
      return on(Area::components, "hangs");
    case FactKind::component_degraded:
      return on(Area::components, "degraded");
    case FactKind::component_stopped:
      return on(Area::components, "stopped");
    case FactKind::component_started:
      return on(Area::components, started(plant, fact));
    case FactKind::component_restored:
    case FactKind::component_running:
    case FactKind::component_reset:
      return on(Area::components, "");
    case FactKind::storage_lost:
    case FactKind::storage_back:
      return on(Area::components);
    case FactKind::repair_waits:
      return on(Area::repairs, "waits");
    case FactKind::repair_began:
      return on(Area::repairs, "repair");
    case FactKind::repair_ended:
      return on(Area::repairs, "");
    case FactKind::repair_never:
      return on(Area::repairs, "never repaired");
    case FactKind::common_cause_struck:
    case FactKind::common_cause_ended:
    case FactKind::fault_struck:
    case FactKind::fault_ended:
    case FactKind::controller_failed_over:
    case FactKind::path_failed_over:
    case FactKind::bus_was_reset:
    case FactKind::storage_resumed:
    case FactKind::maintenance_began:
    case FactKind::maintenance_ended:
    case FactKind::instance_removed:
    case FactKind::instance_added:
      return {{Area::causes, 0}, std::nullopt};
    case FactKind::node_silent:
    case FactKind::node_heard:
    case FactKind::node_suspected:
    case FactKind::regroup_began:
    case FactKind::regroup_ended:
    case FactKind::quorum_challenged:
    case FactKind::quorum_won:
    case FactKind::quorum_lost:
    case FactKind::quorum_disk_lost:
    case FactKind::node_joined:
    case FactKind::death_confirmed:
    case FactKind::leader_elected:
    case FactKind::node_falsely_suspected:
    case FactKind::node_isolated:
    case FactKind::isolation_responded:
    case FactKind::fencing_began:
    case FactKind::node_fenced:
    case FactKind::node_fence_failed:
    case FactKind::node_unfenced:
    case FactKind::watchdog_fired:
    case FactKind::node_drained:
    case FactKind::node_returned:
      return on(Area::nodes);
    case FactKind::phase_began:
      return on(Area::groups, std::string(name_of(static_cast<models::Phase>(fact.detail))));
    case FactKind::failover_uncovered:
    case FactKind::group_gave_up:
      return on(Area::groups, "waits for a person");
    case FactKind::group_served:
    case FactKind::failover_called_off:
      return on(Area::groups, "");
    case FactKind::member_failure_seen:
    case FactKind::group_lost:
    case FactKind::fence_failed:
    case FactKind::group_restarted:
    case FactKind::group_failed_over:
    case FactKind::person_came:
    case FactKind::split_brain_began:
    case FactKind::split_brain_ended:
    case FactKind::failback_began:
    case FactKind::group_tolerated:
    case FactKind::group_paused:
    case FactKind::group_cut_off:
    case FactKind::pending_timed_out:
    case FactKind::slot_waited_for:
    case FactKind::planned_move_began:
    case FactKind::planned_move_ended:
    case FactKind::planned_move_stands_still:
    case FactKind::planned_move_called_off:
      return on(Area::groups);
    case FactKind::service_down:
      return on(Area::services, "down");
    case FactKind::service_up:
      return on(Area::services, "");
    case FactKind::service_capacity:
    case FactKind::count_:
      break;
  }
  return on(Area::services);
}

std::string_view name_of(Area area) {
  switch (area) {
    case Area::services:
      return "services";
    case Area::groups:
      return "groups";
    case Area::nodes:
      return "nodes";
    case Area::components:
      return "components";
    case Area::repairs:
      return "repairs";
    case Area::causes:
      break;
  }
  return "faults and common causes";
}

class ChromeTeller final : public Storyteller {
 public:
  ChromeTeller(const Plant& plant, ResultWriter& out) : plant_(plant), out_(out) {
    out_.write("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [");
  }

  void tell(Time time, const Fact& fact) override {
    Mark mark = mark_of(plant_, fact);
    introduce(mark.track, fact);
    if (!mark.state) {
      write({{"ph", "i"}, {"s", "t"}, {"name", sentence(plant_, fact)}, {"ts", time.count()}},
            mark.track);
      return;
    }
    close(mark.track, time);
    if (!mark.state->empty()) {
      open_[mark.track] = {time, std::move(*mark.state), sentence(plant_, fact), cause(fact)};
    }
  }

  void end(Time time) override {
    while (!open_.empty()) {
      close(open_.begin()->first, time);
    }
    out_.write("\n]}\n");
  }

 private:
  struct Span {
    Time began{0};
    std::string name;
    std::string sentence;
    Json cause;
  };

  [[nodiscard]] Json cause(const Fact& fact) const {
    return fact.origin ? Json(plant_[fact.origin]) : Json(nullptr);
  }

  /// Ends what the track was in.
  void close(Track track, Time time) {
    const auto at = open_.find(track);
    if (at == open_.end()) {
      return;
    }
    const Span& span = at->second;
    write({{"ph", "X"},
           {"name", span.name},
           {"ts", span.began.count()},
           {"dur", (time - span.began).count()},
           {"args", {{"what", span.sentence}, {"cause", span.cause}}}},
          track);
    open_.erase(at);
  }

  /// Names the track, and its area, when it is first met.
  void introduce(Track track, const Fact& fact) {
    if (!introduced_.insert(track).second) {
      return;
    }
    const std::string area(name_of(track.area));
    write({{"ph", "M"}, {"name", "process_name"}, {"args", {{"name", area}}}}, track);
    write({{"ph", "M"},
           {"name", "process_sort_index"},
           {"args", {{"sort_index", static_cast<int>(track.area)}}}},
          track);
    const std::string name = track.area == Area::causes ? area : subject_of(plant_, fact);
    write({{"ph", "M"}, {"name", "thread_name"}, {"args", {{"name", name}}}}, track);
  }

  void write(Json event, Track track) {
    event["pid"] = static_cast<int>(track.area);
    event["tid"] = track.index;
    out_.write((first_ ? "\n" : ",\n") + in_one_line(event));
    first_ = false;
  }

  const Plant& plant_;
  ResultWriter& out_;
  std::map<Track, Span> open_;
  std::set<Track> introduced_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<Storyteller> chrome_teller(const Plant& plant, ResultWriter& out) {
  return std::make_unique<ChromeTeller>(plant, out);
}

}  // namespace ausfall::studies
