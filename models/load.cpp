#include "models/load.hpp"

#include <algorithm>

#include "models/component.hpp"

namespace ausfall::models {
namespace {

/// An instance in rotation gets as much as each other one, and one that is not gets nothing.
double asked_by_pools(Scene scene, ComponentId id) {
  double asked = 0;
  for (const InstanceId instance : scene.plant[id].instances) {
    if (scene.world.in_rotation[instance.index()] == 0) continue;
    const Pool& pool = scene.plant[scene.plant[instance].pool];
    const auto in_rotation = std::ranges::count_if(pool.instances, [&](InstanceId each) {
      return scene.world.in_rotation[each.index()] != 0;
    });
    asked += pool.demand / static_cast<double>(in_rotation);
  }
  return asked;
}

double asked_by_itself(Scene scene, ComponentId id) {
  return scene.plant[id].instances.empty() ? scene.plant[id].demand : asked_by_pools(scene, id);
}

/// By it and all that stands on it, once they do their work.
double asked_in_all(Scene scene, ComponentId id) {
  double asked = asked_by_itself(scene, id);
  for (ComponentId guest = scene.world[id].first_guest; guest;
       guest = scene.world[guest].next_guest)
    asked += asked_in_all(scene, guest);
  return asked;
}

bool stands_on(const World& world, ComponentId id, ComponentId place) {
  while (id && id != place) id = world[id].place;
  return id == place;
}

double borne(Scene scene, ComponentId id) {
  return scene.plant[id].bears * own_capacity_of(scene, id);
}

}  // namespace

double load_of(Scene scene, ComponentId id) {
  if (!scene.world[id].alive()) return 0;
  double load = asked_by_itself(scene, id);
  for (ComponentId guest = scene.world[id].first_guest; guest;
       guest = scene.world[guest].next_guest)
    load += load_of(scene, guest);
  return load;
}

double share_served(Scene scene, ComponentId id) {
  double narrowest = 1;
  double capacity = 1;
  for (; id; id = scene.world[id].place) {
    if (scene.plant[id].bears == 0) {
      capacity *= own_capacity_of(scene, id);
      continue;
    }
    const double load = load_of(scene, id);
    if (load > 0) narrowest = std::min(narrowest, borne(scene, id) / load);
  }
  return narrowest * capacity;
}

double share_served_on(Scene scene, MemberId id, ComponentId place) {
  const Component& member = scene.plant[scene.plant[id].component];
  const double own = asked_in_all(scene, scene.plant[id].component);
  double narrowest = member.bears > 0 && own > 0 ? std::min(1.0, member.bears / own) : 1;
  double capacity = 1;
  for (; place; place = scene.world[place].place) {
    if (scene.plant[place].bears == 0) {
      capacity *= own_capacity_of(scene, place);
      continue;
    }
    double load = load_of(scene, place);
    for (const MemberId each : scene.plant[scene.plant[id].group].members) {
      const ComponentId component = scene.plant[each].component;
      load += asked_in_all(scene, component);
      if (stands_on(scene.world, component, place)) load -= load_of(scene, component);
    }
    if (load > 0) narrowest = std::min(narrowest, borne(scene, place) / load);
  }
  return narrowest * capacity;
}

double load_borne(Scene scene, ComponentId id) {
  double most = 0;
  for (; id; id = scene.world[id].place) {
    const double bears = borne(scene, id);
    if (bears > 0) most = std::max(most, load_of(scene, id) / bears);
  }
  return most;
}

void watch_overloads(Moment& moment) {
  for (const ModeId id : moment.plant.overloads) {
    const Mode& mode = moment.plant[id];
    const bool overloaded = moment.world[id] == ModeState::armed &&
                            moment.world[mode.component].alive() &&
                            load_borne(moment, mode.component) > mode.beyond;
    if (!overloaded)
      moment.clocks.stop(mode.fails);
    else if (!moment.clocks.running(mode.fails))
      moment.clocks.start(mode.fails, mode.ttf);
  }
}

}  // namespace ausfall::models
