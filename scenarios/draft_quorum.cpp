// Which nodes of a cluster may go on, how the others are kept from what they hold, and what those
// do: quorum, fencing, isolation, quarantine.
#include "scenarios/draft_quorum.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/names.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;

class QuorumReader {
 public:
  QuorumReader(Draft& draft, Section& section, Position at, const std::vector<ComponentId>& nodes,
               models::Cluster& cluster)
      : draft_(draft),
        plant_(draft.plant),
        section_(section),
        at_(at),
        nodes_(nodes),
        cluster_(cluster) {}

  void read() {
    read_quorum();
    read_fencing();
    read_isolation();
    read_quarantine();
    check_heartbeat_storage();
  }

 private:
  /// A profile's word may idle where the cluster has another fencing.
  void check_heartbeat_storage() {
    if (cluster_.fencing.kind == models::FencingKind::lock || cluster_.heartbeat.storages.empty())
      return;
    const Tree heartbeat = section_.raw("heartbeat");
    const Entry* const own = heartbeat == nullptr ? nullptr : heartbeat->find("storage");
    if (own == nullptr ||
        draft_.reading.sources[own->value->at.source].name.starts_with(profile_source))
      return;
    draft_.warning(own->at,
                   fmt::format("heartbeat: its storage tells nothing in cluster '{}': only with "
                               "fencing: lock are groups left to who is seen alive there",
                               cluster_.name),
                   "fencing: lock, or storage: none");
  }

  [[nodiscard]] std::string title(std::string_view what) const {
    return fmt::format("the {} of cluster '{}'", what, cluster_.name);
  }

  // ---- quorum

  void read_quorum() {
    using enum models::QuorumKind;
    const Tree tree = section_.raw("quorum");
    if (tree == nullptr) return;
    Section section(draft_.reading, "quorum", tree, title("quorum"));
    section.let_keys_idle();
    models::Quorum& quorum = cluster_.quorum;
    quorum.kind = section.choice("kind", words::quorum_kinds).value_or(none);
    if (quorum.kind == none) return;
    if (quorum.kind == primaries) {
      quorum.primaries =
          section.count_in("primaries", 1, static_cast<int>(models::nodes_max)).value_or(5);
      return;
    }
    quorum.retry = section.law("retry").value_or(Distribution());
    if (quorum.kind == best_partition) return read_state_file(section.raw("witness"), quorum);
    if (quorum.kind == majority) quorum.two_node = section.flag("two-node").value_or(false);
    if (quorum.kind == local || quorum.kind == majority) return;
    quorum.arbitration = section.law("arbitration").value_or(Distribution());
    if (quorum.kind == shared_disk) {
      quorum.yields_without_clients = section.flag("yields-without-clients").value_or(false);
      return read_quorum_disk(section, quorum);
    }
    quorum.has_witness = quorum.kind == witness;
    if (quorum.kind == dynamic) quorum.breaks_ties = section.flag("tie-break").value_or(true);
    quorum.has_copy = quorum.kind == witness;  // not named: a disk that does not fail
    if (const Tree tree_of_witness = section.raw("witness")) read_witness(tree_of_witness, quorum);
  }

  void read_quorum_disk(Section& section, models::Quorum& quorum) {
    const Tree storage = section.raw("storage");
    if (storage == nullptr) {
      quorum.disk = only_shared_storage();
    } else if (const Thing* thing = draft_.one(storage, kinds::storage, "storage")) {
      quorum.disk = thing->storage;
      check_disk(storage, *thing, "quorum");
    }
  }

  void check_disk(const Tree& tree, const Thing& storage, std::string_view whose) {
    for (const ComponentId node : nodes_) {
      const ComponentId host = models::home_host(plant_, node);
      if (!host.named() || draft_.attached(storage.storage, host)) continue;
      draft_.error(tree->at,
                   fmt::format("storage: the node '{}' is not attached to the {}'s storage '{}'",
                               draft_.name(node), whose, storage.name));
      return;
    }
  }

  void read_witness(const Tree& tree, models::Quorum& quorum) {
    if (tree->is_scalar() && tree->text == "none") {
      if (quorum.kind == models::QuorumKind::witness) {
        draft_.error(tree->at, "witness: a quorum of kind 'witness' has one",
                     "kind: majority, or witness: cloud");
      }
      return;
    }
    quorum.has_witness = true;
    quorum.has_copy = false;
    if (tree->is_scalar() && tree->text == "cloud") return;
    const Thing* thing = draft_.one(tree, kinds::host | kinds::vm | kinds::storage, "witness");
    if (thing == nullptr) return;
    if (thing->kind == kinds::storage) {
      quorum.disk = thing->storage;
      quorum.has_copy = true;
      return check_disk(tree, *thing, "witness");
    }
    quorum.witness = thing->component;
    if (std::find(nodes_.begin(), nodes_.end(), quorum.witness) != nodes_.end()) {
      draft_.error(tree->at,
                   fmt::format("witness: '{}' is a node of the cluster itself", thing->name),
                   "a witness lies on a machine that is not one of the nodes");
    } else if (!plant_.networks.empty() && !on_a_network(quorum.witness)) {
      draft_.error(
          tree->at,
          fmt::format("witness: '{}' is on no network, so no node reaches it", thing->name),
          "networks: the hosts of one of them");
    }
  }

  /// `cloud`, or nothing: it does not fail.
  void read_state_file(const Tree& tree, models::Quorum& quorum) {
    if (tree == nullptr || (tree->is_scalar() && tree->text == "cloud")) return;
    if (tree->is_scalar() && tree->text == "none") {
      draft_.error(tree->at,
                   "witness: the sides of 'best-partition' know of one another by a state file",
                   "witness: the storage that it lies on, or kind: majority");
      return;
    }
    const Thing* thing = draft_.one(tree, kinds::storage, "witness");
    if (thing == nullptr) return;
    quorum.disk = thing->storage;
    check_disk(tree, *thing, "state file");
  }

  [[nodiscard]] bool on_a_network(ComponentId machine) const {
    const ComponentId host = models::home_host(plant_, machine);
    return std::any_of(
        plant_.networks.begin(), plant_.networks.end(), [&](const models::Network& network) {
          return std::find(network.hosts.begin(), network.hosts.end(), host) != network.hosts.end();
        });
  }

  /// Where the quorum disk lies if the scenario does not say: on the only storage that all nodes
  /// are attached to. If there is none, or more than one, it lies on no storage, and never fails.
  [[nodiscard]] models::StorageId only_shared_storage() const {
    models::StorageId only;
    for (std::size_t i = 0; i < plant_.storages.size(); ++i) {
      const models::StorageId storage(i);
      if (half_of_a_mirror(storage)) continue;
      const bool everybodys = std::all_of(nodes_.begin(), nodes_.end(), [&](ComponentId node) {
        const ComponentId host = models::home_host(plant_, node);
        return host.named() && draft_.attached(storage, host);
      });
      if (!everybodys) continue;
      if (only.named()) return {};
      only = storage;
    }
    return only;
  }

  [[nodiscard]] bool half_of_a_mirror(models::StorageId id) const {
    return std::any_of(
        plant_.mirrors.begin(), plant_.mirrors.end(), [&](const models::Mirror& mirror) {
          return std::find(mirror.sides.begin(), mirror.sides.end(), id) != mirror.sides.end();
        });
  }

  // ---- fencing

  void read_fencing() {
    using enum models::FencingKind;
    const Tree tree = section_.raw("fencing");
    if (tree == nullptr) return;
    Section section(draft_.reading, "fencing", tree, title("fencing"));
    section.let_keys_idle();
    models::Fencing& fencing = cluster_.fencing;
    fencing.kind = section.choice("kind", words::fencing_kinds).value_or(none);
    switch (fencing.kind) {
      case none:
      case lock:
        return;
      case reservation:
        fencing.arbitration = section.law("arbitration").value_or(Distribution());
        return;
      case power:
        fencing.time = section.law("time").value_or(Distribution());
        fencing.success = section.share("success").value_or(1);
        if (fencing.time.is_zero() && may_shoot_for_ever())
          section.error("kind", "time: how long an attempt to switch a node off takes is due",
                        "time: 10 s");
        return read_requests(section);
      case poison_pill:
        return read_poison_pill(section);
      case watchdog:
        return read_watchdog(section);
    }
  }

  /// What is the same whichever way a request goes.
  void read_requests(Section& section) {
    models::Fencing& fencing = cluster_.fencing;
    fencing.attempts = section.limit("attempts").value_or(1);
    if (fencing.attempts == 0) section.error("attempts", "attempts: at least 1 is due");
    if (fencing.attempts == models::unlimited && fencing.success == 0)
      section.error("success", "success: a fence that never works is tried for ever",
                    "fencing: none, or a number of attempts");
    fencing.send_delay = section.law("send-delay").value_or(Distribution());
    fencing.priority_delay = section.law("priority-delay").value_or(Distribution());
    if (const Tree tree = section.raw("send-delays")) read_send_delays(tree);
  }

  /// `{node1: 10 s}`: by the node that is to be fenced.
  void read_send_delays(const Tree& tree) {
    if (!tree->is_mapping()) {
      return draft_.error(tree->at, "send-delays: a time for each of some nodes is due",
                          "send-delays: {node1: 10 s}, or send-delay: 10 s for all");
    }
    models::Fencing& fencing = cluster_.fencing;
    fencing.send_delays.assign(nodes_.size(), fencing.send_delay);
    for (const Entry& entry : tree->entries) {
      const auto delay = law_of(draft_.reading, "send-delays", entry.value);
      bool any = false;
      std::vector<std::string> names;
      for (std::size_t i = 0; i < nodes_.size(); ++i) {
        names.push_back(draft_.name(nodes_[i]));
        if (names.back() != entry.key && !(is_glob(entry.key) && matches(entry.key, names.back())))
          continue;
        any = true;
        if (delay) fencing.send_delays[i] = *delay;
      }
      if (any) continue;
      draft_.error(
          entry.at,
          fmt::format("send-delays: '{}' is no node of the cluster '{}'", entry.key, cluster_.name),
          known_names_hint(entry.key, names, "nodes"));
    }
  }

  void read_poison_pill(Section& section) {
    models::Fencing& fencing = cluster_.fencing;
    fencing.time = section.law("message-wait").value_or(Distribution());
    if (fencing.time.is_zero() && may_shoot_for_ever())
      section.error("kind", "message-wait: until a message on the disk has worked is due",
                    "message-wait: 10 s");
    fencing.timeout = section.law("disk-timeout").value_or(Distribution());
    fencing.stays_with_quorum = section.flag("stays-with-quorum").value_or(false);
    read_requests(section);
    const Tree storage = section.raw("storage");
    if (storage == nullptr) {
      return section.error("kind", "poison-pill: it does not say on which storage the messages lie",
                           "storage: the disk that all nodes reach");
    }
    for (const Thing* thing : draft_.select(storage, kinds::storage, "storage")) {
      fencing.disks.push_back(thing->storage);
      check_disk(storage, *thing, "fencing");
    }
    const auto disks = static_cast<int>(fencing.disks.size());
    const auto needed = section.count_in("at-least", 1, std::max(disks, 1));
    fencing.disks_needed = static_cast<std::size_t>(needed.value_or(disks / 2 + disks % 2));
  }

  void read_watchdog(Section& section) {
    models::Fencing& fencing = cluster_.fencing;
    fencing.timeout = section.law("timeout").value_or(Distribution());
    fencing.expiry = section.law("expiry").value_or(Distribution());
    fencing.delay = section.law("delay").value_or(Distribution());
    if (!section.says_never("idle-after")) fencing.idle_after = section.law("idle-after");
    if (cluster_.quorum.kind == models::QuorumKind::none ||
        cluster_.quorum.kind == models::QuorumKind::primaries) {
      section.error("kind",
                    "watchdog: a node resets itself when it has lost the quorum, and with this "
                    "quorum it never does",
                    "quorum: majority");
    }
  }

  /// Both sides of a partition may go on, and switch each other's nodes off. Where these boot in no
  /// time, that would be repeated for ever at one moment.
  [[nodiscard]] bool may_shoot_for_ever() const {
    using enum models::QuorumKind;
    const models::Quorum& quorum = cluster_.quorum;
    const bool both_go_on = quorum.kind == none || quorum.kind == primaries ||
                            (quorum.kind == majority && quorum.two_node);
    return both_go_on && cluster_.heartbeat.over_networks &&
           std::any_of(nodes_.begin(), nodes_.end(), [&](ComponentId node) {
             return plant_[node].start.is_zero() && plant_[node].boot_io == 0;
           });
  }

  // ---- isolation and quarantine

  void read_isolation() {
    using enum models::IsolationResponse;
    const Tree tree = section_.raw("isolation");
    if (tree == nullptr) return;
    Section section(draft_.reading, "isolation", tree, title("isolation response"));
    section.let_keys_idle();
    models::Isolation& isolation = cluster_.isolation;
    isolation.response = section.choice("response", words::isolation_responses).value_or(stay);
    isolation.takes_over = section.flag("takes-over").value_or(true);
    if (isolation.response == stay) return;
    isolation.after = section.law("after").value_or(Distribution());
    isolation.needs_owner = section.flag("needs-owner").value_or(false);
    isolation.leader_after = section.law("leader-after").value_or(isolation.after);
    if (isolation.response == shut_down)
      isolation.shutdown = section.law("shutdown").value_or(Distribution());
  }

  void read_quarantine() {
    const Tree tree = section_.raw("quarantine");
    if (tree == nullptr || (tree->is_scalar() && tree->text == "none")) return;
    Section section(draft_.reading, "quarantine", tree, title("quarantine"));
    models::Quarantine& quarantine = cluster_.quarantine;
    constexpr int departures_max = 100;
    quarantine.threshold = section.count_in("threshold", 1, departures_max).value_or(3);
    quarantine.period =
        section.law("period").value_or(Distribution::constant(std::chrono::hours(1)));
    quarantine.duration =
        section.law("duration").value_or(Distribution::constant(std::chrono::hours(2)));
    quarantine.at_most = section.share("at-most").value_or(1);
    if (quarantine.period.is_zero())
      section.error("period", "period: of departures at one moment there is one", "period: 1 h");
  }

  Draft& draft_;
  models::Plant& plant_;
  Section& section_;
  Position at_;
  const std::vector<ComponentId>& nodes_;
  models::Cluster& cluster_;
};

}  // namespace

void read_quorum_and_fencing(Draft& draft, Section& section, Position at,
                             const std::vector<ComponentId>& nodes, models::Cluster& cluster) {
  QuorumReader(draft, section, at, nodes, cluster).read();
}

}  // namespace ausfall::scenarios
