#include "scenarios/vocabulary.hpp"

#include <array>
#include <string_view>

#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

using enum Type;
using enum Use;

// What can be hit by a common cause or a fault, or be needed by a service.
constexpr std::string_view things = "hosts, VMs, apps, networks, trunks, storage, devices";

constexpr std::string_view tests = "of what fails unseen; a failure mode may have one of its own";

constexpr auto keys = std::to_array<Key>({
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
    Key{"scenario", "devices", named, "device", optional, "",
        "what else stands in the room: a UPS, a generator, a cooler"},
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
        "from the call to the beginning of the repair; with hours, next-business-day, too"},
    Key{"crew", "hours", hours, "", optional, "daily 0-24",
        "its working hours: in these the response passes, and repairs are begun"},
    Key{"crew", "order", variants,
        listed<words::crew_orders, ", or a list of names or failure modes by priority">, optional,
        "fifo", "whose turn it is when a member is free"},

    Key{"crew", "mistake", section, "mistake", optional, "",
        "a repair may go wrong, after which another is due"},

    Key{"mistake", "probability", share, "", required, "", "that the work goes wrong"},
    Key{"mistake", "effect", choice, "down", optional, "",
        "down, which is all there is: what was worked on is down, and comes back as after a "
        "failure"},

    Key{"response", "time", law, "", required, "",
        "from the call to the beginning of the repair; with hours, next-business-day, too"},
    Key{"response", "hours", hours, "", optional, "", "the crew's working hours"},

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
    Key{"mode", "effect", choice, listed<words::effects>, optional, "down",
        "down: it stops; hang: it stops serving and answering but keeps what it holds; degrade: it "
        "goes on with `capacity`; latent: as down, but unseen until it is needed or tested; "
        "no-start: "
        "it goes on, and its next start fails"},
    Key{"mode", "capacity", share, "", optional, "", "what is left of a degraded component"},
    Key{"mode", "crew", name, "crews", optional, "",
        "who repairs it; without one, repair starts at once"},
    Key{"mode", "spare", name, "spares", optional, "", "the pool whose parts the repair takes"},
    Key{"mode", "manual", law, "never", optional, "",
        "what a hang lasts if nothing automatic ends it, whatever its `ttr`; otherwise `ttr`"},

    Key{"mode", "stop-failure", share, "", optional, "0 %",
        "of a hang: probability that it cannot be stopped meanwhile"},
    Key{"start-failure", "probability", share, "", required, "", "that a start comes to nothing"},
    Key{"start-failure", "on", selection, "hosts, VMs", optional, "",
        "where that is so; otherwise anywhere"},
    Key{"stop-failure", "probability", share, "", required, "", "that a stop does not work"},
    Key{"mode", "beyond", times, "", optional, "",
        "of an overload: it fails while so many times what is borne is asked, and more; in place "
        "of "
        "`ttf`"},
    Key{"mode", "after", law, "", optional, "", "of an overload: for how long it bears that"},
    Key{"mode", "test", section, "test", optional, "",
        "latent: by which it is found before it is needed"},

    Key{"test", "every", law, "", required, "", "from one test to the next"},
    Key{"test", "first", law, "", optional, "",
        "from the beginning to the first; otherwise as `every`"},

    Key{"common-cause", "mttf", mean, "", optional, "", "mean time to its striking; exponential"},
    Key{"common-cause", "ttf", law, "", optional, "", "time to its striking"},
    Key{"common-cause", "mttr", mean, "never", optional, "",
        "mean time that it lasts; exponential"},
    Key{"common-cause", "ttr", law, "never", optional, "0 s", "how long it lasts"},
    Key{"common-cause", "hits", selection, things, required, "",
        "what goes down at the same instant"},
    Key{"common-cause", "probability", share, "", optional, "100 %",
        "with which each of them is hit"},
    Key{"common-cause", "bridged-by", name, "devices", optional, "",
        "a UPS or the like: while it works, nothing is hit"},
    Key{"common-cause", "bridge-time", law, "", optional, "",
        "for how long at most; otherwise as long as it takes"},

    // ---- what stands there ----------------------------------------------------------------------
    Key{"host", "cores", count, "", optional, "", "of its processors; not given: does not limit"},
    Key{"host", "memory", size, "", optional, "", "not given: room for all"},
    Key{"host", "overcommit", section, "overcommit", optional, "",
        "what is promised to its VMs over what it has; goes before the cluster's"},
    Key{"overcommit", "cores", variants, "a number such as 4, or unlimited", optional, "",
        "cores of its VMs together, a core of the host; without it any number, but admission "
        "control "
        "counts each as one"},
    Key{"overcommit", "memory", variants, "a number such as 1.5, or unlimited", optional, "1",
        "memory of its VMs together, over its own"},
    Key{"host", "boot", law, "", optional, "0 s", "from power-on until it works"},
    Key{"host", "site", text, "", optional, "",
        "a label: where it stands; selected by, as in site=north"},
    Key{"host", "rack", text, "", optional, "",
        "a label: where it stands; selected by, as in rack=A"},
    Key{"host", "labels", variants, "a mapping of names to words, {row: 7}", optional, "",
        "more of them, selected by, as in row=7"},
    Key{"host", "rejuvenate", section, "rejuvenate", optional, "",
        "planned restarts, before it has aged"},
    Key{"host", "bears", load, "", optional, "",
        "of what is asked of all that stands on it; of loads in cores, its `cores` unless given"},
    Key{"host", "failures", named, "mode", optional, "",
        "how it fails: modes that run independently of one another"},
    Key{"host", "test", section, "test", optional, "", tests},

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
    Key{"network", "test", section, "test", optional, "", tests},
    Key{"network-failures", "switch", section, "mode", optional, "", "of each switch"},
    Key{"network-failures", "link", section, "mode", optional, "",
        "of each link from a host to a switch"},

    Key{"trunk", "between", selection, "networks", required, "", "the two networks that it joins"},
    Key{"trunk", "failures", named, "mode", optional, "", "how it fails"},
    Key{"trunk", "test", section, "test", optional, "", tests},

    Key{"device", "failures", named, "mode", optional, "", "how it fails"},
    Key{"device", "test", section, "test", optional, "", tests},

    Key{"storage", "type", choice, listed<words::storage_types>, optional, "",
        "how hosts are attached; without it, it is a mirror"},
    Key{"storage", "mirror", section, "mirror", optional, "",
        "two other storages as one, with the same data on both"},
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
    Key{"storage", "queues-for", variants, "a time such as 60 s, a distribution, or ever", optional,
        "",
        "for how long the I/O of a host without a path is queued before it fails, in place of the "
        "disk time-outs of those who give none (multipath: no_path_retry times the polling "
        "interval; "
        "ever: queue_if_no_path)"},
    Key{"storage", "path-loss", choice, listed<words::path_losses>, optional, "silent",
        "silent: a host that loses its last path gets no answer (all paths down); told: it is told "
        "that the disk is gone (permanent device loss)"},
    Key{"storage", "failures", section, "storage-failures", optional, "", "how its parts fail"},
    Key{"storage", "test", section, "test", optional, "", tests},
    Key{"storage-failures", "array", section, "mode", optional, "", "of the whole"},
    Key{"storage-failures", "controller", section, "mode", optional, "", "of each controller"},
    Key{"storage-failures", "path", section, "mode", optional, "", "of each path of each host"},
    Key{"mirror", "of", selection, "storage", required, "",
        "two storages of the scenario, the preferred one first"},
    Key{"mirror", "switch-over", law, "", optional, "30 s",
        "for how long all I/O stands still when the two lose each other, until one goes on alone "
        "(assumed: what hosts bear as they bear the loss of a path, Emulex LinkTimeOut 30 s; "
        "NetApp "
        "names more than 120 s as the exception)"},
    Key{"mirror", "resync", law, "", optional, "0 s",
        "until the one that was away has what was written meanwhile, and protects again"},
    Key{"mirror", "over", name, "networks, trunks", optional, "",
        "what they replicate over, whose loss parts them; of a trunk, the first stands at its "
        "first "
        "end. Without it nothing parts them"},
    Key{"mirror", "witness", name, "hosts, VMs, storage", optional, "",
        "who tells which one goes on when they are parted: a machine, a disk, or `cloud`: always "
        "in "
        "reach; without one it is the preferred one, or none"},
    Key{"mirror", "manual", law, "never", optional, "",
        "until a person lets one go on alone that may not by itself; without it nobody does"},

    Key{"mirror", "replication", section, "replication", optional, "",
        "not given: what is written is on both"},
    Key{"replication", "lag", duration, "", required, "",
        "how far the copy is behind, which is lost where that goes on"},

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
    Key{"vm", "disk-loss", choice, listed<words::disk_losses>, optional, "hang",
        "what becomes of it when its disk did not answer for the disk time-out. hang: the guest "
        "stays on and hangs, until it is reset or its disk is back and it is "
        "restarted; crash: it stops; wait: nothing, and it goes on with its disk"},
    Key{"vm", "boot", variants, "a time such as 90 s, a distribution, or {cpu: 60 s, io: 20000}",
        optional, "0 s", "from start until it works"},
    Key{"vm", "stop", law, "", optional, "0 s",
        "from the moment it no longer serves until it has stopped, and may start elsewhere"},
    Key{"vm", "start-failure", share, "", optional, "0 %",
        "probability that a start comes to nothing, or {probability: 100 %, on: node2}: there "
        "only"},
    Key{"vm", "stop-failure", share, "", optional, "0 %",
        "probability that a stop does not work, or {probability: 1 %}"},
    Key{"vm", "priority", choice, listed<words::priorities>, optional, "medium",
        "which starts first when room or start slots are few"},
    Key{"vm", "labels", variants, "a mapping of names to words, {tier: web}", optional, "",
        "what it can be selected by, as in tier=web; it has those of its host, too"},
    Key{"vm", "rejuvenate", section, "rejuvenate", optional, "",
        "planned restarts, before it has aged"},
    Key{"vm", "replication", section, "replication", optional, "",
        "each other node of its cluster has a copy that is behind, with which it goes on there"},
    Key{"vm", "demand", load, "", optional, "", "what is asked of it: requests a second, or cores"},
    Key{"vm", "bears", load, "", optional, "",
        "of what is asked of it and of its apps; of loads in cores, its `cores` unless given"},
    Key{"vm", "failures", named, "mode", optional, "", "how the guest's operating system fails"},
    Key{"vm", "test", section, "test", optional, "", tests},

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
    Key{"app", "disk-loss", choice, listed<words::disk_losses>, optional, "crash",
        "what becomes of it when its disk did not answer for the disk time-out. crash: it stops; "
        "hang: it hangs until it is restarted; wait: nothing, and it goes on "
        "with its disk"},
    Key{"app", "start", law, "", optional, "0 s", "from start until it serves"},
    Key{"app", "stop", law, "", optional, "0 s",
        "from the moment it no longer serves until it has stopped, and may start elsewhere"},
    Key{"app", "start-failure", share, "", optional, "0 %",
        "probability that a start comes to nothing, or {probability: 100 %, on: node2}: there "
        "only"},
    Key{"app", "stop-failure", share, "", optional, "0 %",
        "probability that a stop does not work, or {probability: 1 %}"},
    Key{"app", "labels", variants, "a mapping of names to words, {tier: web}", optional, "",
        "what it can be selected by, as in tier=web; it has those of its host, too"},
    Key{"app", "rejuvenate", section, "rejuvenate", optional, "",
        "planned restarts, before it has aged"},
    Key{"app", "replication", section, "replication", optional, "",
        "each other node of its cluster has a copy that is behind, with which it goes on there"},
    Key{"app", "demand", load, "", optional, "",
        "what is asked of it: requests a second, or cores"},
    Key{"app", "bears", load, "", optional, "",
        "of what is asked of it; not given: does not limit"},
    Key{"app", "failures", named, "mode", optional, "", "how it fails"},
    Key{"app", "test", section, "test", optional, "", tests},

    // ---- clusters -------------------------------------------------------------------------------
    Key{"cluster", "profile", name, "profiles", optional, "ideal",
        "the product that gives every default below"},
    Key{"cluster", "nodes", selection, "hosts or VMs", required, "", "what it stands on"},
    Key{"cluster", "groups", named, "group", optional, "",
        "what fails over together; what stands on the nodes and is in none of them is each its own "
        "group (`rest: each`), or not protected (`rest: none`)"},
    Key{"cluster", "split-brain", section, "split-brain", optional, "",
        "what it costs that a group ran twice"},
    Key{"split-brain", "corrupts", flag, "", optional, "",
        "true: what two instances wrote has to be restored"},
    Key{"split-brain", "restore", law, "", optional, "",
        "corrupts: from the end of the split brain until the group can serve again"},
    Key{"cluster", "rules", Type::sections, "rule", optional, "",
        "which groups are kept apart, go together, or prefer some nodes"},
    Key{"rule", "apart", texts, "groups", optional, "",
        "groups, by name or glob, that are kept off one another's nodes"},
    Key{"rule", "together", texts, "groups", optional, "",
        "groups, likewise, that share a node: the first is placed, the others go where it is"},
    Key{"rule", "prefer", texts, "groups", optional, "", "groups that prefer the nodes `owners`"},
    Key{"rule", "owners", selection, "nodes", optional, "", "prefer: these, in order"},
    Key{"rule", "required", flag, "", optional, "false",
        "true: who cannot be placed so waits, whatever else is free (prefer: no other node may run "
        "it); false: where a node can take it so"},
    Key{"group", "members", selection, "VMs, apps", optional, "",
        "what is started together, on one node"},
    Key{"group", "each", selection, "VMs, apps", optional, "",
        "in place of members: a group for each of these, called as it"},
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
    Key{"profile", "members", choice, listed<words::profile_members>, optional, "",
        "what its values are about: groups of vms, of apps without one, or any"},
    Key{"profile", "rest", choice, listed<words::rests>, optional, "",
        "where some groups are named: whether what none of them names is each a group of its own"},
    Key{"profile", "requires", section, "requires", optional, "", "what it asks of a cluster"},
    Key{"requires", "identical-hosts", flag, "", optional, "false",
        "its hosts have the same cores, memory and boot"},
    Key{"requires", "virtual-nodes", flag, "", optional, "false", "its nodes are VMs"},

    Key{"group", "possible-owners", selection, "nodes", optional, "",
        "the only nodes that may run it; otherwise all"},
    Key{"group", "anti-affinity", texts, "classes", optional, "",
        "kept off the nodes of groups of the same class, where another can take it"},

#include "scenarios/vocabulary_placement.inc"
#include "scenarios/vocabulary_policy.inc"

    // ---- what counts, what is injected ----------------------------------------------------------
    Key{"service", "needs", variants,
        "a selection, {all: [...]}, {any: [...]} or {at-least: n, of: ...}", required, "",
        "what has to serve for it to be up"},
    Key{"service", "slo", share, "", optional, "", "availability promised"},
    Key{"service", "outage", section, "outage", optional, "", "from when on it is out"},
    Key{"outage", "longer-than", duration, "", required, "",
        "what it is down for no longer is an interruption, counted apart, and no downtime"},
    Key{"outage", "counts", flag, "", optional, "false",
        "interruptions are downtime all the same, and for the slo"},
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
});

}  // namespace

std::span<const Key> vocabulary() { return keys; }

}  // namespace ausfall::scenarios
