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
// 3. What becomes of a path, and how further failures strike it, is in sim/struck_paths.hpp.
// 4. Courses that begin otherwise (planned work, a false suspicion, a failure without a hazard) are
//    struck where histories meet them.
// 5. Each kind is struck at moments of its own, drawn from a stream of its own. Plants that have a kind
//    in common, and give its strikes the same worth, are struck alike: a comparison of them is paired.
// 6. Any worth gives the right mean, since paths weigh as much more as strikes are rarer: a bad
//    plan makes a run slow, not biased. Good worths are found by a survey, a pilot run that counts
//    how much hazard there is to strike at.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "sim/course_clocks.hpp"
#include "sim/strike_plan.hpp"
#include "sim/struck_paths.hpp"

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
          Survey* survey = nullptr, StopSign stop = {})
      : model_(model),
        healthy_(model.healthy()),
        kinds_(kinds.begin(), kinds.end()),
        plan_(plan),
        survey_(survey),
        stop_(stop),
        clocks_(streams, failures, choices, rareness),
        paths_(model, streams, failures, kinds.size(), std::move(choices), rareness, plan, survey,
               stop) {
    memoryless_ = clocks_.memoryless();
    const auto any = [&](Situation situation) {
      return std::ranges::any_of(plan_.worth[situation.index()],
                                 [](double worth) { return std::isfinite(worth); });
    };
    struck_in_order_ = any(Situation::good_order());
    struck_otherwise_ = any(Situation::begun_otherwise());
    if (survey_ == nullptr && !memoryless_)
      stride_ = std::clamp<std::uint64_t>(failures.size() / 2, 1, stride_max);
  }

  [[nodiscard]] const Calendar& calendar() const { return clocks_.calendar(); }

  /// One replication. Throws Livelock and CutShort.
  void run(ReplicationKey key, MeasuredSpan span, Chronicle& chronicle, Meter& meter,
           RareEvents& events) {
    key_ = key;
    span_ = span;
    strikes_ = 0;
    state_ = healthy_;
    clocks_.reset(key);
    paths_.begin(span.end);
    begin_strikes();
    model_.begin(state_, clocks_, &chronicle);
    bool rare = false;
    for (bool first = true;; first = false) {
      striking::end_moment(model_, state_, clocks_, chronicle, events.history, stop_);
      if (first) call_this_good_order();
      clocks_.settle_course(model_.spent(state_));
      if (const Course& course = clocks_.course(); course.rare != rare) {
        rare = course.rare;
        rare ? chronicle.rare_begins() : chronicle.rare_ends();
      }
      const Time next = std::min(clocks_.next(), span_.end);
      strike_history(next, chronicle, meter, events);
      if (clocks_.next() == never || clocks_.next() > span_.end) break;
      striking::ring_next(model_, state_, clocks_, chronicle, events.history, stop_);
    }
    clocks_.advance_to(span_.end);
    if (survey_ != nullptr) end_survey();
  }

 private:
  static constexpr std::uint64_t stride_max = 16;
  // Up to so many strikes are made beside one history, as the plan says: see `fewer`.
  static constexpr double strikes_enough = 2000;

  using Candidate = striking::Candidate;
  using Candidates = std::vector<Candidate>;

  /// A strike beside a history.
  struct Root {
    Situation situation;
    std::uint32_t kind;
    double worth;
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

  [[nodiscard]] double times_now() const { return striking::fewer(strikes_, strikes_enough); }

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
          strike_history_at(root, striking::one_of(candidates, draw).failure, it.next - now, key,
                            chronicle, meter, events);
        }
        stop_.look(++it.struck);  // of what fails all the time, billions are passed over
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
    double left = striking::sum_of(candidates);
    for (double times = times_now(); left >= times * it.until; times = times_now()) {
      left -= times * it.until;
      const ReplicationKey key = next_strike(situation.index(), kind);
      ++it.struck;
      it.until = until_next(situation.index(), kind);
      Draw draw(key, stream_named("what is struck"), 0);
      const Candidate& chosen = striking::one_of(candidates, draw);
      const Seconds later = clocks_.moment_of(chosen.failure, span, draw.uniform());
      const Root root{situation, kind, plan_.worth[situation.index()][kind] * times};
      strike_history_at(root, chosen.failure, later, key, chronicle, meter, events);
    }
    it.until -= left / times_now();
  }

  void strike_history_at(const Root& root, std::size_t failure, Seconds later, ReplicationKey key,
                         const Chronicle& chronicle, Meter& meter, RareEvents& events) {
    ++strikes_;
    meter.begin_root(state_, chronicle, clocks_.now());
    const std::uint64_t before = events.paths;
    paths_.grow(state_, clocks_, failure, later, root.worth, key, meter, events.paths);
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

  const Model& model_;
  const State healthy_;
  const std::vector<Stream> kinds_;
  const StrikePlan& plan_;
  Survey* survey_;
  const StopSign stop_;
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
  State state_;
  CourseClocks clocks_;
  StruckPaths<Model, Meter> paths_;
  Candidates candidates_;  // beside the history
};

}  // namespace ausfall
