#include "app/rare_method.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "app/exit_code.hpp"
#include "app/fmea/failure_analysis.hpp"
#include "app/output/words.hpp"
#include "models/model.hpp"
#include "sim/splitting.hpp"

namespace ausfall::app {

namespace {

using models::Plant;
using models::RareServiceTally;
using models::RareTally;
using models::Rarity;
using models::ServiceId;

/// Fewer hits than this, or worth fewer equal ones, and nobody knows how unlike the next would be.
constexpr std::uint64_t hits_enough = 50;
constexpr double effective_hits_enough = 25;
/// A single path that makes more of the estimate than this decides it.
constexpr double share_too_large = 0.1;
/// Where histories and paths contradict one another at this level, one of them is wrong.
constexpr double contradiction_confidence = 0.9999;

}  // namespace

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names{"plain", "importance", "splitting", "auto"};
  return names;
}

std::string name_of(Method method) { return method_names()[static_cast<std::size_t>(method)]; }

// ---- engines ------------------------------------------------------------------------------------

class RareWorker::Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;
  [[nodiscard]] virtual const Calendar& calendar() const = 0;
  virtual void run(ReplicationKey key, MeasuredSpan span, models::Both& both,
                   models::RareLedger& meter, RareEvents& events) = 0;
  [[nodiscard]] virtual std::vector<double> usual() const { return {}; }
};

class RareWorker::Importance final : public Engine {
 public:
  Importance(const Plant& plant, const Rarity& rarity, std::vector<double> usual)
      : model_(plant),
        forcing_(model_, rarity, streams_of(plant), rarity.failures(), std::move(usual)) {}
  [[nodiscard]] const Calendar& calendar() const override { return forcing_.calendar(); }
  void run(ReplicationKey key, MeasuredSpan span, models::Both& both, models::RareLedger& meter,
           RareEvents& events) override {
    forcing_.run(key, span, both, meter, events);
  }
  [[nodiscard]] std::vector<double> usual() const override { return forcing_.usual(); }

 private:
  const models::Model model_;
  Forcing<models::Model, models::RareLedger, Rarity> forcing_;
};

namespace {

using ModelSplitting = Splitting<models::Model, models::RareLedger, Rarity>;

}  // namespace

class RareWorker::Splitting final : public Engine {
 public:
  Splitting(const Plant& plant, const Rarity& rarity, std::vector<std::uint64_t> factors)
      : model_(plant),
        splitting_(model_, rarity, streams_of(plant), rarity.failures(), std::move(factors)) {}
  [[nodiscard]] const Calendar& calendar() const override { return splitting_.calendar(); }
  void run(ReplicationKey key, MeasuredSpan span, models::Both& both, models::RareLedger& meter,
           RareEvents& events) override {
    splitting_.run(key, span, both, meter, events);
  }

 private:
  const models::Model model_;
  ModelSplitting splitting_;
};

RareWorker::RareWorker(const Plant& plant, const ChosenMethod& method) : ledger_(plant) {
  assert(method.weighted());
  if (method.method == Method::importance) {
    engine_ = std::make_unique<Importance>(plant, *method.rarity, method.usual);
  } else {
    engine_ = std::make_unique<Splitting>(plant, *method.rarity, method.factors);
  }
}

RareWorker::~RareWorker() = default;

const Calendar& RareWorker::calendar() const { return engine_->calendar(); }

void RareWorker::run(ReplicationKey key, MeasuredSpan span, models::Observer& history,
                     RareTally& tally) {
  models::Both both(history, ledger_);
  ledger_.begin(span.end - span.warmup);
  RareEvents events;
  engine_->run(key, span, both, ledger_, events);
  tally.history_events += events.history;
  tally.path_events += events.paths;
  ledger_.finish(tally);
}

std::vector<double> RareWorker::usual() const { return engine_->usual(); }

// ---- the choice ---------------------------------------------------------------------------------

namespace {

/// So many events in all are spent on a choice, at most, and on parameters.
constexpr std::uint64_t choice_events_max = 400'000;
constexpr std::uint64_t factors_events_max = 20'000'000;
constexpr std::uint64_t pilot_paths = 400;
constexpr std::uint64_t pilot_replications_max = 1024;
/// Plain runs that will see so many outages of every service need no other method.
constexpr double outages_enough = 400;
/// Retrials at one level.
constexpr std::uint64_t factor_max = 4096;

/// Nothing that a pilot draws is drawn again.
ReplicationKey pilot_key(std::uint64_t seed, std::uint64_t replication) {
  constexpr Stream stream = stream_named("pilot");
  return {Draw({seed, 0}, stream, 0)(), replication};
}

/// Observes nothing.
class Nobody final : public models::Observer {
 public:
  Nobody() : Observer({}) {}
  void observe(const models::Fact& /*fact*/) override {}
};

/// Finds what is usual if that is not known.
RareTally pilot_run(const Plant& plant, ChosenMethod& method, const MethodQuestion& question,
                    const std::atomic<bool>& interrupted) {
  const std::uint64_t first = method.usual.empty() ? 0 : pilot_replications_max;
  RareTally tally;
  RareWorker worker(plant, method);
  Nobody nobody;
  for (std::uint64_t i = 0; i < pilot_replications_max && !interrupted; ++i) {
    worker.run(pilot_key(question.seed, first + i), question.span, nobody, tally);
    if (tally.paths >= pilot_paths || tally.events() > choice_events_max) {
      break;
    }
  }
  if (method.usual.empty()) {
    method.usual = worker.usual();
  }
  method.pilot_events += tally.events();
  return tally;
}

/// What the pilot expects of the whole run, of the service whose outages are the fewest.
struct Forecast {
  bool all_hit = true;
  bool any_hit = false;
  double outages = std::numeric_limits<double>::infinity();  ///< a replication
  double scatter = 0;  ///< of the weighted estimate: variance over squared mean, of a replication
};

Forecast forecast_of(const RareTally& tally) {
  Forecast forecast;
  for (const RareServiceTally& service : tally.services) {
    if (service.unavailability.count() == 0) {
      forecast.all_hit = false;
      continue;
    }
    forecast.any_hit = true;
    const Moments& totals = service.unavailability.totals();
    forecast.outages = std::min(forecast.outages, service.outages.totals().mean());
    forecast.scatter =
        std::max(forecast.scatter, totals.variance() / (totals.mean() * totals.mean()));
  }
  return forecast;
}

/// Where single failures count, and few can be: the sets of failures that bring each service down.
std::vector<std::vector<models::HazardSet>> cut_sets_of(const Plant& plant,
                                                        const MethodQuestion& question,
                                                        const std::atomic<bool>& interrupted) {
  constexpr std::size_t hazards_for_pairs = 40;
  FailureAnalysisPlan plan;
  plan.order = models::hazards_of(plant).size() <= hazards_for_pairs ? 2 : 1;
  plan.samples = 2;
  plan.seed = question.seed;
  const FailureAnalysis analysis =
      analyse_failures(plant, plan, interrupted, [](std::uint64_t, std::uint64_t) {});
  std::vector<std::vector<models::HazardSet>> sets(plant.services.size());
  for (std::size_t service = 0; service < sets.size(); ++service) {
    for (const CutSet& set : minimal_cut_sets(analysis, service, Severity::interrupted)) {
      models::HazardSet hazards;
      for (const std::size_t each : set.hazards) {
        hazards.push_back(analysis.hazards[each].hazard);
      }
      sets[service].push_back(std::move(hazards));
    }
  }
  return sets;
}

/// How often it is to be tried at each level: one over the probability to come up to the next, as a
/// pilot run sees it that tries ever more often.
class FactorSearch {
 public:
  FactorSearch(const Plant& plant, const Rarity& rarity, const MethodQuestion& question,
               const std::atomic<bool>& interrupted)
      : plant_(plant),
        rarity_(rarity),
        model_(plant),
        ledger_(plant),
        question_(question),
        interrupted_(interrupted) {}

  std::vector<std::uint64_t> run() {
    std::vector<std::uint64_t> factors;
    while (factors.size() + 1 < rarity_.levels()) {
      factors.push_back(factor_after(factors));
    }
    return factors;
  }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  struct Crossings {
    std::uint64_t here = 0;
    std::uint64_t above = 0;
  };

  std::uint64_t factor_after(const std::vector<std::uint64_t>& known) {
    for (std::uint64_t factor = 1; factor <= factor_max; factor *= 8) {
      std::vector<std::uint64_t> factors = known;
      factors.push_back(factor);
      const Crossings seen = crossings(factors);
      if (seen.above < 20 && factor < factor_max) {
        continue;
      }
      const double tried = static_cast<double>(seen.here) * static_cast<double>(factor);
      const double wanted = seen.above > 0 ? tried / static_cast<double>(seen.above) : tried;
      return static_cast<std::uint64_t>(
          std::clamp(std::round(wanted), 1.0, static_cast<double>(factor_max)));
    }
    return factor_max;
  }

  Crossings crossings(const std::vector<std::uint64_t>& factors) {
    constexpr std::uint64_t here_enough = 200;
    constexpr std::uint64_t above_enough = 50;
    const std::size_t level = factors.size();
    ModelSplitting splitting(model_, rarity_, streams_of(plant_), rarity_.failures(), factors);
    models::Both both(nobody_, ledger_);
    RareTally ignored;
    RareEvents events;
    const std::uint64_t last = events_ + factors_events_max / (8 * rarity_.levels());
    for (std::uint64_t i = 0; i < pilot_replications_max && events_ < last && !interrupted_; ++i) {
      ledger_.begin(question_.span.end - question_.span.warmup);
      splitting.run(pilot_key(question_.seed, ++replication_), question_.span, both, ledger_,
                    events);
      ledger_.finish(ignored);
      events_ += std::exchange(events, {}).all();
      if (splitting.crossings(level) >= here_enough &&
          splitting.crossings(level + 1) >= above_enough) {
        break;
      }
    }
    return {splitting.crossings(level), splitting.crossings(level + 1)};
  }

  const Plant& plant_;
  const Rarity& rarity_;
  const models::Model model_;
  models::RareLedger ledger_;
  Nobody nobody_;
  const MethodQuestion& question_;
  const std::atomic<bool>& interrupted_;
  std::uint64_t replication_ = 2 * pilot_replications_max;
  std::uint64_t events_ = 0;
};

/// Nothing if splitting has no level to split at.
std::optional<ChosenMethod> splitting(const Plant& plant, const MethodQuestion& question,
                                      const std::atomic<bool>& interrupted) {
  ChosenMethod chosen{.method = Method::splitting, .asked = question.asked};
  chosen.rarity = std::make_shared<const Rarity>(plant, cut_sets_of(plant, question, interrupted));
  if (chosen.rarity->levels() < 2) {
    return std::nullopt;
  }
  FactorSearch search(plant, *chosen.rarity, question, interrupted);
  chosen.factors = search.run();
  chosen.pilot_events = search.events();
  return chosen;
}

ChosenMethod plainly(std::string why, std::uint64_t pilot_events = 0) {
  ChosenMethod chosen{.method = Method::plain, .asked = Method::automatic};
  chosen.why = std::move(why);
  chosen.pilot_events = pilot_events;
  return chosen;
}

ChosenMethod chosen_by_pilot(const Plant& plant, const MethodQuestion& question,
                             const std::atomic<bool>& interrupted) {
  ChosenMethod importance{.method = Method::importance, .asked = Method::automatic};
  importance.rarity = std::make_shared<const Rarity>(plant);
  if (importance.rarity->failures().empty() && !importance.rarity->some_without_hazard()) {
    return plainly("nothing here fails by itself");
  }
  pilot_run(plant, importance, question, interrupted);
  const RareTally pilot = pilot_run(plant, importance, question, interrupted);
  const Forecast forecast = forecast_of(pilot);
  const double expected = forecast.outages * static_cast<double>(question.replications_max);
  const bool nothing_forced = importance.rarity->failures().empty();
  const bool plain_sees_enough = forecast.all_hit && expected >= outages_enough;
  if (nothing_forced ? !plain_sees_enough : !forecast.any_hit) {
    auto other = splitting(plant, question, interrupted);
    if (!other) {
      return plainly("a pilot run saw no outage, and there is no step on the way to one",
                     importance.pilot_events);
    }
    other->pilot_events += importance.pilot_events;
    other->why = nothing_forced ? "times to failure are constants or observed values"
                                : "failures that were forced in a pilot run led to no outage";
    return *std::move(other);
  }
  // Events that it takes to a given precision: scatter of a replication times its events. Of plain
  // outages, exponential ones that come by Poisson's law.
  const double plain_cost = 2 / forecast.outages * static_cast<double>(pilot.history_events);
  const double weighted_cost = forecast.scatter * static_cast<double>(pilot.events());
  const bool plain_will_do = plain_sees_enough && (!question.to_a_precision || nothing_forced ||
                                                   plain_cost <= 2 * weighted_cost);
  if (plain_will_do) {
    return plainly(fmt::format("a pilot run expects {} outages or more of every service",
                               significant(expected, 2)),
                   importance.pilot_events);
  }
  importance.why =
      expected < outages_enough
          ? fmt::format("a pilot run expects {} outages of a service in {}: too few to count",
                        significant(expected, 2),
                        question.to_a_precision ? "as many replications as there may be"
                                                : "all replications")
          : fmt::format("a pilot run expects the same precision from {} times as few events",
                        significant(plain_cost / weighted_cost, 2));
  return importance;
}

}  // namespace

ChosenMethod choose_method(const Plant& plant, const MethodQuestion& question,
                           const std::atomic<bool>& interrupted) {
  switch (question.asked) {
    case Method::plain:
      return {.method = Method::plain, .asked = Method::plain};
    case Method::importance: {
      ChosenMethod chosen{.method = Method::importance, .asked = Method::importance};
      chosen.rarity = std::make_shared<const Rarity>(plant);
      if (chosen.rarity->failures().empty()) {
        throw UsageError(
            "--method importance: there is no failure that could be forced, since all times to "
            "failure are constants or observed values. Use --method splitting.");
      }
      pilot_run(plant, chosen, question, interrupted);
      return chosen;
    }
    case Method::splitting:
      if (auto chosen = splitting(plant, question, interrupted)) {
        return *std::move(chosen);
      }
      throw UsageError(
          "--method splitting: no service gets over a first failure, so there is no step on the "
          "way to an outage. Use --method plain.");
    case Method::automatic:
      return chosen_by_pilot(plant, question, interrupted);
  }
  assert(false);
  return {};
}

// ---- results ------------------------------------------------------------------------------------

namespace {

double squared(double value) { return value * value; }

/// (sum w)^2 / sum w^2.
double effective(const Jumps& jumps) {
  if (jumps.count() == 0) {
    return 0;
  }
  const auto n = static_cast<double>(jumps.count());
  const double mean = jumps.sizes().mean();
  return n * squared(mean) / (squared(mean) + jumps.sizes().variance() * (n - 1) / n);
}

bool disjoint(const Estimate& a, const Estimate& b) { return a.high < b.low || b.high < a.low; }

std::vector<CauseResult> causes_of(const Plant& plant, const RareServiceTally& service,
                                   const std::vector<CauseResult>& seen) {
  double outages = 0;
  double seconds = 0;
  for (const auto& [id, cause] : service.causes) {
    outages += cause.outages;
    seconds += cause.seconds;
  }
  std::vector<CauseResult> causes;
  for (const auto& [id, cause] : service.causes) {
    CauseResult result{.cause = id ? plant[id] : "nothing failed",
                       .downtime_share = seconds > 0 ? cause.seconds / seconds : 0,
                       .outages_share = outages > 0 ? cause.outages / outages : 0};
    const auto plainly_seen =
        std::ranges::find(seen, result.cause, [](const CauseResult& it) { return it.cause; });
    result.outages = plainly_seen == seen.end() ? 0 : plainly_seen->outages;
    causes.push_back(std::move(result));
  }
  std::ranges::stable_sort(causes, std::ranges::greater(), &CauseResult::downtime_share);
  return causes;
}

RareResult rare_result(const RareServiceTally& service, const Estimate& unavailability) {
  RareResult rare;
  rare.hits = service.unavailability.count();
  rare.effective_hits = effective(service.unavailability);
  const double sum =
      service.unavailability.sizes().mean() * static_cast<double>(service.unavailability.count());
  rare.largest_share = sum > 0 ? service.largest / sum : 0;
  rare.relative_half_width = (unavailability.high - unavailability.low) / 2 / unavailability.mean;
  if (rare.hits == 0) {
    rare.relative_half_width = std::numeric_limits<double>::infinity();
    rare.distrust.emplace_back("no_hit");
    return rare;
  }
  if (rare.hits < hits_enough || rare.effective_hits < effective_hits_enough) {
    rare.distrust.emplace_back("few_hits");
  }
  if (rare.largest_share > share_too_large) {
    rare.distrust.emplace_back("dominated");
  }
  return rare;
}

Estimate rare_outages_per_year(const RareServiceTally& service, Duration span, double confidence) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return scaled(total_interval(service.outages, infinity, confidence), 1 / years_in(span));
}

}  // namespace

std::optional<Estimate> rare_unavailability(const RareTally& tally, ServiceId service,
                                            double confidence) {
  if (tally.services.empty()) {
    return std::nullopt;
  }
  const Jumps& jumps = tally.services[service.index()].unavailability;
  if (jumps.count() == 0) {
    return std::nullopt;
  }
  return total_interval(jumps, 1, confidence);
}

void add_rare(ServiceResult& result, const Plant& plant, const RareTally& rare,
              const models::Tally& histories, ServiceId id, double confidence) {
  const RareServiceTally& service = rare.services[id.index()];
  const auto unavailability = rare_unavailability(rare, id, confidence);
  result.rare = rare_result(service, unavailability.value_or(Estimate{}));
  if (!unavailability) {
    return;
  }
  result.unavailability = *unavailability;
  result.outages_per_year = rare_outages_per_year(service, histories.span, confidence);
  result.served = complement(total_interval(service.lost, 1, confidence));
  // An outage by the horizon is no likelier than the number to be expected is large.
  const double at_most = result.outages_per_year.high * years_in(histories.span);
  Estimate& by_horizon = result.outage_by_horizon;
  by_horizon.high = std::min(by_horizon.high, at_most);
  by_horizon.mean = std::min(by_horizon.mean, by_horizon.high);
  by_horizon.low = std::min(by_horizon.low, by_horizon.mean);
  result.causes = causes_of(plant, service, result.causes);
  if (disjoint(models::outages_per_year(histories, id, contradiction_confidence),
               rare_outages_per_year(service, histories.span, contradiction_confidence))) {
    result.rare->distrust.emplace_back("contradicted");
  }
}

std::optional<std::string> distrust(const ServiceResult& service) {
  if (!service.rare || service.rare->trusted()) {
    return std::nullopt;
  }
  const RareResult& rare = *service.rare;
  std::vector<std::string> reasons;
  for (const std::string& reason : rare.distrust) {
    if (reason == "no_hit") {
      return fmt::format(
          "no weighted path met an outage of {}: what is shown is what plain "
          "histories allow",
          service.name);
    }
    if (reason == "few_hits") {
      reasons.push_back(fmt::format("only {} met an outage, worth {} equal ones",
                                    count(rare.hits, "path"), significant(rare.effective_hits, 2)));
    } else if (reason == "dominated") {
      reasons.push_back(
          fmt::format("a single path makes {} of the estimate", percent(rare.largest_share)));
    } else {
      reasons.emplace_back("plain histories saw a number of outages that contradicts it");
    }
  }
  return fmt::format("do not trust the numbers of {}: {}", service.name, enumeration(reasons));
}

MethodResult method_result(const ChosenMethod& method, const RareTally& rare) {
  MethodResult result{.name = name_of(method.method), .asked = name_of(method.asked)};
  if (!method.why.empty()) {
    result.why = method.why;
  }
  result.paths = rare.paths;
  result.path_events = rare.path_events;
  result.pilot_events = method.pilot_events;
  result.factors = method.factors;
  return result;
}

}  // namespace ausfall::app
