#include "scenarios/load.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/names.hpp"
#include "scenarios/vocabulary.hpp"

namespace ausfall::scenarios {
namespace {

// ---- include ------------------------------------------------------------------------------------

class Loader {
 public:
  Loader(Sources& sources, Diagnostics& diagnostics)
      : sources_(sources), diagnostics_(diagnostics) {}

  Tree load(std::uint32_t source, const std::filesystem::path& path) {
    const Tree document = parsed(source, sources_, diagnostics_);
    if (document == nullptr) return nullptr;
    if (!document->is_mapping()) {
      diagnostics_.error(document->at, "a scenario is a mapping, {key: value}",
                         "it begins with `ausfall: 1`");
      return nullptr;
    }
    open_.push_back(path);
    Tree base = empty_mapping(document->at);
    if (const Entry* include = document->find("include")) base = included(*include->value, base);
    open_.pop_back();
    const Tree own = spelled_out(without_include(document), diagnostics_);
    return merged(base, own, &diagnostics_);
  }

 private:
  Tree included(const Node& include, Tree base) {
    const auto add = [&](const Node& file) {
      const Tree more = load_included(file);
      if (more != nullptr) base = merged(base, more);
    };
    if (include.is_scalar()) add(include);
    if (include.is_mapping())
      diagnostics_.error(include.at, "include: a list of files is due", "include: [room.yaml]");
    for (const Tree& file : include.items) add(*file);
    return base;
  }

  Tree load_included(const Node& file) {
    if (!file.is_scalar()) {
      diagnostics_.error(file.at, "include: the name of a file is due", "include: [room.yaml]");
      return nullptr;
    }
    const auto path = (sources_[file.at.source].directory / file.text).lexically_normal();
    if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
      diagnostics_.error(
          file.at, fmt::format("'{}' includes itself", path.string()),
          fmt::format("a cycle of {}", open_.size() == 1 ? "one file" : "several files"));
      return nullptr;
    }
    if (open_.size() > include_depth_max || files_ >= files_max) {
      diagnostics_.error(file.at, fmt::format("includes go too far: at most {} deep and {} files",
                                              include_depth_max, files_max));
      return nullptr;
    }
    ++files_;
    try {
      std::string text = read_bytes(path, file_size_max);
      return load(sources_.add(path.string(), std::move(text), path.parent_path()), path);
    } catch (const Unreadable& trouble) {
      diagnostics_.error(file.at, fmt::format("include: {}", trouble.what()));
      return nullptr;
    }
  }

  static Tree without_include(const Tree& document) {
    if (document->find("include") == nullptr) return document;
    Node rest = *document;
    std::erase_if(rest.entries, [](const Entry& entry) { return entry.key == "include"; });
    return std::make_shared<const Node>(std::move(rest));
  }

  static constexpr std::size_t files_max = 256;

  Sources& sources_;
  Diagnostics& diagnostics_;
  std::vector<std::filesystem::path> open_;  // the files that are being read, outermost first
  std::size_t files_ = 0;
};

// ---- overrides ----------------------------------------------------------------------------------

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (true) {
    const std::size_t dot = path.find('.');
    segments.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    path = path.substr(dot + 1);
  }
}

/// What the mapping is that a segment of a path stands in: a section of the language, or names that
/// the user has chosen, each of one. Without a section nothing is known of it.
struct Place {
  std::string_view section;
  bool names = false;

  [[nodiscard]] Place below(std::string_view key) const {
    if (names) return {section, false};
    const Key* known = section.empty() ? nullptr : find_key(section, key);
    if (known == nullptr) return {};
    if (known->type == Type::named) return {known->of, true};
    return known->type == Type::section ? Place{known->of, false} : Place{};
  }
};

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
                           Place place = {"scenario", false}) const {
    if (depth == segments_.size()) return value_;
    const std::string& segment = segments_[depth];
    if (tree != nullptr && !tree->is_mapping() && !(tree->is_scalar() && depth > 1)) {
      diagnostics_.error(
          at_,
          fmt::format("'{}' is below a list or a value: there is nothing to set in it", segment),
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
  /// A path into something that does not exist does not make it: most likely its name is misspelt.
  void not_there(const Tree& tree, std::size_t depth, const std::string& key) const {
    std::vector<std::string> known;
    if (tree != nullptr) {
      for (const Entry& entry : tree->entries) known.push_back(entry.key);
    }
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

/// The value alone is parsed; its places are those in the whole text.
Tree value_of(const Override& change, std::uint32_t whole, Diagnostics& diagnostics) {
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
  return spelled_out(moved(tree, whole, columns), diagnostics);
}

}  // namespace

Tree loaded(std::uint32_t source, Sources& sources, Diagnostics& diagnostics) {
  const std::filesystem::path path = std::filesystem::path(sources[source].name).lexically_normal();
  return Loader(sources, diagnostics).load(source, path);
}

Tree overridden(Tree document, const std::vector<Override>& overrides, Sources& sources,
                Diagnostics& diagnostics) {
  for (const Override& change : overrides) {
    const std::uint32_t whole =
        sources.add("--set", change.path + "=" + change.value, sources[0].directory);
    const Position at{whole, 1, 1};
    const Tree value = value_of(change, whole, diagnostics);
    if (value == nullptr) continue;
    const std::vector<std::string> segments = segments_of(change.path);
    if (std::find(segments.begin(), segments.end(), "") != segments.end()) {
      diagnostics.error(at,
                        "a path has a name between its dots, as in horizon or hosts.node1.boot");
    } else if (segments.front() == "include") {
      diagnostics.error(at, "files are included by the scenario, not by an override");
    } else if (const Tree patch = Setter(segments, value, at, diagnostics).patch(document)) {
      document = merged(document, patch, &diagnostics);
    }
  }
  return document;
}

Override Override::parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    Diagnostic mistake;
    mistake.file = "--set";
    mistake.line = 1;
    mistake.column = 1;
    mistake.source_line = text;
    mistake.message = "an override is path=value";
    mistake.hint = "as in --set hosts.node*.failures.hardware.mttf='2 y'";
    throw Mistakes({mistake});
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

}  // namespace ausfall::scenarios
