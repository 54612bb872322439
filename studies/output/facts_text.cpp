#include "studies/output/facts_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "studies/hindrance_words.hpp"
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

/// A row of models/fact_kinds.inc; `mark` is null for a moment.
struct Kind {
  std::string_view name;
  SubjectKind subject;
  std::string_view sentence;
  const char* mark;
};

constexpr const char* moment = nullptr;

constexpr std::array<Kind, static_cast<std::size_t>(FactKind::count_)> kinds{{
#define AUSFALL_FACT(kind, subject, sentence, mark) {#kind, SubjectKind::subject, sentence, mark},
#include "models/fact_kinds.inc"
#undef AUSFALL_FACT
}};

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

/// Tells one fact. Its members are the {words} of sentences and marks.
class Teller {
 public:
  Teller(const Plant& plant, const Fact& fact, Time in_weeks = Time(0))
      : plant_(plant), fact_(fact), in_weeks_(in_weeks) {}

  /// The text with its words put in.
  [[nodiscard]] std::string told(std::string_view text) const;

  /// What the fact is about: "node1", "node1.hardware", "msc.mail".
  [[nodiscard]] std::string subject() const;

 private:
  struct Word {
    std::string_view name;
    std::string (Teller::*tell)() const;
  };
  static const std::vector<Word>& words();
  [[nodiscard]] std::string word(std::string_view name) const;

  [[nodiscard]] std::string it() const;
  [[nodiscard]] std::string in_mode() const;
  [[nodiscard]] std::string when_found() const {
    constexpr std::array<const char*, 3> ways{", now that it is needed", ", by a test",
                                              ", now that it is started"};
    return ways.at(fact_.other);
  }
  [[nodiscard]] std::string capacity() const;
  [[nodiscard]] std::string boots() const;
  [[nodiscard]] std::string place() const;
  [[nodiscard]] std::string runs() const;
  [[nodiscard]] std::string storage() const { return plant_.storages.at(fact_.detail).name; }
  [[nodiscard]] std::string until_when() const;
  [[nodiscard]] std::string one_side() const {
    return id<models::StorageId>(fact_.detail) ? "one side" : "";
  }
  [[nodiscard]] std::string host() const { return component(fact_.detail).name; }
  [[nodiscard]] std::string to_host() const;
  [[nodiscard]] std::string crew() const;
  [[nodiscard]] std::string its_crew() const;
  [[nodiscard]] std::string until() const;
  [[nodiscard]] std::string hits() const;
  [[nodiscard]] std::string fault() const;
  [[nodiscard]] std::string kind_of_fault() const;
  [[nodiscard]] std::string in_cluster() const;
  [[nodiscard]] std::string cluster() const { return its_cluster().name; }
  [[nodiscard]] std::string nodes_left() const;
  [[nodiscard]] std::string witness() const;
  [[nodiscard]] std::string shuts_down() const;
  [[nodiscard]] std::string node() const { return name_of_node(fact_.detail); }
  [[nodiscard]] std::string other_node() const { return name_of_node(fact_.other); }
  [[nodiscard]] std::string other_group() const {
    return "group " + plant_.groups.at(fact_.other).name;
  }
  [[nodiscard]] std::string until_help() const;
  [[nodiscard]] std::string waits_for_help() const;
  [[nodiscard]] std::string member() const { return component(fact_.other).name; }
  [[nodiscard]] std::string phase() const;
  [[nodiscard]] std::string name_of_phase() const;
  [[nodiscard]] std::string memory_missing() const;
  [[nodiscard]] std::string cores_missing() const;
  [[nodiscard]] std::string disks() const { return fact_.other == 0 ? "disks" : "clients"; }
  [[nodiscard]] std::string pool() const;
  [[nodiscard]] std::string because() const;
  [[nodiscard]] std::string lag() const { return exact_span(component(fact_.subject).lag); }
  [[nodiscard]] std::string served() const { return percent(fact_.detail / 65536.0); }

  [[nodiscard]] const models::Component& component(std::uint32_t index) const {
    return plant_.components.at(index);
  }
  [[nodiscard]] const models::Fault& its_fault() const { return plant_.faults.at(fact_.subject); }
  [[nodiscard]] const models::Group& group() const { return plant_.groups.at(fact_.subject); }
  [[nodiscard]] const models::Cluster& its_cluster() const {
    return plant_[plant_.nodes.at(fact_.subject).cluster];
  }
  [[nodiscard]] const std::string& name_of_node(std::uint32_t index) const {
    return plant_[plant_.nodes.at(index).component].name;
  }
  [[nodiscard]] std::string_view fence_awaited() const;

  const Plant& plant_;
  const Fact& fact_;
  const Time in_weeks_;
};

const std::vector<Teller::Word>& Teller::words() {
  static const std::vector<Word> words{
      {"it", &Teller::it},
      {"mode", &Teller::in_mode},
      {"when", &Teller::when_found},
      {"capacity", &Teller::capacity},
      {"boots", &Teller::boots},
      {"place", &Teller::place},
      {"runs", &Teller::runs},
      {"storage", &Teller::storage},
      {"until when", &Teller::until_when},
      {"one side", &Teller::one_side},
      {"host", &Teller::host},
      {"to host", &Teller::to_host},
      {"crew", &Teller::crew},
      {"its crew", &Teller::its_crew},
      {"until", &Teller::until},
      {"hits", &Teller::hits},
      {"fault", &Teller::fault},
      {"kind of fault", &Teller::kind_of_fault},
      {"in", &Teller::in_cluster},
      {"cluster", &Teller::cluster},
      {"nodes left", &Teller::nodes_left},
      {"witness", &Teller::witness},
      {"shuts down", &Teller::shuts_down},
      {"node", &Teller::node},
      {"other node", &Teller::other_node},
      {"member", &Teller::member},
      {"other group", &Teller::other_group},
      {"until help", &Teller::until_help},
      {"waits for help", &Teller::waits_for_help},
      {"phase", &Teller::phase},
      {"name of phase", &Teller::name_of_phase},
      {"memory missing", &Teller::memory_missing},
      {"cores missing", &Teller::cores_missing},
      {"disks", &Teller::disks},
      {"pool", &Teller::pool},
      {"because", &Teller::because},
      {"served", &Teller::served},
      {"lag", &Teller::lag},
  };
  return words;
}

std::string Teller::word(std::string_view name) const {
  const auto found = std::ranges::find(words(), name, &Word::name);
  if (found == words().end()) throw std::logic_error("no word {" + std::string(name) + "}");
  return (this->*found->tell)();
}

std::string Teller::told(std::string_view text) const {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    result += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const std::size_t close = text.find('}');
    result += word(text.substr(1, close - 1));
    text.remove_prefix(close + 1);
  }
  return result;
}

/// What a sentence calls the subject.
std::string Teller::it() const {
  switch (kind_of(fact_.kind).subject) {
    case SubjectKind::fault: {
      const models::Fault& fault = its_fault();
      if (fault.targets.size() != 1) return fault.name;
      return plant_[component_of(plant_, fault.targets.front())].name;
    }
    case SubjectKind::group:
      // Of which cluster only where there are several.
      return plant_.clusters.size() == 1
                 ? "group " + group().name
                 : fmt::format("group {} of {}", group().name, plant_[group().cluster].name);
    default:
      return subject();
  }
}

/// " (hardware)", or nothing where no mode is meant.
std::string Teller::in_mode() const {
  const auto mode = id<models::ModeId>(fact_.detail);
  return mode ? fmt::format(" ({})", plant_[mode].name) : "";
}

std::string Teller::capacity() const {
  const auto mode = id<models::ModeId>(fact_.detail);
  return mode ? percent(plant_[mode].capacity) : "part";
}

std::string Teller::boots() const {
  return component(fact_.subject).kind == ComponentKind::app ? "starts" : "boots";
}

std::string Teller::place() const {
  const auto place = id<ComponentId>(fact_.detail);
  return place ? " on " + plant_[place].name : "";
}

std::string Teller::runs() const {
  return component(fact_.subject).runs() ? "runs" : "works again";
}

std::string Teller::to_host() const {
  const auto host = id<ComponentId>(fact_.detail);
  return host ? " to " + plant_[host].name : "";
}

/// Whose return it takes.
std::string Teller::until_when() const {
  const auto storage = id<models::StorageId>(fact_.detail);
  return storage ? fmt::format(" until {} is back", plant_[storage].name)
                 : ": neither side may go on alone";
}

std::string Teller::crew() const {
  std::vector<std::string> awaited;
  if (const auto spares = id<models::SparesId>(fact_.other))
    awaited.push_back(fmt::format("a part from {}", plant_[spares].name));
  if (const auto crew = id<models::CrewId>(fact_.detail))
    awaited.push_back(fmt::format("the crew {}", plant_[crew].name));
  return awaited.empty() ? "its turn" : enumeration(awaited);
}

std::string Teller::its_crew() const { return plant_.crews.at(fact_.detail).name; }

/// ", and waits until Monday 8:00", or nothing where its crew works now.
std::string Teller::until() const {
  const WeeklyHours& hours = plant_.crews.at(fact_.detail).hours;
  return hours.contains(in_weeks_)
             ? ""
             : ", and waits until " + hour_in_words(hours.next_opening(in_weeks_));
}

/// Of a common cause that is not certain to hit, which it hit follows from what they do next.
std::string Teller::hits() const {
  const models::CommonCause& cause = plant_.common_causes.at(fact_.subject);
  const bool may_be_bridged = cause.bridged_by && fact_.kind == FactKind::common_cause_struck;
  if (cause.probability < 1 || may_be_bridged) return {};
  std::vector<std::string> names;
  for (const ComponentId hit : cause.hits) names.push_back(plant_[hit].name);
  return " " + enumeration(names);
}

std::string Teller::fault() const {
  const models::Fault& fault = its_fault();
  if (fault.evacuates) return it() + " is evacuated";
  if (fault.common_cause) return "fault: " + fault.name;
  const models::ModeId mode = fault.targets.front().mode;
  const bool several = fault.targets.size() > 1;
  if (several && (mode || fault.effect == models::Effect::hang)) return "fault: " + fault.name;
  if (mode) return fmt::format("fault: {}.{}", it(), plant_[mode].name);
  return fmt::format("fault: {} {}", it(),
                     fault.effect == models::Effect::hang ? "hangs" : "goes down");
}

std::string Teller::kind_of_fault() const { return its_fault().evacuates ? "evacuation" : "fault"; }

/// " in msc" where there are several clusters.
std::string Teller::in_cluster() const {
  return plant_.clusters.size() == 1 ? "" : " in " + its_cluster().name;
}

std::string Teller::nodes_left() const {
  return fmt::format("{} of {}", count(fact_.detail, "node"), its_cluster().nodes.size());
}

std::string Teller::witness() const {
  return its_cluster().quorum.has_witness ? "witness" : "quorum disk";
}

std::string Teller::shuts_down() const {
  return static_cast<models::IsolationResponse>(fact_.detail) ==
                 models::IsolationResponse::power_off
             ? "powers off"
             : "shuts down";
}

/// What a group waits for that may not be taken yet.
std::string_view Teller::fence_awaited() const {
  switch (plant_[group().cluster].fencing.kind) {
    case models::FencingKind::power:
    case models::FencingKind::poison_pill:
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

std::string Teller::phase() const {
  switch (static_cast<Phase>(fact_.detail)) {
    case Phase::detect:
      return " is down, and nobody has noticed";
    case Phase::agree:
      return " waits until the nodes agree";
    case Phase::fence:
      return fact_.other == static_cast<std::uint32_t>(models::Wait::for_stop)
                 ? " is being stopped"
                 : std::string(fence_awaited());
    case Phase::storage:
      return ": its disks are brought online";
    case Phase::queue:
      return fact_.other == static_cast<std::uint32_t>(models::Wait::for_room)
                 ? " waits for room"
                 : " waits for its turn";
    case Phase::boot:
      return ": its guests boot";
    case Phase::start:
      return ": its applications start";
    case Phase::count_:
      break;
  }
  assert(false);
  return {};
}

std::string Teller::name_of_phase() const {
  return std::string(models::name_of(static_cast<Phase>(fact_.detail)));
}

/// A person comes, or it is tried again without one, or nobody sees to it.
std::string Teller::until_help() const {
  const models::Cluster& cluster = plant_[group().cluster];
  if (fact_.kind == FactKind::group_gave_up && cluster.restart.retry_after)
    return "until it is tried again";
  return cluster.failover.manual ? "until a person comes" : "for good: nobody comes";
}

std::string Teller::waits_for_help() const {
  const models::Cluster& cluster = plant_[group().cluster];
  if (fact_.kind == FactKind::group_gave_up && cluster.restart.retry_after)
    return "waits to be tried again";
  return cluster.failover.manual ? "waits for a person" : "given up";
}

std::string Teller::memory_missing() const {
  return hindrance_words(plant_, models::GroupId(fact_.subject),
                         {.obstacle = models::Obstacle::memory,
                          .node = models::NodeId(fact_.detail),
                          .needed = group().memory,
                          .free = fact_.other * models::bytes_told});
}

std::string Teller::cores_missing() const {
  return hindrance_words(plant_, models::GroupId(fact_.subject),
                         {.obstacle = models::Obstacle::cores,
                          .node = models::NodeId(fact_.detail),
                          .needed = static_cast<double>(group().cores),
                          .free = static_cast<double>(fact_.other)});
}

std::string Teller::pool() const { return plant_[plant_.instances.at(fact_.subject).pool].name; }

std::string Teller::because() const {
  return fact_.origin ? fmt::format(", because of {}", plant_[fact_.origin]) : "";
}

std::string Teller::subject() const {
  const std::uint32_t index = fact_.subject;
  switch (kind_of(fact_.kind).subject) {
    case SubjectKind::component:
      return component(index).name;
    case SubjectKind::storage:
      return plant_.storages.at(index).name;
    case SubjectKind::mode: {
      const models::Mode& mode = plant_.modes.at(index);
      return plant_[mode.component].name + '.' + mode.name;
    }
    case SubjectKind::common_cause:
      return plant_.common_causes.at(index).name;
    case SubjectKind::fault:
      return its_fault().name;
    case SubjectKind::node:
      return name_of_node(index);
    case SubjectKind::group:
      return plant_[group().cluster].name + '.' + group().name;
    case SubjectKind::instance:
      return plant_[plant_.instances.at(index).component].name;
    case SubjectKind::maintenance:
      return plant_.maintenance.at(index).name;
    case SubjectKind::service:
      return plant_.services.at(index).name;
  }
  assert(false);
  return {};
}

/// The service's capacity follows from its being down or up.
bool goes_without_saying(const Fact& fact, const Fact& before) {
  if (fact.kind != FactKind::service_capacity || fact.subject != before.subject) return false;
  return (before.kind == FactKind::service_down && fact.detail == 0) ||
         (before.kind == FactKind::service_up && fact.detail == 1U << 16U);
}

}  // namespace

bool AlreadyTold::operator()(const Fact& fact) {
  const bool known = goes_without_saying(fact, told_) || phase_goes_on(fact);
  told_ = fact;
  return known;
}

/// A group is in a phase until it enters another.
bool AlreadyTold::phase_goes_on(const Fact& fact) {
  if (fact.kind == FactKind::group_lost) phases_.erase(fact.subject);
  if (fact.kind != FactKind::phase_began) return false;
  const auto [known, is_new] = phases_.try_emplace(fact.subject, fact.detail);
  return !is_new && std::exchange(known->second, fact.detail) == fact.detail;
}

std::string sentence(const Plant& plant, const Fact& fact, Time in_weeks) {
  return Teller(plant, fact, in_weeks).told(kind_of(fact.kind).sentence);
}

std::optional<std::string> mark_of(const Plant& plant, const Fact& fact) {
  const char* const mark = kind_of(fact.kind).mark;
  if (mark == nullptr) return std::nullopt;
  return Teller(plant, fact).told(mark);
}

std::string_view name_of(FactKind kind) { return kind_of(kind).name; }

SubjectKind subject_of_kind(FactKind kind) { return kind_of(kind).subject; }

std::string subject_of(const Plant& plant, const Fact& fact) {
  return Teller(plant, fact).subject();
}

}  // namespace ausfall::studies
