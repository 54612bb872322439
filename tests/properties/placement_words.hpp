// Random words of what only some products have: evictions, workloads, budgets, shutdowns. They take draws of
// their own: of worlds without, all is as it would be.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "sim/random.hpp"
#include "tests/properties/chance.hpp"

namespace ausfall::test {

class PlacementWords : Chance {
 public:
  explicit PlacementWords(std::uint64_t world)
      : Chance(Draw({.seed = 20061205, .replication = world}, Stream{16}, 0)),
        evicts_(chance(0.25)),
        shuts_down_(chance(0.3)),
        budgets_(chance(0.25)),
        stops_(chance(0.2)),
        demands_(chance(0.2)) {}

  /// Of a cluster.
  std::string policy() {
    std::string words;
    if (evicts_) {
      words += fmt::format(
          ", eviction: {{every: {}, disrupted: {} %, disrupted-above: {}{}{}{}{}{}}}", law(1, 120),
          pick(2, 10) * 10, pick(0, 2), maybe(0.3, ", large: 2, every-disrupted: " + law(60, 600)),
          maybe(0.5, ", detach: " + law(30, 400)), maybe(0.4, ", release: " + law(30, 900)),
          maybe(0.4, ", zones: row"), ", workload: " + one_of({"deployment", "statefulset"}));
    }
    if (shuts_down_)
      words += ", shutdown: " + one_of({"drain", "freeze", "failover", "conditional"});
    if (budgets_)
      words += fmt::format(", budget: {{held: {{of: all, {}: {}}}}}",
                           one_of({"at-least", "at-most-missing"}), one_of({"1", "50 %"}));
    if (demands_) words += ", affinity: {apart: preferred, together: preferred}";
    return words;
  }
  /// Hosts stand in two rows.
  [[nodiscard]] bool knows_rows() const { return evicts_; }
  std::string without_place() { return stops_ ? maybe(0.7, ", without-place: stop") : ""; }
  /// Of maintenance.
  std::string shutdown() {
    return shuts_down_ ? maybe(0.7, ", shutdown: " + one_of({"reboot", "power-off"})) : "";
  }

 private:
  bool evicts_, shuts_down_, budgets_, stops_, demands_;
};

}  // namespace ausfall::test
