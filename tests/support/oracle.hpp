// What others know, and what Ausfall says of it. Each such comparison in a test is a check, and a
// line of VALIDATION.md, which `./dev validate` writes.
//
// 1. A test program writes its lines as one table for each test suite, in the order of the tests,
//    into the file that the environment variable AUSFALL_VALIDATION names, when all tests have run.
// 2. With AUSFALL_THOROUGH set, what is simulated is simulated for longer: more seeds, more
//    replications. The quick form is what every run of the tests does.
#pragma once

#include <cstdint>
#include <string>

#include "sim/estimate.hpp"

namespace ausfall::test {

/// A question whose answer is known.
struct Oracle {
  std::string question;  ///< "workstation cluster, N = 2: availability of premium"
  std::string source;    ///< of the answer: a paper, a product's document, or the theory behind it
};

/// Whether VALIDATION.md is made in its thorough form.
bool thorough();

/// The first, or the second when thorough.
std::uint64_t quick_or_thorough(std::uint64_t quick, std::uint64_t thorough);

/// Expects a computed number within `error_most` of the known one, which is not 0, relatively.
void expect_relative(const Oracle& oracle, double known, double computed, double error_most);

/// Expects a computed number within `error_most` of the known one.
void expect_absolute(const Oracle& oracle, double known, double computed, double error_most);

/// Expects the estimate's interval to contain what is known, and to be no wider than `width_most`
/// of it, relatively: an interval that contains everything says nothing.
void expect_contained(const Oracle& oracle, double known, const Estimate& estimate,
                      double width_most);

/// Expects the estimate's interval to have a part within known bounds.
void expect_within_bounds(const Oracle& oracle, double low, double high, const Estimate& estimate);

/// Expects all that was seen, from `seen_least` to `seen_most`, to lie from `least` to `most`, but
/// for rounding.
void expect_between(const Oracle& oracle, double least, double most, double seen_least,
                    double seen_most, const std::string& unit);

/// Of `trials` intervals of a method, each of which should contain the truth with probability
/// `stated`, `contained` did. Expects a share of at least `least` and at most `most`.
void expect_coverage(const Oracle& oracle, double stated, std::uint64_t contained,
                     std::uint64_t trials, double least, double most = 1);

}  // namespace ausfall::test
