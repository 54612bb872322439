// What counts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"

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
};

}  // namespace ausfall::models
