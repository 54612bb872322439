#include "studies/output/output_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "scenarios/load.hpp"
#include "studies/output/markdown.hpp"
#include "studies/output/output_outages.hpp"
#include "studies/output/result_text.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {
namespace {

/// "+12 min (+8 to +16 min)": downtime a year.
std::string change_words(const Estimate& unavailability) {
  const Estimate seconds = scaled(unavailability, seconds_in(year));
  const bool limited = bounded(seconds);
  const double half = limited ? half_width(seconds) : std::abs(seconds.mean) / 20;
  const auto signed_words = [&](double value) {
    return (value < 0 ? "-" : "+") + rough_words(Seconds(std::abs(value)), Seconds(half));
  };
  if (!limited) return signed_words(seconds.mean);
  return fmt::format("{} ({} to {})", signed_words(seconds.mean), signed_words(seconds.low),
                     signed_words(seconds.high));
}

/// What the neighbour before on the last axis differs by; empty for the first, "=" where no replication
/// differs, and "~" behind what is not told from chance.
std::string change_cell(const Swept& swept, std::size_t point, const std::string& service) {
  const std::size_t last = swept.axes.size() - 1;
  for (const NeighbourDifference& difference : swept.differences) {
    if (difference.b != point || difference.axis != last || difference.service != service) continue;
    if (difference.differing == 0) return "=";
    const bool known = difference.verdict != Verdict::not_separable;
    return change_words(difference.unavailability) + (known ? "" : " ~");
  }
  return {};
}

const ServiceResult* find(const SweptPoint& point, const std::string& service) {
  return find_service(point.result, service);
}

const ExactService* find_exact(const SweptPoint& point, const std::string& service) {
  if (!point.exact) return nullptr;
  const auto found = std::ranges::find(point.exact->services, service, &ExactService::name);
  return found == point.exact->services.end() ? nullptr : &*found;
}

/// Downtime a year, of all digits that are of use.
std::string exact_cell(const ExactService* exact) {
  if (exact == nullptr) return {};
  const double share = exact->unavailability_over.value_or(exact->unavailability);
  return rough_words(Seconds(share * seconds_in(year))) + (exact->unavailability_over ? "" : " *");
}

template <class Names>
std::vector<std::string> names_in(const Swept& swept, Names names_of) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const SweptPoint& point : swept.points) {
    for (const auto& each : names_of(point.result)) {
      if (known.insert(each.name).second) names.push_back(each.name);
    }
  }
  return names;
}

std::vector<std::string> services_in(const Swept& swept) {
  return names_in(swept, [](const RunResult& result) { return result.services; });
}
std::vector<std::string> clusters_in(const Swept& swept) {
  return names_in(swept, [](const RunResult& result) { return result.clusters; });
}

bool has_variants(const Swept& swept) { return swept.points.front().result.variant.has_value(); }

std::vector<std::string> lead(const Swept& swept, const SweptPoint& point) {
  std::vector<std::string> row = values_at(swept, point);
  if (has_variants(swept)) row.insert(row.begin(), point.result.variant.value_or(""));
  return row;
}

std::vector<std::string> lead_head(const Swept& swept) {
  std::vector<std::string> head = short_names(swept.axes);
  if (has_variants(swept)) head.insert(head.begin(), "variant");
  return head;
}

Table table_of(const Swept& swept, std::vector<std::string> head) {
  std::vector<Align> columns(lead_head(swept).size(), Align::left);
  columns.insert(columns.end(), head.size(), Align::right);
  Table table(std::move(columns));
  std::vector<std::string> row = lead_head(swept);
  row.insert(row.end(), head.begin(), head.end());
  table.add(std::move(row));
  return table;
}

Table service_table(const Swept& swept, const std::string& name) {
  const bool exact = std::ranges::any_of(
      swept.points, [&](const SweptPoint& point) { return find_exact(point, name) != nullptr; });
  std::vector<std::string> head{"availability", "downtime a year", "outages a year",
                                "more than the one before"};
  if (exact) head.emplace_back("exactly");
  Table table = table_of(swept, std::move(head));
  for (std::size_t i = 0; i < swept.points.size(); ++i) {
    const SweptPoint& point = swept.points[i];
    const ServiceResult* service = find(point, name);
    if (service == nullptr) continue;
    std::vector<std::string> row = lead(swept, point);
    const Estimate percent_up = scaled(complement(service->unavailability), 100);
    const int decimals = decimals_below_all(
        percent_up.mean, bounded(percent_up) ? decimals_for(half_width(percent_up), 4) : 4);
    row.push_back(decimal(percent_up.mean, decimals) + " %");
    row.push_back(time_with_range(scaled(service->unavailability, seconds_in(year))));
    row.push_back(number_with_range(service->outages_per_year));
    row.push_back(change_cell(swept, i, name));
    if (exact) row.push_back(exact_cell(find_exact(point, name)));
    table.add(std::move(row));
  }
  return table;
}

Table cluster_table(const Swept& swept, const std::string& name) {
  Table table = table_of(swept, {"failovers a year", "failed a year", "split brains a year",
                                 "mean failover", "99 % within"});
  for (const SweptPoint& point : swept.points) {
    const auto found = std::ranges::find(point.result.clusters, name, &ClusterResult::name);
    if (found == point.result.clusters.end()) continue;
    std::vector<std::string> row = lead(swept, point);
    row.push_back(number_with_range(found->failovers_per_year));
    row.push_back(number_with_range(found->failovers_failed_per_year));
    row.push_back(number_with_range(found->split_brains_per_year));
    row.push_back(found->failover_seconds ? rough_words(Seconds(found->failover_seconds->mean.mean))
                                          : "");
    row.push_back(found->failover_seconds ? rough_words(Seconds(found->failover_seconds->p99.mean))
                                          : "");
    table.add(std::move(row));
  }
  return table;
}

/// "12 points, each of 1,000 replications of 10 y, on the same random numbers, seed 1".
std::string how(const Swept& swept) {
  std::uint64_t least = swept.points.front().result.replications;
  std::uint64_t most = least;
  for (const SweptPoint& point : swept.points) {
    least = std::min(least, point.result.replications);
    most = std::max(most, point.result.replications);
  }
  const std::string replications =
      least == most ? count(least, "replication")
                    : fmt::format("{} to {}", count(least), count(most, "replication"));
  return fmt::format("{}, each of {} of {}, on the same random numbers, seed {}",
                     count(swept.points.size(), "point"), replications,
                     exact_span(swept.points.front().result.horizon), swept.seed);
}

/// The warnings of points, each once, with how many have it.
std::vector<std::string> warnings_of(const Swept& swept) {
  std::vector<std::string> texts;
  std::vector<std::size_t> numbers;
  for (const SweptPoint& point : swept.points) {
    for (const std::string& warning : point.result.warnings) {
      const auto known = std::ranges::find(texts, warning);
      if (known == texts.end()) {
        texts.push_back(warning);
        numbers.push_back(1);
      } else {
        ++numbers[static_cast<std::size_t>(known - texts.begin())];
      }
    }
  }
  std::vector<std::string> all;
  constexpr std::size_t shown_max = 8;
  for (std::size_t i = 0; i < std::min(texts.size(), shown_max); ++i) {
    const bool everywhere = numbers[i] == swept.points.size();
    all.push_back(everywhere ? texts[i]
                             : fmt::format("at {}: {}", count(numbers[i], "point"), texts[i]));
  }
  if (texts.size() > shown_max)
    all.push_back(fmt::format("and {} more, which JSON has", texts.size() - shown_max));
  all.insert(all.end(), swept.warnings.begin(), swept.warnings.end());
  return all;
}

std::string explanation(const Swept& swept) {
  std::string text;
  const auto not_told = [&](const NeighbourDifference& difference) {
    return difference.axis + 1 == swept.axes.size() && difference.differing > 0 &&
           difference.verdict == Verdict::not_separable;
  };
  if (std::ranges::any_of(swept.differences, not_told))
    text += "  ~ not told from chance: let there be more replications\n";
  const auto exact = std::ranges::count_if(
      swept.points, [](const SweptPoint& point) { return point.exact.has_value(); });
  if (exact == 0) return text;
  double worst = 0;
  bool proved = true;
  bool long_run = false;
  for (const SweptPoint& point : swept.points) {
    if (!point.exact) continue;
    proved = proved && point.exact->error_bound.has_value();
    worst = std::max(worst, point.exact->error_bound.value_or(0));
    for (const ExactService& service : point.exact->services)
      long_run = long_run || !service.unavailability_over;
  }
  text += wrapped(
      fmt::format(
          "exactly: the chain of {} is small and was solved, too{}",
          exact == static_cast<std::ptrdiff_t>(swept.points.size())
              ? "every point"
              : fmt::format("{} of {} points", exact, swept.points.size()),
          proved ? fmt::format("; the errors of all its probabilities add up to less than {:.0e}",
                               std::max(worst, 1e-16))
                 : ""),
      "  ", "  ");
  if (long_run) text += "  * in the long run, not over the horizon from good health\n";
  return text;
}

std::string axes_words(const Swept& swept) {
  std::string text;
  const std::vector<std::string> names = short_names(swept.axes);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != swept.axes[i].path)
      text += wrapped(fmt::format("{}: {}", names[i], swept.axes[i].path), "  ", "    ");
  }
  return text;
}

}  // namespace

std::vector<std::string> values_at(const Swept& swept, const SweptPoint& point) {
  std::vector<std::string> values;
  for (std::size_t axis = 0; axis < swept.axes.size(); ++axis)
    values.push_back(swept.axes[axis].values[point.at[axis]]);
  return values;
}

std::vector<std::string> short_names(const std::vector<scenarios::Axis>& axes) {
  std::vector<std::string> names;
  for (const scenarios::Axis& axis : axes) {
    const std::vector<std::string> segments = scenarios::segments_of_path(axis.path);
    std::string name;
    for (std::size_t taken = 1; taken <= segments.size(); ++taken) {
      const std::string& segment = segments[segments.size() - taken];
      name = segment + (name.empty() ? "" : "." + name);
      const auto same_end = std::ranges::count_if(axes, [&](const scenarios::Axis& other) {
        return other.path == name || other.path.ends_with("." + name);
      });
      if (same_end <= 1) break;
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::string text_of(const Swept& swept) {
  std::string text = title(swept.scenario, std::nullopt) + '\n' + wrapped(how(swept), "", "");
  text += axes_words(swept);
  for (const std::string& service : services_in(swept))
    text += fmt::format("\nservice {}\n\n", service) + service_table(swept, service).text("  ");
  for (const std::string& cluster : clusters_in(swept))
    text += fmt::format("\ncluster {}\n\n", cluster) + cluster_table(swept, cluster).text("  ");
  const std::string marks = explanation(swept);
  if (!marks.empty()) text += '\n' + marks;
  return text + notes(warnings_of(swept));
}

std::string markdown_of(const Swept& swept) {
  std::string text;
  const auto add = [&](const std::string& head, const Table& table) {
    text += fmt::format("{}## {}\n\n{}", text.empty() ? "" : "\n", head, table.markdown());
  };
  for (const std::string& service : services_in(swept))
    add(markdown_text("service " + service), service_table(swept, service));
  for (const std::string& cluster : clusters_in(swept))
    add(markdown_text("cluster " + cluster), cluster_table(swept, cluster));
  return text;
}

}  // namespace ausfall::studies
