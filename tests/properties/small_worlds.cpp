#include "tests/properties/small_worlds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "sim/random.hpp"
#include "tests/properties/chance.hpp"
#include "tests/properties/failing_words.hpp"
#include "tests/properties/later_words.hpp"
#include "tests/properties/membership_words.hpp"
#include "tests/properties/placement_words.hpp"
#include "tests/properties/planned_words.hpp"
#include "tests/properties/policy_words.hpp"
#include "tests/properties/storage_words.hpp"

namespace ausfall::test {
namespace {

class Maker : PolicyWords {
 public:
  explicit Maker(std::uint64_t number)
      : PolicyWords(Draw({.seed = 20061205, .replication = number}, Stream{1}, 0)),
        other_draw_({.seed = 20061205, .replication = number}, Stream{2}, 0),
        never_({.seed = 20061205, .replication = number}, Stream{3}, 0),
        rules_({.seed = 20061205, .replication = number}, Stream{4}, 0),
        mirror_({.seed = 20061205, .replication = number}, Stream{7}, 0),
        some_are_never_repaired_(never_.uniform() < 0.2),
        planned_(number),
        membership_(number),
        placement_(number),
        losses_(number),
        last_(number),
        later_({.seed = 20061205, .replication = number}, Stream{6}, 0),
        some_fail_unseen_(later_.uniform() < 0.2),
        loads_count_(later_.uniform() < 0.15),
        corrupts_(later_.uniform() < 0.3),
        failing_(number) {}

  SmallWorld make() {
    world_.head = "ausfall: 1\nhorizon: 40 h\n";
    hosts_ = pick(2, 4);
    crews();
    hosts();
    networks();
    storage();
    guests_are_nodes_ = chance(0.3);
    if (guests_are_nodes_)
      guest_cluster();
    else
      host_cluster();
    common_cause();
    maintenance();
    services();
    const int faults = pick(1, 6);
    for (int i = 0; i < faults; ++i) fault();
    swap(mirror_);
    if (disk_ == "metro") faults_of_the_mirror();
    swap(mirror_);
    return world_;
  }

 private:
  template <class... Parts>
  void line(fmt::format_string<Parts...> format, Parts&&... parts) {
    world_.head += fmt::format(format, std::forward<Parts>(parts)...) + "\n";
  }

  /// A time to repair. Of the worlds in which some are never repaired all else is as it would be.
  std::string repaired(int low, int high) {
    const std::string time = law(low, high);
    return some_are_never_repaired_ && never_.uniform() < 0.3 ? "never" : time;
  }
  std::string who_repairs() {
    return maybe(crew_ ? 0.6 : 0, ", crew: field") + maybe(spares_ ? 0.3 : 0, ", spare: parts");
  }
  /// A failure mode that strikes a few times within the trouble.
  std::string mode(const char* effect = "down") {
    std::string what = std::string(effect) == "degrade" ? "effect: degrade, capacity: 50 %"
                                                        : fmt::format("effect: {}", effect);
    if (std::string(effect) == "down" && some_fail_unseen_ && later_.uniform() < 0.5) {
      what = "effect: latent";
      if (later_.uniform() < 0.6) what += ", test: {every: 45 min, first: 10 min}";
    }
    return fmt::format("{{mttf: {} min, ttr: {}, {}{}}}", pick(30, 900), repaired(30, 1800), what,
                       who_repairs());
  }
  /// One that does not strike by itself within the lifetime of a scenario; faults may call it.
  std::string rare_mode() { return fmt::format("{{mttf: 100000 y, ttr: {}}}", law(30, 1800)); }

  // ---- things
  void crews() {
    crew_ = chance(0.5);
    spares_ = chance(0.3);
    if (crew_) {
      const std::string response = chance(0.5) ? "0 s" : law(30, 1200);
      const int size = pick(1, 2);
      const std::string order = one_of({"fifo", "random", "race", "[node2, node1]"});
      const std::string hours = order == "race" ? "" : planned_.hours();
      line("crews: {{field: {{size: {}, order: {}, response: {}{}{}}}}}", size, order, response,
           hours, planned_.mistakes());
    }
    if (spares_) {
      line("spares: {{parts: {{size: {}{}}}}}", pick(1, 3),
           maybe(0.8, ", restock: " + law(60, 3600)));
    }
  }

  void hosts() {
    std::string failures;
    if (chance(0.7)) failures += "hardware: " + mode() + ", ";
    if (chance(0.3)) failures += "other: " + mode() + ", ";
    if (chance(0.4)) failures += "hung: " + mode("hang") + ", ";
    if (chance(0.2)) failures += "slow: " + mode("degrade") + ", ";
    failures += "rare: " + rare_mode();
    memory_ = chance(0.4) ? pick(2, 4) : 0;
    line("hosts:\n  node1..{}: {{boot: {}{}{}, failures: {{{}}}{}}}", hosts_, law(5, 240),
         memory_ > 0 ? fmt::format(", memory: {} GiB", memory_) : "",
         loads_count_ ? ", bears: 250/s" : "", failures, planned_.rejuvenated());
    for (int i = 1; placement_.knows_rows() && i <= hosts_; ++i)
      line("  node{}: {{labels: {{row: {}}}}}", i, i % 2);
    keeper_ = chance(0.3);
    if (keeper_) line("  keeper: {{boot: {}, failures: {{{}}}}}", law(5, 240), failures);
  }

  void networks() {
    const int count = pick(0, 5) == 0 ? 0 : pick(1, 2);
    if (count == 0) return;
    each_heartbeat_ = chance(0.02);
    loses_heartbeats_ = chance(0.1);
    world_.head += "networks:\n";
    for (int i = 0; i < count; ++i) {
      const std::string name = i == 0 ? "lan" : "san";
      networks_.push_back(name);
      std::string failures;
      if (chance(0.3)) failures += "switch: " + mode() + ", ";
      if (chance(0.3)) failures += "link: " + mode() + ", ";
      line("  {}: {{carries: {}, switches: {}, latency: {} ms{}, failures: {{{}}}}}", name,
           i == 0 ? "[heartbeat, client, storage]"
                  : one_of({"[heartbeat]", "[client]", "[heartbeat, storage]"}),
           pick(1, 2), pick(0, 3),
           loses_heartbeats_ ? fmt::format(", loss: {} %", pick(0, 40)) : "", failures);
    }
    if (count == 2 && chance(0.3)) {
      line("trunks: {{backbone: {{between: [lan, san], failures: {{cut: {}}}}}}}", mode());
      trunk_ = true;
    }
  }

  void storage() {
    if (chance(0.3)) return;
    storage_ = true;
    const bool iscsi = !networks_.empty() && chance(0.3);
    std::string failures;
    if (chance(0.3)) failures += "array: " + mode() + ", ";
    if (chance(0.3)) failures += "controller: " + mode() + ", ";
    failures += "path: " + (chance(0.4) ? mode() : rare_mode());
    const bool scsi = !iscsi && hosts_ == 2 && chance(0.5);
    paths_ = scsi ? 1 : pick(1, 2);
    keeper_has_paths_ = !scsi;
    std::string times;
    if (chance(0.7)) times += ", controller-failover: " + law(1, 90);
    if (chance(0.7)) times += ", path-failover: " + law(1, 90);
    if (chance(scsi ? 0.3 : 0.1)) times += ", bus-reset: " + law(1, 30);
    if (chance(0.6)) {
      iops_ = pick(10, 1000);
      times += fmt::format(", iops: {}", iops_);
    }
    times += losses_.of_storage();
    const std::string body =
        fmt::format("{{type: {}, hosts: {}, controllers: {}, paths: {}{}, failures: {{{}}}}}",
                    iscsi  ? "iscsi, network: lan"
                    : scsi ? "scsi"
                           : "fc",
                    scsi ? "node*" : "all", pick(1, 3), paths_, times, failures);
    line("storage:\n  disks: {}", body);
    // Worlds without a mirror are as they would be if there were none.
    swap(mirror_);
    if (chance(0.25)) mirror(body);
    swap(mirror_);
  }

  /// A second storage that is like the first one, and both as one.
  void mirror(const std::string& body) {
    disk_ = "metro";
    std::string how = maybe(0.5, ", resync: " + law(10, 3600));
    if (!networks_.empty() && chance(0.7)) {
      how += ", over: " + (trunk_ && chance(0.6) ? "backbone" : one_of(networks_));
      how += maybe(0.5, ", manual: " + law(60, 1800));
    }
    how += maybe(0.5,
                 ", witness: " + (keeper_ && chance(0.5) ? "keeper" : one_of({"cloud", "node1"})));
    line("  other: {}\n  metro: {{mirror: {{of: [disks, other], switch-over: {}{}}}}}", body,
         law(1, 90), how + last_.copy());
  }

  void faults_of_the_mirror() {
    for (int i = pick(1, 4); i > 0; --i) {
      world_.faults.push_back(
          fmt::format("  - {{at: {} s, fail: {}, for: {} s}}\n", pick(1, 3 * 3600),
                      one_of({"disks", "other", "metro", "[disks, node1]", "other.controller*"}),
                      pick(1, 3600)));
    }
  }

  std::string failures_of_software(bool hangs) {
    std::string failures;
    if (chance(0.7)) failures += "crash: " + mode() + ", ";
    if (hangs && chance(0.4)) failures += "hung: " + mode("hang") + ", ";
    if (chance(0.1)) failures += "slow: " + mode("degrade") + ", ";
    failures += failing_.broken();
    const bool overload = loads_count_ && later_.uniform() < 0.5;
    if (overload)
      failures += "overload: {beyond: 110 %, after: 10 min, effect: hang, ttr: 5 min}, ";
    return failures + "rare: " + rare_mode();
  }
  /// As many VMs as there ever are can boot together within any pending time-out.
  std::string boot() {
    if (chance(0.5)) return law(5, 120);
    const int io_max = iops_ == 0 ? 20000 : iops_ * 120 / vms_max;
    return fmt::format("{{cpu: {}, io: {}}}", law(5, 60), pick(0, io_max));
  }
  std::string asked() {  // so little that nobody is overloaded before something fails
    if (!loads_count_ || later_.uniform() < 0.3) return "";
    const std::string limit = later_.uniform() < 0.3 ? ", bears: 70/s" : "";
    return fmt::format(", demand: {}/s", 5 + static_cast<int>(later_.uniform() * 16)) + limit;
  }
  std::string disk() {
    const std::string asks = asked();
    if (!storage_ || chance(0.3)) return asks;
    return asks + ", storage: " + disk_ + maybe(0.6, ", disk-timeout: " + law(5, 120)) +
           losses_.of_user();
  }

  /// One on each host, behind a load balancer.
  std::string instances() {
    balanced_ = chance(0.3);
    std::string apps;
    for (int i = 1; balanced_ && i <= hosts_; ++i) {
      apps += fmt::format("  web{}: {{on: node{}, start: {}, failures: {{{}}}{}}}\n", i, i,
                          law(5, 120), failures_of_software(true), maybe(0.3, disk()));
    }
    return apps;
  }

  void host_cluster() {
    const bool virtual_machines = chance(0.7);
    const bool nested_apps = virtual_machines && chance(0.6);
    const int groups = pick(1, 3);
    std::string apps;
    std::string all_groups;
    std::vector<int> homes;  // of the groups; 0 of one that says something of its nodes
    std::vector<int> room(static_cast<std::size_t>(hosts_) + 1, memory_);
    if (virtual_machines) world_.head += "vms:\n";
    for (int g = 1; g <= groups; ++g) {
      const int home = pick(1, hosts_);
      const int members = pick(1, 2);
      std::string list;
      for (int m = 1; m <= members; ++m) {
        const std::string name = fmt::format("{}{}{}", virtual_machines ? "vm" : "app", g, m);
        things_.push_back(name);
        list += (m > 1 ? ", " : "") + name;
        if (!virtual_machines) {
          apps += fmt::format("  {}: {{on: node{}, start: {}, failures: {{{}}}{}}}\n", name, home,
                              law(5, 120), failures_of_software(true), disk() + failing_.starts());
          continue;
        }
        int& left = room[static_cast<std::size_t>(home)];
        const bool takes_memory = (left > 0 || memory_ == 0) && chance(0.8);
        if (takes_memory && memory_ > 0) --left;
        line("  {}: {{host: node{}, boot: {}, failures: {{{}}}{}{}{}}}", name, home, boot(),
             failures_of_software(true), disk(), takes_memory ? ", memory: 1 GiB" : "",
             failing_.starts() + failing_.priority() + planned_.rejuvenated());
        if (!nested_apps) continue;
        apps += fmt::format("  in-{}: {{on: {}, start: {}, failures: {{{}}}{}{}}}\n", name, name,
                            law(5, 60), failures_of_software(true), maybe(0.3, disk()),
                            planned_.rejuvenated());
        things_.push_back("in-" + name);
      }
      const std::string order = members == 2 ? maybe(0.3, fmt::format(", order: [{}]", list)) : "";
      const std::string its_owners = owners(home, hosts_) + maybe(0.3, ", anti-affinity: [apart]");
      const std::string disks = storage_ ? maybe(0.7, ", storage: " + disk_) : "";
      const std::string key = last_.members(order.empty());
      const bool left_out = last_.leaves_out();
      homes.push_back(its_owners.empty() && key == "members" && !left_out ? home : 0);
      if (left_out) continue;
      all_groups += fmt::format("{}g{}: {{{}: [{}]{}{}{}}}", all_groups.empty() ? "" : ", ", g, key,
                                list, order, its_owners, disks);
    }
    all_groups += all_groups.empty() ? "" : last_.rest();
    apps += instances();
    if (!apps.empty()) world_.head += "apps:\n" + apps;
    beside_groups_ =
        rules(homes) + (memory_ > 0 && rules_.uniform() < 0.2 ? ", overcommit: {memory: 1.5}" : "");
    const std::string profile = virtual_machines ? one_of({"ideal", "vs2005-host", "mscs-2003"})
                                                 : one_of({"ideal", "mscs-2003"});
    world_.head += "clusters:\n";
    cluster("ha", profile, "node*", all_groups);
    load_balancer();
  }

  /// Of groups of which nothing else says where they may be.
  std::string rules(const std::vector<int>& homes) {
    std::vector<std::string> free;
    std::vector<int> at;
    for (std::size_t g = 0; g < homes.size(); ++g) {
      if (homes[g] == 0) continue;
      free.push_back(fmt::format("g{}", g + 1));
      at.push_back(homes[g]);
    }
    std::vector<std::string> rules;
    if (rules_.uniform() < 0.3 && at.size() > 1) {
      const bool one_home = std::ranges::count(at, at.front()) == std::ssize(at);
      const bool required = one_home && rules_.uniform() < 0.7;
      rules.push_back(fmt::format("{{together: [{}]{}}}", fmt::join(free, ", "),
                                  required ? ", required: true" : ""));
    } else {
      rules = last_.rules(free, at);
    }
    return rules.empty() ? "" : fmt::format(", rules: [{}]", fmt::join(rules, ", "));
  }

  /// Nodes are VMs, one on each host or two on one; the members are applications.
  void guest_cluster() {
    const int nodes = pick(2, 3);
    const bool protected_by_hosts = chance(0.4);
    std::string of_hosts;
    world_.head += "vms:\n";
    for (int i = 1; i <= nodes; ++i) {
      line("  guest{}: {{host: node{}, boot: {}, failures: {{{}}}{}{}{}}}", i, pick(1, hosts_),
           boot(), failures_of_software(true), disk(),
           memory_ == 0 ? maybe(0.5, ", memory: 1 GiB") : "", planned_.rejuvenated());
      things_.push_back(fmt::format("guest{}", i));
      if (!protected_by_hosts || chance(0.1)) continue;
      of_hosts += fmt::format("{}h{}: {{members: [guest{}]{}{}}}", of_hosts.empty() ? "" : ", ", i,
                              i, maybe(0.3, ", anti-affinity: [apart]"),
                              storage_ ? maybe(0.7, ", storage: " + disk_) : "");
    }
    std::string groups_of_guests;
    const int groups = pick(1, 2);
    world_.head += "apps:\n";
    for (int g = 1; g <= groups; ++g) {
      const std::string name = fmt::format("app{}", g);
      things_.push_back(name);
      line("  {}: {{on: guest{}, start: {}, failures: {{{}}}{}{}}}", name, pick(1, nodes),
           law(5, 120), failures_of_software(true), disk(),
           failing_.starts() + planned_.rejuvenated() + (storage_ ? "" : last_.copy()));
      groups_of_guests += fmt::format("{}g{}: {{members: [{}]{}}}", g > 1 ? ", " : "", g, name,
                                      storage_ ? maybe(0.7, ", storage: " + disk_) : "");
    }
    world_.head += "clusters:\n";
    cluster("guests", one_of({"ideal", "mscs-2003"}), "guest*", groups_of_guests);
    if (!of_hosts.empty())
      cluster("ha", one_of({"ideal", "vs2005-host", "mscs-2003"}), "node*", of_hosts);
  }

  std::string heartbeat(bool ideal) {
    const std::string networks =
        (ideal && !networks_.empty() && chance(0.8) ? ", networks: all" : "") +
        membership_.heartbeat_storage(storage_ ? disk_ : "");
    return heartbeat_over(networks, each_heartbeat_, loses_heartbeats_);
  }

  void cluster(const char* name, const std::string& profile, const char* nodes,
               const std::string& groups) {
    std::string keys =
        fmt::format("profile: {}, nodes: {}, groups: {{{}}}", profile, nodes, groups);
    keys += std::exchange(beside_groups_, "") + heartbeat(profile == "ideal");
    nodes_are_guests_ = std::string(nodes) == "guest*";
    bool has_watchdog = false;
    if (chance(0.5)) {
      keys += fmt::format(", membership: {{regroup: {}, election: {}{}}}", law(1, 20), law(1, 20),
                          maybe(0.4, ", confirm: " + law(1, 20)));
    } else if (chance(0.3)) {
      has_watchdog = true;
      keys +=
          fmt::format(", membership: {{regroup: {}, election: {}}}", seconds(0, 5), seconds(0, 20));
    }
    if (has_watchdog) {
      keys += ", quorum: " + membership_.quorum("{kind: majority, retry: " + law(10, 300) + "}",
                                                storage_ ? disk_ : "");
      keys += membership_.watchdog(watchdog());
    } else {
      const std::string disk = storage_ ? disk_ : "";
      if (chance(0.6))
        keys += ", quorum: " + membership_.quorum(quorum([&] { return witness(); }), disk);
      if (chance(0.7)) keys += ", fencing: " + membership_.fencing(fencing(), disk);
    }
    if (chance(0.3)) keys += ", isolation: " + membership_.isolation(isolation());
    keys += membership_.quarantine();
    if (chance(0.5)) keys += monitor();
    if (chance(0.5)) {
      std::string words = restart();
      words.insert(words.size() - 1, failing_.counting());
      keys += words;
    }
    keys += failing_.policy();
    keys += ", failover: {" + failover(planned_) + "}";
    if (chance(0.5)) keys += ", planned: " + planned();
    if (chance(0.5)) keys += ", failback: " + one_of({"never", "immediate", "{window: [1, 3]}"});
    keys += placement_.policy();
    if (corrupts_) keys += ", split-brain: {corrupts: true, restore: 20 min}";
    line("  {}: {{{}}}", name, losses_.of_cluster(keys));
  }

  void load_balancer() {
    if (balanced_) {
      line("  lb: {{profile: {}, nodes: node*, groups: {{web: {{members: web*}}}}{}}}",
           one_of({"load-balancer", "nlb"}),
           maybe(0.5,
                 fmt::format(", check: {{removal: {}, addition: {}}}", law(1, 60), law(1, 60))));
    }
  }

  std::string witness() {
    if (keeper_ && chance(0.6)) return "keeper";
    if (nodes_are_guests_ && chance(0.3)) return fmt::format("node{}", pick(1, hosts_));
    return storage_ && chance(0.7) ? disk_ : "cloud";
  }

  std::string planned() {
    const std::string concurrency = maybe(0.5, ", concurrency: 1");
    const std::string bandwidth = maybe(0.8, fmt::format(", bandwidth: {} MB/s", pick(5, 50)));
    switch (pick(0, 3)) {
      case 0:
        return "{kind: restart" + concurrency + planned_.mistakes() + placement_.without_place() +
               "}";
      case 1:
        return "{kind: save-restore" + bandwidth + concurrency + planned_.mistakes() + "}";
      default:
        return "{kind: live-migration, dirty-rate: " + fmt::format("{} MB/s", pick(0, 60)) +
               bandwidth + concurrency + planned_.mistakes() + placement_.without_place() + "}";
    }
  }

  void maintenance() {
    if (!chance(0.3)) return;
    world_.head += "maintenance:\n";
    for (const char* name : {"patching", "cleaning"}) {
      const std::string hosts = one_of({"all", "node1", "[node2, node1]"});
      const int every = std::max(pick(20, 300), 31);  // longer than the work takes
      const std::string duration = law(60, 1800);
      line("  {}: {{hosts: {}, every: {} min, duration: {}, at-once: {}{}{}}}", name, hosts, every,
           duration, pick(1, 2), planned_.hours(), placement_.shutdown());
      if (chance(0.8)) return;
    }
  }

  void common_cause() {
    if (!chance(0.3)) return;
    if (some_fail_unseen_) line("devices: {{ups: {{failures: {{battery: {}}}}}}}", mode());
    const std::string bridge = !some_fail_unseen_       ? ""
                               : later_.uniform() < 0.5 ? ", bridged-by: ups, bridge-time: 10 min"
                                                        : ", bridged-by: ups";
    line("common-causes: {{feed: {{mttf: {} min, ttr: {}, hits: {}, probability: {} %{}}}}}",
         pick(60, 600), repaired(60, 1800), one_of({"node*", "[node1, node2]", "all"}),
         pick(3, 10) * 10, bridge);
  }

  void services() {
    world_.head += "services:\n";
    for (const std::string& thing : things_)
      line("  s-{}: {{needs: {}{}}}", thing, thing, last_.outage());
    if (balanced_) line("  web: {{needs: {{any: web*}}}}");
    line("  farm: {{needs: {{at-least: {}, of: node*{}}}}}", pick(1, hosts_),
         networks_.empty() ? "" : maybe(0.4, ", connected: true"));
    // What else is needed changes nothing that happens: so it takes draws of its own.
    swap(other_draw_);
    needs_of_parts();
    swap(other_draw_);
  }

  /// One service for each network, trunk and storage, as the invariants know it by its name; some
  /// for single parts; and some for a mixture of all there is.
  void needs_of_parts() {
    std::vector<std::string> all = things_;
    for (int i = 1; i <= hosts_; ++i) all.push_back(fmt::format("node{}", i));
    const auto name = [&](const std::string& thing) {
      line("  s-{}: {{needs: {}}}", thing, thing);
      all.push_back(thing);
    };
    const auto single = [&](const std::string& part) {
      if (chance(0.5)) line("  part{}: {{needs: {{any: {}}}}}", all.size(), part);
      all.push_back(part);
    };
    for (const std::string& network : networks_) {
      name(network);
      single(network + ".switch*");
      single(fmt::format("{}.link*.node{}", network, pick(1, hosts_)));
    }
    if (trunk_) name("backbone");
    if (storage_) {
      name("disks");
      if (disk_ != "disks") name(disk_);
      single("disks.array");
      single("disks.controller*");
      single(fmt::format("disks.path*.node{}", pick(1, hosts_)));
    }
    for (int i = pick(1, 2); i > 0; --i) line("  mixed{}: {{needs: {}}}", i, need(all, 3));
  }

  void fault() {
    const int at = pick(1, 3 * 3600);
    const int lasts = pick(0, 4) == 0 ? 0 : pick(1, 1800);
    const std::string when = fmt::format("at: {} s", at);
    const std::string span = fmt::format(", for: {} s", lasts);
    const std::string host =
        keeper_ && chance(0.2) ? "keeper" : fmt::format("node{}", pick(1, hosts_));
    std::string what;
    switch (pick(0, 8)) {
      case 8:
        what = "evacuate: " + host + span;
        break;
      case 0:
        what = "fail: " + host + span;
        break;
      case 1:
        what = "fail: " + host + ", mode: " + one_of({"rare", "down", "hang"}) + span;
        break;
      case 2: {
        const std::string thing = one_of(things_);
        what = "fail: " + thing + ", mode: " + one_of({"rare", "down", "hang"}) + span;
        break;
      }
      case 3:
      case 4:
      case 6:
        if (networks_.empty()) return;
        what = chance(0.5) ? "cut: " + one_of(networks_) + span
                           : fmt::format("cut: {}, network: {}{}", host, one_of(networks_), span);
        if (trunk_ && chance(0.2)) what = "cut: backbone" + span;
        break;
      case 5:
        if (!storage_) return;
        what = one_of({"fail: disks", "fail: disks.controller*",
                       paths_ > 1 ? "fail: disks.path1.node1" : "fail: disks.path.node1"});
        if (chance(0.3) && (host != "keeper" || keeper_has_paths_))
          what = fmt::format("fail: disks.path*.{}", host);
        what += span;
        break;
      default:
        what = fmt::format("fail: {}, mode: rare{}", host, maybe(0.5, span));
        break;
    }
    world_.faults.push_back(fmt::format("  - {{{}, {}}}\n", when, what));
  }

  Draw other_draw_;
  Draw never_;   // for what is never repaired
  Draw rules_;   // for rules beside groups, and what is promised
  Draw mirror_;  // for what is mirrored
  bool some_are_never_repaired_;
  PlannedWords planned_;
  MembershipWords membership_;
  PlacementWords placement_;
  StorageWords losses_;
  LaterWords last_;
  Draw later_;  // for words that came later: other worlds are as they were
  bool some_fail_unseen_, loads_count_, corrupts_;
  FailingWords failing_;
  SmallWorld world_;
  int hosts_ = 2;
  int memory_ = 0;  // GiB of each host; 0 does not limit
  static constexpr int vms_max = 6;
  int iops_ = 0;  // 0 does not limit
  int paths_ = 1;
  bool keeper_has_paths_ = false;
  bool crew_ = false, spares_ = false;
  bool storage_ = false;
  std::string disk_ = "disks";  // what all lies on that needs a storage
  bool keeper_ = false;         // a host that is no node, for a witness to lie on
  bool trunk_ = false;
  bool loses_heartbeats_ = false;
  bool each_heartbeat_ = false;
  bool guests_are_nodes_ = false;
  bool nodes_are_guests_ = false;  // of the cluster that is being made
  bool balanced_ = false;
  std::string beside_groups_;  // rules, and what is promised
  std::vector<std::string> networks_;
  std::vector<std::string> things_;  // VMs and apps
};

}  // namespace

std::string SmallWorld::text() const {
  std::string all = head;
  if (!faults.empty()) all += "faults:\n";
  for (const std::string& each : faults) all += each;
  return all;
}

SmallWorld small_world(std::uint64_t number) { return Maker(number).make(); }

}  // namespace ausfall::test
