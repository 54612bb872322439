// A model whose transitions are learnt: what followed when a clock rang in a situation is asked of the model
// once, written down, and played again whenever the same clock rings in the same situation.
//
// 1. The model never draws, so what follows is a function: of the state, of which clocks run and which stand
//    still, of the clock that rings, and of the outcomes of what is chosen. A *situation* is a state and its
//    clocks, known by a number; an *edge* leads from a situation and a clock to what was said to the clocks,
//    what was told to the observer, and the next situation. Where something is chosen an edge forks.
// 2. What things stem from is only handed on, so it is kept apart: an edge names it by where it comes from
//    (the clock that rings, or what is still to be settled), and it multiplies neither situations nor edges.
// 3. Edges are played on the very calendar that the model would have spoken to, in the same words and the
//    same order. So the engine can go over to the model at any moment, and nothing shows that it did.
// 4. Where situations do not come back it gives up: when more than one event in 16 is new, or there are more
//    situations than it may keep.
//
// One for each thread; `simulate` takes it for a model.
#pragma once

#include <cassert>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/calendar.hpp"
#include "sim/clock_recorder.hpp"
#include "sim/explorer.hpp"
#include "sim/fields.hpp"
#include "sim/id.hpp"

namespace ausfall {

/// When learning pays.
struct LearningLimits {
  std::uint64_t replications_before = 2;  ///< told by the model, since most of their events are new
  std::uint64_t events_before = 512;      ///< learnt, before it is looked at how many were new
  std::uint64_t new_share = 16;           ///< one in so many may be
  std::size_t situations = 200'000;
  std::size_t bytes = std::size_t{64} << 20U;  ///< of situations
};

/// REQUIRES of a model M, beside what `simulate` asks:
///   M::State, M::Fact (with an `origin`: an id whose number is that of an Origin), M::Listener
///   model.pass(state, archive): all fields of a state to an archive (sim/fields.hpp)
///   model.replace_origins(state, f): each origin in it by f(origin), in a fixed order
///   model.is_settled(state): settle would do nothing
///   M::FactList(wanted): a listener that keeps the facts of these kinds in `facts`
template <class M>
class Learnt {
 public:
  using Listener = typename M::Listener;
  using Fact = typename M::Fact;

  /// Where a history stands.
  class State {
   private:
    friend class Learnt;
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t situation = none;  // none: it is told by the model
    std::vector<Origin> origins;     // of what is to be settled
    typename M::State world;         // where the model tells it
  };

  /// REQUIRES: the model outlives it.
  Learnt(const M& model, std::size_t clocks, LearningLimits limits = {})
      : model_(model), limits_(limits), recorder_(clocks), healthy_(model.healthy()) {
    scratch_ = healthy_;
  }

  [[nodiscard]] State healthy() const {
    State state;
    state.world = healthy_;
    return state;
  }

  void begin(State& state, Calendar& calendar, Listener* listener) const {
    state.situation = State::none;
    state.origins.clear();
    state.world = healthy_;
    if (given_up_ || replications_++ < limits_.replications_before)
      return model_.begin(state.world, calendar, listener);
    recorder_.enter_stopped();
    state.situation = number(state.world);
    follow(state, the_beginning, calendar, listener);
  }

  void ring(State& state, ClockId clock, Calendar& calendar, Listener* listener) const {
    if (state.situation != State::none && learns(state))
      return follow(state, static_cast<std::uint32_t>(clock.index()), calendar, listener);
    model_.ring(state.world, clock, calendar, listener);
  }

  void settle(State& state, Calendar& calendar, Listener* listener) const {
    if (state.situation == State::none) return model_.settle(state.world, calendar, listener);
    if (!settled_[state.situation]) follow(state, the_settling, calendar, listener);
  }

  /// As the model would have it.
  [[nodiscard]] typename M::State world(const State& state) const {
    if (state.situation == State::none) return state.world;
    typename M::State world = healthy_;
    restore(state, world);
    return world;
  }

  [[nodiscard]] std::size_t situations() const { return numbers_.size(); }
  [[nodiscard]] bool gave_up() const { return given_up_; }

 private:
  static constexpr std::uint32_t the_beginning = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint32_t the_settling = the_beginning - 1;
  static constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();

  /// A piece of an edge: up to its end, or to a choice.
  struct Part {
    std::uint32_t first_step = 0, end_step = 0;
    std::uint32_t first_fact = 0, end_fact = 0;
    std::uint32_t first_origin = 0, end_origin = 0;  // of the situation that it leads to
    std::uint32_t situation = unknown;
    std::uint32_t fork = unknown;
  };
  struct Fork {
    Stream stream{};
    std::vector<double> probabilities;
    std::vector<std::uint32_t> parts;  // by outcome
  };
  struct Edge {
    std::uint64_t key = 0;  // 0: free
    std::uint32_t part = unknown;
  };

  // ---- what is known

  bool learns(State& state) const {
    const bool few_come_back =
        followed_ > limits_.events_before && learnt_ * limits_.new_share > followed_;
    if (!few_come_back && numbers_.size() <= limits_.situations &&
        numbers_.memory() <= limits_.bytes)
      return true;
    give_up(state);
    return false;
  }

  /// From here on the model tells it.
  void give_up(State& state) const {
    state.world = healthy_;
    restore(state, state.world);
    state.situation = State::none;
    given_up_ = true;
    numbers_ = {};
    settled_ = {};
    edges_ = {};
    parts_ = {};
    forks_ = {};
    steps_ = {};
    facts_ = {};
    origins_ = {};
  }

  void restore(const State& state, typename M::State& world) const {
    FieldReader reader(numbers_.bytes(state.situation));
    model_.pass(world, reader);
    model_.replace_origins(world,
                           [&](Origin origin) { return resolved(origin, {}, state.origins); });
  }

  static Origin resolved(Origin origin, Origin rung, std::span<const Origin> unsettled) {
    if (!recording::is_symbol(origin)) return origin;
    const std::size_t which = recording::number_of_symbol(origin);
    return which == 0 ? rung : unsettled[which - 1];
  }

  /// That of the situation in which the world is and the recorder's clocks are. What is unsettled stems
  /// from symbols there.
  std::uint32_t number(typename M::State& world) const {
    bytes_.clear();
    FieldWriter writer(bytes_);
    model_.pass(world, writer);
    recorder_.write_places(bytes_);
    const auto [number, is_new] = numbers_.number(bytes_);
    if (is_new) settled_.push_back(model_.is_settled(world));
    return number;
  }

  static std::uint64_t key_of(std::uint32_t situation, std::uint32_t clock) {
    return (std::uint64_t{situation} + 1) << 32U | clock;
  }
  std::size_t slot_of(std::uint64_t key) const {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;
    std::size_t slot = static_cast<std::size_t>((key * odd) >> 20U) & (edges_.size() - 1);
    while (edges_[slot].key != 0 && edges_[slot].key != key)
      slot = (slot + 1) & (edges_.size() - 1);
    return slot;
  }
  std::uint32_t find_edge(std::uint64_t key) const {
    return edges_.empty() ? unknown : edges_[slot_of(key)].part;
  }
  void add_edge(std::uint64_t key, std::uint32_t part) const {
    if (edges_.empty()) edges_.resize(1U << 10U);
    if (2 * ++edge_count_ > edges_.size()) {
      std::vector<Edge> before(2 * edges_.size());
      before.swap(edges_);
      for (const Edge& edge : before) {
        if (edge.key != 0) edges_[slot_of(edge.key)] = edge;
      }
    }
    edges_[slot_of(key)] = {key, part};
  }

  // ---- following an edge

  void follow(State& state, std::uint32_t clock, Calendar& calendar, Listener* listener) const {
    ++followed_;
    const Origin rung = calendar.origin();
    const std::uint64_t key = key_of(state.situation, clock);
    outcomes_.clear();
    std::uint32_t part = find_edge(key);
    if (part == unknown) {
      part = record(state, clock, calendar, listener);
      add_edge(key, part);
    }
    std::size_t chosen = 0;
    for (;;) {
      play(parts_[part], rung, state.origins, calendar, listener);
      const std::uint32_t fork = parts_[part].fork;
      if (fork == unknown) break;
      // What was recorded just now has drawn its outcomes already.
      if (chosen == outcomes_.size())
        outcomes_.push_back(static_cast<std::uint32_t>(
            calendar.choose(forks_[fork].stream, forks_[fork].probabilities)));
      const std::uint32_t outcome = outcomes_[chosen++];
      part = forks_[fork].parts[outcome];
      if (part != unknown) continue;
      part = record(state, clock, calendar, listener);
      forks_[fork].parts[outcome] = part;
    }
    arrive(state, parts_[part], rung);
  }

  void play(const Part& part, Origin rung, std::span<const Origin> unsettled, Calendar& calendar,
            Listener* listener) const {
    for (std::uint32_t i = part.first_step; i != part.end_step; ++i) {
      const recording::Step& step = steps_[i];
      if (step.word == recording::Word::stem_from)
        calendar.stem_from(resolved(step.origin, rung, unsettled));
      else
        recorder_.say(step, calendar);
    }
    for (std::uint32_t i = part.first_fact; i != part.end_fact; ++i) {
      Fact fact = facts_[i];
      fact.origin = as_origin_of_fact(resolved(origin_of(fact), rung, unsettled));
      listener->observe(fact);
    }
  }

  void arrive(State& state, const Part& part, Origin rung) const {
    next_origins_.clear();
    for (std::uint32_t i = part.first_origin; i != part.end_origin; ++i)
      next_origins_.push_back(resolved(origins_[i], rung, state.origins));
    state.origins.swap(next_origins_);
    state.situation = part.situation;
  }

  static Origin origin_of(const Fact& fact) {
    return fact.origin ? Origin(fact.origin.index()) : Origin();
  }
  static auto as_origin_of_fact(Origin origin) {
    using Id = decltype(Fact::origin);
    return origin ? Id(origin.index()) : Id();
  }

  // ---- asking the model

  /// What follows after the outcomes that are known; further ones are drawn, and known then. The first new
  /// part.
  std::uint32_t record(const State& state, std::uint32_t clock, Calendar& calendar,
                       Listener* listener) const {
    ++learnt_;
    const std::string_view bytes = numbers_.bytes(state.situation);
    FieldReader reader(bytes);
    model_.pass(scratch_, reader);
    recorder_.enter(bytes.substr(reader.read()));
    const std::size_t known = outcomes_.size();
    recorder_.begin(outcomes_, calendar);
    typename M::FactList told(listener);
    recorder_.listen([&] { return told.facts.size(); });
    Listener* teller = listener == nullptr ? nullptr : &told;
    if (clock == the_beginning)
      model_.begin(scratch_, recorder_, teller);
    else if (clock == the_settling)
      model_.settle(scratch_, recorder_, teller);
    else
      model_.ring(scratch_, rung_in_record(clock), recorder_, teller);
    recorder_.end();
    return keep(known, told.facts);
  }

  ClockId rung_in_record(std::uint32_t clock) const {
    recorder_.rings(ClockId(clock));
    return ClockId(clock);
  }

  std::uint32_t keep(std::size_t known, const std::vector<Fact>& told) const {
    std::uint32_t first = unknown;
    std::uint32_t fork = unknown;
    const auto& pieces = recorder_.pieces();
    for (std::size_t i = known; i < pieces.size(); ++i) {
      const auto part = static_cast<std::uint32_t>(parts_.size());
      if (first == unknown) first = part;
      if (fork != unknown) forks_[fork].parts[outcomes_[i - 1]] = part;
      parts_.push_back(part_of(i, told));
      if (i + 1 == pieces.size()) break;
      fork = static_cast<std::uint32_t>(forks_.size());
      const auto& probabilities = pieces[i].probabilities;
      forks_.push_back({pieces[i].stream, probabilities,
                        std::vector<std::uint32_t>(probabilities.size(), unknown)});
      parts_.back().fork = fork;
    }
    Part& last = parts_.back();
    last.first_origin = static_cast<std::uint32_t>(origins_.size());
    std::size_t unsettled = 0;
    model_.replace_origins(scratch_, [&](Origin origin) {
      origins_.push_back(origin);
      return recording::symbol(++unsettled);
    });
    last.end_origin = static_cast<std::uint32_t>(origins_.size());
    last.situation = number(scratch_);
    return first;
  }

  Part part_of(std::size_t i, const std::vector<Fact>& told) const {
    const auto& pieces = recorder_.pieces();
    const std::size_t steps_before = i == 0 ? 0 : pieces[i - 1].end_step;
    const std::size_t facts_before = i == 0 ? 0 : pieces[i - 1].end_fact;
    Part part;
    part.first_step = static_cast<std::uint32_t>(steps_.size());
    const auto steps = recorder_.steps().subspan(steps_before, pieces[i].end_step - steps_before);
    steps_.insert(steps_.end(), steps.begin(), steps.end());
    part.end_step = static_cast<std::uint32_t>(steps_.size());
    part.first_fact = static_cast<std::uint32_t>(facts_.size());
    for (std::size_t k = facts_before; k < pieces[i].end_fact; ++k) facts_.push_back(told[k]);
    part.end_fact = static_cast<std::uint32_t>(facts_.size());
    return part;
  }

  const M& model_;
  const LearningLimits limits_;
  // What is learnt changes no answer, only how soon it is there.
  mutable ClockRecorder recorder_;
  const typename M::State healthy_;
  mutable typename M::State scratch_;
  mutable exploring::Numbering numbers_;  // of situations, by their bytes
  mutable std::vector<char> settled_;     // by situation
  mutable std::vector<Edge> edges_;       // a power of two, at most half in use
  mutable std::size_t edge_count_ = 0;
  mutable std::vector<Part> parts_;
  mutable std::vector<Fork> forks_;
  mutable std::vector<recording::Step> steps_;
  mutable std::vector<Fact> facts_;
  mutable std::vector<Origin> origins_;
  mutable std::uint64_t replications_ = 0;
  mutable std::uint64_t followed_ = 0;
  mutable std::uint64_t learnt_ = 0;
  mutable bool given_up_ = false;
  // For the moment.
  mutable std::string bytes_;
  mutable std::vector<std::uint32_t> outcomes_;
  mutable std::vector<Origin> next_origins_;
};

}  // namespace ausfall
