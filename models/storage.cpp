#include "models/storage.hpp"

#include <algorithm>

#include "models/cluster/membership.hpp"
#include "models/cluster/recovery.hpp"
#include "models/component.hpp"
#include "models/reach.hpp"

namespace ausfall::models {
namespace {

bool any_works(const World& world, const std::vector<ComponentId>& parts) {
  return std::ranges::any_of(parts,
                             [&](ComponentId part) { return world[part].running == Running::on; });
}

}  // namespace

bool reaches(const Plant& plant, const World& world, ComponentId host, StorageId storage) {
  const Storage& it = plant[storage];
  if (world[it.array].running != Running::on || !any_works(world, it.controllers)) return false;
  const auto found = std::ranges::find(it.hosts, host);
  if (found == it.hosts.end()) return false;
  if (!any_works(world, it.paths[static_cast<std::size_t>(found - it.hosts.begin())])) return false;
  return !it.network || attached(plant, world, host, it.network);
}

void storage_changed(Moment& moment, StorageId storage) {
  for (std::size_t i = 0; i < moment.plant.clusters.size(); ++i) {
    if (moment.plant.clusters[i].quorum.disk == storage) contacts_changed(moment, ClusterId(i));
  }
  for (const ComponentId user : moment.plant[storage].users) {
    ComponentState& state = moment.world[user];
    if (state.running == Running::off) {
      try_start(moment, user);
      component_ready(moment, user);
      continue;
    }
    const bool reached = reaches(moment.plant, moment.world, host_of(moment.world, user), storage);
    if (reached == !state.disk_lost) continue;
    state.disk_lost = !reached;
    moment.tell(reached ? FactKind::storage_back : FactKind::storage_lost, user, storage.index());
    if (reached) {
      moment.clocks.stop(moment.plant[user].disk_timed_out);
      unstall(moment, user);
    } else {
      stall(moment, user);
      moment.clocks.start(moment.plant[user].disk_timed_out, moment.plant[user].disk_timeout);
    }
  }
  for (std::size_t i = 0; i < moment.plant.clusters.size(); ++i) {
    // Who no longer reaches it has lost its locks on it.
    if (moment.plant.clusters[i].fencing.kind == FencingKind::lock)
      take_freed(moment, ClusterId(i));
  }
}

void boot_io_done(Moment& /*moment*/, ComponentId /*id*/) {}

void storage_resumed(Moment& /*moment*/, StorageId /*id*/) {}

void path_resumed(Moment& /*moment*/, StorageId /*id*/, std::size_t /*number*/) {}

}  // namespace ausfall::models
