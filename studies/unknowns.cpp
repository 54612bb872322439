#include "studies/unknowns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "studies/causes.hpp"

namespace ausfall::studies {

namespace {

constexpr double solve_confidence = 0.95;

/// By how much more than its interval an estimate is not known.
Estimate widened(const Estimate& estimate, double factor, double ceiling) {
  return {estimate.mean, std::max(0.0, estimate.mean - factor * (estimate.mean - estimate.low)),
          std::min(ceiling, estimate.mean + factor * (estimate.high - estimate.mean))};
}

using Total = double Totals::*;

/// What the replications of each draw gave; a last draw with one of them is left out.
std::vector<DrawnPair> pairs_of(const std::vector<Totals>& totals, Total total) {
  std::vector<DrawnPair> pairs;
  for (std::size_t i = 0; i + 1 < totals.size(); i += 2)
    pairs.push_back({totals[i].*total, totals[i + 1].*total});
  return pairs;
}

void widen(ServiceResult& service, const std::vector<Totals>& totals) {
  double common = 0;
  for (const Total total : {&Totals::unavailability, &Totals::lost, &Totals::outages})
    common = std::max(common, in_common(pairs_of(totals, total)));
  const double factor = std::sqrt(1 + common);
  constexpr double endless = std::numeric_limits<double>::infinity();
  service.unavailability = widened(service.unavailability, factor, 1);
  service.outages_per_year = widened(service.outages_per_year, factor, endless);
  service.served = widened(service.served, factor, 1);
  service.outage_by_horizon = widened(service.outage_by_horizon, factor, 1);
  for (CauseResult& cause : service.causes) {
    cause.unavailability = widened(cause.unavailability, factor, 1);
    cause.outages_per_year = widened(cause.outages_per_year, factor, endless);
  }
  service.kinds = kinds_of_outages(service.causes);
  if (service.interruptions) {
    service.interruptions->per_year = widened(service.interruptions->per_year, factor, endless);
    service.interruptions->share = widened(service.interruptions->share, factor, 1);
  }
  if (service.slo_met_per_year)
    service.slo_met_per_year = widened(*service.slo_met_per_year, factor, 1);
}

UnknownsResult told(const Attribution& found, const std::vector<scenarios::UnknownInput>& inputs) {
  UnknownsResult result;
  result.draws = found.draws;
  result.unavailability = found.range;
  if (result.unavailability) {  // what is fitted knows no bounds
    for (double* const each : {&result.unavailability->low, &result.unavailability->median,
                               &result.unavailability->high})
      *each = std::clamp(*each, 0.0, 1.0);
  }
  result.ranked = !found.shares.empty();
  result.together = found.together;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Unknown& unknown = inputs[i].unknown;
    InputResult input{.name = inputs[i].name,
                      .line = inputs[i].line,
                      .low = unknown.quantile(range_low),
                      .median = unknown.quantile(0.5),
                      .high = unknown.quantile(range_high),
                      .share = {},
                      .narrows = 0};
    if (result.ranked) {
      input.share = found.shares[i];
      input.narrows = 1 - std::sqrt(1 - input.share.mean);
    }
    result.inputs.push_back(std::move(input));
  }
  std::stable_sort(
      result.inputs.begin(), result.inputs.end(),
      [](const InputResult& a, const InputResult& b) { return a.share.mean > b.share.mean; });
  return result;
}

/// Why there is no ranking.
std::string no_ranking(const std::string& service) {
  return fmt::format(
      "there are too few replications, or too few with an outage of {}, to tell what each input "
      "that is not known does to it: let there be more replications",
      service);
}

void solve_draws(Solution& solution, const scenarios::Scenario& scenario, const SolvePlan& plan,
                 const Watch& watch) {
  const std::uint64_t draws = plan.draws;
  const Draws drawn(scenario.unknowns, scenario.seed, 1, draws);
  SolvePlan one = plan;
  one.at = std::nullopt;
  one.derivatives = false;
  std::vector<std::vector<double>> values(solution.services.size());
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const Solution at_draw = solve_plan(*drawn.plant(draw), one, {watch.interrupted});
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i].push_back(at_draw.services[i].steady->unavailability);
    watch.tell(draw + 1, draws);
  }
  const DrawnLevels levels = drawn.levels(0, draws);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double mean = 0;
    for (const double value : values[i]) mean += value / static_cast<double>(draws);
    solution.services[i].unknowns =
        told(attributed(levels, values[i], solve_confidence), drawn.inputs());
    solution.services[i].unknowns->mean = mean;
  }
}

}  // namespace

void append(DrawnTotals& totals, const DrawnTotals& later) {
  totals.resize(std::max(totals.size(), later.size()));
  for (std::size_t i = 0; i < later.size(); ++i)
    totals[i].insert(totals[i].end(), later[i].begin(), later[i].end());
}

void tell_unknowns(RunResult& result, const Draws& draws, std::uint64_t first,
                   const DrawnTotals& totals) {
  if (draws.each() != 2) return;
  const DrawnLevels levels = draws.levels(draws.of(first), result.replications / 2);
  for (std::size_t i = 0; i < totals.size(); ++i) {
    ServiceResult& service = result.services[i];
    const auto pairs = pairs_of(totals[i], &Totals::unavailability);
    const Attribution found = attributed(levels, pairs, result.confidence);
    service.unknowns = told(found, draws.inputs());
    if (found.range) service.unknowns->unknowns_share = found.unknowns_share();
    widen(service, totals[i]);
    if (!service.unknowns->ranked) result.warnings.push_back(no_ranking(service.name));
  }
}

void solve_unknowns(Solution& solution, const scenarios::Scenario& scenario, const SolvePlan& plan,
                    const Watch& watch) {
  if (scenario.unknowns->none()) return;
  if (plan.draws > 0) solve_draws(solution, scenario, plan, watch);
  solution.warnings.push_back(
      "the answers are those for the median of each input that is not known; what not knowing "
      "them leaves open is said beside them");
}

Solution solve_scenario(const scenarios::Scenario& scenario, const SolvePlan& plan,
                        const Watch& watch) {
  Solution solution = solve_plan(*scenario.plant, plan, watch);
  solve_unknowns(solution, scenario, plan, watch);
  return solution;
}

}  // namespace ausfall::studies
