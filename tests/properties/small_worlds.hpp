// Small worlds by number: scenarios in which anything may be cut, hang or fail at any time, for
// tests of what always holds.
//
// 1. The same number makes the same scenario, on every machine.
// 2. Two hosts to four, clusters of hosts or of VMs, of every built-in profile, with random
//    overrides; failures are frequent and injected faults more so. Everything that is injected is
//    over after `trouble`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/time.hpp"

namespace ausfall::test {

/// Until when things fail: no fault lasts longer.
inline constexpr Time trouble = 4 * hour;

struct SmallWorld {
  std::string head;                 ///< the scenario without its faults
  std::vector<std::string> faults;  ///< one a line

  [[nodiscard]] std::string text() const;
};

SmallWorld small_world(std::uint64_t number);

}  // namespace ausfall::test
