#include "scenarios/kinds.hpp"

#include <memory>

#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

/// The words of a table, whatever they mean.
template <const auto& table>
constexpr auto kinds_of = [] {
  std::array<Kind, table.size()> kinds{};
  std::transform(table.begin(), table.end(), kinds.begin(), [](const auto& word) {
    return Kind{word.text, word.keys};
  });
  return kinds;
}();

constexpr std::array all{Kinded{"quorum", "kind", kinds_of<words::quorum_kinds>},
                         Kinded{"fencing", "kind", kinds_of<words::fencing_kinds>},
                         Kinded{"isolation", "response", kinds_of<words::isolation_responses>},
                         Kinded{"planned", "kind", kinds_of<words::planned_kinds>},
                         Kinded{"redirected", "kind", kinds_of<words::redirections>}};

/// `none` as `{kind: none}`. Anything else as it is.
Tree with_kind(const Kinded& part, const Tree& tree) {
  if (tree == nullptr || !tree->is_scalar()) return tree;
  Node node;
  node.kind = Node::Kind::mapping;
  node.at = tree->at;
  node.weight = 2;
  node.entries.push_back({std::string(part.key), std::string(part.key), tree->at, tree});
  return std::make_shared<const Node>(std::move(node));
}

bool is_kind(const Kinded& part, std::string_view word) {
  return std::any_of(part.kinds.begin(), part.kinds.end(),
                     [&](const Kind& kind) { return kind.word == word; });
}

/// `{power: {time: 30 s}}` as `{kind: power, time: 30 s}`. Anything else as it is.
Tree with_kind_as_value(const Kinded& part, const Tree& tree) {
  if (tree == nullptr || !tree->is_mapping() || tree->find(part.key) != nullptr) return tree;
  const auto as_key = std::find_if(tree->entries.begin(), tree->entries.end(), [&](const Entry& e) {
    return e.value->is_mapping() && is_kind(part, e.key);
  });
  if (as_key == tree->entries.end()) return tree;
  Node word;
  word.kind = Node::Kind::scalar;
  word.at = as_key->at;
  word.text = as_key->key;
  Node node = *as_key->value;
  node.weight = tree->weight + 1;
  node.at = tree->at;
  node.entries.push_back({std::string(part.key), std::string(part.key), as_key->at,
                          std::make_shared<const Node>(std::move(word))});
  for (const Entry& entry : tree->entries) {
    if (entry.key != as_key->key) node.entries.push_back(entry);
  }
  return std::make_shared<const Node>(std::move(node));
}

}  // namespace

std::span<const Kinded> kinded() { return all; }

const Kinded* find_kinded(std::string_view section) {
  const auto* const found = std::ranges::find(all, section, &Kinded::section);
  return found == all.end() ? nullptr : found;
}

std::string kind_in(const Kinded& part, const Tree& tree) {
  if (tree == nullptr) return {};
  if (tree->is_scalar()) return tree->text;
  const Entry* kind = tree->find(part.key);
  return kind != nullptr && kind->value->is_scalar() ? kind->value->text : "";
}

Tree in_one_form(const Kinded& part, const Tree& tree) {
  return with_kind(part, with_kind_as_value(part, tree));
}

}  // namespace ausfall::scenarios
