// A group that is not served any more, and why: what injected faults, single failures and lost hosts
// leave behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/cluster/hindrance.hpp"
#include "models/facts.hpp"
#include "models/plant.hpp"

namespace ausfall::studies {

struct StaysOut {
  std::string cluster;
  std::string group;
  std::vector<std::string> members;
  std::optional<models::Phase> phase;  ///< of its failover, where that was measured
  models::Obstacle obstacle = models::Obstacle::no_place;
  std::string words;  ///< "needs 24 GiB more memory: it takes 32 GiB, and h2 has 8 GiB free"
  // memory, cores
  std::string node;   ///< where least is missing
  double needed = 0;  ///< bytes, or a number
  double free = 0;
  std::uint64_t samples = 1;  ///< in which it did
};

StaysOut stays_out(const models::Plant& plant, models::GroupId group,
                   const models::Hindrance& hindrance);

}  // namespace ausfall::studies
