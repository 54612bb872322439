#include "studies/output/output_losses.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "studies/output/output_outages.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

Estimate seconds_lost_per_year(const DataLossResult& lost) {
  return scaled(lost.losses_per_year, seconds_in(lost.lag));
}

/// By year, or by sample.
Estimate times_lost(const RunResult& result, const DataLossResult& lost) {
  return scaled(lost.losses_per_year, per_of(result).years);
}

std::string range(const Estimate& number) {
  return fmt::format("{} to {}", significant(number.low, 3), significant(number.high, 3));
}

Table losses_table(const RunResult& result) {
  using enum Align;
  const Per per = per_of(result);
  Table table({left, right, left, right, right, left});
  table.add({"data lost", fmt::format("losses {}", per.words), "range", "each time",
             fmt::format("work lost {}", per.words), "range"});
  for (const DataLossResult& lost : result.data_lost) {
    const Estimate times = times_lost(result, lost);
    const Estimate seconds = scaled(times, seconds_in(lost.lag));
    table.add({lost.name, times.mean > 0 ? significant(times.mean, 3) : "none", range(times),
               exact_span(lost.lag), time_words(seconds), time_range_words(seconds)});
  }
  return table;
}

}  // namespace

std::string data_lost_text(const RunResult& result) {
  return result.data_lost.empty() ? "" : '\n' + losses_table(result).text();
}

std::string data_lost_markdown(const RunResult& result) {
  return result.data_lost.empty() ? "" : '\n' + losses_table(result).markdown();
}

std::string data_lost_text(const FailureAnalysis& analysis) {
  using enum Align;
  Table table({left, left, right, right});
  table.add({"data lost after", "of", "the last", "seen"});
  for (const HazardEffect& hazard : analysis.hazards) {
    for (const DataLossEffect& lost : hazard.data_lost)
      table.add({hazard.name, lost.name, exact_span(lost.lag),
                 lost.samples == hazard.samples
                     ? "always"
                     : fmt::format("{} of {}", lost.samples, hazard.samples)});
  }
  return table.rows() == 1 ? "" : '\n' + table.text();
}

Json data_lost_json(const RunResult& result) {
  Json json = Json::object();
  for (const DataLossResult& lost : result.data_lost)
    json[lost.name] = {{"lag_seconds", number(seconds_in(lost.lag))},
                       {"losses", lost.losses},
                       {"losses_per_year", interval(lost.losses_per_year)},
                       {"seconds_lost_per_year", interval(seconds_lost_per_year(lost))}};
  return json;
}

Json data_lost_json(const HazardEffect& hazard) {
  Json json = Json::object();
  for (const DataLossEffect& lost : hazard.data_lost)
    json[lost.name] = {{"lag_seconds", number(seconds_in(lost.lag))}, {"samples", lost.samples}};
  return json;
}

}  // namespace ausfall::studies
