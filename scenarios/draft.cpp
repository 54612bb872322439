#include "scenarios/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

struct KindWord {
  Kinds kind;
  std::string_view word;
};
constexpr std::array kind_words{
    KindWord{kinds::host, "host"},     KindWord{kinds::vm, "VM"},
    KindWord{kinds::app, "app"},       KindWord{kinds::network, "network"},
    KindWord{kinds::trunk, "trunk"},   KindWord{kinds::storage, "storage"},
    KindWord{kinds::device, "device"}, KindWord{kinds::part, "part"},
};

bool is_part(const models::Component& component) {
  return !component.runs() && component.kind != models::ComponentKind::trunk &&
         component.kind != models::ComponentKind::device &&
         component.kind != models::ComponentKind::mirror;
}

/// Parts have a dot in their full names, and nothing else has: "private.switch".
bool names_a_part(std::string_view name) { return name.find('.') != std::string_view::npos; }

}  // namespace

std::string words_for(Kinds kind) {
  std::vector<std::string_view> words;
  for (const auto& [known, word] : kind_words) {
    if ((kind & known) != 0 && known != kinds::part) words.push_back(word);
  }
  if (words.size() < 2) return fmt::format("{}", fmt::join(words, ""));
  const std::string_view last = words.back();
  words.pop_back();
  return fmt::format("{} or {}", fmt::join(words, ", "), last);
}

std::string a(const std::string& words) {
  const bool vowel =
      !words.empty() && std::string_view("aeiou").find(words[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + words;
}

bool Draft::attached(models::StorageId storage, models::ComponentId host) const {
  return std::ranges::count(plant[storage].hosts, host) > 0;
}

std::string_view Draft::word(models::ComponentId id) const {
  using enum models::ComponentKind;
  switch (plant[id].kind) {
    case host:
      return "host";
    case vm:
      return "VM";
    case app:
      return "app";
    default:
      return "part";
  }
}

// ---- declaring ----------------------------------------------------------------------------------

Thing* Draft::declare(Kinds kind, const Entry& entry) {
  const std::string wrong = wrong_with_name_of_thing(entry.key);
  if (!wrong.empty()) {
    error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
    return nullptr;
  }
  const auto [place, is_new] = index_.emplace(entry.key, things_.size());
  if (!is_new) {
    const Thing& other = things_[place->second];
    error(entry.at,
          fmt::format("the {} '{}' has the name of {}", words_for(kind), entry.key,
                      a(words_for(other.kind))),
          fmt::format(
              "that one is in line {}; names are shared by all that a service or a fault can name",
              other.at.line));
    return nullptr;
  }
  by_kind_[kind].push_back(things_.size());
  things_.push_back({kind, entry.key, entry.at, {}, {}, {}, {}});
  return &things_.back();
}

models::ComponentId Draft::add(models::ComponentKind kind, std::string name,
                               models::FamilyId family) {
  const models::ComponentId id(plant.components.size());
  models::Component component;
  component.kind = kind;
  component.name = std::move(name);
  component.family = family;
  if (is_part(component)) {
    ++part_count;
    part_index_.emplace(component.name, id);
  }
  plant.components.push_back(std::move(component));
  return id;
}

models::FamilyId Draft::family(std::string_view section, const Entry& entry,
                               std::string_view part) {
  const std::string key =
      fmt::format("{}.{}{}{}", section, entry.written, part.empty() ? "" : ".", part);
  const auto [place, is_new] = families_.emplace(key, models::FamilyId(plant.families.size()));
  if (is_new) plant.families.push_back(key);
  return place->second;
}

// ---- selecting ----------------------------------------------------------------------------------

const Thing* Draft::part(const models::Component& component, models::ComponentId id) {
  const Thing thing{kinds::part, component.name, {}, {}, id, {}, {}};
  return &parts_.emplace(id, thing).first->second;
}

const Thing* Draft::find(std::string_view name, Kinds kind) {
  if ((kind & kinds::part) != 0 && names_a_part(name)) {
    if (const auto found = part_index_.find(name); found != part_index_.end())
      return part(plant[found->second], found->second);
  }
  const auto found = index_.find(name);
  if (found == index_.end()) return nullptr;
  const Thing& thing = things_[found->second];
  return (thing.kind & kind) != 0 ? &thing : nullptr;
}

std::vector<std::string> Draft::names_of(Kinds kind) const {
  std::vector<std::string> names;
  constexpr std::size_t enough_for_a_hint = 5000;
  for (const Thing& thing : things_) {
    if ((thing.kind & kind) != 0) names.push_back(thing.name);
    if (names.size() == enough_for_a_hint || reading.diagnostics.full()) break;
  }
  return names;
}

std::vector<std::string> Draft::parts_near(std::string_view name) const {
  const std::string_view owner = name.substr(0, name.find('.') + 1);
  std::vector<std::string> all;
  std::vector<std::string> of_owner;
  constexpr std::size_t enough_for_a_hint = 5000;
  for (const models::Component& component : plant.components) {
    if (!is_part(component)) continue;
    if (component.name.starts_with(owner)) of_owner.push_back(component.name);
    if (all.size() < enough_for_a_hint) all.push_back(component.name);
    if (of_owner.size() == enough_for_a_hint || reading.diagnostics.full()) break;
  }
  return of_owner.empty() ? all : of_owner;
}

void Draft::unknown(std::string_view name, Position at, Kinds kind, std::string_view key) {
  reading.diagnostics.throw_if_hopeless();
  if ((kind & kinds::part) != 0 && names_a_part(name)) {
    return error(at, fmt::format("{}: there is no part '{}'", key, name),
                 known_names_hint(name, parts_near(name), "there are"));
  }
  const std::string hint = known_names_hint(name, names_of(kind), "there are");
  if (const auto found = index_.find(name); found != index_.end()) {
    const std::string other = words_for(things_[found->second].kind);
    error(at, fmt::format("{}: '{}' is {}, not {}", key, name, a(other), a(words_for(kind))), hint);
  } else {
    error(at, fmt::format("{}: there is no {} '{}'", key, words_for(kind), name), hint);
  }
}

void Draft::count_work(Position at, std::size_t work) {
  // What is there can be named this often by globs; a hostile text of 1 MiB can ask for far more.
  const std::size_t work_max = 10'000'000 + 20 * (things_.size() + plant.components.size());
  compared_ += work;
  if (compared_ <= work_max) return;
  error(at, "these are too many globs for so many things",
        "name several at once by a range, as in node1..1000");
  reading.diagnostics.throw_if_any();
}

namespace {

std::string_view letters_before_glob(std::string_view glob) {
  return glob == "all" ? std::string_view() : glob.substr(0, glob.find_first_of("*?"));
}

/// Calls `visit` for the values of all names that begin so.
template <class Index, class Visit>
void for_names_with(const Index& index, std::string_view beginning, Visit visit) {
  for (auto each = index.lower_bound(beginning);
       each != index.end() && each->first.starts_with(beginning); ++each)
    visit(each->second);
}

}  // namespace

std::vector<std::size_t> Draft::meant_by(const std::string& glob, Kinds kind) const {
  std::vector<std::size_t> meant;
  const std::string_view beginning = letters_before_glob(glob);
  if (beginning.empty()) {
    for (const auto& [its, places] : by_kind_) {
      if ((its & kind) != 0) meant.insert(meant.end(), places.begin(), places.end());
    }
  } else {
    for_names_with(index_, beginning, [&](std::size_t place) {
      if ((things_[place].kind & kind) != 0) meant.push_back(place);
    });
  }
  std::ranges::sort(meant);
  return meant;
}

void Draft::add_matching(const std::string& glob, Position at, Kinds kind,
                         std::vector<const Thing*>& selected) {
  const std::vector<std::size_t> meant = meant_by(glob, kind);
  count_work(at, meant.size() + 1);
  for (const std::size_t place : meant) {
    if (glob == "all" || matches(glob, things_[place].name)) selected.push_back(&things_[place]);
  }
  if ((kind & kinds::part) == 0 || !names_a_part(glob)) return;
  std::vector<models::ComponentId> parts;
  for_names_with(part_index_, letters_before_glob(glob),
                 [&](models::ComponentId id) { parts.push_back(id); });
  std::ranges::sort(parts);
  count_work(at, parts.size());
  for (const models::ComponentId id : parts) {
    if (matches(glob, plant[id].name)) selected.push_back(part(plant[id], id));
  }
}

void Draft::select_glob(const std::string& glob, Position at, std::string_view key, ByGlob by_glob,
                        std::vector<const Thing*>& selected) {
  const std::size_t before = selected.size();
  add_matching(glob, at, by_glob.first, selected);
  if (selected.size() != before) return;
  if (by_glob.otherwise != 0) add_matching(glob, at, by_glob.otherwise, selected);
  if (selected.size() != before) return;
  const Kinds kind = by_glob.first | by_glob.otherwise;
  error(at,
        fmt::format("{}: '{}' selects nothing: there is no such {}", key, glob, words_for(kind)),
        known_names_hint(glob, names_of(kind), "there are"));
}

void Draft::select_word(const std::string& word, Position at, Kinds kind, std::string_view key,
                        ByGlob by_glob, std::vector<const Thing*>& selected) {
  if (is_label(word) && !is_range(word))
    return select_label(word, at, by_glob.first, key, selected);
  if (word == "all" || is_glob(word)) return select_glob(word, at, key, by_glob, selected);
  if (is_range(word) && find(word, kind) == nullptr)
    return select_range(word, at, is_label(word) ? by_glob.first : kind, key, selected);
  const Thing* thing = find(word, kind);
  if (thing == nullptr) return unknown(word, at, kind, key);
  selected.push_back(thing);
}

/// What is not there of it is said at once.
void Draft::select_range(const std::string& range_of_names, Position at, Kinds kind,
                         std::string_view key, std::vector<const Thing*>& selected) {
  std::vector<std::string> missing;
  try {
    for (const std::string& name : range(range_of_names)) {
      if (is_label(name)) {
        select_label(name, at, kind, key, selected);
        continue;
      }
      const Thing* thing = find(name, kind);
      if (thing == nullptr) {
        missing.push_back(name);
      } else {
        selected.push_back(thing);
      }
    }
  } catch (const BadRange& bad) {
    error(at, fmt::format("{}: {}", key, bad.message));
  }
  if (missing.size() == 1) return unknown(missing.front(), at, kind, key);
  if (missing.empty()) return;
  reading.diagnostics.throw_if_hopeless();
  error(at,
        fmt::format("{}: there is no {} '{}'", key, words_for(kind),
                    fmt::join(in_ranges(missing), "', '")),
        known_names_hint(missing.front(), names_of(kind), "there are"));
}

std::vector<const Thing*> Draft::select(const Tree& tree, Kinds kind, std::string_view key,
                                        Kinds by_glob, Kinds otherwise) {
  std::vector<const Thing*> selected;
  const std::string expected = a(words_for(kind));
  if (tree->is_list()) {
    for (const Tree& item : tree->items) {
      if (const auto word = scalar_of(reading, item, key, expected))
        select_word(*word, item->at, kind, key, {by_glob, otherwise}, selected);
    }
    if (tree->items.empty()) error(tree->at, fmt::format("{}: the list is empty", key));
  } else if (const auto word = scalar_of(reading, tree, key, expected)) {
    select_word(*word, tree->at, kind, key, {by_glob, otherwise}, selected);
  }
  if (tree->is_list()) {
    std::set<const Thing*> seen;
    std::erase_if(selected, [&](const Thing* thing) { return !seen.insert(thing).second; });
  }
  return selected;
}

const Thing* Draft::one(const Tree& tree, Kinds kind, std::string_view key) {
  const auto name = scalar_of(reading, tree, key, "the name of " + a(words_for(kind)));
  if (!name) return nullptr;
  const Thing* thing = find(*name, kind);
  if (thing != nullptr) return thing;
  if (is_range(*name)) {
    error(
        tree->at, fmt::format("{}: '{}' are several names where one is due", key, *name),
        "under a key that is a range of as many, as in http1..4: {on: web1..4}, each has its own");
  } else if (is_label(*name)) {
    error(tree->at, fmt::format("{}: '{}' is a label where one name is due", key, *name));
  } else {
    unknown(*name, tree->at, kind, key);
  }
  return nullptr;
}

std::vector<models::ComponentId> Draft::components_of(const Thing& thing) const {
  if (thing.kind == kinds::network) return plant[thing.network].switches;
  if (thing.kind == kinds::storage && plant[thing.storage].mirror) {
    const auto& sides = plant[plant[thing.storage].mirror].sides;
    return {plant[sides.front()].array, plant[sides.back()].array};
  }
  return {thing.component};
}

}  // namespace ausfall::scenarios
