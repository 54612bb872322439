// What a service hangs on, by structure alone: the cut vertices of the graph from its clients over
// networks, hosts, what runs on them and their storage. Nothing is simulated here; it is what a
// simulation of single failures is checked against.
//
// The graph of one component that has to serve, standing on one stack of places (its host, the VM on
// it, itself), runs from a source to a sink:
//
//   clients - switch - link - host - VM - app - path - controller - array - serves
//
// with as many switches, links, paths and controllers side by side as there are; a VM or host that
// is asked for itself needs no clients; a storage that is reached over a network has its switches
// and links before its paths. Its cut vertices are the dominators of the sink
// (Boost.Graph: Lengauer and Tarjan).
//
// A mirror is its two sides side by side.
//
// 1. Where nothing moves, there is one stack, and a single component that is down brings the
//    service down if and only if it is a cut vertex (but for needs that ask for connected hosts).
// 2. Where clusters move things, a component counts only if it is a cut vertex on every stack: the
//    best that any cluster could do with what stands there.
#pragma once

#include <vector>

#include "models/plant.hpp"

namespace ausfall::models {

enum class Moves : std::uint8_t {
  none,      ///< everything stays where it is when all is well
  clusters,  ///< members of a cluster's groups may stand on any of its nodes
};

/// Whether a graph can tell: no need asks for hosts that are connected with one another.
bool graph_tells(const Plant& plant, ServiceId service);

/// The components without any one of which the service cannot serve, in the order of the plant.
/// REQUIRES: graph_tells.
std::vector<ComponentId> cut_vertices(const Plant& plant, ServiceId service, Moves moves);

}  // namespace ausfall::models
