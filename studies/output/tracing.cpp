#include "studies/output/tracing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/model.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"
#include "sim/stop_sign.hpp"
#include "studies/errors.hpp"
#include "studies/livelock.hpp"
#include "studies/output/facts_text.hpp"
#include "studies/output/json.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using models::Fact;
using models::Plant;

class TextTeller final : public Storyteller {
 public:
  TextTeller(const Plant& plant, Time until, Duration begins, ResultWriter& out)
      : plant_(plant), width_(exact_words_width(until)), begins_(begins), out_(out) {}

  void tell(Time time, const Fact& fact) override {
    if (already_told_(fact)) return;
    out_.write(fmt::format("{:>{}}  {}\n", exact_words(time), width_,
                           sentence(plant_, fact, begins_ + time)));
  }
  void end(Time /*time*/) override {}

 private:
  const Plant& plant_;
  const std::size_t width_;
  const Duration begins_;
  ResultWriter& out_;
  AlreadyTold already_told_;
};

class JsonTeller final : public Storyteller {
 public:
  JsonTeller(const Plant& plant, Duration begins, ResultWriter& out)
      : plant_(plant), begins_(begins), out_(out) {}

  void tell(Time time, const Fact& fact) override {
    const Json json{{"time_seconds", seconds_in(time)},
                    {"fact", name_of(fact.kind)},
                    {"subject", subject_of(plant_, fact)},
                    {"sentence", sentence(plant_, fact, begins_ + time)},
                    {"cause", fact.origin ? Json(plant_[fact.origin]) : Json(nullptr)}};
    out_.write(in_one_line(json) + '\n');
  }
  void end(Time /*time*/) override {}

 private:
  const Plant& plant_;
  const Duration begins_;
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

}  // namespace

std::unique_ptr<Storyteller> text_teller(const Plant& plant, Time until, ResultWriter& out,
                                         Duration begins) {
  return std::make_unique<TextTeller>(plant, until, begins, out);
}

std::unique_ptr<Storyteller> json_teller(const Plant& plant, ResultWriter& out, Duration begins) {
  return std::make_unique<JsonTeller>(plant, begins, out);
}

Time tell_replication(const Plant& plant, ReplicationKey key, Time until, Storyteller& teller,
                      const Watch& watch, Duration begins) {
  const models::Model model(plant);
  models::World world = model.healthy();
  Calendar calendar(streams_of(plant));
  Listener listener(calendar, teller);
  std::uint64_t events = 0;
  calendar.reset(key, begins);
  begin_replication(model, world, calendar, &listener);
  try {
    simulate(model, world, calendar, &listener, until, events, rings_at_one_moment_max,
             StopSign(watch.interrupted));
  } catch (const CutShort&) {
    // What was told is told; the caller sees when it ended.
  } catch (const Livelock& livelock) {
    throw time_stands_still(plant, livelock);
  }
  teller.end(calendar.now());
  return calendar.now();
}

}  // namespace ausfall::studies
