// Expectations put to the test: each ends as passed, failed or undecided.
//
// 1. Replications run on until the interval of what an expectation is about lies on one side of its
//    bound, or the budget ends. Looks and intervals are those of VerdictLooks (sim/stopping.hpp), so
//    the verdict is right with the stated confidence however often was looked; and all verdicts on
//    one scenario at once (Bonferroni).
// 2. A verdict is final, and the interval shown with it is that of the look that gave it.
// 3. That something never happens is disproved by its first time. If the budget ends without, it
//    passes; that is no proof, and the result says what it comes to.
// 4. What paths found decides alone only where it is to be trusted (studies/trust.hpp): otherwise whole
//    histories have to say the same, or it is undecided.
// 5. What is worked out and not estimated (hosts to spare, single points of failure) is judged without
//    replications.
// 6. Everything depends on the scenario, the seed and the budget alone, not on threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/reader.hpp"
#include "sim/estimate.hpp"
#include "studies/experiment.hpp"
#include "studies/measure_rows.hpp"

namespace ausfall::studies {

enum class CheckOutcome : std::uint8_t { passed, undecided, failed };

/// "passed", "undecided", "failed".
std::string_view name_of(CheckOutcome outcome);

struct ExpectationResult {
  scenarios::Expectation expectation;
  CheckOutcome outcome = CheckOutcome::undecided;
  Estimate value;                  ///< in the expectation's unit
  double confidence = 0.95;        ///< of its interval
  std::uint64_t replications = 0;  ///< at the look that it was decided at, or the last
  bool seen = false;               ///< there was anything of its kind
  std::string because;             ///< of what is worked out: how it comes to that; may be empty
};

/// What the replications of a scenario gave of a service, one by one, to be paired with another's.
struct DowntimeRows {
  std::string service;
  std::vector<std::int64_t> microseconds;  ///< of downtime, by replication, from the first
  /// Of these, what lies outside rare courses is in `microseconds`; and by their paths (sim/strikes.hpp),
  /// weighted. Empty if there were none.
  std::vector<std::int64_t> nanoseconds_on_paths;
};

/// What a cause brings a service, and a phase a failover, in the replications that are kept.
struct CauseShare {
  std::string cause;
  double unavailability = 0;
};
struct PhaseTime {
  std::string phase;
  double seconds = 0;  ///< of an average failover
};
struct Reasons {
  std::vector<std::pair<std::string, std::vector<CauseShare>>> causes;  ///< by service
  std::vector<std::pair<std::string, std::vector<PhaseTime>>>
      phases;  ///< by cluster with failovers
};

/// Verdicts are right with its confidence.
struct CheckPlan : Simulated {
  std::uint64_t first_look = 100;  ///< replications; >= 1
  std::uint64_t budget = 1000;     ///< replications at most; >= first_look
  std::uint64_t rows = 0;          ///< replications to keep one by one, run in any case
  Method method = Method::combined;
};

struct CheckResult {
  std::string file;  ///< as it was named
  std::string scenario;
  std::optional<std::string> variant;
  std::uint64_t seed = 1;
  std::uint64_t replications = 0;  ///< that were run
  std::uint64_t budget = 0;
  Duration warmup{0};
  Duration horizon{0};
  double confidence = 0.95;
  std::vector<ExpectationResult> expectations;
  std::vector<DowntimeRows> rows;  ///< one of each service
  AllRows beside;                  ///< of the same replications
  Reasons reasons;                 ///< of the replications of the rows
  bool interrupted = false;
};

/// Simulates until all expectations are decided, the budget ends or it is interrupted.
/// Throws Interrupted when nothing was finished, and Refused for a model in which time stands
/// still.
CheckResult check_scenario(const scenarios::Scenario& scenario, const CheckPlan& plan,
                           const Watch& watch);

/// How much of what the bound allows is taken, 1 being all of it: of an availability, by the
/// unavailability. None where there is no such share: between two bounds, of what never happens.
std::optional<double> share_of_allowed(const scenarios::Expectation& expectation, double value);

/// After how many replications an undecided one may be expected to be decided; none where nothing
/// tells.
std::optional<double> replications_to_decide(const ExpectationResult& result);

}  // namespace ausfall::studies
