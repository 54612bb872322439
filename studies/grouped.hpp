// What groups of replications gave of each service: so much memory, whatever their number.
//
// Replication r belongs to group r modulo the number of groups, and so do those of other scenarios that
// meet the same random numbers. So two scenarios can be paired group by group after each was run by
// itself, and though one took more replications than the other. Groups are as independent as their
// replications; with at most as many replications as groups, each is one of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "scenarios/reader.hpp"
#include "studies/experiment.hpp"
#include "studies/result.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

struct Group {
  std::uint64_t replications = 0;
  std::vector<double> unavailability;  ///< by service: the sum over its replications

  [[nodiscard]] double mean(std::size_t service) const {
    return unavailability[service] / static_cast<double>(replications);
  }
};

/// Empty until the first replication is added.
class Grouped {
 public:
  void add(std::size_t group, std::size_t service, std::size_t services, double unavailability) {
    Group& to = groups_[group];
    to.unavailability.resize(services);
    to.unavailability[service] += unavailability;
    if (service == 0) ++to.replications;
  }
  void merge(const Grouped& other) {
    for (const auto& [number, group] : other.groups_) {
      Group& to = groups_[number];
      to.unavailability.resize(group.unavailability.size());
      for (std::size_t i = 0; i < group.unavailability.size(); ++i)
        to.unavailability[i] += group.unavailability[i];
      to.replications += group.replications;
    }
  }
  /// By their numbers.
  [[nodiscard]] const std::map<std::size_t, Group>& groups() const { return groups_; }

 private:
  std::map<std::size_t, Group> groups_;
};

struct GroupedRun {
  RunResult result;  ///< as simulate_scenario gives it
  Grouped grouped;
};

/// As simulate_scenario, and what so many groups gave. REQUIRES: groups > 0.
GroupedRun simulate_in_groups(const scenarios::Scenario& scenario, const ExperimentPlan& plan,
                              std::size_t groups, const Watch& watch);

}  // namespace ausfall::studies
