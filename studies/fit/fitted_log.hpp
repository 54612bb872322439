// A log of failures in, the laws of its repairs and times to failure out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/fitting.hpp"
#include "studies/fit/failure_log.hpp"
#include "studies/fit/log_durations.hpp"

namespace ausfall::studies {

/// One kind of law, and what became of it.
struct LawFit {
  LawKind kind = LawKind::exponential;
  std::optional<Fit> fit;
  std::string why_not;  ///< where there is none
};

enum class Quantity : std::uint8_t { time_to_failure, repair };

/// The durations of one group, and the laws that were tried on them.
struct FittedSeries {
  Quantity quantity = Quantity::repair;
  std::string group;  ///< empty for everything
  Durations seen;
  std::array<LawFit, all_law_kinds.size()> laws;
  std::optional<std::size_t> best;  ///< the one with the least AIC
  std::optional<double> constant;   ///< seconds, where all values are the same, of two or more

  [[nodiscard]] const Fit* best_fit() const { return best ? &*laws[*best].fit : nullptr; }
};

struct FittedLog {
  FailureLog log;
  GroupBy by = GroupBy::none;
  Renewal renewal = Renewal::own;
  std::vector<FittedSeries> series;  ///< group by group; none of what was never seen
  std::size_t overlaps = 0;          ///< outages that began while their component was down
};

/// The same at any number of threads.
FittedLog fitted(FailureLog log, GroupBy by, Renewal renewal, bool all_new, unsigned threads);

}  // namespace ausfall::studies
