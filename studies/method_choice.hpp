// Which method serves, what is rare, and how often what is struck: found out by a pilot run with
// random numbers of its own, so nothing that is reported has taken part in the choice. It counts
// events, not seconds: the choice is the same on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/plant.hpp"
#include "sim/strikes.hpp"
#include "studies/method.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

/// What a choice depends on.
struct MethodQuestion {
  Method asked = Method::combined;
  MeasuredSpan span;
  std::uint64_t seed = 1;
  std::uint64_t replications = 1;  ///< with a precision, the fewest
  std::optional<double> precision{};
};

/// Throws Refused if the method asked for cannot work on this plant, and what simulating throws.
ChosenMethod choose_method(const models::Plant& plant, const MethodQuestion& question,
                           const Watch& watch);

/// Plants are compared: kinds of failures that several have are rare to the same degree, and are struck
/// as often, in all of them, so that strikes are paired.
void strike_alike(std::vector<ChosenMethod>& methods);

}  // namespace ausfall::studies
