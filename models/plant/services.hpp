// What counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

/// Of a need whose parts are looked at each time.
inline constexpr std::uint32_t not_counted = 0xFFFFFFFF;

/// What a service needs: a tree. A leaf is a component; otherwise at least `at_least` of `parts`.
struct Need {
  ComponentId component;
  std::size_t at_least = 0;
  /// attached to one and the same connected part of the network; parts are leaves
  bool connected = false;
  std::vector<Need> parts;
  // derived
  /// where the number of its parts that serve is kept (World::serving), rather than found anew
  std::uint32_t counter = not_counted;
};

struct Service {
  std::string name;
  Need needs;
  std::optional<double> slo;  ///< availability promised
  /// What it is down for no longer is an interruption, not an outage. Not said: every time down is one.
  std::optional<Duration> outage_longer_than{};
  bool interruptions_count = false;  ///< interruptions are downtime all the same

  [[nodiscard]] Duration longest_interruption() const {
    return outage_longer_than.value_or(Duration::zero());
  }
};

}  // namespace ausfall::models
