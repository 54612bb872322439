// Histories, and struck paths beside them: what is rare is measured on paths, all else on histories.
//
// Of one and the same quantity, the cost of a history, two parts are estimated apart. Where a course
// is rare (sim/course_clocks.hpp says which are) its cost is not taken from the histories, which
// meet too few of them, but from paths; so each moment of a history counts in exactly one of them.
//
// 1. Failures strike at random moments, each at the rate of its hazard. So the mean cost of all
//    courses that begin with one, over a history, is the mean over histories of the integral of
//    hazard times the cost of a course that begins there and then (Mecke's formula, for a process
//    with a stochastic intensity: Bremaud, "Point Processes and Queues", 1981, chapter II). The
//    integral runs over all moments in good order, whether or not that history met a failure.
// 2. A strike forces a failure, at a moment and of a kind drawn at a rate of hazard over `worth`,
//    beside the history, which goes on as if nothing had happened. The path that begins there has
//    the weight `worth`: a strike stands for so many failures of the run. All strikes of a kind in
//    like situations have the same weight, whatever the laws of failures.
// 3. A path takes its natural course until good order returns, the span ends, or another failure
//    rings, since what follows from a further failure is measured by further strikes: on the path,
//    at a rate of its weight times hazard over their own worth. So rarity is divided into steps
//    each of which is common: it is forcing (Lewis and Boehm, "Monte Carlo simulation of Markov
//    unreliability models", Nuclear Engineering and Design 77, 1984) by the number of failures that
//    have met, with weights that are alike as in splitting. A path is struck ten times at most in
//    the mean, however much it weighs, and however long its course lasts. Where a strike would then
//    weigh more than the path itself, the failure is common: it is let happen, and the path goes
//    on. How long the course lasts is known from the clocks that run, whose times were already
//    drawn. Failures are independent of these times, so looking at them changes no hazard.
// 4. Courses that begin otherwise (planned work, a false suspicion, a failure without a hazard) are
//    struck where histories meet them.
// 5. Improbable choices and long times are made more often on a path, and weighed
//    (sim/course_clocks.hpp).
// 6. Each kind is struck at moments of its own, drawn from a stream of its own. Plants that have a kind
//    in common, and give its strikes the same worth, are struck alike: a comparison of them is paired.
// 7. Any worth gives the right mean, since paths weigh as much more as strikes are rarer: a bad
//    plan makes a run slow, not biased. Good worths are found by a survey, a pilot run that counts
//    how much hazard there is to strike at.
#pragma once

#include <algorithm>
#include <array>
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
  bool operator==(const Situation&) const = default;

 private:
  explicit constexpr Situation(std::size_t index) : index_(index) {}
  std::size_t index_;
};

/// By situation, then by kind.
using ByStrike = std::vector<std::vector<double>>;

struct StrikePlan {
  explicit StrikePlan(std::size_t kinds)
      : worth(Situation::count,
              std::vector<double>(kinds, std::numeric_limits<double>::infinity())) {}
  /// How many failures of a run one strike stands for; infinite where nothing is struck.
  ByStrike worth;
};

/// What there is to strike at.
struct Survey {
  explicit Survey(std::size_t kinds)
      : hazard(Situation::count, std::vector<double>(kinds, 0)), visits(Situation::count, 0) {}
  /// The integral of the hazard, weighted: how many failures are to be expected. Beside histories,
  /// in all of them; on paths, at most one for each course, since further ones are common there.
  ByStrike hazard;
  std::vector<double> visits;  ///< paths, not weighted
  Seconds in_good_order{0};    ///< of all histories
  Seconds simulated{0};        ///< likewise
};

/// How many further strikes a path has in the mean. Below 1, so that trees of paths die out.
inline constexpr double strikes_of_path = 0.8;

/// After so many paths of a situation, their mean hazard is taken to be known.
inline constexpr double visits_enough = 20;

/// How many of these strikes each kind of failure gets: half of them are shared out in proportion
/// to hazard, half evenly over the kinds that have any, so that no kind is left without.
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

/// `Model` is as for `simulate`, and tells whether what was is gone for good, though no clock tells:
///   model.spent(state)
/// `Chronicle` observes histories; it is told from when to when they are
/// rare:
///   chronicle.rare_begins(), chronicle.rare_ends()   now
/// `Meter` measures paths, as their observer:
///   meter.begin_root(state, chronicle, now)        a path sets out from a history that stands there
///   meter.settled(state, passing)             the state from which on time will pass
///   meter.pass(state, passing)                it passes; the part of an interval before a path sets
///                                             out amid it passes with weight 0
///   meter.path()                              a copyable account of where the path stands, assignable
///   meter.end_root(situation, kind, worth, events)  all paths that grew from a strike are over; it
///                                             stood for so much, and they rang so often
template <class Model, class Chronicle, class Meter>
class Strikes {
 public:
  using State = typename Model::State;

  /// `kinds`: the streams of strikes, by kind. With a survey, hazards are added up there, and further
  /// strikes on paths planned by what was found so far. REQUIRES: all outlive this.
  Strikes(const Model& model, std::span<const Stream> streams,
          std::span<const FailureClock> failures, std::span<const Stream> kinds,
          std::vector<Stream> choices, const Rareness& rareness, const StrikePlan& plan,
          Survey* survey = nullptr)
      : model_(model),
        healthy_(model.healthy()),
        streams_(streams.begin(), streams.end()),
        failures_(failures.begin(), failures.end()),
        kinds_(kinds.begin(), kinds.end()),
        choices_(std::move(choices)),
        rareness_(rareness),
        plan_(plan),
        survey_(survey),
        learnt_(kinds.size()),
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
    strikes_ = 0;
    state_ = healthy_;
    clocks_.reset(key);
    begin_strikes();
    model_.begin(state_, clocks_, &chronicle);
    bool rare = false;
    for (bool first = true;; first = false) {
      end_moment(state_, clocks_, chronicle, events.history);
      if (first) call_this_good_order();
      clocks_.settle_course(model_.spent(state_));
      if (const Course& course = clocks_.course(); course.rare != rare) {
        rare = course.rare;
        rare ? chronicle.rare_begins() : chronicle.rare_ends();
      }
      const Time next = std::min(clocks_.next(), span_.end);
      strike_history(next, chronicle, meter, events);
      if (clocks_.next() == never || clocks_.next() > span_.end) break;
      ring_next(state_, clocks_, chronicle, events.history);
    }
    clocks_.advance_to(span_.end);
    if (survey_ != nullptr) end_survey();
  }

 private:
  static constexpr std::uint64_t stride_max = 16;
  // Up to so many paths grow from one strike, and up to so many strikes are made beside one
  // history, as the plan says. Beyond, the rate falls with each further one, and the weight rises
  // by as much. So a replication ends, however wrong the plan, and nothing is biased.
  static constexpr double paths_enough = 60;
  static constexpr double strikes_enough = 2000;
  static double fewer(std::uint64_t already, double enough) {
    const double excess = static_cast<double>(already) / enough;
    return excess > 1 ? excess * excess * excess : 1;
  }
  // At most so many strikes are to be expected on what is left of a path. Where a path weighs or
  // lasts so much that the plan wants more, its strikes weigh more instead; so trees of paths stay
  // small.
  static constexpr double strikes_at_most = 10;
  // Where more failures than this are to be expected in what is left of a course, they are common:
  // they are let happen, and a survey counts only so many of them as hazard to strike at.
  static constexpr double common = 1;
  static constexpr double let_happen = std::numeric_limits<double>::infinity();

  struct Candidate {
    std::size_t failure;
    std::uint32_t kind;
    double strikes;  // to be expected of it
  };
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

  /// A strike beside a history.
  struct Root {
    Situation situation;
    std::uint32_t kind;
    double worth;
  };

  /// Strikes on one path.
  struct Further {
    ReplicationKey key;  // of the path
    Draw draw;
    double until = 0;  // strikes to be expected until the next
    std::uint64_t struck = 0;
  };

  /// The strikes of one kind of failure beside histories that are in one situation.
  struct OfKind {
    std::uint64_t struck = 0;  // so often
    double until = 0;          // strikes to be expected until the next
    // Where hazards are constant: moments drawn over the whole history. Those at which it is not in
    // good order are passed over.
    double hazard = 0;  // a second
    double rate = 0;    // of strikes
    Seconds next{0};
    double times = 1;  // by which its rate was lowered, see `fewer`, and its weight is raised
  };

  template <class Observer>
  void ring_next(State& state, CourseClocks& clocks, Observer& observer, std::uint64_t& events) {
    const ClockId clock = clocks.advance();
    ++events;
    model_.ring(state, clock, clocks, &observer);
  }

  /// Rings every clock that rings at this moment, and lets the model settle, until nothing is left
  /// to ring before time passes. Throws Livelock.
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

  void begin_strikes() {
    for (std::size_t situation = 0; situation < of_kinds_.size(); ++situation) {
      of_kinds_[situation].assign(kinds_.size(), {});
      const bool by_hazard = situation == Situation::good_order().index()
                                 ? !memoryless_ && (struck_in_order_ || survey_ != nullptr)
                                 : struck_otherwise_ || survey_ != nullptr;
      if (!by_hazard) continue;
      for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
        of_kinds_[situation][kind].until = until_next(situation, kind);
    }
    constexpr Stream stream = stream_named("intervals that are looked at");
    interval_ =
        static_cast<std::uint64_t>(Draw(key_, stream, 0).uniform() * static_cast<double>(stride_));
  }

  /// The key of the next strike of a kind.
  [[nodiscard]] ReplicationKey next_strike(std::size_t situation, std::size_t kind) const {
    const std::uint64_t number = of_kinds_[situation][kind].struck;
    return key_of_path(key_, kinds_[kind], 2 * number + situation);
  }

  [[nodiscard]] double until_next(std::size_t situation, std::size_t kind) const {
    constexpr Stream stream = stream_named("until a strike");
    return -std::log(Draw(next_strike(situation, kind), stream, 0).uniform());
  }

  void call_this_good_order() {
    clocks_.call_this_good_order();
    in_order_ = Seconds(0);
    if (!memoryless_) return;
    const std::size_t situation = Situation::good_order().index();
    for (std::size_t i = 0; i < clocks_.failures(); ++i) {
      const std::uint32_t kind = clocks_.failure(i).kind;
      if (!clocks_.can_fail(i)) continue;
      const double hazard = clocks_.hazard_until(i, Seconds(1));
      of_kinds_[situation][kind].hazard += hazard;
      of_kinds_[situation][kind].rate += hazard / plan_.worth[situation][kind];
    }
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
      OfKind& it = of_kinds_[situation][kind];
      it.next = clocks_.now();
      draw_moment(it, kind);
    }
    find_earliest();
  }

  /// Draws the moment of the next strike, after the present one.
  void draw_moment(OfKind& it, std::size_t kind) {
    it.times = times_now();
    it.next += Seconds(it.rate > 0 ? it.times * until_next(0, kind) / it.rate
                                   : std::numeric_limits<double>::infinity());
  }

  void find_earliest() {
    earliest_ = Seconds(std::numeric_limits<double>::infinity());
    for (const OfKind& it : of_kinds_[Situation::good_order().index()])
      earliest_ = std::min(earliest_, it.next);
  }

  [[nodiscard]] double times_now() const { return fewer(strikes_, strikes_enough); }

  /// Makes the strikes that fall between now and the next ring of the history.
  void strike_history(Time next, const Chronicle& chronicle, Meter& meter, RareEvents& events) {
    const Course& course = clocks_.course();
    const Seconds span = next - clocks_.now();
    if (course.failures == 0) {
      in_order_ += span;
      if (!struck_in_order_ && survey_ == nullptr) return;
      if (memoryless_) return strike_at_moments(Seconds(next), chronicle, meter, events);
      if (++interval_ % stride_ != 0) return;
      strike_interval(Situation::good_order(), span, chronicle, meter, events);
    } else if (course.failures == 1 && !course.by_failure) {
      if (!struck_otherwise_ && survey_ == nullptr) return;
      strike_interval(Situation::begun_otherwise(), span, chronicle, meter, events);
    }
  }

  void end_survey() {
    survey_->simulated += span_.end;
    survey_->in_good_order += in_order_;
    if (!memoryless_) return;
    const std::size_t situation = Situation::good_order().index();
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
      const double failures = of_kinds_[situation][kind].hazard * in_order_.count();
      survey_->hazard[situation][kind] += failures;
    }
  }

  /// Where all hazards are constant. The total hazard in good order is constant, too, since the
  /// same failures run whenever all is in good order; so strikes come at moments of a Poisson
  /// process.
  void strike_at_moments(Seconds end, const Chronicle& chronicle, Meter& meter,
                         RareEvents& events) {
    if (end <= earliest_) return;
    const auto situation = Situation::good_order();
    const Seconds now = clocks_.now();
    Candidates& candidates = candidates_;
    for (std::uint32_t kind = 0; kind < kinds_.size(); ++kind) {
      OfKind& it = of_kinds_[situation.index()][kind];
      for (; it.next < end; draw_moment(it, kind)) {
        if (it.next >= now) {
          candidates_for(situation, end - now, 1, candidates);
          std::erase_if(candidates, [&](const Candidate& each) { return each.kind != kind; });
          const ReplicationKey key = next_strike(situation.index(), kind);
          Draw draw(key, stream_named("what is struck"), 0);
          const Root root{situation, kind, plan_.worth[situation.index()][kind] * it.times};
          strike_history_at(root, one_of(candidates, draw).failure, it.next - now, key, chronicle,
                            meter, events);
        }
        ++it.struck;
      }
    }
    find_earliest();
  }

  void strike_interval(Situation situation, Seconds span, const Chronicle& chronicle, Meter& meter,
                       RareEvents& events) {
    const double often = situation == Situation::good_order() ? static_cast<double>(stride_) : 1;
    Candidates& candidates = candidates_;
    candidates_for(situation, span, often, candidates);
    std::ranges::stable_sort(candidates, {}, &Candidate::kind);
    for (auto rest = std::span(candidates); !rest.empty();) {
      const auto other = std::ranges::find_if(
          rest, [&](const Candidate& each) { return each.kind != rest.front().kind; });
      const auto of_kind = rest.first(static_cast<std::size_t>(other - rest.begin()));
      strike_kind(situation, of_kind, span, chronicle, meter, events);
      rest = rest.subspan(of_kind.size());
    }
  }

  void strike_kind(Situation situation, std::span<const Candidate> candidates, Seconds span,
                   const Chronicle& chronicle, Meter& meter, RareEvents& events) {
    const std::uint32_t kind = candidates.front().kind;
    OfKind& it = of_kinds_[situation.index()][kind];
    double left = sum_of(candidates);
    for (double times = times_now(); left >= times * it.until; times = times_now()) {
      left -= times * it.until;
      const ReplicationKey key = next_strike(situation.index(), kind);
      ++it.struck;
      it.until = until_next(situation.index(), kind);
      Draw draw(key, stream_named("what is struck"), 0);
      const Candidate& chosen = one_of(candidates, draw);
      const Seconds later = clocks_.moment_of(chosen.failure, span, draw.uniform());
      const Root root{situation, kind, plan_.worth[situation.index()][kind] * times};
      strike_history_at(root, chosen.failure, later, key, chronicle, meter, events);
    }
    it.until -= left / times_now();
  }

  void strike_history_at(const Root& root, std::size_t failure, Seconds later, ReplicationKey key,
                         const Chronicle& chronicle, Meter& meter, RareEvents& events) {
    ++strikes_;
    Trajectory& path = trajectory(0);
    path.state = state_;
    path.clocks.become(clocks_);
    meter.begin_root(state_, chronicle, clocks_.now());
    paths_of_root_ = 0;
    const std::uint64_t before = events.paths;
    strike(0, failure, later, root.worth, key, meter, events.paths);
    meter.end_root(root.situation, root.kind, root.worth, events.paths - before);
  }

  /// The failures that can strike beside the history within a span from now on, and how many
  /// strikes of each are to be expected.
  void candidates_for(Situation situation, Seconds span, double often, Candidates& candidates) {
    candidates.clear();
    const std::vector<double>& worth = plan_.worth[situation.index()];
    for (std::size_t i = 0; i < clocks_.failures(); ++i) {
      if (!clocks_.can_fail(i)) continue;
      const std::uint32_t kind = clocks_.failure(i).kind;
      if (!std::isfinite(worth[kind]) && survey_ == nullptr) continue;
      const double failures = often * clocks_.hazard_until(i, span);
      if (survey_ != nullptr && !(memoryless_ && situation == Situation::good_order()))
        survey_->hazard[situation.index()][kind] += failures;
      const double strikes = failures / worth[kind];
      if (strikes > 0) candidates.push_back({i, kind, strikes});
    }
  }

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
      for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
        strikes +=
            std::isfinite(it.worth[kind]) ? passing.weight * it.to_come[kind] / planned[kind] : 0;
      const double times = std::max(strikes / strikes_at_most, 1.0);
      settled = true;
      for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
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
    it.to_come.assign(kinds_.size(), 0);
    const Seconds left = std::min(it.clocks.left_of_course(), Seconds(span_.end - now));
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
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
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
    const double times = sum_of(it.candidates) / strikes_at_most;
    if (!(times > 1)) return;
    for (Candidate& each : it.candidates) each.strikes /= times;
    for (double& worth : it.worth) worth *= times;
  }

  static double sum_of(std::span<const Candidate> candidates) {
    double sum = 0;
    for (const Candidate& each : candidates) sum += each.strikes;
    assert(std::isfinite(sum));
    return sum;
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

  static const Candidate& one_of(std::span<const Candidate> candidates, Draw& draw) {
    double left = draw.uniform() * sum_of(candidates);
    std::size_t chosen = 0;
    while (chosen + 1 < candidates.size() && left >= candidates[chosen].strikes)
      left -= candidates[chosen++].strikes;
    return candidates[chosen];
  }

  /// Lets a failure strike a trajectory, so much later than where it stands, and follows the path
  /// that begins there.
  void strike(std::size_t depth, std::size_t failure, Seconds later, double weight,
              ReplicationKey key, Meter& meter, std::uint64_t& events) {
    Trajectory& it = trajectory(depth);
    const Time now = it.clocks.now();
    const Time then = std::min({now + nearest_tick(later), it.clocks.next(), span_.end});
    meter.pass(it.state, {.from = now, .to = then});
    it.clocks.begin_path(key);
    it.clocks.advance_to(then);
    const ClockId clock = it.clocks.strike(failure);
    ++events;
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
      end_moment(it.state, it.clocks, meter, events);
      it.clocks.settle_course(model_.spent(it.state));
      const Course& course = it.clocks.course();
      const Time now = it.clocks.now();
      const bool over = it.clocks.in_good_order() || now >= span_.end;
      const Time next = over ? now : std::min(it.clocks.next(), span_.end);
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
      if (next >= span_.end) return;
      const ClockId clock = it.clocks.advance();
      if (it.clocks.is_failure(clock) && std::isfinite(it.worth[it.clocks.kind_of(clock)])) return;
      ++events;
      model_.ring(it.state, clock, it.clocks, &meter);
    }
  }

  void further_strikes(std::size_t depth, const Passing& passing, Further& further, Meter& meter,
                       std::uint64_t& events) {
    Trajectory& it = trajectory(depth);
    const auto times_now = [&] { return fewer(paths_of_root_, paths_enough); };
    double left = sum_of(it.candidates);
    for (double times = times_now(); left >= times * further.until; times = times_now()) {
      left -= times * further.until;
      further.until = -std::log(further.draw.uniform());
      const Candidate& chosen = one_of(it.candidates, further.draw);
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
  const State healthy_;
  const std::vector<Stream> streams_;
  const std::vector<FailureClock> failures_;
  const std::vector<Stream> kinds_;
  const std::vector<Stream> choices_;
  const Rareness& rareness_;
  const StrikePlan& plan_;
  Survey* survey_;
  StrikePlan learnt_;  // on paths, by a survey
  bool memoryless_ = true;
  bool struck_in_order_ = false;
  bool struck_otherwise_ = false;
  std::array<std::vector<OfKind>, 2> of_kinds_;  // by situation, of histories
  Seconds earliest_{0};                          // moment of these
  Seconds in_order_{0};                          // of the history, so far
  std::uint64_t stride_ = 1;  // in good order each so many-th interval is looked at, as so many
  std::uint64_t interval_ = 0;
  ReplicationKey key_;
  MeasuredSpan span_;
  std::uint64_t strikes_ = 0;  // beside the history
  std::uint64_t paths_of_root_ = 0;
  State state_;
  CourseClocks clocks_;
  std::vector<std::unique_ptr<Trajectory>> trajectories_;  // of a path, by depth
  Candidates candidates_;                                  // beside the history
};

}  // namespace ausfall
