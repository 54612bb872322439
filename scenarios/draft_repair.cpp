// Failure modes, crews, spares and common causes.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

std::optional<Distribution> law_or_never(Section& section, std::string_view key) {
  if (section.says_never(key)) return Distribution::constant(never);
  return section.law(key);
}

/// `mttX: mean` or `tX: any law`. Nothing where neither is given or after a mistake.
std::optional<Distribution> mean_or_law(Section& section, std::string_view mean_key,
                                        std::string_view law_key) {
  if (section.has(mean_key) && section.has(law_key)) {
    section.error(law_key,
                  fmt::format("{} has both '{}' and '{}'", section.title(), mean_key, law_key),
                  "give one of them");
    return std::nullopt;
  }
  if (section.says_never(mean_key)) return Distribution::constant(never);
  if (!section.has(mean_key)) return law_or_never(section, law_key);
  const auto mean = section.mean(mean_key);
  if (!mean) return std::nullopt;
  return mean->count() > 0 ? Distribution::exponential(*mean) : Distribution();
}

template <class IdType>
IdType id_named(Draft& draft, Section& section, std::string_view key, std::string_view word,
                const std::map<std::string, IdType, std::less<>>& known) {
  const Tree tree = section.raw(key);
  if (tree == nullptr) return {};
  const auto name = scalar_of(draft.reading, tree, key, fmt::format("the name of a {}", word));
  if (!name) return {};
  const auto found = known.find(*name);
  if (found != known.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known_name, id] : known) names.push_back(known_name);
  draft.error(tree->at, fmt::format("{}: there is no {} '{}'", key, word, *name),
              known_names_hint(*name, names, "there are"));
  return {};
}

bool good_name(Draft& draft, const Entry& entry) {
  const std::string wrong = wrong_with_name(entry.key);
  if (!wrong.empty()) draft.error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
  return wrong.empty();
}

/// What a failure does, and how long a hang lasts.
void read_effect(Draft& draft, Section& section, bool runs, models::Mode& mode) {
  using enum models::Effect;
  mode.effect = section.choice("effect", words::effects).value_or(down);
  if (mode.effect != down && !runs) {
    section.error(
        "effect",
        fmt::format("effect: only hosts, VMs and apps can {}", section.raw("effect")->text),
        "leave it out: down");
  }
  if (mode.effect == hang) {
    const bool by_hand = section.has("manual");
    const auto repaired = time_to_repair(section);  // of no use to a hang that ends by hand
    mode.ttr = (by_hand ? law_or_never(section, "manual") : repaired).value_or(Distribution());
    if (mode.ttr.is_zero()) {
      draft.warning(section.at(),
                    fmt::format("{}: a hang that lasts no time has no effect", section.title()),
                    "say how long by `ttr` or `manual`");
    }
    return;
  }
  mode.ttr = time_to_repair(section).value_or(Distribution());
  if (mode.effect == degrade) {
    if (!section.has("capacity"))
      section.missing("effect degrade needs 'capacity'", "capacity: 50 %");
    mode.capacity = section.share("capacity").value_or(1);
  }
}

/// Whoever is named is not called.
void check_never_repaired(Draft& draft, Section& section, const models::Mode& mode) {
  if (!mode.ttr.is_never()) return;
  const auto say = [&](std::string_view key, std::string_view what) {
    draft.warning(section.at(key),
                  fmt::format("{}: it is never repaired, and {}", section.title(), what),
                  "say by `mttr` how long its repair takes, or leave this out");
  };
  if (mode.crew) say("crew", "nobody calls this crew");
  if (mode.spares) say("spare", "takes no part from these spares");
}

}  // namespace

// ---- failure modes ------------------------------------------------------------------------------

std::optional<Distribution> time_to_failure(Section& section) {
  if (!section.has("mttf") && !section.has("ttf")) {
    section.missing(fmt::format("{} needs 'mttf' or 'ttf'", section.title()), "mttf: 2 y");
    return std::nullopt;
  }
  const std::string_view key = section.has("mttf") ? "mttf" : "ttf";
  auto law = mean_or_law(section, "mttf", "ttf");
  if (!law) return std::nullopt;
  if (law->mean().count() <= 0) {
    section.error(
        key, fmt::format("{}: it would fail without end: the mean has to be more than 0 s", key));
    return std::nullopt;
  }
  return law;
}

std::optional<Distribution> time_to_repair(Section& section) {
  return mean_or_law(section, "mttr", "ttr");
}

std::optional<models::Mode> read_mode(Draft& draft, const Entry& entry, bool runs) {
  if (!good_name(draft, entry)) return std::nullopt;
  Section section(draft.reading, "mode", entry.value, fmt::format("failure mode '{}'", entry.key));
  models::Mode mode;
  mode.name = entry.key;
  const auto ttf = time_to_failure(section);
  if (ttf) mode.ttf = *ttf;
  read_effect(draft, section, runs, mode);
  mode.crew = id_named(draft, section, "crew", "crew", draft.crews);
  mode.spares = id_named(draft, section, "spare", "pool of spares", draft.spares);
  check_never_repaired(draft, section, mode);
  if (!ttf) return std::nullopt;
  return mode;
}

void add_mode(Draft& draft, models::ComponentId component, models::Mode mode) {
  mode.component = component;
  draft.plant.modes.push_back(std::move(mode));
}

void read_failures(Draft& draft, Section& section, models::ComponentId component) {
  const bool runs = draft.plant[component].runs();
  for (const Entry& entry : section.entries("failures")) {
    if (auto mode = read_mode(draft, entry, runs)) add_mode(draft, component, *std::move(mode));
  }
}

// ---- crews and spares ---------------------------------------------------------------------------

void read_crews(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("crews")) {
    if (!good_name(draft, entry)) continue;
    Section section(draft.reading, "crew", entry.value, fmt::format("crew '{}'", entry.written));
    models::Crew crew;
    crew.name = entry.key;
    crew.size = section.count_in("size", 1, 1'000'000).value_or(1);
    crew.response = section.law("response").value_or(Distribution());
    section.raw("order");  // read_crew_orders, when all names are known
    draft.crews.emplace(entry.key, models::CrewId(draft.plant.crews.size()));
    draft.plant.crews.push_back(std::move(crew));
  }
  for (const Entry& entry : scenario.entries("spares")) {
    if (!good_name(draft, entry)) continue;
    Section section(draft.reading, "spares", entry.value,
                    fmt::format("spares '{}'", entry.written));
    models::Spares spares;
    spares.name = entry.key;
    spares.size = section.count_in("size", 0, 1'000'000).value_or(0);
    spares.restock = section.law("restock");
    draft.spares.emplace(entry.key, models::SparesId(draft.plant.spares.size()));
    draft.plant.spares.push_back(std::move(spares));
  }
}

namespace {

void read_priorities(Draft& draft, const Tree& list, models::Crew& crew) {
  const auto listed = draft.select(list, kinds::things | kinds::part, "order");
  const int last = static_cast<int>(listed.size());
  crew.order = models::CrewOrder::priority;
  crew.rank.assign(draft.plant.components.size(), last);
  for (int i = 0; i < last; ++i) {
    const Thing& thing = *listed[static_cast<std::size_t>(i)];
    for (std::size_t c = 0; c < crew.rank.size(); ++c) {
      const models::Component& component = draft.plant.components[c];
      const bool of_network = thing.network.named() && component.network == thing.network;
      const bool of_storage =
          thing.storage.named() && component.storage == thing.storage && !component.runs();
      const bool itself = thing.component.named() && thing.component.index() == c;
      if ((of_network || of_storage || itself) && crew.rank[c] == last) crew.rank[c] = i;
    }
  }
}

void read_order(Draft& draft, const Tree& tree, models::Crew& crew) {
  if (tree->is_list()) return read_priorities(draft, tree, crew);
  const auto word =
      scalar_of(draft.reading, tree, "order", listed<words::crew_orders, ", or a list of names">);
  if (!word) return;
  if (const auto order = meaning_of(words::crew_orders, *word)) {
    crew.order = *order;
  } else {
    draft.error(tree->at, fmt::format("order: '{}' is not one of its words", *word),
                known_names_hint(*word, texts_of(words::crew_orders), "words") +
                    ", or a list of names by priority");
  }
}

}  // namespace

void read_crew_orders(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("crews")) {
    const auto crew = draft.crews.find(entry.key);
    const Entry* order = entry.value->find("order");
    if (crew == draft.crews.end() || order == nullptr) continue;
    read_order(draft, order->value, draft.plant.crews[crew->second.index()]);
  }
}

void check_unused(Draft& draft, Section& scenario) {
  std::set<models::CrewId> called;
  std::set<models::SparesId> taken;
  for (const models::Mode& mode : draft.plant.modes) {
    called.insert(mode.crew);
    taken.insert(mode.spares);
  }
  for (const Entry& entry : scenario.entries("crews")) {
    const auto found = draft.crews.find(entry.key);
    if (found != draft.crews.end() && !called.contains(found->second)) {
      draft.warning(entry.at, fmt::format("no failure mode calls the crew '{}'", entry.key));
    }
  }
  for (const Entry& entry : scenario.entries("spares")) {
    const auto found = draft.spares.find(entry.key);
    if (found != draft.spares.end() && !taken.contains(found->second)) {
      draft.warning(entry.at,
                    fmt::format("no failure mode takes a part from the spares '{}'", entry.key));
    }
  }
}

// ---- common causes ------------------------------------------------------------------------------

void read_common_causes(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("common-causes")) {
    if (!good_name(draft, entry)) continue;
    Section section(draft.reading, "common-cause", entry.value,
                    fmt::format("common cause '{}'", entry.written));
    models::CommonCause cause;
    cause.name = entry.key;
    cause.ttf = time_to_failure(section).value_or(Distribution());
    cause.ttr = time_to_repair(section).value_or(Distribution());
    cause.probability = section.share("probability").value_or(1);
    if (const Tree hits = section.raw("hits")) {
      for (const Thing* thing : draft.select(hits, kinds::things | kinds::part, "hits")) {
        for (const models::ComponentId component : draft.components_of(*thing))
          cause.hits.push_back(component);
      }
    }
    draft.plant.common_causes.push_back(std::move(cause));
  }
}

}  // namespace ausfall::scenarios
