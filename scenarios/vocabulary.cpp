#include "scenarios/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <map>

namespace ausfall::scenarios {
namespace {

struct SectionWord {
  std::string_view name;
  std::string_view phrase;
  std::string_view shares;  // the section whose keys it has too
};

constexpr std::array section_words{
    SectionWord{"scenario", "a scenario"},
    SectionWord{"replications", "the replications"},
    SectionWord{"expectation", "an expectation"},
    SectionWord{"crew", "a crew"},
    SectionWord{"spares", "a pool of spares"},
    SectionWord{"mode", "a failure mode"},
    SectionWord{"common-cause", "a common cause"},
    SectionWord{"host", "a host"},
    SectionWord{"network", "a network"},
    SectionWord{"network-failures", "the failures of a network"},
    SectionWord{"trunk", "a trunk"},
    SectionWord{"storage", "a storage"},
    SectionWord{"storage-failures", "the failures of a storage"},
    SectionWord{"vm", "a VM"},
    SectionWord{"boot", "a boot"},
    SectionWord{"app", "an app"},
    SectionWord{"cluster", "a cluster", "policy"},
    SectionWord{"group", "a group"},
    SectionWord{"profile", "a profile", "policy"},
    SectionWord{"requires", "what a profile requires"},
    SectionWord{"policy", "a cluster's policy"},
    SectionWord{"heartbeat", "the heartbeat"},
    SectionWord{"membership", "the membership"},
    SectionWord{"quorum", "the quorum"},
    SectionWord{"fencing", "the fencing"},
    SectionWord{"monitor", "the monitor"},
    SectionWord{"restart", "the restart in place"},
    SectionWord{"failover", "the failover"},
    SectionWord{"failback", "the failback"},
    SectionWord{"isolation", "the isolation response"},
    SectionWord{"admission", "the admission control"},
    SectionWord{"planned", "the planned move"},
    SectionWord{"check", "the health check"},
    SectionWord{"status-messages", "the status messages"},
    SectionWord{"maintenance", "a maintenance"},
    SectionWord{"service", "a service"},
    SectionWord{"needs", "what a service needs"},
    SectionWord{"fault", "a fault"},
    SectionWord{"uncertain", "a time that is not known"},
    SectionWord{"observed", "what was observed"},
    SectionWord{"distribution", "a distribution"},
    SectionWord{"exponential", "an exponential distribution"},
    SectionWord{"weibull", "a Weibull distribution"},
    SectionWord{"lognormal", "a lognormal distribution"},
    SectionWord{"gamma", "a gamma distribution"},
    SectionWord{"erlang", "an Erlang distribution"},
    SectionWord{"uniform", "a uniform distribution"},
    SectionWord{"triangular", "a triangular distribution"},
    SectionWord{"branch", "a branch of a hyperexponential distribution"},
    SectionWord{"empirical", "an empirical distribution"},
};

using enum Type;
using enum Use;

// What can be hit by a common cause or a fault, or be needed by a service.
constexpr std::string_view things = "hosts, VMs, apps, networks, trunks, storage";

constexpr std::array keys{
    // ---- a scenario -----------------------------------------------------------------------------
    Key{"scenario", "ausfall", count, "", required, "", "version of the language: 1"},
    Key{"scenario", "name", text, "", optional, "",
        "what the scenario is called; otherwise as its file"},
    Key{"scenario", "description", text, "", optional, "", "its story"},
    Key{"scenario", "include", texts, "files", optional, "",
        "files that are merged first, relative to this one"},
    Key{"scenario", "horizon", duration, "", optional, "10 y",
        "simulated time of one replication, after the warm-up"},
    Key{"scenario", "warmup", duration, "", optional, "0 s",
        "simulated time before anything is counted"},
    Key{"scenario", "seed", count, "", optional, "1", "of all random numbers"},
    Key{"scenario", "replications", variants, "a whole number or {min: 100, max: 100000}", optional,
        "1000", "how many independent runs; with a precision, how many at most"},
    Key{"scenario", "precision", share, "", optional, "",
        "stop once every service's unavailability is known to this relative half-width"},
    Key{"scenario", "confidence", share, "", optional, "95 %", "of every interval in the result"},
    Key{"scenario", "hosts", named, "host", optional, "", "the machines"},
    Key{"scenario", "networks", named, "network", optional, "", "what joins the hosts"},
    Key{"scenario", "trunks", named, "trunk", optional, "", "what joins two networks"},
    Key{"scenario", "storage", named, "storage", optional, "", "the shared disk arrays"},
    Key{"scenario", "vms", named, "vm", optional, "", "the virtual machines"},
    Key{"scenario", "apps", named, "app", optional, "", "the applications"},
    Key{"scenario", "clusters", named, "cluster", optional, "",
        "who watches, and starts what failed elsewhere"},
    Key{"scenario", "services", named, "service", optional, "", "what counts"},
    Key{"scenario", "crews", named, "crew", optional, "", "who repairs"},
    Key{"scenario", "spares", named, "spares", optional, "", "the parts that repairs take"},
    Key{"scenario", "common-causes", named, "common-cause", optional, "",
        "what hits several things at one instant"},
    Key{"scenario", "faults", Type::sections, "fault", optional, "",
        "injected, in every replication"},
    Key{"scenario", "maintenance", named, "maintenance", optional, "", "planned work on hosts"},
    Key{"scenario", "variants", named, "scenario", optional, "",
        "name to merge patch; each is run with the same seeds"},
    Key{"scenario", "sweep", named, "", later, "", "path to values; all combinations are run"},
    Key{"scenario", "expect", variants,
        "a mapping of paths to bounds, {services.mail.availability: {at-least: 99.9 %}}", optional,
        "", "what the verb `check` tests"},
    Key{"scenario", "plan", named, "", later, "", "what the verb `plan` searches"},

    Key{"expectation", "at-least", variants, "a share, a time or a number, as what is measured",
        optional, "", "it is not less"},
    Key{"expectation", "at-most", variants, "a share, a time or a number, as what is measured",
        optional, "", "it is not more"},
    Key{"expectation", "between", variants, "two of these", optional, "", "it lies between them"},

    Key{"replications", "min", count, "", optional, "100", "at least so many"},
    Key{"replications", "max", count, "", required, "", "at most so many"},

    // ---- failures and repair --------------------------------------------------------------------
    Key{"crew", "size", count, "", optional, "1", "how many repairs at a time"},
    Key{"crew", "response", law, "", optional, "0 s",
        "from the call to the beginning of the repair"},
    Key{"crew", "order", variants, "fifo, random, race, or a list of names by priority", optional,
        "fifo", "whose turn it is when a member is free"},

    Key{"spares", "size", count, "", required, "", "parts in stock when all is well"},
    Key{"spares", "restock", law, "", optional, "",
        "until a part that was used is replaced; without it they run out"},

    Key{"mode", "mttf", mean, "", optional, "", "mean time to failure; exponential"},
    Key{"mode", "ttf", law, "", optional, "",
        "time to failure; the clock runs while the component is up"},
    Key{"mode", "mttr", mean, "never", optional, "",
        "mean time to repair; exponential; or never: nobody repairs it"},
    Key{"mode", "ttr", law, "never", optional, "0 s",
        "time to repair, after which it boots or starts; or never: nobody repairs it"},
    Key{"mode", "effect", choice, "down hang degrade", optional, "down",
        "down: it stops; hang: it stops serving and answering but keeps what it holds; degrade: it "
        "goes on with `capacity`"},
    Key{"mode", "capacity", share, "", optional, "", "what is left of a degraded component"},
    Key{"mode", "crew", name, "crews", optional, "",
        "who repairs it; without one, repair starts at once"},
    Key{"mode", "spare", name, "spares", optional, "", "the pool whose parts the repair takes"},
    Key{"mode", "manual", law, "never", optional, "",
        "what a hang lasts if nothing automatic ends it, whatever its `ttr`; otherwise `ttr`"},

    Key{"common-cause", "mttf", mean, "", optional, "", "mean time to its striking; exponential"},
    Key{"common-cause", "ttf", law, "", optional, "", "time to its striking"},
    Key{"common-cause", "mttr", mean, "never", optional, "",
        "mean time that it lasts; exponential"},
    Key{"common-cause", "ttr", law, "never", optional, "0 s", "how long it lasts"},
    Key{"common-cause", "hits", selection, things, required, "",
        "what goes down at the same instant"},
    Key{"common-cause", "probability", share, "", optional, "100 %",
        "with which each of them is hit"},

    // ---- what stands there ----------------------------------------------------------------------
    Key{"host", "cores", count, "", optional, "", "of its processors; not given: does not limit"},
    Key{"host", "memory", size, "", optional, "", "not given: room for all"},
    Key{"host", "boot", law, "", optional, "0 s", "from power-on until it works"},
    Key{"host", "site", text, "", optional, "", "a label: where it stands"},
    Key{"host", "rack", text, "", optional, "", "a label: where it stands"},
    Key{"host", "failures", named, "mode", optional, "",
        "how it fails: modes that run independently of one another"},

    Key{"network", "hosts", selection, "hosts", optional, "all",
        "each with one link to each switch"},
    Key{"network", "carries", variants, "a list of: heartbeat, client, storage", optional,
        "[heartbeat, client]", "what goes over it"},
    Key{"network", "switches", count, "", optional, "1", "joined to one another"},
    Key{"network", "latency", duration, "", optional, "0 s", "how long a heartbeat is on its way"},
    Key{"network", "loss", share, "", optional, "0 %",
        "probability with which a heartbeat is lost, each by itself"},
    Key{"network", "bandwidth", rate, "", optional, "",
        "what iscsi storage reached over it can move at most; not given: does not limit"},
    Key{"network", "failures", section, "network-failures", optional, "", "how its parts fail"},
    Key{"network-failures", "switch", section, "mode", optional, "", "of each switch"},
    Key{"network-failures", "link", section, "mode", optional, "",
        "of each link from a host to a switch"},

    Key{"trunk", "between", selection, "networks", required, "", "the two networks that it joins"},
    Key{"trunk", "failures", named, "mode", optional, "", "how it fails"},

    Key{"storage", "type", choice, "scsi fc iscsi", required, "", "how hosts are attached"},
    Key{"storage", "hosts", selection, "hosts", optional, "all", "that are attached"},
    Key{"storage", "network", name, "networks", optional, "",
        "iscsi: what it is reached over, and whose fate it shares"},
    Key{"storage", "controllers", count, "", optional, "1", "one that works is enough"},
    Key{"storage", "paths", count, "", optional, "1", "of each host; one that works is enough"},
    Key{"storage", "throughput", rate, "", optional, "",
        "what it can move. Not given: scsi 320 MB/s (Ultra320: SCSI Trade Association), fc 400 "
        "MB/s "
        "(4 Gbit/s: InfoStor), iscsi its network's bandwidth, else 110 MB/s (gigabit Ethernet)"},
    Key{"storage", "iops", number, "", optional, "",
        "I/Os a second, which VMs that boot at the same time share; not given: does not limit"},
    Key{"storage", "controller-failover", law, "", optional, "",
        "for how long all I/O stands still when another controller takes over. Not given: scsi and "
        "fc 3 s (mirrored caches 2 to 3 s: thinkmeta), iscsi 15 s (an identity that moves 15 s to "
        "3 min: Fujitsu; assumed)"},
    Key{"storage", "path-failover", law, "", optional, "",
        "for how long a host's I/O stands still when another path takes over. Not given: fc 30 s "
        "(ESX 30 to 60 s: VMware; Emulex LinkTimeOut 30 s), iscsi 15 s (Microsoft's initiator, "
        "LinkDownTime)"},
    Key{"storage", "bus-reset", law, "", optional, "",
        "for how long the I/O of all hosts stands still when one of them reserves a disk anew. Not "
        "given: scsi 3 s (initiators settle in 2 to 5 s; assumed), otherwise 0 s, since such a "
        "reset hits one disk"},
    Key{"storage", "failures", section, "storage-failures", optional, "", "how its parts fail"},
    Key{"storage-failures", "array", section, "mode", optional, "", "of the whole"},
    Key{"storage-failures", "controller", section, "mode", optional, "", "of each controller"},
    Key{"storage-failures", "path", section, "mode", optional, "", "of each path of each host"},

    Key{"vm", "host", name, "hosts", optional, "",
        "where it runs when all is well; otherwise its group's first owner"},
    Key{"vm", "cores", count, "", optional, "", "not given: takes none"},
    Key{"vm", "memory", size, "", optional, "", "not given: takes none"},
    Key{"vm", "disk", size, "", optional, "",
        "its size on the storage; a label until disks are copied"},
    Key{"vm", "storage", name, "storage", optional, "", "that it cannot do without"},
    Key{"vm", "disk-timeout", law, "", optional, "60 s",
        "how long it bears the loss of its storage (Windows Disk TimeOutValue: Microsoft, vendors' "
        "manuals)"},
    Key{"vm", "boot", variants, "a time such as 90 s, a distribution, or {cpu: 60 s, io: 20000}",
        optional, "0 s", "from start until it works"},
    Key{"vm", "priority", choice, "high medium low", optional, "medium",
        "which starts first when room or start slots are few"},
    Key{"vm", "failures", named, "mode", optional, "", "how the guest's operating system fails"},

    Key{"boot", "cpu", law, "", optional, "0 s", "what it takes besides its I/Os"},
    Key{"boot", "io", number, "", optional, "0",
        "I/Os on its storage, whose iops all share that boot at the same time (Windows Server "
        "2003: "
        "15,000 to 25,000, assumed; Windows 7: 62,000 to 70,000, Klein, ThinIO)"},

    Key{"app", "on", name, "hosts, VMs, groups", optional, "",
        "where it runs when all is well; otherwise its group's first owner"},
    Key{"app", "storage", name, "storage", optional, "", "that it cannot do without"},
    Key{"app", "disk-timeout", law, "", optional, "60 s",
        "how long it bears the loss of its storage (Windows Disk TimeOutValue: Microsoft, vendors' "
        "manuals)"},
    Key{"app", "start", law, "", optional, "0 s", "from start until it serves"},
    Key{"app", "failures", named, "mode", optional, "", "how it fails"},

    // ---- clusters -------------------------------------------------------------------------------
    Key{"cluster", "profile", name, "profiles", optional, "ideal",
        "the product that gives every default below"},
    Key{"cluster", "nodes", selection, "hosts or VMs", required, "", "what it stands on"},
    Key{"cluster", "groups", named, "group", optional, "",
        "what fails over together; otherwise everything placed on the nodes, each its own group"},
    Key{"group", "members", selection, "VMs, apps", optional, "",
        "what is started together, on one node"},
    Key{"group", "order", selection, "members", optional, "",
        "they start one after another, those not listed last"},
    Key{"group", "owners", selection, "nodes", optional, "",
        "preferred nodes, in order; the others follow"},
    Key{"group", "storage", name, "storage", optional, "",
        "disks that move with it and that its members need"},

    Key{"profile", "title", text, "", required, "", "the product"},
    Key{"profile", "description", text, "", optional, "", "what is particular about it"},
    Key{"profile", "extends", name, "profiles", optional, "",
        "the profile whose values hold where this one gives none"},
    Key{"profile", "requires", section, "requires", optional, "", "what it asks of a cluster"},
    Key{"requires", "identical-hosts", flag, "", optional, "false",
        "its hosts have the same cores, memory and boot"},
    Key{"requires", "virtual-nodes", flag, "", optional, "false", "its nodes are VMs"},

    Key{"group", "possible-owners", selection, "nodes", optional, "",
        "the only nodes that may run it; otherwise all"},
    Key{"group", "anti-affinity", texts, "classes", optional, "",
        "kept off the nodes of groups of the same class, where another can take it"},

    Key{"policy", "heartbeat", section, "heartbeat", optional, "", "how nodes know of one another"},
    Key{"policy", "membership", section, "membership", optional, "",
        "how they agree on who is left"},
    Key{"policy", "quorum", variants,
        "none, local, majority, shared-disk, witness, dynamic, primaries, or {kind: shared-disk, "
        "...}",
        optional, "none", "which side of a partition may go on"},
    Key{"policy", "fencing", variants,
        "none, reservation, power, watchdog, lock, or {kind: reservation, ...}", optional, "none",
        "how the others are kept from the disks"},
    Key{"policy", "monitor", section, "monitor", optional, "", "how a member's failure is seen"},
    Key{"policy", "restart", section, "restart", optional, "", "in place, before failover"},
    Key{"policy", "failover", section, "failover", optional, "", "to another node"},
    Key{"policy", "failback", variants, "never, immediate, or {window: [22, 6]}", optional, "never",
        "whether groups go back to their preferred owner"},
    Key{"policy", "isolation", variants,
        "stay, power-off, shut-down, or {response: power-off, after: 12 s}", optional, "stay",
        "what a node does that finds itself alone"},
    Key{"policy", "admission", variants,
        "none, slots, {hosts: 1}, {percentage: 25 %} or {slots: 1}", optional, "none",
        "what is kept free for failovers when VMs are powered on"},
    Key{"policy", "planned", variants,
        "restart, save-restore, live-migration, or {kind: live-migration, ...}", optional,
        "restart", "how a planned move goes"},
    Key{"policy", "check", section, "check", optional, "",
        "a load balancer's health check; a cluster that has one spreads requests over its groups' "
        "members, which all run"},

    Key{"heartbeat", "interval", duration, "", optional, "0 s", "between two heartbeats"},
    Key{"heartbeat", "missed", count, "", optional, "1",
        "heartbeats in a row, on all networks, until a node is suspected"},
    Key{"heartbeat", "networks", selection, "networks", optional, "",
        "otherwise all that carry heartbeats; `none`: nodes know of one another without a network"},
    Key{"heartbeat", "mode", choice, "elided explicit", optional, "elided",
        "whether each heartbeat is simulated, or the law of their silence"},
    Key{"heartbeat", "more-nodes", duration, "", optional, "0 s",
        "more to wait for each node beyond the second (corosync's token_coefficient)"},

    Key{"membership", "regroup", law, "", optional, "0 s", "to agree on who is left"},
    Key{"membership", "more-nodes", duration, "", optional, "0 s",
        "more time to regroup for each node beyond the second"},
    Key{"membership", "election", law, "", optional, "0 s",
        "and on who leads, after that, if the leader was lost"},
    Key{"membership", "confirm", law, "", optional, "0 s",
        "otherwise: for the leader to make sure that a suspect is dead"},

    Key{"quorum", "kind", choice, "none local majority shared-disk witness dynamic primaries",
        required, "",
        "none: every side goes on; local: the first node's; majority: more than half of the "
        "nodes; shared-disk: whoever holds the disk; witness: more than half of the votes, of "
        "which the witness has one; dynamic: the same, and votes follow the members; primaries: "
        "without one of the first nodes nothing is restarted"},
    Key{"quorum", "storage", name, "storage", optional, "",
        "shared-disk: where the quorum disk lies; otherwise the only storage of all nodes"},
    Key{"quorum", "witness", name, "hosts, VMs, storage", optional, "",
        "witness, dynamic: the disk, or the machine of the file share; `none`, or `cloud`: always "
        "in reach"},
    Key{"quorum", "two-node", flag, "", optional, "false",
        "majority: of two nodes one is enough, but not to form the cluster (votequorum)"},
    Key{"quorum", "primaries", count, "", optional, "5", "primaries: how many nodes are"},
    Key{"quorum", "yields-without-clients", flag, "", optional, "false",
        "shared-disk: a side that clients do not reach does not defend it against one they do"},
    Key{"quorum", "arbitration", law, "", optional, "0 s",
        "from a challenge for the disk or the witness to the quorum; its holder need not wait"},
    Key{"quorum", "retry", law, "", optional, "0 s",
        "after which a node that lost the quorum starts its cluster service again (cc783705)"},

    Key{"fencing", "kind", choice, "none reservation power watchdog lock", required, "",
        "reservation: the new owner resets, waits and reserves the group's disks; power: a device "
        "switches the node off; watchdog: the node resets itself; lock: the storage refuses a "
        "second opener"},
    Key{"fencing", "arbitration", law, "", optional, "0 s", "reservation: reset, wait, reserve"},
    Key{"fencing", "time", law, "", optional, "0 s", "power: until an attempt has ended"},
    Key{"fencing", "success", share, "", optional, "100 %",
        "power: probability that an attempt works"},
    Key{"fencing", "attempts", count, "unlimited", optional, "1",
        "power: until a person has to come; or unlimited"},
    Key{"fencing", "timeout", law, "", optional, "0 s",
        "watchdog: from losing the quorum to the node's reset"},
    Key{"fencing", "expiry", law, "", optional, "0 s",
        "watchdog: from a node's silence until what it held is free"},
    Key{"fencing", "delay", law, "", optional, "0 s",
        "watchdog: after it was found lost, and not before its leases have expired"},

    Key{"monitor", "scope", choice, "node vm-state guest-os app", optional, "app",
        "how deep the cluster looks"},
    Key{"monitor", "looks-alive", duration, "", optional, "0 s",
        "poll interval that finds a member that stopped"},
    Key{"monitor", "is-alive", duration, "", optional, "0 s",
        "poll interval that finds a member that hangs"},
    Key{"monitor", "timeout", duration, "", optional, "0 s", "of the poll of a member that hangs"},
    Key{"monitor", "capacity-floor", share, "", optional, "",
        "below it a degraded member counts as failed"},
    Key{"monitor", "status-messages", section, "status-messages", optional, "",
        "applications inside members that report their own health"},
    Key{"monitor", "disks", flag, "", optional, "false",
        "the loss of a group's disks is seen at the next poll for members that stopped"},
    Key{"monitor", "clients", flag, "", optional, "false",
        "so is that clients no longer reach its node, where they reach another"},
    Key{"monitor", "clients-timeout", duration, "", optional, "0 s",
        "until that counts, before the poll"},
    Key{"monitor", "storage-pause", law, "", optional, "",
        "VMs that lose their storage are paused for so long, in place of their disk time-out"},
    Key{"monitor", "pending-timeout", variants, "a time such as 180 s, or none", optional, "none",
        "a member that takes longer to come up counts as failed; none: it may take any time"},
    Key{"status-messages", "interval", duration, "", required, "", "between two messages"},
    Key{"status-messages", "missed", count, "", optional, "1",
        "in a row, until the application counts as failed"},

    Key{"restart", "attempts", count, "unlimited", optional, "0",
        "before the group fails over; or unlimited"},
    Key{"restart", "period", law, "", optional, "0 s", "after which attempts are forgotten"},
    Key{"restart", "delay", variants, "a time, or a list of times", optional, "0 s",
        "before each; a list: before the first, the second and so on, failovers counted"},

    Key{"failover", "threshold", count, "unlimited", optional, "unlimited",
        "failovers within the period until the group stays failed; or unlimited; or other-nodes: "
        "one less than there are nodes"},
    Key{"failover", "period", law, "", optional, "0 s", "after which failovers are forgotten"},
    Key{"failover", "placement", choice, "next-owner random most-free first-fit", optional,
        "next-owner", "which node takes a group"},
    Key{"failover", "random-without-owners", flag, "", optional, "false",
        "next-owner: when its node is lost, a group without preferred owners goes to any node"},
    Key{"failover", "coverage", share, "", optional, "100 %",
        "probability that an automatic failover works"},
    Key{"failover", "manual", law, "", optional, "",
        "until a person comes; without it nobody does"},
    Key{"failover", "grace", law, "", optional, "0 s",
        "for which a lost node's groups are left to it"},
    Key{"failover", "grace-pauses", flag, "", optional, "false",
        "what runs there on shared disks stands still meanwhile"},
    Key{"failover", "delay", law, "", optional, "0 s", "to move and bring online, before boot"},
    Key{"failover", "concurrency", count, "unlimited", optional, "unlimited",
        "groups that may be starting on one node; or unlimited"},
    Key{"failover", "standby", choice, "cold hot", optional, "cold",
        "hot: a mirrored copy goes on at once, without boot or start"},

    Key{"failback", "window", variants, "two hours of the day, [22, 6]", required, "",
        "from when to when groups go back"},

    Key{"isolation", "response", choice, "stay power-off shut-down", required, "",
        "stay: it goes on; power-off: its members stop at once; shut-down: in an orderly way"},
    Key{"isolation", "takes-over", flag, "", optional, "true",
        "stay: a node that is cut off may take the groups of those that it misses"},
    Key{"isolation", "after", law, "", optional, "0 s", "from being cut off to the response"},
    Key{"isolation", "leader-after", law, "", optional, "",
        "of the node that leads; otherwise as `after`"},
    Key{"isolation", "shutdown", law, "", optional, "0 s", "shut-down: until the members are off"},

    Key{"admission", "hosts", count, "", optional, "",
        "so many hosts, the largest, may fail and all VMs still fit"},
    Key{"admission", "percentage", share, "", optional, "", "of all memory is kept free"},
    Key{"admission", "slots", count, "", optional, "",
        "as hosts, counted in slots of the size of the largest VM"},

    Key{"planned", "kind", choice, "restart save-restore live-migration", required, "",
        "restart: stopped and started; save-restore: the VMs' memory is written and read; "
        "live-migration: they run on while it is copied"},
    Key{"planned", "bandwidth", rate, "", optional, "", "for memory; not given: does not limit"},
    Key{"planned", "dirty-rate", rate, "", optional, "0 MB/s",
        "live-migration: memory that changes while it is copied"},
    Key{"planned", "concurrency", count, "unlimited", optional, "unlimited",
        "moves at a time from one node; or unlimited"},

    Key{"check", "scope", choice, "app node", optional, "app",
        "app: whether the instance serves; node: only whether its machine works"},
    Key{"check", "interval", duration, "", optional, "0 s", "between two checks"},
    Key{"check", "fall", count, "", optional, "1",
        "checks in a row that fail until an instance gets no more requests"},
    Key{"check", "timeout", duration, "", optional, "",
        "in place of `fall`: since its last good answer"},
    Key{"check", "rise", count, "", optional, "1",
        "checks in a row that succeed until it gets them again"},
    Key{"check", "convergence", duration, "", optional, "0 s",
        "after that, until those who share the load have agreed on who does"},
    Key{"check", "removal", law, "", optional, "",
        "in place of all that: from an instance's failing to its getting no more requests"},
    Key{"check", "addition", law, "", optional, "",
        "in place of all that: from its serving again to its getting requests"},

    Key{"maintenance", "hosts", selection, "hosts", optional, "all", "which, in this order"},
    Key{"maintenance", "every", law, "", required, "", "from one round to the next"},
    Key{"maintenance", "duration", law, "", required, "",
        "of the work on one host, before it boots"},
    Key{"maintenance", "at-once", count, "", optional, "1", "how many hosts at a time"},

    // ---- what counts, what is injected ----------------------------------------------------------
    Key{"service", "needs", variants,
        "a selection, {all: [...]}, {any: [...]} or {at-least: n, of: ...}", required, "",
        "what has to serve for it to be up"},
    Key{"service", "slo", share, "", optional, "", "availability promised"},
    Key{"needs", "all", selection, things, optional, "", "all of these"},
    Key{"needs", "any", selection, things, optional, "", "one of these"},
    Key{"needs", "at-least", count, "", optional, "", "so many of `of`"},
    Key{"needs", "of", selection, things, optional, "", "what is counted"},
    Key{"needs", "connected", flag, "", optional, "false",
        "only hosts count that are attached to one and the same connected part of the working "
        "network"},

    Key{"fault", "at", duration, "", required, "", "when"},
    Key{"fault", "for", duration, "", optional, "",
        "how long; otherwise the mode's own repair, or for good"},
    Key{"fault", "fail", selection, things, optional, "", "what fails"},
    Key{"fault", "mode", name, "failure modes, or down or hang", optional, "",
        "how; otherwise it goes down"},
    Key{"fault", "cut", selection, "hosts, networks, trunks", optional, "",
        "a host's link, a network's switches, a trunk"},
    Key{"fault", "network", name, "networks", optional, "", "of which a host is cut"},
    Key{"fault", "evacuate", selection, "hosts", optional, "", "groups are moved away as planned"},

    // ---- times that are not known ---------------------------------------------------------------
    Key{"uncertain", "between", variants, "two times, [1 y, 5 y]", optional, "",
        "in place of a time: it lies between the two with 90 % (lognormal)"},
    Key{"uncertain", "observed", section, "observed", optional, "",
        "in place of a time: what was seen tells of it"},
    Key{"observed", "failures", count, "", optional, "",
        "of an exponential's mean: so many events, in all of `time`"},
    Key{"observed", "time", mean, "", optional, "",
        "that was watched, of all alike things together"},
    Key{"observed", "values", variants, "a list of times", optional, "",
        "of an exponential's mean: its values; of another time: what it was measured to be"},

    // ---- distributions --------------------------------------------------------------------------
    Key{"distribution", "exponential", section, "exponential", optional, "", "without memory"},
    Key{"distribution", "weibull", section, "weibull", optional, "",
        "wears out (shape > 1) or in (shape < 1)"},
    Key{"distribution", "lognormal", section, "lognormal", optional, "",
        "the usual law of repairs"},
    Key{"distribution", "gamma", section, "gamma", optional, "", ""},
    Key{"distribution", "erlang", section, "erlang", optional, "", "the sum of k exponentials"},
    Key{"distribution", "uniform", section, "uniform", optional, "", ""},
    Key{"distribution", "triangular", section, "triangular", optional, "", ""},
    Key{"distribution", "hyperexponential", Type::sections, "branch", optional, "",
        "an exponential chosen by weight"},
    Key{"distribution", "empirical", section, "empirical", optional, "",
        "one of the values observed"},
    Key{"exponential", "mean", mean, "", required, "", ""},
    Key{"weibull", "shape", number, "", required, "", ""},
    Key{"weibull", "mean", mean, "", optional, "", "or `scale`"},
    Key{"weibull", "scale", mean, "", optional, "", "or `mean`"},
    Key{"lognormal", "mean", mean, "", optional, "", "with `cv`"},
    Key{"lognormal", "cv", number, "", optional, "", "standard deviation over mean"},
    Key{"lognormal", "median", mean, "", optional, "", "with `sigma`"},
    Key{"lognormal", "sigma", number, "", optional, "", "standard deviation of the logarithm"},
    Key{"gamma", "shape", number, "", required, "", ""},
    Key{"gamma", "mean", mean, "", required, "", ""},
    Key{"erlang", "k", count, "", required, "", "how many stages"},
    Key{"erlang", "mean", mean, "", required, "", "of the sum"},
    Key{"uniform", "min", duration, "", required, "", ""},
    Key{"uniform", "max", duration, "", required, "", ""},
    Key{"triangular", "min", duration, "", required, "", ""},
    Key{"triangular", "mode", duration, "", required, "", "the likeliest"},
    Key{"triangular", "max", duration, "", required, "", ""},
    Key{"branch", "weight", number, "", required, "", "how likely, relative to the others"},
    Key{"branch", "mean", mean, "", required, "", ""},
    Key{"empirical", "values", variants, "a list of times", optional, "", "the observations"},
    Key{"empirical", "file", text, "", optional, "",
        "a CSV file with them, its first line the names of its columns"},
    Key{"empirical", "column", text, "", optional, "", "which column"},
    Key{"empirical", "unit", text, "", optional, "", "of its numbers"},
};

const SectionWord& section_word(std::string_view name) {
  const auto* const found =
      std::find_if(section_words.begin(), section_words.end(),
                   [&](const SectionWord& word) { return word.name == name; });
  assert(found != section_words.end());
  return *found;
}

/// The table, section by section, with the keys that each shares.
const std::map<std::string_view, std::vector<const Key*>>& by_section() {
  static const auto index = [] {
    std::map<std::string_view, std::vector<const Key*>> result;
    for (const SectionWord& word : section_words) {
      std::vector<const Key*>& list = result[word.name];
      for (const Key& key : keys) {
        if (key.section == word.name || key.section == word.shares) list.push_back(&key);
      }
    }
    return result;
  }();
  return index;
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> result;
  while (!words.empty()) {
    const std::size_t end = words.find(' ');
    if (end != 0) result.emplace_back(words.substr(0, end));
    words = end == std::string_view::npos ? "" : words.substr(end + 1);
  }
  return result;
}

}  // namespace

std::span<const Key> vocabulary() { return keys; }

const std::vector<const Key*>& keys_of(std::string_view section) {
  const auto found = by_section().find(section);
  assert(found != by_section().end());
  return found->second;
}

const Key* find_key(std::string_view section, std::string_view name) {
  for (const Key* key : keys_of(section)) {
    if (key->name == name) return key;
  }
  return nullptr;
}

std::string_view phrase_of(std::string_view section) { return section_word(section).phrase; }

std::string expectation_of(const Key& key) {
  const std::string or_never = key.of == "never" ? ", or never" : "";
  switch (key.type) {
    case text:
      return "a text";
    case count:
      return "a whole number such as 4";
    case number:
      return "a number such as 0.7";
    case flag:
      return "true or false";
    case duration:
    case mean:
      return "a time such as 90 s" + or_never;
    case law:
      return "a time such as 90 s, or a distribution such as {exponential: {mean: 4 h}}" + or_never;
    case size:
      return "a size such as 16 GiB";
    case rate:
      return "a rate such as 200 MB/s";
    case share:
      return "a share such as 95 %";
    case choice:
      return fmt::format("one of: {}", fmt::join(words_of(key).built, ", "));
    case name:
      return fmt::format("a name (of {})", key.of);
    case selection:
      return fmt::format("a name, a glob, a list of these, or all (of {})", key.of);
    case texts:
      return fmt::format("a list of {}", key.of);
    case section:
      if (key.of.empty()) return "a mapping, {key: value}";
      return fmt::format("a mapping, {{key: value}}: {}", phrase_of(key.of));
    case named:
      return "a mapping of names, {name: {...}}";
    case Type::sections:
      return fmt::format("a list, each item {}", phrase_of(key.of));
    case variants:
      return std::string(key.of);
  }
  return {};
}

Words words_of(const Key& key) {
  const std::size_t bar = key.of.find('|');
  if (bar == std::string_view::npos) return {split(key.of), {}};
  return {split(key.of.substr(0, bar)), split(key.of.substr(bar + 1))};
}

}  // namespace ausfall::scenarios
