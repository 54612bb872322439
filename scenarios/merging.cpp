#include "scenarios/merging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scenarios/kinds.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

// ---- alternatives -------------------------------------------------------------------------------

/// A key by which one of several ways of saying something is chosen: those of one section and
/// choice exclude one another, unless they belong to the same option.
struct Option {
  std::string_view section;
  int choice;
  int option;
  std::string_view key;
};
constexpr std::array options{
    Option{"mode", 0, 0, "mttf"},         Option{"mode", 0, 1, "ttf"},
    Option{"mode", 1, 0, "mttr"},         Option{"mode", 1, 1, "ttr"},
    Option{"common-cause", 0, 0, "mttf"}, Option{"common-cause", 0, 1, "ttf"},
    Option{"common-cause", 1, 0, "mttr"}, Option{"common-cause", 1, 1, "ttr"},
    Option{"time", 0, 0, "exponential"},  Option{"time", 0, 1, "weibull"},
    Option{"time", 0, 2, "lognormal"},    Option{"time", 0, 3, "gamma"},
    Option{"time", 0, 4, "erlang"},       Option{"time", 0, 5, "uniform"},
    Option{"time", 0, 6, "triangular"},   Option{"time", 0, 7, "hyperexponential"},
    Option{"time", 0, 8, "empirical"},    Option{"time", 0, 9, "between"},
    Option{"time", 0, 10, "observed"},    Option{"time", 0, 11, "cpu"},
    Option{"time", 0, 11, "io"},          Option{"weibull", 0, 0, "mean"},
    Option{"weibull", 0, 1, "scale"},     Option{"lognormal", 0, 0, "mean"},
    Option{"lognormal", 0, 0, "cv"},      Option{"lognormal", 0, 1, "median"},
    Option{"lognormal", 0, 1, "sigma"},   Option{"empirical", 0, 0, "values"},
    Option{"empirical", 0, 1, "file"},    Option{"empirical", 0, 1, "column"},
    Option{"empirical", 0, 1, "unit"},    Option{"observed", 0, 0, "values"},
    Option{"observed", 0, 1, "failures"}, Option{"observed", 0, 1, "time"},
    Option{"admission", 0, 0, "hosts"},   Option{"admission", 0, 1, "percentage"},
    Option{"admission", 0, 2, "slots"},   Option{"needs", 0, 0, "all"},
    Option{"needs", 0, 1, "any"},         Option{"needs", 0, 2, "at-least"},
    Option{"needs", 0, 2, "of"},          Option{"needs", 0, 2, "connected"},
    Option{"group", 0, 0, "members"},     Option{"group", 0, 1, "each"},
};

/// Keys of the same choice: those that a key takes the place of, or those that go with it.
std::vector<std::string_view> related(Place place, std::string_view key, bool excluded) {
  std::vector<std::string_view> result;
  if (place.names) return result;
  for (const Option& option : options) {
    if (option.section != place.section || option.key != key) continue;
    for (const Option& other : options) {
      if (other.section == option.section && other.choice == option.choice && other.key != key &&
          (other.option != option.option) == excluded)
        result.push_back(other.key);
    }
  }
  return result;
}
std::vector<std::string_view> excluded_by(Place place, std::string_view key) {
  return related(place, key, true);
}
std::vector<std::string_view> going_with(Place place, std::string_view key) {
  return related(place, key, false);
}

/// What is merged onto what, in one form, and whether nothing of it stays since it is of another
/// kind.
struct Merge {
  Tree base;
  Tree patch;
  bool replaces = false;
};

/// Without the keys that mean something for other kinds alone: which one is meant is said only now.
Tree with_keys_of(const Kinded& part, std::string_view word, const Tree& tree) {
  const auto kind = std::ranges::find(part.kinds, word, &Kind::word);
  if (!tree->is_mapping() || kind == part.kinds.end()) return tree;
  Node node = *tree;
  std::erase_if(node.entries, [&](const Entry& entry) {
    return !kind->has(entry.key) &&
           std::ranges::any_of(part.kinds, [&](const Kind& other) { return other.has(entry.key); });
  });
  return std::make_shared<const Node>(std::move(node));
}

Merge in_one_form(Place place, const Tree& base, const Tree& patch) {
  const Kinded* part = place.names ? nullptr : find_kinded(place.section);
  if (part == nullptr || base == nullptr || base->is_null() || !patch->is_mapping())
    return {base, patch};
  Merge result{in_one_form(*part, base), in_one_form(*part, patch)};
  const std::string its = kind_in(*part, result.base);
  const std::string given = kind_in(*part, result.patch);
  result.replaces = !its.empty() && !given.empty() && its != given;
  if (its.empty() && !given.empty()) result.base = with_keys_of(*part, given, result.base);
  return result;
}

// ---- mappings under construction ----------------------------------------------------------------

/// A mapping that finds its keys fast.
class Mapping {
 public:
  explicit Mapping(Node node) : node_(std::move(node)) {
    for (std::size_t i = 0; i < node_.entries.size(); ++i) index_[node_.entries[i].key] = i;
  }

  Entry* find(const std::string& key) {
    const auto found = index_.find(key);
    return found == index_.end() ? nullptr : &node_.entries[found->second];
  }
  void append(Entry entry) {
    index_[entry.key] = node_.entries.size();
    node_.entries.push_back(std::move(entry));
  }
  void erase(const std::string& key) {
    node_.entries[index_.at(key)].value = nullptr;
    index_.erase(key);
  }
  /// Takes away the alternatives to what a patch says, and tells which there were.
  std::vector<std::string> erase_alternatives(Place place, const Node& patch) {
    std::vector<std::string> erased;
    for (const Entry& change : patch.entries) {
      if (change.value->is_null()) continue;
      for (const std::string_view other : excluded_by(place, change.key)) {
        const std::string key(other);
        if (find(key) == nullptr) continue;
        erase(key);
        erased.push_back(key);
      }
    }
    return erased;
  }
  void mark_reported() { node_.reported = true; }
  Tree result() && {
    std::erase_if(node_.entries, [](const Entry& entry) { return entry.value == nullptr; });
    node_.weight = 1;
    for (const Entry& entry : node_.entries) node_.weight += entry.value->weight;
    return std::make_shared<const Node>(std::move(node_));
  }

 private:
  Node node_;
  std::unordered_map<std::string, std::size_t> index_;  // for look-ups only
};

/// Onto what is there: null deletes, anything else is merged. The words of a later file stand where
/// its diagnostics should.
void patch(Mapping& mapping, const Entry& change, Place place, Diagnostics* strict) {
  Entry* existing = mapping.find(change.key);
  if (change.value->is_null()) {
    if (existing != nullptr) {
      mapping.erase(change.key);
    } else if (strict != nullptr && !change.value->has_deleted) {
      mapping.mark_reported();
      strict->error(change.at, fmt::format("'{}' has no value", change.key),
                    "write {} for one with all defaults; nothing (or null) deletes, and there is "
                    "nothing to delete");
    }
    return;
  }
  if (existing == nullptr) {
    Entry entry = change;
    entry.value = merged(nullptr, change.value, place.below(change.key), strict);
    mapping.append(std::move(entry));
    return;
  }
  const bool replaced = !existing->value->is_mapping() || !change.value->is_mapping();
  existing->value = merged(existing->value, change.value, place.below(change.key), strict);
  if (replaced) existing->at = change.at;
}

bool has_nulls(const Node& node) {
  return std::any_of(node.entries.begin(), node.entries.end(), [](const Entry& entry) {
    return entry.value->is_null() || (entry.value->is_mapping() && has_nulls(*entry.value));
  });
}

Tree empty_null(Position at) {
  Node node;
  node.at = at;
  return std::make_shared<const Node>(std::move(node));
}

/// A null that stands where its own document said something before.
Tree deleting(const Tree& null) {
  Node node = *null;
  node.has_deleted = true;
  return std::make_shared<const Node>(std::move(node));
}

/// A patch that nothing stays of what it is merged onto.
Tree whole(const Tree& tree) {
  if (!tree->is_mapping()) return tree;
  Node node = *tree;
  node.whole = true;
  return std::make_shared<const Node>(std::move(node));
}

// ---- ranges -------------------------------------------------------------------------------------

std::vector<std::string> spelled_key(const Entry& entry, Diagnostics& diagnostics) {
  if (!is_range(entry.key)) return {entry.key};
  try {
    return range(entry.key);
  } catch (const BadRange& bad) {
    diagnostics.error(entry.at, bad.message);
    return {};
  }
}

/// Several names where one is due.
bool names_several(const Entry& entry, Place place) {
  if (!entry.value->is_scalar() || !is_range(entry.value->text)) return false;
  const Key* key = place.key(entry.key);
  return key != nullptr && key->type == Type::name;
}

template <class Visit>
void for_each_range(const Tree& tree, Place place, const Visit& visit) {
  for (const Entry& entry : tree->entries) {
    if (names_several(entry, place)) visit(entry);
    if (entry.value->is_mapping()) for_each_range(entry.value, place.below(entry.key), visit);
  }
}

/// The names of a range; none if it is a bad one.
std::vector<std::string> names_in(const std::string& text) {
  try {
    return range(text);
  } catch (const BadRange&) {
    return {};
  }
}

/// With the name at `index` in place of each range of so many names; of all ranges, if it is the
/// outermost: where one has another length, that was said.
Tree with_its_own(const Tree& tree, Place place, std::size_t index, std::size_t count,
                  bool outermost) {
  Node node = *tree;
  bool changed = false;
  for (Entry& entry : node.entries) {
    if (names_several(entry, place)) {
      const std::vector<std::string> names = names_in(entry.value->text);
      if (names.empty() || (names.size() != count && !outermost)) continue;
      Node name = *entry.value;
      name.text = names[std::min(index, names.size() - 1)];
      entry.value = std::make_shared<const Node>(std::move(name));
      changed = true;
    } else if (entry.value->is_mapping()) {
      Tree own = with_its_own(entry.value, place.below(entry.key), index, count, outermost);
      changed = changed || own != entry.value;
      entry.value = std::move(own);
    }
  }
  return changed ? std::make_shared<const Node>(std::move(node)) : tree;
}

/// Spells a document out, from the inside to the outside.
class Speller {
 public:
  explicit Speller(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Tree spelled_out(const Tree& tree, Place place) {
    if (tree->is_list()) return list(tree);
    return tree->is_mapping() ? mapping(tree, place) : tree;
  }

 private:
  Tree list(const Tree& tree) {
    Node list = *tree;
    bool changed = false;
    list.weight = 1;
    for (Tree& item : list.items) {
      Tree spelled = spelled_out(item, {});
      changed = changed || spelled != item;
      item = std::move(spelled);
      list.weight += item->weight;
    }
    return changed ? std::make_shared<const Node>(std::move(list)) : tree;
  }

  Tree mapping(const Tree& tree, Place place) {
    std::vector<Tree> values;
    bool changed = false;
    for (const Entry& entry : tree->entries) {
      const bool ranged = is_range(entry.key);
      ranges_around_ += ranged ? 1U : 0U;
      values.push_back(spelled_out(entry.value, place.below(entry.key)));
      ranges_around_ -= ranged ? 1U : 0U;
      changed = changed || values.back() != entry.value || ranged;
    }
    if (!changed) return tree;

    Node empty = *tree;
    empty.entries.clear();
    Mapping mapping(std::move(empty));
    std::size_t weight = 1;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Entry& entry = tree->entries[i];
      const std::vector<std::string> keys = spelled_key(entry, diagnostics_);
      weight += keys.size() * values[i]->weight;
      if (weight > weight_max) {
        diagnostics_.error(entry.at,
                           fmt::format("spelled out this has more than {} parts", weight_max));
        break;
      }
      add(mapping, entry, keys, values[i], place);
    }
    return std::move(mapping).result();
  }

  void add(Mapping& mapping, const Entry& entry, const std::vector<std::string>& keys,
           const Tree& value, Place place) {
    const Place inside = place.below(entry.key);
    const bool paired = is_range(entry.key) && pairs(entry, keys.size(), value, inside);
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const Tree own =
          paired ? with_its_own(value, inside, k, keys.size(), ranges_around_ == 0) : value;
      Entry* existing = mapping.find(keys[k]);
      if (existing == nullptr) {
        mapping.append({keys[k], entry.key, entry.at, own});
      } else {
        existing->value = composed(existing->value, own, inside);
      }
    }
  }

  /// Whether a range in it is to be paired. One of another length is a mistake, unless it may be that
  /// of a range around this one.
  bool pairs(const Entry& entry, std::size_t count, const Tree& value, Place place) {
    bool found = false;
    for_each_range(value, place, [&](const Entry& inner) {
      const std::size_t length = names_in(inner.value->text).size();
      found = found || length == count || ranges_around_ == 0;
      if (length == 0 || length == count || ranges_around_ > 0) return;
      diagnostics_.error(
          inner.value->at,
          fmt::format("{}: '{}' are {} names, and '{}' are {}: they cannot be paired", inner.key,
                      inner.value->text, length, entry.key, count),
          "two ranges of the same length are paired, name by name; one name is for all of them");
    });
    return found;
  }

  Diagnostics& diagnostics_;
  std::size_t ranges_around_ = 0;  // keys that are ranges, around the one at hand
};

}  // namespace

Tree spelled_out(const Tree& tree, Place place, Diagnostics& diagnostics) {
  return Speller(diagnostics).spelled_out(tree, place);
}

Tree merged(const Tree& base, const Tree& patch_tree, Place place, Diagnostics* strict) {
  if (!patch_tree->is_mapping()) return patch_tree;
  auto [onto, changes, replaces] = in_one_form(place, base, patch_tree);
  const bool onto_mapping =
      onto != nullptr && onto->is_mapping() && !replaces && !patch_tree->whole;
  if (!onto_mapping && !has_nulls(*changes)) return changes;
  Mapping result(onto_mapping ? *onto : *empty_mapping(changes->at));
  if (changes->reported) result.mark_reported();
  const std::vector<std::string> erased = result.erase_alternatives(place, *changes);
  for (const Entry& change : changes->entries) {
    const bool gone = change.value->is_null() && std::ranges::count(erased, change.key) > 0;
    if (!gone) patch(result, change, place, strict);
  }
  return std::move(result).result();
}

Tree composed(const Tree& first, const Tree& second, Place place) {
  if (second->is_null()) return first->is_null() ? first : deleting(second);
  auto [onto, changes, replaces] = in_one_form(place, first, second);
  if (replaces) return whole(changes);
  if (second->whole || !onto->is_mapping() || !changes->is_mapping()) return changes;
  if (!first->is_mapping()) onto = whole(onto);  // a word leaves nothing of what it is merged onto
  Mapping mapping(*onto);
  const std::vector<std::string> erased = mapping.erase_alternatives(place, *changes);
  for (const Entry& change : changes->entries) {
    Entry* existing = mapping.find(change.key);
    if (existing == nullptr) {
      Entry entry = change;
      if (std::ranges::count(erased, change.key) > 0) {
        entry.value = deleting(change.value);
      } else if (!erased.empty() && !excluded_by(place, change.key).empty()) {
        entry.value = whole(change.value);
        for (const std::string_view sibling : going_with(place, change.key)) {
          const std::string key(sibling);
          if (changes->find(key) == nullptr && mapping.find(key) == nullptr)
            mapping.append({key, key, change.at, deleting(empty_null(change.at))});
        }
      }
      mapping.append(std::move(entry));
      continue;
    }
    const bool replaced = !existing->value->is_mapping() || !change.value->is_mapping();
    existing->value = composed(existing->value, change.value, place.below(change.key));
    if (replaced) existing->at = change.at;
  }
  return std::move(mapping).result();
}

}  // namespace ausfall::scenarios
