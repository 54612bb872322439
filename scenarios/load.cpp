#include "scenarios/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>

#include "scenarios/expectation.hpp"
#include "scenarios/harmless.hpp"
#include "scenarios/merging.hpp"
#include "scenarios/names.hpp"
#include "scenarios/vocabulary.hpp"
#include "scenarios/wording.hpp"

namespace ausfall::scenarios {
namespace {

Tree without(const Tree& document, std::string_view key) {
  if (document->find(key) == nullptr) return document;
  Node rest = *document;
  std::erase_if(rest.entries, [&](const Entry& entry) { return entry.key == key; });
  return std::make_shared<const Node>(std::move(rest));
}

std::vector<std::string> names_in(const Tree& mapping) {
  std::vector<std::string> names;
  if (mapping == nullptr) return names;
  for (const Entry& entry : mapping->entries) names.push_back(entry.key);
  return names;
}

// ---- variants -----------------------------------------------------------------------------------

/// Without those that a later document has deleted.
Tree without_deleted(const Tree& variants) {
  Node rest = *variants;
  std::erase_if(rest.entries, [](const Entry& entry) {
    return entry.value->is_null() && entry.value->has_deleted;
  });
  return std::make_shared<const Node>(std::move(rest));
}

/// More variants onto those there are. Patches stay patches: what is null in them stays.
void compose_variants(Documents& documents, const Tree& more, Position at,
                      Diagnostics& diagnostics) {
  if (more->is_null() && documents.variants != nullptr) {
    documents.variants = nullptr;
    documents.variants_at = {};
  } else if (!more->is_mapping()) {
    documents.variants_at = at;
    diagnostics.error(at, "variants: a mapping of names to patches is due",
                      "variants: {none: {clusters: null}, some: {}}");
  } else {
    const Tree all = documents.variants == nullptr
                         ? more
                         : composed(documents.variants, more, {"scenario", true});
    documents.variants = without_deleted(all);
    documents.variants_at = at;
  }
}

/// What is wrong with it as the name of a variant; empty if it is a good one. Unlike other names it
/// may hold commas and the like, as a heading does; what a path on the command line would read
/// otherwise it may not.
std::string wrong_with_variant(std::string_view name) {
  if (name == "all") return "'all' means every variant and cannot be the name of one";
  for (const char letter : std::string_view("*?=")) {
    if (name.find(letter) != std::string_view::npos)
      return fmt::format("'{}' cannot be part of the name of a variant", letter);
  }
  if (!is_harmless(name)) return "the name of a variant cannot contain control characters";
  if (name.empty()) return "the name of a variant cannot be empty";
  if (name.size() > 100) return "the name of a variant can have at most 100 letters";
  if (name.front() == ' ' || name.back() == ' ')
    return "the name of a variant cannot begin or end with a blank";
  return {};
}

void check_patch(const Entry& variant, Diagnostics& diagnostics) {
  if (variant.value->is_null()) {
    diagnostics.error(variant.at, fmt::format("the variant '{}' has no patch", variant.key),
                      "write {} for the scenario as it stands without one; nothing (or null) "
                      "deletes, and there is nothing to delete");
    return;
  }
  if (!variant.value->is_mapping()) {
    diagnostics.error(variant.value->at,
                      fmt::format("variant '{}': a patch, {{key: value}}, is due", variant.key),
                      "write {} for the scenario as it stands without one");
    return;
  }
  for (const std::string_view key : {"variants", "include", "ausfall", "sweep"}) {
    if (const Entry* entry = variant.value->find(key)) {
      diagnostics.error(entry->at, fmt::format("'{}' cannot stand in a variant", key),
                        key == "variants" ? "a variant has no variants of its own"
                                          : "it belongs to the scenario, beside `variants`");
    }
  }
}

/// Some null in the patch has something to delete.
bool deletes_somewhere(const Tree& base, const Tree& patch) {
  return std::any_of(patch->entries.begin(), patch->entries.end(), [&](const Entry& change) {
    const Entry* there = base->find(change.key);
    if (there == nullptr) return false;
    return change.value->is_null() ||
           (change.value->is_mapping() && deletes_somewhere(there->value, change.value));
  });
}

/// A null that deletes nothing does no harm, and is most likely a slip.
void warn_of_idle_nulls(const Tree& base, const Tree& patch, const std::string& whose,
                        Diagnostics& diagnostics) {
  for (const Entry& change : patch->entries) {
    const Entry* there = base == nullptr ? nullptr : base->find(change.key);
    if (change.value->is_null() && there == nullptr && !change.value->has_deleted) {
      diagnostics.warning(change.at, fmt::format("{}there is no '{}' to delete", whose, change.key),
                          "write {} for one with all defaults");
    } else if (change.value->is_mapping()) {
      warn_of_idle_nulls(there == nullptr ? nullptr : there->value, change.value, whose,
                         diagnostics);
    }
  }
}

// ---- include ------------------------------------------------------------------------------------

class Loader {
 public:
  Loader(Sources& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  Documents load(std::uint32_t source, const std::filesystem::path& path) {
    const Tree document = parsed(source, sources_, diagnostics_);
    if (document == nullptr) return {};
    if (!document->is_mapping()) {
      diagnostics_.error(document->at, "a scenario is a mapping, {key: value}",
                         "it begins with `ausfall: 1`");
      return {};
    }
    open_.push_back(path);
    Documents all{empty_mapping(document->at), nullptr, {}};
    if (const Entry* include = document->find("include"))
      all = included(*include->value, std::move(all));
    open_.pop_back();
    const Tree own =
        spelled_out(with_expectations_spelled_out(without(document, "include"), diagnostics_),
                    whole_scenario, diagnostics_);
    if (const Entry* variants = own->find("variants"))
      compose_variants(all, variants->value, variants->at, diagnostics_);
    all.base = merged(all.base, without(own, "variants"), whole_scenario, &diagnostics_);
    return all;
  }

 private:
  Documents included(const Node& include, Documents base) {
    const auto add = [&](const Node& file) {
      const Documents more = load_included(file);
      if (more.base != nullptr) base.base = merged(base.base, more.base, whole_scenario);
      if (more.variants != nullptr)
        compose_variants(base, more.variants, more.variants_at, diagnostics_);
    };
    if (include.is_scalar()) add(include);
    if (include.is_mapping())
      diagnostics_.error(include.at, "include: a list of files is due", "include: [room.yaml]");
    for (const Tree& file : include.items) add(*file);
    return base;
  }

  Documents load_included(const Node& file) {
    if (!file.is_scalar()) {
      diagnostics_.error(file.at, "include: the name of a file is due", "include: [room.yaml]");
      return {};
    }
    const auto path = (sources_[file.at.source].directory / file.text).lexically_normal();
    if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
      diagnostics_.error(
          file.at, fmt::format("'{}' includes itself", path.string()),
          fmt::format("a cycle of {}", open_.size() == 1 ? "one file" : "several files"));
      return {};
    }
    if (open_.size() > include_depth_max || files_ >= files_max) {
      diagnostics_.error(file.at, fmt::format("includes go too far: at most {} deep and {} files",
                                              include_depth_max, files_max));
      return {};
    }
    ++files_;
    try {
      const std::string& text = sources_.read(path, file_size_max);
      return load(sources_.add(path.string(), text, path.parent_path()), path);
    } catch (const Unreadable& trouble) {
      diagnostics_.error(file.at, fmt::format("include: {}", trouble.what()));
      return {};
    }
  }

  static constexpr std::size_t files_max = 256;

  Sources& sources_;
  Diagnostics& diagnostics_;
  std::vector<std::filesystem::path> open_;  // the files that are being read, outermost first
  std::size_t files_ = 0;
};

// ---- overrides ----------------------------------------------------------------------------------

class Setter {
 public:
  Setter(std::vector<std::string> segments, Tree value, Position at, Diagnostics& diagnostics)
      : segments_(std::move(segments)),
        value_(std::move(value)),
        at_(at),
        diagnostics_(diagnostics) {}

  /// The patch that sets the value below `tree`, from the segment `depth` on. Null if a segment
  /// selects nothing.
  [[nodiscard]] Tree patch(const Tree& tree, std::size_t depth = 0,
                           Place place = whole_scenario) const {
    if (depth == segments_.size()) return value_;
    const std::string& segment = segments_[depth];
    if (tree != nullptr && tree->is_list()) return patched_list(tree, depth);
    if (tree != nullptr && !tree->is_mapping() && !(tree->is_scalar() && depth > 1)) {
      diagnostics_.error(
          at_, fmt::format("'{}' is below a value: there is nothing to set in it", segment),
          "give the whole value");
      return nullptr;
    }
    Node result;
    result.kind = Node::Kind::mapping;
    result.at = at_;
    for (const std::string& key : selected(tree, segment)) {
      const Entry* entry = tree == nullptr ? nullptr : tree->find(key);
      const bool goes_into = depth + 1 < segments_.size();
      if (entry == nullptr && place.names && goes_into) {
        not_there(tree, depth, key);
        return nullptr;
      }
      Tree below = patch(entry == nullptr ? nullptr : entry->value, depth + 1, place.below(key));
      if (below == nullptr) return nullptr;
      result.weight += below->weight;
      result.entries.push_back({key, key, at_, std::move(below)});
    }
    if (result.entries.empty()) return nullptr;
    return std::make_shared<const Node>(std::move(result));
  }

 private:
  /// A list is set as a whole: with what is set in the item of this number, counted from 0.
  [[nodiscard]] Tree patched_list(const Tree& list, std::size_t depth) const {
    const std::string& segment = segments_[depth];
    std::size_t number = list->items.size();
    std::from_chars(segment.data(), segment.data() + segment.size(), number);
    const bool digits = segment.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || number >= list->items.size()) {
      diagnostics_.error(
          at_, fmt::format("'{}' is no item of this list", segment),
          list->items.empty()
              ? "it is empty: give the whole value"
              : fmt::format("items are counted from 0 to {}; or give the whole value",
                            list->items.size() - 1));
      return nullptr;
    }
    const Tree& item = list->items[number];
    const Tree below = patch(item, depth + 1, Place{});
    if (below == nullptr) return nullptr;
    Node result = *list;
    result.items[number] = merged(item, below, {});
    return std::make_shared<const Node>(std::move(result));
  }

  /// A path into something that does not exist does not make it: most likely its name is misspelt.
  void not_there(const Tree& tree, std::size_t depth, const std::string& key) const {
    const std::vector<std::string> known = names_in(tree);
    const std::string path = fmt::format(
        "{}",
        fmt::join(segments_.begin(), segments_.begin() + static_cast<std::ptrdiff_t>(depth), "."));
    const std::string hint = known_names_hint(key, known, "there are");
    diagnostics_.error(
        at_, fmt::format("there is no '{}' in {}, so nothing can be set in it", key, path),
        fmt::format("{}{}to add one, give it whole: {}.{}={{...}}", hint, hint.empty() ? "" : "; ",
                    path, key));
  }

  [[nodiscard]] std::vector<std::string> selected(const Tree& tree,
                                                  const std::string& segment) const {
    if (!is_glob(segment)) return {segment};
    std::vector<std::string> keys;
    std::vector<std::string> known;
    if (tree != nullptr) {
      for (const Entry& entry : tree->entries) {
        known.push_back(entry.key);
        if (matches(segment, entry.key)) keys.push_back(entry.key);
      }
    }
    if (keys.empty()) {
      diagnostics_.error(at_, fmt::format("'{}' selects nothing", segment),
                         known_names_hint(segment, known, "there are"));
    }
    return keys;
  }

  std::vector<std::string> segments_;
  Tree value_;
  Position at_;
  Diagnostics& diagnostics_;
};

/// The tree with its places in another source, where its text begins `columns` further right.
Tree moved(const Tree& tree, std::uint32_t source, std::uint32_t columns) {
  const auto elsewhere = [&](Position at) {
    return Position{source, at.line, at.line == 1 ? at.column + columns : at.column};
  };
  Node node = *tree;
  node.at = elsewhere(node.at);
  for (Tree& item : node.items) item = moved(item, source, columns);
  for (Entry& entry : node.entries) {
    entry.at = elsewhere(entry.at);
    entry.value = moved(entry.value, source, columns);
  }
  return std::make_shared<const Node>(std::move(node));
}

Tree null_at(Position at) {
  Node node;
  node.at = at;
  return std::make_shared<const Node>(std::move(node));
}

/// The value of a path that leads to expectations, or to a variant that may have some.
Tree with_expectations_spelled_out(const std::vector<std::string>& path, const Tree& value,
                                   Diagnostics& diagnostics) {
  const bool of_variant = path.size() > 1 && path.front() == "variants";
  const std::size_t depth = of_variant ? 2 : 0;
  if (value == nullptr) return value;
  if (path.size() > depth && path[depth] == "expect")
    return with_paths_spelled_out(value, diagnostics);
  return of_variant && path.size() == depth ? with_expectations_spelled_out(value, diagnostics)
                                            : value;
}

/// The value alone is parsed; its places are those in the whole text.
Tree value_of(const Override& change, std::uint32_t whole, Place place, Diagnostics& diagnostics) {
  const auto columns = static_cast<std::uint32_t>(change.path.size() + 1);
  const std::string_view value = change.value;
  if (value.find_first_not_of(" \t\n") == std::string_view::npos || value == "null" ||
      value == "~") {
    return null_at({whole, 1, columns + 1});
  }
  Sources alone;
  Diagnostics found(alone);
  const std::uint32_t source = alone.add("", change.value);
  const Tree tree = parsed(source, alone, found);
  if (tree == nullptr || found.errors() > 0) {
    try {
      found.throw_if_any();
    } catch (const Mistakes& mistakes) {
      for (const Diagnostic& mistake : mistakes.diagnostics()) {
        const auto column = static_cast<std::uint32_t>(mistake.column) + columns;
        diagnostics.error({whole, 1, column}, mistake.message, mistake.hint);
      }
    }
    return nullptr;
  }
  return spelled_out(moved(tree, whole, columns), place, diagnostics);
}

}  // namespace

std::vector<std::string> segments_of_path(std::string_view path) {
  std::vector<std::string> segments;
  while (true) {
    const std::size_t end = path.starts_with('"') ? path.find('"', 1) : std::string_view::npos;
    const bool quoted =
        end != std::string_view::npos && (end + 1 == path.size() || path[end + 1] == '.');
    const std::size_t dot = path.find('.', quoted ? end : 0);
    segments.emplace_back(quoted ? path.substr(1, end - 1) : path.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    path = path.substr(dot + 1);
  }
}

Documents loaded(std::uint32_t source, Sources& sources, Diagnostics& diagnostics) {
  const std::filesystem::path path = std::filesystem::path(sources[source].name).lexically_normal();
  return Loader(sources, diagnostics).load(source, path);
}

std::vector<Change> parsed_changes(const std::vector<Override>& overrides, Sources& sources,
                                   Diagnostics& diagnostics, const std::string& called) {
  std::vector<Change> changes;
  for (const Override& change : overrides) {
    const std::string text = change.path + "=" + change.value;
    const std::uint32_t whole = called.empty() ? sources.add_change(text, sources[0].directory)
                                               : sources.add(called, text, sources[0].directory);
    const Position at{whole, 1, 1};
    std::vector<std::string> segments = segments_of_path(change.path);
    Place place = whole_scenario;
    for (const std::string& segment : segments) place = place.below(segment);
    const Tree value = with_expectations_spelled_out(
        segments, value_of(change, whole, place, diagnostics), diagnostics);
    if (value == nullptr) continue;
    if (std::find(segments.begin(), segments.end(), "") != segments.end()) {
      diagnostics.error(at,
                        "a path has a name between its dots, as in horizon or hosts.node1.boot");
    } else if (segments.front() == "include") {
      diagnostics.error(at, "files are included by the scenario, not by an override");
    } else {
      changes.push_back({std::move(segments), value, at});
    }
  }
  return changes;
}

Documents with_variants_changed(Documents documents, const std::vector<Change>& changes,
                                Diagnostics& diagnostics) {
  for (const Change& change : changes) {
    if (!change.of_variants() || change.inside_variants()) continue;
    Tree more = change.value;
    if (change.segments.size() > 1) {
      const std::vector<std::string> name(change.segments.begin() + 1, change.segments.end());
      more = Setter(name, change.value, change.at, diagnostics).patch(documents.variants);
    }
    if (more != nullptr) compose_variants(documents, more, change.at, diagnostics);
  }
  const std::vector<std::string> names = names_in(documents.variants);
  for (const Change& change : changes) {
    if (!change.inside_variants()) continue;
    const std::string& wanted = change.segments[1];
    const bool any = std::any_of(names.begin(), names.end(),
                                 [&](const std::string& name) { return matches(wanted, name); });
    if (any) continue;
    diagnostics.error(change.at, fmt::format("there is no variant '{}'", wanted),
                      variants_hint(wanted, names));
  }
  return documents;
}

void check_variants(const Documents& documents, Diagnostics& diagnostics) {
  if (documents.variants == nullptr) return;
  const std::vector<Entry>& variants = documents.variants->entries;
  if (variants.empty()) {
    diagnostics.error(documents.variants_at, "variants: there is none in it",
                      "name some, as in variants: {none: {clusters: null}, some: {}}, or leave "
                      "the key out");
  }
  if (variants.size() > variants_max) {
    diagnostics.error(documents.variants_at,
                      fmt::format("variants: there are {}, and at most {} can be compared",
                                  variants.size(), variants_max));
  }
  for (const Entry& variant : variants) {
    const std::string wrong = wrong_with_variant(variant.key);
    if (!wrong.empty()) diagnostics.error(variant.at, wrong);
    check_patch(variant, diagnostics);
  }
}

Tree with_patch(const Documents& documents, const std::string& variant, Diagnostics& diagnostics) {
  const Entry* entry = documents.variants->find(variant);
  assert(entry != nullptr);
  if (!entry->value->is_mapping()) return documents.base;  // said by check_variants
  warn_of_idle_nulls(documents.base, entry->value, fmt::format("variant '{}': ", variant),
                     diagnostics);
  Tree patch = entry->value;
  for (const std::string_view key : {"variants", "include", "ausfall", "sweep"})
    patch = without(patch, key);
  return merged(documents.base, patch, whole_scenario);
}

Tree overridden(Tree document, const std::string& variant, const std::vector<Change>& changes,
                Diagnostics& diagnostics) {
  for (const Change& change : changes) {
    std::vector<std::string> segments = change.segments;
    if (change.of_variants()) {
      if (!change.inside_variants() || !matches(segments[1], variant)) continue;
      segments.erase(segments.begin(), segments.begin() + 2);
    }
    const Tree patch = Setter(segments, change.value, change.at, diagnostics).patch(document);
    if (patch == nullptr) continue;
    // Where a glob selects several, some may have nothing to delete.
    if (change.value->is_mapping() || !deletes_somewhere(document, patch))
      warn_of_idle_nulls(document, patch, "", diagnostics);
    document = merged(document, patch, whole_scenario);
  }
  return document;
}

Errors blamed(Errors errors, const Tree& before, const std::string& variant,
              const std::vector<Change>& changes, const Sources& sources,
              const std::function<Errors(const Tree&)>& errors_of) {
  constexpr std::size_t work_max = 1'000'000;  // parts to be read, after which nobody is blamed
  if (before->weight * changes.size() > work_max) return errors;
  const auto open = [&](const auto& error) { return !sources[error.first.source].is_change; };
  std::vector<Errors::value_type*> not_blamed;
  for (auto& error : errors) {
    if (open(error)) not_blamed.push_back(&error);
  }
  // With the first so many changes an error is not there, with one more it is.
  for (std::size_t made = changes.size(); made-- > 0 && !not_blamed.empty();) {
    Diagnostics unheard(sources);
    const std::vector<Change> first(changes.begin(),
                                    changes.begin() + static_cast<std::ptrdiff_t>(made));
    const Errors there = errors_of(overridden(before, variant, first, unheard));
    std::erase_if(not_blamed, [&](Errors::value_type* error) {
      const bool still = std::ranges::any_of(there, [&](const auto& other) {
        return other.first == error->first && other.second.message == error->second.message;
      });
      if (still) return false;
      const Position blamed =
          changes[made].blamed_at.line > 0 ? changes[made].blamed_at : changes[made].at;
      if (error->first == changes[made].at || error->first == blamed)
        return true;  // it is told there
      Diagnostic& told = error->second;
      told.hint = fmt::format("it shows in {}:{}:{}{}{}", told.file, told.line, told.column,
                              told.hint.empty() ? "" : "; ", told.hint);
      error->first = blamed;
      return true;
    });
  }
  return errors;
}

Override Override::parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    Diagnostic mistake;
    mistake.file = change_words();
    mistake.line = 1;
    mistake.column = 1;
    mistake.source_line = text;
    mistake.message = "an override is path=value";
    mistake.hint = "as in " + change_words("hosts.node*.failures.hardware.mttf='2 y'");
    throw Mistakes({mistake});
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

}  // namespace ausfall::scenarios
