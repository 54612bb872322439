#include "models/cluster/balancer.hpp"

namespace ausfall::models {

void watch_instance(Moment& /*moment*/, InstanceId /*id*/) {}

void instance_noticed(Moment& /*moment*/, InstanceId /*id*/) {}

double answered(const Plant& /*plant*/, const World& /*world*/, PoolId /*id*/) { return 1; }

}  // namespace ausfall::models
