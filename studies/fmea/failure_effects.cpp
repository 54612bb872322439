#include "studies/fmea/failure_effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace ausfall::studies {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::none:
      return "serves on";
    case Severity::in_part:
      return "serves in part";
    case Severity::interrupted:
      return "interrupted";
    case Severity::person:
      return "until a person comes";
    case Severity::until_repair:
      return "until repair";
    case Severity::for_good:
      return "for good";
    case Severity::count_:
      break;
  }
  assert(false);
  return {};
}

std::string words_of(const TimedEffect& timed) {
  switch (timed.timing) {
    case Timing::together:
      return "together";
    case Timing::during_first:
      return fmt::format("during {}", name_of(timed.phase));
    case Timing::after_first:
      return "after";
  }
  assert(false);
  return {};
}

Severity worst(const SeverityCounts& seen) {
  for (std::size_t i = severity_count; i-- > 0;) {
    if (seen[i] > 0) return static_cast<Severity>(i);
  }
  return Severity::none;
}

std::uint64_t at_least(const SeverityCounts& seen, Severity severity) {
  std::uint64_t samples = 0;
  for (auto i = static_cast<std::size_t>(severity); i < severity_count; ++i) samples += seen[i];
  return samples;
}

void Times::add(Duration time) {
  ++count;
  sum += time;
  least = std::min(least, time);
  most = std::max(most, time);
}

void Times::merge(const Times& other) {
  count += other.count;
  sum += other.sum;
  least = std::min(least, other.least);
  most = std::max(most, other.most);
}

double Times::mean_seconds() const {
  assert(count > 0);
  return seconds_in(sum) / static_cast<double>(count);
}

std::vector<CutSet> minimal_cut_sets(const FailureAnalysis& analysis, std::size_t service,
                                     Severity severity) {
  std::vector<CutSet> sets;
  std::vector<bool> alone(analysis.hazards.size());
  for (std::size_t i = 0; i < analysis.hazards.size(); ++i) {
    const SeverityCounts& seen = analysis.hazards[i].services[service].seen;
    const std::uint64_t times = at_least(seen, severity);
    if (times == 0) continue;
    alone[i] = true;
    sets.push_back({.hazards = {i},
                    .worst = worst(seen),
                    .seen = times,
                    .samples = analysis.hazards[i].samples});
  }
  for (const PairEffect& pair : analysis.pairs) {
    if (alone[pair.first] || alone[pair.second]) continue;
    const std::uint64_t times = at_least(pair.seen[service], severity);
    if (times == 0) continue;
    sets.push_back({.hazards = {pair.first, pair.second},
                    .worst = worst(pair.seen[service]),
                    .seen = times,
                    .samples = pair.samples});
  }
  return sets;
}

std::vector<std::string> single_points_of_failure(const FailureAnalysis& analysis,
                                                  std::size_t service) {
  std::vector<std::string> names;
  for (const CutSet& set : minimal_cut_sets(analysis, service, lasting)) {
    if (set.hazards.size() == 1) names.push_back(analysis.hazards[set.hazards.front()].name);
  }
  return names;
}

YearlyCost yearly_cost(const HazardEffect& hazard, std::size_t service, double confidence) {
  const ServiceEffect& effect = hazard.services[service];
  const auto yearly = [&](const Moments& each) {
    if (each.count() == 0) return Estimate{};
    Estimate estimate = scaled(mean_interval(each, confidence), hazard.per_year);
    estimate.low = std::max(estimate.low, 0.0);
    return estimate;
  };
  return {.outages = yearly(effect.outage_counts),
          .downtime_seconds = yearly(effect.downtime_seconds)};
}

YearlyCost yearly_cost(const FailureAnalysis& analysis, std::size_t service) {
  const auto add = [](Estimate& sum, const Estimate& each) {
    // Of the sum, `low` and `high` hold the squares of its half-widths for the moment.
    sum.mean += each.mean;
    sum.low += (each.mean - each.low) * (each.mean - each.low);
    sum.high += (each.high - each.mean) * (each.high - each.mean);
  };
  const auto bounded = [](Estimate& sum) {
    sum.low = std::max(0.0, sum.mean - std::sqrt(sum.low));
    sum.high = sum.mean + std::sqrt(sum.high);
  };
  YearlyCost cost;
  for (const HazardEffect& hazard : analysis.hazards) {
    const YearlyCost each = yearly_cost(hazard, service, analysis.confidence);
    add(cost.outages, each.outages);
    add(cost.downtime_seconds, each.downtime_seconds);
  }
  bounded(cost.outages);
  bounded(cost.downtime_seconds);
  return cost;
}

}  // namespace ausfall::studies
