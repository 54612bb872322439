// Names: ranges, globs, and the nearest known one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::scenarios {

/// `*` stands for any letters, `?` for one.
bool is_glob(std::string_view text);
bool matches(std::string_view glob, std::string_view name);

/// Has the form of a range: digits, two dots, digits at the end.
bool is_range(std::string_view text);

inline constexpr std::size_t range_max = 100'000;

/// `node1..4` is node1, node2, node3, node4; `ws01..16` keeps the zeros. Throws BadRange.
/// REQUIRES: is_range(text).
std::vector<std::string> range(std::string_view text);

/// Names that count up, one after another, as the ranges by which they could be written:
/// `node1..4.hardware`, `ws01..12` with its zeros. The others as they are; the order stays.
std::vector<std::string> in_ranges(std::span<const std::string> names);

/// What is wrong with a range, for people.
struct BadRange {
  std::string message;
};

/// What is wrong with `name` as the name of a thing; empty if it is a good one. Names are used in
/// selections, in dotted paths and on the command line, so what has a meaning there cannot be in
/// them.
std::string wrong_with_name(std::string_view name);
/// The same for what is named where a selection may stand: there `all` and `none` mean something
/// else.
std::string wrong_with_name_of_thing(std::string_view name);

/// The one that differs by the fewest letters (Damerau-Levenshtein), if by few enough to be meant.
/// Empty otherwise.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

/// "did you mean 'x'?" or, without a near one, "known: a, b, c" (the first dozen), or empty without
/// any.
std::string known_names_hint(std::string_view name, const std::vector<std::string>& known,
                             std::string_view what = "known");

/// "variants: 'none', 'host cluster'", with the nearest to `name` in front if there is one: names of
/// variants may hold commas.
std::string variants_hint(std::string_view name, const std::vector<std::string>& variants);

}  // namespace ausfall::scenarios
