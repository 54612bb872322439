// Histories, and struck paths beside them: what is rare is measured on paths, all else on histories.
//
// Of one and the same quantity, the cost of a history, two parts are estimated apart. Where a course
// is rare (sim/course_clocks.hpp says which are) its cost is not taken from the histories, which
// meet too few of them, but from paths; so each moment of a history counts in exactly one of them.
//
// 1. Failures strike at random moments, each at the rate of its hazard. So the mean cost of all
//    courses that begin with one, over a history, is the mean over histories of the integral of
//    hazard times the cost of a course that begins there and then (Mecke's formula, for a process
//    with a stochastic intensity: Bremaud, "Point Processes and Queues", 1981, chapter II). It does
//    not matter whether a failure struck in that history: any moment in good order will do.
// 2. A strike forces a failure, at a moment and of a kind drawn at a rate of hazard over `worth`,
//    beside the history, which goes on as if nothing had happened. The path that begins there counts
//    `worth`: so many failures a strike stands for. All strikes of a kind in like situations have
//    the same weight, whatever the laws of failures.
// 3. A path takes its natural course until good order returns, the span ends, or another failure
//    rings, since what follows from a further failure is measured by further strikes: on the path,
//    at a rate of its weight times hazard over their own worth. So rarity is divided into steps each
//    of which is common: it is forcing (Lewis and Boehm, "Monte Carlo simulation of Markov
//    unreliability models", Nuclear Engineering and Design 77, 1984) by the number of failures that
//    have met, with weights that are alike as in splitting.
// 4. Courses that begin otherwise (planned work, a false suspicion, a failure without a hazard) are
//    struck where histories meet them.
// 5. Improbable choices and long times are made more often on a path, and weighed
//    (sim/course_clocks.hpp).
// 6. Any worth will do, since it is what the path counts: plans cannot bias, only make it slow. What
//    serves is found by a survey, a pilot run that counts how much hazard there is to strike at.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sim/course_clocks.hpp"
#include "sim/simulate.hpp"

namespace ausfall {

/// What is measured: from `warmup` to `end`.
struct MeasuredSpan {
  Time warmup{0};
  Time end{0};
};

/// Rings, of histories and of the weighted paths beside them.
struct RareEvents {
  std::uint64_t history = 0;
  std::uint64_t paths = 0;
  [[nodiscard]] std::uint64_t all() const { return history + paths; }
};

/// A key of its own for each of the paths of a replication.
inline ReplicationKey key_of_path(ReplicationKey key, std::uint64_t path) {
  constexpr Stream stream = stream_named("paths of a rare event");
  return {Draw(key, stream, path)(), key.replication};
}

/// Where something is struck: histories in good order, histories that left it otherwise than by a
/// failure, and paths by the number of failures that have met on them.
class Situation {
 public:
  static constexpr std::size_t count = 10;
  static constexpr Situation good_order() { return Situation(0); }
  static constexpr Situation begun_otherwise() { return Situation(1); }
  static constexpr Situation path(std::size_t failures) {
    return Situation(std::min(failures + 1, count - 1));
  }
  [[nodiscard]] constexpr std::size_t index() const { return index_; }

 private:
  explicit constexpr Situation(std::size_t index) : index_(index) {}
  std::size_t index_;
};

/// By situation, then by kind.
using ByStrike = std::vector<std::vector<double>>;

struct StrikePlan {
  explicit StrikePlan(std::size_t kinds)
      : worth(Situation::count,
              std::vector<double>(kinds, std::numeric_limits<double>::infinity())),
        hazard(Situation::count, std::vector<double>(kinds, 0)) {}
  /// How many failures of a run a strike stands for; infinite where nothing is struck.
  ByStrike worth;
  /// On paths: hazard, not weighted, to one strike of those that a path has in the mean. A path that
  /// weighs far more than others is struck a few times as often, and its strikes weigh more.
  ByStrike hazard;
};

/// What there is to strike at.
struct Survey {
  explicit Survey(std::size_t kinds)
      : hazard(Situation::count, std::vector<double>(kinds, 0)),
        not_weighted(hazard),
        visits(Situation::count, 0) {}
  ByStrike hazard;             ///< its integral, weighted: failures in all histories
  ByStrike not_weighted;       ///< the same, of all paths alike
  std::vector<double> visits;  ///< paths, not weighted
  Seconds in_good_order{0};    ///< of all histories
  Seconds simulated{0};        ///< likewise
};

/// How many further strikes a path has in the mean; below 1, so that it dies out.
inline constexpr double strikes_of_path = 0.8;

/// So many paths tell how much hazard there is on one.
inline constexpr double visits_enough = 20;

/// Of so many strikes, how many of each kind: half as there is hazard, half alike over the kinds that
/// there are.
inline std::vector<double> shared_out(const std::vector<double>& hazard, double strikes) {
  double sum = 0;
  double kinds = 0;
  for (const double each : hazard) {
    sum += each;
    kinds += each > 0 ? 1 : 0;
  }
  std::vector<double> shares(hazard.size(), 0);
  for (std::size_t i = 0; i < hazard.size(); ++i) {
    if (hazard[i] > 0) shares[i] = strikes * (hazard[i] / sum + 1 / kinds) / 2;
  }
  return shares;
}

/// `Model` is as for `simulate`. `Chronicle` observes histories; it is told from when to when they are
/// rare:
///   chronicle.rare_begins(), chronicle.rare_ends()   now
/// `Meter` measures paths, as their observer:
///   meter.begin_root(state, chronicle, now)        a path sets out from a history that stands there
///   meter.pass(state, from, to, weight, failures)  in this settled state time passes; the weight
///                                             is 0 where the course is not rare
///   meter.path()                              a copyable account of where the path stands, assignable
///   meter.everything_hit()                    whatever it looks for has happened on this path
///   meter.end_root(situation, kind, worth, events)  all paths that grew from a strike are over; it
///                                             stood for so much, and they rang so often
template <class Model, class Chronicle, class Meter>
class Strikes {
 public:
  using State = typename Model::State;

  /// With a survey, hazards are added up there, and further strikes on paths planned by what was
  /// found so far. REQUIRES: all outlive this.
  Strikes(const Model& model, std::span<const Stream> streams,
          std::span<const FailureClock> failures, std::vector<Stream> choices,
          const Rareness& rareness, const StrikePlan& plan, Survey* survey = nullptr)
      : model_(model),
        healthy_(model.healthy()),
        streams_(streams.begin(), streams.end()),
        failures_(failures.begin(), failures.end()),
        choices_(std::move(choices)),
        rareness_(rareness),
        plan_(plan),
        survey_(survey),
        learnt_(plan.worth.front().size()),
        clocks_(streams, failures, choices_, rareness) {
    memoryless_ = clocks_.memoryless();
    const auto any = [&](Situation situation) {
      return std::ranges::any_of(plan_.worth[situation.index()],
                                 [](double worth) { return std::isfinite(worth); });
    };
    struck_in_order_ = any(Situation::good_order());
    struck_otherwise_ = any(Situation::begun_otherwise());
    if (survey_ == nullptr && !memoryless_)
      stride_ = std::clamp<std::uint64_t>(failures_.size() / 2, 1, stride_max);
  }

  [[nodiscard]] const Calendar& calendar() const { return clocks_.calendar(); }

  /// One replication.
  void run(ReplicationKey key, MeasuredSpan span, Chronicle& chronicle, Meter& meter,
           RareEvents& events) {
    key_ = key;
    span_ = span;
    paths_ = 0;
    strikes_ = 0;
    state_ = healthy_;
    clocks_.reset(key);
    Draw draw(key, stream_named("strikes"), 0);
    until_strike_ = -std::log(draw.uniform());
    interval_ = static_cast<std::uint64_t>(draw.uniform() * static_cast<double>(stride_));
    model_.begin(state_, clocks_, &chronicle);
    bool rare = false;
    for (bool first = true;; first = false) {
      end_moment(state_, clocks_, chronicle, events.history);
      if (first) call_this_good_order();
      clocks_.settle_course();
      if (const Course& course = clocks_.course(); course.rare != rare) {
        rare = course.rare;
        rare ? chronicle.rare_begins() : chronicle.rare_ends();
      }
      const Time next = std::min(clocks_.next(), span_.end);
      strike_history(next, chronicle, meter, draw, events);
      if (clocks_.next() == never || clocks_.next() > span_.end) break;
      ring_next(state_, clocks_, chronicle, events.history);
    }
    clocks_.advance_to(span_.end);
    if (survey_ != nullptr) survey_->simulated += span_.end;
  }

 private:
  static constexpr std::uint64_t stride_max = 16;
  // So many paths may grow from a strike, and so many strikes a history may have, as the plan wants
  // them. The more there are beyond, the fewer follow, and each counts as many times more: however wrong
  // the plan, a replication ends.
  static constexpr double paths_enough = 60;
  static constexpr double strikes_enough = 2000;
  static double fewer(std::uint64_t already, double enough) {
    const double excess = static_cast<double>(already) / enough;
    return excess > 1 ? 20 * excess * excess : 1;
  }
  static constexpr double once_hit = 3;
  // Times as many strikes as a path has in the mean: so many has one that weighs far more than others.
  static constexpr double strikes_at_most = 3;

  struct Trajectory {
    Trajectory(std::span<const Stream> streams, std::span<const FailureClock> failures,
               const std::vector<Stream>& choices, const Rareness& rareness)
        : clocks(streams, failures, choices, rareness) {}
    State state;
    CourseClocks clocks;
    typename Meter::Path path;  // while another is followed that sets out from it
  };

  struct Candidate {
    std::size_t failure;
    double strikes;  // to be expected of it
  };

  template <class Observer>
  void ring_next(State& state, CourseClocks& clocks, Observer& observer, std::uint64_t& events) {
    const ClockId clock = clocks.advance();
    ++events;
    model_.ring(state, clock, clocks, &observer);
  }

  /// Rings what rings at this moment, and lets the model settle: then time passes. Throws Livelock.
  template <class Observer>
  void end_moment(State& state, CourseClocks& clocks, Observer& observer, std::uint64_t& events) {
    for (std::uint64_t rings = 0;;) {
      if (clocks.next() > clocks.now()) {
        model_.settle(state, clocks, &observer);
        if (clocks.next() > clocks.now()) return;
      }
      if (++rings > rings_at_one_moment_max) {
        const ClockId clock = clocks.advance();
        throw Livelock(clock, clocks.now(), rings);
      }
      ring_next(state, clocks, observer, events);
    }
  }

  void call_this_good_order() {
    clocks_.call_this_good_order();
    if (!memoryless_) return;
    const std::vector<double>& worth = plan_.worth[Situation::good_order().index()];
    rate_in_order_ = 0;
    for (std::size_t i = 0; i < clocks_.failures(); ++i) {
      if (clocks_.can_fail(i))
        rate_in_order_ += clocks_.hazard_until(i, Seconds(1)) / worth[clocks_.failure(i).kind];
    }
  }

  /// Strikes beside the history, until it rings next.
  void strike_history(Time next, const Chronicle& chronicle, Meter& meter, Draw& draw,
                      RareEvents& events) {
    const Course& course = clocks_.course();
    const Seconds span = next - clocks_.now();
    if (course.failures == 0) {
      if (survey_ != nullptr) survey_->in_good_order += span;
      if (!struck_in_order_ && survey_ == nullptr) return;
      if (memoryless_ && survey_ == nullptr) {
        // The same failures run whenever all is in good order.
        if (rate_in_order_ * span.count() < until_strike_) {
          until_strike_ -= rate_in_order_ * span.count();
          return;
        }
      } else if (++interval_ % stride_ != 0) {
        return;
      }
      strike_interval(Situation::good_order(), span, chronicle, meter, draw, events);
    } else if (course.failures == 1 && !course.by_failure) {
      if (!struck_otherwise_ && survey_ == nullptr) return;
      strike_interval(Situation::begun_otherwise(), span, chronicle, meter, draw, events);
    }
  }

  void strike_interval(Situation situation, Seconds span, const Chronicle& chronicle, Meter& meter,
                       Draw& draw, RareEvents& events) {
    const bool in_order = situation.index() == Situation::good_order().index();
    const double often = in_order ? static_cast<double>(stride_) : 1;
    std::vector<Candidate>& candidates = candidates_at(0);
    double left = candidates_for(clocks_, situation, span, often, candidates);
    for (double times = fewer(strikes_, strikes_enough); left >= times * until_strike_;
         times = fewer(strikes_, strikes_enough)) {
      left -= times * until_strike_;
      until_strike_ = -std::log(draw.uniform());
      ++strikes_;
      const Candidate& chosen = one_of(candidates, draw);
      const std::uint32_t kind = clocks_.failure(chosen.failure).kind;
      Trajectory& path = trajectory(0);
      path.state = state_;
      path.clocks.become(clocks_);
      meter.begin_root(state_, chronicle, clocks_.now());
      paths_of_root_ = 0;
      const double worth = plan_.worth[situation.index()][kind] * times;
      const std::uint64_t before = events.paths;
      strike(0, chosen.failure, span, worth, meter, draw, events.paths);
      meter.end_root(situation, kind, worth, events.paths - before);
    }
    until_strike_ -= left / fewer(strikes_, strikes_enough);
  }

  /// What could be struck in a span from now on, and how often that is to be expected in all.
  double candidates_for(const CourseClocks& clocks, Situation situation, Seconds span,
                        double weight, std::vector<Candidate>& candidates) {
    candidates.clear();
    double sum = 0;
    for (std::size_t i = 0; i < clocks.failures(); ++i) {
      if (!clocks.can_fail(i)) continue;
      const std::uint32_t kind = clocks.failure(i).kind;
      const double worth = worth_of(situation, kind, weight);
      if (!std::isfinite(worth) && survey_ == nullptr) continue;
      const double hazard = clocks.hazard_until(i, span);
      const double failures = weight * hazard;
      if (survey_ != nullptr) {
        survey_->hazard[situation.index()][kind] += failures;
        survey_->not_weighted[situation.index()][kind] += hazard;
      }
      const double strikes = failures / worth;
      if (!(strikes > 0)) continue;
      candidates.push_back({i, strikes});
      sum += strikes;
    }
    assert(std::isfinite(sum));
    return sum;
  }

  /// A survey plans strikes on paths as it goes.
  [[nodiscard]] double worth_of(Situation situation, std::uint32_t kind, double weight) const {
    const std::size_t i = situation.index();
    const bool learnt = survey_ != nullptr && i >= Situation::path(1).index();
    const StrikePlan& plan = learnt ? learnt_ : plan_;
    return std::max(plan.worth[i][kind], weight * plan.hazard[i][kind] / strikes_at_most);
  }

  /// By what has been found so far.
  void learn(Situation situation) {
    const std::size_t i = situation.index();
    ++survey_->visits[i];
    if (survey_->visits[i] < visits_enough) return;
    const std::vector<double>& hazard = survey_->hazard[i];
    const std::vector<double> shares = shared_out(hazard, strikes_of_path * survey_->visits[i]);
    for (std::size_t kind = 0; kind < hazard.size(); ++kind) {
      if (!(shares[kind] > 0)) continue;
      learnt_.worth[i][kind] = hazard[kind] / shares[kind];
      learnt_.hazard[i][kind] = survey_->not_weighted[i][kind] / shares[kind];
    }
  }

  static const Candidate& one_of(const std::vector<Candidate>& candidates, Draw& draw) {
    double sum = 0;
    for (const Candidate& each : candidates) sum += each.strikes;
    double left = draw.uniform() * sum;
    std::size_t chosen = 0;
    while (chosen + 1 < candidates.size() && left >= candidates[chosen].strikes)
      left -= candidates[chosen++].strikes;
    return candidates[chosen];
  }

  /// Strikes at some moment of the span that begins where the trajectory stands, and follows it.
  void strike(std::size_t depth, std::size_t failure, Seconds span, double weight, Meter& meter,
              Draw& draw, std::uint64_t& events) {
    Trajectory& it = trajectory(depth);
    const Seconds later = it.clocks.moment_of(failure, span, draw.uniform());
    it.clocks.begin_path(key_of_path(key_, paths_++));
    it.clocks.advance_to(
        std::min({it.clocks.now() + nearest_tick(later), it.clocks.next(), span_.end}));
    const ClockId clock = it.clocks.strike(failure);
    ++events;
    model_.ring(it.state, clock, it.clocks, &meter);
    follow(depth, weight, meter, draw, events);
  }

  void follow(std::size_t depth, double weight, Meter& meter, Draw& draw, std::uint64_t& events) {
    Trajectory& it = trajectory(depth);
    ++paths_of_root_;
    const auto situation = Situation::path(it.clocks.course().failures);
    if (survey_ != nullptr) learn(situation);
    double until_strike = -std::log(draw.uniform());
    for (;;) {
      end_moment(it.state, it.clocks, meter, events);
      it.clocks.settle_course();
      const Course& course = it.clocks.course();
      const Time now = it.clocks.now();
      const bool over = it.clocks.in_good_order() || now >= span_.end;
      const Time next = over ? now : std::min(it.clocks.next(), span_.end);
      const double counts = weight * it.clocks.factor();
      meter.pass(it.state, now, next, course.rare ? counts : 0, course.failures);
      if (over) return;
      further_strikes(depth, situation, counts, next - now, until_strike, meter, draw, events);
      if (next >= span_.end) return;
      const ClockId clock = it.clocks.advance();
      if (it.clocks.is_failure(clock)) return;
      ++events;
      model_.ring(it.state, clock, it.clocks, &meter);
    }
  }

  void further_strikes(std::size_t depth, Situation situation, double weight, Seconds span,
                       double& until_strike, Meter& meter, Draw& draw, std::uint64_t& events) {
    const auto times_now = [&] {
      return fewer(paths_of_root_, paths_enough) * (meter.everything_hit() ? once_hit : 1);
    };
    double left =
        candidates_for(trajectory(depth).clocks, situation, span, weight, candidates_at(depth + 1));
    for (double times = times_now(); left >= times * until_strike; times = times_now()) {
      left -= times * until_strike;
      until_strike = -std::log(draw.uniform());
      const Candidate& chosen = one_of(candidates_at(depth + 1), draw);
      Trajectory& further = trajectory(depth + 1);
      Trajectory& it = trajectory(depth);
      const double worth = worth_of(situation, it.clocks.failure(chosen.failure).kind, weight);
      it.path = meter.path();
      further.state = it.state;
      further.clocks.become(it.clocks);
      strike(depth + 1, chosen.failure, span, worth * times, meter, draw, events);
      meter.path() = it.path;
    }
    until_strike -= left / times_now();
  }

  Trajectory& trajectory(std::size_t depth) {
    while (trajectories_.size() <= depth)
      trajectories_.push_back(
          std::make_unique<Trajectory>(streams_, failures_, choices_, rareness_));
    return *trajectories_[depth];
  }

  std::vector<Candidate>& candidates_at(std::size_t depth) {
    while (candidates_.size() <= depth)
      candidates_.push_back(std::make_unique<std::vector<Candidate>>());
    return *candidates_[depth];
  }

  const Model& model_;
  const State healthy_;
  const std::vector<Stream> streams_;
  const std::vector<FailureClock> failures_;
  const std::vector<Stream> choices_;
  const Rareness& rareness_;
  const StrikePlan& plan_;
  Survey* survey_;
  StrikePlan learnt_;  // on paths, by a survey
  bool memoryless_ = true;
  bool struck_in_order_ = false;
  bool struck_otherwise_ = false;
  double rate_in_order_ = 0;  // of strikes, a second, where hazards are constant
  std::uint64_t stride_ = 1;  // in good order each so many-th interval is looked at, as so many
  std::uint64_t interval_ = 0;
  double until_strike_ = 0;  // strikes to be expected until the next
  ReplicationKey key_;
  MeasuredSpan span_;
  std::uint64_t paths_ = 0;
  std::uint64_t strikes_ = 0;  // beside the history
  std::uint64_t paths_of_root_ = 0;
  State state_;
  CourseClocks clocks_;
  std::vector<std::unique_ptr<Trajectory>> trajectories_;  // of a path, by depth
  std::vector<std::unique_ptr<std::vector<Candidate>>> candidates_;
};

}  // namespace ausfall
