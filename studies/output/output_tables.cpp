#include <fmt/format.h>

#include <cmath>

#include "studies/output/markdown.hpp"
#include "studies/output/output.hpp"
#include "studies/output/output_losses.hpp"
#include "studies/output/output_outages.hpp"
#include "studies/output/output_sweep.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

/// The shortest text that reads back as the same number; empty where there is none.
std::string exact(double number) { return std::isfinite(number) ? fmt::format("{}", number) : ""; }

/// Rows of kind, name, measure, value, low, high; before them, the same of many rows, what `lead`
/// names.
class Sheet {
 public:
  explicit Sheet(std::vector<std::string> lead = {}, std::string_view value = "value")
      : table_({}), lead_(std::move(lead)) {
    add_row({"kind", "name", "measure", std::string(value), "low", "high"});
    lead_.assign(lead_.size(), "");
  }

  void lead(std::vector<std::string> cells) { lead_ = std::move(cells); }
  void about(std::string kind, std::string name) {
    kind_ = std::move(kind);
    name_ = std::move(name);
  }
  void add(std::string measure, const Estimate& estimate) {
    add_row({kind_, name_, std::move(measure), exact(estimate.mean), exact(estimate.low),
             exact(estimate.high)});
  }
  void add(std::string measure, double value) {
    add_row({kind_, name_, std::move(measure), exact(value), "", ""});
  }
  void add(std::string measure, std::string_view word) {
    add_row({kind_, name_, std::move(measure), std::string(word), "", ""});
  }
  void add(const std::string& measure, const std::optional<DurationSummary>& seen) {
    if (!seen) {
      return;
    }
    add(measure + ".mean", seen->mean);
    add(measure + ".p50", seen->p50);
    add(measure + ".p90", seen->p90);
    add(measure + ".p95", seen->p95);
    add(measure + ".p99", seen->p99);
    if (seen->max) add(measure + ".max", *seen->max);
  }
  [[nodiscard]] std::string csv() const { return table_.csv(); }

 private:
  void add_row(std::vector<std::string> cells) {
    cells.insert(cells.begin(), lead_.begin(), lead_.end());
    table_.add(std::move(cells));
  }

  Table table_;
  std::vector<std::string> lead_;
  std::string kind_;
  std::string name_;
};

/// With the median as the value of a range.
void add(Sheet& sheet, const UnknownsResult& unknowns) {
  if (const auto& range = unknowns.unavailability) {
    sheet.add("not_known.availability",
              Estimate{1 - range->median, 1 - range->high, 1 - range->low});
    sheet.add("not_known.unavailability", Estimate{range->median, range->low, range->high});
  }
  if (unknowns.unknowns_share) sheet.add("not_known.share_of_spread", *unknowns.unknowns_share);
  if (!unknowns.ranked) return;
  for (const InputResult& input : unknowns.inputs)
    sheet.add("not_known.share." + input.name, input.share);
}

void add(Sheet& sheet, const ServiceResult& service) {
  sheet.about("service", service.name);
  sheet.add("availability", complement(service.unavailability));
  sheet.add("unavailability", service.unavailability);
  sheet.add("outages_per_year", service.outages_per_year);
  sheet.add("outages", static_cast<double>(service.outages));
  sheet.add("outage_seconds", service.outage_seconds);
  sheet.add("served", service.served);
  sheet.add("outage_by_horizon", service.outage_by_horizon);
  if (service.slo_met_per_year) {
    sheet.add("slo_met_per_year", *service.slo_met_per_year);
  }
  if (service.slo_met_per_month) {
    sheet.add("slo_met_per_month", *service.slo_met_per_month);
  }
  sheet.add("year_downtime_seconds", service.year_downtime);
  for (const CauseResult& cause : service.causes) {
    sheet.add("causes." + cause.cause + ".outages", static_cast<double>(cause.outages));
    sheet.add("causes." + cause.cause + ".downtime_share", cause.downtime_share);
    sheet.add("causes." + cause.cause + ".downtime_minutes_per_year",
              scaled(cause.unavailability, minutes_in(year)));
    sheet.add("causes." + cause.cause + ".outages_per_year", cause.outages_per_year);
    if (cause.outages_share) {
      sheet.add("causes." + cause.cause + ".outages_share", *cause.outages_share);
    }
  }
  if (service.waiting_share) sheet.add("waiting_for_hours_share", *service.waiting_share);
  if (const auto& brief = service.interruptions) {
    sheet.add("interruptions_per_year", brief->per_year);
    sheet.add("interruption_minutes_per_year", scaled(brief->share, minutes_in(year)));
  }
  if (service.rare) {
    sheet.add("rare.trusted", service.rare->trusted() ? "yes" : "no");
    for (const std::string& reason : service.rare->distrust) {
      sheet.add("rare.distrust", reason);
    }
    sheet.add("rare.hits", static_cast<double>(service.rare->hits));
    sheet.add("rare.effective_hits", service.rare->effective_hits);
    sheet.add("rare.largest_share", service.rare->largest_share);
    sheet.add("rare.relative_half_width", service.rare->relative_half_width);
  }
  if (service.unknowns) add(sheet, *service.unknowns);
}

void add(Sheet& sheet, const ClusterResult& cluster) {
  sheet.about("cluster", cluster.name);
  sheet.add("failovers", static_cast<double>(cluster.failovers));
  sheet.add("failovers_per_year", cluster.failovers_per_year);
  sheet.add("failovers_moved", static_cast<double>(cluster.failovers_moved));
  sheet.add("failovers_failed", static_cast<double>(cluster.failovers_failed));
  sheet.add("failovers_failed_per_year", cluster.failovers_failed_per_year);
  sheet.add("queued", static_cast<double>(cluster.queued));
  sheet.add("split_brain", static_cast<double>(cluster.split_brains));
  sheet.add("split_brains_per_year", cluster.split_brains_per_year);
  if (cluster.planned_moves > 0) {
    sheet.add("planned_moves", static_cast<double>(cluster.planned_moves));
    sheet.add("planned_standstill_seconds", cluster.planned_standstill_seconds);
  }
  sheet.add("failover_seconds", cluster.failover_seconds);
  if (cluster.failovers == 0) {
    return;
  }
  for (const PhaseResult& phase : cluster.phases) {
    sheet.add("phases." + phase.name + ".mean", phase.mean);
    sheet.add("phases." + phase.name + ".share", phase.share);
  }
}

void add(Sheet& sheet, const RunResult& result) {
  for (const ServiceResult& service : result.services) {
    add(sheet, service);
  }
  for (const ClusterResult& cluster : result.clusters) {
    add(sheet, cluster);
  }
  for (const DataLossResult& lost : result.data_lost) {
    sheet.about("data lost", lost.name);
    sheet.add("lag_seconds", seconds_in(lost.lag));
    sheet.add("losses", static_cast<double>(lost.losses));
    sheet.add("losses_per_year", lost.losses_per_year);
    sheet.add("seconds_lost_per_year", scaled(lost.losses_per_year, seconds_in(lost.lag)));
  }
}

/// What the variant has more than the one it is compared against.
void add(Sheet& sheet, const Difference& difference) {
  sheet.about("service", difference.service);
  sheet.add("downtime_minutes_per_year", scaled(difference.unavailability, minutes_in(year)));
  sheet.add("outages_per_year", difference.outages_per_year);
  sheet.add("served", difference.served);
  sheet.add("verdict", name_of(difference.verdict));
  sheet.add("differing_replications", static_cast<double>(difference.differing));
  if (difference.narrowed) {
    sheet.add("narrower", *difference.narrowed);
  }
}

constexpr auto left = Align::left;
constexpr auto right = Align::right;

std::string services_table(const std::vector<ServiceResult>& services) {
  Table table({left, right, left, right, right, left});
  table.add(
      {"service", "availability", "nines", "downtime a year", "outages a year", "main cause"});
  for (const ServiceResult& service : services) {
    std::vector<std::string> row{service.name};
    for (std::string& cell : cells_with_ranges(service)) row.push_back(std::move(cell));
    row.insert(row.begin() + 2, service.unavailability.mean > 0 ? nines(service.unavailability.mean)
                                                                : "no outage seen");
    row.push_back(service.causes.empty() ? "" : service.causes.front().cause);
    table.add(std::move(row));
  }
  return table.markdown();
}

std::string causes_table(const ServiceResult& service) {
  Table table({left, right, right, right});
  table.add({service.name + " is down by", "outages a year", "downtime a year", "share"});
  for (const CauseResult& cause : service.causes) {
    table.add({cause.cause, number_with_range(cause.outages_per_year),
               time_with_range(scaled(cause.unavailability, seconds_in(year))),
               percent(cause.downtime_share)});
  }
  return service.causes.empty() ? "" : '\n' + table.markdown();
}

std::string clusters_table(const std::vector<ClusterResult>& clusters) {
  Table table({left, right, right, right, right, right, right, right});
  table.add({"cluster", "failovers a year", "failed a year", "split brains a year", "mean failover",
             "median", "99 % within", "longest"});
  for (const ClusterResult& cluster : clusters) {
    const auto& seconds = cluster.failover_seconds;
    table.add({cluster.name, number_with_range(cluster.failovers_per_year),
               number_with_range(cluster.failovers_failed_per_year),
               number_with_range(cluster.split_brains_per_year),
               seconds ? time_with_range(seconds->mean) : "",
               seconds ? time_with_range(seconds->p50) : "",
               seconds ? time_with_range(seconds->p99) : "",
               seconds && seconds->max ? rough_words(Seconds(*seconds->max)) : ""});
  }
  return table.markdown();
}

}  // namespace

std::string csv_of(const RunResult& result) {
  Sheet sheet;
  add(sheet, result);
  return sheet.csv();
}

std::string csv_of(const std::vector<RunResult>& variants) {
  Sheet sheet({"variant"});
  for (const RunResult& variant : variants) {
    sheet.lead({variant.variant.value_or("")});
    add(sheet, variant);
  }
  return sheet.csv();
}

std::string csv_of(const Comparison& comparison) {
  Sheet sheet({"variant", "against"});
  for (const RunResult& variant : comparison.variants) {
    sheet.lead({variant.variant.value_or(""), ""});
    add(sheet, variant);
  }
  for (const Difference& difference : comparison.differences) {
    sheet.lead({difference.b, difference.a});
    add(sheet, difference);
  }
  return sheet.csv();
}

std::string csv_of(const Swept& swept) {
  std::vector<std::string> head;
  for (const scenarios::Axis& axis : swept.axes) head.push_back(axis.path);
  head.emplace_back("variant");
  Sheet sheet(std::move(head), "mean");
  for (const SweptPoint& point : swept.points) {
    std::vector<std::string> lead = values_at(swept, point);
    lead.push_back(point.result.variant.value_or(""));
    sheet.lead(std::move(lead));
    add(sheet, point.result);
    if (!point.exact) continue;
    for (const ExactService& service : point.exact->services) {
      sheet.about("service", service.name);
      sheet.add("exact.unavailability", service.unavailability);
      if (service.unavailability_over)
        sheet.add("exact.unavailability_over", *service.unavailability_over);
    }
  }
  return sheet.csv();
}

std::string csv_of(const Solution& solution) {
  Sheet sheet;
  for (const SolvedService& service : solution.services) {
    sheet.about("service", service.name);
    if (service.steady) {
      sheet.add("availability", service.steady->availability);
      sheet.add("unavailability", service.steady->unavailability);
      sheet.add("outages_per_year", service.steady->outages_per_year);
      if (service.steady->hours_to_outage) {
        sheet.add("mean_hours_to_outage", *service.steady->hours_to_outage);
      }
      if (const std::optional<Ending>& ending = service.steady->down_for_good) {
        sheet.add("down_for_good.probability", ending->probability);
        if (ending->hours) sheet.add("down_for_good.mean_hours_to_it", *ending->hours);
      }
    }
    if (service.transient) {
      sheet.add("availability_over", service.transient->availability_over);
      sheet.add("availability_at", service.transient->availability_at);
      if (service.transient->outage_by_known) sheet.add("outage_by", service.transient->outage_by);
      sheet.add("outages_over", service.transient->outages_over);
    }
  }
  return sheet.csv();
}

std::string markdown_of(const RunResult& result) {
  std::string text = services_table(result.services);
  for (const ServiceResult& service : result.services) text += causes_table(service);
  if (!result.clusters.empty()) {
    text += '\n' + clusters_table(result.clusters);
  }
  return text + data_lost_markdown(result);
}

std::string markdown_of(const std::vector<RunResult>& variants) {
  std::string text;
  for (const RunResult& variant : variants) {
    text += (text.empty() ? "" : "\n") +
            fmt::format("## {}\n\n", markdown_text(variant.variant.value_or(""))) +
            markdown_of(variant);
  }
  return text;
}

std::string markdown_of(const Solution& solution) {
  Table table({left, right, left, right, right, right});
  table.add({"service", "availability", "nines", "downtime a year", "outages a year",
             "hours to the first outage"});
  for (const SolvedService& service : solution.services) {
    if (!service.steady) {
      continue;
    }
    const SteadyAnswer& answer = *service.steady;
    table.add({service.name, fmt::format("{:.12g} %", answer.availability * 100),
               nines(answer.unavailability),
               rough_words(Seconds(answer.unavailability * seconds_in(year))),
               fmt::format("{:.9g}", answer.outages_per_year),
               answer.hours_to_outage ? fmt::format("{:.9g}", *answer.hours_to_outage) : ""});
  }
  return table.markdown();
}

}  // namespace ausfall::studies
