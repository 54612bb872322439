#include "studies/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "sim/difference.hpp"
#include "sim/threads.hpp"
#include "studies/errors.hpp"
#include "studies/grouped.hpp"
#include "studies/solve.hpp"
#include "studies/trust.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {
namespace {

/// Multiplications for the answer over a horizon: a fraction of a second.
constexpr double work_of_point = 5e8;

std::string name_of(const scenarios::Sweep& sweep, const scenarios::SweepPoint& point) {
  const auto& variant = point.scenario.variant;
  return (variant ? *variant + ": " : "") + scenarios::words_of(sweep.axes, point.at);
}

ExactPoint exact_of(const Solution& solution) {
  ExactPoint exact{.states = solution.states, .error_bound = solution.error_bound, .services = {}};
  for (const SolvedService& service : solution.services) {
    exact.services.push_back({service.name, service.steady->unavailability, {}});
    if (service.transient)
      exact.services.back().unavailability_over = service.transient->unavailability_over;
  }
  return exact;
}

/// Solves the chain of a point, or says why there is no such answer.
void solve(const scenarios::Scenario& scenario, const Watch& watch, SweptPoint& point) {
  if (!scenario.unknowns->none()) {
    point.why_not_exact = "some of its times are not known";
    return;
  }
  SolvePlan plan{title_of(scenario)};
  plan.states_max = states_of_point;
  plan.states_jointly = states_of_point;
  plan.transient_work_max = work_of_point;
  const Watch silent{watch.interrupted};
  try {
    point.exact = exact_of(solve_plan(*scenario.plant, plan, silent));
  } catch (const Refused& why) {
    const std::string text = why.what();
    point.why_not_exact = text.substr(0, text.find('\n'));
    return;
  }
  if (scenario.warmup > Duration::zero()) return;
  plan.at = scenario.horizon;
  try {
    point.exact = exact_of(solve_plan(*scenario.plant, plan, silent));
  } catch (const Refused&) {
    // It takes too long: what holds in the long run is there.
  }
}

/// A point that was finished, and what pairs it with others.
struct Finished {
  SweptPoint point;
  Grouped grouped;
};

/// Gives points to threads, in their order.
class Points {
 public:
  Points(const scenarios::Sweep& sweep, const SweepPlan& plan, const Watch& watch)
      : sweep_(sweep),
        plan_(plan),
        watch_(watch),
        threads_(std::max(1U, plan.points.front().threads)),
        shares_(sweep.points.size(), 0) {}

  void run() {
    const std::size_t most = std::min<std::size_t>(threads_, sweep_.points.size());
    const auto work = [this] { take_points(); };
    const std::vector<std::jthread> pool = started_threads(static_cast<unsigned>(most) - 1, work);
    take_points();
  }

  /// Throws what running a point threw. REQUIRES: all threads have returned.
  std::map<std::size_t, Finished> finished() && {
    if (failure_) std::rethrow_exception(failure_);
    return std::move(finished_);
  }

 private:
  void take_points() {
    while (!watch_.interrupted && !failed_) {
      const std::size_t number = next_++;
      if (number >= sweep_.points.size()) return;
      try {
        run(number);
      } catch (const Interrupted&) {
        return;  // nothing of it counts
      } catch (...) {
        fail(number, std::current_exception());
      }
    }
  }

  /// Threads that have no point of their own are lent to those that are left.
  [[nodiscard]] unsigned threads_for(std::size_t number) const {
    const std::size_t left = sweep_.points.size() - number;
    return std::max(1U, static_cast<unsigned>(threads_ / left));
  }

  void run(std::size_t number) {
    const scenarios::SweepPoint& asked = sweep_.points[number];
    ExperimentPlan plan = plan_.points[number];
    plan.threads = threads_for(number);
    const Watch watch{watch_.interrupted, [this, number](std::uint64_t done, std::uint64_t of) {
                        tell(number, done, of);
                      }};
    Finished finished;
    finished.point.at = asked.at;
    try {
      GroupedRun simulated = simulate_in_groups(asked.scenario, plan, groups_of_point, watch);
      finished.point.result = std::move(simulated.result);
      finished.grouped = std::move(simulated.grouped);
      if (finished.point.result.interrupted()) return;
      if (plan_.exact) solve(asked.scenario, watch, finished.point);
    } catch (const Refused& why) {
      throw Refused(fmt::format("{}: {}", name_of(sweep_, asked), why.what()));
    }
    tell(number, 1, 1);
    const std::lock_guard lock(mutex_);
    finished_.emplace(number, std::move(finished));
  }

  void tell(std::size_t number, std::uint64_t done, std::uint64_t of) {
    constexpr std::uint64_t whole = 1000;
    if (of == 0 || !watch_.progress) return;
    std::uint64_t all = 0;
    {
      const std::lock_guard lock(mutex_);
      const std::uint64_t share = std::min(done, of) * whole / of;
      if (share > shares_[number]) told_ += share - std::exchange(shares_[number], share);
      all = told_;
    }
    watch_.tell(all, whole * sweep_.points.size());
  }

  /// Of several the one of the first point, whichever came first.
  void fail(std::size_t number, std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_ || number < failed_point_) {
      failure_ = std::move(failure);
      failed_point_ = number;
    }
    failed_ = true;
  }

  const scenarios::Sweep& sweep_;
  const SweepPlan& plan_;
  const Watch& watch_;
  const unsigned threads_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::map<std::size_t, Finished> finished_;
  std::vector<std::uint64_t> shares_;  // in thousandths, by point
  std::uint64_t told_ = 0;
  std::exception_ptr failure_;
  std::size_t failed_point_ = 0;
};

/// Whether b has the next value of one axis, and otherwise what a has. Which axis.
std::optional<std::size_t> next_on(const SweptPoint& a, const SweptPoint& b) {
  std::optional<std::size_t> axis;
  for (std::size_t i = 0; i < a.at.size(); ++i) {
    if (a.at[i] == b.at[i]) continue;
    if (axis || b.at[i] != a.at[i] + 1) return std::nullopt;
    axis = i;
  }
  return a.result.variant == b.result.variant ? axis : std::nullopt;
}

std::optional<std::size_t> index_of(const RunResult& result, const std::string& service) {
  for (std::size_t i = 0; i < result.services.size(); ++i) {
    if (result.services[i].name == service) return i;
  }
  return std::nullopt;
}

/// A service at two neighbours, group by group.
struct Paired {
  NeighbourDifference difference;
  PairedDifference groups;
  double unseen_size = 0;  ///< of a difference, where none was seen
  bool trusted = true;
};

Paired paired(const Finished& a, const Finished& b, std::size_t in_a, std::size_t in_b) {
  Paired pair;
  double sizes = 0;
  double seen = 0;
  for (const auto& [number, group] : a.grouped.groups()) {
    const auto other = b.grouped.groups().find(number);
    if (other == b.grouped.groups().end()) continue;
    const double one = group.mean(in_a);
    const double two = other->second.mean(in_b);
    pair.groups.add(one, two);
    for (const double value : {one, two}) {
      sizes += value;
      seen += value > 0 ? 1 : 0;
    }
  }
  const ServiceResult& one = a.point.result.services[in_a];
  const ServiceResult& two = b.point.result.services[in_b];
  const auto groups = static_cast<double>(pair.groups.replications());
  const double most = groups * std::max(one.unavailability.high, two.unavailability.high);
  pair.unseen_size = std::min(1.0, seen > 0 ? sizes / seen : most);
  pair.trusted = !distrust(one) && !distrust(two);
  pair.difference.service = one.name;
  return pair;
}

std::vector<Paired> pairs_of(const std::vector<Finished>& points) {
  std::vector<Paired> pairs;
  for (std::size_t a = 0; a < points.size(); ++a) {
    for (std::size_t b = a + 1; b < points.size(); ++b) {
      const auto axis = next_on(points[a].point, points[b].point);
      if (!axis) continue;
      const std::vector<ServiceResult>& services = points[a].point.result.services;
      for (std::size_t i = 0; i < services.size(); ++i) {
        const auto same = index_of(points[b].point.result, services[i].name);
        if (!same) continue;
        pairs.push_back(paired(points[a], points[b], i, *same));
        NeighbourDifference& difference = pairs.back().difference;
        difference.a = a;
        difference.b = b;
        difference.axis = *axis;
      }
    }
  }
  return pairs;
}

void compare_neighbours(const std::vector<Finished>& points, Swept& result) {
  const std::vector<Paired> pairs = pairs_of(points);
  if (pairs.empty()) return;
  const auto number = static_cast<double>(pairs.size());
  result.confidence_at_once = 1 - (1 - result.confidence) / number;
  for (const Paired& pair : pairs) {
    NeighbourDifference difference = pair.difference;
    difference.unavailability = pair.groups.interval(result.confidence, pair.unseen_size);
    difference.differing = pair.groups.differing();
    const Estimate at_once = pair.groups.interval(result.confidence_at_once, pair.unseen_size);
    const Sign sign = sign_of(at_once, difference.differing, result.confidence_at_once);
    if (pair.trusted && sign == Sign::positive) difference.verdict = Verdict::worse;
    if (pair.trusted && sign == Sign::negative) difference.verdict = Verdict::better;
    result.differences.push_back(std::move(difference));
  }
}

}  // namespace

Swept swept(const scenarios::Sweep& sweep, const SweepPlan& plan, const Watch& watch) {
  assert(plan.points.size() == sweep.points.size() && !plan.points.empty());
  const auto began = std::chrono::steady_clock::now();
  Points points(sweep, plan, watch);
  points.run();
  std::map<std::size_t, Finished> by_number = std::move(points).finished();
  if (by_number.empty()) throw Interrupted("interrupted before the first point was finished");

  Swept result;
  result.scenario = plan.points.front().scenario;
  result.seed = plan.points.front().seed;
  result.confidence = plan.points.front().confidence;
  result.axes = sweep.axes;
  result.points_wanted = sweep.points.size();
  std::vector<Finished> finished;
  for (auto& [number, each] : by_number) finished.push_back(std::move(each));
  compare_neighbours(finished, result);
  for (Finished& each : finished) result.points.push_back(std::move(each.point));
  if (result.interrupted()) {
    result.warnings.push_back(fmt::format("interrupted after {} of {} points",
                                          count(result.points.size()),
                                          count(result.points_wanted)));
  }
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return result;
}

}  // namespace ausfall::studies
