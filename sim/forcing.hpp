// Importance sampling: histories in which failure follows failure, each weighted by how improbable
// it is.
//
// A replication is simulated as it always is, from the beginning to its end. Whenever it leaves good
// order, a path sets out from there, and what the path costs until it is back in good order, in the
// mean, is what the history will cost until then. Only the paths (and what is amiss in good order)
// are measured; so the measured quantity is the same as that of a plain run, over the same span.
//
// 1. A path is a tree of quiet stretches. In a stretch no failure happens: repairs and all else take
//    their random course until good order returns or the replication ends. The chance that it stays
//    quiet until t is exp(-L(t)), where L is the integral of the hazards of all failures that can
//    happen. So its cost counts exp(-L), and with probability h(t) exp(-L(t)) dt
//    the next failure comes at t. That is exact: clocks are independent, so what runs beside the
//    failures has the same law whether they ring or not.
// 2. The next failure is forced: moments of the stretch are chosen, at each of them one failure, and
//    from each the path goes on with the ratio of the true density to that of the choice as a factor
//    of its weight. A moment is drawn inside an interval between two events. Which interval is
//    chosen in proportion to the probability that a failure happens in it, the more so the closer to
//    an outage the state is (a factor of `approach` for each level: the interval's favour); a part
//    of the chance is for each interval alike. Which failure: half by hazard, half balanced over the
//    kinds of failures that can happen, and over those of a kind. From the moment on, what else is
//    under way (a repair) goes on for another time than in the stretch: a time of the same law, given
//    how long it has lasted, so that one long repair does not make all that is measured.
// 3. How many moments: in the mean `persistence`, as long as something measured has not been hit,
//    and the more the more weight times favour this stretch has, beside other paths' that had so
//    many failures: so weights become alike. What is usual is found by a pilot run. Any number will
//    do, since it is divided by; so will none, by chance, and so a path ends.
// 4. Each of these choices is made by a probability that is above 0 wherever the truth is (an
//    interval's is known exactly, from the integral of the hazards), and is divided by: the estimate
//    is unbiased, whatever the laws of failures with a hazard and of all else. Failures without one
//    (constants, observed values) happen when they do.
//
// It is balanced failure biasing (Shahabuddin, "Importance sampling for the simulation of highly
// reliable Markovian systems", Management Science 40, 1994) with forcing (Lewis and Boehm, "Monte
// Carlo simulation of Markov unreliability models", Nuclear Engineering and Design 77, 1984), for
// general laws as in Nicola, Nakayama, Heidelberger and Goyal, "Fast simulation of highly dependable
// systems with general failure and repair processes", IEEE Transactions on Computers 42, 1993. The
// cycles from good order to good order are their A-cycles; here each begins where a simulated
// history begins one, so neither regeneration nor a steady state is needed.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sim/estimate.hpp"
#include "sim/rare_clocks.hpp"
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

/// A state and the clocks that run in it.
template <class State>
struct Trajectory {
  Trajectory(std::span<const Stream> streams, std::span<const FailureClock> failures)
      : clocks(streams, failures) {}
  /// Goes on from where others stand.
  void become(const State& its_state, const RareClocks& its_clocks) {
    state = its_state;
    clocks.become(its_clocks);
  }
  State state;
  RareClocks clocks;
};

/// A key of its own for each of the paths of a replication.
inline ReplicationKey key_of_path(ReplicationKey key, std::uint64_t path) {
  constexpr Stream stream = stream_named("paths of a rare event");
  return {Draw(key, stream, path)(), key.replication};
}

/// Rings what rings at this moment, and lets the model settle: then time passes. `events` is raised
/// by the number of rings. Throws Livelock.
template <class Model, class Observer>
void end_moment(const Model& model, typename Model::State& state, RareClocks& clocks,
                Observer* observer, std::uint64_t& events) {
  for (std::uint64_t rings = 0;;) {
    if (clocks.next() > clocks.now()) {
      model.settle(state, clocks, observer);
      if (clocks.next() > clocks.now()) return;
    }
    const ClockId clock = clocks.advance();
    ++events;
    if (++rings > rings_at_one_moment_max) throw Livelock(clock, clocks.now(), rings);
    model.ring(state, clock, clocks, observer);
  }
}

/// How close a state is to what is looked for: 0 in good health, and one more for each failure on
/// the way. It guides, and no estimate's mean depends on it.
template <class G, class State>
concept GuidesTo = requires(const G& guide, const State& state) {
  { guide.level(state) } -> std::convertible_to<std::size_t>;
};

/// `Model` is as for `simulate`. `Meter` measures states that last, and is told facts as its
/// observer:
///   meter.pass(state, weight, seconds)  in this settled state `seconds` pass, already weighted;
///                                       what the moment before told of counts `weight`
///   meter.ignore()                      what was told of since the last pass counts nothing
///   meter.begin_path(state)             a path sets out from this settled state
///   meter.end_path()                    what was measured since the last end belongs together
///   meter.path()                        a copyable account of where the path stands, assignable
///   meter.everything_hit()              whatever it looks for has happened on this path
template <class Model, class Meter, class Guide>
class Forcing {
 public:
  using State = typename Model::State;

  /// `usual` is what a pilot run found; without it this is one. REQUIRES: model and guide outlive
  /// this.
  Forcing(const Model& model, const Guide& guide, std::span<const Stream> streams,
          std::span<const FailureClock> failures, std::vector<double> usual = {})
      : model_(model),
        guide_(guide),
        healthy_(model.healthy()),
        streams_(streams.begin(), streams.end()),
        failures_(failures.begin(), failures.end()),
        usual_(std::move(usual)),
        clocks_(streams, failures) {}

  /// By failures on a path so far: what weight times favour is in the mean, as far as enough paths
  /// came there.
  [[nodiscard]] std::vector<double> usual() const {
    constexpr std::uint64_t enough = 30;
    std::vector<double> found;
    for (const Moments& at_depth : found_) {
      if (at_depth.count() < enough) break;
      found.push_back(at_depth.mean());
    }
    return found;
  }

  /// Of the history itself; a path's are its own.
  [[nodiscard]] const Calendar& calendar() const { return clocks_.calendar(); }

  /// One replication. `plain` observes the history, `meter` both (told one after the other by
  /// `both`, which observes for them).
  template <class Both>
  void run(ReplicationKey key, MeasuredSpan span, Both& both, Meter& meter, RareEvents& events) {
    key_ = key;
    span_ = span;
    state_ = healthy_;
    clocks_.reset(key);
    paths_ = 0;
    model_.begin(state_, clocks_, &both);
    bool good_order = true;
    for (bool first = true;; first = false) {
      end_moment(model_, state_, clocks_, &both, events.history);
      if (first) clocks_.call_this_good_order();
      const bool left = good_order && !clocks_.in_good_order();
      good_order = clocks_.in_good_order();
      if (left) follow(meter, events.paths);
      const Time next = std::min(clocks_.next(), span_.end);
      if (good_order) {
        meter.pass(state_, counts(clocks_.now()), inside(clocks_.now(), next));
      } else {
        meter.ignore();
      }
      if (clocks_.next() == never || clocks_.next() > span_.end) break;
      ring_next(state_, clocks_, both, events.history);
    }
    clocks_.advance_to(span_.end);
  }

 private:
  static constexpr double by_favour = 0.85;
  static constexpr double approach = 16;
  static constexpr double persistence = 0.9;
  static constexpr double afterwards = 0.4;
  static constexpr double branches_max = 8;
  // A path that has grown so large dies out from here on.
  static constexpr std::uint64_t stretches_enough = 50;
  static constexpr double branches_afterwards = 0.5;
  static constexpr double by_hazard = 0.5;

  /// One stretch of a path, after so many failures.
  struct Stretch {
    Stretch(std::span<const Stream> streams, std::span<const FailureClock> failures)
        : course(std::make_unique<Trajectory<State>>(streams, failures)),
          again(std::make_unique<Trajectory<State>>(streams, failures)) {}
    std::unique_ptr<Trajectory<State>> course;
    std::unique_ptr<Trajectory<State>> again;  // where it began
    typename Meter::Path path;
    std::vector<double> favours;  // of its intervals in which a failure may come
    double favour = 0;            // their sum
  };

  /// A ring at the very end still counts.
  [[nodiscard]] double counts(Time time) const {
    return span_.warmup <= time && time < span_.end ? 1 : 0;
  }
  [[nodiscard]] double inside(Time from, Time to) const {
    return to > span_.warmup ? seconds_in(to - std::max(from, span_.warmup)) : 0;
  }

  template <class Observer>
  void ring_next(State& state, RareClocks& clocks, Observer& observer, std::uint64_t& events) {
    const ClockId clock = clocks.advance();
    ++events;
    model_.ring(state, clock, clocks, &observer);
  }

  /// A path from where the history stands.
  void follow(Meter& meter, std::uint64_t& events) {
    const ReplicationKey key = key_of_path(key_, paths_++);
    Draw draw(key, stream_named("forcing"), 0);
    const auto history = meter.path();
    meter.begin_path(state_);
    Trajectory<State>& root = *stretch(0).course;
    root.become(state_, clocks_);
    root.clocks.by_force_only(key);
    stretches_of_path_ = 0;
    grow(0, 1, meter, draw, events);
    meter.end_path();
    meter.path() = history;
  }

  Stretch& stretch(std::size_t depth) {
    while (stretches_.size() <= depth)
      stretches_.push_back(std::make_unique<Stretch>(streams_, failures_));
    return *stretches_[depth];
  }

  /// The stretch that begins here, and all that grows from it.
  void grow(std::size_t depth, double weight, Meter& meter, Draw& draw, std::uint64_t& events) {
    Stretch& it = stretch(depth);
    it.again->become(it.course->state, it.course->clocks);
    it.path = meter.path();
    it.favours.clear();
    it.favour = 0;
    const auto note = [&](const Interval& interval) {
      meter.pass(it.course->state, weight * interval.quiet_before * counts(it.course->clocks.now()),
                 weight * quiet_seconds(*it.course, interval, draw));
      if (!(interval.probability > 0)) return true;
      const double favour = interval.probability * favour_of(it.course->state);
      it.favours.push_back(favour);
      it.favour += favour;
      return true;
    };
    const double quiet = pass_quietly(*it.course, note, meter, events);
    meter.pass(it.course->state, weight * quiet * counts(it.course->clocks.now()), 0);
    if (it.favours.empty() || !(it.favour > 0)) return;

    const double usual = note_usual(depth, weight * it.favour);
    const double wanted =
        std::min((meter.everything_hit() ? afterwards : persistence) * weight * it.favour / usual,
                 ++stretches_of_path_ <= stretches_enough ? branches_max : branches_afterwards);
    const double branches = std::floor(wanted + draw.uniform());
    if (branches < 1) return;
    std::swap(it.course, it.again);
    meter.path() = it.path;
    branch(depth, weight / wanted, branches, meter, draw, events);
  }

  /// Runs through the stretch again, and lets failures happen at so many moments of it, evenly spread
  /// over the chances of its intervals.
  void branch(std::size_t depth, double weight, double branches, Meter& meter, Draw& draw,
              std::uint64_t& events) {
    Stretch& it = *stretches_[depth];
    const double offset = draw.uniform();
    const double alike = (1 - by_favour) / static_cast<double>(it.favours.size());
    double reached = 0;  // of the chances
    double next = 0;     // branch
    std::size_t interval_number = 0;
    const auto spawn = [&](const Interval& interval) {
      meter.ignore();
      if (!(interval.probability > 0)) return true;
      const double chance = by_favour * it.favours[interval_number++] / it.favour + alike;
      reached += chance;
      for (; next < branches && (next + offset) / branches < reached; ++next) {
        const Chance failure = draw_inside(*it.course, interval, draw);
        if (!(failure.probability > 0)) continue;
        it.path = meter.path();
        Trajectory<State>& further = *stretch(depth + 1).course;
        further.become(it.course->state, it.course->clocks);
        const ReplicationKey key = key_of_path(key_, paths_++);
        further.clocks.by_force_only(key);
        const double factor = fail_then(further, key, failure.later, meter, draw, events);
        grow(depth + 1, weight * failure.probability / chance * factor, meter, draw, events);
        meter.path() = it.path;
      }
      return next < branches;
    };
    pass_quietly(*it.course, spawn, meter, events);
  }

  /// Time between two events.
  struct Interval {
    Seconds length{0};
    double quiet = 0;         ///< -ln of the probability that it has been quiet until it begins,
    double quiet_before = 1;  ///< and that
    double growth = 0;        ///< of the hazards' integral inside
    double probability = 0;   ///< that quiet ends inside
  };

  /// To good order or the end, telling each interval between two events as long as `tell` wants more;
  /// the probability that it was quiet for so long.
  template <class Tell>
  double pass_quietly(Trajectory<State>& it, Tell tell, Meter& meter, std::uint64_t& events) {
    double quiet = 0;
    for (;;) {
      end_moment(model_, it.state, it.clocks, &meter, events);
      const double quiet_before = std::exp(-quiet);
      if (it.clocks.in_good_order() || it.clocks.now() >= span_.end) return quiet_before;
      const Seconds length = std::min(it.clocks.next(), span_.end) - it.clocks.now();
      const double growth = grown(it.clocks, length);
      const double probability = quiet_before * -std::expm1(-growth);
      if (!tell(Interval{length, quiet, quiet_before, growth, probability})) return quiet_before;
      quiet += growth;
      if (std::isinf(quiet)) return 0;  // something is bound to fail
      if (it.clocks.next() > span_.end) {
        it.clocks.advance_to(span_.end);
        return std::exp(-quiet);
      }
      ring_next(it.state, it.clocks, meter, events);
    }
  }

  /// Those of it that are measured, each by the probability that it is quiet until then. From a
  /// moment drawn inside, but where that can be done without.
  double quiet_seconds(const Trajectory<State>& it, const Interval& interval, Draw& draw) const {
    const double length = interval.length.count();
    if (it.clocks.memoryless() && it.clocks.now() >= span_.warmup)
      return interval.growth > 0 ? interval.probability / interval.growth * length
                                 : interval.quiet_before * length;
    const Seconds later(draw.uniform() * length);
    const Time moment = it.clocks.now() + nearest_tick(later);
    return counts(moment) * length * std::exp(-interval.quiet - grown(it.clocks, later));
  }

  /// What is usual at this depth; while that is still to be found, what is here.
  double note_usual(std::size_t depth, double favour) {
    if (depth < usual_.size()) return usual_[depth];
    while (found_.size() <= depth) found_.emplace_back();
    found_[depth].add(favour);
    return favour;
  }

  [[nodiscard]] double favour_of(const State& state) const {
    double favour = 1;
    for (std::size_t level = guide_.level(state); level > 0; --level) favour *= approach;
    return favour;
  }

  /// A moment inside an interval, so much after its beginning.
  struct Chance {
    Seconds later{0};
    double probability = 0;  ///< of a failure then, by that of this choice
  };

  /// The moment's density is that of an exponential cut off where the interval ends, of the present
  /// hazard: where hazards do not change, nothing is left to chance.
  Chance draw_inside(const Trajectory<State>& it, const Interval& interval, Draw& draw) const {
    const double reach = interval.length.count();
    const double present = hazard_of(it.clocks, Seconds(0));
    const double rate = std::isfinite(present) ? present : 0;
    const double place = draw.uniform();
    Seconds later(place * reach);
    double density = reach;  // its inverse, in seconds
    if (rate * reach >= 1e-12) {
      const double share = -std::expm1(-rate * reach);
      later = Seconds(std::min(-std::log1p(-place * share) / rate, reach));
      density = share / rate * std::exp(rate * later.count());
    }
    if (it.clocks.memoryless()) return {later, interval.probability};
    const double quiet = std::exp(-interval.quiet - grown(it.clocks, later));
    const double probability = hazard_of(it.clocks, later) * quiet * density;
    return {later, std::isfinite(probability) ? probability : 0};
  }

  /// Of all failures together, then.
  static double hazard_of(const RareClocks& clocks, Seconds later) {
    double sum = 0;
    for (std::size_t i = 0; i < clocks.failures(); ++i) {
      if (clocks.can_fail(i)) sum += clocks.hazard(i, later);
    }
    return sum;
  }

  /// How much all hazards' integrals grow until then.
  static double grown(const RareClocks& clocks, Seconds later) {
    double sum = 0;
    for (std::size_t i = 0; i < clocks.failures(); ++i) {
      if (clocks.can_fail(i)) sum += clocks.hazard_until(i, later);
    }
    return sum;
  }

  /// At the moment that was drawn one of the failures happens; the factor by which that is less
  /// probable than it was made.
  double fail_then(Trajectory<State>& it, ReplicationKey key, Seconds later, Meter& meter,
                   Draw& draw, std::uint64_t& events) {
    list_.clear();
    double hazards = 0;
    for (std::size_t i = 0; i < it.clocks.failures(); ++i) {
      if (!it.clocks.can_fail(i)) continue;
      const double hazard = it.clocks.hazard(i, later);
      if (!(hazard > 0)) continue;
      list_.push_back({i, it.clocks.failure(i).kind, hazard, 0});
      hazards += hazard;
    }
    assert(!list_.empty() && std::isfinite(hazards));
    balance(hazards);
    double left = draw.uniform();
    std::size_t chosen = 0;
    while (chosen + 1 < list_.size() && left >= list_[chosen].chance)
      left -= list_[chosen++].chance;
    const double factor = list_[chosen].hazard / hazards / list_[chosen].chance;
    it.clocks.advance_to(std::min(it.clocks.now() + nearest_tick(later), it.clocks.next()));
    it.clocks.draw_remainders_anew(key);
    const ClockId clock = it.clocks.force(list_[chosen].failure);
    ++events;
    model_.ring(it.state, clock, it.clocks, &meter);
    return factor;
  }

  /// Half by hazard, half by kinds, and within a kind alike.
  void balance(double hazards) {
    kinds_.clear();
    for (const Candidate& each : list_) kinds_.push_back(each.kind);
    std::ranges::sort(kinds_);
    double kinds = 0;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      if (i == 0 || kinds_[i] != kinds_[i - 1]) ++kinds;
    }
    for (Candidate& each : list_) {
      const auto [first, last] = std::equal_range(kinds_.begin(), kinds_.end(), each.kind);
      const auto alike = static_cast<double>(last - first);
      each.chance = by_hazard * each.hazard / hazards + (1 - by_hazard) / (kinds * alike);
    }
  }

  struct Candidate {
    std::size_t failure;
    std::uint32_t kind;
    double hazard;
    double chance;
  };

  const Model& model_;
  const Guide& guide_;
  const State healthy_;
  const std::vector<Stream> streams_;
  const std::vector<FailureClock> failures_;
  const std::vector<double> usual_;  // weight times favour, by failures so far
  std::vector<Moments> found_;       // the same, of a pilot run
  ReplicationKey key_;
  MeasuredSpan span_;
  std::uint64_t paths_ = 0;
  std::uint64_t stretches_of_path_ = 0;
  State state_;
  RareClocks clocks_;
  std::vector<std::unique_ptr<Stretch>> stretches_;  // of the path, by depth
  std::vector<Candidate> list_;
  std::vector<std::uint32_t> kinds_;
};

}  // namespace ausfall
