// A scenario's text as a tree that knows where everything in it stands.
//
// 1. A tree is immutable and its parts are shared: an alias, or the body of a range of hosts, costs
//    nothing.
// 2. Every node and every key has its position, in the file it came from, whatever has been merged.
// 3. Hostile text ends in a diagnostic at once: size, depth and the size of what is spelled out are
//    limited.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/source.hpp"

namespace ausfall::scenarios {

struct Node;
using Tree = std::shared_ptr<const Node>;

struct Entry {
  std::string key;
  std::string written;  ///< the key as it stands in the file: "node1..4" for node2
  Position at;          ///< of the key
  Tree value;
};

struct Node {
  enum class Kind { null, scalar, list, mapping };

  Kind kind = Kind::null;
  Position at;
  std::string text;            ///< scalar
  std::vector<Tree> items;     ///< list
  std::vector<Entry> entries;  ///< mapping, in order; no key twice
  std::size_t weight = 1;      ///< nodes in it, those shared counted as often as they appear
  bool has_deleted = false;    ///< null: in its own document, before it is merged onto another
  bool reported = false;       ///< mapping: a key in it had no value, and that was said
  bool whole = false;          ///< mapping: it takes the place of what it is merged onto

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::scalar; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list; }
  [[nodiscard]] bool is_mapping() const { return kind == Kind::mapping; }
  /// Null if there is none.
  [[nodiscard]] const Entry* find(std::string_view key) const;
};

inline constexpr std::size_t depth_max = 64;
inline constexpr std::size_t aliased_max = 100'000;  ///< parts that aliases may add to a document
inline constexpr std::size_t weight_max =
    4'000'000;  ///< parts of a document, its ranges spelled out

/// What stands in a source: one YAML document without tags and merge keys, aliases followed. Null
/// after an error.
Tree parsed(std::uint32_t source, const Sources& sources, Diagnostics& diagnostics);

/// A mapping with nothing in it.
Tree empty_mapping(Position at);

/// For people, on one line: `{window: [22, 6]}`.
std::string to_text(const Tree& tree);

}  // namespace ausfall::scenarios
