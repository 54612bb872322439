// What a service's outages are put down to, for people.
#pragma once

#include <string>
#include <vector>

#include "studies/result.hpp"

namespace ausfall::studies {

/// By what the numbers of a result count: by year, or by sample where a fault was injected.
struct Per {
  double years = 1;
  std::string_view words = "a year";
};
Per per_of(const RunResult& result);

/// A number that does not look like none: so many decimals, or two digits where these show zeros only.
std::string visible(double number, int decimals);

/// So many decimals that what is not all does not look like it: 99.998 is not "100.00".
int decimals_below_all(double percentage, int decimals);

/// The digits that an interval supports: "2.10 to 2.16"; a sentence where nothing bounds it.
std::string range_words(const Estimate& estimate, int decimals, std::string_view unit = "");
/// Of a time: no finer than its interval.
std::string time_words(const Estimate& seconds);
/// Nothing where both limits are the same in words.
std::string time_range_words(const Estimate& seconds);

/// Availability, downtime a year and outages a year, each with its range: cells of a document.
std::vector<std::string> cells_with_ranges(const ServiceResult& service);
/// "2 h (1 h 50 min to 2 h 10 min)".
std::string time_with_range(const Estimate& seconds);
/// "35.85 (35.65 to 36.04)".
std::string number_with_range(const Estimate& number);

/// A row for each kind of outages; nothing where all are of one.
std::string kinds_text(const ServiceResult& service, const Per& per);
/// A row for each cause; those after the first few in one.
std::string causes_text(const ServiceResult& service, const Per& per);
/// Name, number and range, and what they are: of what is too short to be an outage.
std::vector<std::string> interruptions_row(const InterruptionResult& brief, const Per& per);

}  // namespace ausfall::studies
