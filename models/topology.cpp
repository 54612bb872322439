#include "models/topology.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <cassert>
#include <map>
#include <optional>

namespace ausfall::models {
namespace {

using Components = std::vector<ComponentId>;  // sorted, each once
using Stack = std::vector<ComponentId>;       // from the host up

/// One graph from a source to a sink, grown from the source on: what is appended follows all that
/// the graph ended in before.
class Graph {
 public:
  Graph() { ends_ = {add({})}; }

  void append(ComponentId component) {
    const Vertex vertex = add(component);
    join(vertex);
    ends_ = {vertex};
  }

  /// Appends these ways side by side, each as `append_way` does, so that any one of them leads on;
  /// without a way nothing does.
  template <class Ways, class AppendWay>
  void append_one_of(const Ways& ways, AppendWay append_way) {
    const std::vector<Vertex> before = ends_;
    std::vector<Vertex> after;
    for (const auto& way : ways) {
      ends_ = before;
      append_way(way);
      after.insert(after.end(), ends_.begin(), ends_.end());
    }
    ends_ = after;
  }
  void append_one_of(const std::vector<std::vector<ComponentId>>& rows) {
    append_one_of(rows, [&](const auto& row) {
      for (const ComponentId component : row) append(component);
    });
  }

  /// The components that every way to the end passes; nothing if there is no way.
  [[nodiscard]] std::optional<Components> dominators() && {
    const Vertex sink = add({});
    join(sink);
    using Parent = Traits::vertex_descriptor;
    std::vector<Parent> parents(boost::num_vertices(graph_), Traits::null_vertex());
    boost::lengauer_tarjan_dominator_tree(
        graph_, Vertex{0},
        boost::make_iterator_property_map(parents.begin(),
                                          boost::get(boost::vertex_index, graph_)));
    if (parents[sink] == Traits::null_vertex()) return std::nullopt;
    Components result;
    for (Parent each = parents[sink]; each != Traits::null_vertex(); each = parents[each]) {
      if (components_[each]) result.push_back(components_[each]);
    }
    std::ranges::sort(result);
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

 private:
  using Representation = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
  using Traits = boost::graph_traits<Representation>;
  using Vertex = Traits::vertex_descriptor;

  Vertex add(ComponentId component) {
    components_.push_back(component);
    return boost::add_vertex(graph_);
  }
  void join(Vertex vertex) {
    for (const Vertex end : ends_) boost::add_edge(end, vertex, graph_);
  }

  Representation graph_;
  std::vector<ComponentId> components_;  // by vertex; unnamed: the source and the sink
  std::vector<Vertex> ends_;
};

/// The ways by which a host is attached to one of these networks.
std::vector<std::vector<ComponentId>> attachments(const Plant& plant, ComponentId host,
                                                  const auto& wanted) {
  std::vector<std::vector<ComponentId>> ways;
  for (const ComponentId link : plant[host].links) {
    if (wanted(plant[link].network)) ways.push_back({plant[link].network_switch, link});
  }
  return ways;
}

void append_controllers_and_array(const Storage& storage, Graph& graph) {
  graph.append_one_of(storage.controllers, [&](ComponentId each) { graph.append(each); });
  graph.append(storage.array);
}

void append_network(const Plant& plant, ComponentId host, NetworkId id, Graph& graph) {
  if (!id) return;
  graph.append_one_of(attachments(plant, host, [&](NetworkId network) { return network == id; }));
}

/// Behind the network that it is reached over, if there is one.
void append_paths(const Plant& plant, ComponentId host, StorageId id, Graph& graph) {
  const Storage& storage = plant[id];
  std::vector<std::vector<ComponentId>> paths;
  const auto attached = std::ranges::find(storage.hosts, host);
  // Without its own paths a host gets at it through another.
  const bool redirected = !storage.redirected_by.empty() && storage.hosts.size() > 1;
  if (attached != storage.hosts.end() && !redirected) {
    for (const ComponentId path :
         storage.paths[static_cast<std::size_t>(attached - storage.hosts.begin())])
      paths.push_back({path});
  }
  graph.append_one_of(paths);
  append_controllers_and_array(storage, graph);
}

void append_storage(const Plant& plant, ComponentId host, StorageId id, Graph& graph) {
  const Storage& storage = plant[id];
  if (!storage.mirror) {
    append_network(plant, host, storage.network, graph);
    return append_paths(plant, host, id, graph);
  }
  const auto& sides = plant[storage.mirror].sides;
  const NetworkId network = plant[sides.front()].network;
  // A network that both are reached over is passed once: what both hang on is one vertex.
  const bool shared = network == plant[sides.back()].network;
  if (shared) append_network(plant, host, network, graph);
  graph.append_one_of(sides, [&](StorageId side) {
    if (!shared) append_network(plant, host, plant[side].network, graph);
    append_paths(plant, host, side, graph);
  });
}

/// It, or what it is made of.
void append_itself(const Plant& plant, ComponentId id, Graph& graph) {
  if (plant[id].kind != ComponentKind::mirror) return graph.append(id);
  graph.append_one_of(plant[plant[plant[id].storage].mirror].sides,
                      [&](StorageId side) { append_controllers_and_array(plant[side], graph); });
}

/// Nothing if it cannot serve there.
std::optional<Components> needed_on(const Plant& plant, const Stack& stack) {
  Graph graph;
  const ComponentId host = stack.front();
  if (plant[stack.back()].kind == ComponentKind::app && !plant.clients_anywhere) {
    graph.append_one_of(attachments(
        plant, host, [&](NetworkId network) { return plant[network].carries_clients; }));
  }
  for (const ComponentId each : stack) {
    append_itself(plant, each, graph);
    if (plant[each].runs() && plant[each].storage)
      append_storage(plant, host, plant[each].storage, graph);
  }
  return std::move(graph).dominators();
}

/// Where it may stand.
std::vector<ComponentId> places_of(const Plant& plant, ComponentId id, Moves moves) {
  if (moves == Moves::none || !plant[id].member) return {plant[id].place};
  std::vector<ComponentId> places;
  const ClusterId cluster = plant[plant[plant[id].member].group].cluster;
  for (const NodeId node : plant[cluster].nodes) places.push_back(plant[node].component);
  return places;
}

std::vector<Stack> stacks_of(const Plant& plant, ComponentId id, Moves moves) {
  if (!plant[id].place) return {{id}};
  std::vector<Stack> stacks;
  for (const ComponentId place : places_of(plant, id, moves)) {
    for (Stack& stack : stacks_of(plant, place, moves)) {
      stack.push_back(id);
      stacks.push_back(std::move(stack));
    }
  }
  return stacks;
}

/// By component, how many of these sets it is in.
std::map<ComponentId, std::size_t> counted(const std::vector<Components>& sets) {
  std::map<ComponentId, std::size_t> counts;
  for (const Components& set : sets) {
    for (const ComponentId id : set) ++counts[id];
  }
  return counts;
}

Components in_at_least(const std::vector<Components>& sets, std::size_t at_least) {
  Components result;
  for (const auto& [id, count] : counted(sets)) {
    if (count >= at_least) result.push_back(id);
  }
  return result;
}

Components needed_by(const Plant& plant, const Need& need, Moves moves) {
  std::vector<Components> sets;
  if (need.component) {
    for (const Stack& stack : stacks_of(plant, need.component, moves)) {
      if (auto set = needed_on(plant, stack)) sets.push_back(std::move(*set));
    }
    return in_at_least(sets, sets.size());
  }
  for (const Need& part : need.parts) sets.push_back(needed_by(plant, part, moves));
  // A component is needed if without it fewer than `at_least` parts can serve.
  return in_at_least(sets, need.parts.size() - need.at_least + 1);
}

bool plain(const Need& need) { return !need.connected && std::ranges::all_of(need.parts, plain); }

}  // namespace

bool graph_tells(const Plant& plant, ServiceId service) { return plain(plant[service].needs); }

std::vector<ComponentId> cut_vertices(const Plant& plant, ServiceId service, Moves moves) {
  assert(graph_tells(plant, service));
  return needed_by(plant, plant[service].needs, moves);
}

}  // namespace ausfall::models
