#include "studies/check.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>

#include "models/facts.hpp"
#include "models/ledger.hpp"
#include "sim/interval.hpp"
#include "sim/replicate.hpp"
#include "sim/stopping.hpp"
#include "studies/causes.hpp"
#include "studies/errors.hpp"
#include "studies/estimates.hpp"
#include "studies/livelock.hpp"
#include "studies/method_choice.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"
#include "studies/trust.hpp"
#include "studies/worked_out.hpp"

namespace ausfall::studies {

namespace {

using models::ClusterId;
using models::Plant;
using models::ServiceId;
using scenarios::Expectation;
using scenarios::Measure;
using scenarios::Statistic;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// What intervals take beside the tally, of one cluster.
struct ClusterNumbers {
  std::array<Ratio, models::phase_count> phases;  ///< time over the number of failovers
  Ratio failovers;                                ///< likewise, all phases together

  void merge(const ClusterNumbers& other) {
    for (std::size_t i = 0; i < phases.size(); ++i) {
      phases[i].merge(other.phases[i]);
    }
    failovers.merge(other.failovers);
  }
};

void append(std::vector<std::int64_t>& to, const std::vector<std::int64_t>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// What replications gave. Empty until the first of them.
struct Gathered {
  Measured measured;
  std::vector<Ratio> outages;  ///< time over number of those that ended; by service
  std::vector<ClusterNumbers> clusters;
  std::vector<DowntimeRows> rows;  ///< by service
  AllRows beside;

  void merge(const Gathered& other) {
    if (other.outages.empty() && other.clusters.empty()) {
      return;
    }
    if (outages.empty() && clusters.empty()) {
      *this = other;
      return;
    }
    measured.merge(other.measured);
    beside.merge(other.beside);
    for (std::size_t i = 0; i < outages.size(); ++i) {
      outages[i].merge(other.outages[i]);
      append(rows[i].microseconds, other.rows[i].microseconds);
      append(rows[i].nanoseconds_on_paths, other.rows[i].nanoseconds_on_paths);
    }
    for (std::size_t i = 0; i < clusters.size(); ++i) {
      clusters[i].merge(other.clusters[i]);
    }
  }
};

class Gatherer {
 public:
  Gatherer(const scenarios::Scenario& scenario, const CheckPlan& plan, const ChosenMethod& method,
           StopSign stop)
      : plant_(*scenario.plant),
        rows_(plan.rows),
        span_(scenario.horizon),
        runner_(plant_, {.seed = plan.seed, .warmup = scenario.warmup, .horizon = scenario.horizon},
                scenario.variant, stop, method),
        paths_(method.weighted()) {}

  void run(std::uint64_t replication, Gathered& into) {
    runner_.run(replication);
    into.outages.resize(plant_.services.size());
    into.rows.resize(plant_.services.size());
    into.clusters.resize(plant_.clusters.size());
    runner_.count(into.measured);
    for (std::size_t i = 0; i < into.outages.size(); ++i) {
      const models::ServiceTotals totals = runner_.ledger().totals(ServiceId(i));
      into.outages[i].add(seconds_in(totals.ended_time), static_cast<double>(totals.ended));
      if (replication < rows_) {
        keep(ServiceId(i), totals, into.rows[i]);
      }
    }
    if (replication < rows_) into.beside.add(plant_, runner_, paths_);
    for (std::size_t i = 0; i < into.clusters.size(); ++i) {
      add(runner_.ledger().totals(ClusterId(i)), into.clusters[i]);
    }
  }

 private:
  void keep(ServiceId id, const models::ServiceTotals& totals, DowntimeRows& rows) const {
    if (!paths_) {
      rows.microseconds.push_back(totals.downtime.count());
      return;
    }
    const double share = runner_.totals(id).paths.unavailability;
    const double nanoseconds = share * seconds_in(span_) * 1e9;
    rows.microseconds.push_back(totals.ordinary_downtime.count());
    rows.nanoseconds_on_paths.push_back(std::llround(nanoseconds));
  }

  static void add(const models::ClusterTotals& totals, ClusterNumbers& into) {
    const auto failovers = static_cast<double>(totals.failovers);
    Duration all{0};
    for (std::size_t i = 0; i < models::phase_count; ++i) {
      into.phases[i].add(seconds_in(totals.phases[i]), failovers);
      all += totals.phases[i];
    }
    into.failovers.add(seconds_in(all), failovers);
  }

  const Plant& plant_;
  const std::uint64_t rows_;
  const Duration span_;
  ReplicationRunner runner_;
  const bool paths_;
};

// ---- what is known ------------------------------------------------------------------------------

struct Known {
  Estimate value;
  bool seen = false;
};

/// Of durations that differ from time to time.
Known of_durations(const Expectation& it, const Sketch& sketch, const Ratio& time,
                   const Moments& single, double confidence) {
  if (sketch.empty()) {
    return {{0, 0, infinity}, false};
  }
  switch (it.statistic) {
    case Statistic::mean:
      return {mean_duration(time, single, confidence), true};
    case Statistic::quantile:
      return {quantile_interval(sketch, it.quantile, time.denominators(), confidence), true};
    case Statistic::longest:
      break;
  }
  const double longest = seconds_in(sketch.max());
  return {{longest, longest, infinity}, true};
}

/// Likewise, where paths found some of them. The longest is one that a history met.
Known of_weighted(const Expectation& it, const WeightedSketch& durations, const Sketch& histories,
                  double confidence) {
  if (!(durations.weight() > 0)) {
    return {{0, 0, infinity}, false};
  }
  switch (it.statistic) {
    case Statistic::mean:
      return {durations.mean_interval(confidence), true};
    case Statistic::quantile:
      return {durations.quantile_interval(it.quantile, confidence), true};
    case Statistic::longest:
      break;
  }
  const double longest = histories.empty() ? 0 : seconds_in(histories.max());
  return {{longest, longest, infinity}, !histories.empty()};
}

/// Of outages, whatever else is downtime.
const Moments& outage_sizes(const models::ServiceTally& service) {
  return service.outage_sizes.count() > 0 ? service.outage_sizes : service.unavailability.sizes();
}

/// By what is measured of a service.
Known of_service(const Expectation& it, const Gathered& gathered, double confidence) {
  const Measured& measured = gathered.measured;
  const models::ServiceTally& service = measured.tally.services[it.service.index()];
  const models::RareServiceTally* paths =
      measured.rare.services.empty() ? nullptr : &measured.rare.services[it.service.index()];
  const bool seen =
      service.unavailability.count() > 0 || (paths != nullptr && paths->unavailability.count() > 0);
  switch (it.measure) {
    case Measure::availability:
      return {complement(unavailability(measured, it.service, confidence)), seen};
    case Measure::unavailability:
      return {unavailability(measured, it.service, confidence), seen};
    case Measure::downtime:
      return {scaled(unavailability(measured, it.service, confidence), seconds_in(year)), seen};
    case Measure::outages_per_year:
      return {outages_per_year(measured, it.service, confidence), seen};
    case Measure::interruptions_per_year: {
      const Estimate found = interruptions_per_year(measured, it.service, confidence);
      return {found, found.mean > 0};
    }
    case Measure::served:
      return {served(measured, it.service, confidence),
              service.lost.count() > 0 || (paths != nullptr && paths->lost.count() > 0)};
    case Measure::outage_by_horizon:
      return {outage_by_horizon(measured, it.service, confidence), seen};
    case Measure::slo_met_per_year:
      return {slo_met_per_year(measured, it.service, confidence), seen};
    case Measure::slo_met_per_month:
      return {slo_met_per_month(measured, it.service, confidence), seen};
    case Measure::outage:
      if (paths != nullptr) {
        return of_weighted(it, outage_durations(measured, it.service), service.outage_durations,
                           confidence);
      }
      return of_durations(it, service.outage_durations, gathered.outages[it.service.index()],
                          outage_sizes(service), confidence);
    case Measure::year_downtime:
      if (paths != nullptr) {
        const WeightedSketch years = year_downtimes(measured, it.service);
        return {of_weighted(it, years, service.year_downtimes, confidence).value, seen};
      }
      if (it.statistic == Statistic::quantile) {
        return {quantile_interval(service.year_downtimes, it.quantile, service.outages, confidence),
                seen};
      }
      return of_durations(it, service.year_downtimes, {}, {}, confidence);
    default:
      break;
  }
  assert(false);
  return {};
}

Known of_cluster(const Expectation& it, const Gathered& gathered, double confidence) {
  const models::ClusterTally& cluster = gathered.measured.tally.clusters[it.cluster.index()];
  const ClusterNumbers& numbers = gathered.clusters[it.cluster.index()];
  const auto met = [](const Estimate& estimate) { return Known{estimate, estimate.mean > 0}; };
  switch (it.measure) {
    case Measure::failover:
      if (!gathered.measured.rare.services.empty()) {
        return of_weighted(it, failover_durations(gathered.measured, it.cluster),
                           cluster.failover_durations, confidence);
      }
      return of_durations(it, cluster.failover_durations, numbers.failovers,
                          cluster.failover_seconds, confidence);
    case Measure::phase: {
      const Ratio& phase = numbers.phases[static_cast<std::size_t>(it.phase)];
      if (cluster.failover_durations.empty()) {
        return {{0, 0, infinity}, false};
      }
      Estimate mean = mean_duration(phase, cluster.failover_seconds, confidence);
      // Paths may have found more of it than histories met, and these more than is usual.
      const auto number = static_cast<double>(cluster.failover_durations.count());
      const PhaseSeconds found = phase_seconds(gathered.measured, it.cluster, it.phase, confidence);
      mean.mean = found.seconds / number;
      mean.low = std::max(
          mean.low - seconds_in(cluster.rare_phases[static_cast<std::size_t>(it.phase)]) / number,
          0.0);
      mean.high += found.paths_at_most / number;
      return {mean, true};
    }
    case Measure::failovers_per_year:
      return met(scaled(count_interval(cluster.failover_numbers, confidence),
                        1 / years_in(gathered.measured.tally.span)));
    case Measure::failovers_failed_per_year:
      return met(failovers_failed_per_year(gathered.measured, it.cluster, confidence));
    case Measure::split_brains_per_year:
      return met(split_brains_per_year(gathered.measured, it.cluster, confidence));
    default:
      break;
  }
  assert(false);
  return {};
}

Known known_of(const Expectation& it, const Gathered& gathered, double confidence) {
  return it.service ? of_service(it, gathered, confidence) : of_cluster(it, gathered, confidence);
}

CheckOutcome judged(const Expectation& it, const Estimate& value) {
  if (it.never) {
    const bool violated = value.mean > it.high || value.mean < it.low;
    return violated ? CheckOutcome::failed : CheckOutcome::undecided;
  }
  if (value.low >= it.low && value.high <= it.high) {
    return CheckOutcome::passed;
  }
  const bool outside = value.high < it.low || value.low > it.high;
  return outside ? CheckOutcome::failed : CheckOutcome::undecided;
}

Reasons reasons_of(const Plant& plant, const Measured& measured) {
  constexpr double any = 0.95;  // of intervals that nobody looks at
  Reasons reasons;
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    std::vector<CauseShare> causes;
    for (const CauseResult& cause : causes_of(plant, measured, ServiceId(i), any))
      causes.push_back({cause.cause, cause.unavailability.mean});
    reasons.causes.emplace_back(plant.services[i].name, std::move(causes));
  }
  for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
    const ClusterId id(i);
    const double failovers = failover_durations(measured, id).weight();
    if (!(failovers > 0)) continue;
    std::vector<PhaseTime> phases;
    for (std::size_t phase = 0; phase < models::phase_count; ++phase) {
      const auto which = static_cast<models::Phase>(phase);
      phases.push_back({std::string(models::name_of(which)),
                        phase_seconds(measured, id, which, any).seconds / failovers});
    }
    reasons.phases.emplace_back(plant.clusters[i].name, std::move(phases));
  }
  return reasons;
}

class Checker {
 public:
  Checker(const scenarios::Scenario& scenario, const CheckPlan& plan, const Watch& watch)
      : scenario_(scenario), plan_(plan), watch_(watch) {}

  CheckResult check() {
    for (const Expectation& expectation : scenario_.expectations) {
      results_.push_back({.expectation = expectation, .because = {}});
    }
    work_out(scenario_, plan_, watch_, results_);
    if (results_.empty() || undecided() || plan_.rows > 0) {
      simulate();
    }
    return result();
  }

 private:
  void simulate() {
    choose();
    const VerdictLooks looks(plan_.first_look, plan_.budget);
    for (std::size_t i = 0; i < looks.points().size() && undecided(); ++i) {
      run_to(looks.points()[i]);
      if (stopped_) {
        break;
      }
      const bool last = i + 1 == looks.points().size();
      if (last || !too_early()) {
        look(looks.confidence(i, confidence_of_each()));
      }
    }
    if (stopped_ && done_ > 0) {
      look_without_verdict();
    } else if (undecided()) {
      end_of_budget();
    }
    run_to(plan_.rows);
    if (done_ == 0) {
      throw Interrupted("interrupted before the first replication was finished");
    }
  }

  /// As many replications as are kept decide what is rare, so that whoever keeps as many finds the
  /// same, whatever the budget.
  void choose() {
    try {
      method_ =
          choose_method(*scenario_.plant,
                        {.asked = plan_.method,
                         .span = {scenario_.warmup, after(scenario_.warmup, scenario_.horizon)},
                         .seed = plan_.seed,
                         .replications = plan_.rows > 0 ? plan_.rows : plan_.budget},
                        watch_);
    } catch (const Livelock& livelock) {
      throw time_stands_still(*scenario_.plant, livelock,
                              scenario_.variant ? "variant " + *scenario_.variant + ": " : "");
    }
  }

  /// So few strikes tell nothing yet of what is rare.
  [[nodiscard]] bool too_early() const {
    constexpr std::uint64_t strikes_enough = 200;
    return method_.weighted() && gathered_.measured.rare.strikes < strikes_enough;
  }

  /// So that all verdicts are right at once.
  [[nodiscard]] double confidence_of_each() const {
    const auto estimated =
        std::count_if(results_.begin(), results_.end(), [](const ExpectationResult& each) {
          return !scenarios::is_worked_out(each.expectation.measure);
        });
    const auto number = static_cast<double>(std::max<std::ptrdiff_t>(estimated, 1));
    return 1 - (1 - plan_.confidence) / number;
  }

  [[nodiscard]] bool undecided() const {
    return std::any_of(results_.begin(), results_.end(), [](const ExpectationResult& each) {
      return each.outcome == CheckOutcome::undecided;
    });
  }

  void run_to(std::uint64_t point) {
    if (done_ < plan_.rows && plan_.rows < point) {
      run_to(plan_.rows);
    }
    if (point <= done_ || stopped_) {
      return;
    }
    const auto make_worker = [&] {
      return [gatherer = std::make_unique<Gatherer>(scenario_, plan_, method_,
                                                    StopSign(watch_.interrupted))](
                 std::uint64_t replication, Gathered& into) { gatherer->run(replication, into); };
    };
    const std::uint64_t before = done_;
    done_ += replicate({before, point}, plan_.threads, make_worker, gathered_, watch_.interrupted,
                       [&](std::uint64_t more) {
                         watch_.tell(before + more, std::max(plan_.budget, plan_.rows));
                       });
    stopped_ = done_ < point;
    if (done_ == plan_.rows && done_ > 0) {
      reasons_ = reasons_of(*scenario_.plant, gathered_.measured);
    }
  }

  void measure(ExpectationResult& result, double confidence) {
    const Known known = known_of(result.expectation, gathered_, confidence);
    result.because.clear();
    result.value = known.value;
    result.seen = known.seen;
    result.confidence = confidence;
    result.replications = done_;
  }

  void look(double confidence) {
    for (ExpectationResult& result : results_) {
      if (result.outcome == CheckOutcome::undecided) {
        measure(result, confidence);
        result.outcome = judged(result.expectation, result.value);
        if (result.outcome != CheckOutcome::undecided && result.expectation.service)
          believe_if_trusted(result, confidence);
      }
    }
  }

  /// An estimate that is not to be trusted decides nothing that whole histories do not say, too: it passes
  /// nothing, and where they contradict it, it fails nothing either.
  void believe_if_trusted(ExpectationResult& result, double confidence) {
    const ServiceId id = result.expectation.service;
    const Measured& measured = gathered_.measured;
    if (measured.rare.services.empty()) return;
    ServiceResult service{.name = scenario_.plant->services[id.index()].name};
    service.unavailability = unavailability(measured, id, confidence);
    const bool contradict = contradicted(measured, id);
    service.rare =
        rare_result(measured.rare, measured.tally, id, service.unavailability, contradict);
    const std::optional<std::string> why = distrust(service);
    if (!why || (result.outcome == CheckOutcome::failed && !contradict)) return;
    const Gathered histories{{measured.tally, {}, 0}, gathered_.outages, gathered_.clusters, {}};
    const Known known = known_of(result.expectation, histories, confidence);
    if (judged(result.expectation, known.value) == result.outcome) return;
    result.outcome = CheckOutcome::undecided;
    result.because = *why;
  }

  void look_without_verdict() {
    for (ExpectationResult& result : results_) {
      if (result.outcome == CheckOutcome::undecided) {
        measure(result, confidence_of_each());
      }
    }
  }

  /// What never happened has stood the test.
  void end_of_budget() {
    for (ExpectationResult& result : results_) {
      if (result.outcome == CheckOutcome::undecided && result.expectation.never) {
        result.outcome = CheckOutcome::passed;
      }
    }
  }

  CheckResult result() {
    CheckResult result{.file = "",
                       .scenario = scenario_.name,
                       .variant = scenario_.variant,
                       .seed = plan_.seed,
                       .replications = done_,
                       .budget = plan_.budget,
                       .warmup = scenario_.warmup,
                       .horizon = scenario_.horizon,
                       .confidence = plan_.confidence,
                       .expectations = std::move(results_),
                       .rows = {},
                       .interrupted = stopped_};
    result.reasons = std::move(reasons_);
    result.rows = std::move(gathered_.rows);
    result.beside = std::move(gathered_.beside);
    for (std::size_t i = 0; i < result.rows.size(); ++i) {
      result.rows[i].service = scenario_.plant->services[i].name;
    }
    return result;
  }

  const scenarios::Scenario& scenario_;
  const CheckPlan& plan_;
  const Watch& watch_;
  ChosenMethod method_;
  std::vector<ExpectationResult> results_;
  Gathered gathered_;
  Reasons reasons_;
  std::uint64_t done_ = 0;
  bool stopped_ = false;  // by an interrupt
};

}  // namespace

std::string_view name_of(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::passed:
      return "passed";
    case CheckOutcome::undecided:
      return "undecided";
    case CheckOutcome::failed:
      return "failed";
  }
  assert(false);
  return {};
}

CheckResult check_scenario(const scenarios::Scenario& scenario, const CheckPlan& plan,
                           const Watch& watch) {
  assert(1 <= plan.first_look && plan.first_look <= plan.budget);
  return Checker(scenario, plan, watch).check();
}

std::optional<double> share_of_allowed(const scenarios::Expectation& expectation, double value) {
  const bool below = std::isfinite(expectation.high);
  const bool above = std::isfinite(expectation.low);
  if (expectation.never || scenarios::is_worked_out(expectation.measure) || below == above ||
      !std::isfinite(value)) {
    return std::nullopt;
  }
  if (below) {
    return value / expectation.high;
  }
  if (expectation.unit == scenarios::Unit::share) {
    return (1 - value) / (1 - expectation.low);
  }
  return std::nullopt;
}

std::optional<double> replications_to_decide(const ExpectationResult& result) {
  if (result.outcome != CheckOutcome::undecided || result.expectation.never || !result.seen) {
    return std::nullopt;
  }
  const Estimate& value = result.value;
  // The larger of the two ratios: the interval has to leave every bound that lies in it.
  double times = 0;
  for (const double bound : {result.expectation.low, result.expectation.high}) {
    if (bound <= value.low || bound >= value.high) {
      continue;
    }
    const double side = bound < value.mean ? value.mean - value.low : value.high - value.mean;
    times = std::max(times, side / std::abs(bound - value.mean));
  }
  if (!(times > 1) || !std::isfinite(times)) {
    return std::nullopt;
  }
  return static_cast<double>(result.replications) * times * times;
}

}  // namespace ausfall::studies
