// Faults by order, `node1:hardware,node2@30s`, into a plant in which nothing else fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/plant.hpp"
#include "scenarios/reader.hpp"
#include "sim/time.hpp"
#include "studies/plan.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

struct FaultOrder {
  /// a component; a network: its switches; a storage: its array; a common cause, which strikes; or
  /// several by a range, a glob or a label (`rack=A`), which are hit at one instant
  std::string component;
  std::optional<std::string>
      mode;  ///< a failure mode's name, `down` or `hang`; without one it goes down and stays down
  Duration at{0};
};

/// `NAME[:MODE][@TIME][,NAME...]`; each is a fault of its own. Throws Refused.
std::vector<FaultOrder> parse_fault_orders(std::string_view text);
/// Of several such texts, one after another.
std::vector<FaultOrder> parse_fault_orders(const std::vector<std::string>& texts);

/// The hour of the week at which something begins: `tue 3:00`, `sat`. Throws Refused.
Begin begin_at(const std::string& when);

/// Since Monday at 0:00: when this replication begins.
Duration hour_of_week(const Begin& begin, ReplicationKey key);

/// The plant with no failure but those ordered: every other time to failure is `never`, and faults
/// of the scenario's own do not strike. Throws Refused with the nearest name for a component or
/// mode that is not there.
models::Plant injected(models::Plant plant, const std::vector<FaultOrder>& orders);

struct InjectPlan : Simulated {
  std::uint64_t samples = 10'000;  ///< how often, each time at another phase of every timer. >= 1
  /// When each sample begins, `tue 3:00`; otherwise at a random hour of the week, if hours matter.
  std::optional<std::string> at{};
};

/// What the faults do to the scenario, over its horizon. Throws as `injected`, Refused for a fault
/// that comes too late to strike or an `at` that is no moment of a week, and as simulate_plan.
RunResult inject_faults(const scenarios::Scenario& scenario, const std::vector<FaultOrder>& orders,
                        const InjectPlan& plan, const Watch& watch);

/// For people: "node1:hardware", "node2 at 30 s".
std::string words_of(const FaultOrder& order);

}  // namespace ausfall::studies
