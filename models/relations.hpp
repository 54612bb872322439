// Which clusters have to do with a host, a network, a storage: found once, so that whoever changes one
// of these asks them, and not all that there are.
#pragma once

#include "models/plant.hpp"

namespace ausfall::models {

/// Fills in `Component::clusters`, `Network::clusters`, `Storage::decides`, `Storage::clusters` and
/// `Plant::networked`. REQUIRES: what clusters, groups and mirrors are made of is known.
void relate_clusters(Plant& plant);

}  // namespace ausfall::models
