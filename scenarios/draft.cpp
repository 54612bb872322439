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
    KindWord{kinds::host, "host"},   KindWord{kinds::vm, "VM"},
    KindWord{kinds::app, "app"},     KindWord{kinds::network, "network"},
    KindWord{kinds::trunk, "trunk"}, KindWord{kinds::storage, "storage"},
    KindWord{kinds::part, "part"},
};

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
  const std::string wrong = wrong_with_name(entry.key);
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
  things_.push_back({kind, entry.key, entry.at, {}, {}, {}});
  return &things_.back();
}

models::ComponentId Draft::add(models::ComponentKind kind, std::string name,
                               models::FamilyId family) {
  const models::ComponentId id(plant.components.size());
  models::Component component;
  component.kind = kind;
  component.name = std::move(name);
  component.family = family;
  const bool is_part = !component.runs() && kind != models::ComponentKind::trunk;
  if (is_part && index_.emplace(component.name, things_.size()).second) {
    things_.push_back({kinds::part, component.name, {}, id, {}, {}});
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

const Thing* Draft::find(std::string_view name, Kinds kind) const {
  const auto found = index_.find(name);
  if (found == index_.end()) return nullptr;
  const Thing& thing = things_[found->second];
  return (thing.kind & kind) != 0 ? &thing : nullptr;
}

std::vector<std::string> Draft::names_of(Kinds kind) const {
  std::vector<std::string> names;
  for (const Thing& thing : things_) {
    if ((thing.kind & kind & ~kinds::part) != 0) names.push_back(thing.name);
  }
  return names;
}

void Draft::unknown(std::string_view name, Position at, Kinds kind, std::string_view key) {
  const std::string hint = known_names_hint(name, names_of(kind), "there are");
  if (const auto found = index_.find(name); found != index_.end()) {
    const std::string other = things_[found->second].kind == kinds::part
                                  ? "part"
                                  : words_for(things_[found->second].kind);
    error(at, fmt::format("{}: '{}' is {}, not {}", key, name, a(other), a(words_for(kind))), hint);
  } else {
    error(at, fmt::format("{}: there is no {} '{}'", key, words_for(kind), name), hint);
  }
}

void Draft::select_word(const std::string& word, Position at, Kinds kind, std::string_view key,
                        Kinds by_glob, std::vector<const Thing*>& selected) {
  if (word == "all" || is_glob(word)) {
    const std::size_t before = selected.size();
    for (const Thing& thing : things_) {
      const bool meant =
          word == "all" ? (thing.kind & kinds::part) == 0 : matches(word, thing.name);
      const bool part_meant =
          (thing.kind & kinds::part) == 0 || word.find('.') != std::string::npos;
      if ((thing.kind & by_glob) != 0 && meant && part_meant) selected.push_back(&thing);
    }
    if (selected.size() == before) {
      error(at,
            fmt::format("{}: '{}' selects nothing: there is no such {}", key, word,
                        words_for(by_glob)),
            known_names_hint(word, names_of(by_glob), "there are"));
    }
    return;
  }
  const auto add = [&](std::string_view name) {
    const Thing* thing = find(name, kind);
    if (thing == nullptr) return unknown(name, at, kind, key);
    selected.push_back(thing);
  };
  if (!is_range(word) || find(word, kind) != nullptr) return add(word);
  try {
    for (const std::string& name : range(word)) add(name);
  } catch (const BadRange& bad) {
    error(at, fmt::format("{}: {}", key, bad.message));
  }
}

std::vector<const Thing*> Draft::select(const Tree& tree, Kinds kind, std::string_view key,
                                        Kinds by_glob) {
  std::vector<const Thing*> selected;
  const std::string expected = a(words_for(kind));
  if (tree->is_list()) {
    for (const Tree& item : tree->items) {
      if (const auto word = scalar_of(reading, item, key, expected))
        select_word(*word, item->at, kind, key, by_glob, selected);
    }
    if (tree->items.empty()) error(tree->at, fmt::format("{}: the list is empty", key));
  } else if (const auto word = scalar_of(reading, tree, key, expected)) {
    select_word(*word, tree->at, kind, key, by_glob, selected);
  }
  std::set<const Thing*> seen;
  std::erase_if(selected, [&](const Thing* thing) { return !seen.insert(thing).second; });
  return selected;
}

const Thing* Draft::one(const Tree& tree, Kinds kind, std::string_view key) {
  const auto name = scalar_of(reading, tree, key, "the name of " + a(words_for(kind)));
  if (!name) return nullptr;
  const Thing* thing = find(*name, kind);
  if (thing == nullptr) unknown(*name, tree->at, kind, key);
  return thing;
}

std::vector<models::ComponentId> Draft::components_of(const Thing& thing) const {
  if (thing.kind == kinds::network) return plant[thing.network].switches;
  return {thing.component};
}

}  // namespace ausfall::scenarios
