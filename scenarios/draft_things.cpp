// Hosts, VMs and apps; networks, trunks and storage.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"

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
  draft.warning(section.at(key),
                fmt::format("{}: in {} this limits nothing yet: it is for boot storms and planned "
                            "moves, which are not built",
                            key, section.title()));
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
void read_host(Draft& draft, const Entry& entry, ComponentId id) {
  Section section(draft.reading, "host", entry.value, fmt::format("host '{}'", entry.written));
  models::Component& host = draft.component(id);
  host.cores = section.count_in("cores", 1, cores_max).value_or(0);
  host.memory = section.size("memory").value_or(0);
  host.start = section.law("boot").value_or(Distribution());
  section.text("site");
  section.text("rack");
  read_failures(draft, section, id);
}

/// The same as another host, whose modes are the last that were read.
void copy_host(Draft& draft, ComponentId from, ComponentId to, std::size_t first_mode,
               std::size_t modes) {
  models::Component& host = draft.component(to);
  const models::Component& other = draft.component(from);
  host.cores = other.cores;
  host.memory = other.memory;
  host.start = other.start;
  for (std::size_t i = 0; i < modes; ++i) add_mode(draft, to, draft.plant.modes[first_mode + i]);
}

}  // namespace

void read_hosts(Draft& draft, Section& scenario) {
  Tree body;  // of the host that was read last, which those of its range share
  ComponentId host;
  std::size_t first_mode = 0;
  std::size_t modes = 0;
  for (const Entry& entry : scenario.entries("hosts")) {
    Thing* thing = draft.declare(kinds::host, entry);
    if (thing == nullptr) continue;
    const ComponentId id = thing->component =
        draft.add(ComponentKind::host, entry.key, draft.family("hosts", entry));
    if (entry.value == body) {
      copy_host(draft, host, id, first_mode, modes);
      continue;
    }
    first_mode = draft.plant.modes.size();
    read_host(draft, entry, id);
    modes = draft.plant.modes.size() - first_mode;
    body = entry.value;
    host = id;
  }
}

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
    vm.start = section.law("boot").value_or(Distribution());
    const std::string priority = section.choice("priority").value_or("medium");
    vm.priority = priority == "high"  ? models::Priority::high
                  : priority == "low" ? models::Priority::low
                                      : models::Priority::medium;
    vm.disk_timeout = section.law("disk-timeout").value_or(Distribution());
    section.size("disk");
    warn_of_no_effect(draft, section, "disk");
    const Entry* timeout = entry.value->find("disk-timeout");
    draft.placements.push_back({id, entry.at, section.raw("host"), section.raw("storage"),
                                timeout == nullptr ? nullptr : timeout->value});
    read_failures(draft, section, id);
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
    app.disk_timeout = section.law("disk-timeout").value_or(Distribution());
    const Entry* timeout = entry.value->find("disk-timeout");
    draft.placements.push_back({id, entry.at, section.raw("on"), section.raw("storage"),
                                timeout == nullptr ? nullptr : timeout->value});
    read_failures(draft, section, id);
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
    Thing* thing = draft.declare(kinds::network, entry);
    if (thing == nullptr) continue;
    const models::NetworkId id = thing->network = models::NetworkId(draft.plant.networks.size());
    Section section(draft.reading, "network", entry.value,
                    fmt::format("network '{}'", entry.written));
    models::Network network;
    network.name = entry.key;
    network.hosts = hosts_of(draft, section);
    network.latency = section.duration("latency").value_or(Duration{0});
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
    if (const Tree failures = section.raw("failures")) {
      Section parts(draft.reading, "network-failures", failures,
                    fmt::format("failures of network '{}'", entry.written));
      fail_parts(draft, parts, "switch", network.switches);
      fail_parts(draft, parts, "link", links);
    }
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
  std::string_view word;
  models::StorageKind kind;
  double throughput;      // bytes a second
  std::size_t hosts_max;  // 0: does not limit
};
constexpr std::array storage_defaults{
    // Ultra320 moves 320 MB/s over the shared bus (SCSI Trade Association). A parallel bus is
    // shared by two hosts.
    StorageDefaults{"scsi", models::StorageKind::scsi, 320e6, 2},
    // 2 Gbit/s Fibre Channel moves 200 MB/s each way (InfoStor).
    StorageDefaults{"fc", models::StorageKind::fc, 200e6, 0},
    // The line rate of one gigabit Ethernet is 118 MB/s.
    StorageDefaults{"iscsi", models::StorageKind::iscsi, 118e6, 0},
};

const StorageDefaults& defaults_of(const std::string& type) {
  return *std::find_if(storage_defaults.begin(), storage_defaults.end(),
                       [&](const StorageDefaults& defaults) { return defaults.word == type; });
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
    Thing* thing = draft.declare(kinds::storage, entry);
    if (thing == nullptr) continue;
    const models::StorageId id = thing->storage = models::StorageId(draft.plant.storages.size());
    Section section(draft.reading, "storage", entry.value,
                    fmt::format("storage '{}'", entry.written));
    const StorageDefaults& defaults = defaults_of(section.choice("type").value_or("fc"));
    models::Storage storage;
    storage.name = entry.key;
    storage.kind = defaults.kind;
    storage.hosts = hosts_of(draft, section);
    storage.throughput = section.rate("throughput").value_or(defaults.throughput);
    storage.iops = section.number("iops").value_or(0);
    warn_of_no_effect(draft, section, "throughput");
    warn_of_no_effect(draft, section, "iops");
    if (defaults.hosts_max > 0 && storage.hosts.size() > defaults.hosts_max) {
      section.error(section.has("hosts") ? "hosts" : "type",
                    fmt::format("a shared {} bus attaches at most {} hosts, here are {}",
                                defaults.word, defaults.hosts_max, storage.hosts.size()),
                    "name two in `hosts`, or use type fc or iscsi");
    }
    read_storage_network(draft, section, storage);
    const int controllers = section.count_in("controllers", 1, parts_max).value_or(1);
    const int paths = section.count_in("paths", 1, parts_max).value_or(1);
    if (!room_for(draft, section, "paths", storage.hosts.size() * static_cast<std::size_t>(paths)))
      storage.hosts.clear();
    const std::vector<ComponentId> all_paths =
        build_storage(draft, entry, id, storage, controllers, paths);
    thing->component = storage.array;
    if (const Tree failures = section.raw("failures")) {
      Section parts(draft.reading, "storage-failures", failures,
                    fmt::format("failures of storage '{}'", entry.written));
      fail_parts(draft, parts, "array", {storage.array});
      fail_parts(draft, parts, "controller", storage.controllers);
      fail_parts(draft, parts, "path", all_paths);
    }
    draft.plant.storages.push_back(std::move(storage));
  }
}

}  // namespace ausfall::scenarios
