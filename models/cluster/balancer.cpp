#include "models/cluster/balancer.hpp"

#include <algorithm>

#include "models/component.hpp"
#include "models/load.hpp"
#include "models/reach.hpp"
#include "models/service.hpp"

namespace ausfall::models {
namespace {

const Check& check_of(const Plant& plant, InstanceId id) {
  return plant[plant[plant[id].pool].cluster].check;
}

bool in_rotation(const World& world, InstanceId id) { return world.in_rotation[id.index()] != 0; }

/// An application, or a VM, that does its work where clients reach it.
bool answers(Scene scene, ComponentId id) {
  return serves(scene, id) && clients_reach(scene, host_of(scene.world, id));
}

/// What the check finds when it asks: the application's answer, or a heartbeat over the network of
/// the clients.
bool passes_check(Scene scene, InstanceId id) {
  if (check_of(scene.plant, id).of_app) return answers(scene, scene.plant[id].component);
  const ComponentId machine = scene.plant[id].machine;
  return scene.world[machine].alive() && clients_reach(scene, host_of(scene.world, machine));
}

/// Its machine is gone, stands still, or nobody reaches it: nothing there takes a connection.
bool is_unreachable(Scene scene, ComponentId id) {
  if (!clients_reach(scene, host_of(scene.world, id))) return true;
  if (scene.plant[id].kind != ComponentKind::app) return true;  // a VM: its own machine
  for (ComponentId on = scene.world[id].place; on; on = scene.world[on].place) {
    if (!scene.world[on].alive()) return true;
  }
  return false;
}

/// How checks fail of an instance that does not pass them.
const Distribution& fall_seen(Scene scene, InstanceId id) {
  const Check& check = check_of(scene.plant, id);
  const ComponentId component = scene.plant[id].component;
  if (!check.of_app || is_unreachable(scene, component)) return check.unreachable_seen;
  return scene.world[component].running == Running::on ? check.unanswered_seen : check.refused_seen;
}

/// What it still has to notice keeps its clock; what is as it believes has none.
void watch(Moment& moment, InstanceId id) {
  const ClockId noticed = moment.plant[id].noticed;
  const bool believed = in_rotation(moment.world, id);
  const bool passes = passes_check(moment, id);
  const bool to_be_noticed = moment.clocks.running(noticed);
  if ((passes != believed) == to_be_noticed) return;
  moment.tell(passes ? FactKind::instance_passes : FactKind::instance_fails, id);
  if (passes == believed) return moment.clocks.stop(noticed);
  moment.clocks.start(noticed,
                      believed ? fall_seen(moment, id) : check_of(moment.plant, id).rise_seen);
}

void unsettle_pool(Moment& moment, PoolId id) {
  for (const ServiceId service : moment.plant[id].services) moment.unsettle(service);
  if (moment.plant.any_demand) unsettle_services(moment);
}

}  // namespace

void instance_changed(Moment& moment, ComponentId id) {
  for (const InstanceId instance : moment.plant[id].instances)
    unsettle_pool(moment, moment.plant[instance].pool);
  for (const InstanceId instance : moment.plant[id].checks) watch(moment, instance);
}

void watch_all_instances(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.instances.size(); ++i) watch(moment, InstanceId(i));
}

void instance_noticed(Moment& moment, InstanceId id) {
  std::uint8_t& rotates = moment.world.in_rotation[id.index()];
  rotates = rotates == 0 ? 1 : 0;
  moment.tell(rotates != 0 ? FactKind::instance_added : FactKind::instance_removed, id);
  unsettle_pool(moment, moment.plant[id].pool);
}

bool in_service(Scene scene, ComponentId id) {
  if (scene.plant[id].instances.empty()) return serves(scene, id);
  return answers(scene, id) && std::ranges::any_of(scene.plant[id].instances, [&](InstanceId each) {
           return in_rotation(scene.world, each);
         });
}

double answered(Scene scene, PoolId id) {
  double asked = 0;
  double answers_given = 0;
  for (const InstanceId instance : scene.plant[id].instances) {
    if (!in_rotation(scene.world, instance)) continue;
    ++asked;
    const ComponentId component = scene.plant[instance].component;
    if (!answers(scene, component)) continue;
    answers_given +=
        scene.plant.any_demand ? share_served(scene, component) : capacity_of(scene, component);
  }
  return asked > 0 ? answers_given / asked : 0;
}

}  // namespace ausfall::models
