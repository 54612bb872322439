#include "scenarios/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <span>

#include "scenarios/harmless.hpp"

namespace ausfall::scenarios {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The parts of `node01..16`: "node", "01", "16".
struct RangeParts {
  std::string_view stem, first, last;
};

std::optional<RangeParts> parts_of_range(std::string_view text) {
  std::size_t last = text.size();
  while (last > 0 && is_digit(text[last - 1])) --last;
  if (last == text.size() || last < 2 || text.substr(last - 2, 2) != "..") return std::nullopt;
  const std::size_t dots = last - 2;
  std::size_t first = dots;
  while (first > 0 && is_digit(text[first - 1])) --first;
  if (first == dots) return std::nullopt;
  return RangeParts{text.substr(0, first), text.substr(first, dots - first), text.substr(last)};
}

std::size_t number(std::string_view digits) {
  std::size_t value = 0;
  const auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (trouble != std::errc()) throw BadRange{fmt::format("{} is too large a number", digits)};
  return value;
}

/// Edits that turn one into the other: insert, delete, replace, swap neighbours; `bound` + 1 if
/// more than `bound`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t bound) {
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > bound) return bound + 1;
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

// ---- ranges of names ----------------------------------------------------------------------------

/// A name in which a number stands: "node012.os" is "node", "012", ".os".
struct Numbered {
  std::string_view before, digits, after;
  std::size_t value = 0;

  /// So many further: what a range writes there, its zeros kept.
  [[nodiscard]] std::string later(std::size_t steps) const {
    const std::size_t width = digits.starts_with('0') ? digits.size() : 1;
    return fmt::format("{}{:0{}}{}", before, value + steps, width, after);
  }
};

/// By the number that begins at this place, if one does.
std::optional<Numbered> numbered(std::string_view name, std::size_t at) {
  constexpr std::size_t digits_max = 9;
  std::size_t end = std::min(at, name.size());
  while (end < name.size() && is_digit(name[end])) ++end;
  if (end <= at || end - at > digits_max) return std::nullopt;
  const std::string_view digits = name.substr(at, end - at);
  return Numbered{name.substr(0, at), digits, name.substr(end), number(digits)};
}

/// Where the number begins in which two names differ, if they do in one.
std::size_t number_at(std::string_view name, std::string_view other) {
  auto at = static_cast<std::size_t>(std::ranges::mismatch(name, other).in1 - name.begin());
  while (at > 0 && is_digit(name[at - 1])) --at;
  return at;
}

/// The first of the names and those that count on from it, as a range; nothing if the next does not.
std::optional<std::string> leading_range(std::span<const std::string> names, std::size_t& length) {
  length = 1;
  if (names.size() < 2) return std::nullopt;
  const std::size_t at = number_at(names[0], names[1]);
  const std::optional<Numbered> first = numbered(names[0], at);
  if (!first) return std::nullopt;
  while (length < names.size() && names[length] == first->later(length)) ++length;
  if (length == 1) return std::nullopt;
  const std::optional<Numbered> last = numbered(names[length - 1], at);
  return fmt::format("{}{}..{}{}", first->before, first->digits, last->digits, first->after);
}

}  // namespace

std::vector<std::string> in_ranges(std::span<const std::string> names) {
  std::vector<std::string> result;
  for (std::size_t length = 1; !names.empty(); names = names.subspan(length)) {
    const std::optional<std::string> range = leading_range(names, length);
    result.push_back(range ? *range : names.front());
  }
  return result;
}

bool is_glob(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool matches(std::string_view glob, std::string_view name) {
  std::size_t g = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;  // the last one seen, and where it stopped eating
  std::size_t eaten = 0;
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      eaten = n;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
      ++g;
      ++n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      n = ++eaten;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

bool is_range(std::string_view text) { return parts_of_range(text).has_value(); }

std::vector<std::string> range(std::string_view text) {
  const auto [stem, first, last] = parts_of_range(text).value();
  const std::size_t from = number(first);
  const std::size_t to = number(last);
  if (from > to) {
    throw BadRange{
        fmt::format("the range '{}' runs backwards: write {}{}..{}", text, stem, last, first)};
  }
  if (to - from >= range_max) {
    throw BadRange{fmt::format("the range '{}' is too long: at most {} names", text, range_max)};
  }
  const std::size_t width = first.starts_with('0') ? first.size() : 1;
  std::vector<std::string> names;
  names.reserve(to - from + 1);
  for (std::size_t i = from; i <= to; ++i) names.push_back(fmt::format("{}{:0{}}", stem, i, width));
  return names;
}

std::string wrong_with_name(std::string_view name) {
  if (name.empty()) return "a name cannot be empty";
  if (name.size() > 100) return "a name can have at most 100 letters";
  constexpr std::string_view reserved = ".*?[]{}:,@=\"'";
  for (const char letter : name) {
    if (reserved.find(letter) != std::string_view::npos) {
      return fmt::format("'{}' cannot be part of a name", letter);
    }
  }
  if (!is_harmless(name)) return "a name cannot contain control characters";
  if (name.front() == ' ' || name.back() == ' ') return "a name cannot begin or end with a blank";
  return {};
}

std::string wrong_with_name_of_thing(std::string_view name) {
  if (name == "all" || name == "none")
    return fmt::format("'{}' has a meaning of its own and cannot be a name", name);
  return wrong_with_name(name);
}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t candidates_max = 5000;  // enough for a hint
  std::size_t best = name.size() <= 3 ? 1 : name.size() <= 8 ? 2 : 3;
  std::string result;
  for (const std::string& candidate :
       std::span(known).first(std::min(known.size(), candidates_max))) {
    const std::size_t edits = distance(name, candidate, best);
    const bool nearer = result.empty() ? edits <= best : edits < best;
    if (!nearer || edits >= std::max(name.size(), candidate.size())) continue;
    best = edits;
    result = candidate;
  }
  return result;
}

std::string known_names_hint(std::string_view name, const std::vector<std::string>& known,
                             std::string_view what) {
  constexpr std::size_t shown_max = 24;
  if (known.empty()) return {};
  const std::string near = nearest(name, known);
  std::string hint = near.empty() ? "" : fmt::format("did you mean '{}'? ", near);
  const auto shown = std::span(known).first(std::min(known.size(), shown_max));
  return hint + fmt::format("{}: {}{}", what, fmt::join(shown, ", "),
                            known.size() > shown_max ? ", ..." : "");
}

std::string variants_hint(std::string_view name, const std::vector<std::string>& variants) {
  if (variants.empty()) return "the scenario has no variants";
  const std::string near = name.empty() ? "" : nearest(name, variants);
  return fmt::format("{}variants: '{}'",
                     near.empty() ? "" : fmt::format("did you mean '{}'? ", near),
                     fmt::join(variants, "', '"));
}

}  // namespace ausfall::scenarios
