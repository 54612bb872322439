// Diagnostics that say the same of several names, as one.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

/// A part of a message, without its quotes.
struct Part {
  std::size_t from = 0;
  std::size_t length = 0;
};

bool is_quote(std::string_view message, std::size_t at, std::size_t neighbour) {
  if (message[at] != '\'') return false;
  return neighbour >= message.size() ||
         std::isalnum(static_cast<unsigned char>(message[neighbour])) == 0;
}

/// What stands in quotes. An apostrophe is no quote: there are letters on both sides of it.
std::vector<Part> quoted_parts(std::string_view message) {
  constexpr std::size_t parts_max = 6;
  std::vector<Part> parts;
  constexpr std::size_t none = std::string_view::npos;
  std::size_t open = none;  // where the quoted text begins
  for (std::size_t i = 0; i < message.size() && parts.size() < parts_max; ++i) {
    if (open == none && is_quote(message, i, i - 1)) {
      open = i + 1;
    } else if (open != none && is_quote(message, i, i + 1)) {
      parts.push_back({open, i - open});
      open = none;
    }
  }
  return parts;
}

/// The message with another text in place of a part and its quotes.
std::string with(std::string_view message, Part part, std::string_view text) {
  return fmt::format("{}{}{}", message.substr(0, part.from - 1), text,
                     message.substr(part.from + part.length + 1));
}

std::string without(std::string_view message, Part part) { return with(message, part, "\n"); }

/// "'web1..4', 'sql' and 3 others"
std::string in_words(std::span<const std::string> names) {
  constexpr std::size_t shown_max = 12;
  std::vector<std::string> words;
  for (const std::string& range : in_ranges(names)) words.push_back(fmt::format("'{}'", range));
  if (words.size() > shown_max + 1) {
    const std::size_t others = words.size() - shown_max;
    words.resize(shown_max);
    words.push_back(fmt::format("{} others", others));
  }
  const std::string last = words.back();
  words.pop_back();
  return words.empty() ? last : fmt::format("{} and {}", fmt::join(words, ", "), last);
}

/// " (also in lines 4, 7 and 9)"
std::string also_in(std::vector<std::size_t> lines, std::size_t first) {
  constexpr std::size_t shown_max = 12;
  std::ranges::sort(lines);
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  std::erase(lines, first);
  if (lines.empty()) return {};
  const bool more = lines.size() > shown_max;
  if (more) lines.resize(shown_max);
  return fmt::format(" (also in line{} {}{})", lines.size() == 1 ? "" : "s", fmt::join(lines, ", "),
                     more ? ", ..." : "");
}

/// Of all of them, each in its part.
template <class Likenesses>
std::vector<std::string> names_of(const Likenesses& alike) {
  std::vector<std::string> names;
  for (const auto& [one, part] : alike) {
    const std::string& message = one->diagnostic.message;
    const std::vector<Part> parts = quoted_parts(message);
    if (one->part)
      names.insert(names.end(), one->names.begin(), one->names.end());
    else if (part < parts.size())
      names.push_back(message.substr(parts[part].from, parts[part].length));
  }
  return names;
}

}  // namespace

bool Alike::joins(Position at, const std::string& message, const std::string& hint) {
  for (const Part& part : quoted_parts(message)) {
    const auto found = index_.find({at, without(message, part), hint});
    if (found == index_.end()) continue;
    One& one = all_[found->second];
    const std::vector<Part> parts = quoted_parts(one.diagnostic.message);
    // Without a name it says the same: so the part begins at the same place.
    const auto its = std::ranges::find(parts, part.from, &Part::from);
    if (its == parts.end()) continue;
    const auto number = static_cast<std::size_t>(its - parts.begin());
    if (one.part && *one.part != number) continue;
    if (!one.part) one.names = {one.diagnostic.message.substr(its->from, its->length)};
    one.part = number;
    one.names.push_back(message.substr(part.from, part.length));
    ++joined_;
    return true;
  }
  return false;
}

void Alike::add(Position at, Diagnostic diagnostic) {
  for (const Part& part : quoted_parts(diagnostic.message)) {
    index_.emplace(std::tuple{at, without(diagnostic.message, part), diagnostic.hint}, all_.size());
  }
  all_.push_back({at, std::move(diagnostic), std::nullopt, {}});
}

std::pair<Position, Diagnostic> Alike::as_one(const Likenesses& alike) {
  const auto& [first, part] = alike.front();
  Diagnostic diagnostic = first->diagnostic;
  const std::vector<std::string> names = names_of(alike);
  std::vector<std::size_t> lines;
  for (const Likeness& each : alike) lines.push_back(each.one->at.line);
  if (names.size() > 1)
    diagnostic.message =
        with(diagnostic.message, quoted_parts(diagnostic.message)[part], in_words(names));
  diagnostic.message += also_in(std::move(lines), first->at.line);
  return {first->at, std::move(diagnostic)};
}

std::vector<std::pair<Position, Diagnostic>> Alike::together(Order order) const {
  constexpr std::size_t few = 3;
  std::vector<const One*> ones;
  for (const One& one : all_) ones.push_back(&one);
  if (order == Order::of_lines)
    std::ranges::stable_sort(ones, {}, [](const One* one) { return one->at; });

  // By file, hint, and the message without one of its parts.
  std::map<std::tuple<std::uint32_t, std::string, std::string>, Likenesses> alike;
  const auto for_each_way = [&](const One* one, const auto& visit) {
    const auto& [hint, message] = std::tie(one->diagnostic.hint, one->diagnostic.message);
    const std::vector<Part> parts = quoted_parts(message);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (!one->part || *one->part == p)
        visit(alike[{one->at.source, hint, without(message, parts[p])}], p);
    }
  };
  for (const One* one : ones)
    for_each_way(one, [&](Likenesses& list, std::size_t part) { list.push_back({one, part}); });

  std::set<const One*> told;  // looked up only
  std::vector<std::pair<Position, Diagnostic>> result;
  for (const One* one : ones) {
    if (told.contains(one)) continue;
    Likenesses best{{one, one->part.value_or(std::string::npos)}};
    for_each_way(one, [&](const Likenesses& list, std::size_t) {
      Likenesses left = list;
      std::erase_if(left, [&](const Likeness& each) { return told.contains(each.one); });
      const std::vector<std::string> names = names_of(left);
      // What is said of one name in several places are several mistakes.
      const bool of_several = std::set(names.begin(), names.end()).size() >= few;
      if (left.size() >= few && of_several && left.size() > best.size()) best = std::move(left);
    });
    for (const Likeness& each : best) told.insert(each.one);
    result.push_back(as_one(best));
  }
  return result;
}

}  // namespace ausfall::scenarios
