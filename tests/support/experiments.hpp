// Scenarios that stand in a test, solved and simulated as the program does.
#pragma once

#include <optional>
#include <string>

#include "app/result.hpp"
#include "app/solution.hpp"
#include "scenarios/reader.hpp"
#include "sim/time.hpp"

namespace ausfall::test {

/// Reads a scenario. Fails with all its diagnostics if there are mistakes in it.
scenarios::Scenario scenario(const std::string& text);

/// The exact answer; with `at`, the transient one too.
app::Solution solve(const std::string& text, std::optional<Duration> at = std::nullopt,
                    int phases = 0);

/// Simulated as the scenario says, with another seed and number of replications if given.
app::RunResult run(const std::string& text, std::optional<std::uint64_t> seed = std::nullopt,
                   std::optional<std::uint64_t> replications = std::nullopt, unsigned threads = 2);

/// Simulated until every service is known to this relative half-width, or as often as the scenario
/// allows.
app::RunResult run_to(const std::string& text, double precision, std::uint64_t seed,
                      unsigned threads = 2);

/// By name. Throws std::out_of_range.
const app::SolvedService& service(const app::Solution& solution, const std::string& name);
const app::ServiceResult& service(const app::RunResult& result, const std::string& name);

}  // namespace ausfall::test
