// Faults by order: `node1:hardware,node2@30s` on the command line, into a plant in which nothing
// else fails.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/plant.hpp"
#include "sim/time.hpp"

namespace ausfall::studies {

struct FaultOrder {
  std::string component;  ///< or a network, of which all switches are hit, or a storage: its array
  std::optional<std::string>
      mode;  ///< a failure mode's name, `down` or `hang`; without one it goes down and stays down
  Duration at{0};
};

/// `NAME[:MODE][@TIME][,NAME...]`. Throws Refused.
std::vector<FaultOrder> parse_fault_orders(std::string_view text);

/// The plant with no failure but those ordered: every other time to failure is `never`, and faults
/// of the scenario's own do not strike. Throws Refused with the nearest name for a component or
/// mode that is not there.
models::Plant injected(models::Plant plant, const std::vector<FaultOrder>& orders);

/// Throws Refused for an order that comes too late to strike.
void refuse_beyond(Time horizon, const std::vector<FaultOrder>& orders);

/// For people: "node1:hardware", "node2 at 30 s".
std::string words_of(const FaultOrder& order);

}  // namespace ausfall::studies
