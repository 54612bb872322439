// Which clocks run in a state of a Markov chain, and how this has changed since a moment that can be
// returned to.
#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/id.hpp"
#include "sim/running_clock.hpp"

namespace ausfall {

class ClockTable {
 public:
  enum class Condition : std::uint8_t { absent, running, held };

  /// As a RunningClock tells it.
  struct Entry {
    std::uint32_t law = 0;
    std::uint16_t stage = 0;
    Condition condition = Condition::absent;
    bool operator==(const Entry&) const = default;
  };

  struct Change {
    ClockId clock;
    Entry before;
  };

  [[nodiscard]] Entry operator[](ClockId clock) const {
    return clock.index() < entries_.size() ? entries_[clock.index()] : Entry{};
  }

  void set(ClockId clock, Entry entry) {
    if (clock.index() >= entries_.size()) entries_.resize(clock.index() + 1);
    changes_.push_back({clock, entries_[clock.index()]});
    entries_[clock.index()] = entry;
  }

  /// What was set since the last `accept`, a clock as often as it was.
  [[nodiscard]] std::span<const Change> changes() const { return changes_; }
  /// Makes what is now the moment to return to.
  void accept() { changes_.clear(); }
  /// Returns to it.
  void undo() {
    while (!changes_.empty()) {
      const Change& last = changes_.back();
      entries_[last.clock.index()] = last.before;
      changes_.pop_back();
    }
  }

  /// These run or are held, and no others; that is the moment to return to.
  void assign(std::span<const RunningClock> clocks) {
    entries_.assign(entries_.size(), {});
    for (const RunningClock& each : clocks) {
      set(each.clock, {each.law, each.stage, each.held ? Condition::held : Condition::running});
    }
    accept();
  }

  /// All that run or are held, by clock.
  void list(std::vector<RunningClock>& clocks) const {
    clocks.clear();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      if (entry.condition == Condition::absent) continue;
      clocks.push_back({ClockId(i), entry.law, entry.stage, entry.condition == Condition::held});
    }
  }

 private:
  std::vector<Entry> entries_;  // by clock
  std::vector<Change> changes_;
};

}  // namespace ausfall
