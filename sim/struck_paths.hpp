// Struck paths: what becomes of a failure that is forced beside a history, and of the further ones
// that are forced on its path. sim/strikes.hpp says why this gives the right mean.
//
// 1. A path takes its natural course until good order returns, the span ends, or another failure
//    rings, since what follows from a further failure is measured by further strikes: on the path,
//    at a rate of its weight times hazard over their own worth. So rarity is divided into steps
//    each of which is common: it is forcing (Lewis and Boehm, "Monte Carlo simulation of Markov
//    unreliability models", Nuclear Engineering and Design 77, 1984) by the number of failures that
//    have met, with weights that are alike as in splitting. A path is struck ten times at most in
//    the mean, however much it weighs, and however long its course lasts. Where a strike would then
//    weigh more than the path itself, the failure is common: it is let happen, and the path goes
//    on. How long the course lasts is known from the clocks that run, whose times were already
//    drawn. Failures are independent of these times, so looking at them changes no hazard.
// 2. Improbable choices and long times are made more often on a path, and weighed
//    (sim/course_clocks.hpp).
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "sim/course_clocks.hpp"
#include "sim/simulate.hpp"
#include "sim/stop_sign.hpp"
#include "sim/strike_plan.hpp"

namespace ausfall {

/// A stretch of time that passes on a path.
struct Passing {
  Time from{0};
  Time to{0};
  double weight = 0;
  bool rare = false;         ///< if not, histories measure what happens
  std::size_t failures = 0;  ///< that have met
};

/// The key of a path, from the key of what it sets out from, the stream of its kind of failure and
/// the number of the strike. So in two plants the n-th strike of a kind meets the same random
/// numbers.
inline ReplicationKey key_of_path(ReplicationKey from, Stream stream, std::uint64_t number) {
  return {Draw(from, stream, number)(), from.replication};
}

/// What strikes beside histories and strikes on paths share.
namespace striking {

/// A failure that can strike within a span.
struct Candidate {
  std::size_t failure;
  std::uint32_t kind;
  double strikes;  // to be expected of it
};
using Candidates = std::vector<Candidate>;

inline double sum_of(std::span<const Candidate> candidates) {
  double sum = 0;
  for (const Candidate& each : candidates) sum += each.strikes;
  assert(std::isfinite(sum));
  return sum;
}

inline const Candidate& one_of(std::span<const Candidate> candidates, Draw& draw) {
  double left = draw.uniform() * sum_of(candidates);
  std::size_t chosen = 0;
  while (chosen + 1 < candidates.size() && left >= candidates[chosen].strikes)
    left -= candidates[chosen++].strikes;
  return candidates[chosen];
}

/// Up to so many strikes are made as the plan says. Beyond, the rate falls with each further one,
/// and the weight rises by as much. So a replication ends, however wrong the plan, and nothing is
/// biased.
inline double fewer(std::uint64_t already, double enough) {
  const double excess = static_cast<double>(already) / enough;
  return excess > 1 ? excess * excess * excess : 1;
}

template <class Model, class Observer>
void ring_next(const Model& model, typename Model::State& state, CourseClocks& clocks,
               Observer& observer, std::uint64_t& events, StopSign stop) {
  const ClockId clock = clocks.advance();
  stop.look(++events);
  model.ring(state, clock, clocks, &observer);
}

/// Rings every clock that rings at this moment, and lets the model settle, until nothing is left
/// to ring before time passes. Throws Livelock and CutShort.
template <class Model, class Observer>
void end_moment(const Model& model, typename Model::State& state, CourseClocks& clocks,
                Observer& observer, std::uint64_t& events, StopSign stop) {
  for (std::uint64_t rings = 0;;) {
    if (clocks.next() > clocks.now()) {
      model.settle(state, clocks, &observer);
      if (clocks.next() > clocks.now()) return;
    }
    if (++rings > rings_at_one_moment_max) {
      const ClockId clock = clocks.advance();
      throw Livelock(clock, clocks.now(), rings);
    }
    ring_next(model, state, clocks, observer, events, stop);
  }
}

}  // namespace striking

/// `Model` and `Meter` are as for Strikes.
template <class Model, class Meter>
class StruckPaths {
 public:
  using State = typename Model::State;

  /// `kinds`: so many of failures. The rest is as for Strikes.
  StruckPaths(const Model& model, std::span<const Stream> streams,
              std::span<const FailureClock> failures, std::size_t kinds,
              std::vector<Stream> choices, const Rareness& rareness, const StrikePlan& plan,
              Survey* survey, StopSign stop = {})
      : model_(model),
        streams_(streams.begin(), streams.end()),
        failures_(failures.begin(), failures.end()),
        kinds_(kinds),
        choices_(std::move(choices)),
        rareness_(rareness),
        plan_(plan),
        survey_(survey),
        stop_(stop),
        learnt_(kinds) {}

  /// Of the replication that begins: paths end there.
  void begin(Time end) { end_ = end; }

  /// Lets a failure strike beside a history that stands there, so much later, and follows the path
  /// that begins there, and all that grow from it. `weight`: its own. Throws Livelock and CutShort.
  void grow(const State& state, const CourseClocks& clocks, std::size_t failure, Seconds later,
            double weight, ReplicationKey key, Meter& meter, std::uint64_t& events) {
    Trajectory& path = trajectory(0);
    path.state = state;
    path.clocks.become(clocks);
    paths_of_root_ = 0;
    strike(0, failure, later, weight, key, meter, events);
  }

 private:
  // Up to so many paths grow from one strike as the plan says: see `fewer`.
  static constexpr double paths_enough = 60;
  // At most so many strikes are to be expected on what is left of a path. Where a path weighs or
  // lasts so much that the plan wants more, its strikes weigh more instead; so trees of paths stay
  // small.
  static constexpr double strikes_at_most = 10;
  // Where more failures than this are to be expected in what is left of a course, they are common:
  // they are let happen, and a survey counts only so many of them as hazard to strike at.
  static constexpr double common = 1;
  static constexpr double let_happen = std::numeric_limits<double>::infinity();

  using Candidate = striking::Candidate;
  using Candidates = std::vector<Candidate>;

  struct Trajectory {
    Trajectory(std::span<const Stream> streams, std::span<const FailureClock> failures,
               const std::vector<Stream>& choices, const Rareness& rareness)
        : clocks(streams, failures, choices, rareness) {}
    State state;
    CourseClocks clocks;
    typename Meter::Path path;    // kept while a path that sets out from this one is followed
    Candidates candidates;        // to be struck in the interval that passes
    std::vector<double> to_come;  // by kind: failures to be expected in what is left of the course
    double all_to_come = 0;
    std::vector<double> worth;  // by kind: of a strike from now on; infinite: it is let happen
  };

  /// Strikes on one path.
  struct Further {
    ReplicationKey key;  // of the path
    Draw draw;
    double until = 0;  // strikes to be expected until the next
    std::uint64_t struck = 0;
  };

  /// Decides what a strike of each kind is worth on this path, until this is called again; infinite
  /// means that the failure is let happen. It may be called at any moment, since a worth only
  /// trades how often something is struck against its weight.
  void look_ahead(Trajectory& it, Situation situation, const Passing& passing) {
    foresee(it, passing.from);
    const StrikePlan& plan = survey_ != nullptr ? learnt_ : plan_;
    const std::vector<double>& planned = plan.worth[situation.index()];
    it.worth = planned;
    let_happen_what_is_common(it);
    for (bool settled = false; !settled;) {
      double strikes = 0;
      for (std::size_t kind = 0; kind < kinds_; ++kind)
        strikes +=
            std::isfinite(it.worth[kind]) ? passing.weight * it.to_come[kind] / planned[kind] : 0;
      const double times = std::max(strikes / strikes_at_most, 1.0);
      settled = true;
      for (std::size_t kind = 0; kind < kinds_; ++kind) {
        if (!std::isfinite(it.worth[kind])) continue;
        it.worth[kind] = planned[kind] * times;
        if (it.worth[kind] < passing.weight) continue;
        it.worth[kind] = let_happen;
        settled = settled && !(it.to_come[kind] > 0);
      }
    }
  }

  /// Failures to be expected in what is left of the course, by kind.
  void foresee(Trajectory& it, Time now) const {
    it.to_come.assign(kinds_, 0);
    const Seconds left = std::min(it.clocks.left_of_course(), Seconds(end_ - now));
    for (std::size_t i = 0; i < it.clocks.failures(); ++i) {
      if (it.clocks.can_fail(i))
        it.to_come[it.clocks.failure(i).kind] += it.clocks.hazard_until(i, left);
    }
    it.all_to_come = std::accumulate(it.to_come.begin(), it.to_come.end(), 0.0);
  }

  void let_happen_what_is_common(Trajectory& it) const {
    if (it.all_to_come <= common) return;
    const auto kinds = static_cast<double>(
        std::ranges::count_if(it.to_come, [](double failures) { return failures > 0; }));
    for (std::size_t kind = 0; kind < kinds_; ++kind) {
      if (it.to_come[kind] * kinds > common) it.worth[kind] = let_happen;
    }
  }

  /// The failures that can strike on a path until it rings next, and how many strikes of each are
  /// to be expected.
  void find_candidates(Trajectory& it, Situation situation, const Passing& passing) {
    it.candidates.clear();
    for (std::size_t i = 0; i < it.clocks.failures(); ++i) {
      const std::uint32_t kind = it.clocks.failure(i).kind;
      const bool struck = std::isfinite(it.worth[kind]);
      if (!it.clocks.can_fail(i) || (!struck && survey_ == nullptr)) continue;
      const double failures = passing.weight * it.clocks.hazard_until(i, passing.to - passing.from);
      if (survey_ != nullptr)
        survey_->hazard[situation.index()][kind] +=
            failures * std::min(common / it.all_to_come, 1.0);
      const double strikes = failures / it.worth[kind];
      if (strikes > 0) it.candidates.push_back({i, kind, strikes});
    }
    strike_no_more_often(it);
  }

  /// `foresee` does not count failures that could not happen then and can now. With them, too, no
  /// more than the most strikes are to be expected.
  static void strike_no_more_often(Trajectory& it) {
    const double times = striking::sum_of(it.candidates) / strikes_at_most;
    if (!(times > 1)) return;
    for (Candidate& each : it.candidates) each.strikes /= times;
    for (double& worth : it.worth) worth *= times;
  }

  /// In a survey: plans further strikes on paths in a situation, by the hazard found so far.
  void learn(Situation situation) {
    const std::size_t i = situation.index();
    ++survey_->visits[i];
    if (survey_->visits[i] < visits_enough) return;
    const std::vector<double>& hazard = survey_->hazard[i];
    const std::vector<double> shares = shared_out(hazard, strikes_of_path * survey_->visits[i]);
    for (std::size_t kind = 0; kind < hazard.size(); ++kind) {
      if (!(shares[kind] > 0)) continue;
      learnt_.worth[i][kind] = hazard[kind] / shares[kind];
    }
  }

  /// Lets a failure strike a trajectory, so much later than where it stands, and follows the path
  /// that begins there.
  void strike(std::size_t depth, std::size_t failure, Seconds later, double weight,
              ReplicationKey key, Meter& meter, std::uint64_t& events) {
    Trajectory& it = trajectory(depth);
    const Time now = it.clocks.now();
    const Time then = std::min({now + nearest_tick(later), it.clocks.next(), end_});
    meter.pass(it.state, {.from = now, .to = then});
    it.clocks.begin_path(key);
    it.clocks.advance_to(then);
    const ClockId clock = it.clocks.strike(failure);
    stop_.look(++events);
    model_.ring(it.state, clock, it.clocks, &meter);
    follow(depth, weight, key, meter, events);
  }

  void follow(std::size_t depth, double weight, ReplicationKey key, Meter& meter,
              std::uint64_t& events) {
    Trajectory& it = trajectory(depth);
    ++paths_of_root_;
    Further further{.key = key, .draw = Draw(key, stream_named("further strikes"), 0)};
    further.until = -std::log(further.draw.uniform());
    std::uint32_t met = 0;
    for (std::uint64_t intervals = 1;; ++intervals) {
      striking::end_moment(model_, it.state, it.clocks, meter, events, stop_);
      it.clocks.settle_course(model_.spent(it.state));
      const Course& course = it.clocks.course();
      const Time now = it.clocks.now();
      const bool over = it.clocks.in_good_order() || now >= end_;
      const Time next = over ? now : std::min(it.clocks.next(), end_);
      const double counts = weight * it.clocks.factor();
      const Passing passing{now, next, counts, course.rare, course.failures};
      meter.settled(it.state, passing);
      if (over) return;
      const auto situation = Situation::path(course.failures);
      const bool another = course.failures != met;
      met = course.failures;
      if (survey_ != nullptr && another) learn(situation);
      if (another || std::has_single_bit(intervals)) look_ahead(it, situation, passing);
      find_candidates(it, situation, passing);
      further_strikes(depth, passing, further, meter, events);
      meter.pass(it.state, passing);
      if (next >= end_) return;
      const ClockId clock = it.clocks.advance();
      if (it.clocks.is_failure(clock) && std::isfinite(it.worth[it.clocks.kind_of(clock)])) return;
      stop_.look(++events);
      model_.ring(it.state, clock, it.clocks, &meter);
    }
  }

  void further_strikes(std::size_t depth, const Passing& passing, Further& further, Meter& meter,
                       std::uint64_t& events) {
    Trajectory& it = trajectory(depth);
    const auto times_now = [&] { return striking::fewer(paths_of_root_, paths_enough); };
    double left = striking::sum_of(it.candidates);
    for (double times = times_now(); left >= times * further.until; times = times_now()) {
      left -= times * further.until;
      further.until = -std::log(further.draw.uniform());
      const Candidate& chosen = striking::one_of(it.candidates, further.draw);
      const double worth = it.worth[chosen.kind] * times;
      Trajectory& next = trajectory(depth + 1);
      it.path = meter.path();
      next.state = it.state;
      next.clocks.become(it.clocks);
      const ReplicationKey key =
          key_of_path(further.key, stream_named("paths from here"), further.struck++);
      const Seconds span = passing.to - passing.from;
      const Seconds later = it.clocks.moment_of(chosen.failure, span, further.draw.uniform());
      strike(depth + 1, chosen.failure, later, worth, key, meter, events);
      meter.path() = it.path;
    }
    further.until -= left / times_now();
  }

  Trajectory& trajectory(std::size_t depth) {
    while (trajectories_.size() <= depth)
      trajectories_.push_back(
          std::make_unique<Trajectory>(streams_, failures_, choices_, rareness_));
    return *trajectories_[depth];
  }

  const Model& model_;
  const std::vector<Stream> streams_;
  const std::vector<FailureClock> failures_;
  const std::size_t kinds_;
  const std::vector<Stream> choices_;
  const Rareness& rareness_;
  const StrikePlan& plan_;
  Survey* survey_;
  const StopSign stop_;
  StrikePlan learnt_;  // on paths, by a survey
  Time end_{0};
  std::uint64_t paths_of_root_ = 0;
  std::vector<std::unique_ptr<Trajectory>> trajectories_;  // of a path, by depth
};

}  // namespace ausfall
