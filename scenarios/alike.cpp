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
#include "scenarios/plural.hpp"

namespace ausfall::scenarios {
namespace {

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

bool is_all_of_one(const std::vector<std::string>& names) {
  return std::ranges::all_of(names, [&](const std::string& each) { return each == names.front(); });
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
  std::vector<std::string> names = names_of(alike);
  if (is_all_of_one(names)) names.resize(1);
  std::vector<std::size_t> lines;
  for (const Likeness& each : alike) lines.push_back(each.one->at.line);
  if (names.size() > 1) {
    const Part its = quoted_parts(diagnostic.message)[part];
    const std::string words = in_words(names);
    diagnostic.message =
        in_plural(with(diagnostic.message, its, words), its.from - 1, its.from - 1 + words.size());
  }
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
      // What is said of one name in several places are several mistakes, but for what is not there: that
      // was left out once.
      const bool of_several = std::set(names.begin(), names.end()).size() >= few;
      const bool is_missing = one->diagnostic.message.find(": there is no ") != std::string::npos;
      const bool is_one = of_several || (is_missing && is_all_of_one(names));
      if (left.size() >= few && is_one && left.size() > best.size()) best = std::move(left);
    });
    for (const Likeness& each : best) told.insert(each.one);
    result.push_back(as_one(best));
    std::string& message = result.back().second.message;
    message = spoken_of_several(std::move(message));
  }
  return result;
}

}  // namespace ausfall::scenarios
