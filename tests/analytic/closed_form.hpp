// A scenario whose unavailability has a closed form, solved and simulated.
//
// `solve` has to agree to nine digits of the unavailability. `run` has to contain the exact value
// in its 99.99 % interval: with two intervals a scenario a false alarm comes once in thousands of
// different seeds, and the seed is fixed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {

inline void expect_solved(const test::Oracle& oracle, const std::string& text,
                          double unavailability) {
  const studies::Solution solution = test::solve(text);
  test::expect_relative({oracle.question + ", solved", oracle.source}, unavailability,
                        solution.services.front().steady->unavailability, 1e-9);
}

inline void expect_simulated(const test::Oracle& oracle, const std::string& text,
                             double unavailability, double relative_half_width) {
  const std::uint64_t replications =
      test::scenario(text).replications.min * test::quick_or_thorough(1, 100);
  const studies::RunResult result =
      test::run("confidence: 99.99 %\n" + text, std::nullopt, replications);
  test::expect_contained({oracle.question + ", simulated", oracle.source}, unavailability,
                         result.services.front().unavailability, 2 * relative_half_width);
}

inline void expect_both(const test::Oracle& oracle, const std::string& text,
                        double unavailability) {
  expect_solved(oracle, text, unavailability);
  expect_simulated(oracle, text, unavailability, 0.2);
}

}  // namespace ausfall
