// What counts, and what is injected.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_set>
#include <vector>

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::Need;

// ---- needs --------------------------------------------------------------------------------------

/// What has a name and cannot be needed, with what to write instead.
class Unneeded {
 public:
  Unneeded(Draft& draft, Section& scenario) : draft_(draft), scenario_(scenario) {}

  /// Whether this is the name of such a thing, and of no other; says so.
  bool refuse(const Tree& item) {
    const std::string& name = item->text;
    if (name == "all" || is_glob(name) || is_range(name)) return false;
    const std::size_t dot = name.find('.');
    const std::string owner = name.substr(0, dot);
    const Thing* thing = draft_.find(owner, kinds::things);
    if (thing != nullptr && (dot == std::string::npos || !has_modes(*thing))) return false;
    if (others_.empty()) note_all();
    const auto found = others_.find(name);
    if (found == others_.end()) return false;
    draft_.reading.diagnostics.throw_if_hopeless();
    draft_.error(
        item->at,
        fmt::format("needs: '{}' is {}, which a service cannot need", name, found->second.what),
        found->second.hint);
    return true;
  }

 private:
  struct Other {
    std::string what;
    std::string hint;
  };

  /// Its modes are named by it. Those of a network or storage are named as its parts are.
  static bool has_modes(const Thing& thing) {
    return (thing.kind & (kinds::running | kinds::trunk | kinds::device)) != 0;
  }

  void note_all() {
    const models::Plant& plant = draft_.plant;
    for (const Entry& entry : scenario_.entries("services"))
      note(entry.key, "a service", "write what that service needs");
    for (const Entry& entry : scenario_.entries("maintenance")) note(entry.key, "planned work");
    for (const auto& [name, id] : draft_.crews) note(name, "a crew");
    for (const auto& [name, id] : draft_.spares) note(name, "a pool of spares");
    for (const models::Mode& mode : plant.modes) {
      const std::string& owner = draft_.name(mode.component);
      note(fmt::format("{}.{}", owner, mode.name), "a failure mode",
           "name what fails by it: " + owner);
    }
    for (const models::CommonCause& cause : plant.common_causes)
      note(cause.name, "a common cause", "name what it hits", cause.hits);
    std::vector<std::vector<ComponentId>> by_cluster(plant.clusters.size());
    for (const models::Group& group : plant.groups) {
      const std::vector<ComponentId> members = members_of(group);
      note(group.name, "a group", "name its members", members);
      auto& all = by_cluster[group.cluster.index()];
      all.insert(all.end(), members.begin(), members.end());
    }
    for (const models::Instance& instance : plant.instances)
      by_cluster[plant[instance.pool].cluster.index()].push_back(instance.component);
    for (std::size_t i = 0; i < plant.clusters.size(); ++i)
      note(plant.clusters[i].name, "a cluster", "name what it protects", by_cluster[i]);
  }

  /// What was noted last is what it is called.
  void note(const std::string& name, std::string what,
            std::string hint =
                "name what stands there: a host, VM, app, network, trunk, storage or "
                "device",
            const std::vector<ComponentId>& instead = {}) {
    constexpr std::size_t shown_max = 12;
    std::vector<std::string> names;
    for (const ComponentId id : instead) {
      if (names.size() == shown_max) names.emplace_back("...");
      if (names.size() > shown_max) break;
      names.push_back(draft_.name(id));
    }
    if (!names.empty()) hint += fmt::format(": [{}]", fmt::join(names, ", "));
    others_[name] = {std::move(what), std::move(hint)};
  }

  [[nodiscard]] std::vector<ComponentId> members_of(const models::Group& group) const {
    std::vector<ComponentId> members;
    for (const models::MemberId member : group.members)
      members.push_back(draft_.plant[member].component);
    return members;
  }

  Draft& draft_;
  Section& scenario_;
  std::map<std::string, Other, std::less<>> others_;  // filled when first asked for
};

class NeedReader {
 public:
  /// `count` is of all services: the parts of networks and storages that they count.
  NeedReader(Draft& draft, Unneeded& unneeded, std::size_t& count, std::string title)
      : draft_(draft), unneeded_(unneeded), count_(count), title_(std::move(title)) {}

  /// A selection (of several: all of them), or one of {all}, {any}, {at-least, of}.
  std::optional<Need> read(const Tree& tree) {
    if (!tree->is_mapping()) return all_of(parts_of(tree));
    Section section(draft_.reading, "needs", tree, fmt::format("what {} needs", title_));
    const int ways =
        int{section.has("all")} + int{section.has("any")} + int{section.has("at-least")};
    if (ways != 1) {
      if (section.sound())
        section.error(
            "",
            fmt::format(
                "what {} needs is one of {{all: ...}}, {{any: ...}} and {{at-least: n, of: ...}}",
                title_));
      return std::nullopt;
    }
    if (section.has("all")) return all_of(parts_of(section.raw("all")));
    if (section.has("any")) return some_of(1, parts_of(section.raw("any")));
    return at_least(section);
  }

 private:
  std::optional<Need> at_least(Section& section) {
    const Tree of = section.raw("of");
    const auto count = section.count("at-least");
    const bool connected = section.flag("connected").value_or(false);
    if (of == nullptr) {
      section.missing("'at-least' needs 'of': what is counted", "of: node*");
      return std::nullopt;
    }
    std::vector<Need> parts = parts_of(of, connected);
    if (!count || parts.empty() || !section.sound()) return std::nullopt;
    if (*count < 1 || *count > parts.size()) {
      section.error(
          "at-least",
          fmt::format("at-least: {} of {} {}", *count, parts.size(),
                      *count < 1 ? "is nothing to need" : "can never serve"),
          parts.size() == 1 ? "write 1" : fmt::format("write a number from 1 to {}", parts.size()));
      return std::nullopt;
    }
    if (connected &&
        !std::all_of(parts.begin(), parts.end(), [&](const Need& part) { return is_host(part); })) {
      section.error("of", "of: only hosts can be counted as connected");
      return std::nullopt;
    }
    if (!connected) return some_of(*count, std::move(parts));
    if (draft_.plant.networks.empty()) {
      section.error("connected", "connected: there is no network to be connected by");
    }
    Need need;
    need.at_least = *count;
    need.connected = true;
    need.parts = std::move(parts);
    return need;
  }

  [[nodiscard]] bool is_host(const Need& part) const {
    return part.component.named() &&
           draft_.plant[part.component].kind == models::ComponentKind::host;
  }

  /// Globs select among what runs; where they find nothing there, among the rest of what stands
  /// there. A glob with a dot in it selects among parts.
  std::vector<Need> parts_of(const Tree& tree, bool only_hosts = false) {
    std::vector<Need> parts;
    Listed listed;
    const Kinds by_glob = only_hosts ? kinds::host : kinds::running | kinds::part;
    const Kinds otherwise = only_hosts ? 0 : kinds::things;
    const auto add = [&](const Tree& item) {
      if (item->is_mapping()) {
        if (auto need = read(item)) parts.push_back(*std::move(need));
        return;
      }
      if (item->is_scalar() && unneeded_.refuse(item)) return;
      for (const Thing* thing :
           draft_.select(item, kinds::things | kinds::part, "needs", by_glob, otherwise))
        add_thing(*thing, item->at, parts, listed);
    };
    if (!tree->is_list()) {
      add(tree);
      return parts;
    }
    for (const Tree& item : tree->items) add(item);
    if (tree->items.empty()) draft_.error(tree->at, "needs: the list is empty");
    return parts;
  }

  /// What a list of needs holds so far, so that nothing is taken twice, however it is named.
  struct Listed {
    std::unordered_set<ComponentId> components;  // order never observed
    std::set<const Thing*> things;               ///< things that stand for several components
  };

  void add_thing(const Thing& thing, Position at, std::vector<Need>& parts, Listed& listed) {
    Need need = need_of(thing, at);
    if (!need.component) {
      if (!listed.things.insert(&thing).second) return;
    } else {
      if (!listed.components.insert(need.component).second) return;
    }
    parts.push_back(std::move(need));
  }

  /// What of it has to work for it to serve. A network serves while one of its switches works; a
  /// storage while its array, a controller and a path do, whichever host's, and the network that it
  /// is reached over; a mirror while it goes on, if with one side.
  Need need_of(const Thing& thing, Position at) {
    if (thing.kind == kinds::network) return one_of(draft_.plant[thing.network].switches, at);
    if (thing.kind != kinds::storage) return leaf(thing.component);
    const models::Storage& storage = draft_.plant[thing.storage];
    if (storage.mirror) return leaf(thing.component);
    std::vector<Need> parts{leaf(storage.array), one_of(storage.controllers, at)};
    std::vector<ComponentId> paths;
    for (const auto& of_host : storage.paths)
      paths.insert(paths.end(), of_host.begin(), of_host.end());
    if (!paths.empty()) parts.push_back(one_of(paths, at));
    if (storage.network) parts.push_back(one_of(draft_.plant[storage.network].switches, at));
    return *all_of(std::move(parts));
  }

  /// REQUIRES: there is one.
  Need one_of(const std::vector<ComponentId>& components, Position at) {
    count_ += components.size();
    if (count_ > counted_max) {
      draft_.error(at,
                   fmt::format("needs: with this, services count more than {} parts", counted_max),
                   "name the parts that matter, such as the array of a storage: san.array");
      draft_.reading.diagnostics.throw_if_any();
    }
    std::vector<Need> leaves;
    leaves.reserve(components.size());
    for (const ComponentId component : components) leaves.push_back(leaf(component));
    return *some_of(1, std::move(leaves));
  }

  static Need leaf(ComponentId component) {
    Need need;
    need.component = component;
    return need;
  }

  static std::optional<Need> some_of(std::size_t count, std::vector<Need> parts) {
    if (parts.empty()) return std::nullopt;
    if (parts.size() == 1) return std::move(parts.front());
    Need need;
    need.at_least = count;
    need.parts = std::move(parts);
    return need;
  }
  static std::optional<Need> all_of(std::vector<Need> parts) {
    const std::size_t count = parts.size();
    return some_of(count, std::move(parts));
  }

  /// More than any room needs: a thousand services that need a storage of 500 hosts with 4 paths.
  static constexpr std::size_t counted_max = 2'000'000;

  Draft& draft_;
  Unneeded& unneeded_;
  std::size_t& count_;
  std::string title_;
};

}  // namespace

namespace {

void read_outage(Draft& draft, const Tree& outage, const std::string& title,
                 models::Service& service) {
  Section section(draft.reading, "outage", outage, "outage of " + title);
  if (const auto longer_than = section.duration("longer-than"))
    service.outage_longer_than = *longer_than;
  if (const auto counts = section.flag("counts")) service.interruptions_count = *counts;
}

}  // namespace

void read_services(Draft& draft, Section& scenario) {
  Unneeded unneeded(draft, scenario);
  std::size_t count = 0;
  for (const Entry& entry : scenario.entries("services")) {
    const std::string wrong = wrong_with_name(entry.key);
    if (!wrong.empty()) {
      draft.error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
      continue;
    }
    const std::string title = fmt::format("service '{}'", entry.written);
    Section section(draft.reading, "service", entry.value, title);
    models::Service service;
    service.name = entry.key;
    service.slo = section.share("slo");
    if (const Tree outage = section.raw("outage")) read_outage(draft, outage, title, service);
    if (const Tree needs = section.raw("needs")) {
      if (auto need = NeedReader(draft, unneeded, count, title).read(needs))
        service.needs = *std::move(need);
    }
    draft.plant.services.push_back(std::move(service));
  }
}

// ---- faults -------------------------------------------------------------------------------------

namespace {

class FaultReader {
 public:
  FaultReader(Draft& draft, const Tree& tree, Time end)
      : draft_(draft), section_(draft.reading, "fault", tree), end_(end) {}

  void read() {
    if (!section_.sound()) return;
    const auto at = section_.duration("at");
    fault_.lasts = section_.has("for") ? section_.duration("for") : std::nullopt;
    if (!at) return;
    fault_.at = *at;
    if (*at >= end_)
      draft_.warning(section_.at("at"), "this fault comes after the horizon: it never happens");
    const int given =
        int{section_.has("fail")} + int{section_.has("cut")} + int{section_.has("evacuate")};
    if (given != 1) {
      section_.error(section_.has("cut") ? "cut" : "",
                     "a fault has one of 'fail', 'cut' and 'evacuate'",
                     fmt::format("{{at: 1 h, fail: {}, mode: down}}", some_host()));
    } else if (section_.has("fail")) {
      read_fail();
    } else if (section_.has("cut")) {
      read_cut();
    } else {
      read_evacuate();
    }
  }

 private:
  /// For hints: names that are there.
  [[nodiscard]] std::string some_host() const {
    const auto& all = draft_.plant.components;  // hosts come first
    const bool any = !all.empty() && all.front().kind == models::ComponentKind::host;
    return any ? all.front().name : "node1";
  }
  [[nodiscard]] std::string some_network() const {
    const auto& all = draft_.plant.networks;
    return all.empty() ? "private" : all.front().name;
  }

  void read_fail() {
    const Tree selection = section_.raw("fail");
    if (common_cause(selection)) return;
    const auto things = draft_.select(selection, kinds::things | kinds::part, "fail");
    const Tree mode = section_.raw("mode");
    for (const Thing* thing : things) {
      if (mode != nullptr && means_other_parts(*thing, *mode)) continue;
      for (const ComponentId component : draft_.components_of(*thing)) fail(component, mode);
    }
    inject(words_of(selection));
  }

  /// Whether it names a common cause and nothing that stands there: it strikes now.
  bool common_cause(const Tree& selection) {
    if (!selection->is_scalar() || draft_.find(selection->text, kinds::things) != nullptr)
      return false;
    const auto& causes = draft_.plant.common_causes;
    const auto found = std::find_if(causes.begin(), causes.end(),
                                    [&](const auto& each) { return each.name == selection->text; });
    if (found == causes.end()) return misspelt_common_cause(*selection);
    if (section_.has("mode")) {
      section_.error("mode", fmt::format("mode: '{}' is a common cause, which strikes as it does",
                                         selection->text));
      return true;
    }
    models::Fault fault = fault_;
    fault.common_cause = models::CommonCauseId(static_cast<std::size_t>(found - causes.begin()));
    fault.name = selection->text;
    draft_.plant.faults.push_back(std::move(fault));
    return true;
  }

  /// Says so, if it is nearly the name of one.
  bool misspelt_common_cause(const Node& selection) {
    const std::string& name = selection.text;
    if (name == "all" || is_glob(name) || is_range(name) || name.find('=') != std::string::npos)
      return false;
    std::vector<std::string> names;
    for (const models::CommonCause& each : draft_.plant.common_causes) names.push_back(each.name);
    const std::string meant = nearest(name, names);
    if (meant.empty()) return false;
    draft_.error(selection.at, fmt::format("fail: there is no common cause '{}'", name),
                 fmt::format("did you mean '{}'?", meant));
    return true;
  }

  /// As it was written: "rack=A", "node1..4", "node1, node2"; with something before each.
  static std::string words_of(const Tree& selection, const std::string& before = "") {
    if (!selection->is_list()) return before + selection->text;
    std::vector<std::string> words;
    for (const Tree& item : selection->items) words.push_back(before + item->text);
    return fmt::format("{}", fmt::join(words, ", "));
  }

  /// `fail: private, mode: link`: a network fails by its switches, and links have to be named. Says
  /// so.
  bool means_other_parts(const Thing& thing, const Node& mode) {
    if ((thing.kind & (kinds::network | kinds::storage)) == 0 || !mode.is_scalar()) return false;
    constexpr std::array kinds_of_parts{"switch", "link", "array", "controller", "path"};
    if (std::find(kinds_of_parts.begin(), kinds_of_parts.end(), mode.text) == kinds_of_parts.end())
      return false;
    const std::vector<ComponentId> own = draft_.components_of(thing);
    const std::string prefix = fmt::format("{}.{}", thing.name, mode.text);
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < draft_.plant.components.size(); ++i) {
      if (!draft_.plant.components[i].name.starts_with(prefix)) continue;
      if (std::find(own.begin(), own.end(), ComponentId(i)) != own.end()) return false;
      parts.push_back(draft_.plant.components[i].name);
    }
    if (parts.empty()) return false;
    constexpr std::size_t shown_max = 24;
    const bool all_shown = parts.size() <= shown_max;
    if (!all_shown) parts.resize(shown_max);
    draft_.error(mode.at,
                 fmt::format("mode: a {} is a part of '{}': name the part that is to fail",
                             mode.text, thing.name),
                 fmt::format("fail: {}; there are: {}{}", parts.front(), fmt::join(parts, ", "),
                             all_shown ? "" : ", ..."));
    return true;
  }

  /// A failure mode of that name comes before the words `down` and `hang`.
  void fail(ComponentId component, const Tree& mode_tree) {
    if (mode_tree == nullptr) return hit_component(component, "");
    const auto mode =
        scalar_of(draft_.reading, mode_tree, "mode", "a failure mode, or down or hang");
    if (!mode) return;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < draft_.plant.modes.size(); ++i) {
      if (draft_.plant.modes[i].component != component) continue;
      if (draft_.plant.modes[i].name == *mode) return hit_mode(component, models::ModeId(i));
      known.push_back(draft_.plant.modes[i].name);
    }
    if (*mode == "down") return hit_component(component, "");
    if (*mode == "hang") return hang(component, mode_tree->at);
    known.insert(known.end(), {"down", "hang"});
    draft_.error(mode_tree->at,
                 fmt::format("mode: '{}' has no failure mode '{}'", draft_.name(component), *mode),
                 known_names_hint(*mode, known, "modes"));
  }

  void hang(ComponentId component, Position at) {
    if (!draft_.plant[component].runs()) {
      return draft_.error(at, fmt::format("mode: '{}' cannot hang: only hosts, VMs and apps can",
                                          draft_.name(component)));
    }
    fault_.effect = models::Effect::hang;
    hit_component(component, ":hang");
  }

  void hit_mode(ComponentId component, models::ModeId mode) {
    hit({.mode = mode, .component = {}}, component, ':' + draft_.plant[mode].name);
  }

  void hit_component(ComponentId component, const std::string& suffix) {
    hit({.mode = {}, .component = component}, component, suffix);
  }

  void hit(models::FaultTarget target, ComponentId component, const std::string& suffix) {
    fault_.targets.push_back(target);
    fault_.name = draft_.name(component) + suffix;
    suffix_ = suffix;
  }

  /// One fault, at all of them at once. What was written names several.
  void inject(const std::string& written) {
    if (fault_.targets.empty()) return;
    if (fault_.targets.size() > 1) fault_.name = written + suffix_;
    draft_.plant.faults.push_back(std::move(fault_));
  }

  void read_evacuate() {
    fault_.evacuates = true;
    const Tree selection = section_.raw("evacuate");
    for (const Thing* thing : draft_.select(selection, kinds::host, "evacuate")) {
      if (!carries_a_node(thing->component)) {
        draft_.warning(section_.at("evacuate"),
                       fmt::format("evacuate: no cluster stands on '{}', so nothing can be moved "
                                   "away from it",
                                   thing->name));
      }
      hit_component(thing->component, ":evacuate");
    }
    inject(words_of(selection));
  }

  /// Itself, or a VM on it, is a node of a cluster.
  bool carries_a_node(ComponentId host) const {
    return std::any_of(
        draft_.plant.nodes.begin(), draft_.plant.nodes.end(), [&](const models::Node& node) {
          return node.component == host || draft_.plant[node.component].place == host;
        });
  }

  /// A host's links to a network; a network's switches; a trunk.
  void read_cut() {
    const Tree selection = section_.raw("cut");
    const auto things =
        draft_.select(selection, kinds::host | kinds::network | kinds::trunk, "cut");
    const bool hosts = std::any_of(things.begin(), things.end(),
                                   [](const Thing* thing) { return thing->kind == kinds::host; });
    const Thing* network = nullptr;
    if (hosts) {
      const Tree given = section_.raw("network");
      if (given == nullptr)
        return section_.missing("cutting a host needs 'network': which of its links",
                                "network: " + some_network());
      network = draft_.one(given, kinds::network, "network");
      if (network == nullptr) return;
    }
    for (const Thing* thing : things) {
      if (thing->kind == kinds::host) {
        cut_links(*thing, network->network);
      } else {
        for (const ComponentId component : draft_.components_of(*thing))
          hit_component(component, "");
      }
    }
    inject(words_of(selection, network == nullptr ? "" : network->name + ".link*."));
  }

  void cut_links(const Thing& host, models::NetworkId network) {
    const auto& on_it = draft_.plant[network].hosts;
    if (std::find(on_it.begin(), on_it.end(), host.component) == on_it.end()) {
      return section_.error("cut", fmt::format("cut: the host '{}' is not on the network '{}'",
                                               host.name, draft_.plant[network].name));
    }
    for (std::size_t i = 0; i < draft_.plant.components.size(); ++i) {
      const models::Component& link = draft_.plant.components[i];
      if (link.kind == models::ComponentKind::link && link.host == host.component &&
          link.network == network) {
        hit_component(ComponentId(i), "");
      }
    }
  }

  Draft& draft_;
  Section section_;
  Time end_;
  models::Fault fault_;
  std::string suffix_;  // of its name: what happens to each of several
};

}  // namespace

namespace {

/// What keeps a component down is counted in eight bits, and other failures have to find room there, too.
void check_faults(Draft& draft, Position at) {
  constexpr int most = 200;
  std::map<ComponentId, int> hits;
  for (const models::Fault& fault : draft.plant.faults) {
    for (const models::FaultTarget& target : fault.targets) {
      const ComponentId id = models::component_of(draft.plant, target);
      if (++hits[id] == most + 1) {
        draft.error(at, fmt::format("faults: more than {} that hit '{}'", most, draft.name(id)),
                    "a failure mode of its own strikes as often as its mttf says");
      }
    }
  }
}

}  // namespace

void read_faults(Draft& draft, Section& scenario, Time end) {
  const Tree faults = scenario.raw("faults");
  if (faults == nullptr) return;
  if (!faults->is_list()) {
    return draft.error(faults->at, "faults: a list is due",
                       "faults: [{at: 1 h, fail: node1, for: 30 min}]");
  }
  for (const Tree& item : faults->items) FaultReader(draft, item, end).read();
  check_faults(draft, faults->at);
}

}  // namespace ausfall::scenarios
