#include "studies/output/output_outages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {
namespace {

using enum Align;

constexpr std::size_t causes_shown = 8;

std::string rounded(double seconds, const Estimate& like) {
  return rough_words(Seconds(seconds), Seconds(bounded(like) ? half_width(like) : 0));
}

/// Three digits, or those that the interval supports.
int decimals_of(const Estimate& estimate) {
  return bounded(estimate) ? decimals_for(half_width(estimate), 3) : 3;
}

std::string number_words(const Estimate& number) {
  return visible(number.mean, decimals_of(number));
}

Estimate seconds_of(const Estimate& unavailability, const Per& per) {
  return scaled(unavailability, seconds_in(year) * per.years);
}

/// "array.array", "array.array, 3 others".
std::string first_of(const std::vector<std::string>& causes) {
  if (causes.size() == 1) return causes.front();
  return fmt::format("{}, {}", causes.front(), count(causes.size() - 1, "other"));
}

void add_row(Table& table, const std::string& name, const Estimate& outages,
             const Estimate& unavailability, double share, const Per& per) {
  const Estimate seconds = seconds_of(unavailability, per);
  table.add({name, number_words(scaled(outages, per.years)), time_words(seconds),
             time_range_words(seconds), percent(share)});
}

}  // namespace

Per per_of(const RunResult& result) {
  if (!result.by_replication()) return {};
  return {.years = years_in(result.horizon),
          .words = result.injected() ? "a sample" : "a replication"};
}

std::string visible(double number, int decimals) {
  std::string text = decimal(number, decimals);
  if (number == 0) return text;
  if (text.find_first_of("123456789") == std::string::npos) return significant(number, 2);
  constexpr double least = 1e-6;  // too many zeros to be read
  return std::abs(number) < least ? significant(number, 3) : text;
}

int decimals_below_all(double percentage, int decimals) {
  constexpr int most = 15;
  while (percentage < 100 && decimals < most && decimal(percentage, decimals).starts_with("100"))
    ++decimals;
  return decimals;
}

std::string range_words(const Estimate& estimate, int decimals, std::string_view unit) {
  return bounded(estimate) ? fmt::format("{} to {}{}", visible(estimate.low, decimals),
                                         visible(estimate.high, decimals), unit)
                           : std::string("not known from one replication");
}

std::string time_words(const Estimate& seconds) { return rounded(seconds.mean, seconds); }

std::string time_range_words(const Estimate& seconds) {
  if (!bounded(seconds)) return "";
  const std::string low = rounded(seconds.low, seconds);
  const std::string high = rounded(seconds.high, seconds);
  return low == high ? "" : fmt::format("{} to {}", low, high);
}

std::string time_with_range(const Estimate& seconds) {
  const std::string range = time_range_words(seconds);
  return time_words(seconds) + (range.empty() ? "" : fmt::format(" ({})", range));
}

std::string number_with_range(const Estimate& number) {
  const int decimals = decimals_of(number);
  return visible(number.mean, decimals) +
         (bounded(number) ? fmt::format(" ({})", range_words(number, decimals)) : "");
}

std::vector<std::string> cells_with_ranges(const ServiceResult& service) {
  const Estimate percent_up = scaled(complement(service.unavailability), 100);
  const int decimals = decimals_below_all(
      percent_up.mean, bounded(percent_up) ? decimals_for(half_width(percent_up), 4) : 4);
  const std::string range =
      bounded(percent_up) ? fmt::format(" ({})", range_words(percent_up, decimals)) : "";
  return {decimal(percent_up.mean, decimals) + " %" + range,
          time_with_range(scaled(service.unavailability, seconds_in(year))),
          number_with_range(service.outages_per_year)};
}

std::string kinds_text(const ServiceResult& service, const Per& per) {
  if (service.kinds.empty()) return "";
  Table table({left, right, left, right, left, left});
  table.add({"outages", std::string(per.words), "range", "mean length", "range", "caused by"});
  for (std::size_t i = 0; i < service.kinds.size(); ++i) {
    const OutageKind& kind = service.kinds[i];
    const Estimate number = scaled(kind.outages_per_year, per.years);
    const std::string_view name = i == 0                          ? "shortest"
                                  : i + 1 == service.kinds.size() ? "longest"
                                                                  : "between";
    table.add({std::string(name), number_words(number), range_words(number, decimals_of(number)),
               time_words(kind.seconds), time_range_words(kind.seconds), first_of(kind.causes)});
  }
  return '\n' + table.text("  ");
}

std::string causes_text(const ServiceResult& service, const Per& per) {
  if (service.causes.empty()) return "";
  Table table({left, right, right, left, right});
  table.add({"caused by", fmt::format("outages {}", per.words),
             fmt::format("downtime {}", per.words), "range", "share"});
  const bool cut = service.causes.size() > causes_shown + 1;
  const std::size_t shown = cut ? causes_shown : service.causes.size();
  Estimate outages;
  Estimate unavailability;
  double share = 0;
  for (std::size_t i = 0; i < service.causes.size(); ++i) {
    const CauseResult& cause = service.causes[i];
    if (i < shown) {
      add_row(table, cause.cause, cause.outages_per_year, cause.unavailability,
              cause.downtime_share, per);
      continue;
    }
    outages = sum(outages, cause.outages_per_year);
    unavailability = sum(unavailability, cause.unavailability);
    share += cause.downtime_share;
  }
  if (cut) {
    add_row(table, fmt::format("{} others", service.causes.size() - shown), outages, unavailability,
            share, per);
  }
  std::string text = '\n' + table.text("  ");
  if (service.waiting_share) {
    text += fmt::format("  {} of the downtime passed waiting for the working hours of crews\n",
                        percent(*service.waiting_share));
  }
  return text;
}

std::vector<std::string> interruptions_row(const InterruptionResult& brief, const Per& per) {
  const Estimate number = scaled(brief.per_year, per.years);
  const std::string longest = exact_words(brief.longest);
  return {"interruptions", fmt::format("{} {}", number_words(number), per.words),
          range_words(number, decimals_of(number)),
          fmt::format("of {} or less, {}", longest,
                      brief.counts ? "counted as downtime" : "no downtime")};
}

}  // namespace ausfall::studies
