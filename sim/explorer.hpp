// The explorer: enumerates a model into the continuous-time Markov chain that it is.
//
// 1. A state of the chain is a settled world together with the clocks that run in it, both made
//    canonical by the model, so that situations which differ only by which of several alike things
//    is which are one state.
// 2. States are numbered as they are found, breadth first; the same model gives the same chain,
//    number by number.
// 3. What happens in no time is done as a calendar would do it: clocks that ring at once ring in
//    the order in which they were started, then the model settles. Such a moment is part of a
//    transition and no state.
// 4. Every outcome of a choice is followed. The handler runs once for each combination of outcomes,
//    from the same world on, with the choices taken so far on record; depth first, so that only one
//    record is kept.
// 5. An exponential clock has no age, so `hold` forgets it. A clock of several stages, or one that
//    is stretched, keeps its stage and its law.
// 6. A stretched clock is one of another law, whose stages end as much more slowly.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/chain.hpp"
#include "sim/clocks.hpp"
#include "sim/phase_type.hpp"
#include "sim/running_clock.hpp"

namespace ausfall {

/// What can be enumerated. `ring` finds the clock that rang no longer running; `settle` is called
/// before time passes. `canonicalise` relabels a settled world and its running clocks; `encode`
/// appends the bytes that tell it from all others; measures must not depend on the labels.
template <class M>
concept Explorable = std::copyable<typename M::State> &&
    requires(const M& model, typename M::State& state, const typename M::State& settled,
             ClockId clock, Clocks& clocks, std::vector<RunningClock>& running, std::string& bytes,
             std::size_t i) {
  { model.healthy() } -> std::convertible_to<typename M::State>;
  model.begin(state, clocks);
  model.ring(state, clock, clocks);
  model.settle(state, clocks);
  model.canonicalise(state, running);
  model.encode(settled, bytes);
  { model.measure_count() } -> std::convertible_to<std::size_t>;
  { model.measure(settled, i) } -> std::convertible_to<double>;
};

/// A model may also say which clocks of a state are alike: whose ringing leads to the same state,
/// once canonical. It sets leader[i] to the index of the first running clock like the i-th; then
/// one of them rings, as often as there are of them.
template <class M>
concept KnowsAlike = requires(const M& model, const typename M::State& settled,
                              std::span<const RunningClock> running,
                              std::vector<std::uint32_t>& leader) {
  model.alike(settled, running, leader);
};

struct ExploreOptions {
  /// 0: every clock must be exponential (or ring at once). Otherwise each other clock is replaced
  /// by a phase-type one of at most so many stages with the same mean and, as far as they reach,
  /// variance.
  int phases = 0;
  std::size_t states_max = 5'000'000;
  /// Bytes, estimated, that states and those still to be explored may take.
  std::size_t memory_max = std::size_t{8} << 30U;
  /// Clocks that may ring one after another in no time; more are taken for an endless circle.
  std::size_t instant_rings_max = 100'000;
  const std::atomic<bool>* interrupted = nullptr;
  /// Told now and then: states found, and of these explored.
  std::function<void(std::size_t found, std::size_t done)> progress;
};

/// Why there is no chain; `what()` is a sentence for a person.
class NotExplored : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Clocks that are not memoryless, by clock, each law once.
class NotMarkovian : public NotExplored {
 public:
  struct Offender {
    ClockId clock;
    std::string law;  ///< for people
    auto operator<=>(const Offender&) const = default;
  };
  explicit NotMarkovian(std::vector<Offender> offenders);
  [[nodiscard]] const std::vector<Offender>& offenders() const { return offenders_; }

 private:
  std::vector<Offender> offenders_;
};

class TooManyStates : public NotExplored {
 public:
  explicit TooManyStates(std::size_t limit);
};

/// Events follow one another for ever without time passing.
class EndlessInstant : public NotExplored {
 public:
  explicit EndlessInstant(ClockId clock);
  [[nodiscard]] ClockId clock() const { return clock_; }  ///< one of those that ring in the circle

 private:
  ClockId clock_;
};

class ExplorationInterrupted : public NotExplored {
 public:
  ExplorationInterrupted() : NotExplored("interrupted") {}
};

namespace exploring {

/// The laws that clocks were started with, numbered as they are met.
class Laws {
 public:
  explicit Laws(int phases) : phases_(phases) {}

  /// In lowest terms.
  struct Ratio {
    std::uint64_t numerator = 1;
    std::uint64_t denominator = 1;
    bool operator==(const Ratio&) const = default;
  };

  struct Law {
    Distribution distribution;
    Ratio longer;      ///< it takes so many times as long as the distribution says
    PhaseType phases;  ///< of `never`: none
    bool in_window = false;
    bool offends =
        false;  ///< not Markovian; explored as an exponential so that all such clocks are found

    [[nodiscard]] bool is(const Distribution& its_distribution, Ratio its_longer) const {
      return !in_window && longer == its_longer && distribution == its_distribution;
    }
  };

  /// REQUIRES: its mean is positive.
  std::uint32_t number(ClockId clock, const Distribution& distribution);
  /// The law of a clock that had this one when it is stretched. REQUIRES: it is no window's.
  std::uint32_t stretched(std::uint32_t number, std::uint32_t from, std::uint32_t to);
  /// The law of a clock that waits for hours of the day.
  std::uint32_t window();
  const Law& operator[](std::uint32_t number) const { return laws_[number]; }
  /// Some clock's law is not the one it was given.
  [[nodiscard]] bool approximate() const { return approximate_; }

 private:
  Law make(const Distribution& distribution);
  std::uint32_t find(const Distribution& distribution, Ratio longer) const;

  int phases_;
  bool approximate_ = false;
  std::vector<Law> laws_;
  std::vector<std::uint32_t>
      last_of_clock_;  // the number its last law had: usually it is the same again
};

/// One record of choices after another until every combination of outcomes has been met.
class Script {
 public:
  void begin_all();
  void begin_run();
  /// The outcome on record, or the first possible one, which goes on record. REQUIRES: one is
  /// possible.
  std::size_t choose(std::span<const double> probabilities);
  /// The probability of the outcomes of this run together.
  [[nodiscard]] double weight() const;
  /// Sets the next combination on record; false when there is none.
  bool next();

 private:
  struct Decision {
    std::size_t begin = 0;  // of its outcomes
    std::size_t chosen = 0;
  };
  struct Outcome {
    std::size_t index = 0;
    double probability = 0;
  };
  std::vector<Decision> decisions_;
  std::vector<Outcome> outcomes_;  // of all decisions, one after another
  std::size_t cursor_ = 0;
};

/// What the model's words mean here.
class BranchingClocks final : public Clocks {
 public:
  BranchingClocks(Laws& laws, Script& script) : laws_(laws), script_(script) {}

  void start(ClockId clock, const Distribution& distribution) override;
  void start_in_window(ClockId clock, DailyWindow window) override;
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override;
  std::size_t choose(Stream stream, std::span<const double> probabilities) override;

  std::vector<RunningClock>& clocks() { return running_; }  ///< sorted by clock
  /// Takes the first of the clocks that ring at once; names nothing when there is none.
  ClockId take_due();
  void forget(ClockId clock);

  [[nodiscard]] const std::vector<NotMarkovian::Offender>& offenders() const { return offenders_; }

 private:
  void do_stop(ClockId clock) override;
  void do_hold(ClockId clock) override;
  [[nodiscard]] bool is_running(ClockId clock) const override;
  std::vector<RunningClock>::iterator find(ClockId clock);
  [[nodiscard]] std::vector<RunningClock>::const_iterator find(ClockId clock) const;
  void note_offender(ClockId clock, std::uint32_t law);
  void begin_stages(ClockId clock, std::uint32_t law);

  Laws& laws_;
  Script& script_;
  std::vector<RunningClock> running_;
  std::vector<ClockId> due_;                       // in the order of their starting
  std::vector<NotMarkovian::Offender> offenders_;  // sorted, unique
};

/// Appends the running clocks. Alike ones in equal distances take the room of one. REQUIRES: sorted
/// by clock.
void encode_clocks(std::span<const RunningClock> running, std::string& bytes);

/// Numbers byte strings from 0 in the order in which they come. Open addressing; the strings lie in
/// blocks that never move.
class Numbering {
 public:
  Numbering() : slots_(1U << 12U) {}
  /// The number of this string, and whether it is new.
  std::pair<std::uint32_t, bool> number(std::string_view bytes);
  [[nodiscard]] std::size_t size() const { return keys_.size(); }

 private:
  struct Slot {
    std::uint32_t tag = 0;     // the upper half of the hash
    std::uint32_t number = 0;  // plus one; 0: free
  };
  struct Key {
    const char* at = nullptr;
    std::uint32_t size = 0;
    std::uint32_t hash = 0;  // the lower half
  };
  const char* keep(std::string_view bytes);
  void grow();

  std::vector<Slot> slots_;  // a power of two of them, at most half in use
  std::vector<Key> keys_;
  std::deque<std::string> blocks_;
};

/// 64 bits that depend on every byte.
std::uint64_t hash_of(std::string_view bytes);

/// One row of the generator after another.
class Rows {
 public:
  explicit Rows(Chain& chain) : chain_(chain) {}
  /// Rates to the same target add up; a transition from a state to itself is none.
  void add(Chain::State source, Chain::State target, double rate);
  void end_row() { chain_.row.push_back(chain_.target.size()); }

 private:
  Chain& chain_;
  std::vector<std::size_t> last_;  // by target: where the transition to it was added last
};

template <Explorable M>
class Exploration {
 public:
  Exploration(const M& model, const ExploreOptions& options)
      : model_(model),
        options_(options),
        laws_(options.phases),
        clocks_(laws_, script_),
        scratch_(model.healthy()),
        rows_(chain_) {}

  Chain run() {
    chain_.measures.resize(model_.measure_count());
    begin();
    for (Chain::State source = 0; !waiting_.empty(); ++source) {
      if (enough(source)) break;
      Situation from = std::move(waiting_.front());
      waiting_.pop_front();
      explore(source, from);
      rows_.end_row();
      used_.push_back(std::move(from));
    }
    if (!clocks_.offenders().empty()) throw NotMarkovian(clocks_.offenders());
    chain_.approximate = laws_.approximate();
    return std::move(chain_);
  }

 private:
  struct Situation {
    typename M::State world;
    std::vector<RunningClock> clocks;
  };

  void begin() {
    const typename M::State healthy = model_.healthy();
    const std::vector<RunningClock> none;
    branch(
        healthy, none, [&] { model_.begin(scratch_, clocks_); },
        [&](Chain::State state, double probability) { add_start(state, probability); });
  }

  void add_start(Chain::State state, double probability) {
    for (Chain::Start& start : chain_.initial) {
      if (start.state != state) continue;
      start.probability += probability;
      return;
    }
    chain_.initial.push_back({state, probability});
  }

  void explore(Chain::State source, const Situation& from) {
    find_alike(from);
    for (std::size_t i = 0; i < from.clocks.size(); ++i) {
      const RunningClock& running = from.clocks[i];
      const PhaseType& phases = laws_[running.law].phases;
      if (running.held || phases.stages.empty() || times_[i] == 0) continue;
      const PhaseType::Stage& stage = phases.stages[running.stage];
      const double rate = stage.rate * times_[i];
      if (stage.onward > 0) pass_stage(source, from, i, rate * stage.onward);
      if (stage.onward < 1) ring(source, from, running.clock, rate * (1 - stage.onward));
    }
  }

  void pass_stage(Chain::State source, const Situation& from, std::size_t i, double rate) {
    scratch_ = from.world;
    clocks_.clocks() = from.clocks;
    ++clocks_.clocks()[i].stage;
    rows_.add(source, number_scratch(), rate);
  }

  void ring(Chain::State source, const Situation& from, ClockId clock, double rate) {
    branch(
        from.world, from.clocks,
        [&] {
          clocks_.forget(clock);
          model_.ring(scratch_, clock, clocks_);
        },
        [&](Chain::State target, double probability) {
          rows_.add(source, target, rate * probability);
        });
  }

  /// Every way in which things can go from here until time passes.
  template <class Happen, class Arrive>
  void branch(const typename M::State& world, const std::vector<RunningClock>& clocks,
              Happen happen, Arrive arrive) {
    script_.begin_all();
    do {
      script_.begin_run();
      scratch_ = world;
      clocks_.clocks() = clocks;
      happen();
      let_the_instant_pass();
      arrive(number_scratch(), script_.weight());
    } while (script_.next());
  }

  void let_the_instant_pass() {
    std::size_t rings = 0;
    for (;;) {
      while (const ClockId due = clocks_.take_due()) {
        if (++rings > options_.instant_rings_max) throw EndlessInstant(due);
        model_.ring(scratch_, due, clocks_);
      }
      model_.settle(scratch_, clocks_);
      const ClockId due = clocks_.take_due();
      if (!due) return;
      if (++rings > options_.instant_rings_max) throw EndlessInstant(due);
      model_.ring(scratch_, due, clocks_);
    }
  }

  /// The number of the state that the scratch world and the clocks are; a new one waits to be
  /// explored.
  Chain::State number_scratch() {
    std::vector<RunningClock>& clocks = clocks_.clocks();
    model_.canonicalise(scratch_, clocks);
    std::sort(clocks.begin(), clocks.end());
    key_.clear();
    encode_clocks(clocks, key_);
    model_.encode(scratch_, key_);
    const auto [number, is_new] = states_.number(key_);
    if (is_new) await(clocks);
    return number;
  }

  void await(const std::vector<RunningClock>& clocks) {
    for (std::size_t i = 0; i < chain_.measures.size(); ++i) {
      chain_.measures[i].push_back(model_.measure(scratch_, i));
    }
    if (used_.empty()) {
      waiting_.push_back({scratch_, clocks});
      return;
    }
    waiting_.push_back(std::move(used_.back()));  // its buffers are of the right size already
    used_.pop_back();
    waiting_.back().world = scratch_;
    waiting_.back().clocks = clocks;
  }

  /// How often each clock's ringing counts: with those alike, once for all of them.
  void find_alike(const Situation& from) {
    times_.assign(from.clocks.size(), 1);
    if constexpr (KnowsAlike<M>) {
      leader_.resize(from.clocks.size());
      for (std::size_t i = 0; i < leader_.size(); ++i) leader_[i] = static_cast<std::uint32_t>(i);
      model_.alike(from.world, std::span<const RunningClock>(from.clocks), leader_);
      for (std::size_t i = 0; i < leader_.size(); ++i) follow(from, i, leader_[i]);
    }
  }

  void follow(const Situation& from, std::size_t i, std::size_t leader) {
    if (leader == i) return;
    const RunningClock& one = from.clocks[i];
    [[maybe_unused]] const RunningClock& other = from.clocks[leader];
    assert(leader < i && leader_[leader] == leader && "the first of those alike leads");
    assert(one.law == other.law && one.stage == other.stage && one.held == other.held);
    times_[i] = 0;
    times_[leader] += 1;
  }

  /// Enough has been explored to name the clocks that do not fit. Throws when there is no going on
  /// at all.
  bool enough(std::size_t done) {
    constexpr std::size_t states_to_find_offenders = 10'000;
    const bool offends = !clocks_.offenders().empty();
    if (offends && states_.size() > states_to_find_offenders) return true;
    if (states_.size() > options_.states_max || memory() > options_.memory_max) {
      if (offends) return true;
      throw TooManyStates(states_.size() - 1);
    }
    if (options_.interrupted != nullptr && options_.interrupted->load(std::memory_order_relaxed)) {
      throw ExplorationInterrupted();
    }
    if (options_.progress && done % 4096 == 0) options_.progress(states_.size(), done);
    return false;
  }

  /// Keys and measures of all states; worlds and clocks of those that wait, which take several
  /// times their keys.
  [[nodiscard]] std::size_t memory() const {
    constexpr std::size_t world_by_key = 8;
    return states_.size() * (key_.size() + sizeof(double) * chain_.measures.size()) +
           waiting_.size() * key_.size() * world_by_key;
  }

  const M& model_;
  const ExploreOptions& options_;
  Laws laws_;
  Script script_;
  BranchingClocks clocks_;
  typename M::State scratch_;
  std::string key_;
  Numbering states_;
  std::deque<Situation> waiting_;  // found, not yet explored; in the order of their numbers
  std::vector<Situation> used_;    // explored; kept for their buffers
  std::vector<double> times_;
  std::vector<std::uint32_t> leader_;
  Chain chain_;
  Rows rows_;
};

}  // namespace exploring

/// The Markov chain that a model is, from its healthy state on.
///
/// Throws NotMarkovian with all clocks met that are not memoryless (with `phases`: only those that
/// wait for hours of the day), TooManyStates, EndlessInstant, ExplorationInterrupted. REQUIRES: a
/// model starts a clock that it holds again with the distribution it had.
template <Explorable M>
Chain explore(const M& model, const ExploreOptions& options = {}) {
  return exploring::Exploration<M>(model, options).run();
}

}  // namespace ausfall
