// What holds in every world of every plant, said anew from scratch: nothing here asks the models
// how they came to it.
#pragma once

#include <optional>
#include <string>

#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/clocks.hpp"

namespace ausfall::test {

/// The first statement that does not hold, in words.
using Violation = std::optional<std::string>;

/// Holds whenever a clock has rung.
///
/// `armed`: failure clocks are left alone. Without, nobody asks which of them run.
Violation violated_after_a_ring(models::Scene scene, const Clocks& clocks, bool armed = true);

/// Holds when time passes: the model has settled, and nothing is due.
Violation violated_when_time_passes(models::Scene scene, const Clocks& clocks);

/// Holds long after everything that was wrong has ended: what can be in order is.
Violation violated_in_the_end(models::Scene scene, const Clocks& clocks);

}  // namespace ausfall::test
