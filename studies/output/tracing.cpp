#include "studies/output/tracing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "models/model.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"
#include "studies/errors.hpp"
#include "studies/livelock.hpp"
#include "studies/output/facts_text.hpp"
#include "studies/output/json.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using models::Fact;
using models::FactKind;
using models::Plant;

class TextTeller final : public Storyteller {
 public:
  TextTeller(const Plant& plant, Time until, ResultWriter& out)
      : plant_(plant), width_(exact_words_width(until)), out_(out) {}

  void tell(Time time, const Fact& fact) override {
    const bool known = goes_without_saying(fact) || phase_goes_on(fact);
    told_ = fact;
    if (known) return;
    out_.write(
        fmt::format("{:>{}}  {}\n", exact_words(time), width_, sentence(plant_, fact, time)));
  }
  void end(Time /*time*/) override {}

 private:
  /// That a service which is down answers nothing, and that one which is up answers all, is not
  /// worth a line of its own.
  [[nodiscard]] bool goes_without_saying(const Fact& fact) const {
    if (fact.kind != FactKind::service_capacity || fact.subject != told_.subject) {
      return false;
    }
    return (told_.kind == FactKind::service_down && fact.detail == 0) ||
           (told_.kind == FactKind::service_up && fact.detail == 1U << 16U);
  }

  /// A group is in a phase until it enters another.
  bool phase_goes_on(const Fact& fact) {
    if (fact.kind == FactKind::group_lost) phases_.erase(fact.subject);
    if (fact.kind != FactKind::phase_began) return false;
    const auto [known, is_new] = phases_.try_emplace(fact.subject, fact.detail);
    return !is_new && std::exchange(known->second, fact.detail) == fact.detail;
  }

  const Plant& plant_;
  const std::size_t width_;
  ResultWriter& out_;
  std::map<std::uint32_t, std::uint32_t> phases_;  // by group
  Fact told_{.kind = FactKind::count_, .origin = {}};
};

class JsonTeller final : public Storyteller {
 public:
  JsonTeller(const Plant& plant, ResultWriter& out) : plant_(plant), out_(out) {}

  void tell(Time time, const Fact& fact) override {
    const Json json{{"time_seconds", seconds_in(time)},
                    {"fact", name_of(fact.kind)},
                    {"subject", subject_of(plant_, fact)},
                    {"sentence", sentence(plant_, fact, time)},
                    {"cause", fact.origin ? Json(plant_[fact.origin]) : Json(nullptr)}};
    out_.write(in_one_line(json) + '\n');
  }
  void end(Time /*time*/) override {}

 private:
  const Plant& plant_;
  ResultWriter& out_;
};

/// Hands every fact on, with its time.
class Listener final : public models::Observer {
 public:
  Listener(const Calendar& calendar, Storyteller& teller)
      : Observer(models::FactKinds().set()), calendar_(calendar), teller_(teller) {}

  void observe(const Fact& fact) override { teller_.tell(calendar_.now(), fact); }

 private:
  const Calendar& calendar_;
  Storyteller& teller_;
};

/// A long story is told in so many parts, between which an interrupt is heard.
constexpr std::int64_t parts = 1000;

}  // namespace

std::unique_ptr<Storyteller> text_teller(const Plant& plant, Time until, ResultWriter& out) {
  return std::make_unique<TextTeller>(plant, until, out);
}

std::unique_ptr<Storyteller> json_teller(const Plant& plant, ResultWriter& out) {
  return std::make_unique<JsonTeller>(plant, out);
}

Time tell_replication(const Plant& plant, ReplicationKey key, Time until, Storyteller& teller,
                      const Watch& watch) {
  const models::Model model(plant);
  models::World world = model.healthy();
  Calendar calendar(streams_of(plant));
  Listener listener(calendar, teller);
  std::uint64_t events = 0;
  calendar.reset(key);
  begin_replication(model, world, calendar, &listener);
  try {
    const Duration part = std::max(until / parts, Duration(1s));
    while (calendar.now() < until && !watch.interrupted) {
      simulate(model, world, calendar, &listener, std::min(after(calendar.now(), part), until),
               events);
    }
  } catch (const Livelock& livelock) {
    throw time_stands_still(plant, livelock);
  }
  teller.end(calendar.now());
  return calendar.now();
}

}  // namespace ausfall::studies
