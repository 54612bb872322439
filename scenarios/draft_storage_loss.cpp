// What is done about lost storage: by guests, by hypervisors, by clusters.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/draft.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {

void read_disk_loss(Section& section, models::Component& component, models::DiskLoss otherwise) {
  component.says_disk_timeout = section.has("disk-timeout");
  component.disk_timeout = section.law("disk-timeout").value_or(Distribution());
  component.says_disk_loss = section.has("disk-loss");
  component.disk_loss = section.choice("disk-loss", words::disk_losses).value_or(otherwise);
  if (component.disk_loss == models::DiskLoss::wait && component.says_disk_timeout) {
    section.error("disk-timeout",
                  fmt::format("'disk-timeout' has no effect: {} waits for its disk however long it "
                              "takes (disk-loss: wait)",
                              section.title()),
                  "disk-loss: hang, or leave one of them out");
  }
}

Duration read_io(Section& section, models::Monitor& monitor) {
  monitor.storage_pause = section.law("storage-pause");
  monitor.io = section.flag("io").value_or(false);
  if (monitor.io &&
      (monitor.scope == models::Scope::node || monitor.scope == models::Scope::vm_state)) {
    section.error("io", "io: a monitor that does not look into members does no I/O there",
                  "scope: guest-os, or app");
  }
  return section.duration("io-window").value_or(Duration{0});
}

namespace {

void read_redirection(Draft& draft, const Tree& tree, models::Cluster& cluster) {
  if (tree == nullptr) return;
  Section section(draft.reading, "redirected", tree,
                  fmt::format("the redirected I/O of cluster '{}'", cluster.name));
  section.let_keys_idle();
  models::Redirection& redirection = cluster.redirection;
  redirection.over_network = section.choice("kind", words::redirections).value_or(false);
  if (!redirection.over_network) return;
  if (const Tree networks = section.raw("networks")) {
    for (const Thing* thing : draft.select(networks, kinds::network, "networks"))
      redirection.networks.push_back(thing->network);
  }
  redirection.capacity = section.share("capacity").value_or(1);
  if (redirection.capacity == 0) {
    section.error("capacity", "capacity: with 0 % what is redirected would serve nothing",
                  "redirected: none");
    redirection.capacity = 1;
  }
}

}  // namespace

void read_storage_loss(Draft& draft, Section& section, models::Cluster& cluster) {
  read_redirection(draft, section.raw("redirected"), cluster);
  const Tree tree = section.raw("storage-loss");
  if (tree == nullptr) return;
  Section loss(draft.reading, "storage-loss", tree,
               fmt::format("the storage loss of cluster '{}'", cluster.name));
  loss.let_keys_idle();
  models::StorageLoss& policy = cluster.storage_loss;
  policy.holds = loss.choice("guests", words::guests_without_storage).value_or(false);
  policy.responds = loss.choice("response", words::storage_responses).value_or(false);
  policy.after = loss.law("after").value_or(Distribution());
  policy.permanent_after = loss.law("permanent-after").value_or(Distribution());
  if (policy.responds && cluster.monitor.storage_pause) {
    loss.error(
        "response",
        "response: VMs that are paused without storage (storage-pause) are turned off at the "
        "end of the pause",
        "storage-loss: {response: none}, or no storage-pause");
  }
}

}  // namespace ausfall::scenarios
