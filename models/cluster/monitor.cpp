#include "models/cluster/monitor.hpp"

#include "models/component.hpp"
#include "models/load.hpp"

namespace ausfall::models {
namespace {

const Monitor& monitor_of(const Plant& plant, MemberId id) {
  return plant[plant[plant[id].group].cluster].monitor;
}

}  // namespace

bool sees(Scope scope, bool hangs) {
  switch (scope) {
    case Scope::node:
      return false;
    case Scope::vm_state:
      return !hangs;
    case Scope::guest_os:
    case Scope::app:
      return true;
  }
  return false;
}

const Distribution* time_to_see(const Plant& plant, MemberId member, ComponentId id, bool hangs) {
  const Monitor& monitor = monitor_of(plant, member);
  const bool inside = plant[member].component != id;
  if (inside && monitor.scope != Scope::app)
    return monitor.status_seen ? &*monitor.status_seen : nullptr;
  if (!sees(monitor.scope, hangs)) return nullptr;
  return hangs ? &monitor.hang_seen : &monitor.stop_seen;
}

bool below_floor(Scene scene, MemberId id) {
  const Monitor& monitor = monitor_of(scene.plant, id);
  const ComponentId component = scene.plant[id].component;
  if (monitor.capacity_floor == 0 || !sees(monitor.scope, true) || !scene.world[component].alive())
    return false;
  const double share =
      scene.plant.any_demand ? share_served(scene, component) : capacity_of(scene, component);
  return share < monitor.capacity_floor;
}

bool restart_lifts_it(Scene scene, MemberId id) {
  const ComponentId place = scene.world[scene.plant[id].component].place;
  const double share =
      scene.plant.any_demand ? share_served_on(scene, id, place) : capacity_of(scene, place);
  return share >= monitor_of(scene.plant, id).capacity_floor;
}

}  // namespace ausfall::models
