#include "studies/output/output_capacity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/wording.hpp"
#include "studies/output/name_ranges.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr std::size_t groups_shown = 20;

std::string more(std::size_t number, std::string_view indent) {
  return fmt::format("{}and {} more ({} has all)\n", indent, number,
                     scenarios::setting_words({"format", "json"}));
}

/// Groups that want for the same thing together.
std::string reasons(const std::vector<StaysOut>& those) {
  std::string text;
  std::vector<std::string> told;
  for (const StaysOut& out : those) {
    if (std::ranges::find(told, out.words) != told.end()) continue;
    if (told.size() == groups_shown) return text + more(those.size() - told.size(), "    ");
    told.push_back(out.words);
    std::vector<std::string> names;
    for (const StaysOut& each : those) {
      if (each.words == out.words) names.push_back(each.group);
    }
    text += wrapped(names_together(names) + " " + out.words, "    ", "      ");
  }
  return text;
}

std::string to_spare(const ClusterCapacity& capacity) {
  if (capacity.or_more) {
    return fmt::format(
        "{} of {} can be lost at once, whichever, and nothing stays out; more were not "
        "tried",
        capacity.hosts_to_spare, count(capacity.hosts, "host"));
  }
  if (capacity.hosts_to_spare == 0)
    return fmt::format("no host to spare: of {}, one can be lost so that something stays out",
                       count(capacity.hosts, "host"));
  return fmt::format(
      "{} to spare: so many of {} can be lost at once, whichever, and nothing stays "
      "out",
      count(capacity.hosts_to_spare, "host"), capacity.hosts);
}

std::string block(const ClusterCapacity& capacity) {
  std::string text =
      '\n' +
      wrapped(fmt::format("capacity of {}: {}", capacity.cluster, to_spare(capacity)), "", "  ");
  using enum Align;
  Table table({right, right, right, right, left});
  table.add({"lost at once", "combinations", "something out", "groups out, mean", "worst"});
  for (const LostHosts& each : capacity.lost) {
    table.add({std::to_string(each.hosts), count(each.combinations),
               each.with_something_out == 0 ? "never" : count(each.with_something_out),
               each.mean_out == 0 ? "0" : significant(each.mean_out, 3),
               each.out.empty() ? ""
                                : fmt::format("{}: {} out", enumeration(each.worst),
                                              count(each.out.size(), "group"))});
  }
  text += table.text("  ");
  const auto first =
      std::ranges::find_if(capacity.lost, [](const LostHosts& each) { return !each.out.empty(); });
  if (first == capacity.lost.end()) return text;
  text += fmt::format("  without {}\n", enumeration(first->worst));
  return text + reasons(first->out);
}

}  // namespace

std::string stay_out_words(const FailureAnalysis& analysis) {
  std::string text;
  std::size_t shown = 0;
  std::size_t left = 0;
  for (const HazardEffect& hazard : analysis.hazards) {
    if (hazard.stay_out.empty()) continue;
    if (++shown > groups_shown) {
      ++left;
      continue;
    }
    text += fmt::format("  after {}\n", hazard.name) + reasons(hazard.stay_out);
  }
  if (text.empty()) return "";
  return "\nwhat stays out, unrepaired for a week\n" + text + (left > 0 ? more(left, "  ") : "");
}

std::string capacity_words(const std::vector<ClusterCapacity>& capacity) {
  std::string text;
  for (const ClusterCapacity& each : capacity) text += block(each);
  return text;
}

}  // namespace ausfall::studies
