// What counts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

/// What a service needs: a tree. A leaf is a component; otherwise at least `at_least` of `parts`.
struct Need {
  ComponentId component;
  std::size_t at_least = 0;
  /// attached to one and the same connected part of the network; parts are leaves
  bool connected = false;
  std::vector<Need> parts;
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
