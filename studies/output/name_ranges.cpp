#include "studies/output/name_ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <optional>
#include <span>

#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr std::size_t names_shown = 6;

/// A name in which a number stands: "node12.os" is "node", 12, ".os".
struct Numbered {
  std::string before;
  int number = 0;
  std::string after;
};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// By the number that stands at this place, if one does.
std::optional<Numbered> split(const std::string& name, std::size_t at) {
  constexpr std::size_t digits_max = 9;
  std::size_t end = std::min(at, name.size());
  while (end < name.size() && is_digit(name[end])) ++end;
  if (end <= at || end - at > digits_max) return std::nullopt;
  return Numbered{name.substr(0, at), std::stoi(name.substr(at, end - at)), name.substr(end)};
}

/// Where the number begins in which two names differ, if they do in one.
std::size_t number_at(const std::string& name, const std::string& other) {
  auto at = static_cast<std::size_t>(std::ranges::mismatch(name, other).in1 - name.begin());
  while (at > 0 && is_digit(name[at - 1])) --at;
  return at;
}

/// How many, from the first on, count one number up: node1, node2, node3.
std::size_t length_of_run(std::span<const std::string> names) {
  if (names.size() < 2) return 1;
  const std::size_t at = number_at(names[0], names[1]);
  const std::optional<Numbered> first = split(names[0], at);
  if (!first) return 1;
  std::size_t length = 1;
  for (; length < names.size(); ++length) {
    const std::optional<Numbered> next = split(names[length], at);
    if (!next || next->before != first->before || next->after != first->after ||
        next->number != first->number + static_cast<int>(length))
      break;
  }
  return length;
}

std::string run_words(const std::string& first, const std::string& last) {
  const std::size_t at = number_at(first, last);
  const std::optional<Numbered> from = split(first, at);
  const std::optional<Numbered> to = split(last, at);
  assert(from && to);
  return fmt::format("{}{}..{}{}", from->before, from->number, to->number, from->after);
}

}  // namespace

std::string names_together(const std::vector<std::string>& names) {
  assert(!names.empty());
  std::vector<std::string> words;
  for (std::size_t from = 0; from < names.size();) {
    const std::size_t length = length_of_run(std::span(names).subspan(from));
    words.push_back(length == 1 ? names[from] : run_words(names[from], names[from + length - 1]));
    from += length;
  }
  if (words.size() > names_shown + 1) {
    const std::size_t others = words.size() - names_shown;
    words.resize(names_shown);
    words.push_back(fmt::format("{} others", others));
  }
  return enumeration(words);
}

}  // namespace ausfall::studies
