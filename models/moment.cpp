#include "models/moment.hpp"

namespace ausfall::models {

void Moment::report(FactKind kind, std::size_t subject, std::size_t detail, std::size_t other) {
  observer->observe({kind, static_cast<std::uint32_t>(subject), static_cast<std::uint32_t>(detail),
                     static_cast<std::uint32_t>(other), origin()});
}

void Moment::unsettle(ServiceId id) {
  for (const Unsettled& each : world.unsettled) {
    if (each.service == id) return;
  }
  world.unsettled.push_back({id, origin()});
}

}  // namespace ausfall::models
