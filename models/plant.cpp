#include "models/plant.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "models/counting.hpp"
#include "models/disk_loss.hpp"

namespace ausfall::models {
namespace {

/// Bytes that an I/O of a booting guest moves: Windows 7 reads and writes 520 to 630 MB in about
/// 70,000 I/Os (ThinIO).
constexpr double boot_io_size = 8192;

/// I/Os a second that a storage answers to those who boot; 0 does not limit.
double boot_ios_a_second(const Storage& storage) {
  const double moved = storage.throughput / boot_io_size;
  if (storage.iops == 0 || moved == 0) return std::max(storage.iops, moved);
  return std::min(storage.iops, moved);
}

/// Fills in what follows from the rest of a plant.
class Completion {
 public:
  explicit Completion(Plant plant) : plant_(std::move(plant)) {}

  Plant whole() && {
    components();
    modes();
    common_causes();
    faults();
    networks();
    clusters();
    pools();
    storages();
    maintenance();
    rejuvenations();
    crews();
    spares();
    count_services(plant_);
    services_in_turn();
    return std::move(plant_);
  }

 private:
  Component& at(ComponentId id) { return plant_.components[id.index()]; }

  /// `apart` tells it from other clocks of this kind and owner.
  template <class Tag>
  ClockId clock(ClockKind kind, Id<Tag> subject, std::string_view owner, std::size_t detail = 0,
                std::string_view apart = {}) {
    std::string name = fmt::format("{}{}{}", owner, name_of(kind), apart);
    // Two faults may strike the same thing, and a failure mode may be called "boot".
    const int count = ++names_[name];
    if (count > 1) name += fmt::format("#{}", count);
    const Stream stream = stream_named(name);
    plant_.clocks.push_back({kind, static_cast<std::uint32_t>(subject.index()),
                             static_cast<std::uint32_t>(detail), std::move(name), stream});
    return ClockId(plant_.clocks.size() - 1);
  }

  CauseId cause(std::string name) {
    plant_.causes.push_back(std::move(name));
    return CauseId(plant_.causes.size() - 1);
  }

  void components() {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      Component& component = plant_.components[i];
      plant_.any_demand = plant_.any_demand || component.bears > 0;
      if (component.kind == ComponentKind::host)
        component.host_number = static_cast<std::uint32_t>(plant_.host_count++);
      if (component.lag > Duration(0)) plant_.copied.emplace_back(i);
      if (!component.runs()) continue;
      if (component.start_failure > 0)
        component.start_failures = stream_named(component.name + ".start-failure");
      component.stop_failures = stream_named(component.name + ".stop-failure");
      if (component.place) at(component.place).guests.push_back(ComponentId(i));
      component.started = clock(ClockKind::component_started, ComponentId(i), component.name, 0,
                                component.kind == ComponentKind::app ? "start" : "boot");
    }
  }

  void modes() {
    for (Component& component : plant_.components) component.modes.clear();
    for (std::size_t i = 0; i < plant_.modes.size(); ++i) {
      const ModeId id(i);
      Mode& mode = plant_.modes[i];
      Component& component = at(mode.component);
      component.modes.push_back(id);
      const std::string name = full_name(component, mode);
      mode.fails = clock(ClockKind::mode_fails, id, name);
      mode.repaired = clock(ClockKind::mode_repaired, id, name);
      mode.cause = cause(name);
      if (mode.effect == Effect::latent) plant_.latent.push_back(id);
      if (mode.test) mode.tested = clock(ClockKind::mode_tested, id, name);
      if (mode.beyond > 0) plant_.overloads.push_back(id);
      plant_.any_degrade = plant_.any_degrade || mode.effect == Effect::degrade;
    }
  }

  /// "node1.hardware"; the mode of a part of a network or storage is named by its part already:
  /// "private.switch".
  static std::string full_name(const Component& component, const Mode& mode) {
    return component.runs() || component.kind == ComponentKind::trunk ||
                   component.kind == ComponentKind::device
               ? fmt::format("{}.{}", component.name, mode.name)
               : component.name;
  }

  void common_causes() {
    for (std::size_t i = 0; i < plant_.common_causes.size(); ++i) {
      CommonCause& each = plant_.common_causes[i];
      each.strikes = clock(ClockKind::common_cause_strikes, CommonCauseId(i), each.name);
      each.ends = clock(ClockKind::common_cause_ends, CommonCauseId(i), each.name);
      each.cause = cause(each.name);
      each.stream = stream_named(each.name + ".hits");
      if (each.bridged_by) at(each.bridged_by).bridges.emplace_back(i);
      if (each.bridge_time)
        each.bridge_over = clock(ClockKind::bridge_over, CommonCauseId(i), each.name);
      each.first_hit = plant_.hit_count;
      plant_.hit_count += each.hits.size();
    }
  }

  void faults() {
    for (std::size_t i = 0; i < plant_.faults.size(); ++i) {
      Fault& fault = plant_.faults[i];
      assert(fault.common_cause.named() == fault.targets.empty());
      plant_.any_drained = plant_.any_drained || fault.evacuates;
      fault.strikes = clock(ClockKind::fault_strikes, FaultId(i), fault.name);
      fault.ends = clock(ClockKind::fault_ends, FaultId(i), fault.name);
      fault.cause = cause_of(FaultId(i));
      fault.first_target = plant_.fault_target_count;
      plant_.fault_target_count += fault.targets.size();
      for (const FaultTarget& target : fault.targets) {
        if (target.component && fault.effect == Effect::hang)
          at(target.component).faults.push_back(FaultId(i));
      }
    }
  }

  /// That of its mode or common cause; two faults that are called the same are one cause.
  CauseId cause_of(FaultId id) {
    const Fault& fault = plant_[id];
    if (fault.common_cause) return plant_[fault.common_cause].cause;
    if (fault.targets.size() == 1 && fault.targets.front().mode)
      return plant_[fault.targets.front().mode].cause;
    for (std::size_t i = 0; i < id.index(); ++i) {
      if (plant_.faults[i].name == fault.name) return plant_.faults[i].cause;
    }
    return cause(fault.name);
  }

  void networks() {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const Component& link = plant_.components[i];
      if (link.kind != ComponentKind::link) continue;
      at(link.host).links.push_back(ComponentId(i));
      at(link.network_switch).links.push_back(ComponentId(i));
    }
    plant_.clients_anywhere = std::ranges::none_of(
        plant_.networks, [](const Network& network) { return network.carries_clients; });
  }

  /// Laws for each set of networks, where they can lose heartbeats.
  void heartbeats(Cluster& cluster) {
    Heartbeat& heartbeat = cluster.heartbeat;
    const std::size_t networks = heartbeat.networks.size();
    const auto loss = [&](std::size_t i) { return plant_[heartbeat.networks[i]].loss; };
    bool lossy = false;
    for (std::size_t i = 0; i < networks; ++i) lossy = lossy || loss(i) > 0;
    heartbeat.is_watched = heartbeat.over_networks && (lossy || heartbeat.is_explicit);
    if (heartbeat.is_watched) {
      cluster.first_pair = plant_.node_pair_count;
      plant_.node_pair_count += cluster.nodes.size() * cluster.nodes.size();
    }
    if (!heartbeat.is_watched || heartbeat.is_explicit) return;
    assert(networks <= lossy_networks_max);
    for (std::size_t set = 0; set < std::size_t{1} << networks; ++set) {
      double all_lost = set == 0 ? 0 : 1;
      for (std::size_t i = 0; i < networks; ++i) {
        if ((set >> i & 1U) != 0) all_lost *= loss(i);
      }
      heartbeat.loss.push_back(
          all_lost > 0
              ? heartbeat_loss(heartbeat.interval, heartbeat.missed, heartbeat.delay, all_lost)
              : HeartbeatLoss{Distribution::constant(never), {}, heartbeat.detection});
    }
  }

  void clusters() {
    for (Cluster& cluster : plant_.clusters) heartbeats(cluster);
    for (std::size_t i = 0; i < plant_.nodes.size(); ++i) {
      Node& node = plant_.nodes[i];
      // Those who share a load have no views: the balancer alone decides.
      if (plant_[node.cluster].balances_load) continue;
      at(node.component).nodes.push_back(NodeId(i));
      const std::string name =
          fmt::format("{}.{}", plant_[node.cluster].name, plant_[node.component].name);
      node.promise = promised(plant_[node.cluster], plant_[node.component]);
      node.suspected = clock(ClockKind::node_suspected, NodeId(i), name);
      node.regrouped = clock(ClockKind::regrouped, NodeId(i), name);
      node.arbitrated = clock(ClockKind::arbitrated, NodeId(i), name);
      node.retries = clock(ClockKind::service_retries, NodeId(i), name);
      node.fencing = stream_named(name + ".fencing");
      const Cluster& cluster = plant_[node.cluster];
      if (cluster.heartbeat.is_watched) listen(NodeId(i), name);
      if (cluster.isolation.response != IsolationResponse::stay)
        node.isolated = clock(ClockKind::node_isolated, NodeId(i), name);
      if (cluster.isolation.response == IsolationResponse::shut_down)
        node.shut_down = clock(ClockKind::node_shut_down, NodeId(i), name);
      const FencingKind fencing = cluster.fencing.kind;
      if (fencing == FencingKind::power || fencing == FencingKind::watchdog ||
          fencing == FencingKind::poison_pill)
        node.fenced = clock(ClockKind::node_fenced, NodeId(i), name);
      if (fencing == FencingKind::watchdog)
        node.lease_expires = clock(ClockKind::lease_expires, NodeId(i), name);
      if (fencing == FencingKind::watchdog || fencing == FencingKind::poison_pill)
        node.watchdog = clock(ClockKind::watchdog_fires, NodeId(i), name);
      if (cluster.fencing.idle_after) {
        node.idles = clock(ClockKind::node_idles, NodeId(i), name);
        plant_.any_idle = true;
      }
      if (cluster.quarantine.threshold > 0) count_departures(NodeId(i), name);
    }
    for (std::size_t i = 0; i < plant_.members.size(); ++i) member(MemberId(i));
    for (std::size_t i = 0; i < plant_.groups.size(); ++i) group(GroupId(i));
    if (plant_.any_together) chain_together();
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) {
      Cluster& cluster = plant_.clusters[i];
      const Quorum& quorum = cluster.quorum;
      if (quorum.witness) at(quorum.witness).witness_of.emplace_back(i);
      if (quorum.disk || quorum.witness)
        cluster.disk_given_up = clock(ClockKind::quorum_disk_given_up, ClusterId(i), cluster.name);
      if (cluster.split_brain.corrupts) {
        cluster.runs_twice = cause(cluster.name + ".split-brain");
        plant_.any_corruption = true;
      }
      if (cluster.restart.delays.empty()) cluster.restart.delays.emplace_back();
      evictions(cluster, ClusterId(i));
      budgets(cluster);
      cluster.by_priority = cluster.groups;
      std::ranges::stable_sort(cluster.by_priority, {},
                               [&](GroupId id) { return plant_[id].priority; });
    }
  }

  void member(MemberId id) {
    Member& member = plant_.members[id.index()];
    const Cluster& cluster = plant_[plant_[member.group].cluster];
    Component& component = at(member.component);
    const std::string name = fmt::format("{}.{}", cluster.name, component.name);
    component.member = id;
    member.failure_seen = clock(ClockKind::member_failure_seen, id, name);
    if (cluster.monitor.pending_timeout)
      member.pending_timed_out = clock(ClockKind::pending_timed_out, id, name);
    if (cluster.restart.tries_broken && cluster.restart.attempts != 0)
      member.attempt_over = clock(ClockKind::attempt_over, id, name);
    if (stop_matters(component) || (cluster.monitor.stop_timeout && has_disk(member))) {
      member.stopped = clock(ClockKind::member_stopped, id, name);
      plant_.any_stop = true;
    }
    member.first_count = plant_.failure_count_count;
    plant_.failure_count_count += cluster.nodes.size();
    if (cluster.restart.period.is_zero() || cluster.restart.period.is_never()) return;
    for (const NodeId node : cluster.nodes) {
      const std::uint8_t number = plant_[node].number;
      member.forgotten.push_back(clock(ClockKind::failures_forgotten, id, name, number,
                                       plant_[plant_[node].component].name));
    }
  }

  /// Its stop takes time, or may not work.
  bool stop_matters(const Component& component) const {
    return !component.stop.is_zero() || component.stop_failure > 0 ||
           std::ranges::any_of(component.modes,
                               [&](ModeId mode) { return plant_[mode].stop_failure > 0; });
  }

  /// Of its own, or its group's, so that its I/O can hang.
  bool has_disk(const Member& member) const {
    return plant_[member.component].storage || !plant_[member.group].disks.empty();
  }

  void evictions(Cluster& cluster, ClusterId id) {
    if (!cluster.eviction.paced) return;
    plant_.any_eviction = true;
    for (std::size_t zone = 0; zone < cluster.eviction.zones; ++zone) {
      cluster.eviction.paces.push_back(clock(ClockKind::eviction_paced, id, cluster.name, zone,
                                             fmt::format("zone{}", zone + 1)));
    }
  }

  void budgets(const Cluster& cluster) {
    for (std::size_t k = 0; k < cluster.budgets.size(); ++k) {
      for (const GroupId id : cluster.budgets[k].groups)
        plant_.groups[id.index()].budgets.push_back(static_cast<std::uint32_t>(k));
    }
  }

  void pools() {
    for (std::size_t i = 0; i < plant_.instances.size(); ++i) {
      Instance& instance = plant_.instances[i];
      const Cluster& cluster = plant_[plant_[instance.pool].cluster];
      at(instance.component).instances.push_back(InstanceId(i));
      plant_.pools[instance.pool.index()].demand += plant_[instance.component].demand;
      instance.machine = machine_of(cluster, instance.component);
      at(cluster.check.of_app ? instance.component : instance.machine)
          .checks.push_back(InstanceId(i));
      instance.noticed = clock(ClockKind::instance_noticed, InstanceId(i),
                               fmt::format("{}.{}", cluster.name, plant_[instance.component].name));
    }
  }

  ComponentId machine_of(const Cluster& cluster, ComponentId id) const {
    const auto is_node = [&](NodeId node) { return plant_[node].component == id; };
    while (std::ranges::none_of(cluster.nodes, is_node)) id = plant_[id].place;
    return id;
  }

  void maintenance() {
    plant_.any_drained = plant_.any_drained || !plant_.maintenance.empty();
    for (std::size_t i = 0; i < plant_.maintenance.size(); ++i) {
      Maintenance& each = plant_.maintenance[i];
      const MaintenanceId id(i);
      each.first_host = plant_.maintenance_host_count;
      plant_.maintenance_host_count += each.hosts.size();
      each.cause = cause(each.name);
      each.due = clock(ClockKind::maintenance_due, id, each.name);
      for (std::size_t k = 0; k < each.hosts.size(); ++k) {
        each.done.push_back(
            clock(ClockKind::maintenance_done, id, each.name, k, plant_[each.hosts[k]].name));
      }
    }
  }

  void rejuvenations() {
    for (std::size_t i = 0; i < plant_.rejuvenations.size(); ++i) {
      Rejuvenation& each = plant_.rejuvenations[i];
      const RejuvenationId id(i);
      at(each.component).rejuvenation = id;
      for (const ModeId mode : each.renews) plant_.modes[mode.index()].renewed_by = id;
      if (each.maintenance) {
        Maintenance& work = plant_.maintenance[each.maintenance.index()];
        work.rejuvenation = id;
        each.due = work.due;
        each.cause = work.cause;
        continue;
      }
      const std::string name = plant_[each.component].name + ".rejuvenation";
      each.cause = cause(name);
      each.due = clock(ClockKind::rejuvenation_due, id, name);
      each.ends = clock(ClockKind::rejuvenation_ends, id, name);
    }
  }

  /// The departure that is one too many needs no clock.
  void count_departures(NodeId id, const std::string& name) {
    Node& node = plant_.nodes[id.index()];
    const int borne = plant_[node.cluster].quarantine.threshold - 1;
    for (int k = 0; k < borne; ++k) {
      node.departures.push_back(clock(ClockKind::departure_forgotten, id, name,
                                      static_cast<std::size_t>(k), std::to_string(k + 1)));
    }
    node.quarantine_over = clock(ClockKind::quarantine_over, id, name);
  }

  /// Clocks for the heartbeats that it hears from each other node, and for its own.
  void listen(NodeId id, const std::string& name) {
    Node& node = plant_.nodes[id.index()];
    const Cluster& cluster = plant_[node.cluster];
    for (std::size_t other = 0; other < cluster.nodes.size(); ++other) {
      const std::string& its = plant_[plant_[cluster.nodes[other]].component].name;
      node.doubts.push_back(clock(ClockKind::heartbeats_missed, id, name, other, its));
      node.heard.push_back(clock(ClockKind::heartbeat_heard, id, name, other, its));
    }
    if (!cluster.heartbeat.is_explicit) return;
    node.beats = clock(ClockKind::node_beats, id, name);
    node.losses = stream_named(name + ".losses");
  }

  static bool share_one(const std::vector<std::string>& some,
                        const std::vector<std::string>& others) {
    return std::ranges::find_first_of(some, others) != some.end();
  }

  void group(GroupId id) {
    Group& group = plant_.groups[id.index()];
    const std::string name = fmt::format("{}.{}", plant_[group.cluster].name, group.name);
    const auto is_vm = [&](MemberId member) {
      return plant_[plant_[member].component].kind == ComponentKind::vm;
    };
    if (std::ranges::none_of(group.members, is_vm)) group.priority = Priority::medium;
    for (const MemberId member : group.members) {
      Component& component = at(plant_[member].component);
      if (!component.storage && !group.disks.empty()) component.storage = group.disks.front();
      if (component.storage && !std::ranges::count(group.disks, component.storage))
        group.disks.push_back(component.storage);
      storage_loss(member, component, plant_[group.cluster]);
      if (component.kind == ComponentKind::vm) {
        group.memory += component.memory;
        group.cores += component.cores;
        group.priority = std::min(group.priority, component.priority);
      }
    }
    for (std::size_t other = 0; other < plant_.groups.size(); ++other) {
      const Group& its = plant_.groups[other];
      if (GroupId(other) == id || its.cluster != group.cluster) continue;
      if (share_one(group.anti_affinity, its.anti_affinity)) group.kept_apart.emplace_back(other);
      if (share_one(group.always_apart, its.always_apart)) group.never_beside.emplace_back(other);
      if (share_one(group.together, its.together)) group.goes_with.emplace_back(other);
      if (share_one(group.always_together, its.always_together))
        group.never_without.emplace_back(other);
    }
    plant_.any_together = plant_.any_together || !group.never_without.empty();
    group.fenced = clock(ClockKind::group_fenced, id, name);
    group.moved = clock(ClockKind::group_moved, id, name);
    group.delay_over = clock(ClockKind::restart_delay_over, id, name);
    group.failovers_forgotten = clock(ClockKind::failovers_forgotten, id, name);
    if (plant_[group.cluster].restart.retry_after)
      group.retried = clock(ClockKind::group_retried, id, name);
    if (plant_[group.cluster].monitor.stop_timeout)
      group.stop_timed_out = clock(ClockKind::stop_timed_out, id, name);
    group.person_arrives = clock(ClockKind::person_arrives, id, name);
    group.failback_due = clock(ClockKind::failback_due, id, name);
    const Eviction& eviction = plant_[group.cluster].eviction;
    if (!plant_[group.cluster].failover.grace.is_zero() || eviction.paced)
      group.grace_over = clock(ClockKind::group_grace_over, id, name);
    if (eviction.paced) group.let_go = clock(ClockKind::group_let_go, id, name);
    group.migrated = clock(ClockKind::group_migrated, id, name);
    if (plant_[group.cluster].split_brain.corrupts)
      group.restored = clock(ClockKind::group_restored, id, name);
    group.failback = cause(name + ".failback");
    group.coverage = stream_named(name + ".coverage");
    group.placement = stream_named(name + ".placement");
    group.mistakes = stream_named(name + ".mistakes");
    group.planned_mistakes = stream_named(name + ".planned-mistakes");
  }

  void storage_loss(MemberId id, Component& component, const Cluster& cluster) {
    if (component.kind != ComponentKind::vm || !component.storage) return;
    leave_to_cluster(plant_, component, plant_[plant_[id].group].cluster);
    if (!cluster.storage_loss.responds) return;
    const std::string name = fmt::format("{}.{}", cluster.name, component.name);
    Member& member = plant_.members[id.index()];
    member.storage_response = clock(ClockKind::storage_response, id, name);
    member.permanent_response = clock(ClockKind::permanent_response, id, name);
    plant_.any_storage_response = true;
  }

  /// Who may not be without one may not be without those that this one may not be without.
  void chain_together() {
    for (std::size_t i = 0; i < plant_.groups.size(); ++i) {
      std::vector<GroupId>& chain = plant_.groups[i].never_without;
      for (std::size_t k = 0; k < chain.size(); ++k) {
        for (const GroupId next : plant_[chain[k]].never_without) {
          if (next != GroupId(i) && !std::ranges::count(chain, next)) chain.push_back(next);
        }
      }
      std::ranges::sort(chain);
    }
  }

  void storages() {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      Component& component = plant_.components[i];
      if (!component.storage || !component.runs()) continue;
      component.disk_timed_out = clock(ClockKind::disk_timed_out, ComponentId(i), component.name);
      Storage& storage = plant_.storages[component.storage.index()];
      storage.users.push_back(ComponentId(i));
      queue_io(plant_, storage, component);
      const double rate = boot_ios_a_second(storage);
      if (component.boot_io == 0 || rate == 0) continue;
      component.boot_io_time =
          Distribution::constant(nearest_tick(Seconds(component.boot_io / rate)));
      if (component.boot_io_time.is_zero()) continue;
      component.boot_io_done = clock(ClockKind::boot_io_done, ComponentId(i), component.name);
    }
    for (std::size_t i = 0; i < plant_.storages.size(); ++i) {
      Storage& storage = plant_.storages[i];
      const StorageId id(i);
      storage.first_host = plant_.storage_host_count;
      plant_.storage_host_count += storage.hosts.size();
      // With one of them there is nothing to fail over to.
      const auto alone = [](const auto& parts) { return parts.size() < 2; };
      if (alone(storage.controllers)) storage.controller_failover = {};
      if (std::ranges::all_of(storage.paths, alone)) storage.path_failover = {};
      const bool switches_over = storage.mirror && !plant_[storage.mirror].switch_over.is_zero();
      if (!storage.controller_failover.is_zero() || !storage.bus_reset.is_zero() || switches_over)
        storage.resumes = clock(ClockKind::storage_resumes, id, storage.name);
      if (storage.path_failover.is_zero()) continue;
      for (std::size_t k = 0; k < storage.hosts.size(); ++k) {
        storage.path_resumes.push_back(
            clock(ClockKind::path_resumes, id,
                  fmt::format("{}.{}", storage.name, plant_[storage.hosts[k]].name), k));
      }
    }
    for (std::size_t i = 0; i < plant_.mirrors.size(); ++i) mirror(MirrorId(i));
  }

  void mirror(MirrorId id) {
    Mirror& mirror = plant_.mirrors[id.index()];
    for (const StorageId side : mirror.sides) plant_.storages[side.index()].side_of = id;
    mirror.witness_shares_network = shares_network(plant_, mirror);
    const std::string& name = plant_[mirror.storage].name;
    mirror.resynced = clock(ClockKind::mirror_resynced, id, name);
    mirror.decided = clock(ClockKind::mirror_decided, id, name);
  }

  void crews() {
    for (std::size_t i = 0; i < plant_.modes.size(); ++i) {
      if (const CrewId crew = plant_.modes[i].crew)
        plant_.crews[crew.index()].modes.push_back(ModeId(i));
    }
    for (std::size_t i = 0; i < plant_.crews.size(); ++i) {
      Crew& crew = plant_.crews[i];
      crew.stream = stream_named(crew.name + ".order");
      crew.mistakes = stream_named(crew.name + ".mistakes");
      if (crew.order == CrewOrder::race) {
        for (const ModeId mode : crew.modes) {
          const FamilyId family = plant_[plant_[mode].component].family;
          if (!std::ranges::count(crew.families, family)) crew.families.push_back(family);
        }
        for (std::size_t k = 0; k < crew.families.size(); ++k) {
          crew.responses.push_back(clock(ClockKind::crew_responds, CrewId(i), crew.name, k,
                                         plant_.families[crew.families[k].index()]));
        }
      } else {
        for (std::size_t k = 0; k < crew.modes.size(); ++k) {
          crew.responses.push_back(clock(ClockKind::crew_responds, CrewId(i), crew.name, k,
                                         plant_[plant_[crew.modes[k]].fails].name));
        }
      }
    }
  }

  void spares() {
    for (std::size_t i = 0; i < plant_.modes.size(); ++i) {
      if (const SparesId spares = plant_.modes[i].spares)
        plant_.spares[spares.index()].modes.push_back(ModeId(i));
    }
    for (std::size_t i = 0; i < plant_.spares.size(); ++i) {
      Spares& spares = plant_.spares[i];
      if (!spares.restock) continue;
      for (int k = 0; k < spares.size; ++k) {
        spares.arrivals.push_back(clock(ClockKind::spare_arrives, SparesId(i), spares.name,
                                        static_cast<std::size_t>(k), std::to_string(k + 1)));
      }
    }
  }

  [[nodiscard]] bool counts_what_fails_unseen(const Need& need) const {
    if (!need.component) {
      return std::ranges::any_of(need.parts,
                                 [&](const Need& part) { return counts_what_fails_unseen(part); });
    }
    return std::ranges::any_of(plant_[need.component].modes,
                               [&](ModeId mode) { return plant_[mode].effect == Effect::latent; });
  }

  void services_in_turn() {
    if (plant_.latent.empty()) return;
    for (const Service& service : plant_.services) {
      if (counts_what_fails_unseen(service.needs)) plant_.in_turn.push_back(service.needs);
    }
  }

  Plant plant_;
  std::map<std::string, int> names_;  // of clocks
};

}  // namespace

Plant complete(Plant plant) { return Completion(std::move(plant)).whole(); }

}  // namespace ausfall::models
