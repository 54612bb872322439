#include "models/cluster/planned.hpp"

namespace ausfall::models {

void drain(Moment& /*moment*/, NodeId /*id*/) {}

void end_drain(Moment& /*moment*/, NodeId /*id*/) {}

bool is_drained(const Moment& /*moment*/, NodeId /*id*/) { return true; }

void group_migrated(Moment& /*moment*/, GroupId /*id*/) {}

}  // namespace ausfall::models
