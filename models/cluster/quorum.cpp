#include "models/cluster/quorum.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "models/cluster/groups.hpp"
#include "models/cluster/membership.hpp"
#include "models/cluster/view.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

const Quorum& quorum_of(const Moment& moment, ClusterId id) { return moment.plant[id].quorum; }

NodeSet nodes_to(std::size_t count) {
  return count == nodes_max ? ~NodeSet{0} : (NodeSet{1} << count) - 1;
}

// ---- the disk, or the witness -------------------------------------------------------------------

NodeId holder_of(const Moment& moment, ClusterId cluster) {
  return node_of(moment.plant, cluster, moment.world[cluster].disk_owner);
}

/// A file share answers where its machine works and some network joins the hosts.
bool reaches_share(const Moment& moment, NodeId id, ComponentId share) {
  if (!moment.world[share].alive()) return false;
  const std::size_t networks = moment.plant.networks.size();
  const ComponentId host = host_of(moment.world, moment.plant[id].component);
  const ComponentId its = host_of(moment.world, share);
  for (std::size_t i = 0; i < networks; ++i) {
    if (joined(moment, host, its, NetworkId(i))) return true;
  }
  return networks == 0;
}

bool reaches_disk(const Moment& moment, NodeId id) {
  const Quorum& quorum = quorum_of(moment, moment.plant[id].cluster);
  if (quorum.witness) return reaches_share(moment, id, quorum.witness);
  return node_reaches(moment, id, quorum.disk);
}

bool reached_by_clients(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  bool any = false;
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
    any = any || clients_reach(moment, host_of(moment.world, moment.plant[node].component));
  });
  return any;
}

/// Since Windows Server 2003 a node without a public network lets one that has it win (KB286342).
bool yields_to(const Moment& moment, NodeId holder, NodeSet challengers) {
  const ClusterId cluster = moment.plant[holder].cluster;
  return quorum_of(moment, cluster).yields_without_clients &&
         reached_by_clients(moment, cluster, challengers) &&
         !reached_by_clients(moment, cluster, side_of(moment, holder));
}

/// It renews its reservation: these challengers cannot get the disk.
bool defends_disk(const Moment& moment, NodeId id, NodeSet challengers) {
  return takes_part(moment, id) && reaches_disk(moment, id) && !yields_to(moment, id, challengers);
}

/// The first of these nodes that reaches the disk; unnamed if none does.
NodeId claimant(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  NodeId found;
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
    if (!found && reaches_disk(moment, node)) found = node;
  });
  return found;
}

/// By one of these nodes, who need not arbitrate.
bool held_by(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  const NodeId holder = holder_of(moment, cluster);
  return has(nodes, moment.plant[holder].number) && reaches_disk(moment, holder);
}

/// A side that has the quorum may take the witness from whoever held it: it is of no use to them.
bool keep_witness(Moment& moment, ClusterId cluster, NodeSet side) {
  if (held_by(moment, cluster, side)) return true;
  const NodeId heir = claimant(moment, cluster, side);
  if (heir) moment.world[cluster].disk_owner = moment.plant[heir].number;
  return heir.named();
}

// ---- votes --------------------------------------------------------------------------------------

bool counts_votes(const Quorum& quorum) {
  return quorum.kind == QuorumKind::witness || quorum.kind == QuorumKind::dynamic;
}

struct Tally {
  std::size_t side = 0;  ///< votes of its nodes
  std::size_t all = 0;   ///< with the witness's, if it has one
  bool of_witness = false;

  [[nodiscard]] bool wins() const { return 2 * side > all; }
  [[nodiscard]] bool wins_with_witness() const { return of_witness && 2 * (side + 1) > all; }
};

/// Nobody of these took part in the last configuration.
bool all_missed_the_last(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  return counts_votes(quorum_of(moment, cluster)) && (nodes & moment.world[cluster].current) == 0;
}

/// Of what these remember, the votes of the latest: members leave one after another, so those are
/// the fewest.
NodeSet votes_they_know(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  NodeSet fewest = ~NodeSet{0};
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
    const NodeSet its = moment.world[node].known_votes;
    if (size_of(its) < size_of(fewest)) fewest = its;
  });
  return fewest;
}

/// Of nodes that would form the cluster anew, without the last configuration.
Tally tally_of_the_past(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  const NodeSet votes = votes_they_know(moment, cluster, nodes);
  const bool of_witness = size_of(votes) % 2 == 0;
  return {size_of(nodes & votes), size_of(votes) + (of_witness ? 1 : 0), of_witness};
}

/// REQUIRES: the cluster counts votes.
Tally tally(const Moment& moment, ClusterId cluster, NodeSet side) {
  if (quorum_of(moment, cluster).kind == QuorumKind::witness)
    return {size_of(side), moment.plant[cluster].nodes.size() + 1, true};
  const ClusterState& state = moment.world[cluster];
  return {size_of(side & state.votes), size_of(state.votes) + (state.witness_votes ? 1 : 0),
          state.witness_votes};
}

bool wins_votes(const Moment& moment, ClusterId cluster, NodeSet side) {
  const Tally votes = tally(moment, cluster, side);
  return votes.wins() || (votes.wins_with_witness() && held_by(moment, cluster, side));
}

/// The votes of a side that has the quorum, and takes `members` for its members.
void settle_votes(Moment& moment, ClusterId cluster, NodeSet side, NodeSet members) {
  const Quorum& quorum = quorum_of(moment, cluster);
  if (!counts_votes(quorum)) return;
  ClusterState& state = moment.world[cluster];
  state.current = side;
  const bool witness = quorum.has_witness && keep_witness(moment, cluster, side);
  if (quorum.kind == QuorumKind::witness) {
    state.witness_votes = witness;
  } else {
    state.witness_votes = witness && size_of(members) % 2 == 0;
    state.votes = state.witness_votes || !quorum.breaks_ties ? members : odd_votes(members);
  }
  if (!remembers_votes(quorum)) return;
  for_nodes(moment.plant, cluster, side,
            [&](NodeId node) { moment.world[node].known_votes = state.votes; });
}

// ---- what becomes of a side ---------------------------------------------------------------------

enum class Verdict : std::uint8_t {
  goes_on,
  arbitrates,  ///< if it gets the disk, or the witness
  rests,       ///< takes nothing over, but keeps what it has
  stops,
};

Verdict majority_verdict(const Moment& moment, ClusterId cluster, NodeSet side, bool anew) {
  const std::size_t count = moment.plant[cluster].nodes.size();
  const bool one_is_enough = quorum_of(moment, cluster).two_node && count == 2;
  const bool enough = one_is_enough ? !anew || size_of(side) == count : 2 * size_of(side) > count;
  return enough ? Verdict::goes_on : Verdict::stops;
}

Verdict votes_verdict(const Moment& moment, ClusterId cluster, NodeSet side, bool anew) {
  if (anew && is_out_of_date(moment, cluster, side)) return Verdict::stops;
  const bool by_memory = anew && all_missed_the_last(moment, cluster, side) &&
                         quorum_of(moment, cluster).kind == QuorumKind::dynamic;
  const Tally votes =
      by_memory ? tally_of_the_past(moment, cluster, side) : tally(moment, cluster, side);
  // From memory alone nobody goes on: the copy of what came later is on the disk.
  if (by_memory) return votes.wins_with_witness() ? Verdict::arbitrates : Verdict::stops;
  if (votes.wins()) return Verdict::goes_on;
  if (!votes.wins_with_witness()) return Verdict::stops;
  return !anew && held_by(moment, cluster, side) ? Verdict::goes_on : Verdict::arbitrates;
}

/// Nobody else on the state file has a larger side, or as large a one and the first node.
bool is_best_partition(const Moment& moment, ClusterId cluster, NodeSet side) {
  const StorageId file = quorum_of(moment, cluster).disk;
  bool best = true;
  for (const NodeId other : moment.plant[cluster].nodes) {
    if (has(side, moment.plant[other].number) || !takes_part(moment, other) ||
        !node_reaches(moment, other, file))
      continue;
    const NodeSet its = side_of(moment, other);
    const bool larger = size_of(its) > size_of(side);
    best = best && !larger && (size_of(its) < size_of(side) || first_of(side) < first_of(its));
  }
  return best;
}

Verdict partition_verdict(const Moment& moment, ClusterId cluster, NodeSet side, bool anew) {
  if (!claimant(moment, cluster, side)) return Verdict::stops;
  if (!anew) return is_best_partition(moment, cluster, side) ? Verdict::goes_on : Verdict::stops;
  const bool somebody_is_in = std::ranges::any_of(
      moment.plant[cluster].nodes, [&](NodeId other) { return takes_part(moment, other); });
  return somebody_is_in ? Verdict::stops : Verdict::goes_on;
}

bool has_primary(const Moment& moment, ClusterId cluster, NodeSet side) {
  const auto primaries = static_cast<std::size_t>(quorum_of(moment, cluster).primaries);
  return (side & nodes_to(std::min(primaries, nodes_max))) != 0;
}

/// Of members, or of nodes that would form the cluster anew.
Verdict verdict(const Moment& moment, ClusterId cluster, NodeSet side, bool anew) {
  switch (quorum_of(moment, cluster).kind) {
    case QuorumKind::none:
      return Verdict::goes_on;
    case QuorumKind::local:
      return has(side, 0) ? Verdict::goes_on : Verdict::stops;
    case QuorumKind::majority:
      return majority_verdict(moment, cluster, side, anew);
    case QuorumKind::shared_disk:
      return !anew && held_by(moment, cluster, side) ? Verdict::goes_on : Verdict::arbitrates;
    case QuorumKind::witness:
    case QuorumKind::dynamic:
      return votes_verdict(moment, cluster, side, anew);
    case QuorumKind::primaries:
      return anew || has_primary(moment, cluster, side) ? Verdict::goes_on : Verdict::rests;
    case QuorumKind::best_partition:
      return partition_verdict(moment, cluster, side, anew);
  }
  return Verdict::stops;
}

void go_on(Moment& moment, ClusterId cluster, NodeSet side) {
  settle_votes(moment, cluster, side, side);
  take_over_from_lost(moment, cluster, side);
}

/// What was lost with others waits for a side that may restart it.
void rest(Moment& moment, ClusterId cluster, NodeSet side) {
  for (const GroupId group : moment.plant[cluster].groups) {
    const GroupState& state = moment.world[group];
    if (state.status == GroupStatus::lost && !has(side, state.owner))
      moment.tell(FactKind::phase_began, group, static_cast<std::size_t>(Phase::queue));
  }
}

void form_anew(Moment& moment, ClusterId cluster, NodeSet nodes) {
  settle_votes(moment, cluster, nodes, nodes);
  form(moment, cluster, nodes);
}

/// Without the quorum its nodes stop their cluster services, and take their groups offline with
/// them.
void stop_services(Moment& moment, ClusterId cluster, NodeSet side) {
  for_nodes(moment.plant, cluster, side, [&](NodeId id) {
    const Node& node = moment.plant[id];
    leave_side(moment, id, NodeStatus::stopped);
    for (const ClockId clock : {node.regrouped, node.arbitrated}) moment.clocks.stop(clock);
    moment.tell(FactKind::quorum_lost, id);
    give_up_groups(moment, id);
    moment.clocks.start(node.retries, moment.plant[cluster].quorum.retry);
  });
  contacts_changed(moment, cluster);
}

/// How a challenge for the quorum disk begins (KB309186).
void reset_bus_of_disk(Moment& moment, ClusterId cluster, NodeId challenger) {
  const Quorum& quorum = quorum_of(moment, cluster);
  if (challenger && quorum.kind == QuorumKind::shared_disk)
    reset_bus(moment, quorum.disk, moment.plant[challenger].component);
}

void challenge(Moment& moment, NodeId leader, NodeSet side) {
  const ClusterId cluster = moment.plant[leader].cluster;
  for_nodes(moment.plant, cluster, side,
            [&](NodeId node) { moment.world[node].agreement = Agreement::arbitrating; });
  moment.tell(FactKind::quorum_challenged, leader);
  moment.clocks.start(moment.plant[leader].arbitrated, moment.plant[cluster].quorum.arbitration);
  reset_bus_of_disk(moment, cluster, claimant(moment, cluster, side));
}

/// An owner that lives but lost its disk finds its reservation gone, and its side stops.
void oust(Moment& moment, ClusterId cluster, NodeId owner, NodeSet winners) {
  if (has(winners, moment.plant[owner].number) || !takes_part(moment, owner)) return;
  stop_services(moment, cluster, side_of(moment, owner));
}

void take_disk(Moment& moment, ClusterId cluster, NodeId winner, NodeSet side) {
  const NodeId owner = holder_of(moment, cluster);
  moment.world[cluster].disk_owner = moment.plant[winner].number;
  moment.tell(FactKind::quorum_won, winner);
  oust(moment, cluster, owner, side);
}

/// One that tries again without delay would try for ever: it waits until something changes.
void retry_later(Moment& moment, NodeId id) {
  const Distribution& retry = quorum_of(moment, moment.plant[id].cluster).retry;
  if (!retry.is_zero()) moment.clocks.start(moment.plant[id].retries, retry);
}

/// What is left of the time to the next try, of those that come one `retry` after another.
Distribution rest_of(const Distribution& retry) {
  return retry.is_constant() ? Distribution::uniform(Duration{0}, nearest_tick(retry.mean()))
                             : retry;
}

/// Those that stopped together try again together: one of them does for all.
bool anybody_retries(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  bool any = false;
  for_nodes(moment.plant, cluster, nodes,
            [&](NodeId node) { any = any || moment.clocks.running(moment.plant[node].retries); });
  return any;
}

/// Nobody of its side reaches the disk, or the witness. All tries will be in vain until somebody
/// does, so there are none until then.
void retry_when_reached(Moment& moment, NodeId id) {
  if (!quorum_of(moment, moment.plant[id].cluster).retry.is_zero()) moment.world[id].in_vain = true;
}

/// Who gets the disk may form the cluster alone; those whose votes count, together.
NodeSet founders(const Moment& moment, NodeId id) {
  return counts_votes(quorum_of(moment, moment.plant[id].cluster)) ? waiting_in_touch(moment, id)
                                                                   : only(moment.plant[id].number);
}

void form_if_undefended(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  const NodeSet nodes = founders(moment, id);
  const Verdict now = verdict(moment, cluster, nodes, true);
  if (now == Verdict::goes_on) return form_anew(moment, cluster, nodes);
  const NodeId winner = claimant(moment, cluster, nodes);
  if (now == Verdict::stops || defends_disk(moment, holder_of(moment, cluster), nodes))
    return retry_later(moment, id);
  if (!winner) return retry_when_reached(moment, id);
  take_disk(moment, cluster, winner, nodes);
  form_anew(moment, cluster, nodes);
}

void challenge_to_form(Moment& moment, NodeId leader, NodeSet nodes) {
  const ClusterId cluster = moment.plant[leader].cluster;
  bool under_way = moment.clocks.running(moment.plant[leader].retries);
  for_nodes(moment.plant, cluster, nodes, [&](NodeId node) {
    under_way = under_way || moment.clocks.running(moment.plant[node].arbitrated);
  });
  if (under_way) return;
  // What nobody reaches cannot be challenged for.
  if (!claimant(moment, cluster, founders(moment, leader)))
    return retry_when_reached(moment, leader);
  if (moment.world[leader].in_vain && anybody_retries(moment, cluster, nodes)) return;
  if (std::exchange(moment.world[leader].in_vain, false))
    return moment.clocks.start(moment.plant[leader].retries,
                               rest_of(quorum_of(moment, cluster).retry));
  moment.tell(FactKind::quorum_challenged, leader);
  moment.clocks.start(moment.plant[leader].arbitrated, quorum_of(moment, cluster).arbitration);
  reset_bus_of_disk(moment, cluster, claimant(moment, cluster, only(moment.plant[leader].number)));
}

// ---- the disk, or the witness, is lost while its side lives -------------------------------------

/// Its holder has settled on who its side is, and lost the disk, or a witness that counts.
bool disk_is_missed(const Moment& moment, ClusterId cluster) {
  const NodeId holder = holder_of(moment, cluster);
  return (quorum_of(moment, cluster).kind == QuorumKind::shared_disk ||
          moment.world[cluster].witness_votes) &&
         takes_part(moment, holder) && moment.world[holder].agreement == Agreement::settled &&
         !reaches_disk(moment, holder);
}

/// The witness, lost before, answers again: it votes where its vote is of use.
void readmit_witness(Moment& moment, ClusterId cluster) {
  const Quorum& quorum = quorum_of(moment, cluster);
  if (!quorum.has_witness || moment.world[cluster].witness_votes) return;
  for (const NodeId id : moment.plant[cluster].nodes) {
    const NodeState& state = moment.world[id];
    if (!takes_part(moment, id) || state.agreement != Agreement::settled) continue;
    const NodeSet side = side_of(moment, id);
    const bool of_use = quorum.kind == QuorumKind::witness || size_of(side) % 2 == 0;
    if (of_use && side == state.view && wins_votes(moment, cluster, side) &&
        claimant(moment, cluster, side))
      return settle_votes(moment, cluster, side, side);
  }
}

}  // namespace

bool remembers_votes(const Quorum& quorum) {
  return quorum.kind == QuorumKind::dynamic && quorum.has_copy;
}

bool is_out_of_date(const Moment& moment, ClusterId cluster, NodeSet nodes) {
  return all_missed_the_last(moment, cluster, nodes) &&
         !(quorum_of(moment, cluster).has_copy && claimant(moment, cluster, nodes));
}

NodeSet odd_votes(NodeSet members) {
  if (members == 0 || size_of(members) % 2 == 1) return members;
  return members & ~std::bit_floor(members);
}

void first_votes(const Cluster& cluster, ClusterState& state) {
  const NodeSet all = nodes_to(cluster.nodes.size());
  const bool even = cluster.nodes.size() % 2 == 0;
  const bool is_dynamic = cluster.quorum.kind == QuorumKind::dynamic;
  state.witness_votes = cluster.quorum.has_witness && (even || !is_dynamic);
  const bool odd = is_dynamic && !state.witness_votes && cluster.quorum.breaks_ties;
  state.votes = odd ? odd_votes(all) : all;
  if (counts_votes(cluster.quorum)) state.current = all;
}

void seek_quorum(Moment& moment, NodeId leader, NodeSet side) {
  const ClusterId cluster = moment.plant[leader].cluster;
  switch (verdict(moment, cluster, side, false)) {
    case Verdict::goes_on:
      return go_on(moment, cluster, side);
    case Verdict::arbitrates:
      return challenge(moment, leader, side);
    case Verdict::rests:
      return rest(moment, cluster, side);
    case Verdict::stops:
      return stop_services(moment, cluster, side);
  }
}

void seek_quorum_to_form(Moment& moment, NodeId leader, NodeSet nodes) {
  const ClusterId cluster = moment.plant[leader].cluster;
  switch (verdict(moment, cluster, nodes, true)) {
    case Verdict::goes_on:
      return form_anew(moment, cluster, nodes);
    case Verdict::arbitrates:
      return challenge_to_form(moment, leader, nodes);
    case Verdict::rests:
    case Verdict::stops:
      return;
  }
}

void arbitrated(Moment& moment, NodeId id) {
  if (moment.world[id].status == NodeStatus::waiting) return form_if_undefended(moment, id);
  const ClusterId cluster = moment.plant[id].cluster;
  const NodeSet side = side_of(moment, id);
  const Verdict now = verdict(moment, cluster, side, false);
  const bool without_disk =
      counts_votes(quorum_of(moment, cluster)) && tally(moment, cluster, side).wins();
  if (!without_disk) {
    const NodeId owner = holder_of(moment, cluster);
    const NodeId winner = claimant(moment, cluster, side);
    const bool defended =
        !has(side, moment.plant[owner].number) && defends_disk(moment, owner, side);
    if (now == Verdict::stops || defended || !winner) return stop_services(moment, cluster, side);
    take_disk(moment, cluster, winner, side);
  }
  for_nodes(moment.plant, cluster, side,
            [&](NodeId node) { moment.world[node].agreement = Agreement::settled; });
  go_on(moment, cluster, side);
  contacts_changed(moment, cluster);
}

void service_retries(Moment& moment, NodeId id) {
  if (moment.world[id].status == NodeStatus::stopped ||
      moment.world[id].status == NodeStatus::waiting)
    try_join(moment, id);
}

bool may_restart(const Moment& moment, ClusterId cluster, NodeSet side) {
  return quorum_of(moment, cluster).kind != QuorumKind::primaries ||
         has_primary(moment, cluster, side);
}

void side_grew(Moment& moment, ClusterId cluster, NodeSet from, NodeSet other, NodeSet members) {
  const bool rested = !may_restart(moment, cluster, from) || !may_restart(moment, cluster, other);
  if (rested && may_restart(moment, cluster, from | other))
    take_over_from_lost(moment, cluster, members);
  if (quorum_of(moment, cluster).kind == QuorumKind::witness &&
      wins_votes(moment, cluster, from | other))
    moment.world[cluster].current = from | other;
  const bool votes_follow = quorum_of(moment, cluster).kind == QuorumKind::dynamic;
  if (votes_follow && wins_votes(moment, cluster, from | other))
    settle_votes(moment, cluster, from | other, members);
}

void watch_quorum_disk(Moment& moment, ClusterId cluster) {
  const ClockId given_up = moment.plant[cluster].disk_given_up;
  if (!given_up) return;
  readmit_witness(moment, cluster);
  const bool missed = disk_is_missed(moment, cluster);
  const bool watched = moment.clocks.running(given_up);
  if (missed && !watched) {
    moment.tell(FactKind::quorum_disk_lost, holder_of(moment, cluster));
    moment.clocks.start(given_up, quorum_of(moment, cluster).arbitration);
  } else if (!missed && watched) {
    moment.clocks.stop(given_up);
  }
}

void quorum_disk_given_up(Moment& moment, ClusterId cluster) {
  if (!disk_is_missed(moment, cluster)) return;
  const NodeId holder = holder_of(moment, cluster);
  const NodeSet side = side_of(moment, holder);
  if (const NodeId heir = claimant(moment, cluster, side))
    return take_disk(moment, cluster, heir, side);
  const bool goes_on =
      counts_votes(quorum_of(moment, cluster)) && tally(moment, cluster, side).wins();
  if (!goes_on) return stop_services(moment, cluster, side);
  settle_votes(moment, cluster, side, moment.world[holder].view);
}

bool finds_quorum_gone(Moment& moment, NodeId id) {
  const ClusterId cluster = moment.plant[id].cluster;
  const NodeState& state = moment.world[id];
  const Quorum& quorum = quorum_of(moment, cluster);
  if (state.agreement != Agreement::settled) return false;  // it will ask for it anyway
  const bool holds = has(state.view, moment.world[cluster].disk_owner);
  if (counts_votes(quorum)) {
    const Tally votes = tally(moment, cluster, state.view);
    if (votes.wins() || (votes.wins_with_witness() && holds)) return false;
  } else if (quorum.kind != QuorumKind::shared_disk || holds) {
    return false;
  }
  stop_services(moment, cluster, side_of(moment, id));
  return true;
}

}  // namespace ausfall::models
