#include "studies/worked_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "studies/errors.hpp"
#include "studies/fmea/capacity.hpp"
#include "studies/fmea/failure_analysis.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using scenarios::Expectation;
using scenarios::Measure;

class Worker {
 public:
  Worker(const scenarios::Scenario& scenario, const Simulated& how, const Watch& watch)
      : scenario_(scenario), how_(how), watch_(watch) {}

  void work_out(ExpectationResult& result) {
    const Expectation& it = result.expectation;
    if (it.measure == Measure::hosts_to_spare)
      spare(result);
    else
      single_points(result);
    const bool holds = it.low <= result.value.mean && result.value.mean <= it.high;
    result.outcome = holds ? CheckOutcome::passed : CheckOutcome::failed;
    result.confidence = 1;
    result.seen = true;
  }

 private:
  /// As many hosts are lost as tell whether it holds.
  void spare(ExpectationResult& result) const {
    const Expectation& it = result.expectation;
    const double bound = std::isfinite(it.high) ? it.high + 1 : it.low;
    const CapacityPlan plan{.seed = how_.seed,
                            .threads = how_.threads,
                            .most = static_cast<std::size_t>(bound),
                            .until_something_is_out = true};
    const ClusterCapacity capacity =
        capacity_of(*scenario_.plant, it.cluster, plan, {watch_.interrupted});
    const auto spared = static_cast<double>(capacity.hosts_to_spare);
    result.value = {spared, spared,
                    capacity.or_more ? std::numeric_limits<double>::infinity() : spared};
    const LostHosts& last = capacity.lost.back();
    if (last.out.empty()) {
      result.because =
          fmt::format("nothing stays out in any of {} of {}",
                      count(last.combinations, "combination"), count(last.hosts, "lost host"));
      return;
    }
    const StaysOut& first = last.out.front();
    result.because = fmt::format(
        "without {} {} {}{}", enumeration(last.worst), first.group, first.words,
        last.out.size() == 1 ? "" : fmt::format(", and {} more stay out", last.out.size() - 1));
  }

  void single_points(ExpectationResult& result) {
    if (!analysis_) {
      FailureAnalysisPlan plan = failure_analysis_plan(scenario_, how_);
      plan.costs = false;
      plan.capacity = false;
      analysis_ = analyse_failures(*scenario_.plant, plan, {watch_.interrupted});
      if (analysis_->interrupted())
        throw Interrupted("interrupted before all single failures were struck");
    }
    const std::vector<std::string> names =
        single_points_of_failure(*analysis_, result.expectation.service.index());
    const auto number = static_cast<double>(names.size());
    result.value = {number, number, number};
    result.because = fmt::format(
        "{} of {}, each struck {}{}", names.empty() ? "none" : std::to_string(names.size()),
        count(analysis_->hazards.size(), "single failure"), times(analysis_->samples),
        names.empty() ? "" : ": " + shortened(names));
  }

  static std::string shortened(std::vector<std::string> names) {
    constexpr std::size_t named = 8;
    if (names.size() > named) {
      const std::size_t others = names.size() - named;
      names.resize(named);
      names.push_back(fmt::format("{} more", others));
    }
    return enumeration(names);
  }

  const scenarios::Scenario& scenario_;
  const Simulated& how_;
  const Watch& watch_;
  std::optional<FailureAnalysis> analysis_;
};

}  // namespace

void work_out(const scenarios::Scenario& scenario, const Simulated& how, const Watch& watch,
              std::vector<ExpectationResult>& results) {
  Worker worker(scenario, how, watch);
  for (ExpectationResult& result : results) {
    if (scenarios::is_worked_out(result.expectation.measure)) worker.work_out(result);
  }
}

}  // namespace ausfall::studies
