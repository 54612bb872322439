// Failure modes, crews, spares and common causes.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

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
  if (mode.effect != down && mode.effect != latent && !runs) {
    section.error(
        "effect",
        fmt::format("effect: only hosts, VMs and apps can {}", section.raw("effect")->text),
        "leave it out: down; or latent, where nobody sees it");
  }
  if (mode.effect == hang) {
    mode.stop_failure = section.share("stop-failure").value_or(0);
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

std::optional<models::ProofTest> test_of(Draft& draft, Section& section) {
  const Tree tree = section.raw("test");
  if (tree == nullptr) return std::nullopt;
  Section test(draft.reading, "test", tree, fmt::format("the test of {}", section.title()));
  const auto every = test.law("every");
  const auto first = test.law("first");
  if (!every) return std::nullopt;
  if (every->mean().count() <= 0) {
    test.error("every", "every: there has to be time between two tests", "every: 30 d");
    return std::nullopt;
  }
  return models::ProofTest{*every, first.value_or(*every)};
}

/// `beyond` and `after`, in place of the time to failure.
std::optional<Distribution> overload(Section& section, bool runs, models::Mode& mode) {
  const auto beyond = section.times("beyond");
  auto after = section.law("after");
  const auto refuse = [&](std::string_view key, const std::string& message, std::string hint) {
    section.error(key, message, std::move(hint));
    return std::nullopt;
  };
  if (!runs)
    return refuse(section.has("beyond") ? "beyond" : "after",
                  "beyond: only hosts, VMs and apps have a load", "mttf: 2 y");
  for (const std::string_view key : {"mttf", "ttf"}) {
    if (section.has(key))
      return refuse(key, fmt::format("{}: an overload fails by `beyond` and `after`", key),
                    "give one of them");
  }
  if (!section.has("beyond") || !section.has("after")) {
    section.missing("an overload needs 'beyond' and 'after'", "beyond: 120 %, after: 10 min");
    return std::nullopt;
  }
  if (!beyond || !after) return std::nullopt;
  if (*beyond <= 0) return refuse("beyond", "beyond: it has to be more than 0", "beyond: 120 %");
  if (after->mean().count() <= 0)
    return refuse("after", "after: it would fail again and again in no time", "after: 10 min");
  mode.beyond = *beyond;
  return after;
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

std::optional<Distribution> law_or_never(Section& section, std::string_view key) {
  if (section.says_never(key)) return Distribution::constant(never);
  return section.law(key);
}

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
  const auto ttf = section.has("beyond") || section.has("after") ? overload(section, runs, mode)
                                                                 : time_to_failure(section);
  if (ttf) mode.ttf = *ttf;
  read_effect(draft, section, runs, mode);
  mode.crew = id_named(draft, section, "crew", "crew", draft.crews);
  mode.spares = id_named(draft, section, "spare", "pool of spares", draft.spares);
  mode.test = test_of(draft, section);
  if (mode.test && mode.effect != models::Effect::latent) {
    section.error("test", "test: it would find nothing: this failure is seen when it happens",
                  "effect: latent");
  }
  if (mode.beyond > 0 &&
      (mode.effect == models::Effect::latent || mode.effect == models::Effect::no_start))
    section.error("effect", "effect: an overload does not go unseen", "down, hang or degrade");
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
  const std::size_t first_mode = draft.plant.modes.size();
  for (const Entry& entry : section.entries("failures")) {
    if (auto mode = read_mode(draft, entry, runs)) add_mode(draft, component, *std::move(mode));
  }
  read_test(draft, section, first_mode);
}

void read_test(Draft& draft, Section& section, std::size_t first_mode) {
  const std::optional<models::ProofTest> test = test_of(draft, section);
  if (!test) return;
  bool finds = false;
  auto& modes = draft.plant.modes;
  for (std::size_t i = first_mode; i < modes.size(); ++i) {
    if (modes[i].effect != models::Effect::latent) continue;
    finds = true;
    if (!modes[i].test) modes[i].test = test;
  }
  if (finds || draft.reading.diagnostics.errors() > 0) return;
  draft.warning(
      section.at("test"),
      fmt::format("test: it finds nothing, since nothing of {} fails unseen", section.title()),
      "say what does: failures: {battery: {mttf: 4 y, effect: latent}}");
}

// ---- devices ------------------------------------------------------------------------------------

void read_devices(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("devices")) {
    Thing* thing = draft.declare(kinds::device, entry);
    if (thing == nullptr) continue;
    const models::ComponentId id = thing->component =
        draft.add(models::ComponentKind::device, entry.key, draft.family("devices", entry));
    Section section(draft.reading, "device", entry.value,
                    fmt::format("device '{}'", entry.written));
    read_failures(draft, section, id);
  }
}

double read_mistake(Draft& draft, Section& section) {
  const Tree tree = section.raw("mistake");
  if (tree == nullptr) return 0;
  Section mistake(draft.reading, "mistake", tree, "mistake of " + section.title());
  const double probability = mistake.share("probability").value_or(0);
  mistake.choice("effect");  // so far they have but one
  if (probability < 1) return probability;
  mistake.error("probability", "probability: work that always goes wrong is never done",
                "probability: 2 %");
  return 0;
}

// ---- crews and spares ---------------------------------------------------------------------------

namespace {

bool is_next_business_day(const Tree& tree) {
  return tree != nullptr && tree->is_scalar() &&
         (tree->text == "next-business-day" || tree->text == "next business day");
}

/// A time, or the next business day, which is so many working hours as a day has: who is called within
/// the hours comes a working day later at the same time; a call outside them is taken when they next
/// begin.
///
/// Source: HP Care Pack data sheets (UE672E, U6D51E): response times are measured during the coverage
/// window only, and carried over to the next day that has one; on the next business day somebody comes
/// the next coverage day after the call was acknowledged.
void read_response_time(Section& section, std::string_view key,
                        const std::optional<WorkingHours>& hours, models::Crew& crew) {
  const Entry* const given = section.entry(key);
  if (given == nullptr || !is_next_business_day(given->value)) {
    crew.response = section.law(key).value_or(Distribution());
    return;
  }
  section.raw(key);
  if (hours && !hours->hours.always()) {
    crew.response = Distribution::constant(hours->longest_day);
  } else {
    section.error(key, fmt::format("{}: the next business day of a crew that has no hours", key),
                  "say which they are: hours: mon-fri 8-18");
  }
}

/// `response: 4 h`, or with hours of its own, `response: {time: 4 h, hours: mon-fri 8-18}`.
void read_response(Draft& draft, Section& section, models::Crew& crew) {
  std::optional<WorkingHours> hours = section.hours("hours");
  const Entry* const given = section.entry("response");
  const bool apart = given != nullptr && (given->value->find("time") != nullptr ||
                                          given->value->find("hours") != nullptr);
  if (apart) {
    Section response(draft.reading, "response", section.raw("response"),
                     "response of " + section.title());
    if (section.has("hours") && response.has("hours")) {
      response.error("hours", fmt::format("{} has its hours already", section.title()),
                     "give them once");
    }
    if (response.has("hours")) hours = response.hours("hours");
    read_response_time(response, "time", hours, crew);
  } else {
    read_response_time(section, "response", hours, crew);
  }
  if (hours) crew.hours = hours->hours;
}

}  // namespace

void read_crews(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("crews")) {
    if (!good_name(draft, entry)) continue;
    Section section(draft.reading, "crew", entry.value, fmt::format("crew '{}'", entry.written));
    models::Crew crew;
    crew.name = entry.key;
    crew.size = section.count_in("size", 1, 1'000'000).value_or(1);
    read_response(draft, section, crew);
    crew.mistake = read_mistake(draft, section);
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

/// A mode is one of this thing's.
bool is_of(const Draft& draft, const models::Mode& mode, const Thing& thing) {
  const models::Component& component = draft.plant[mode.component];
  return (thing.network.named() && component.network == thing.network) ||
         (thing.storage.named() && component.storage == thing.storage && !component.runs()) ||
         (thing.component.named() && thing.component == mode.component);
}

/// `node*:hardware`: a component and a failure mode of it; or a mode alone.
bool is_meant(const Draft& draft, const models::Mode& mode, std::string_view word) {
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) return matches(word, mode.name);
  return matches(word.substr(0, colon), draft.name(mode.component)) &&
         matches(word.substr(colon + 1), mode.name);
}

/// The failure modes that one word of an order stands for, as far as it names modes and not things.
std::vector<std::size_t> modes_named(const Draft& draft, std::string_view word) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < draft.plant.modes.size(); ++i) {
    if (is_meant(draft, draft.plant.modes[i], word)) found.push_back(i);
  }
  return found;
}

/// Failure modes, where the word has a colon, or is a mode's name and no thing's.
bool names_modes(Draft& draft, const Tree& item) {
  if (!item->is_scalar()) return false;
  const std::string& word = item->text;
  if (word.find(':') != std::string::npos) return true;
  if (is_glob(word) || draft.find(word, kinds::things | kinds::part) != nullptr) return false;
  return !modes_named(draft, word).empty();
}

/// Each word, or thing that it selects, comes before those after it.
void read_priorities(Draft& draft, const Tree& list, models::Crew& crew) {
  constexpr int unranked = -1;
  std::vector<int> rank(draft.plant.modes.size(), unranked);
  int next = 0;
  std::set<const Thing*> known;
  for (const Tree& item : list->items) {
    if (names_modes(draft, item)) {
      const auto modes = modes_named(draft, item->text);
      if (modes.empty())
        draft.error(item->at, fmt::format("order: no failure mode is meant by '{}'", item->text),
                    "a component and its mode, node*:hardware; or the name of a mode");
      for (const std::size_t mode : modes) rank[mode] = rank[mode] == unranked ? next : rank[mode];
      ++next;
      continue;
    }
    for (const Thing* thing : draft.select(item, kinds::things | kinds::part, "order")) {
      if (!known.insert(thing).second) continue;
      for (std::size_t i = 0; i < rank.size(); ++i) {
        if (rank[i] == unranked && is_of(draft, draft.plant.modes[i], *thing)) rank[i] = next;
      }
      ++next;
    }
  }
  for (int& each : rank) each = each == unranked ? next : each;
  crew.order = models::CrewOrder::priority;
  crew.rank = std::move(rank);
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
    models::Crew& read = draft.plant.crews[crew->second.index()];
    read_order(draft, order->value, read);
    if (read.order == models::CrewOrder::race && !read.hours.always()) {
      draft.error(
          order->value->at,
          fmt::format("order: the crew '{}' has hours, in which nobody can race", entry.key),
          "order: fifo, random, or a list of names by priority");
    }
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

namespace {

void read_bridge(Draft& draft, Section& section, models::CommonCause& cause) {
  if (const Tree given = section.raw("bridged-by")) {
    const Thing* thing = draft.one(given, kinds::device, "bridged-by");
    if (thing != nullptr) cause.bridged_by = thing->component;
  }
  cause.bridge_time = section.law("bridge-time");
  if (cause.bridge_time && !section.has("bridged-by")) {
    section.error("bridge-time", "bridge-time: of what?", "bridged-by: ups1, one of the devices");
  }
}

}  // namespace

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
    read_bridge(draft, section, cause);
    draft.plant.common_causes.push_back(std::move(cause));
  }
}

}  // namespace ausfall::scenarios
