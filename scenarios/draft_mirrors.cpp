// Storages that are mirrors of two others.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/draft.hpp"
#include "scenarios/draft_replication.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::StorageId;

class MirrorReader {
 public:
  MirrorReader(Draft& draft, const Entry& entry, const Tree& body)
      : draft_(draft),
        entry_(entry),
        section_(draft.reading, "mirror", body, fmt::format("mirror '{}'", entry.written)) {}

  /// Nothing after a mistake. `itself` is the component that stands for it.
  std::optional<models::Mirror> read(ComponentId itself) {
    models::Mirror mirror;
    mirror.switch_over = section_.law("switch-over").value_or(Distribution());
    mirror.resync = section_.law("resync").value_or(Distribution());
    read_over(mirror);
    if (!section_.says_never("manual"))
      mirror.manual = section_.law("manual").value_or(Distribution::constant(never));
    const bool whole = read_sides(mirror);
    read_replication(draft_, section_, itself);
    read_witness(mirror);
    if (section_.has("manual") && !mirror.over.front().named()) {
      section_.error("manual",
                     "manual: nothing parts the two, so one that works always goes on by itself",
                     "say by `over` what they replicate over, or leave this out");
    }
    if (!whole) return std::nullopt;
    return mirror;
  }

 private:
  bool read_sides(models::Mirror& mirror) {
    const Tree of = section_.raw("of");
    if (of == nullptr) return false;
    const std::size_t errors_before = draft_.reading.diagnostics.errors();
    if (names_itself(of)) return false;
    const auto things = draft_.select(of, kinds::storage, "of");
    if (draft_.reading.diagnostics.errors() != errors_before) return false;
    if (things.size() != 2) {
      section_.error("of",
                     fmt::format("of: a mirror is made of two storages, here {} {}",
                                 things.size() == 1 ? "is" : "are", things.size()),
                     "of: [array1, array2]");
      return false;
    }
    for (std::size_t i = 0; i < 2; ++i) {
      if (!can_be_side(*things[i])) return false;
      mirror.sides.at(i) = things[i]->storage;
    }
    return true;
  }

  bool names_itself(const Tree& of) {
    const auto is_it = [&](const Tree& tree) {
      return tree->is_scalar() && tree->text == entry_.key;
    };
    if (!is_it(of) && !std::any_of(of->items.begin(), of->items.end(), is_it)) return false;
    section_.error("of", fmt::format("of: '{}' cannot be a mirror of itself", entry_.key),
                   "name two storages that have hosts of their own");
    return true;
  }

  /// Those that are read later have no storage yet.
  [[nodiscard]] bool is_mirror(const Thing& thing) const {
    return !thing.storage.named() || draft_.plant[thing.storage].mirror.named();
  }

  bool can_be_side(const Thing& thing) {
    if (is_mirror(thing)) {
      section_.error("of", fmt::format("of: '{}' is a mirror itself", thing.name),
                     "name the two storages that hold the data");
      return false;
    }
    for (const models::Mirror& other : draft_.plant.mirrors) {
      if (std::find(other.sides.begin(), other.sides.end(), thing.storage) == other.sides.end())
        continue;
      section_.error("of",
                     fmt::format("of: '{}' is half of the mirror '{}' already", thing.name,
                                 draft_.plant[other.storage].name),
                     "a storage is half of one mirror; several disks may lie on that one");
      return false;
    }
    return true;
  }

  void read_over(models::Mirror& mirror) {
    const Tree over = section_.raw("over");
    if (over == nullptr) return;
    const Thing* thing = draft_.one(over, kinds::network | kinds::trunk, "over");
    if (thing == nullptr) return;
    if (thing->kind == kinds::network) {
      mirror.over = {thing->network, thing->network};
      return;
    }
    const auto& trunks = draft_.plant.trunks;
    const auto trunk = std::find_if(trunks.begin(), trunks.end(), [&](const auto& each) {
      return each.component == thing->component;
    });
    if (trunk != trunks.end()) mirror.over = {trunk->left, trunk->right};
  }

  void read_witness(models::Mirror& mirror) {
    const Tree witness = section_.raw("witness");
    if (witness == nullptr) return;
    if (witness->is_scalar() && witness->text == "none") return;
    mirror.has_witness = true;
    if (witness->is_scalar() && witness->text == "cloud") return;
    const Thing* thing = draft_.one(witness, kinds::host | kinds::vm | kinds::storage, "witness");
    if (thing == nullptr) return;
    if (thing->kind != kinds::storage) {
      mirror.witness = thing->component;
      return;
    }
    mirror.witness_disk = thing->storage;
    const bool own =
        std::find(mirror.sides.begin(), mirror.sides.end(), thing->storage) != mirror.sides.end();
    if (!own && !is_mirror(*thing)) return;
    section_.error("witness",
                   fmt::format("witness: '{}' is {}", thing->name,
                               own ? "one of the two that it is to tell apart" : "a mirror itself"),
                   "witness: cloud, or a machine or disk at a third place");
  }

  Draft& draft_;
  const Entry& entry_;
  Section section_;
};

/// Those of both, each once.
std::vector<ComponentId> hosts_of(const models::Plant& plant, const models::Mirror& mirror) {
  std::vector<ComponentId> hosts;
  for (const StorageId side : mirror.sides)
    hosts.insert(hosts.end(), plant[side].hosts.begin(), plant[side].hosts.end());
  std::sort(hosts.begin(), hosts.end());
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());
  return hosts;
}

/// What the slower of the two can do, since all is written on both; 0 does not limit.
double slower(double one, double other) {
  if (one == 0 || other == 0) return std::max(one, other);
  return std::min(one, other);
}

/// The mirror as a storage; after a mistake in it, one that all hosts reach, so that this is not
/// reported at all who use it.
void add_mirror(Draft& draft, const Entry& entry, Thing& thing, const Tree& body) {
  models::Plant& plant = draft.plant;
  models::Storage storage;
  storage.name = entry.key;
  storage.array =
      draft.add(models::ComponentKind::mirror, entry.key, draft.family("storage", entry, "mirror"));
  std::optional<models::Mirror> mirror = MirrorReader(draft, entry, body).read(storage.array);
  thing.component = storage.array;
  thing.storage = StorageId(plant.storages.size());
  draft.component(storage.array).storage = thing.storage;
  if (mirror) {
    const models::Storage& preferred = plant[mirror->sides.front()];
    const models::Storage& other = plant[mirror->sides.back()];
    storage.hosts = hosts_of(plant, *mirror);
    storage.iops = slower(preferred.iops, other.iops);
    storage.throughput = slower(preferred.throughput, other.throughput);
    storage.mirror = models::MirrorId(plant.mirrors.size());
    mirror->storage = thing.storage;
    plant.mirrors.push_back(*std::move(mirror));
  } else {
    for (std::size_t i = 0; i < plant.components.size(); ++i) {
      if (plant.components[i].kind == models::ComponentKind::host) storage.hosts.emplace_back(i);
    }
  }
  storage.paths.resize(storage.hosts.size());
  plant.storages.push_back(std::move(storage));
}

}  // namespace

void read_mirrors(Draft& draft, Section& scenario) {
  std::vector<std::pair<const Entry*, Thing*>> declared;
  for (const Entry& entry : scenario.entries("storage")) {
    if (entry.value->find("mirror") == nullptr) continue;
    if (Thing* thing = draft.declare(kinds::storage, entry)) declared.emplace_back(&entry, thing);
  }
  for (const auto& [entry, thing] : declared) {
    Section section(draft.reading, "storage", entry->value,
                    fmt::format("mirrored storage '{}'", entry->written));
    add_mirror(draft, *entry, *thing, section.raw("mirror"));
  }
}

}  // namespace ausfall::scenarios
