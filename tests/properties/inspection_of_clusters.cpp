// Nodes, groups and what moves them; balancers, maintenance; which side goes on.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/cluster/fence_request.hpp"
#include "models/cluster/isolation.hpp"
#include "models/cluster/placement.hpp"
#include "models/cluster/planned.hpp"
#include "models/cluster/quarantine.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"
#include "tests/properties/inspection.hpp"

namespace ausfall::test {
namespace {

using namespace models;

class Clusters : Inspection {
 public:
  Clusters(Scene scene, const Clocks& clocks, bool armed, Violation& violation)
      : Inspection(scene, clocks, violation), armed_(armed) {}

  void inspect() {
    for (std::size_t i = 0; i < plant_.nodes.size(); ++i) node(NodeId(i));
    for (std::size_t i = 0; i < plant_.groups.size(); ++i) group(GroupId(i));
    for (std::size_t i = 0; i < plant_.clusters.size(); ++i) {
      votes(ClusterId(i));
      marks(ClusterId(i));
      budgets(ClusterId(i));
    }
    for (std::size_t i = 0; i < plant_.instances.size(); ++i) instance(InstanceId(i));
    for (std::size_t i = 0; i < plant_.maintenance.size(); ++i) maintenance(MaintenanceId(i));
  }

 private:
  void node(NodeId id) {
    const Node& it = plant_[id];
    const NodeState& state = world_[id];
    if (plant_[it.cluster].balances_load) return;
    const std::string& name = plant_[it.component].name;
    const bool on = world_[it.component].running == Running::on;
    expect(on || state.status == NodeStatus::down, "node {}: its machine is off", name);
    expect(!world_[it.component].alive() || state.status != NodeStatus::down,
           "node {}: its machine is up", name);
    const bool member = state.status == NodeStatus::member;
    expect(member == (state.view != 0), "node {}: its view", name);
    if (member)
      expect(has(state.view, it.number), "node {} is not in its own view", name);
    else
      expect(state.agreement == Agreement::settled, "node {} agrees with nobody", name);
    const bool agrees = runs(it.regrouped) || (member && runs(it.arbitrated));
    const bool unsettled =
        takes_part({plant_, world_}, id) && state.agreement != Agreement::settled;
    expect(!agrees || unsettled, "node {}: a clock of an agreement that is not", name);
    expect(!runs(it.regrouped) || !runs(it.arbitrated), "node {} regroups and challenges", name);
    if (unsettled) {
      const NodeSet side = side_of({plant_, world_}, id);
      bool led = false;
      for_nodes(plant_, it.cluster, side, [&](NodeId each) {
        led = led || runs(plant_[each].regrouped) || runs(plant_[each].arbitrated);
      });
      expect(led || !all_hear_all(it.cluster), "node {}: nobody leads its agreement", name);
    }
    expect(!runs(it.arbitrated) || member || state.status == NodeStatus::waiting,
           "node {} challenges for nobody", name);
    fencing_of(id);
    heartbeats(id);
    expect(state.drained == drained_for({plant_, world_}, id).named(), "node {}: drained or not",
           name);
  }

  /// Where single heartbeats matter. Whoever is deaf to another has a heartbeat to wait for.
  void heartbeats(NodeId id) {
    const Node& it = plant_[id];
    const Cluster& cluster = plant_[it.cluster];
    if (!cluster.heartbeat.is_watched) return;
    const NodeState& state = world_[id];
    const std::string& name = plant_[it.component].name;
    const bool part = takes_part({plant_, world_}, id);
    const bool each = cluster.heartbeat.is_explicit;
    expect(!each || runs(it.beats) == part, "node {}: it beats or not", name);
    for (const NodeId other : cluster.nodes) {
      if (other == id) continue;
      const std::uint8_t number = plant_[other].number;
      const bool deaf = has(state.deaf, number);
      const bool can_be_heard =
          takes_part({plant_, world_}, other) && joining_networks({plant_, world_}, id, other) != 0;
      const bool listens = part && has(state.view, number) && state.agreement == Agreement::settled;
      expect(!deaf || can_be_heard, "node {} is deaf to one that nobody could hear", name);
      expect(each || runs(it.heard[number]) == deaf, "node {} is deaf for ever, or never was",
             name);
      const bool doubts = !deaf && listens && (each || can_be_heard);
      if (each || armed_)
        expect(runs(it.doubts[number]) == doubts, "node {}: it counts lost heartbeats or not",
               name);
    }
  }

  /// Whoever hears somebody hears all whom that one hears. Cut links of several networks can make
  /// it otherwise, and then sides overlap until one of them gives way.
  bool all_hear_all(ClusterId cluster) const {
    const auto& nodes = plant_[cluster].nodes;
    return std::ranges::all_of(nodes, [&](NodeId a) {
      return std::ranges::all_of(nodes, [&](NodeId b) {
        return !in_touch({plant_, world_}, a, b) || std::ranges::all_of(nodes, [&](NodeId c) {
          return in_touch({plant_, world_}, a, c) == in_touch({plant_, world_}, b, c);
        });
      });
    });
  }

  /// One way or the other nobody else can run it: by its node, or by its disks.
  bool is_fenced(GroupId id) const {
    switch (plant_[plant_[id].cluster].fencing.kind) {
      case FencingKind::none:
        return plant_[plant_[id].cluster].eviction.detach && !plant_[id].disks.empty();
      case FencingKind::reservation:
      case FencingKind::lock:
        return !plant_[id].disks.empty();
      case FencingKind::power:
      case FencingKind::watchdog:
      case FencingKind::poison_pill:
        return true;
    }
    return false;
  }

  void fencing_of(NodeId id) {
    const Node& it = plant_[id];
    const NodeState& state = world_[id];
    const Cluster& cluster = plant_[it.cluster];
    const std::string& name = plant_[it.component].name;
    const bool under_way = state.fence == Fence::under_way || state.fence == Fence::held ||
                           state.fence == Fence::delayed;
    const bool person = state.fence == Fence::failed && cluster.failover.manual.has_value();
    if (by_request(cluster.fencing.kind))
      expect(runs(it.fenced) == (under_way || person), "node {}: its fencing clock", name);
    else if (cluster.fencing.kind == FencingKind::watchdog)
      expect((runs(it.fenced) || runs(it.lease_expires)) || !under_way,
             "node {}: nothing fences it", name);
    else
      expect(state.fence == Fence::none, "node {}: fenced by nobody", name);
    expect(under_way || person || !runs(it.fenced), "node {} is fenced for nothing", name);
    expect(!state.condemned || under_way || state.fence == Fence::failed,
           "node {} is to be switched off, and nobody does", name);
    expect(state.fence_attempts == 0 || under_way, "node {}: attempts to fence it", name);
    expect(!runs(it.watchdog) || world_[it.component].running == Running::on,
           "node {}: a watchdog of a machine that is off", name);
    expect(world_[it.component].stalled == 0 || world_[it.component].running != Running::on ||
               !it.watchdog || runs(it.watchdog) || state.idle ||
               stands_still_for_a_move(plant_[it.component].member),
           "node {} stands still, and its watchdog sleeps", name);
    watchdogs(id, name);
    kept_out(id, name);
    if (cluster.isolation.response == IsolationResponse::stay) return;
    const bool cut_off = takes_part({plant_, world_}, id) && is_cut_off({plant_, world_}, id);
    expect(runs(it.isolated) ==
               (cut_off && !state.gave_up && !runs(it.shut_down) && !state.response_waits),
           "node {}: isolated or not", name);
    expect(!state.response_waits || (cut_off && !state.gave_up && cluster.isolation.needs_owner),
           "node {}: its response waits for nothing", name);
  }

  /// Whoever idles has no watchdog, and whoever carries a group does not idle; who has lost the disks
  /// of its heartbeats, and may not go on without, is to be reset.
  void watchdogs(NodeId id, const std::string& name) {
    const Node& it = plant_[id];
    const NodeState& state = world_[id];
    const Cluster& cluster = plant_[it.cluster];
    const bool part = takes_part({plant_, world_}, id);
    expect(!state.idle || !runs(it.watchdog), "node {} idles, and its watchdog runs", name);
    expect(!state.idle || cluster.fencing.idle_after.has_value(), "node {} idles", name);
    for (const GroupId group : cluster.groups) {
      const bool carried =
          world_[group].owner == it.number && world_[group].status != GroupStatus::given_up;
      expect(!carried || !part || !state.idle, "node {} idles, and carries {}", name,
             plant_[group].name);
    }
    expect(!part || !lost_disks({plant_, world_}, id) || cluster.fencing.stays_with_quorum ||
               runs(it.watchdog),
           "node {} has lost the disks of its heartbeats, and nothing resets it", name);
  }

  void kept_out(NodeId id, const std::string& name) {
    const Node& it = plant_[id];
    const NodeState& state = world_[id];
    const Cluster& cluster = plant_[it.cluster];
    expect(state.quarantined == runs(it.quarantine_over), "node {}: kept out or not", name);
    if (!state.quarantined) return;
    // One that is still on its way out takes part until it regroups.
    expect(std::ranges::none_of(it.departures, [&](ClockId clock) { return runs(clock); }),
           "node {} is kept out, and its departures count", name);
    const auto kept =
        std::ranges::count_if(cluster.nodes, [&](NodeId node) { return world_[node].quarantined; });
    expect(static_cast<std::size_t>(kept) <=
               quarantined_at_most(cluster.quarantine.at_most, cluster.nodes.size()),
           "{}: too many nodes are kept out", cluster.name);
  }

  void planned_move(GroupId id) {
    const GroupState& state = world_[id];
    const std::string& name = plant_[id].name;
    const bool migrating = state.status == GroupStatus::migrating;
    expect(migrating == (state.planned > PlannedStage::frozen), "group {}: its planned move", name);
    expect(state.planned != PlannedStage::frozen || state.status == GroupStatus::tolerated ||
               state.status == GroupStatus::starting,
           "group {} ({}) is frozen", name, static_cast<int>(state.status));
    expect(state.planned != PlannedStage::restarting || state.status == GroupStatus::moving ||
               state.status == GroupStatus::stopping || state.status == GroupStatus::starting,
           "group {} ({}) is restarted as planned", name, static_cast<int>(state.status));
    expect(state.planned == PlannedStage::none || !state.recovering,
           "group {} fails over and is moved as planned", name);
    expect(runs(plant_[id].migrated) == migrating, "group {}: its migration clock", name);
    for (const MemberId member : plant_[id].members) {
      expect(!migrating || world_[plant_[member].component].running == Running::on,
             "group {} is migrated without {}", name, plant_[plant_[member].component].name);
    }
  }

  void maintenance(MaintenanceId id) {
    const Maintenance& it = plant_[id];
    bool busy = false;
    int at_once = 0;
    for (std::size_t k = 0; k < it.hosts.size(); ++k) {
      const MaintenanceState state = world_.maintenance[it.first_host + k];
      busy = busy || state != MaintenanceState::idle;
      if (state >= MaintenanceState::draining) ++at_once;
      expect(!runs(it.done[k]) || state == MaintenanceState::patching, "{} of {}: its clock",
             it.name, plant_[it.hosts[k]].name);
    }
    expect(at_once <= it.at_once, "{}: too many hosts at once", it.name);
    // Planned restarts are counted anew when what failed is up again.
    const bool counted = !it.rejuvenation || world_[it.hosts.front()].alive();
    if (armed_ && counted) expect(busy || runs(it.due), "{} is never due again", it.name);
  }

  /// Whoever waits for a person, or to be tried again, does so while that is due; nobody else does.
  void help_for(GroupId id) {
    const Group& it = plant_[id];
    const GroupState& state = world_[id];
    const Restart& restart = plant_[it.cluster].restart;
    const bool bar_ends =
        restart.bars_node && !restart.period.is_zero() && !restart.period.is_never();
    const bool spent = state.status == GroupStatus::queued && state.spent && !bar_ends;
    const bool gave_up = state.status == GroupStatus::given_up || spent;
    const bool by_itself = gave_up && restart.retry_after.has_value();
    const bool waits = state.status == GroupStatus::uncovered ||
                       state.status == GroupStatus::blocked || (gave_up && !by_itself);
    const bool somebody_comes = plant_[it.cluster].failover.manual.has_value();
    expect(runs(it.person_arrives) == (waits && somebody_comes), "group {} ({}): its person",
           it.name, static_cast<int>(state.status));
    expect(runs(it.retried) == by_itself, "group {} ({}): it is tried again", it.name,
           static_cast<int>(state.status));
  }

  /// A group is being stopped while some member is, or while its node is to be switched off since one
  /// cannot be; its members are off by then, but for those that a restart in place leaves alone, and
  /// those whose I/O hangs where a time-out ends that.
  void stop_of(GroupId id) {
    const Group& it = plant_[id];
    const GroupState& state = world_[id];
    const bool stops = state.status == GroupStatus::stopping;
    const NodeId owner = node_of(plant_, it.cluster, state.owner);
    bool any = false;
    for (const MemberId member : it.members) {
      const MemberStop stop = world_.member_stops[member.index()];
      const bool under_way = stop == MemberStop::under_way || stop == MemberStop::failing;
      const std::string& name = plant_[plant_[member].component].name;
      any = any || stop != MemberStop::none;
      expect(stop == MemberStop::none || stops, "{} is stopped, and group {} is not", name,
             it.name);
      expect(!runs(plant_[member].stopped) || under_way, "{}: its stopping clock", name);
      expect(!under_way || runs(plant_[member].stopped) || runs(it.stop_timed_out),
             "{} is stopped for ever", name);
      const ComponentState& itself = world_[plant_[member].component];
      const bool hangs = it.stop_timed_out && itself.disk_lost && !itself.io_failed;
      expect(!under_way || hangs == !runs(plant_[member].stopped) || stop == MemberStop::failing,
             "{}: its I/O hangs, and its stop does not", name);
      expect(!stops || state.after_stop == AfterStop::restart || hangs ||
                 itself.running == Running::off,
             "{} runs, and is being stopped", name);
      expect(!runs(plant_[member].attempt_over) || (state.status == GroupStatus::starting &&
                                                    world_[plant_[member].component].down > 0),
             "{} is tried in vain for nothing", name);
    }
    expect(any == (state.after_stop != AfterStop::none), "group {}: what it is stopped for",
           it.name);
    expect(stops == (any || (stops && world_[owner].condemned)), "group {} is being stopped",
           it.name);
    expect(!world_[owner].condemned || by_request(plant_[it.cluster].fencing.kind),
           "the node of group {} is to be switched off by nobody", it.name);
  }

  /// What is counted is forgotten by its clock, where there is one; a group is not started where its
  /// failures bar it.
  void counts_of(GroupId id) {
    const Group& it = plant_[id];
    const GroupState& state = world_[id];
    const Restart& restart = plant_[it.cluster].restart;
    bool any = false;
    for (const MemberId member : it.members) {
      for (std::size_t node = 0; node < plant_[it.cluster].nodes.size(); ++node) {
        const std::uint8_t count = world_.failure_counts[plant_[member].first_count + node];
        any = any || count != 0;
        if (!plant_[member].forgotten.empty()) {
          expect(runs(plant_[member].forgotten[node]) == (count != 0),
                 "group {}: how long its failures are counted", it.name);
        }
        const bool fatal = restart.bars_node && count == 255;
        const int most = restart.attempts == unlimited
                             ? static_cast<int>(restart.delays.size())
                             : restart.attempts + (restart.bars_node ? 1 : 0);
        expect(fatal || count <= most, "group {}: {} failures are counted", it.name, count);
      }
    }
    expect(any == state.counted, "group {}: whether anything is counted", it.name);
    expect(!state.spent || state.status == GroupStatus::queued ||
               state.status == GroupStatus::given_up || state.status == GroupStatus::uncovered ||
               state.status == GroupStatus::stopping || state.status == GroupStatus::blocked ||
               state.status == GroupStatus::fencing || state.status == GroupStatus::lost,
           "group {} ({}) cannot start where it is", it.name, static_cast<int>(state.status));
  }

  /// What is left to its lost node, and not frozen there, leaves it in time: where lost nodes are marked,
  /// if its node is. What has waited long enough, and stays, is let go by somebody, if anybody does that.
  void eviction(GroupId id) {
    const Group& it = plant_[id];
    const Cluster& cluster = plant_[it.cluster];
    const Eviction& its = cluster.eviction;
    const GroupState& state = world_[id];
    const bool left = state.status == GroupStatus::tolerated;
    const Evicted evicted = world_.evicted[id.index()];
    const NodeId owner = node_of(plant_, it.cluster, state.owner);
    const bool marked = world_.marked[owner.index()] != 0;
    const bool counts = left && state.planned != PlannedStage::frozen &&
                        (!its.paced || (marked && evicted == Evicted::no));
    expect(runs(it.grace_over) == counts, "group {}: its grace", it.name);
    expect(evicted == Evicted::no || (left && its.paced), "group {} ({}) is evicted", it.name,
           static_cast<int>(state.status));
    const bool comes = its.release || cluster.failover.manual;
    expect(runs(it.let_go) ==
               (evicted == Evicted::detaching || (evicted == Evicted::waits_for_node && comes)),
           "group {}: who lets it go", it.name);
    expect(evicted != Evicted::waits_for_node || it.waits_for_node,
           "group {} waits for a node that it need not wait for", it.name);
    expect(state.planned != PlannedStage::frozen || !left || !any_runs(id),
           "group {} is frozen and runs", it.name);
  }

  bool any_runs(GroupId id) const {
    return std::ranges::any_of(plant_[id].members, [&](MemberId member) {
      return world_[plant_[member].component].running != Running::off;
    });
  }

  /// Drains interrupt no more of a set than its budget leaves, whatever has failed beside.
  void budgets(ClusterId id) {
    if (plant_.any_together) return;  // who follows others does so at once
    for (const Budget& budget : plant_[id].budgets) {
      const auto restarted = std::ranges::count_if(budget.groups, [&](GroupId group) {
        return world_[group].planned == PlannedStage::restarting;
      });
      expect(static_cast<std::size_t>(restarted) + budget.at_least <= budget.groups.size(),
             "{}: {} groups of the budget {} are moved at once", plant_[id].name, restarted,
             budget.name);
    }
  }

  /// Nobody is marked who is a member for those who decide, nor while his zone is disrupted.
  void marks(ClusterId id) {
    const Cluster& cluster = plant_[id];
    const Eviction& its = cluster.eviction;
    if (!its.paced) return;
    std::vector<int> lost(its.zones), nodes(its.zones);
    NodeSet members = 0;
    for (const NodeId node : cluster.nodes) {
      if (members == 0 && takes_part({plant_, world_}, node) && decides(node))
        members = world_[node].view;
    }
    const auto zone = [&](std::size_t n) { return its.zone_of.empty() ? 0U : its.zone_of[n]; };
    for (std::size_t n = 0; n < cluster.nodes.size(); ++n) {
      ++nodes[zone(n)];
      if (!has(members, n)) ++lost[zone(n)];
    }
    for (std::size_t n = 0; n < cluster.nodes.size(); ++n) {
      const std::size_t z = zone(n);
      const bool disrupted = lost[z] < nodes[z] && lost[z] > its.disrupted_above &&
                             lost[z] >= its.disrupted * nodes[z] && nodes[z] <= its.large;
      expect(world_.marked[cluster.nodes[n].index()] == 0 || (!has(members, n) && !disrupted),
             "{}: its node {} is marked", cluster.name, n + 1);
    }
  }

  bool decides(NodeId node) const {
    const Cluster& cluster = plant_[plant_[node].cluster];
    const bool anybody = cluster.isolation.response == IsolationResponse::stay &&
                         cluster.isolation.takes_over && cluster.fencing.kind != FencingKind::lock;
    const NodeSet side = side_of({plant_, world_}, node);
    bool may = anybody;
    for_nodes(plant_, plant_[node].cluster, side, [&](NodeId id) {
      may = may || !is_cut_off({plant_, world_}, id);
    });
    return may;
  }

  /// A response that could be made is not put off.
  void lost_storage(GroupId id) {
    const GroupState& state = world_[id];
    const std::string& name = plant_[id].name;
    const bool here = state.status == GroupStatus::online || state.status == GroupStatus::starting;
    if (!state.response_overdue || !here) return;
    const NodeId owner = node_of(plant_, plant_[id].cluster, state.owner);
    const Scene scene{plant_, world_};
    if (!takes_part(scene, owner) || !world_[plant_[owner].component].alive()) return;
    expect(candidates(scene, id, side_of(scene, owner)) == 0,
           "group {} waits for a node with its storage, and there is one", name);
  }

  void group(GroupId id) {
    planned_move(id);
    const Group& it = plant_[id];
    const GroupState& state = world_[id];
    const std::string& name = it.name;
    const auto is = [&](GroupStatus status) { return state.status == status; };
    const bool on_its_way = is(GroupStatus::fencing) || is(GroupStatus::moving);
    const bool waits_for_slot = is(GroupStatus::queued) && state.target != no_node;
    const bool carried = is(GroupStatus::migrating) && state.planned != PlannedStage::restoring;
    const bool stops_to_move = is(GroupStatus::stopping) && state.after_stop == AfterStop::move;
    expect((state.target != no_node) == (on_its_way || carried || waits_for_slot || stops_to_move),
           "group {} ({}): its target", name, static_cast<int>(state.status));
    const Failover& failover = plant_[it.cluster].failover;
    expect(!waits_for_slot || failover.concurrency != unlimited,
           "group {} waits for a slot, and there is no limit", name);
    expect(!state.mirrored || (failover.hot_standby && (on_its_way || carried || waits_for_slot)),
           "group {} ({}) is mirrored", name, static_cast<int>(state.status));
    expect(has(it.possible, state.owner), "group {} is on a node that may not run it", name);
    expect(runs(it.fenced) == is(GroupStatus::fencing), "group {}: its fencing clock", name);
    expect(runs(it.moved) == is(GroupStatus::moving), "group {}: its moving clock", name);
    expect(runs(it.delay_over) == is(GroupStatus::restarting), "group {}: its restart delay", name);
    eviction(id);
    lost_storage(id);
    const bool runs_or_starts = is(GroupStatus::online) || is(GroupStatus::starting) ||
                                is(GroupStatus::restarting) || is(GroupStatus::migrating);
    expect(!state.paused || (failover.grace_pauses && !runs_or_starts), "group {} ({}) is paused",
           name, static_cast<int>(state.status));
    expect(!state.failed_at_home || plant_[it.cluster].failback.kind != FailbackKind::never,
           "group {} failed at home, where it would not go back", name);
    help_for(id);
    stop_of(id);
    counts_of(id);
    expect(state.recovering || is(GroupStatus::online) || is(GroupStatus::starting) || on_its_way ||
               is(GroupStatus::queued) || is(GroupStatus::tolerated) ||
               is(GroupStatus::migrating) || is(GroupStatus::stopping),
           "group {} ({}) is in trouble without a failover", name, static_cast<int>(state.status));
    expect(!is(GroupStatus::online) || !state.fence_due, "group {} is online and has to be fenced",
           name);
    expect(state.ghost == no_node || state.ghost != state.owner, "group {} is its own ghost", name);
    if (state.ghost != no_node) {
      expect(takes_part({plant_, world_}, node_of(plant_, it.cluster, state.ghost)),
             "group {}: its ghost's node is gone", name);
      expect(!is_fenced(id), "group {} runs twice, though fenced", name);
    }
    // Who leaves one node for another goes where those are that it may not be without, or they are
    // still where it was, and follow.
    for (const GroupId other : it.never_without) {
      const GroupState& its = world_[other];
      const bool has_place = its.status == GroupStatus::online || its.target != no_node;
      if (!on_its_way || state.target == state.owner || !has_place) continue;
      const std::uint8_t place = its.target == no_node ? its.owner : its.target;
      expect(place == state.target || place == state.owner, "group {} goes away from group {}",
             name, plant_[other].name);
    }
    const ComponentId machine = plant_[node_of(plant_, it.cluster, state.owner)].component;
    for (const MemberId member : it.members) {
      const ComponentId component = plant_[member].component;
      expect(world_[component].place == machine, "{} is not where its group {} is",
             plant_[component].name, name);
      if (runs(plant_[member].pending_timed_out)) {
        expect(world_[component].running == Running::starting || runs(plant_[member].attempt_over),
               "{} does not start, and is waited for", plant_[component].name);
      }
      if (runs(plant_[member].failure_seen)) {
        expect(is(GroupStatus::online) || is(GroupStatus::starting) || is(GroupStatus::restarting),
               "group {}: a failure is about to be seen", name);
      }
    }
  }

  /// The check's clock runs where the balancer believes what is not so.
  void instance(InstanceId id) {
    const Instance& it = plant_[id];
    const Cluster& cluster = plant_[plant_[it.pool].cluster];
    const ComponentId asked = cluster.check.of_app ? it.component : it.machine;
    const bool good =
        world_[asked].alive() && clients_reach({plant_, world_}, host_of(world_, asked));
    const bool believed = world_.in_rotation[id.index()] != 0;
    expect(runs(it.noticed) == (good != believed), "{}: its check", plant_[it.component].name);
  }

  /// Their number is odd where they follow the members, and whoever lost the disk is watched.
  void votes(ClusterId cluster) {
    const Cluster& it = plant_[cluster];
    const ClusterState& state = world_.clusters[cluster.index()];
    if (it.quorum.kind == QuorumKind::dynamic && it.quorum.breaks_ties) {
      expect((size_of(state.votes) + (state.witness_votes ? 1 : 0)) % 2 == 1,
             "{}: an even number of votes", it.name);
    }
    expect(!state.witness_votes || it.quorum.has_witness, "{}: the vote of no witness", it.name);
    const NodeId holder = node_of(plant_, cluster, state.disk_owner);
    const bool counts = it.quorum.kind == QuorumKind::shared_disk || state.witness_votes;
    const bool missed = counts && takes_part({plant_, world_}, holder) &&
                        world_[holder].agreement == Agreement::settled &&
                        !reaches_quorum_disk(holder);
    expect(runs(it.disk_given_up) == missed, "{}: the loss of its quorum disk", it.name);
  }

  bool reaches_quorum_disk(NodeId id) const {
    const Quorum& quorum = plant_[plant_[id].cluster].quorum;
    const ComponentId host = host_of(world_, plant_[id].component);
    if (!quorum.witness) return !quorum.disk || reaches({plant_, world_}, host, quorum.disk);
    if (!world_[quorum.witness].alive()) return false;
    const ComponentId its = host_of(world_, quorum.witness);
    bool found = plant_.networks.empty();
    for (std::size_t i = 0; i < plant_.networks.size(); ++i)
      found = found || joined({plant_, world_}, host, its, NetworkId(i));
    return found;
  }

  bool armed_;
};

}  // namespace

void inspect_clusters(Scene scene, const Clocks& clocks, bool armed, Violation& violation) {
  Clusters(scene, clocks, armed, violation).inspect();
}

}  // namespace ausfall::test
