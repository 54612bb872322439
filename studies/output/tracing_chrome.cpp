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
using models::Plant;

/// The areas of the picture, from top to bottom; a viewer takes them for processes.
enum class Area : int { services = 1, groups, nodes, components, repairs, causes };

/// A line in an area: the index of the thing it is about. A viewer takes it for a thread.
struct Track {
  Area area = Area::services;
  std::uint32_t index = 0;
  auto operator<=>(const Track&) const = default;
};

Track track_of(const Fact& fact) {
  switch (subject_of_kind(fact.kind)) {
    case SubjectKind::component:
      return {Area::components, fact.subject};
    case SubjectKind::mode:
      return {Area::repairs, fact.subject};
    case SubjectKind::node:
      return {Area::nodes, fact.subject};
    case SubjectKind::group:
      return {Area::groups, fact.subject};
    case SubjectKind::service:
      return {Area::services, fact.subject};
    case SubjectKind::storage:
    case SubjectKind::common_cause:
    case SubjectKind::fault:
    case SubjectKind::instance:
    case SubjectKind::maintenance:
      break;
  }
  return {Area::causes, 0};
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
  ChromeTeller(const Plant& plant, ResultWriter& out, Duration begins)
      : plant_(plant), out_(out), begins_(begins) {
    out_.write("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [");
  }

  void tell(Time time, const Fact& fact) override {
    const Track track = track_of(fact);
    std::optional<std::string> state = mark_of(plant_, fact);
    introduce(track, fact);
    if (!state) {
      write({{"ph", "i"},
             {"s", "t"},
             {"name", sentence(plant_, fact, begins_ + time)},
             {"ts", time.count()}},
            track);
      return;
    }
    close(track, time);
    if (!state->empty()) {
      open_[track] = {time, std::move(*state), sentence(plant_, fact, begins_ + time), cause(fact)};
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
  const Duration begins_;
  std::map<Track, Span> open_;
  std::set<Track> introduced_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<Storyteller> chrome_teller(const Plant& plant, ResultWriter& out, Duration begins) {
  return std::make_unique<ChromeTeller>(plant, out, begins);
}

}  // namespace ausfall::studies
