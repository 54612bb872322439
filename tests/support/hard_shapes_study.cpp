#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "scenarios/reader.hpp"
#include "studies/check.hpp"
#include "studies/compare.hpp"
#include "studies/experiment.hpp"
#include "studies/solve.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/hard_shapes.hpp"

namespace ausfall::test {

namespace {

const std::atomic<bool> not_interrupted{false};

/// Of each seed what `one` finds, in their order, found on several threads.
template <class Found>
std::vector<Found> of_each_seed(const Study& plan, const std::function<Found(std::uint64_t)>& one) {
  std::vector<Found> found(plan.seeds);
  std::atomic<std::uint64_t> next{0};
  std::exception_ptr failed;
  std::mutex mutex;
  const auto work = [&] {
    try {
      for (std::uint64_t i = next++; i < plan.seeds; i = next++)
        found[i] = one(plan.first_seed + i);
    } catch (...) {
      const std::lock_guard lock(mutex);
      failed = std::current_exception();
      next = plan.seeds;
    }
  };
  const unsigned number =
      plan.threads > 0 ? plan.threads : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < number; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (failed) std::rethrow_exception(failed);
  return found;
}

std::uint64_t times(std::uint64_t replications, double factor) {
  return static_cast<std::uint64_t>(
      std::max(1.0, std::round(static_cast<double>(replications) * factor)));
}

studies::ExperimentPlan plan_of(const scenarios::Scenario& it, const HardShape& shape,
                                const Study& plan, std::uint64_t seed) {
  studies::ExperimentPlan result;
  result.scenario = it.name;
  result.warmup = it.warmup;
  result.horizon = it.horizon;
  result.seed = seed;
  result.replications_min = result.replications_max = times(shape.replications, plan.more);
  result.confidence = it.confidence;
  result.method = plan.method.value_or(studies::Method::combined);
  if (plan.precision) {
    result.precision = plan.precision;
    result.replications_min = std::min<std::uint64_t>(100, shape.replications);
    result.replications_max = 1'000'000;
  }
  return result;
}

/// What one seed gives.
struct OneRun {
  Estimate unavailability, outages_per_year, served, outage_by_horizon;
  std::optional<Estimate> plain;
  bool warned = false;
  bool untrusted = false;
  double replications = 0;
  double milliseconds = 0;
};

studies::SolvedService solved(const scenarios::Scenario& it) {
  return studies::solve_plan(*it.plant, {.at = it.horizon}, {not_interrupted}).services.front();
}

/// From good health on, or in the long run where there is a warm-up.
Truth chains(const scenarios::Scenario& it) {
  const studies::SolvedService service = solved(it);
  if (it.warmup > Duration::zero()) {
    return {.unavailability = service.steady->unavailability,
            .outages_per_year = service.steady->outages_per_year};
  }
  return {.unavailability = service.transient->unavailability_over,
          .outages_per_year = service.transient->outages_over / years_in(it.horizon),
          .outage_by_horizon = service.transient->outage_by};
}

std::vector<scenarios::Scenario> both(const HardShape& shape) {
  return scenarios::read_variants_text(
             "test.yaml", shape.text + "variants: {as it is: {}, worse: " + shape.worse + "}\n")
      .scenarios;
}

/// All that stands between the stars, in this order.
bool matches(const std::string& pattern, const std::string& name, std::size_t p = 0,
             std::size_t n = 0) {
  if (p == pattern.size()) return n == name.size();
  if (pattern[p] == '*') {
    return matches(pattern, name, p + 1, n) ||
           (n < name.size() && matches(pattern, name, p, n + 1));
  }
  return n < name.size() && pattern[p] == name[n] && matches(pattern, name, p + 1, n + 1);
}

}  // namespace

std::vector<HardShape> hard_shapes(const std::vector<std::string>& patterns) {
  std::vector<HardShape> result;
  for (const HardShape& shape : hard_shapes()) {
    if (std::ranges::any_of(patterns, [&](const auto& each) { return matches(each, shape.name); }))
      result.push_back(shape);
  }
  return result;
}

Truth truth_of(const HardShape& shape) {
  return shape.known ? *shape.known : chains(scenario(shape.text));
}

double worse_by(const HardShape& shape) {
  const double worse =
      shape.known_worse ? *shape.known_worse : chains(both(shape)[1]).unavailability;
  return worse - truth_of(shape).unavailability;
}

void Worth::add(const Estimate& estimate, double truth) {
  ++seeds;
  const bool below = estimate.high < truth;
  covered += !below && estimate.low <= truth ? 1U : 0U;
  low += below ? 1U : 0U;
  errors.add(estimate.mean / truth - 1);
  half_widths.add(half_width(estimate) / std::abs(truth));
}

double Worth::coverage() const {
  return seeds == 0 ? 1 : static_cast<double>(covered) / static_cast<double>(seeds);
}

double Worth::bias_error() const {
  return seeds == 0 ? 0 : std::sqrt(errors.variance() / static_cast<double>(seeds));
}

std::optional<double> RunsFound::half_width_by_plain() const {
  if (plain.seeds == 0) return std::nullopt;
  return unavailability.half_widths.mean() / plain.half_widths.mean();
}

RunsFound study(const HardShape& shape, const Study& plan) {
  const scenarios::Scenario it = scenario(shape.text);
  const auto run = [&](std::uint64_t seed, std::optional<studies::Method> method) {
    studies::ExperimentPlan one = plan_of(it, shape, plan, seed);
    one.method = method.value_or(studies::Method::combined);
    return studies::simulate_scenario(it, one, {not_interrupted});
  };
  const std::vector<OneRun> runs = of_each_seed<OneRun>(plan, [&](std::uint64_t seed) {
    const auto began = std::chrono::steady_clock::now();
    const studies::RunResult result = run(seed, plan.method);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    const studies::ServiceResult& service = result.services.front();
    OneRun one{.unavailability = service.unavailability,
               .outages_per_year = service.outages_per_year,
               .served = service.served,
               .outage_by_horizon = service.outage_by_horizon,
               .warned = !result.warnings.empty(),
               .untrusted = service.rare && !service.rare->trusted(),
               .replications = static_cast<double>(result.replications + result.pilot_replications),
               .milliseconds = took.count()};
    if (plan.plain_too)
      one.plain = run(seed, studies::Method::plain).services.front().unavailability;
    return one;
  });
  RunsFound found{.truth = truth_of(shape)};
  for (const OneRun& one : runs) {
    const double truth = found.truth.unavailability;
    found.unavailability.add(one.unavailability, truth);
    if (found.truth.outages_per_year)
      found.outages_per_year.add(one.outages_per_year, *found.truth.outages_per_year);
    // By what is lost: nearly all is served always.
    if (found.truth.served) found.served.add(complement(one.served), 1 - *found.truth.served);
    if (found.truth.outage_by_horizon)
      found.outage_by_horizon.add(one.outage_by_horizon, *found.truth.outage_by_horizon);
    if (!one.warned && !one.untrusted) found.trusted.add(one.unavailability, truth);
    if (one.plain) found.plain.add(*one.plain, truth);
    found.warned += one.warned ? 1U : 0U;
    found.untrusted += one.untrusted ? 1U : 0U;
    found.replications.add(one.replications);
    found.milliseconds.add(one.milliseconds);
  }
  return found;
}

ChecksFound study_checks(const HardShape& shape, const Study& plan, double budget_factor) {
  constexpr double factors[] = {0.8, 1.25, 0.5, 2};
  constexpr std::size_t near = 2;  // the first so many
  scenarios::Scenario it = scenario(shape.text);
  const double truth = shape.known_at_medians.value_or(truth_of(shape).unavailability);
  for (const double factor : factors) {
    scenarios::Expectation expectation;
    expectation.path = "services.unavailability";
    expectation.service = models::ServiceId(0);
    expectation.measure = scenarios::Measure::unavailability;
    expectation.high = truth * factor;
    it.expectations.push_back(expectation);
  }
  const std::uint64_t budget = times(shape.replications, budget_factor);
  const auto results = of_each_seed<studies::CheckResult>(plan, [&](std::uint64_t seed) {
    studies::CheckPlan check{.first_look = std::min<std::uint64_t>(100, budget), .budget = budget};
    check.seed = seed;
    // Each bound as if it stood alone: 99 %.
    check.confidence = 1 - 0.01 * static_cast<double>(std::size(factors));
    return studies::check_scenario(it, check, {not_interrupted});
  });
  ChecksFound found;
  for (const studies::CheckResult& result : results) {
    bool any_false = false;
    for (std::size_t i = 0; i < std::size(factors); ++i) {
      const studies::CheckOutcome outcome = result.expectations[i].outcome;
      if (outcome == studies::CheckOutcome::undecided) continue;
      ++(i < near ? found.decided_near : found.decided_far);
      any_false = any_false || (outcome == studies::CheckOutcome::passed) != (factors[i] > 1);
    }
    ++found.seeds;
    found.false_verdicts += any_false ? 1U : 0U;
    found.replications.add(static_cast<double>(result.replications));
  }
  return found;
}

ComparisonsFound study_comparisons(const HardShape& shape, const Study& plan) {
  const std::vector<scenarios::Scenario> variants = both(shape);
  ComparisonsFound found{.difference = worse_by(shape)};
  if (!(found.difference > 0)) throw std::logic_error(shape.name + ": the variant is not worse");
  const auto comparisons = of_each_seed<studies::Comparison>(plan, [&](std::uint64_t seed) {
    return studies::compare_variants(variants, plan_of(variants[0], shape, plan, seed),
                                     {not_interrupted});
  });
  for (const studies::Comparison& comparison : comparisons) {
    const studies::Difference& difference = comparison.differences.front();
    found.worth.add(difference.unavailability, found.difference);
    found.right += difference.verdict == studies::Verdict::worse ? 1U : 0U;
    found.wrong += difference.verdict == studies::Verdict::better ? 1U : 0U;
    const bool warned = !comparison.warnings.empty() ||
                        std::ranges::any_of(comparison.variants,
                                            [](const auto& it) { return !it.warnings.empty(); });
    found.warned += warned ? 1U : 0U;
  }
  return found;
}

}  // namespace ausfall::test
