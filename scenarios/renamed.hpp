// Things under the names that they had before.
//
// Random numbers are drawn from streams that are named after things. A room whose array is now called san
// meets the same failures as before if it is simulated under the old name.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "models/plant.hpp"

namespace ausfall::scenarios {

/// From what things are called now to what they were called.
using Renames = std::map<std::string, std::string, std::less<>>;

/// "array=san" (before=now), "node1..4=h1..4" as four of these. Throws std::invalid_argument with a sentence.
void add_rename(std::string_view text, Renames& renames);

/// A dotted name ("san.controller1", "public.link.h1") with each of its parts under the other name.
std::string renamed(std::string_view name, const Renames& renames);
/// The other way round.
Renames reversed(const Renames& renames);

/// Throws std::invalid_argument, with a sentence, for a name that nothing in the plant has now, or one that
/// something else has still. REQUIRES: the plant is not complete.
models::Plant under_old_names(models::Plant plant, const Renames& renames);

}  // namespace ausfall::scenarios
