// Wrong clusters, services and faults.
#include <string>
#include <vector>

#include "tests/scenarios/broken.hpp"

namespace ausfall::scenarios {
namespace {

/// A cluster of the two, with something to protect; what is wrong comes in line 4.
std::string cluster(const std::string& keys) {
  return two + "apps: {web: {on: node1}}\nclusters: {c: {nodes: node*, " + keys +
         "}}\nservices: {web: {needs: web}}\n";
}

std::string service(const std::string& needs) {
  return two + "services: {web: {needs: " + needs + "}}\n";
}
/// With a thing of each kind that has a name and cannot be needed; the need is in line 7.
std::string other(const std::string& needs) {
  return "ausfall: 1\n"
         "crews: {field: {}}\nspares: {discs: {size: 1}}\n"
         "hosts: {node1..2: {failures: {hardware: {mttf: 1 y, crew: field, spare: discs}}}}\n"
         "common-causes: {feed: {mttf: 1 y, hits: node*}}\nmaintenance: {patching: {every: 30 d, "
         "duration: 1 h}}\nservices: {shop: {needs: mail}, s: {needs: " +
         needs +
         "}}\napps: {mail: {on: node1}, web: {on: node1}}\nclusters: {msc: {nodes: node*, groups: "
         "{office: {members: [mail, web]}}}}\n";
}
std::string fault(const std::string& body) {
  return two + "networks: {lan: {}}\nfaults:\n  - {" + body +
         "}\nstorage: {san: {type: fc, controllers: 2}}\n";
}

}  // namespace

std::vector<Broken> wrong_clusters() {
  return {
      {"cluster_without_nodes", two + "clusters: {c: {}}\n", 3, "needs 'nodes'"},
      {"cluster_unknown_node", two + "clusters: {c: {nodes: [node1, node3]}}\n", 3,
       "there is no host or VM 'node3'"},
      {"cluster_mixed", two + "vms: {v: {host: node1}}\nclusters: {c: {nodes: [node1, v]}}\n", 4,
       "stands on hosts or on VMs"},
      {"cluster_of_apps", two + "apps: {web: {on: node1}}\nclusters: {c: {nodes: web}}\n", 4,
       "'web' is an app"},
      {"cluster_of_65", "ausfall: 1\nhosts: {n1..65: {}}\nclusters: {c: {nodes: all}}\n", 3,
       "at most 64"},
      {"no_node_is_known", two + "clusters: {c: {profile: vs2005-host, nodes: [web*]}}\n", 3,
       "selects nothing"},
      {"guest_cluster_of_hosts", cluster("profile: mscs-guest"), 4, "for nodes that are VMs"},
      {"workload_without_eviction", cluster("groups: {g: {members: web, workload: statefulset}}"),
       4, "it has no 'eviction'"},
      {"eviction_zones_unknown", cluster("eviction: {zones: room}"), 4, "has the label 'room'"},
      {"eviction_word", cluster("eviction: {workload: daemonset}"), 4, "not one of its words"},
      {"budget_without_number", cluster("budget: {web: {}}"), 4, "one of 'at-least'"},
      {"budget_of_nobody", cluster("budget: {db: {at-least: 1}}"), 4, "is called 'db'"},
      {"budget_bad_number", cluster("budget: {web: {at-least: some}}"), 4, "no whole number"},
      {"affinity_word", cluster("affinity: {apart: always}"), 4, "not one of its words"},
      {"shutdown_word", cluster("shutdown: migrate"), 4, "not one of its words"},
      {"rules_no_list", cluster("rules: {apart: web*}"), 4, "a list is due"},
      {"rules_nobody", cluster("rules: [{apart: db*}]"), 4, "is called 'db*'"},
      {"rules_alone", cluster("rules: [{apart: [web]}]"), 4, "apart from nothing"},
      {"rules_without_groups", cluster("rules: [{required: true}]"), 4, "needs 'apart'"},
      {"rules_two_things", cluster("rules: [{apart: web, together: web}]"), 4, "says one thing"},
      {"rules_together_nobody", cluster("rules: [{together: [web, db]}]"), 4, "is called 'db'"},
      {"rules_together_alone", cluster("rules: [{together: web}]"), 4, "together with nothing"},
      {"rules_prefer_nobody", cluster("rules: [{prefer: db, owners: node1}]"), 4, "is called 'db'"},
      {"rules_prefer_nothing", cluster("rules: [{prefer: web}]"), 4, "needs 'owners'"},
      {"rules_owners_alone", cluster("rules: [{apart: web, owners: node1}]"), 4,
       "only a rule with 'prefer'"},
      {"rules_prefer_no_node", cluster("rules: [{prefer: web, owners: node9}]"), 4,
       "there is no host or VM 'node9'"},
      {"rules_prefer_twice",
       cluster("groups: {g: {members: web, owners: node1}}, rules: [{prefer: g, owners: node2}]"),
       4, "has owners already"},
      {"rules_prefer_impossible",
       cluster("groups: {g: {members: web, possible-owners: node1}}, rules: [{prefer: g, owners: "
               "node2}]"),
       4, "not one of its possible owners"},
      {"rules_member_of_many",
       two + "apps: {a: {on: node1}, b: {on: node1}, c: {on: node1}}\nclusters: {c: {nodes: all, "
             "groups: {g: {members: [a, b]}, h: {members: c}}, rules: [{apart: [a, c]}]}}\n",
       4, "is in the group 'g' with others"},
      {"rules_apart_and_together",
       two + "apps: {a1..2: {on: node1}}\nclusters: {c: {nodes: node*, rules: [{apart: a*}, "
             "{together: a*}]}}\n",
       4, "are to be kept apart, too"},
      {"rules_apart_along_a_chain",
       "ausfall: 1\nhosts: {node1..2: {}}\napps: {a: {on: node1}, b: {on: node1}, c: {on: node1}}\n"
       "clusters: {c: {nodes: all, rules: [{together: [a, b], required: true}, {together: [b, c], "
       "required: true}, {apart: [a, c], required: true}]}}\n",
       4, "and may not share it"},
      {"rules_start_on_two",
       "ausfall: 1\nhosts: {node1..2: {}}\napps: {a: {on: node1}, b: {on: node2}}\n"
       "clusters: {c: {nodes: all, rules: [{together: [a, b], required: true}]}}\n",
       4, "may not be without each other"},
      {"rules_home_on_two",
       "ausfall: 1\nhosts: {node1..2: {}}\napps: {a: {on: node1}, b: {on: node1}}\n"
       "clusters: {c: {nodes: all, failback: immediate, groups: {a: {members: a}, b: {members: b, "
       "owners: [node2, node1]}}, rules: [{together: [a, b], required: true}]}}\n",
       4, "fails back to"},
      {"overcommit_half", cluster("overcommit: {cores: 0.5}"), 4, "from 1, which is what is there"},
      {"overcommit_word", cluster("overcommit: {cores: many}"), 4, "cores: unlimited"},
      {"overcommit_key", cluster("overcommit: {vcpus: 4}"), 4, "unknown key 'vcpus'"},
      {"overcommit_cores",
       "ausfall: 1\nhosts: {node1: {cores: 2}}\nvms:\n  a: {host: node1, cores: 2}\n  b: {host: "
       "node1, cores: 2}\nclusters: {c: {nodes: node*, overcommit: {cores: 1.5}}}\n",
       5, "take 4 of the 3 cores that its 2 promise"},
      {"admission_names_what_is_missing",
       "ausfall: 1\nhosts: {node1..2: {memory: 4 GiB}}\nvms:\n  a: {host: node1, memory: 3 GiB}\n"
       "  b: {host: node2, memory: 3 GiB}\nclusters: {c: {nodes: node*, admission: {hosts: 1}}}\n",
       5,
       "VM 'b' needs 2 GiB more memory: it takes 3 GiB, and 'node1', which has the most free, has "
       "1 GiB left"},
      {"admission_of_a_share",
       "ausfall: 1\nhosts: {node1..2: {memory: 4 GiB}}\nvms:\n  a: {host: node1, memory: 3 GiB}\n"
       "  b: {host: node2, memory: 3 GiB}\nclusters: {c: {nodes: node*, admission: {percentage: 50 "
       "%}}}\n",
       5, "VMs may take 4 GiB together; with it they take 6 GiB, 2 GiB more"},
      {"admission_of_slots",
       "ausfall: 1\nhosts: {node1..2: {memory: 4 GiB}}\nvms:\n  a: {host: node1, memory: 3 GiB}\n"
       "  b: {host: node2, memory: 3 GiB}\nclusters: {c: {nodes: node*, admission: slots}}\n",
       5, "there are 1 slots"},
      {"rules_start_together",
       two + "apps: {a1..2: {on: node1}}\nclusters: {c: {nodes: node*, rules: [{apart: a*, "
             "required: true}]}}\n",
       4, "both start on 'node1'"},
      {"pending_bare", cluster("monitor: {pending-timeout: 180}"), 4, "write '180 s'"},
      {"check_with_failover", cluster("profile: load-balancer, failover: {delay: 1 s}"), 4,
       "'failover' has no effect"},
      {"balanced_without_a_place",
       two + "apps:\n  web: {}\nclusters: {c: {nodes: node*, profile: nlb, groups: {g: {members: "
             "[web]}}}}\n",
       4, "a load balancer does not say where it runs"},
      {"balanced_elsewhere",
       "ausfall: 1\nhosts: {node1..3: {}}\napps: {web: {on: node3}}\nclusters: {c: {nodes: "
       "[node1, node2], profile: nlb, groups: {g: {members: [web]}}}}\n",
       4, "does not run on a node of the load balancer"},
      {"admission_refuses",
       "ausfall: 1\nhosts: {node1..2: {memory: 4 GiB}}\nvms:\n  a: {host: node1, memory: 3 GiB}\n"
       "  b: {host: node2, memory: 3 GiB}\nclusters: {c: {nodes: node*, admission: {hosts: 1}}}\n",
       5, "does not let VM 'b' be powered on"},
      {"profile_unknown", cluster("profile: mscs-2004"), 4, "did you mean 'mscs-2003'?"},
      {"profile_misspelt", cluster("profile: vsphere-fmd"), 4, "did you mean 'vsphere-fdm'?"},
      {"profile_a_list", cluster("profile: [ideal]"), 4, "the name of a profile"},
      {"cluster_unknown_key", cluster("hearbeat: {}"), 4, "did you mean 'heartbeat'?"},
      {"heartbeat_a_time", cluster("heartbeat: 1 s"), 4, "the heartbeat is a mapping"},
      {"heartbeat_bare", cluster("heartbeat: {interval: 1}"), 4, "write '1 s'"},
      {"heartbeat_random", cluster("heartbeat: {interval: {exponential: {mean: 1 s}}}"), 4,
       "a mapping where a time"},
      {"heartbeat_never_missed", cluster("heartbeat: {missed: 0}"), 4, "out of range"},
      {"admission_hosts", cluster("admission: {hosts: 1, slots: 1}"), 4, "one of hosts"},
      {"admission_percentage", cluster("admission: {percentage: 125 %}"), 4, "between 0 and 1"},
      {"isolation_after", cluster("isolation: {response: power}"), 4, "words: stay"},
      {"quorum_witness", cluster("quorum: {kind: witness, witness: node1}"), 4,
       "a node of the cluster itself"},
      {"quorum_witness_off_the_network",
       "ausfall: 1\nhosts: {node1..2: {}, keeper: {}}\nnetworks: {lan: {hosts: node*}}\n"
       "apps: {web: {on: node1}}\n"
       "clusters: {c: {nodes: node*, quorum: {kind: witness, witness: keeper}}}\n",
       5, "'keeper' is on no network"},
      {"fencing_power", cluster("fencing: {kind: power, time: 5 s, attempts: 0}"), 4, "at least 1"},
      {"fencing_power_time",
       two + "networks: {lan: {}}\napps: {web: {on: node1}}\n"
             "clusters: {c: {nodes: node*, heartbeat: {missed: 2}, fencing: power}}\n",
       5, "an attempt to switch a node off"},
      {"fencing_send_delays",
       cluster("fencing: {kind: power, time: 5 s, send-delays: {node9: 10 s}}"), 4,
       "'node9' is no node of the cluster"},
      {"fencing_send_delays_of_nobody",
       cluster("fencing: {kind: power, time: 5 s, send-delays: 10 s}"), 4,
       "a time for each of some nodes"},
      {"fencing_poison_pill", cluster("fencing: {kind: poison-pill, message-wait: 10 s}"), 4,
       "on which storage the messages lie"},
      {"quorum_state_file", cluster("quorum: {kind: best-partition, witness: none}"), 4,
       "know of one another by a state file"},
      {"quarantine_period", cluster("quarantine: {period: 0 s}"), 4, "at one moment"},
      {"quarantine_threshold", cluster("quarantine: {threshold: 0}"), 4, "threshold"},
      {"fencing_watchdog", cluster("fencing: {kind: watchdog, timeout: 60 s}"), 4, "it never does"},
      {"heartbeat_explicit", cluster("heartbeat: {mode: explicit}"), 4, "need an 'interval'"},
      {"heartbeat_network",
       two + "networks: {lan: {carries: client}}\napps: {w: {on: node1}}\n"
             "clusters: {c: {nodes: all, heartbeat: {networks: lan}}}\n",
       5, "does not carry heartbeats"},
      {"quorum_word", cluster("quorum: majorty"), 4, "did you mean 'majority'?"},
      {"quorum_witness_none", cluster("quorum: {kind: witness, witness: none}"), 4, "has one"},
      {"quorum_storage", cluster("quorum: {kind: shared-disk, storage: array}"), 4,
       "there is no storage 'array'"},
      {"quorum_a_list", cluster("quorum: [majority]"), 4, "is a mapping"},
      {"fencing_word", cluster("fencing: reservations"), 4, "did you mean 'reservation'?"},
      {"monitor_scope", cluster("monitor: {scope: guest}"), 4,
       "words: node, vm-state, guest-os, app"},
      {"monitor_floor", cluster("monitor: {capacity-floor: 150 %}"), 4, "between 0 and 1"},
      {"monitor_messages", cluster("monitor: {status-messages: {missed: 3}}"), 4, "'interval'"},
      {"restart_counted", cluster("restart: {counted: nodes}"), 4, "did you mean 'node'?"},
      {"restart_since", cluster("restart: {since: latest}"), 4, "words: first, last"},
      {"restart_failed_start", cluster("restart: {failed-start: move}"), 4,
       "did you mean 'moves'?"},
      {"restart_only_failed", cluster("restart: {only-failed-starts: 2}"), 4, "true"},
      {"restart_tries", cluster("restart: {tries-broken: twice}"), 4, "true"},
      {"restart_bars", cluster("restart: {bars-node: node1}"), 4, "true"},
      {"restart_retry_bare", cluster("restart: {retry-after: 60}"), 4, "unit"},
      {"restart_retry_at_once", cluster("restart: {retry-after: 0 s}"), 4, "at one moment"},
      {"restart_period_word", cluster("restart: {period: ever}"), 4, "ever"},
      {"failover_period_word", cluster("failover: {period: forever}"), 4, "forever"},
      {"failover_relocation", cluster("failover: {relocation: 38}"), 4, "unit"},
      {"monitor_stop_timeout", cluster("monitor: {stop-timeout: 20}"), 4, "unit"},
      {"preempt_word", cluster("preempt: lower"), 4, "words: none, lower-priority"},
      {"return_word", cluster("return: maintenance"), 4, "after-maintenance"},
      {"stop_failure_word", cluster("on-stop-failure: fenced"), 4, "did you mean 'fence'?"},
      {"stop_failure_nobody_fences", cluster("on-stop-failure: fence"), 4, "nobody can switch"},
      {"restart_many", cluster("restart: {attempts: 1000}"), 4, "write unlimited"},
      {"restart_words", cluster("restart: {attempts: always}"), 4, "not a whole number"},
      {"restart_delay_empty", cluster("restart: {attempts: 1, delay: []}"), 4, "in a list"},
      {"restart_delay_bare", cluster("restart: {attempts: 1, delay: [0 s, 5]}"), 4, "unit"},
      {"failover_threshold", cluster("failover: {threshold: other-node}"), 4, "not a whole number"},
      {"monitor_io", cluster("monitor: {scope: vm-state, io: true}"), 4, "does no I/O there"},
      {"storage_loss_guests", cluster("storage-loss: {guests: keep}"), 4, "words: own, hold"},
      {"storage_loss_response", cluster("storage-loss: {response: migrate}"), 4,
       "words: none, restart"},
      {"storage_loss_paused",
       cluster("monitor: {storage-pause: 5 min}, storage-loss: {response: restart}"), 4,
       "turned off at the end of the pause"},
      {"redirected_word", cluster("redirected: networks"), 4, "did you mean 'network'?"},
      {"redirected_nothing", cluster("redirected: {kind: network, capacity: 0 %}"), 4,
       "serve nothing"},
      {"monitor_disks", cluster("monitor: {disks: all}"), 4, "true"},
      {"failover_placement", cluster("failover: {placement: most}"), 4, "words:"},
      {"failover_concurrency", cluster("failover: {concurrency: 0}"), 4, "at least 1"},
      {"failover_coverage_over_1", cluster("failover: {coverage: 1.2, manual: 1 h}"), 4,
       "between 0 and 1"},
      {"failback_word", cluster("failback: now"), 4, "words: never, immediate"},
      {"failback_window", cluster("failback: {window: [22]}"), 4, "two different hours"},
      {"manual_no_time", cluster("failover: {manual: {mistake: {probability: 2 %}}}"), 4, "time"},
      {"manual_always_wrong", cluster("failover: {manual: {time: 1 h, mistake: {probability: 1}}}"),
       4, "never done"},
      {"planned_mistake", cluster("planned: {kind: restart, mistake: {probability: 2}}"), 4,
       "between 0 and 1"},
      {"failback_hours", cluster("failback: {hours: mon-fri 22-26}"), 4, "'26' is no hour"},
      {"failback_twice", cluster("failback: {hours: mon 8-9, window: [22, 6]}"), 4,
       "both a window and hours"},
      {"failback_never_says", cluster("failback: {}"), 4, "hours: mon-fri 22-6"},
      {"failback_hour_25", cluster("failback: {window: [22, 25]}"), 4, "two different hours"},
      {"admission", cluster("admission: slot"), 4, "did you mean 'slots'?"},
      {"check", cluster("check: {interval: 5 s, fal: 3}"), 4, "did you mean 'fall'?"},
      {"group_unknown_member", cluster("groups: {g: {members: [wbe]}}"), 4, "did you mean 'web'?"},
      {"group_of_hosts", cluster("groups: {g: {members: [node1]}}"), 4, "'node1' is a host"},
      {"group_empty", cluster("groups: {g: {}}"), 4, "has no members"},
      {"group_twice", cluster("groups: {g: {members: web}, h: {members: web}}"), 4,
       "in two groups"},
      {"group_owner", cluster("groups: {g: {members: web, owners: [node1, node9]}}"), 4,
       "there is no host or VM 'node9'"},
      {"group_order",
       two + "apps: {a: {on: node1}, b: {on: node1}}\nclusters: {c: {nodes: all, groups: {g: "
             "{members: a, order: [b, a]}}}}\n",
       4, "'b' is not a member"},
      {"group_storage", cluster("groups: {g: {members: web, storage: array}}"), 4,
       "there is no storage 'array'"},
      {"group_apart",
       two + "apps: {a: {on: node1}, b: {on: node2}}\nclusters: {c: {nodes: all, groups: {g: "
             "{members: [a, b]}}}}\n",
       4, "start on different nodes"},
      {"group_inside_vm",
       two + "vms: {v: {host: node1}}\napps: {a: {on: v}}\nclusters: {c: {nodes: node*, groups: "
             "{g: {members: [v, a]}}}}\n",
       5, "not a node of the cluster"},
      {"owner_not_a_node",
       "ausfall: 1\nhosts: {n1..3: {}}\napps: {a: {on: n1}}\n"
       "clusters: {c: {nodes: [n1, n2], groups: {g: {members: a, owners: n3}}}}\n",
       4, "not a node of the cluster"},
      {"node_not_attached",
       "ausfall: 1\nhosts: {n1..2: {}}\nstorage: {s: {type: fc, hosts: n1}}\napps: {a: {on: n1}}\n"
       "clusters: {c: {nodes: all, groups: {g: {members: a, storage: s}}}}\n",
       5, "the node 'n2' is not attached"},
      {"hosts_differ_memory",
       "ausfall: 1\nhosts: {n1: {memory: 4 GiB}, n2: {memory: 8 GiB}}\nvms: {v: {host: n1}}\n"
       "clusters: {c: {profile: vs2005-host, nodes: all}}\n",
       4, "in memory"},
      {"hosts_differ_boot",
       "ausfall: 1\nhosts: {n1: {boot: 4 min}, n2: {boot: 5 min}}\nvms: {v: {host: n1}}\n"
       "clusters: {c: {profile: vs2005-host, nodes: all}}\n",
       4, "in boot"},
      {"unplaced_vm_in_vms",
       two +
           "vms: {a: {host: node1}, b: {}}\nclusters: {c: {nodes: a, groups: {g: {members: b}}}}\n",
       3, "a VM runs on a host"},
  };
}

std::vector<Broken> wrong_services_and_faults() {
  const std::string feed =
      two + "common-causes: {feed-a: {mttf: 1 y, hits: node*}}\nfaults: [{at: 1 h, ";
  return {
      {"fault_of_a_cause", feed + "fail: feed-b}]\n", 4, "did you mean 'feed-a'?"},
      {"fault_of_a_cause_in_a_mode", feed + "fail: feed-a, mode: hang}]\n", 4,
       "which strikes as it does"},
      {"needs_unknown", service("wbe"), 3, "there is no host, VM, app"},
      {"needs_nothing", two + "services: {web: {}}\n", 3, "needs 'needs'"},
      {"needs_empty_list", service("[]"), 3, "the list is empty"},
      {"needs_two_ways", service("{all: node1, any: node2}"), 3, "is one of"},
      {"needs_no_way", service("{}"), 3, "is one of"},
      {"needs_unknown_way", service("{some: node1}"), 3, "unknown key 'some'"},
      {"at_least_too_many", service("{at-least: 3, of: node*}"), 3, "3 of 2"},
      {"at_least_none", service("{at-least: 0, of: node*}"), 3, "0 of 2"},
      {"needs_null", two + "services: {s: {needs: ~}}\n", 3, "'needs' has no value"},
      {"at_least_of_what", service("{at-least: 1}"), 3, "needs 'of'"},
      {"connected_any", service("{any: node*, connected: true}"), 3, "'connected' has no effect"},
      {"connected_apps",
       two + "networks: {lan: {}}\napps: {a: {on: node1}}\nservices: {s: {needs: {at-least: 1, of: "
             "[a, node2], connected: true}}}\n",
       5, "only hosts"},
      {"connected_by_nothing", service("{at-least: 1, of: node*, connected: true}"), 3,
       "no network"},
      {"connected_maybe", service("{at-least: 1, of: node*, connected: maybe}"), 3,
       "neither true nor false"},
      {"nested_unknown", service("{all: [node1, {any: [node2, node9]}]}"), 3, "'node9'"},
      {"needs_a_cluster", other("msc"), 7, "name what it protects: [mail, web]"},
      {"needs_a_group", other("office"), 7, "name its members: [mail, web]"},
      {"needs_a_crew", other("field"), 7, "'field' is a crew, which a service cannot need"},
      {"needs_spares", other("discs"), 7, "'discs' is a pool of spares"},
      {"needs_a_common_cause", other("feed"), 7, "name what it hits: [node1, node2]"},
      {"needs_planned_work", other("patching"), 7, "'patching' is planned work"},
      {"needs_a_service", other("shop"), 7, "write what that service needs"},
      {"needs_a_mode", other("node1.hardware"), 7, "name what fails by it: node1"},
      {"needs_one_too_many", other("{at-least: 2, of: [mail, msc]}"), 7, "'msc' is a cluster"},
      {"needs_no_such_part", other("node1.hardwere"), 7, "there is no part 'node1.hardwere'"},
      {"needs_no_such_glob", other("lan*"), 7,
       "there is no such host, VM, app, network, trunk, storage or device"},
      {"needs_too_many_parts",
       "ausfall: 1\nhosts: {n1..1000: {}}\nstorage: {san: {type: fc, paths: 64}}\nservices:\n  "
       "s1..40: {needs: san}\n",
       5, "services count more than 2000000 parts"},
      {"slo_over_1", two + "services: {web: {needs: node1, slo: 99.9}}\n", 3,
       "did you mean '99.9 %'?"},
      {"outage_bare", two + "services: {web: {needs: node1, outage: {longer-than: 1}}}\n", 3,
       "write '1 s'"},
      {"outage_a_time", two + "services: {web: {needs: node1, outage: 1 s}}\n", 3,
       "outage of service 'web' is a mapping"},
      {"outage_of_nothing", two + "services: {web: {needs: node1, outage: {counts: true}}}\n", 3,
       "needs 'longer-than'"},
      {"outage_counts_what",
       two + "services: {web: {needs: node1, outage: {longer-than: 1 s, counts: 2}}}\n", 3,
       "true or false"},
      {"outage_shorter_than",
       two + "services: {web: {needs: node1, outage: {longer-than: 1 s, shorter-than: 1 h}}}\n", 3,
       "unknown key 'shorter-than'"},
      {"service_a_word", two + "services: {web: node1}\n", 3, "is a mapping"},
      {"faults_a_mapping", two + "faults: {at: 1 h, fail: node1}\n", 3, "a list is due"},
      {"fault_when", fault("fail: node1"), 5, "needs 'at'"},
      {"fault_bare", fault("at: 1, fail: node1"), 5, "write '1 s'"},
      {"fault_negative", fault("at: -1 h, fail: node1"), 5, "cannot be negative"},
      {"fault_what", fault("at: 1 h"), 5, "one of 'fail', 'cut'"},
      {"fault_both", fault("at: 1 h, fail: node1, cut: lan"), 5, "one of 'fail', 'cut'"},
      {"fault_unknown", fault("at: 1 h, fail: nod1"), 5, "did you mean 'node1'?"},
      {"fault_mode", fault("at: 1 h, fail: node1, mode: hardware"), 5,
       "no failure mode 'hardware'"},
      {"fault_mode_link", fault("at: 1 h, fail: lan, mode: link"), 5, "lan.link.node1"},
      {"fault_mode_controller", fault("at: 1 h, fail: san, mode: controller"), 5,
       "fail: san.controller"},
      {"fault_mode_path", fault("at: 1 h, fail: san, mode: path"), 5, "san.path.node2"},
      {"fault_no_such_link", fault("at: 1 h, fail: lan.lnk.node1"), 5,
       "did you mean 'lan.link.node1'?"},
      {"fault_no_such_path", fault("at: 1 h, fail: san.path3.node1"), 5, "there is no part"},
      {"fault_hanging_switch", fault("at: 1 h, fail: lan, mode: hang"), 5, "cannot hang"},
      {"fault_cut_where", fault("at: 1 h, cut: node1"), 5, "needs 'network'"},
      {"fault_cut_network", fault("at: 1 h, cut: node1, network: wan"), 5,
       "there is no network 'wan'"},
      {"fault_cut_network_of_switch", fault("at: 1 h, cut: lan, network: lan"), 5,
       "'network' has no effect"},
      {"fault_evacuate", fault("at: 1 h, evacuate: lan"), 5, "'lan' is a network"},
  };
}

}  // namespace ausfall::scenarios
