#include "models/cluster/isolation.hpp"

namespace ausfall::models {

void watch_isolation(Moment& /*moment*/, ClusterId /*cluster*/) {}

void isolation_due(Moment& /*moment*/, NodeId /*id*/) {}

void isolated_node_shut_down(Moment& /*moment*/, NodeId /*id*/) {}

}  // namespace ausfall::models
