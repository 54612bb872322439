// Comparisons as text and Markdown for people.
#include <fmt/format.h>

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <cmath>

#include "scenarios/harmless.hpp"
#include "studies/output/output.hpp"
#include "studies/output/output_outages.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr std::size_t causes_shown = 4;
constexpr std::size_t notes_shown = 4;

double seconds_in_a_year(double share) { return share * seconds_in(year); }

std::string name_of(const RunResult& variant) { return variant.variant.value_or(""); }

std::string time_words(double share, double give_or_take) {
  return rough_words(Seconds(seconds_in_a_year(share)), Seconds(seconds_in_a_year(give_or_take)));
}

/// "+12 min", "-3 h".
std::string signed_time(double share, double give_or_take) {
  return (share < 0 ? "-" : "+") + time_words(std::abs(share), give_or_take);
}

std::string signed_number(double number, int decimals) {
  return (number < 0 ? "-" : "+") + decimal(std::abs(number), decimals);
}

// ---- the variants -------------------------------------------------------------------------------

std::string availability_words(const Estimate& unavailability) {
  constexpr int most = 12;
  const Estimate percent_up = scaled(complement(unavailability), 100);
  int decimals = bounded(percent_up) ? decimals_for(half_width(percent_up), 4) : 4;
  while (percent_up.mean < 100 && decimals < most &&
         decimal(percent_up.mean, decimals).starts_with("100")) {
    ++decimals;
  }
  return decimal(percent_up.mean, decimals) + " %";
}

/// Both limits are about as far from the mean.
bool is_symmetric(const Estimate& estimate) {
  constexpr double as_good_as = 0.2;
  const double half = half_width(estimate);
  return std::abs(estimate.high - estimate.mean - half) <= as_good_as * half;
}

/// "7 h 42 min ± 12 min"; "4 min (1 to 18 min)" where the limits are not alike.
std::string downtime_words(const Estimate& unavailability) {
  if (!bounded(unavailability)) {
    return time_words(unavailability.mean, 0);
  }
  const double half = half_width(unavailability);
  if (unavailability.mean == 0) {
    return "below " + time_words(unavailability.high, unavailability.high / 10);
  }
  if (!is_symmetric(unavailability)) {
    const double low = unavailability.mean - unavailability.low;
    return fmt::format("{} ({} to {})", time_words(unavailability.mean, low),
                       time_words(unavailability.low, low), time_words(unavailability.high, half));
  }
  return fmt::format("{} ± {}", time_words(unavailability.mean, half), time_words(half, half / 4));
}

std::string outages_words(const Estimate& outages) {
  return decimal(outages.mean, bounded(outages) ? decimals_for(half_width(outages), 3) : 3);
}

std::vector<std::string> figures(const ServiceResult& service) {
  return {availability_words(service.unavailability), downtime_words(service.unavailability),
          outages_words(service.outages_per_year)};
}

std::vector<std::string> failover_words(const ClusterResult& cluster) {
  if (!cluster.failover_seconds) {
    return {"", ""};
  }
  return {rough_words(Seconds(cluster.failover_seconds->p50.mean)),
          rough_words(Seconds(cluster.failover_seconds->p99.mean))};
}

void append(std::vector<std::string>& row, const std::vector<std::string>& cells) {
  row.insert(row.end(), cells.begin(), cells.end());
}

/// A row each. Of several clusters in one variant each has a line below it.
Table variants_table(const Comparison& comparison, const std::string& name) {
  using enum Align;
  Table table({left, right, right, right, right, right});
  table.add({"variant", "availability", "downtime a year", "outages a year", "median failover",
             "99 % within"});
  for (const RunResult& variant : comparison.variants) {
    const ServiceResult* service = find_service(variant, name);
    if (service == nullptr) {
      continue;
    }
    std::vector<std::string> row{name_of(variant)};
    append(row, figures(*service));
    if (variant.clusters.size() == 1) {
      append(row, failover_words(variant.clusters.front()));
    }
    table.add(std::move(row));
    for (std::size_t i = 0; variant.clusters.size() > 1 && i < variant.clusters.size(); ++i) {
      std::vector<std::string> below{"  cluster " + variant.clusters[i].name, "", "", ""};
      append(below, failover_words(variant.clusters[i]));
      table.add(std::move(below));
    }
  }
  return table;
}

// ---- the pairs ----------------------------------------------------------------------------------

Estimate opposite(const Estimate& estimate) {
  return {0 - estimate.mean, 0 - estimate.high, 0 - estimate.low};
}

/// The same pair, told of a against b.
Difference turned(Difference difference) {
  std::swap(difference.a, difference.b);
  difference.unavailability = opposite(difference.unavailability);
  difference.outages_per_year = opposite(difference.outages_per_year);
  difference.served = opposite(difference.served);
  difference.unavailability_at_once = opposite(difference.unavailability_at_once);
  for (CauseDifference& cause : difference.causes) {
    cause.unavailability = -cause.unavailability;
  }
  if (difference.verdict != Verdict::not_separable) {
    difference.verdict = difference.verdict == Verdict::better ? Verdict::worse : Verdict::better;
  }
  return difference;
}

/// All that are compared against one variant.
struct Against {
  std::string variant;
  std::vector<Difference> differences;
};

std::string best_of(const Comparison& comparison, const std::string& service) {
  std::string best;
  double least = 2;
  for (const RunResult& variant : comparison.variants) {
    const ServiceResult* found = find_service(variant, service);
    if (found != nullptr && found->unavailability.mean < least) {
      least = found->unavailability.mean;
      best = name_of(variant);
    }
  }
  return best;
}

std::string first_of(const Comparison& comparison, const std::string& service) {
  for (const RunResult& variant : comparison.variants) {
    if (find_service(variant, service) != nullptr) {
      return name_of(variant);
    }
  }
  return {};
}

std::vector<Difference> against(const Comparison& comparison, const std::string& service,
                                const std::string& variant) {
  std::vector<Difference> differences;
  for (const Difference& difference : comparison.differences) {
    if (difference.service == service && difference.a == variant) {
      differences.push_back(difference);
    } else if (difference.service == service && difference.b == variant) {
      differences.push_back(turned(difference));
    }
  }
  return differences;
}

std::vector<Against> shown_pairs(const Comparison& comparison, const std::string& service,
                                 Pairs pairs) {
  if (pairs != Pairs::all) {
    const std::string variant =
        pairs == Pairs::best ? best_of(comparison, service) : first_of(comparison, service);
    return {{variant, against(comparison, service, variant)}};
  }
  std::vector<Against> groups;
  for (const Difference& difference : comparison.differences) {
    if (difference.service != service) {
      continue;
    }
    if (groups.empty() || groups.back().variant != difference.a) {
      groups.push_back({difference.a, {}});
    }
    groups.back().differences.push_back(difference);
  }
  return groups;
}

std::vector<std::string> pair_row(const Difference& difference) {
  const Estimate& downtime = difference.unavailability;
  const Estimate& outages = difference.outages_per_year;
  const double half = bounded(downtime) ? half_width(downtime) : 0;
  const int decimals = bounded(outages) ? decimals_for(half_width(outages), 3) : 3;
  return {difference.b,
          signed_time(downtime.mean, half),
          bounded(downtime) ? fmt::format("{} to {}", signed_time(downtime.low, half),
                                          signed_time(downtime.high, half))
                            : "not known from one replication",
          signed_number(outages.mean, decimals),
          std::string(studies::name_of(difference.verdict)),
          difference.narrowed ? fmt::format("{:.1f} x", *difference.narrowed) : ""};
}

const std::vector<std::string> pair_head{"variant",        "downtime a year", "range",
                                         "outages a year", "verdict",         "narrowed"};

Table pairs_table(const std::vector<Difference>& differences) {
  using enum Align;
  Table table({left, right, right, right, left, right});
  table.add(pair_head);
  for (const Difference& difference : differences) {
    table.add(pair_row(difference));
  }
  return table;
}

/// With fewer differing replications no verdict is given (sim/difference.hpp).
std::uint64_t differing_for_a_verdict(const Comparison& comparison) {
  return static_cast<std::uint64_t>(std::ceil(1 - std::log2(1 - comparison.confidence_at_once)));
}

/// Why there is no verdict on a pair of which too few replications differ.
std::string too_few_words(const Comparison& comparison, const Difference& difference) {
  const std::uint64_t enough = differing_for_a_verdict(comparison);
  const std::string differ =
      fmt::format("their downtimes differ in {} of {} replications",
                  difference.differing == 0                         ? "none"
                  : difference.differing == comparison.replications ? "all"
                                                                    : count(difference.differing),
                  count(comparison.replications));
  if (comparison.replications < enough)
    return fmt::format("{} and {}: too few replications for a verdict; {}, and it takes {} that do",
                       difference.b, difference.a, differ, count(enough));
  return fmt::format("{} and {}: hardly any difference was seen; {}", difference.b, difference.a,
                     differ);
}

std::vector<std::string> pair_notes(const Comparison& comparison,
                                    const std::vector<Against>& groups) {
  std::vector<std::string> notes;
  std::size_t more = 0;
  for (const Against& group : groups) {
    for (const Difference& difference : group.differences) {
      if (difference.differing >= differing_for_a_verdict(comparison)) {
        continue;
      }
      if (notes.size() == notes_shown) {
        ++more;
        continue;
      }
      notes.push_back(too_few_words(comparison, difference));
    }
  }
  if (more > 0) {
    notes.push_back(fmt::format("the same is true of {}", count(more, "more pair")));
  }
  return notes;
}

// ---- what explains the differences --------------------------------------------------------------

std::vector<std::string> cause_items(const ServiceResult& service) {
  std::vector<std::string> items;
  double others = 0;
  std::size_t other_causes = 0;
  const double uncertain = bounded(service.unavailability) ? half_width(service.unavailability) : 0;
  for (const CauseResult& cause : service.causes) {
    const double share = cause.downtime_share * service.unavailability.mean;
    if (items.size() < causes_shown) {
      items.push_back(cause.cause + ' ' + time_words(share, uncertain / 10));
    } else {
      others += share;
      ++other_causes;
    }
  }
  if (other_causes > 0) {
    items.push_back(
        fmt::format("{} {}", count(other_causes, "other"), time_words(others, uncertain / 10)));
  }
  return items;
}

/// "mail.hung +1 h 2 min": those that matter most, and the rest in one.
std::vector<std::string> cause_items(const Difference& difference) {
  std::vector<std::string> items;
  double others = 0;
  std::size_t other_causes = 0;
  const double largest =
      difference.causes.empty() ? 0 : std::abs(difference.causes.front().unavailability);
  for (const CauseDifference& cause : difference.causes) {
    if (items.size() < causes_shown && cause.unavailability != 0) {
      items.push_back(cause.cause + ' ' + signed_time(cause.unavailability, largest / 100));
    } else {
      others += cause.unavailability;
      ++other_causes;
    }
  }
  if (other_causes > 0) {
    items.push_back(
        fmt::format("{} {}", count(other_causes, "other"), signed_time(others, largest / 100)));
  }
  return items;
}

std::string differences_block(const std::string& service, const Against& group) {
  std::string text =
      fmt::format("\nwhat makes the difference of {} to {}, by year\n", service, group.variant);
  for (const Difference& difference : group.differences) {
    text += "  " + difference.b + '\n';
    text += difference.differing == 0 ? "    nothing\n"
                                      : wrapped_items("", cause_items(difference), "    ", "    ");
  }
  return text;
}

std::vector<std::string> phase_items(const ClusterResult& cluster) {
  std::vector<std::string> items;
  for (const PhaseResult& phase : cluster.phases) {
    constexpr double shown_least = 0.0005;  // of the failover's time
    if (phase.share >= shown_least) {
      items.push_back(phase.name + ' ' + rough_words(Seconds(phase.mean)));
    }
  }
  return items;
}

std::string causes_block(const Comparison& comparison, const std::string& name) {
  std::string text =
      fmt::format("\nwhat the downtime of {} is owed to, by year (the largest first)\n", name);
  for (const RunResult& variant : comparison.variants) {
    const ServiceResult* service = find_service(variant, name);
    if (service == nullptr) {
      continue;
    }
    text += "  " + name_of(variant) + '\n';
    text += service->causes.empty() ? "    no outage seen\n"
                                    : wrapped_items("", cause_items(*service), "    ", "    ");
  }
  return text;
}

std::string phases_block(const Comparison& comparison) {
  std::string text;
  for (const RunResult& variant : comparison.variants) {
    std::string lines;
    for (const ClusterResult& cluster : variant.clusters) {
      if (cluster.failovers > 0) {
        lines += wrapped_items(cluster.name + ": ", phase_items(cluster), "    ", "      ");
      }
    }
    if (!lines.empty()) {
      text += "  " + name_of(variant) + '\n' + lines;
    }
  }
  return text.empty() ? "" : "\nwhere the time of an average failover goes\n" + text;
}

// ---- the whole ----------------------------------------------------------------------------------

std::string head(const Comparison& comparison) {
  const double years = comparison.variants.front().simulated_years;
  std::string text = scenarios::harmless(comparison.scenario) + '\n';
  text += wrapped(
      fmt::format("{} on the same random numbers: {} of {} each, {}, seed {}; "
                  "ranges hold the truth with {} confidence",
                  count(comparison.variants.size(), "variant"),
                  count(comparison.replications, "replication"), exact_span(comparison.horizon),
                  years_words(years), comparison.seed, percent(comparison.confidence)),
      "", "");
  if (comparison.interrupted()) {
    text += fmt::format("interrupted: what follows rests on {} of {} replications\n",
                        count(comparison.replications), count(comparison.replications_wanted));
  }
  return text;
}

std::string legend(const Comparison& comparison) {
  std::string text =
      "'narrowed': how many times as wide the range would be from independent runs. ";
  if (comparison.differences.size() > 1) {
    text += fmt::format(
        "Verdicts are on downtime, by wider ranges than shown: all {} are right at "
        "once with {} confidence.",
        comparison.differences.size(), percent(comparison.confidence));
  } else {
    text += "The verdict is on downtime.";
  }
  return '\n' + wrapped(text, "", "");
}

std::string block(const Comparison& comparison, const std::string& service, Pairs pairs) {
  std::string text = "\nservice " + service + '\n';
  text += variants_table(comparison, service).text("  ");
  const std::vector<Against> groups = shown_pairs(comparison, service, pairs);
  for (const Against& group : groups) {
    if (group.differences.empty()) {
      continue;
    }
    text += fmt::format("\nagainst {}\n", group.variant);
    text += pairs_table(group.differences).text("  ");
  }
  for (const std::string& note : pair_notes(comparison, groups)) {
    text += wrapped(note, "  note: ", "        ");
  }
  text += causes_block(comparison, service);
  for (const Against& group : groups) {
    if (pairs != Pairs::all && !group.differences.empty()) {
      text += differences_block(service, group);
    }
  }
  return text;
}

/// Those of all variants, with the names of those that have them.
std::vector<std::string> warnings_of(const Comparison& comparison) {
  std::vector<std::string> warnings = comparison.warnings;
  for (const RunResult& variant : comparison.variants) {
    for (const std::string& warning : variant.warnings) {
      if (!comparison.interrupted() || &warning != &variant.warnings.back()) {
        warnings.push_back(name_of(variant) + ": " + warning);
      }
    }
  }
  return warnings;
}

}  // namespace

std::string text_of(const Comparison& comparison, Pairs pairs) {
  std::string text = head(comparison);
  for (const std::string& service : services_of(comparison)) {
    text += block(comparison, service, pairs);
  }
  text += phases_block(comparison) + legend(comparison);
  for (const std::string& warning : warnings_of(comparison)) {
    text += wrapped(warning, "note: ", "      ");
  }
  return text;
}

std::string markdown_of(const Comparison& comparison, Pairs pairs) {
  using enum Align;
  std::string text;
  for (const std::string& name : services_of(comparison)) {
    Table variants({left, right, right, right, left, right, right});
    variants.add({"variant", "availability of " + name, "downtime a year", "outages a year",
                  "main cause", "median failover", "99 % of failovers within"});
    for (const RunResult& variant : comparison.variants) {
      if (const ServiceResult* service = find_service(variant, name)) {
        std::vector<std::string> row{name_of(variant)};
        append(row, cells_with_ranges(*service));
        row.push_back(service->causes.empty() ? "" : service->causes.front().cause);
        if (variant.clusters.size() == 1) append(row, failover_words(variant.clusters.front()));
        variants.add(std::move(row));
      }
    }
    text += (text.empty() ? "" : "\n") + variants.markdown();
    Table table({left, left, right, right, right, left, right});
    std::vector<std::string> heading = pair_head;
    heading.insert(heading.begin() + 1, "against");
    table.add(std::move(heading));
    for (const Against& group : shown_pairs(comparison, name, pairs)) {
      for (const Difference& difference : group.differences) {
        std::vector<std::string> row = pair_row(difference);
        row.insert(row.begin() + 1, group.variant);
        table.add(std::move(row));
      }
    }
    text += '\n' + table.markdown();
  }
  return text;
}

}  // namespace ausfall::studies
