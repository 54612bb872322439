#include "studies/recognised.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string_view>

#include "scenarios/names.hpp"
#include "sim/random.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

using models::Component;
using models::ComponentId;
using models::Mode;
using models::Plant;

namespace {

/// Adds up what a thing is, word by word.
class Nature {
 public:
  template <class Value>
  Nature& operator<<(const Value& value) {
    text_ += fmt::format("{}|", value);
    return *this;
  }
  Nature& operator<<(const Distribution& law) { return *this << law.describe(); }
  [[nodiscard]] std::string hash() const {
    return fmt::format("{:016x}", static_cast<std::uint64_t>(stream_named(text_)));
  }

 private:
  std::string text_;
};

std::string owner_of(std::string_view name) { return std::string(name.substr(0, name.find('.'))); }

void add_modes(const Plant& plant, const Component& component, Nature& nature) {
  for (const models::ModeId id : component.modes) {
    const Mode& mode = plant[id];
    nature << mode.name << mode.ttf << mode.ttr << static_cast<int>(mode.effect) << mode.capacity
           << mode.beyond << (mode.crew ? plant[mode.crew].name : "")
           << (mode.spares ? plant[mode.spares].name : "");
    if (mode.test) nature << mode.test->every << mode.test->first;
  }
}

void add_component(const Plant& plant, const Component& component, Nature& nature) {
  nature << static_cast<int>(component.kind) << component.start << component.boot_io
         << static_cast<int>(component.priority) << component.memory << component.cores
         << component.overcommit.cores.value_or(-1) << component.overcommit.memory.value_or(-1)
         << component.demand << component.bears << component.disk_timeout << component.lag.count();
  add_modes(plant, component, nature);
}

class Portraits {
 public:
  explicit Portraits(const Plant& plant) : plant_(plant) {
    for (std::size_t i = 0; i < plant.clusters.size(); ++i) {
      const auto& nodes = plant.clusters[i].nodes;
      for (std::size_t n = 0; n < nodes.size(); ++n)
        node_of_.emplace(plant[nodes[n]].component,
                         std::pair(fmt::format("node {} of", n + 1), plant.clusters[i].name));
    }
  }

  std::vector<Likeness> all() {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const Component& component = plant_.components[i];
      const auto [place, is_new] = index_.emplace(owner_of(component.name), found_.size());
      if (is_new) found_.push_back(portrait(ComponentId(i), place->first));
    }
    return std::move(found_);
  }

 private:
  /// Of a thing whose first component this is.
  [[nodiscard]] Likeness portrait(ComponentId id, const std::string& name) const {
    const Component& component = plant_[id];
    Likeness likeness{.name = name, .nature = {}, .refers = {}};
    Nature nature;
    // Parts of networks and storage come one after another, and are one thing together.
    for (std::size_t i = id.index(); i < plant_.components.size(); ++i) {
      const Component& part = plant_.components[i];
      if (owner_of(part.name) != name) break;
      add_component(plant_, part, nature);
    }
    if (component.network && !component.runs()) {
      add(plant_[component.network], nature, likeness);
    } else if (component.storage && !component.runs()) {
      add(plant_[component.storage], nature, likeness);
    } else {
      add_references(id, likeness);
    }
    likeness.nature = nature.hash();
    return likeness;
  }

  void add_references(ComponentId id, Likeness& likeness) const {
    const Component& component = plant_[id];
    if (component.place) refer(likeness, "on", plant_[component.place].name);
    if (component.storage) refer(likeness, "storage", plant_[component.storage].name);
    const auto [first, last] = node_of_.equal_range(id);
    for (auto each = first; each != last; ++each) likeness.refers.push_back(each->second);
    for (const models::Trunk& trunk : plant_.trunks) {
      if (trunk.component != id) continue;
      refer(likeness, "left", plant_[trunk.left].name);
      refer(likeness, "right", plant_[trunk.right].name);
    }
    for (const models::Domain& domain : plant_.domains) {
      if (std::ranges::count(domain.members, id) > 0)
        refer(likeness, domain.label + '=', domain.value);
    }
  }

  void add(const models::Network& network, Nature& nature, Likeness& likeness) const {
    nature << network.carries_heartbeat << network.carries_clients << network.carries_storage
           << network.latency.count() << network.loss << network.bandwidth;
    for (const ComponentId host : network.hosts) refer(likeness, "host", plant_[host].name);
  }

  void add(const models::Storage& storage, Nature& nature, Likeness& likeness) const {
    nature << static_cast<int>(storage.kind) << storage.iops << storage.throughput
           << storage.controller_failover << storage.path_failover << storage.bus_reset;
    if (storage.network) refer(likeness, "network", plant_[storage.network].name);
    for (const ComponentId host : storage.hosts) refer(likeness, "host", plant_[host].name);
    if (!storage.mirror) return;
    const models::Mirror& mirror = plant_[storage.mirror];
    nature << mirror.switch_over << mirror.resync << mirror.manual << mirror.has_witness;
    for (const models::StorageId side : mirror.sides) refer(likeness, "of", plant_[side].name);
  }

  static void refer(Likeness& likeness, std::string how, std::string name) {
    likeness.refers.emplace_back(std::move(how), std::move(name));
  }

  const Plant& plant_;
  std::multimap<ComponentId, std::pair<std::string, std::string>> node_of_;
  std::map<std::string, std::size_t> index_;
  std::vector<Likeness> found_;
};

std::set<std::string> names_of(const std::vector<Likeness>& things) {
  std::set<std::string> names;
  for (const Likeness& each : things) names.insert(each.name);
  return names;
}

/// The names of those of `some` that the others do not have, by what they are. `moving`: names that came
/// or went.
std::map<std::string, std::vector<std::string>> unmatched(const std::vector<Likeness>& some,
                                                          const std::set<std::string>& others,
                                                          const std::set<std::string>& moving) {
  std::map<std::string, std::vector<std::string>> by_nature;
  for (const Likeness& each : some) {
    if (others.contains(each.name)) continue;
    std::vector<std::string> refers;
    for (const auto& [how, name] : each.refers)
      refers.push_back(fmt::format("{} {}", how, moving.contains(name) ? "?" : name));
    std::ranges::sort(refers);
    by_nature[fmt::format("{} {}", each.nature, fmt::join(refers, ", "))].push_back(each.name);
  }
  return by_nature;
}

/// Ranges that were written as one key have it as the name of their family.
void add_ranges(scenarios::Renames& renames) {
  std::vector<std::string> names;
  for (const auto& [now, before] : renames) names.push_back(now);
  for (const std::string& range : scenarios::in_ranges(names)) {
    if (!scenarios::is_range(range)) continue;
    std::vector<std::string> were;
    for (const std::string& each : scenarios::range(range)) were.push_back(renames.at(each));
    const auto range_before = scenarios::in_ranges(were);
    if (range_before.size() == 1) renames[range] = range_before.front();
  }
}

}  // namespace

std::vector<Likeness> likenesses_of(const Plant& plant) { return Portraits(plant).all(); }

scenarios::Renames recognised(const std::vector<Likeness>& before,
                              const std::vector<Likeness>& now) {
  const std::set<std::string> were = names_of(before);
  const std::set<std::string> are = names_of(now);
  std::set<std::string> moving;
  std::ranges::set_symmetric_difference(were, are, std::inserter(moving, moving.end()));
  scenarios::Renames renames;
  const auto gone = unmatched(before, are, moving);
  for (const auto& [nature, fresh] : unmatched(now, were, moving)) {
    const auto same = gone.find(nature);
    if (same == gone.end() || same->second.size() != fresh.size()) continue;
    for (std::size_t i = 0; i < fresh.size(); ++i) renames[fresh[i]] = same->second[i];
  }
  add_ranges(renames);
  return renames;
}

std::string words_of(const scenarios::Renames& renames) {
  std::set<std::string, std::less<>> told;  // by the range that they are in
  for (const auto& [now, before] : renames) {
    if (!scenarios::is_range(now)) continue;
    for (const std::string& each : scenarios::range(now)) told.insert(each);
  }
  std::vector<std::string> words;
  for (const auto& [now, before] : renames) {
    if (told.contains(now)) continue;
    words.push_back(
        fmt::format("{} {} {}", now, scenarios::is_range(now) ? "were" : "was", before));
  }
  return enumeration(words);
}

}  // namespace ausfall::studies
