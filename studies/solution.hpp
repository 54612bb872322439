// What the exact solver found, as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/time.hpp"
#include "studies/result.hpp"

namespace ausfall::studies {

/// A service that nothing brings back any more.
struct Ending {
  double probability = 0;  ///< that it ends so
  std::optional<double>
      hours;  ///< mean, from the healthy state, until it does; none unless it must
};

/// In the long run.
struct SteadyAnswer {
  double availability = 0;
  double unavailability = 0;  ///< as precise in itself, however small
  double outages_per_year = 0;
  /// mean, from the healthy state; none if it may never come
  std::optional<double> hours_to_outage;
  std::optional<Ending> down_for_good;  ///< where it can be
  bool first_outage_known = true;       ///< otherwise, of the last two nothing is said
};

/// From the healthy state up to a time.
struct TransientAnswer {
  double availability_over = 0;  ///< mean share of the time
  double availability_at = 0;    ///< at its end
  double unavailability_over = 0;
  double unavailability_at = 0;
  double outage_by = 0;     ///< probability of an outage by then
  double outages_over = 0;  ///< expected number until then
  bool outage_by_known = true;
};

/// What a time of the scenario does to the answers: derivatives by the logarithm of its mean, its
/// law staying the same otherwise. A hundredth of them is what one per cent more does. None where
/// there are none, for all times of a service alike.
struct Slope {
  std::string time;  ///< "left1..2.hardware: time to failure"
  std::optional<double> mean_hours;
  std::optional<double> unavailability;
  std::optional<double> outages_per_year;
  std::optional<double> hours_to_outage;
  std::optional<double> unavailability_over;  ///< these with --at
  std::optional<double> unavailability_at;
  std::optional<double> outage_by;
  std::optional<double> outages_over;
};

struct SolvedService {
  std::string name;
  std::optional<double> slo;
  std::optional<SteadyAnswer> steady;
  std::optional<TransientAnswer> transient;  ///< with --at
  std::optional<UnknownsResult> unknowns;    ///< where something is not known; of the long run
  std::vector<Slope> slopes;                 ///< with --derivatives; what matters most comes first
};

/// Of a part of the room that was solved apart.
struct PartSize {
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
};

/// Of `solve`.
struct Solution {
  std::string scenario;
  std::optional<std::string> variant;
  std::uint64_t states = 0;  ///< of all chains together, if there are several
  std::uint64_t transitions = 0;
  std::vector<PartSize> parts;  ///< that share nothing and were solved apart; one: all jointly
  std::string method;
  double residual = 0;
  std::optional<double>
      error_bound;  ///< on the sum of the errors of all probabilities, where one is proved
  std::optional<Duration> at;
  std::optional<int>
      phases;  ///< clocks were replaced by so many stages at most: the answer is approximate
  std::vector<std::string> fitted;  ///< which, each with its law
  double wall_seconds = 0;
  std::vector<SolvedService> services;
  std::vector<std::string> warnings;
};

}  // namespace ausfall::studies
