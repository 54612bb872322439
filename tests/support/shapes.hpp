// Scenarios whose downtime has different shapes, with the exact truth: it is the shape that rules for
// stopping and for verdicts fall for.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ausfall::test {

struct Shape {
  std::string name;
  std::string text;  ///< over a year; with a precision, and at most a million replications
  /// Unavailability by service; none: that of the Markov chain over the year.
  std::vector<std::optional<double>> known;
};

/// Common outages, few, rare ones, long-tailed repairs, many short and few long, several services, in
/// bursts.
std::vector<Shape> shapes();

/// The mean share of the year, by service. Where repairs are not exponential it is mttr / (mttf +
/// mttr), after a warm-up that makes its error less than 1e-6 of it.
std::vector<double> truths_of(const Shape& shape);

}  // namespace ausfall::test
