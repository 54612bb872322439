#include "models/disk_loss.hpp"

#include <algorithm>

namespace ausfall::models {
namespace {

bool is_paused(const Plant& plant, const Component& user) {
  return user.kind == ComponentKind::vm && user.member &&
         plant[plant[plant[user.member].group].cluster].monitor.storage_pause;
}

}  // namespace

void leave_to_cluster(Plant& plant, Component& vm, ClusterId cluster) {
  const Cluster& its = plant[cluster];
  if (its.monitor.storage_pause) {
    vm.disk_timeout = *its.monitor.storage_pause;
    vm.disk_loss = DiskLoss::crash;  // it is turned off
  } else if (its.storage_loss.holds && !vm.says_disk_loss) {
    vm.disk_loss = DiskLoss::wait;
  }
  if (!its.redirection.over_network) return;
  auto& through = plant.storages[vm.storage.index()].redirected_by;
  if (!std::ranges::count(through, cluster)) through.push_back(cluster);
  plant.any_redirection = true;
  plant.any_degrade = plant.any_degrade || its.redirection.capacity < 1;
}

void queue_io(const Plant& plant, const Storage& storage, Component& user) {
  const bool waits = user.disk_loss == DiskLoss::wait;
  if (!storage.queues || user.says_disk_timeout || waits || is_paused(plant, user)) return;
  if (!storage.queues->is_never())
    user.disk_timeout = *storage.queues;
  else if (!user.says_disk_loss)
    user.disk_loss = DiskLoss::wait;
}

}  // namespace ausfall::models
