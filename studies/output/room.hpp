// What stands in a room, as JSON: what stands on what, what hangs together by which network and
// storage, who watches over whom. It draws the room, and nothing more; small beside a result.
#pragma once

#include <string>

#include "models/plant.hpp"
#include "studies/output/json.hpp"

namespace ausfall::studies {

/// {"hosts": {NAME: {"site", "rack"}}, each where it says so, "vms": {NAME: host or null}, "apps": {NAME: host or VM}, "networks",
/// "trunks", "storage", "clusters", "maintenance"}; "all" stands for the names of all hosts.
Json room_of(const models::Plant& plant);

/// A result as JSON, a document, with the room behind all that it has.
std::string with_room(const std::string& result, const models::Plant& plant);

}  // namespace ausfall::studies
