// The bytes of a world, by which situations that were met before are recognised.
//
// What follows from the rest, or is empty whenever time passes, has none; nor has what no plant of this
// kind uses.
#pragma once

#include <string>

#include "models/world.hpp"

namespace ausfall::models {

/// Appends the bytes that tell this world from every other of the same plant.
void encode(Scene scene, std::string& bytes);

}  // namespace ausfall::models
