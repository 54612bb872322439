// The states of components and clocks as words, of which the condensed situations are made.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "models/world.hpp"
#include "sim/clock_table.hpp"

namespace ausfall::models::condensing {

using Word = std::uint64_t;

/// All of a component's state but where it stands, which does not change.
inline Word word_of(const ComponentState& state) {
  return static_cast<Word>(state.running) | (Word{state.down} << 8U) |
         (Word{state.stalled} << 16U) | (Word{state.hung} << 24U) | (Word{state.degraded} << 32U) |
         (Word{state.disk_lost} << 40U) | (Word{state.boot_io} << 41U) |
         (Word{state.boot_waits} << 42U) | (Word{state.io_failed} << 43U);
}

inline std::uint8_t byte_of(Word word, unsigned from) {
  return static_cast<std::uint8_t>(word >> from);
}

inline void set_from(Word word, ComponentState& state) {
  state.running = static_cast<Running>(byte_of(word, 0));
  state.down = byte_of(word, 8);
  state.stalled = byte_of(word, 16);
  state.hung = byte_of(word, 24);
  state.degraded = byte_of(word, 32);
  state.disk_lost = (word >> 40U & 1U) != 0;
  state.boot_io = (word >> 41U & 1U) != 0;
  state.boot_waits = (word >> 42U & 1U) != 0;
  state.io_failed = (word >> 43U & 1U) != 0;
}

inline Word word_of(ClockTable::Entry entry) {
  return (Word{entry.law} << 32U) | (Word{entry.stage} << 8U) | static_cast<Word>(entry.condition);
}

inline ClockTable::Entry entry_of(Word word) {
  return {static_cast<std::uint32_t>(word >> 32U), static_cast<std::uint16_t>(word >> 8U),
          static_cast<ClockTable::Condition>(byte_of(word, 0))};
}

inline std::string_view bytes_of(const std::vector<Word>& words) {
  return {reinterpret_cast<const char*>(words.data()), words.size() * sizeof(Word)};
}

inline Word word_at(std::string_view bytes, std::size_t i) {
  Word word = 0;
  std::memcpy(&word, bytes.data() + i * sizeof word, sizeof word);
  return word;
}

}  // namespace ausfall::models::condensing
