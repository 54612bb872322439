#include "models/model.hpp"

#include "models/cluster/balancer.hpp"
#include "models/cluster/failback.hpp"
#include "models/cluster/fencing.hpp"
#include "models/cluster/heartbeat.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/membership.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/quorum.hpp"
#include "models/cluster/recovery.hpp"
#include "models/component.hpp"
#include "models/condensed.hpp"
#include "models/failure.hpp"
#include "models/maintenance.hpp"
#include "models/reach.hpp"
#include "models/repair.hpp"
#include "models/service.hpp"
#include "models/storage.hpp"
#include "models/symmetry.hpp"

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
    for (const NodeId node : cluster.nodes)
      world[node] = {.view = all, .status = NodeStatus::member};
    first_votes(cluster,
                world.clusters[static_cast<std::size_t>(&cluster - plant.clusters.data())]);
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
  world.faults.resize(plant_.faults.size());
  world.nodes.resize(plant_.nodes.size());
  world.clusters.resize(plant_.clusters.size());
  world.groups.resize(plant_.groups.size());
  world.services.resize(plant_.services.size());
  world.pair_networks.resize(plant_.node_pair_count);
  world.in_rotation.resize(plant_.instances.size(), 1);
  world.storages.resize(plant_.storages.size());
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
  for (std::size_t i = 0; i < plant_.services.size(); ++i)
    world.services[i] = assess({plant_, world}, ServiceId(i));
  return world;
}

void Model::begin(World& world, Clocks& clocks, Observer* observer) const {
  Moment moment(plant_, world, clocks, observer);
  tell_of_services(moment);
  arm(moment);
  plan_maintenance(moment);
  for (std::size_t i = 0; i < plant_.clusters.size(); ++i) watch_heartbeats(moment, ClusterId(i));
  watch_all_instances(moment);
}

namespace {

/// The table: what follows from which clock.
void follow(Moment& moment, ClockId id) {
  const Plant& plant = moment.plant;
  const Clock& clock = plant[id];
  const ModeId mode(clock.subject);
  const CommonCauseId common_cause(clock.subject);
  const FaultId fault(clock.subject);
  const NodeId node(clock.subject);
  const GroupId group(clock.subject);
  switch (clock.kind) {
    case ClockKind::mode_fails:
      moment.stem_from(plant[mode].cause);
      return fail(moment, mode);
    case ClockKind::mode_repaired:
      repair_ended(moment, mode);
      return restore(moment, mode);
    case ClockKind::crew_responds:
      return crew_responded(moment, CrewId(clock.subject), clock.detail);
    case ClockKind::spare_arrives:
      return spare_arrived(moment, SparesId(clock.subject));
    case ClockKind::common_cause_strikes:
      moment.stem_from(plant[common_cause].cause);
      return common_cause_strikes(moment, common_cause);
    case ClockKind::common_cause_ends:
      return common_cause_ends(moment, common_cause);
    case ClockKind::fault_strikes:
      moment.stem_from(plant[fault].cause);
      return fault_strikes(moment, fault);
    case ClockKind::fault_ends:
      return fault_ends(moment, fault);
    case ClockKind::component_started:
      return start_ended(moment, ComponentId(clock.subject));
    case ClockKind::disk_timed_out:
      return disk_timed_out(moment, ComponentId(clock.subject));
    case ClockKind::node_suspected:
      return node_suspected(moment, node);
    case ClockKind::regrouped:
      return regrouped(moment, node);
    case ClockKind::arbitrated:
      return arbitrated(moment, node);
    case ClockKind::service_retries:
      return service_retries(moment, node);
    case ClockKind::quorum_disk_given_up:
      return quorum_disk_given_up(moment, ClusterId(clock.subject));
    case ClockKind::member_failure_seen:
      return failure_seen(moment, MemberId(clock.subject));
    case ClockKind::boot_io_done:
      return boot_io_done(moment, ComponentId(clock.subject));
    case ClockKind::storage_resumes:
      return storage_resumed(moment, StorageId(clock.subject));
    case ClockKind::path_resumes:
      return path_resumed(moment, StorageId(clock.subject), clock.detail);
    case ClockKind::heartbeats_missed:
      return heartbeats_missed(moment, node, clock.detail);
    case ClockKind::heartbeat_heard:
      return heartbeat_heard(moment, node, clock.detail);
    case ClockKind::node_beats:
      return node_beats(moment, node);
    case ClockKind::node_isolated:
      return isolation_due(moment, node);
    case ClockKind::node_shut_down:
      return isolated_node_shut_down(moment, node);
    case ClockKind::node_fenced:
      return node_fenced(moment, node);
    case ClockKind::lease_expires:
      return lease_expired(moment, node);
    case ClockKind::watchdog_fires:
      return watchdog_fired(moment, node);
    case ClockKind::pending_timed_out:
      return pending_timed_out(moment, MemberId(clock.subject));
    case ClockKind::group_grace_over:
      return grace_over(moment, group);
    case ClockKind::group_migrated:
      return group_migrated(moment, group);
    case ClockKind::instance_noticed:
      return instance_noticed(moment, InstanceId(clock.subject));
    case ClockKind::maintenance_due:
      return maintenance_due(moment, MaintenanceId(clock.subject));
    case ClockKind::maintenance_done:
      return maintenance_done(moment, MaintenanceId(clock.subject), clock.detail);
    case ClockKind::group_fenced:
      return group_fenced(moment, group);
    case ClockKind::group_moved:
      return group_moved(moment, group);
    case ClockKind::restart_delay_over:
      return restart_delay_over(moment, group);
    case ClockKind::restarts_forgotten:
      return restarts_forgotten(moment, group);
    case ClockKind::failovers_forgotten:
      return failovers_forgotten(moment, group);
    case ClockKind::person_arrives:
      return person_arrived(moment, group);
    case ClockKind::failback_due:
      return failback_due(moment, group);
  }
}

}  // namespace

void Model::ring(World& world, ClockId id, Clocks& clocks, Observer* observer) const {
  Moment moment(plant_, world, clocks, observer);
  follow(moment, id);
  if (!plant_.any_drained) return;
  maintenance_progressed(moment);
  continue_drains(moment);
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
