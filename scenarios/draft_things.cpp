// Hosts, VMs and apps; networks, trunks and storage.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "scenarios/draft.hpp"
#include "scenarios/draft_replication.hpp"
#include "scenarios/names.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ComponentKind;

constexpr int cores_max = 1'000'000;
constexpr int parts_max = 64;  // switches of a network, controllers and paths of a storage
constexpr std::size_t all_parts_max = 500'000;  // of all networks and storages together

/// Whether so many more parts can be; says so if not.
bool room_for(Draft& draft, Section& section, std::string_view key, std::size_t parts) {
  if (draft.part_count + parts <= all_parts_max) return true;
  section.error(key,
                fmt::format("with this there are more than {} links and paths", all_parts_max));
  return false;
}

std::vector<ComponentId> hosts_of(Draft& draft, Section& section) {
  std::vector<ComponentId> hosts;
  const Tree given = section.raw("hosts");
  if (given == nullptr) {
    const auto& components = draft.plant.components;  // hosts come first
    for (std::size_t i = 0; i < components.size() && components[i].kind == ComponentKind::host;
         ++i) {
      hosts.emplace_back(i);
    }
    return hosts;
  }
  for (const Thing* thing : draft.select(given, kinds::host, "hosts"))
    hosts.push_back(thing->component);
  return hosts;
}

/// What is one of several has a number: "private.switch2"; what is the only one has none:
/// "private.switch".
std::string number_of(int i, int count) { return count == 1 ? "" : std::to_string(i); }

/// What can be said of a thing and does not matter yet.
void warn_of_no_effect(Draft& draft, const Section& section, std::string_view key) {
  if (!section.has(key)) return;
  draft.warning(
      section.at(key),
      fmt::format("{}: in {} this limits nothing yet: it is for copies of disks, which are "
                  "not built",
                  key, section.title()));
}

/// 0, which does not limit, where it is not given; nothing can be so slow that it is 0.
double limit_of(Section& section, std::string_view key, std::optional<double> given) {
  if (given == 0)
    section.error(key, fmt::format("{}: with 0 nothing would ever be moved", key),
                  "leave it out: then it does not limit");
  return given.value_or(0);
}

/// One mode for all parts of a kind: `failures: {switch: {...}}`.
void fail_parts(Draft& draft, Section& failures, std::string_view key,
                const std::vector<ComponentId>& parts) {
  const Tree body = failures.raw(key);
  if (body == nullptr) return;
  const auto mode = read_mode(draft, {std::string(key), std::string(key), body->at, body}, false);
  if (!mode) return;
  for (const ComponentId part : parts) add_mode(draft, part, *mode);
}

}  // namespace

// ---- what runs ----------------------------------------------------------------------------------

namespace {

/// What the body of a host says; nothing of where it stands in the plant.
void read_host(Draft& draft, const Entry& entry, Thing& thing) {
  const ComponentId id = thing.component;
  Section section(draft.reading, "host", entry.value, fmt::format("host '{}'", entry.written));
  models::Component& host = draft.component(id);
  host.cores = section.count_in("cores", 1, cores_max).value_or(0);
  host.memory = section.size("memory").value_or(0);
  host.overcommit = read_overcommit(draft, section.raw("overcommit"));
  host.start = section.law("boot").value_or(Distribution());
  for (const std::string_view key : {"site", "rack"}) {
    if (const auto value = section.text(key)) thing.labels.push_back({std::string(key), *value});
  }
  read_labels(draft, section, thing);
  read_load(draft, section, id);
  read_failures(draft, section, id);
  read_rejuvenation(draft, section, id);
}

/// The same as another host, whose modes are the last that were read.
void copy_host(Draft& draft, ComponentId from, ComponentId to, std::size_t first_mode,
               std::size_t modes) {
  models::Component& host = draft.component(to);
  const models::Component& other = draft.component(from);
  host.cores = other.cores;
  host.memory = other.memory;
  host.overcommit = other.overcommit;
  host.start = other.start;
  host.bears = other.bears;
  for (std::size_t i = 0; i < modes; ++i) add_mode(draft, to, draft.plant.modes[first_mode + i]);
  copy_rejuvenation(draft, from, to);
}

}  // namespace

void read_hosts(Draft& draft, Section& scenario) {
  Tree body;  // of the host that was read last, which those of its range share
  const Thing* host = nullptr;
  std::size_t first_mode = 0;
  std::size_t modes = 0;
  for (const Entry& entry : scenario.entries("hosts")) {
    Thing* thing = draft.declare(kinds::host, entry);
    if (thing == nullptr) continue;
    const ComponentId id = thing->component =
        draft.add(ComponentKind::host, entry.key, draft.family("hosts", entry));
    if (entry.value == body) {
      copy_host(draft, host->component, id, first_mode, modes);
      thing->labels = host->labels;
      continue;
    }
    first_mode = draft.plant.modes.size();
    read_host(draft, entry, *thing);
    modes = draft.plant.modes.size() - first_mode;
    body = entry.value;
    host = thing;
  }
}

namespace {

/// `90 s`, a distribution, or `{cpu: 60 s, io: 20000}`.
void read_boot(Draft& draft, Section& section, models::Component& vm) {
  const Tree given = section.raw("boot");
  if (given == nullptr) return;
  if (given->find("cpu") == nullptr && given->find("io") == nullptr) {
    vm.start = law_of(draft.reading, "boot", given).value_or(Distribution());
    return;
  }
  Section boot(draft.reading, "boot", given, fmt::format("the boot of {}", section.title()));
  vm.start = boot.law("cpu").value_or(Distribution());
  vm.boot_io = boot.number("io").value_or(0);
}

/// `disk-loss`, where it is given.
Tree said_of_loss(const Entry& entry) {
  const Entry* loss = entry.value->find("disk-loss");
  return loss == nullptr ? nullptr : loss->value;
}

}  // namespace

void read_vms(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("vms")) {
    Thing* thing = draft.declare(kinds::vm, entry);
    if (thing == nullptr) continue;
    const ComponentId id = thing->component =
        draft.add(ComponentKind::vm, entry.key, draft.family("vms", entry));
    Section section(draft.reading, "vm", entry.value, fmt::format("VM '{}'", entry.written));
    models::Component& vm = draft.component(id);
    vm.cores = section.count_in("cores", 1, cores_max).value_or(0);
    vm.memory = section.size("memory").value_or(0);
    read_boot(draft, section, vm);
    read_starts_and_stops(draft, section, id);
    read_load(draft, section, id);
    read_replication(draft, section, id);
    vm.priority = section.choice("priority", words::priorities).value_or(models::Priority::medium);
    read_labels(draft, section, *thing);
    read_disk_loss(section, vm, models::DiskLoss::hang);
    section.size("disk");
    warn_of_no_effect(draft, section, "disk");
    const Entry* timeout = entry.value->find("disk-timeout");
    draft.placements.push_back({id, entry.at, section.raw("host"), section.raw("storage"),
                                timeout == nullptr ? nullptr : timeout->value,
                                said_of_loss(entry)});
    read_failures(draft, section, id);
    read_rejuvenation(draft, section, id);
  }
}

void read_apps(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("apps")) {
    Thing* thing = draft.declare(kinds::app, entry);
    if (thing == nullptr) continue;
    const ComponentId id = thing->component =
        draft.add(ComponentKind::app, entry.key, draft.family("apps", entry));
    Section section(draft.reading, "app", entry.value, fmt::format("app '{}'", entry.written));
    models::Component& app = draft.component(id);
    app.start = section.law("start").value_or(Distribution());
    read_starts_and_stops(draft, section, id);
    read_labels(draft, section, *thing);
    read_load(draft, section, id);
    read_replication(draft, section, id);
    read_disk_loss(section, app, models::DiskLoss::crash);
    const Entry* timeout = entry.value->find("disk-timeout");
    draft.placements.push_back({id, entry.at, section.raw("on"), section.raw("storage"),
                                timeout == nullptr ? nullptr : timeout->value,
                                said_of_loss(entry)});
    read_failures(draft, section, id);
    read_rejuvenation(draft, section, id);
  }
}

// ---- networks -----------------------------------------------------------------------------------

namespace {

void read_carries(Draft& draft, Section& section, models::Network& network) {
  const Tree given = section.raw("carries");
  if (given == nullptr) return;  // heartbeats and clients
  network.carries_heartbeat = network.carries_clients = false;
  const auto carry = [&](const Tree& tree) {
    const auto word = scalar_of(draft.reading, tree, "carries", "heartbeat, client or storage");
    if (!word) return;
    if (*word == "heartbeat") {
      network.carries_heartbeat = true;
    } else if (*word == "client") {
      network.carries_clients = true;
    } else if (*word == "storage") {
      network.carries_storage = true;
    } else {
      draft.error(tree->at, fmt::format("carries: '{}' is not one of its words", *word),
                  known_names_hint(*word, {"heartbeat", "client", "storage"}, "words"));
    }
  };
  if (given->is_list()) {
    for (const Tree& item : given->items) carry(item);
  } else {
    carry(given);
  }
}

/// Switches, and one link from each host to each switch.
std::vector<ComponentId> build_network(Draft& draft, const Entry& entry, models::NetworkId id,
                                       models::Network& network, int switches) {
  const models::FamilyId switch_family = draft.family("networks", entry, "switch");
  for (int i = 1; i <= switches; ++i) {
    const ComponentId part =
        draft.add(ComponentKind::network_switch,
                  fmt::format("{}.switch{}", entry.key, number_of(i, switches)), switch_family);
    draft.component(part).network = id;
    network.switches.push_back(part);
  }
  std::vector<ComponentId> links;
  const models::FamilyId link_family = draft.family("networks", entry, "link");
  for (int i = 1; i <= switches; ++i) {
    for (const ComponentId host : network.hosts) {
      const ComponentId link = draft.add(
          ComponentKind::link,
          fmt::format("{}.link{}.{}", entry.key, number_of(i, switches), draft.name(host)),
          link_family);
      draft.component(link).network = id;
      draft.component(link).host = host;
      draft.component(link).network_switch = network.switches[static_cast<std::size_t>(i - 1)];
      links.push_back(link);
    }
  }
  return links;
}

}  // namespace

void read_networks(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("networks")) {
    if (draft.plant.networks.size() == models::networks_max) {
      return draft.error(entry.at, fmt::format("at most {} networks", models::networks_max),
                         "one network can have several switches, and many hosts");
    }
    Thing* thing = draft.declare(kinds::network, entry);
    if (thing == nullptr) continue;
    const models::NetworkId id = thing->network = models::NetworkId(draft.plant.networks.size());
    Section section(draft.reading, "network", entry.value,
                    fmt::format("network '{}'", entry.written));
    models::Network network;
    network.name = entry.key;
    network.hosts = hosts_of(draft, section);
    network.latency = section.duration("latency").value_or(Duration{0});
    network.bandwidth = limit_of(section, "bandwidth", section.rate("bandwidth"));
    read_carries(draft, section, network);
    network.loss = section.share("loss").value_or(0);
    if (network.loss >= 1) {
      section.error("loss", "loss: a network that loses every heartbeat carries none",
                    "carries: [client], or a loss below 100 %");
      network.loss = 0;
    }
    int switches = section.count_in("switches", 1, parts_max).value_or(1);
    const std::size_t links_wanted = network.hosts.size() * static_cast<std::size_t>(switches);
    if (!room_for(draft, section, "switches", links_wanted)) {
      network.hosts.clear();
      switches = 1;
    }
    const std::vector<ComponentId> links = build_network(draft, entry, id, network, switches);
    const std::size_t first_mode = draft.plant.modes.size();
    if (const Tree failures = section.raw("failures")) {
      Section parts(draft.reading, "network-failures", failures,
                    fmt::format("failures of network '{}'", entry.written));
      fail_parts(draft, parts, "switch", network.switches);
      fail_parts(draft, parts, "link", links);
    }
    read_test(draft, section, first_mode);
    draft.plant.networks.push_back(std::move(network));
  }
}

void read_trunks(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("trunks")) {
    Thing* thing = draft.declare(kinds::trunk, entry);
    if (thing == nullptr) continue;
    const ComponentId id = thing->component =
        draft.add(ComponentKind::trunk, entry.key, draft.family("trunks", entry));
    Section section(draft.reading, "trunk", entry.value, fmt::format("trunk '{}'", entry.written));
    read_failures(draft, section, id);
    const Tree between = section.raw("between");
    if (between == nullptr) continue;
    const std::size_t errors_before = draft.reading.diagnostics.errors();
    const auto ends = draft.select(between, kinds::network, "between");
    if (draft.reading.diagnostics.errors() != errors_before) continue;
    if (ends.size() != 2) {
      section.error("between",
                    fmt::format("between: a trunk joins two networks, here are {}", ends.size()),
                    "between: [left, right]");
      continue;
    }
    draft.plant.trunks.push_back({id, ends[0]->network, ends[1]->network});
  }
}

// ---- storage ------------------------------------------------------------------------------------

namespace {

/// What a kind of storage is like where the scenario does not say.
struct StorageDefaults {
  models::StorageKind kind;
  double throughput;  // bytes a second
  Duration controller_failover;
  Duration path_failover;
  Duration bus_reset;
};
/// Where they are from says the vocabulary.
constexpr std::array storage_defaults{
    StorageDefaults{models::StorageKind::scsi, 320e6, 3s, 0s, 3s},
    StorageDefaults{models::StorageKind::fc, 400e6, 3s, 30s, 0s},
    StorageDefaults{models::StorageKind::iscsi, 110e6, 15s, 15s, 0s},
};

/// Whatever hangs on a parallel SCSI bus takes one of its 16 ids (Quantum's manual); clusters of
/// 2003 share it between two hosts (Windows Server 2003 supports no more).
constexpr std::size_t bus_ids = 16;
constexpr std::size_t bus_hosts_max = 2;

const StorageDefaults& defaults_of(models::StorageKind kind) {
  return *std::find_if(storage_defaults.begin(), storage_defaults.end(),
                       [&](const StorageDefaults& defaults) { return defaults.kind == kind; });
}

void read_storage_network(Draft& draft, Section& section, models::Storage& storage) {
  const Tree given = section.raw("network");
  if (given == nullptr) return;
  if (storage.kind != models::StorageKind::iscsi) {
    section.error("network", "network: only storage of type iscsi is reached over a network");
    return;
  }
  const Thing* thing = draft.one(given, kinds::network, "network");
  if (thing == nullptr) return;
  storage.network = thing->network;
  models::Network& network = draft.plant.networks[thing->network.index()];
  if (!network.carries_storage && !(network.carries_heartbeat && network.carries_clients)) {
    draft.warning(
        given->at,
        fmt::format("the network '{}' does not say that it carries storage", network.name),
        "carries: [storage]");
  }
  network.carries_storage = true;
  for (const ComponentId host : storage.hosts) {
    if (std::find(network.hosts.begin(), network.hosts.end(), host) == network.hosts.end()) {
      draft.error(
          given->at,
          fmt::format(
              "the host '{}' is to reach the storage over the network '{}', but is not on it",
              draft.name(host), network.name));
      return;
    }
  }
}

void check_bus(Section& section, const models::Storage& storage, int controllers, int paths) {
  if (storage.kind != models::StorageKind::scsi) return;
  if (storage.hosts.size() > bus_hosts_max) {
    section.error(section.has("hosts") ? "hosts" : "type",
                  fmt::format("a shared scsi bus attaches at most {} hosts, here are {}",
                              bus_hosts_max, storage.hosts.size()),
                  "name two in `hosts`, or use type fc or iscsi");
  }
  const std::size_t ids = storage.hosts.size() + static_cast<std::size_t>(controllers);
  if (ids > bus_ids && section.has("controllers")) {
    section.error(
        "controllers",
        fmt::format("a scsi bus has {} ids, for hosts and controllers; here are {}", bus_ids, ids));
  }
  if (paths > 1) {
    section.error("paths", "paths: a scsi bus is the one path of each host to its disks",
                  "use type fc or iscsi");
  }
}

/// Not given, it is what the kind of storage can move; over a network, no more than that can.
double throughput_of(const Draft& draft, Section& section, const StorageDefaults& defaults,
                     models::NetworkId network) {
  const double given = limit_of(section, "throughput", section.rate("throughput"));
  const double bandwidth = network ? draft.plant[network].bandwidth : 0;
  if (bandwidth == 0) return given > 0 ? given : defaults.throughput;
  return given > 0 ? std::min(given, bandwidth) : bandwidth;
}

/// What becomes of the I/O of a host that has no path, and what it is told.
void read_loss_of_paths(Draft& draft, Section& section, models::Storage& storage) {
  const Tree queues = section.raw("queues-for");
  if (queues != nullptr && queues->is_scalar() && queues->text == "ever")
    storage.queues = Distribution::constant(never);
  else if (queues != nullptr)
    storage.queues = law_of(draft.reading, "queues-for", queues);
  storage.tells_loss = section.choice("path-loss", words::path_losses).value_or(false);
}

std::vector<ComponentId> build_storage(Draft& draft, const Entry& entry, models::StorageId id,
                                       models::Storage& storage, int controllers, int paths) {
  storage.array = draft.add(ComponentKind::array, entry.key + ".array",
                            draft.family("storage", entry, "array"));
  draft.component(storage.array).storage = id;
  for (int i = 1; i <= controllers; ++i) {
    const ComponentId part =
        draft.add(ComponentKind::controller,
                  fmt::format("{}.controller{}", entry.key, number_of(i, controllers)),
                  draft.family("storage", entry, "controller"));
    draft.component(part).storage = id;
    storage.controllers.push_back(part);
  }
  std::vector<ComponentId> all;
  for (const ComponentId host : storage.hosts) {
    std::vector<ComponentId>& own = storage.paths.emplace_back();
    for (int i = 1; i <= paths; ++i) {
      const ComponentId part =
          draft.add(ComponentKind::path,
                    fmt::format("{}.path{}.{}", entry.key, number_of(i, paths), draft.name(host)),
                    draft.family("storage", entry, "path"));
      draft.component(part).storage = id;
      draft.component(part).host = host;
      own.push_back(part);
      all.push_back(part);
    }
  }
  return all;
}

}  // namespace

void read_storages(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("storage")) {
    if (entry.value->find("mirror") != nullptr) continue;
    Thing* thing = draft.declare(kinds::storage, entry);
    if (thing == nullptr) continue;
    const models::StorageId id = thing->storage = models::StorageId(draft.plant.storages.size());
    Section section(draft.reading, "storage", entry.value,
                    fmt::format("storage '{}'", entry.written));
    models::Storage storage;
    storage.name = entry.key;
    if (!section.has("type")) {
      section.missing(fmt::format("{} needs 'type'", section.title()),
                      fmt::format("type: one of {}; or, made of two others, mirror: {{of: [a, b]}}",
                                  listed<words::storage_types>));
    }
    storage.kind = section.choice("type", words::storage_types).value_or(models::StorageKind::fc);
    const StorageDefaults& defaults = defaults_of(storage.kind);
    storage.hosts = hosts_of(draft, section);
    read_storage_network(draft, section, storage);
    storage.throughput = throughput_of(draft, section, defaults, storage.network);
    storage.iops = limit_of(section, "iops", section.number("iops"));
    const auto by_type = [&](std::string_view key, Duration fallback) {
      return section.law(key).value_or(Distribution::constant(fallback));
    };
    storage.controller_failover = by_type("controller-failover", defaults.controller_failover);
    read_loss_of_paths(draft, section, storage);
    storage.path_failover = by_type("path-failover", defaults.path_failover);
    storage.bus_reset = by_type("bus-reset", defaults.bus_reset);
    const int controllers = section.count_in("controllers", 1, parts_max).value_or(1);
    const int paths = section.count_in("paths", 1, parts_max).value_or(1);
    check_bus(section, storage, controllers, paths);
    if (!room_for(draft, section, "paths", storage.hosts.size() * static_cast<std::size_t>(paths)))
      storage.hosts.clear();
    const std::vector<ComponentId> all_paths =
        build_storage(draft, entry, id, storage, controllers, paths);
    thing->component = storage.array;
    const std::size_t first_mode = draft.plant.modes.size();
    if (const Tree failures = section.raw("failures")) {
      Section parts(draft.reading, "storage-failures", failures,
                    fmt::format("failures of storage '{}'", entry.written));
      fail_parts(draft, parts, "array", {storage.array});
      fail_parts(draft, parts, "controller", storage.controllers);
      fail_parts(draft, parts, "path", all_paths);
    }
    read_test(draft, section, first_mode);
    draft.plant.storages.push_back(std::move(storage));
  }
}

namespace {

bool has_storage(const models::Plant& plant, ComponentId id) {
  if (plant[id].storage.named()) return true;
  return std::any_of(plant.members.begin(), plant.members.end(), [&](const models::Member& member) {
    return member.component == id && !plant[member.group].disks.empty();
  });
}

bool storage_over(const models::Plant& plant, models::NetworkId network) {
  return std::any_of(plant.storages.begin(), plant.storages.end(),
                     [&](const models::Storage& each) { return each.network == network; });
}

}  // namespace

void check_storage_limits(Draft& draft, Section& scenario) {
  for (const Placement& placement : draft.placements) {
    const models::Component& vm = draft.plant[placement.component];
    if (vm.boot_io == 0 || has_storage(draft.plant, placement.component)) continue;
    draft.warning(
        placement.at,
        fmt::format("VM '{}' has no storage: the I/Os of its boot take no time", vm.name));
  }
  for (const Entry& entry : scenario.entries("networks")) {
    const Entry* bandwidth = entry.value->find("bandwidth");
    const Thing* network = draft.find(entry.key, kinds::network);
    if (bandwidth == nullptr || network == nullptr || storage_over(draft.plant, network->network))
      continue;
    draft.warning(
        bandwidth->value->at,
        fmt::format("bandwidth: no storage is reached over the network '{}', so it limits "
                    "nothing",
                    entry.key));
  }
}

}  // namespace ausfall::scenarios
