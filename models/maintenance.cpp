#include "models/maintenance.hpp"

namespace ausfall::models {

void plan_maintenance(Moment& /*moment*/) {}

void maintenance_due(Moment& /*moment*/, MaintenanceId /*id*/) {}

void maintenance_done(Moment& /*moment*/, MaintenanceId /*id*/, std::size_t /*number*/) {}

void maintenance_progressed(Moment& /*moment*/) {}

}  // namespace ausfall::models
