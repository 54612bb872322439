// Who repairs, and with what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"
#include "sim/hours.hpp"
#include "sim/random.hpp"

namespace ausfall::models {

/// Whose turn it is when a crew has a member free.
enum class CrewOrder : std::uint8_t {
  fifo,
  random,
  /// each family with members waiting runs a response clock; the first to ring gets the crew
  race,
  priority,  ///< as listed
};

struct Crew {
  std::string name;
  int size = 1;
  /// Its working hours: only in these the response passes, and repairs are begun; what was begun goes
  /// on until it is done. REQUIRES: all hours in a race
  WeeklyHours hours;
  Distribution response;
  double mistake = 0;  ///< probability that a repair goes wrong, and another is due
  CrewOrder order = CrewOrder::fifo;
  std::vector<int> rank;  ///< priority only: by mode, lower first
  // derived
  std::vector<ModeId> modes;       ///< that it repairs
  std::vector<FamilyId> families;  ///< race only: each with modes of this crew
  std::vector<ClockId> responses;  ///< race: by family; otherwise by mode
  Stream stream{};
  Stream mistakes{};
};

struct Spares {
  std::string name;
  int size = 0;
  std::optional<Distribution> restock;  ///< without it they run out
  // derived
  std::vector<ModeId> modes;
  std::vector<ClockId> arrivals;  ///< one for each part that can be on order
};

}  // namespace ausfall::models
