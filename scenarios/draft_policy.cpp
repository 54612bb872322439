// A cluster's policy: how its nodes know of one another, and what they do about what fails.
// draft_quorum.cpp reads which of them may go on.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/draft.hpp"
#include "scenarios/draft_quorum.hpp"
#include "scenarios/names.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;

class PolicyReader {
 public:
  PolicyReader(Draft& draft, Section& section, Position at, const std::vector<ComponentId>& nodes,
               models::Cluster& cluster)
      : draft_(draft),
        plant_(draft.plant),
        section_(section),
        at_(at),
        nodes_(nodes),
        cluster_(cluster) {}

  void read() {
    if (section_.has("check")) return read_check(draft_, part("check"), cluster_);
    read_heartbeat();
    read_membership();
    read_quorum_and_fencing(draft_, section_, at_, nodes_, cluster_);
    read_monitor();
    Section restart(draft_.reading, "restart", part("restart"));
    read_restart(draft_, restart, cluster_);
    read_failover();
    cluster_.preempts = section_.choice("preempt", words::preemptions).value_or(false);
    cluster_.returns = section_.choice("return", words::returns).value_or(false);
    read_stop_failure(draft_, section_, cluster_);
    read_failback();
    read_admission();
    cluster_.overcommit = read_overcommit(draft_, section_.raw("overcommit"));
    read_planned();
    read_eviction(draft_, section_, nodes_, cluster_);
    read_split_brain();
    read_storage_loss(draft_, section_, cluster_);
  }

 private:
  /// A part of the policy; with no keys where neither the cluster nor its profile says anything.
  Tree part(std::string_view key) {
    const Tree tree = section_.raw(key);
    return tree == nullptr ? empty_mapping(at_) : tree;
  }

  [[nodiscard]] std::string title(std::string_view what) const {
    return fmt::format("the {} of cluster '{}'", what, cluster_.name);
  }

  /// More to wait for each node beyond the second.
  [[nodiscard]] Duration more(const std::optional<Duration>& a_node) const {
    const auto beyond = nodes_.size() > 2 ? static_cast<std::int64_t>(nodes_.size() - 2) : 0;
    return a_node.value_or(Duration{0}) * beyond;
  }

  // ---- heartbeat and membership

  void read_heartbeat() {
    Section section(draft_.reading, "heartbeat", part("heartbeat"));
    models::Heartbeat& heartbeat = cluster_.heartbeat;
    heartbeat.interval = section.duration("interval").value_or(Duration{0});
    heartbeat.missed = section.count_in("missed", 1, 1'000'000).value_or(1);
    heartbeat.is_explicit = section.choice("mode", words::heartbeat_modes).value_or(false);
    if (heartbeat.is_explicit && heartbeat.interval == Duration{0}) {
      section.error("mode", "explicit heartbeats need an 'interval' above 0 s", "interval: 1 s");
    }
    const Duration longer = more(section.duration("more-nodes"));
    read_heartbeat_networks(section.raw("networks"), heartbeat);
    read_heartbeat_storages(section.raw("storage"), heartbeat);
    Duration latency{0};
    for (const models::NetworkId id : heartbeat.networks)
      latency = std::max(latency, plant_[id].latency);
    heartbeat.delay = latency + longer;
    heartbeat.detection =
        models::detection_delay(heartbeat.interval, heartbeat.missed, heartbeat.delay);
    check_losses(heartbeat);
    if (!heartbeat.over_networks || nodes_.size() < 2) return;
    for (const ComponentId node : nodes_) {
      if (!beats(node, heartbeat)) {
        draft_.warning(section_.at("nodes"),
                       fmt::format("the node '{}' is on no network that carries the heartbeats of "
                                   "the cluster '{}': the others take it for dead",
                                   draft_.name(node), cluster_.name));
      }
    }
  }

  /// Reports heartbeats that can be lost and whose settings the laws of lost heartbeats cannot
  /// take.
  void check_losses(const models::Heartbeat& heartbeat) {
    const bool lossy = std::any_of(heartbeat.networks.begin(), heartbeat.networks.end(),
                                   [&](models::NetworkId id) { return plant_[id].loss > 0; });
    if (!lossy || heartbeat.is_explicit) return;
    if (heartbeat.interval == Duration{0}) {
      draft_.error(at_,
                   fmt::format("the heartbeats of cluster '{}' can be lost, and need an 'interval' "
                               "above 0 s",
                               cluster_.name),
                   "heartbeat: {interval: 1 s}");
    }
    constexpr int missed_max = 256;
    if (heartbeat.missed > missed_max) {
      draft_.error(at_, fmt::format("missed: at most {} where heartbeats can be lost", missed_max));
    }
    if (heartbeat.networks.size() > models::lossy_networks_max) {
      draft_.error(at_, fmt::format("heartbeats that can be lost go over at most {} networks",
                                    models::lossy_networks_max));
    }
  }

  [[nodiscard]] bool beats(ComponentId node, const models::Heartbeat& heartbeat) const {
    const ComponentId host = models::home_host(plant_, node);
    return std::any_of(heartbeat.networks.begin(), heartbeat.networks.end(),
                       [&](models::NetworkId id) {
                         const auto& hosts = plant_[id].hosts;
                         return std::find(hosts.begin(), hosts.end(), host) != hosts.end();
                       });
  }

  /// The networks of the heartbeats: unless given, all that carry heartbeats. If none does, nodes
  /// know of one another without a network.
  void read_heartbeat_networks(const Tree& given, models::Heartbeat& heartbeat) {
    if (given != nullptr && given->is_scalar() && given->text == "none") {
      heartbeat.over_networks = false;
      return;
    }
    if (given == nullptr || (given->is_scalar() && given->text == "all")) {
      for (std::size_t i = 0; i < plant_.networks.size(); ++i) {
        if (plant_.networks[i].carries_heartbeat) heartbeat.networks.emplace_back(i);
      }
      heartbeat.over_networks = !heartbeat.networks.empty();
      return;
    }
    for (const Thing* thing : draft_.select(given, kinds::network, "networks")) {
      heartbeat.networks.push_back(thing->network);
      if (!plant_[thing->network].carries_heartbeat) {
        draft_.error(
            given->at,
            fmt::format("networks: the network '{}' does not carry heartbeats", thing->name),
            "carries: [heartbeat]");
      }
    }
  }

  /// The storages over which nodes see each other alive; `none` unless given.
  void read_heartbeat_storages(const Tree& given, models::Heartbeat& heartbeat) {
    if (given == nullptr || (given->is_scalar() && given->text == "none")) return;
    if (given->is_scalar() && given->text == "all") {
      for (std::size_t i = 0; i < plant_.storages.size(); ++i) heartbeat.storages.emplace_back(i);
      return;
    }
    for (const Thing* thing : draft_.select(given, kinds::storage, "storage"))
      heartbeat.storages.push_back(thing->storage);
  }

  void read_membership() {
    Section section(draft_.reading, "membership", part("membership"));
    cluster_.membership.regroup = section.law("regroup").value_or(Distribution());
    const Duration longer = more(section.duration("more-nodes"));
    if (longer > Duration{0}) {
      if (cluster_.membership.regroup.is_constant()) {
        cluster_.membership.regroup =
            Distribution::constant(nearest_tick(cluster_.membership.regroup.mean()) + longer);
      } else {
        section.error("more-nodes", "more-nodes: it is added to a constant 'regroup' only");
      }
    }
    cluster_.membership.election = section.law("election").value_or(Distribution());
    cluster_.membership.confirm = section.law("confirm").value_or(Distribution());
  }

  // ---- monitor

  void read_monitor() {
    using enum models::Scope;
    Section section(draft_.reading, "monitor", part("monitor"));
    models::Monitor& monitor = cluster_.monitor;
    monitor.scope = section.choice("scope", words::monitor_scopes).value_or(app);
    const Duration looks_alive = section.duration("looks-alive").value_or(Duration{0});
    const Duration is_alive = section.duration("is-alive").value_or(Duration{0});
    const Duration timeout = section.duration("timeout").value_or(Duration{0});
    monitor.stop_seen = models::poll_delay(looks_alive, Duration{0});
    monitor.hang_seen = models::poll_delay(is_alive, std::max(timeout, read_io(section, monitor)));
    monitor.capacity_floor = section.share("capacity-floor").value_or(0);
    const Tree pending = section.raw("pending-timeout");
    if (pending != nullptr && !(pending->is_scalar() && pending->text == "none"))
      monitor.pending_timeout = law_of(draft_.reading, "pending-timeout", pending);
    monitor.disks = section.flag("disks").value_or(false);
    const Duration clients_timeout = section.duration("clients-timeout").value_or(Duration{0});
    if (section.flag("clients").value_or(false))
      monitor.clients_seen = models::poll_delay(looks_alive, clients_timeout);
    monitor.stop_timeout = section.law("stop-timeout");
    const Tree messages = section.raw("status-messages");
    if (messages == nullptr) return;
    Section status(draft_.reading, "status-messages", messages);
    const Duration interval = status.duration("interval").value_or(Duration{0});
    const int missed = status.count_in("missed", 1, 1'000'000).value_or(1);
    monitor.status_seen = models::detection_delay(interval, missed, Duration{0});
  }

  // ---- failover and failback

  int read_threshold(Section& section) {
    const Tree tree = section.raw("threshold");
    if (tree != nullptr && tree->is_scalar() && tree->text == "other-nodes")
      return std::max(static_cast<int>(nodes_.size()) - 1, 1);
    return section.limit("threshold").value_or(models::unlimited);
  }

  /// `manual: 1 h`, or `manual: {time: 1 h, mistake: {...}}`.
  void read_manual(Section& section, models::Failover& failover) {
    const Entry* const given = section.entry("manual");
    if (given == nullptr ||
        (given->value->find("time") == nullptr && given->value->find("mistake") == nullptr)) {
      failover.manual = section.law("manual");
      return;
    }
    Section manual(draft_.reading, "manual", section.raw("manual"), title("recovery by hand"));
    failover.manual = manual.law("time");
    failover.mistake = read_mistake(draft_, manual);
  }

  void read_failover() {
    using enum models::PlacementRule;
    Section section(draft_.reading, "failover", part("failover"));
    models::Failover& failover = cluster_.failover;
    failover.threshold = read_threshold(section);
    failover.period = law_or_never(section, "period").value_or(Distribution());
    failover.placement = section.choice("placement", words::placement_rules).value_or(next_owner);
    failover.random_without_owners =
        section.flag("random-without-owners").value_or(false) && failover.placement == next_owner;
    failover.coverage = section.share("coverage").value_or(1);
    read_manual(section, failover);
    failover.grace = section.law("grace").value_or(Distribution());
    failover.grace_pauses = section.flag("grace-pauses").value_or(false);
    failover.grace_vms_only = section.flag("grace-vms-only").value_or(false);
    failover.delay = section.law("delay").value_or(Distribution());
    failover.relocation = section.law("relocation");
    failover.concurrency = section.limit("concurrency").value_or(models::unlimited);
    if (failover.concurrency == 0) section.error("concurrency", "concurrency: at least 1 is due");
    failover.hot_standby = section.choice("standby", words::standbys).value_or(false);
    if (failover.coverage < 1 && !failover.manual) {
      draft_.warning(section.at("coverage"),
                     fmt::format("nobody comes when a failover of cluster '{}' does not work: the "
                                 "group stays down until what failed is repaired",
                                 cluster_.name),
                     "manual: 1 h");
    }
  }

  void read_failback() {
    const Tree tree = section_.raw("failback");
    if (tree == nullptr) return;
    models::Failback& failback = cluster_.failback;
    if (tree->is_scalar()) {
      if (const auto kind = meaning_of(words::failback_kinds, tree->text)) {
        failback.kind = *kind;
      } else {
        draft_.error(tree->at, fmt::format("failback: '{}' is not one of its words", tree->text),
                     known_names_hint(tree->text, texts_of(words::failback_kinds), "words") +
                         ", or {hours: mon-fri 22-6}");
      }
    } else {
      read_failback_hours(tree, failback);
    }
  }

  void read_failback_hours(const Tree& tree, models::Failback& failback) {
    Section section(draft_.reading, "failback", tree, title("failback"));
    failback.kind = models::FailbackKind::in_hours;
    if (section.has("window") == section.has("hours")) {
      if (section.has("window"))
        section.error("hours", "failback: it has both a window and hours", "give one of them");
      else
        section.missing("failback: it does not say when groups go back", "hours: mon-fri 22-6");
    }
    if (const auto hours = section.hours("hours")) failback.hours = hours->hours;
    if (const Tree window = section.raw("window")) failback.hours = window_of(window);
  }

  WeeklyHours window_of(const Tree& tree) {
    std::vector<int> hours;
    for (const Tree& item : tree->items) {
      const bool digits = item->is_scalar() && !item->text.empty() && item->text.size() <= 2 &&
                          item->text.find_first_not_of("0123456789") == std::string::npos;
      if (digits) hours.push_back(std::stoi(item->text));
    }
    const bool good = tree->items.size() == 2 && hours.size() == 2 && hours[0] <= 24 &&
                      hours[1] <= 24 && hours[0] % 24 != hours[1] % 24;
    if (!good) {
      draft_.error(tree->at, "window: two different hours of the day are due, from when to when",
                   "window: [22, 6]");
      return {};
    }
    return WeeklyHours::daily(std::chrono::hours(hours[0] % 24), std::chrono::hours(hours[1]));
  }

  // ---- admission, planned moves

  void read_admission() {
    using enum models::AdmissionKind;
    const Tree tree = section_.raw("admission");
    if (tree == nullptr) return;
    models::Admission& admission = cluster_.admission;
    const auto own = [&](const Tree& value) {
      return !draft_.reading.sources[value->at.source].name.starts_with("profile ");
    };
    if (tree->is_scalar() ? own(tree)
                          : std::any_of(tree->entries.begin(), tree->entries.end(),
                                        [&](const Entry& entry) { return own(entry.value); }))
      draft_.own_admission.insert(cluster_.name);
    if (tree->is_scalar()) {
      if (const auto meant = meaning_of(words::admissions, tree->text)) {
        admission = *meant;
      } else {
        draft_.error(tree->at, fmt::format("admission: '{}' is not one of its words", tree->text),
                     known_names_hint(tree->text, texts_of(words::admissions), "words") +
                         ", or {hosts: 1}, {percentage: 25 %}, {slots: 1}");
      }
      return;
    }
    Section section(draft_.reading, "admission", tree, title("admission control"));
    const int given =
        int{section.has("hosts")} + int{section.has("percentage")} + int{section.has("slots")};
    const auto hosts_kept = section.count_in("hosts", 1, static_cast<int>(models::nodes_max));
    const auto slots_kept = section.count_in("slots", 1, static_cast<int>(models::nodes_max));
    const auto share = section.share("percentage");
    if (given != 1) {
      return draft_.error(tree->at, "admission: one of hosts, percentage and slots is due",
                          "admission: {hosts: 1}");
    }
    if (hosts_kept) admission = {.kind = hosts, .hosts = *hosts_kept};
    if (slots_kept) admission = {.kind = slots, .hosts = *slots_kept};
    if (share) admission = {.kind = percentage, .share = *share};
  }

  void read_planned() {
    using enum models::PlannedKind;
    const Tree tree = section_.raw("planned");
    if (tree == nullptr) return;
    Section section(draft_.reading, "planned", tree, title("planned move"));
    section.let_keys_idle();
    models::Planned& planned = cluster_.planned;
    planned.kind = section.choice("kind", words::planned_kinds).value_or(restart);
    planned.concurrency = section.limit("concurrency").value_or(models::unlimited);
    if (planned.concurrency == 0) section.error("concurrency", "concurrency: at least 1 is due");
    planned.mistake = read_mistake(draft_, section);
    planned.stops_without_place =
        section.choice("without-place", words::without_places).value_or(false);
    if (planned.kind == restart) return;
    planned.bandwidth = section.rate("bandwidth").value_or(0);
    if (planned.kind != live_migration) return;
    planned.dirty_rate = section.rate("dirty-rate").value_or(0);
  }

  // ---- split brain

  void read_split_brain() {
    Section section(draft_.reading, "split-brain", part("split-brain"), title("split brain"));
    models::SplitBrain& split_brain = cluster_.split_brain;
    split_brain.corrupts = section.flag("corrupts").value_or(false);
    if (!split_brain.corrupts) return;
    if (!section.has("restore")) {
      section.missing("corrupt data needs 'restore': how long it takes to have it back",
                      "restore: 6 h");
    }
    split_brain.restore = section.law("restore").value_or(Distribution());
  }

  Draft& draft_;
  models::Plant& plant_;
  Section& section_;
  Position at_;
  const std::vector<ComponentId>& nodes_;
  models::Cluster& cluster_;
};

}  // namespace

void read_policy(Draft& draft, Section& section, Position at,
                 const std::vector<models::ComponentId>& nodes, models::Cluster& cluster) {
  PolicyReader(draft, section, at, nodes, cluster).read();
}

}  // namespace ausfall::scenarios
