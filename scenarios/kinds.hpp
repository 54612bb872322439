// What has a kind: a word, or a mapping with that word in it. `quorum: majority` is
// `quorum: {kind: majority}`, and `fencing: {power: {time: 30 s}}` is `{kind: power, time: 30 s}`.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "scenarios/document.hpp"

namespace ausfall::scenarios {

/// A word, and which of its section's keys mean something for it.
struct Kind {
  std::string_view word;
  std::array<std::string_view, 10> keys;

  [[nodiscard]] bool has(std::string_view key) const {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }
};

/// A part of the policy that is written as a word, or as a mapping with that word under `key`.
struct Kinded {
  std::string_view section, key;
  std::span<const Kind> kinds;
};

/// Quorum, fencing, isolation, planned moves and redirected I/O.
std::span<const Kinded> kinded();
/// Null where what the section holds has no kind.
const Kinded* find_kinded(std::string_view section);

/// The word that says which it is; empty where none does.
std::string kind_in(const Kinded& part, const Tree& tree);

/// As a mapping with the word under its key, whichever way it was written. Anything else, null, too,
/// as it is.
Tree in_one_form(const Kinded& part, const Tree& tree);

}  // namespace ausfall::scenarios
