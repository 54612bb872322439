// Why a group is not served, in words.
#pragma once

#include <string>

#include "models/cluster/hindrance.hpp"
#include "models/plant.hpp"

namespace ausfall::studies {

/// What is said of the group: "needs 24 GiB more memory: it takes 32 GiB, and h2 has 8 GiB free",
/// "finds no node that may run it".
std::string hindrance_words(const models::Plant& plant, models::GroupId group,
                            const models::Hindrance& hindrance);

/// "memory", "cores", "quorum"; keys of JSON.
std::string_view name_of(models::Obstacle obstacle);

}  // namespace ausfall::studies
