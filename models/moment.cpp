#include "models/moment.hpp"

#include <utility>

namespace ausfall::models {

void Moment::report(FactKind kind, std::size_t subject, std::size_t detail, std::size_t other) {
  observer->observe({kind, static_cast<std::uint32_t>(subject), static_cast<std::uint32_t>(detail),
                     static_cast<std::uint32_t>(other), origin()});
}

void Moment::unsettle(ServiceId id) {
  if (std::exchange(world[id].noted, true)) return;
  world.unsettled.push_back({id, origin()});
}

void Moment::unsettle_any() { world.unsettled.push_back({{}, origin()}); }

}  // namespace ausfall::models
