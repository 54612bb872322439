// What can ring. The kinds stand in clock_kinds.inc, with who owns them and what follows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/clocks.hpp"
#include "sim/random.hpp"

namespace ausfall::models {

enum class ClockKind : std::uint8_t {
#define AUSFALL_CLOCK(kind, owner, name, handler) kind,
#include "models/plant/clock_kinds.inc"
#undef AUSFALL_CLOCK
};

/// What the names of clocks of this kind have behind their owner's: ".repair".
std::string_view name_of(ClockKind kind);

struct Clock {
  ClockKind kind;
  std::uint32_t subject;     ///< the index of the thing; of crews and spares, the owner
  std::uint32_t detail = 0;  ///< of crews, spares, paths and maintenance, which of their clocks
  std::string name;          ///< for people, and of its stream of random numbers
  Stream stream{};
};

}  // namespace ausfall::models
