// A scenario in which time stands still, told to the person who wrote it.
#pragma once

#include <string>

#include "models/plant.hpp"
#include "sim/simulate.hpp"
#include "studies/errors.hpp"

namespace ausfall::studies {

/// What is wrong and what to write instead, to be thrown. `where` goes before it: "variant NAME: ".
Refused time_stands_still(const models::Plant& plant, const Livelock& livelock,
                          const std::string& where = "");

}  // namespace ausfall::studies
