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
#include "sim/clock_table.hpp"
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

/// A clock whose ringing leaves a state, and how many clocks are alike with it: it rings for all.
struct Ringing {
  ClockId clock;
  double times = 1;
};

/// A model may also keep its situations itself, as keys of a few bytes, and say how one differs
/// from the next: see KeptWorlds for what it has to do. `condensed` gives nothing where it cannot.
template <class M>
concept Condenses = requires(const M& model, ClockTable& clocks) {
  *model.condensed(clocks);
};

struct ExploreOptions {
  /// 0: every clock must be made of exponential stages (or ring at once). Otherwise each other clock
  /// is replaced by a phase-type one of at most so many stages with the same mean and, as far as they
  /// reach, variance.
  int phases = 0;
  std::size_t states_max = 5'000'000;
  /// Bytes, estimated, that states and those still to be explored may take.
  std::size_t memory_max = std::size_t{8} << 30U;
  /// Clocks that may ring one after another in no time; more are taken for an endless circle.
  std::size_t instant_rings_max = 100'000;
  /// Also say which clock contributes what to each transition: what derivatives need.
  bool parts = false;
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
    std::string law;        ///< for people
    bool in_hours = false;  ///< it waits for hours of the week
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
    bool in_hours = false;
    bool offends =
        false;  ///< not Markovian; explored as an exponential so that all such clocks are found

    [[nodiscard]] bool is(const Distribution& its_distribution, Ratio its_longer) const {
      return !in_hours && longer == its_longer && distribution == its_distribution;
    }
  };

  /// REQUIRES: its mean is positive.
  std::uint32_t number(ClockId clock, const Distribution& distribution);
  /// The law of a clock that had this one when it is stretched. REQUIRES: it is not in hours of the week.
  std::uint32_t stretched(std::uint32_t number, std::uint32_t from, std::uint32_t to);
  /// The law of a clock that waits for hours of the week.
  std::uint32_t in_hours();
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
  void start_in_hours(ClockId clock, const Distribution& distribution, const WeeklyHours& hours,
                      InHours what) override;
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override;
  std::size_t choose(Stream stream, std::span<const double> probabilities) override;

  ClockTable& table() { return table_; }
  /// Takes the first of the clocks that ring at once; names nothing when there is none.
  ClockId take_due();

  [[nodiscard]] const std::vector<NotMarkovian::Offender>& offenders() const { return offenders_; }

 private:
  void do_stop(ClockId clock) override;
  void do_hold(ClockId clock) override;
  [[nodiscard]] bool is_running(ClockId clock) const override;
  void note_offender(ClockId clock, std::uint32_t law);
  void begin_stages(ClockId clock, std::uint32_t law);

  Laws& laws_;
  Script& script_;
  ClockTable table_;
  std::vector<ClockId> due_;                       // in the order of their starting
  std::vector<NotMarkovian::Offender> offenders_;  // sorted, unique
};

/// Appends it, small numbers in one byte: seven bits a byte, the last one marked by a clear upper
/// bit.
inline void append_number(std::uint64_t number, std::string& bytes) {
  while (number >= 128) {
    bytes.push_back(static_cast<char>(static_cast<unsigned char>(number | 128U)));
    number >>= 7U;
  }
  bytes.push_back(static_cast<char>(number));
}

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
  /// What has this number. REQUIRES: something does.
  [[nodiscard]] std::string_view bytes(std::uint32_t number) const {
    return {keys_[number].at, keys_[number].size};
  }
  /// Bytes that it takes.
  [[nodiscard]] std::size_t memory() const;

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
  std::size_t bytes_ = 0;  // of all strings
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

/// The situations of a model that keeps none itself: each as a copy of the world and a list of its
/// clocks, until it has been explored.
template <Explorable M>
class KeptWorlds {
 public:
  using State = typename M::State;

  KeptWorlds(const M& model, ClockTable& clocks)
      : model_(model), clocks_(clocks), world_(model.healthy()), entered_{world_, {}} {}

  /// The world in which things happen: at first the healthy one, with no clock running.
  State& world() { return world_; }
  void settle(Clocks& clocks) { model_.settle(world_, clocks); }

  /// The bytes that tell what the world and its clocks have become from every other situation.
  std::string_view key() {
    clocks_.list(running_);
    model_.canonicalise(world_, running_);
    std::sort(running_.begin(), running_.end());
    key_.clear();
    encode_clocks(running_, key_);
    model_.encode(world_, key_);
    return key_;
  }

  /// What has just been given a key is new, and will be entered, in the order of the keeping.
  void keep() {
    if (used_.empty()) {
      waiting_.push_back({world_, running_});
      return;
    }
    waiting_.push_back(std::move(used_.back()));  // its buffers are of the right size already
    used_.pop_back();
    waiting_.back().world = world_;
    waiting_.back().clocks = running_;
  }
  /// Of what was just kept.
  [[nodiscard]] double measure(std::size_t i) const { return model_.measure(world_, i); }

  /// The world and its clocks become the next of those kept; `key` is its key.
  void enter(std::string_view /*key*/) {
    used_.push_back(std::move(entered_));
    entered_ = std::move(waiting_.front());
    waiting_.pop_front();
    go_back();
    find_ringings();
  }
  /// They become again what was entered.
  void go_back() {
    world_ = entered_.world;
    clocks_.assign(entered_.clocks);
  }
  /// Of what was entered.
  [[nodiscard]] const std::vector<Ringing>& ringings() const { return ringings_; }

  /// Bytes that those take which wait, by those of a key: worlds take several times their keys.
  [[nodiscard]] std::size_t memory() const {
    constexpr std::size_t world_by_key = 8;
    return waiting_.size() * key_.size() * world_by_key;
  }

 private:
  struct Situation {
    State world;
    std::vector<RunningClock> clocks;
  };

  void find_ringings() {
    const std::vector<RunningClock>& clocks = entered_.clocks;
    leader_.resize(clocks.size());
    for (std::size_t i = 0; i < leader_.size(); ++i) leader_[i] = static_cast<std::uint32_t>(i);
    if constexpr (KnowsAlike<M>) {
      model_.alike(entered_.world, std::span<const RunningClock>(clocks), leader_);
    }
    ringings_.clear();
    place_.resize(clocks.size());
    for (std::size_t i = 0; i < clocks.size(); ++i) {
      if (clocks[i].held) continue;
      if (leader_[i] == i) {
        place_[i] = ringings_.size();
        ringings_.push_back({clocks[i].clock, 1});
      } else {
        follow(i, leader_[i]);
      }
    }
  }

  void follow(std::size_t i, std::size_t leader) {
    [[maybe_unused]] const RunningClock& one = entered_.clocks[i];
    [[maybe_unused]] const RunningClock& other = entered_.clocks[leader];
    assert(leader < i && leader_[leader] == leader && "the first of those alike leads");
    assert(one.law == other.law && one.stage == other.stage && one.held == other.held);
    ringings_[place_[leader]].times += 1;
  }

  const M& model_;
  ClockTable& clocks_;
  State world_;
  Situation entered_;
  std::string key_;
  std::vector<RunningClock> running_;
  std::deque<Situation> waiting_;  // found, not yet entered; in the order of their numbers
  std::vector<Situation> used_;    // explored; kept for their buffers
  std::vector<Ringing> ringings_;
  std::vector<std::size_t> place_;  // by running clock that leads: its place in ringings_
  std::vector<std::uint32_t> leader_;
};

/// `Situations` does for the model what KeptWorlds does.
template <Explorable M, class Situations>
class Exploration {
 public:
  Exploration(const M& model, Situations& situations, Laws& laws, Script& script,
              BranchingClocks& clocks, const ExploreOptions& options)
      : model_(model),
        situations_(situations),
        options_(options),
        laws_(laws),
        script_(script),
        clocks_(clocks),
        rows_(chain_) {}

  Chain run() {
    chain_.measures.resize(model_.measure_count());
    branch([&] { model_.begin(situations_.world(), clocks_); },
           [&](Chain::State state, double probability) { add_start(state, probability); });
    for (Chain::State source = 0; source < states_.size(); ++source) {
      if (enough(source)) break;
      situations_.enter(states_.bytes(source));
      explore(source);
      rows_.end_row();
    }
    if (!clocks_.offenders().empty()) throw NotMarkovian(clocks_.offenders());
    chain_.approximate = laws_.approximate();
    return std::move(chain_);
  }

 private:
  void add_start(Chain::State state, double probability) {
    for (Chain::Start& start : chain_.initial) {
      if (start.state != state) continue;
      start.probability += probability;
      return;
    }
    chain_.initial.push_back({state, probability});
  }

  void explore(Chain::State source) {
    for (const Ringing& ringing : situations_.ringings()) {
      const ClockTable::Entry running = clocks_.table()[ringing.clock];
      const PhaseType& phases = laws_[running.law].phases;
      if (phases.stages.empty()) continue;
      const PhaseType::Stage& stage = phases.stages[running.stage];
      const double rate = stage.rate * ringing.times;
      if (stage.onward > 0) pass_stage(source, ringing.clock, rate * stage.onward);
      if (stage.onward < 1) ring(source, ringing.clock, rate * (1 - stage.onward));
    }
  }

  void pass_stage(Chain::State source, ClockId clock, double rate) {
    ClockTable::Entry later = clocks_.table()[clock];
    ++later.stage;
    clocks_.table().set(clock, later);
    add(source, number_situation(), clock, rate);
    situations_.go_back();
  }

  void ring(Chain::State source, ClockId clock, double rate) {
    branch(
        [&] {
          clocks_.table().set(clock, {});
          model_.ring(situations_.world(), clock, clocks_);
        },
        [&](Chain::State target, double probability) {
          add(source, target, clock, rate * probability);
        });
  }

  void add(Chain::State source, Chain::State target, ClockId clock, double rate) {
    rows_.add(source, target, rate);
    if (options_.parts && source != target) chain_.parts.push_back({source, target, clock, rate});
  }

  /// Every way in which things can go from here until time passes.
  template <class Happen, class Arrive>
  void branch(Happen happen, Arrive arrive) {
    script_.begin_all();
    do {
      script_.begin_run();
      happen();
      let_the_instant_pass();
      arrive(number_situation(), script_.weight());
      situations_.go_back();
    } while (script_.next());
  }

  void let_the_instant_pass() {
    std::size_t rings = 0;
    for (;;) {
      while (const ClockId due = clocks_.take_due()) {
        if (++rings > options_.instant_rings_max) throw EndlessInstant(due);
        model_.ring(situations_.world(), due, clocks_);
      }
      situations_.settle(clocks_);
      const ClockId due = clocks_.take_due();
      if (!due) return;
      if (++rings > options_.instant_rings_max) throw EndlessInstant(due);
      model_.ring(situations_.world(), due, clocks_);
    }
  }

  /// The number of the state that the world and the clocks are; a new one will be explored.
  Chain::State number_situation() {
    const std::string_view key = situations_.key();
    const auto [number, is_new] = states_.number(key);
    if (!is_new) return number;
    situations_.keep();
    for (std::size_t i = 0; i < chain_.measures.size(); ++i) {
      chain_.measures[i].push_back(situations_.measure(i));
    }
    return number;
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

  [[nodiscard]] std::size_t memory() const {
    return states_.memory() + states_.size() * sizeof(double) * chain_.measures.size() +
           situations_.memory();
  }

  const M& model_;
  Situations& situations_;
  const ExploreOptions& options_;
  Laws& laws_;
  Script& script_;
  BranchingClocks& clocks_;
  Numbering states_;
  Chain chain_;
  Rows rows_;
};

}  // namespace exploring

/// The Markov chain that a model is, from its healthy state on.
///
/// Throws NotMarkovian with all clocks met that are not memoryless (with `phases`: only those that
/// wait for hours of the week), TooManyStates, EndlessInstant, ExplorationInterrupted. REQUIRES: a
/// model starts a clock that it holds again with the distribution it had.
template <Explorable M>
Chain explore(const M& model, const ExploreOptions& options = {}) {
  exploring::Laws laws(options.phases);
  exploring::Script script;
  exploring::BranchingClocks clocks(laws, script);
  if constexpr (Condenses<M>) {
    if (const auto situations = model.condensed(clocks.table())) {
      return exploring::Exploration(model, *situations, laws, script, clocks, options).run();
    }
  }
  exploring::KeptWorlds<M> situations(model, clocks.table());
  return exploring::Exploration(model, situations, laws, script, clocks, options).run();
}

}  // namespace ausfall
