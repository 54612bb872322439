// A scenario in which time stands still, told to the person who wrote it.
#pragma once

#include <string>

#include "app/exit_code.hpp"
#include "models/plant.hpp"
#include "sim/simulate.hpp"

namespace ausfall::app {

/// What is wrong and what to write instead, to be thrown. `where` goes before it: "variant NAME: ".
UsageError time_stands_still(const models::Plant& plant, const Livelock& livelock,
                             const std::string& where = "");

}  // namespace ausfall::app
