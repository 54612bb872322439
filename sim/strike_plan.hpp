// Where failures are struck, how often, and what there is to strike at (sim/strikes.hpp says what
// for). A plan gives each kind of failure its worth in each situation; from a survey, good worths
// follow.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "sim/time.hpp"

namespace ausfall {

/// Where something is struck: histories in good order, histories that left it otherwise than by a
/// failure, and paths by the number of failures that have met on them.
class Situation {
 public:
  static constexpr std::size_t count = 10;
  static constexpr Situation good_order() { return Situation(0); }
  static constexpr Situation begun_otherwise() { return Situation(1); }
  static constexpr Situation path(std::size_t failures) {
    return Situation(std::min(failures + 1, count - 1));
  }
  [[nodiscard]] constexpr std::size_t index() const { return index_; }
  bool operator==(const Situation&) const = default;

 private:
  explicit constexpr Situation(std::size_t index) : index_(index) {}
  std::size_t index_;
};

/// By situation, then by kind.
using ByStrike = std::vector<std::vector<double>>;

struct StrikePlan {
  explicit StrikePlan(std::size_t kinds)
      : worth(Situation::count,
              std::vector<double>(kinds, std::numeric_limits<double>::infinity())) {}
  /// How many failures of a run one strike stands for; infinite where nothing is struck.
  ByStrike worth;
};

/// What there is to strike at.
struct Survey {
  explicit Survey(std::size_t kinds)
      : hazard(Situation::count, std::vector<double>(kinds, 0)), visits(Situation::count, 0) {}
  /// The integral of the hazard, weighted: how many failures are to be expected. Beside histories,
  /// in all of them; on paths, at most one for each course, since further ones are common there.
  ByStrike hazard;
  std::vector<double> visits;  ///< paths, not weighted
  Seconds in_good_order{0};    ///< of all histories
  Seconds simulated{0};        ///< likewise
};

/// How many further strikes a path has in the mean. Below 1, so that trees of paths die out.
inline constexpr double strikes_of_path = 0.8;

/// After so many paths of a situation, their mean hazard is taken to be known.
inline constexpr double visits_enough = 20;

/// How many of these strikes each kind of failure gets: half of them are shared out in proportion
/// to hazard, half evenly over the kinds that have any, so that no kind is left without.
inline std::vector<double> shared_out(const std::vector<double>& hazard, double strikes) {
  double sum = 0;
  double kinds = 0;
  for (const double each : hazard) {
    sum += each;
    kinds += each > 0 ? 1 : 0;
  }
  std::vector<double> shares(hazard.size(), 0);
  for (std::size_t i = 0; i < hazard.size(); ++i) {
    if (hazard[i] > 0) shares[i] = strikes * (hazard[i] / sum + 1 / kinds) / 2;
  }
  return shares;
}

}  // namespace ausfall
