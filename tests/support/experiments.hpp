// Scenarios that stand in a test, solved and simulated as the program does.
#pragma once

#include <optional>
#include <string>

#include "scenarios/reader.hpp"
#include "sim/time.hpp"
#include "studies/result.hpp"
#include "studies/solution.hpp"

namespace ausfall::test {

/// Reads a scenario. Fails with all its diagnostics if there are mistakes in it.
scenarios::Scenario scenario(const std::string& text);

/// The exact answer; with `at`, the transient one too.
studies::Solution solve(const std::string& text, std::optional<Duration> at = std::nullopt,
                        int phases = 0);

/// Simulated as the scenario says, with another seed and number of replications if given.
studies::RunResult run(const std::string& text, std::optional<std::uint64_t> seed = std::nullopt,
                       std::optional<std::uint64_t> replications = std::nullopt,
                       unsigned threads = 2);

/// Simulated until every service is known to this relative half-width, or as often as the scenario
/// allows.
studies::RunResult run_to(const std::string& text, double precision, std::uint64_t seed,
                          unsigned threads = 2);

/// By name. Throws std::out_of_range.
const studies::SolvedService& service(const studies::Solution& solution, const std::string& name);
const studies::ServiceResult& service(const studies::RunResult& result, const std::string& name);

}  // namespace ausfall::test
