// Where groups are when something strikes: a study from good health knows the first day only.
//
// Groups that do not go home (`failback: never`) stay where a failover has brought them. So a failure of
// a node strikes other groups later, and finds other room, than on the first day, from which `inject`
// and `fmea` start; `run` meets it as it comes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/plant.hpp"

namespace ausfall::studies {

/// Whether what these components carry depends on which groups have moved before: one is a node, or the
/// host of one, of a cluster with several groups that do not go home.
bool hangs_on_placement(const models::Plant& plant,
                        const std::vector<models::ComponentId>& components);

/// What somebody should know who injected a fault into the plant that has these targets: what the
/// groups that were moved by it would have met later. Nothing where it does not matter. `moved`: by
/// cluster, whether groups did go to another node.
std::optional<std::string> note_on_placement(const models::Plant& plant,
                                             const std::vector<bool>& moved,
                                             const std::string& fault);

/// The same of many failures, of which these hang on it. REQUIRES: there is one.
std::string note_on_first_day(const models::Plant& plant, const std::vector<std::string>& failures);

}  // namespace ausfall::studies
