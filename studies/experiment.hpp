// Simulation experiments: a plant and an engine in, a result out.
//
// 1. The result is a function of plant, plan and seed. Threads change how long it takes, nothing
//    else.
// 2. Several plants can be simulated jointly: replication r of each meets the same random numbers,
//    since streams are named after what they are for. Every plant's result is what it would be
//    alone, and all have as many replications, after an interrupt too.
// 3. With a precision, the run is looked at only after numbers of replications that depend on the
//    plan and on what was found at the looks before (sim/stopping.hpp), so where it stops does not
//    depend on threads either.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ledger.hpp"
#include "models/plant.hpp"
#include "scenarios/reader.hpp"
#include "sim/difference.hpp"
#include "sim/time.hpp"
#include "studies/draws.hpp"
#include "studies/method.hpp"
#include "studies/plan.hpp"
#include "studies/replication.hpp"
#include "studies/result.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// What to simulate, and how often.
struct ExperimentPlan : Titled, Simulated {
  std::vector<std::string> faults;  ///< what was injected, for people; empty for a run
  Duration warmup{0};
  std::optional<Begin> begins{};          ///< REQUIRES: there are faults
  Duration horizon = 10 * year;           ///< measured after the warm-up. > 0
  std::uint64_t first_replication = 0;    ///< their number; without a precision
  std::uint64_t replications_min = 1000;  ///< >= 1
  std::uint64_t replications_max = 1000;  ///< >= replications_min; equal without a precision
  std::optional<double>
      precision;  ///< relative half-width of every service's unavailability at which to stop. > 0
  Method method = Method::combined;  ///< how rare outages are looked for
};

/// How a scenario is run: as it says, but for the number of replications and the precision, where
/// these are given. A number alone is that many; with a precision, it is the most.
ExperimentPlan experiment_plan(const scenarios::Scenario& scenario, const Simulated& how,
                               std::optional<std::uint64_t> replications = std::nullopt,
                               std::optional<double> precision = std::nullopt);

/// Simulates until the plan is done or it is interrupted; then the result holds what was
/// finished.
///
/// Throws Interrupted when nothing was, and Refused for a model in which time stands still.
RunResult simulate_plan(const models::Plant& plant, const ExperimentPlan& plan, const Watch& watch);

/// The same of a scenario, over what it does not know, too.
RunResult simulate_scenario(const scenarios::Scenario& scenario, const ExperimentPlan& plan,
                            const Watch& watch);

/// One of several plants that are simulated jointly.
struct Subject {
  const models::Plant* plant = nullptr;
  std::optional<std::string> variant;
  /// Where something is not known: each replication runs on the plant of its draw, which is `plant`
  /// but for its times. With two replications a draw the result tells chance from not knowing.
  const Draws* draws = nullptr;
};

/// What a service gave in the same replications of two subjects: of the second less of the first.
struct PairedService {
  std::size_t a = 0;  ///< index of the subject
  std::size_t b = 0;
  models::ServiceId service_a;
  models::ServiceId service_b;
  /// Of histories, and of the paths beside them; where there are these, histories outside rare
  /// courses.
  struct Stratum {
    PairedDifference unavailability;
    PairedDifference outages;  ///< of a replication
    PairedDifference lost;     ///< share of requests not served

    void merge(const Stratum& other);
  };
  Stratum histories;
  Stratum paths;
};

struct JointResult {
  std::vector<RunResult> results;    ///< as the subjects
  std::vector<Measured> measured;    ///< likewise
  std::vector<PairedService> pairs;  ///< as given
};

/// As simulate_plan, of several plants. `pairs` says what is to be paired, without any replication.
/// The plan's variant is not looked at. REQUIRES: there is at least one subject.
JointResult simulate_jointly(const std::vector<Subject>& subjects,
                             const std::vector<PairedService>& pairs, const ExperimentPlan& plan,
                             const Watch& watch);

}  // namespace ausfall::studies
