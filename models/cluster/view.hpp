// Who is in touch with whom, and what a node believes about it.
//
// The truth is what the networks and machines do; a node's view is the set of nodes that it takes
// for members. A side is the nodes that share a view and hear each other. Two sides that both hold
// themselves entitled are a split brain in the making.
#pragma once

#include <bit>

#include "models/moment.hpp"

namespace ausfall::models {

constexpr NodeSet only(std::size_t number) { return NodeSet{1} << number; }
constexpr bool has(NodeSet set, std::size_t number) { return (set & only(number)) != 0; }
constexpr std::size_t first_of(NodeSet set) {
  return static_cast<std::size_t>(std::countr_zero(set));
}
/// REQUIRES: it is not empty. (To count the bits is a call on processors of any age.)
constexpr bool is_one(NodeSet set) { return (set & (set - 1)) == 0; }
constexpr std::size_t size_of(NodeSet set) { return static_cast<std::size_t>(std::popcount(set)); }

inline NodeId node_of(const Plant& plant, ClusterId cluster, std::size_t number) {
  return plant[cluster].nodes[number];
}

/// Its machine works and its cluster service is a member.
inline bool takes_part(Scene scene, NodeId id) {
  return scene.world[id].status == NodeStatus::member &&
         scene.world[scene.plant[id].component].alive();
}

/// The heartbeat networks that join the machines of these two, a bit for each; all where nodes know
/// of one another without a network; none unless both machines work.
std::uint32_t joining_networks(Scene scene, NodeId id, NodeId other);

/// Heartbeats could pass between the machines of these two nodes of one cluster, and were not all
/// lost.
bool in_touch(Scene scene, NodeId id, NodeId other);

/// Heartbeats of the other arrive at it: both take part, and it is not deaf to it.
bool receives(Scene scene, NodeId id, NodeId other);

/// Both take part and are in touch: each receives the other's.
bool hears(Scene scene, NodeId id, NodeId other);

/// They all hear one another, directly.
bool all_in_touch(Scene scene, ClusterId cluster, NodeSet nodes);

/// One of them does not hear another whose heartbeats, lost until now, will come.
bool loses_heartbeats(Scene scene, ClusterId cluster, NodeSet nodes);

/// It and those in its view, it in theirs, who all hear one another. Where links of several
/// networks are cut, a node may hear two that do not hear each other: it is on the side of one of
/// them. REQUIRES: it takes part.
NodeSet side_of(Scene scene, NodeId id);

/// It does not reach the state file of `best_partition`, and others that work do: nobody hears it.
/// With nobody who does the networks alone decide.
bool lost_state_file(Scene scene, NodeId id);

/// Its storage answers at this node.
bool node_reaches(Scene scene, NodeId id, StorageId storage);
/// Itself, or through another node (models/redirection).
bool node_gets_at(Scene scene, NodeId id, StorageId storage);

template <class Visit>
void for_nodes(const Plant& plant, ClusterId cluster, NodeSet set, Visit visit) {
  for (; set != 0; set &= set - 1) visit(node_of(plant, cluster, first_of(set)));
}

}  // namespace ausfall::models
