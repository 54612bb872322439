#include "models/model.hpp"

#include <array>
#include <type_traits>

#include "models/cluster/balancer.hpp"
#include "models/cluster/bringing_online.hpp"
#include "models/cluster/eviction.hpp"
#include "models/cluster/failback.hpp"
#include "models/cluster/failure_counts.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/groups.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/heartbeat.hpp"
#include "models/cluster/idle.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/maintenance.hpp"
#include "models/cluster/membership.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/quarantine.hpp"
#include "models/cluster/queue.hpp"
#include "models/cluster/quorum.hpp"
#include "models/cluster/split_brain.hpp"
#include "models/cluster/start_attempts.hpp"
#include "models/cluster/stopping.hpp"
#include "models/cluster/watchdog.hpp"
#include "models/cluster/watching.hpp"
#include "models/component.hpp"
#include "models/condensed.hpp"
#include "models/failure.hpp"
#include "models/latent.hpp"
#include "models/load.hpp"
#include "models/mirror.hpp"
#include "models/reach.hpp"
#include "models/rejuvenation.hpp"
#include "models/repair.hpp"
#include "models/service.hpp"
#include "models/storage.hpp"
#include "models/symmetry.hpp"
#include "models/world_bytes.hpp"

namespace ausfall::models {
namespace {

void place_everything(const Plant& plant, World& world) {
  // From the last to the first, each to the front of its place's list: lists are in order of ids.
  for (std::size_t i = plant.components.size(); i-- > 0;) {
    const ComponentId id(i);
    ComponentState& state = world[id];
    state.running = Running::on;
    state.place = plant[id].place;
    if (!state.place) continue;
    state.next_guest = world[state.place].first_guest;
    world[state.place].first_guest = id;
  }
}

void form_clusters(const Plant& plant, World& world) {
  for (const Cluster& cluster : plant.clusters) {
    const NodeSet all =
        cluster.nodes.size() == nodes_max ? ~NodeSet{0} : (NodeSet{1} << cluster.nodes.size()) - 1;
    if (cluster.balances_load) continue;  // its nodes have nothing to agree on
    ClusterState& state =
        world.clusters[static_cast<std::size_t>(&cluster - plant.clusters.data())];
    first_votes(cluster, state);
    for (const NodeId node : cluster.nodes) {
      world[node] = {.view = all,
                     .status = NodeStatus::member,
                     .known_votes = remembers_votes(cluster.quorum) ? state.votes : 0,
                     .idle = idles_at_first(plant, node)};
    }
  }
  for (std::size_t i = 0; i < plant.groups.size(); ++i)
    world.groups[i].owner = plant.groups[i].home;
}

}  // namespace

World Model::healthy() const {
  World world;
  world.components.resize(plant_.components.size());
  world.modes.resize(plant_.modes.size(), ModeState::armed);
  world.crews.resize(plant_.crews.size());
  world.spares.resize(plant_.spares.size());
  world.common_causes.resize(plant_.hit_count);
  world.bridged.resize(plant_.common_causes.size());
  world.faults.resize(plant_.fault_target_count);
  world.nodes.resize(plant_.nodes.size());
  world.clusters.resize(plant_.clusters.size());
  world.groups.resize(plant_.groups.size());
  world.failure_counts.resize(plant_.failure_count_count);
  world.member_stops.resize(plant_.members.size());
  world.marked.resize(plant_.nodes.size());
  world.evicted.resize(plant_.groups.size());
  world.services.resize(plant_.services.size());
  world.pair_networks.resize(plant_.node_pair_count);
  world.in_rotation.resize(plant_.instances.size(), 1);
  world.storages.resize(plant_.storages.size());
  world.mirrors.resize(plant_.mirrors.size());
  world.path_stalls.resize(plant_.storage_host_count);
  world.overdue.resize(plant_.maintenance.size());
  world.maintenance.resize(plant_.maintenance_host_count);
  world.network_part.resize(plant_.networks.size());
  world.attachments.resize(plant_.host_count * plant_.networks.size());
  for (std::size_t i = 0; i < plant_.crews.size(); ++i) {
    world.crews[i].free = static_cast<std::uint32_t>(plant_.crews[i].size);
  }
  for (std::size_t i = 0; i < plant_.spares.size(); ++i) {
    world.spares[i].in_stock = static_cast<std::uint32_t>(plant_.spares[i].size);
  }
  place_everything(plant_, world);
  form_clusters(plant_, world);
  find_reach(plant_, world);
  if (symmetry_ == nullptr) count_what_serves(plant_, world);
  for (std::size_t i = 0; i < plant_.services.size(); ++i)
    world.services[i] = assess({plant_, world}, ServiceId(i));
  return world;
}

void Model::begin(World& world, Clocks& clocks, Observer* observer) const {
  Moment moment(plant_, world, clocks, observer);
  tell_of_services(moment);
  arm(moment);
  plan_maintenance(moment);
  plan_rejuvenations(moment);
  for (std::size_t i = 0; i < plant_.clusters.size(); ++i) watch_heartbeats(moment, ClusterId(i));
  watch_all_instances(moment);
  watch_overloads(moment);
}

namespace {

void mode_fails(Moment& moment, ModeId id) {
  moment.stem_from(moment.plant[id].cause);
  fail(moment, id);
}

void mode_repaired(Moment& moment, ModeId id) {
  if (repair_ended(moment, id)) restore(moment, id);
}

template <class Owner, auto handler>
void handle(Moment& moment, const Clock& clock) {
  if constexpr (std::is_invocable_v<decltype(handler), Moment&, Owner>)
    handler(moment, Owner(clock.subject));
  else
    handler(moment, Owner(clock.subject), clock.detail);
}

/// By kind of clock: what follows.
constexpr std::array handlers = {
#define AUSFALL_CLOCK(kind, owner, name, handler) &handle<owner, handler>,
#include "models/plant/clock_kinds.inc"
#undef AUSFALL_CLOCK
};

}  // namespace

namespace {

void conclude_in_clusters(Moment& moment) {
  if (moment.plant.any_storage_response) respond_to_overdue(moment);
  retry_queued(moment);
  if (moment.plant.any_eviction) mark_lost_nodes(moment);
  if (moment.plant.any_together) {
    follow_others(moment);
    retry_queued(moment);
  }
  if (!moment.plant.any_drained) return;
  maintenance_progressed(moment);
  retry_queued(moment);  // what waits has the first choice of a node that is back
  continue_drains(moment);
  retry_queued(moment);
}

}  // namespace

void conclude(Moment& moment) {
  do {
    watch_mirrors(moment);
    conclude_in_clusters(moment);
  } while (!moment.plant.latent.empty() && find_what_is_needed(moment));
  if (moment.plant.any_idle) watch_idle(moment);
  if (!moment.plant.any_demand) return;
  watch_overloads(moment);
  for (std::size_t i = 0; i < moment.plant.groups.size(); ++i) watch_capacity(moment, GroupId(i));
}

void Model::ring(World& world, ClockId id, Clocks& clocks, Observer* observer) const {
  Moment moment(plant_, world, clocks, observer);
  const Clock& clock = plant_[id];
  handlers[static_cast<std::size_t>(clock.kind)](moment, clock);
  conclude(moment);
}

void Model::settle(World& world, Clocks& clocks, Observer* observer) const {
  if (world.unsettled.empty()) return;
  Moment moment(plant_, world, clocks, observer);
  settle_services(moment);
}

void Model::canonicalise(World& world, std::vector<RunningClock>& running) const {
  if (symmetry_ != nullptr) symmetry_->canonicalise(world, running);
}

void Model::alike(const World& world, std::span<const RunningClock> running,
                  std::vector<std::uint32_t>& leader) const {
  if (symmetry_ != nullptr) symmetry_->alike(world, running, leader);
}

void Model::encode(const World& world, std::string& bytes) const {
  models::encode({plant_, world}, bytes);
}

std::unique_ptr<Condensed> Model::condensed(ClockTable& clocks) const {
  if (symmetry_ == nullptr) return nullptr;
  return Condensed::of(plant_, *symmetry_, healthy(), clocks);
}

bool Model::spent(const World& world) const {
  for (std::size_t i = 0; i < plant_.spares.size(); ++i) {
    const Spares& spares = plant_.spares[i];
    if (!spares.restock && world.spares[i].in_stock < static_cast<std::uint32_t>(spares.size))
      return true;
  }
  return false;
}

double Model::measure(const World& world, std::size_t index) const {
  const std::size_t services = plant_.services.size();
  if (index < services) return world.services[index].up ? 1 : 0;
  return world.services[index - services].capacity / 65536.0;
}

}  // namespace ausfall::models
