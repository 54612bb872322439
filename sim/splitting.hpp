// Splitting: a history that has come closer to the rare event is tried again from there, many times.
//
// RESTART, of M. and J. Villen-Altamirano ("RESTART: a method for accelerating rare event
// simulations", ITC-13, 1991; "Analysis of RESTART simulation: theoretical basis and sensitivity
// study", European Transactions on Telecommunications 13, 2002).
//
// 1. Whenever a trajectory goes up to level l, it is tried R(l) times from there, itself included,
//    each with a future of its own. A retrial ends when it falls below the level it was born at; the
//    trajectory that it was tried from goes on. What happens at level l counts 1/(R(1) ... R(l)).
//    That is unbiased for any levels and any R.
// 2. A future of its own: what is left of each failure, and of all else that is under way, is drawn
//    anew, given its age, and all that is drawn later is drawn apart.
// 3. Nothing is asked of any law: failures without a hazard keep the time that they have.
// 4. What a history and its retrials measure between leaving level 0 and the return there belongs
//    together: it is one look at the rare event.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "sim/forcing.hpp"
#include "sim/rare_clocks.hpp"

namespace ausfall {

/// As Forcing, whose words on meter and guide hold here.
template <class Model, class Meter, class Guide>
class Splitting {
 public:
  using State = typename Model::State;

  /// factors[i] is R(i + 1), at least 1. REQUIRES: model and guide outlive this.
  Splitting(const Model& model, const Guide& guide, std::span<const Stream> streams,
            std::span<const FailureClock> failures, std::vector<std::uint64_t> factors)
      : model_(model),
        guide_(guide),
        healthy_(model.healthy()),
        factors_(std::move(factors)),
        weights_{1},
        crossings_(factors_.size() + 2, 0) {
    for (const std::uint64_t factor : factors_)
      weights_.push_back(weights_.back() / static_cast<double>(factor));
    for (std::size_t i = 0; i < factors_.size() + 2; ++i)
      trajectories_.push_back(std::make_unique<Trajectory<State>>(streams, failures));
  }

  [[nodiscard]] const Calendar& calendar() const {
    return trajectories_.front()->clocks.calendar();
  }

  /// How often any trajectory came up to this level, before it was tried again; up to one more than
  /// there are factors.
  [[nodiscard]] std::uint64_t crossings(std::size_t level) const { return crossings_[level]; }

  /// As Forcing's.
  template <class Both>
  void run(ReplicationKey key, MeasuredSpan span, Both& both, Meter& meter, RareEvents& events) {
    key_ = key;
    span_ = span;
    retrials_ = 0;
    Trajectory<State>& history = *trajectories_.front();
    history.state = healthy_;
    history.clocks.reset(key);
    model_.begin(history.state, history.clocks, &both);
    follow(0, 0, 0, both, meter, events);
    meter.end_path();
    history.clocks.advance_to(span_.end);
  }

 private:
  [[nodiscard]] double counts(Time time) const {
    return span_.warmup <= time && time < span_.end ? 1 : 0;
  }
  [[nodiscard]] double inside(Time from, Time to) const {
    return to > span_.warmup ? seconds_in(to - std::max(from, span_.warmup)) : 0;
  }
  /// The highest level at which there are retrials holds all above it; one more is counted.
  [[nodiscard]] std::size_t level_of(const State& state) const {
    return std::min(guide_.level(state), factors_.size() + 1);
  }
  [[nodiscard]] double weight(std::size_t level) const {
    return weights_[std::min(level, factors_.size())];
  }

  /// Until it falls below `born`, or the end.
  template <class Observer>
  void follow(std::size_t index, std::size_t born, std::size_t level, Observer& observer,
              Meter& meter, RareEvents& events) {
    Trajectory<State>& it = *trajectories_[index];
    const bool is_history = index == 0;
    std::uint64_t& rings = is_history ? events.history : events.paths;
    for (;;) {
      end_moment(model_, it.state, it.clocks, &observer, rings);
      const std::size_t before = level;
      level = level_of(it.state);
      if (level < born) {
        meter.ignore();
        return;
      }
      if (is_history && before > 0 && level == 0) meter.end_path();
      if (is_history && before == 0 && level > 0) meter.begin_path(it.state);
      if (level > before) try_again(index, before, level, meter, events);
      const Time now = it.clocks.now();
      const Time next = std::min(it.clocks.next(), span_.end);
      meter.pass(it.state, weight(level) * counts(now), weight(level) * inside(now, next));
      if (it.clocks.next() == never || it.clocks.next() > span_.end) return;
      const ClockId clock = it.clocks.advance();
      ++rings;
      model_.ring(it.state, clock, it.clocks, &observer);
    }
  }

  /// A trajectory has come up from one level to another.
  void try_again(std::size_t index, std::size_t from, std::size_t to, Meter& meter,
                 RareEvents& events) {
    for (std::size_t level = from + 1; level <= to; ++level) {
      ++crossings_[level];
      if (level > factors_.size()) return;
      for (std::uint64_t trial = 1; trial < factors_[level - 1]; ++trial)
        try_once(index, level, meter, events);
    }
  }

  /// A retrial begins as if it had just come up to `born`, so what it has passed by above that is
  /// tried again from it, too.
  void try_once(std::size_t index, std::size_t born, Meter& meter, RareEvents& events) {
    const auto here = meter.path();
    const Trajectory<State>& tried = *trajectories_[index];
    Trajectory<State>& trial = *trajectories_[index + 1];
    trial.become(tried.state, tried.clocks);
    const ReplicationKey key = key_of_path(key_, retrials_++);
    trial.clocks.draw_failures_anew(key);
    trial.clocks.draw_remainders_anew(key);
    follow(index + 1, born, born, meter, meter, events);
    meter.path() = here;
  }

  const Model& model_;
  const Guide& guide_;
  const State healthy_;
  const std::vector<std::uint64_t> factors_;
  std::vector<double> weights_;  // by level
  std::vector<std::uint64_t> crossings_;
  ReplicationKey key_;
  MeasuredSpan span_;
  std::uint64_t retrials_ = 0;
  std::vector<std::unique_ptr<Trajectory<State>>>
      trajectories_;  // the history, its retrials, theirs, ...
};

}  // namespace ausfall
