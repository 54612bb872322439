#include "studies/output/output_unknowns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr std::size_t inputs_shown = 12;
constexpr std::size_t name_width = 38;

/// "99.81 %": with two digits of what lies between the ends.
std::string availability_words(double unavailability, double width) {
  const int decimals = std::clamp(decimals_for(100 * width, 4), 0, 15);
  return decimal(100 * (1 - unavailability), decimals) + " %";
}

std::string downtime_words(double unavailability) {
  return rough_words(Seconds(unavailability * seconds_in(year)));
}

/// "70 % (64 to 76)".
std::string share_words(const Estimate& share) {
  const auto whole = [](double part) { return decimal(100 * part, 0); };
  return fmt::format("{} % ({} to {})", whole(share.mean), whole(share.low), whole(share.high));
}

std::string sentence(const UnknownsResult& it, std::string_view replication) {
  std::string text = fmt::format(
      "{} not known, drawn {}: ",
      it.inputs.size() == 1 ? "one input is" : count(it.inputs.size(), "input") + " are",
      times(it.draws));
  if (it.unavailability) {
    const TrueRange& range = *it.unavailability;
    const double width = (range.high - range.low) / 2;
    text += fmt::format(
        "with 90 % the true availability is between {} and {}, {} to {} of downtime a year, as "
        "likely as not above {}",
        availability_words(range.high, width), availability_words(range.low, width),
        downtime_words(range.low), downtime_words(range.high),
        availability_words(range.median, width));
  } else {
    text += "what they leave open is not to be seen in so few replications";
  }
  if (it.mean) text += fmt::format("; on average {}", availability_words(*it.mean, *it.mean / 10));
  if (it.ranked && it.inputs.size() > 1 && it.inputs.front().share.mean > 0) {
    text += fmt::format(". {} explains {} of this range", it.inputs.front().name,
                        percent(std::round(100 * it.inputs.front().share.mean) / 100));
  }
  if (it.unknowns_share) {
    text += fmt::format(". Of the spread of one replication ({}), {} % is chance, {} % not knowing",
                        replication, decimal(100 * (1 - *it.unknowns_share), 0),
                        decimal(100 * *it.unknowns_share, 0));
  }
  return text + '.';
}

Table table_of(const UnknownsResult& it) {
  using enum Align;
  Table table({left, right, left, right, right});
  std::vector<std::string> head{"not known", "from", "to (90 %)"};
  if (it.ranked) head.insert(head.end(), {"explains", "if known, narrower by"});
  table.add(std::move(head));
  for (std::size_t i = 0; i < std::min(it.inputs.size(), inputs_shown); ++i) {
    const InputResult& input = it.inputs[i];
    std::vector<std::string> row{row_name(input.name, name_width), rough_words(input.low),
                                 rough_words(input.high)};
    if (it.ranked) {
      row.push_back(share_words(input.share));
      row.push_back(decimal(100 * input.narrows, 0) + " %");
    }
    table.add(std::move(row));
  }
  if (it.inputs.size() > inputs_shown)
    table.add({fmt::format("{} others", it.inputs.size() - inputs_shown)});
  if (it.ranked && it.together >= 0.005)
    table.add({"only together, or not fitted", "", "", decimal(100 * it.together, 0) + " %"});
  return table;
}

/// Between the paths of an input that an alias uses again.
constexpr std::string_view paths_apart = ", ";
constexpr std::string_view also_mark = " *";

}  // namespace

std::string shortened(const std::string& name, std::size_t width_max) {
  if (width_of(name) <= width_max) return name;
  // Whole letters: names may be of any alphabet.
  std::vector<std::string> letters;
  for (const char byte : name) {
    if (letters.empty() || (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U)
      letters.emplace_back();
    letters.back() += byte;
  }
  const std::size_t kept = width_max - 1;
  const std::size_t before = kept / 2;
  std::string text;
  for (std::size_t i = 0; i < before; ++i) text += letters[i];
  text += "…";
  for (std::size_t i = letters.size() - (kept - before); i < letters.size(); ++i)
    text += letters[i];
  return text;
}

std::string row_name(const std::string& name, std::size_t width_max) {
  const std::size_t comma = name.find(paths_apart);
  if (comma == std::string::npos) return shortened(name, width_max);
  return shortened(name.substr(0, comma), width_max - also_mark.size()) + std::string(also_mark);
}

std::string also_words(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    const std::size_t comma = name.find(paths_apart);
    if (comma == std::string::npos) continue;
    text += wrapped(fmt::format("* {} is written once, and is also {}", name.substr(0, comma),
                                name.substr(comma + paths_apart.size())),
                    "  ", "    ");
  }
  return text;
}

std::string text_of(const UnknownsResult& unknowns, std::string_view replication) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(unknowns.inputs.size(), inputs_shown); ++i)
    names.push_back(unknowns.inputs[i].name);
  return '\n' + wrapped(sentence(unknowns, replication), "  ", "  ") + '\n' +
         table_of(unknowns).text("  ") + also_words(names);
}

}  // namespace ausfall::studies
