#include "studies/output/output_fmea.hpp"
#include "studies/output/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "scenarios/wording.hpp"
#include "studies/output/facts_text.hpp"
#include "studies/output/name_ranges.hpp"
#include "studies/output/output_capacity.hpp"
#include "studies/output/output_losses.hpp"
#include "studies/output/result_text.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using models::Phase;
using models::phase_count;
using enum Align;

constexpr double full_capacity = 1U << 16U;
constexpr std::size_t cut_sets_shown = 40;

// ---- rows: failures of one family that do the same ----------------------------------------------

/// Failures of one family that do the same to one service, added up.
struct Row {
  std::vector<std::string> names;
  std::string family;
  Severity severity = Severity::none;
  bool moves = false;  ///< some failover went to another node
  bool over_at_once = false;
  bool lasts_for_good = false;
  bool unseen = false;  ///< in all samples
  std::uint64_t failovers = 0;
  std::uint64_t samples = 0;
  double per_year = 0;
  SeverityCounts seen{};
  Times outages;
  Times after_repair;
  std::uint32_t least_capacity = 1U << 16U;
  Moments downtime;        ///< seconds, of one failure with its own repair
  double cost_a_year = 0;  ///< seconds of downtime
  double outages_a_year = 0;
};

Row row_of(const HazardEffect& hazard, std::size_t service, double confidence) {
  const ServiceEffect& effect = hazard.services[service];
  const YearlyCost cost = yearly_cost(hazard, service, confidence);
  Row row;
  row.names = {hazard.name};
  row.family = hazard.family;
  row.severity = worst(effect.seen);
  row.moves = hazard.failovers.moved > 0;
  row.over_at_once = hazard.over_at_once;
  row.lasts_for_good = hazard.lasts_for_good;
  row.unseen = hazard.unseen == hazard.samples;
  row.failovers = hazard.failovers.failovers;
  row.samples = hazard.samples;
  row.per_year = hazard.per_year;
  row.seen = effect.seen;
  row.outages = effect.outages;
  row.after_repair = effect.after_repair;
  row.least_capacity = effect.least_capacity;
  row.downtime = effect.downtime_seconds;
  row.cost_a_year = cost.downtime_seconds.mean;
  row.outages_a_year = cost.outages.mean;
  return row;
}

bool do_the_same(const Row& a, const Row& b) {
  return a.family == b.family && a.severity == b.severity && a.moves == b.moves &&
         (a.failovers > 0) == (b.failovers > 0) && a.unseen == b.unseen;
}

void add(Row& row, const Row& other) {
  row.names.insert(row.names.end(), other.names.begin(), other.names.end());
  row.failovers += other.failovers;
  row.samples += other.samples;
  row.per_year += other.per_year;
  for (std::size_t i = 0; i < severity_count; ++i) row.seen[i] += other.seen[i];
  row.outages.merge(other.outages);
  row.after_repair.merge(other.after_repair);
  row.least_capacity = std::min(row.least_capacity, other.least_capacity);
  row.downtime.merge(other.downtime);
  row.cost_a_year += other.cost_a_year;
  row.outages_a_year += other.outages_a_year;
}

/// The most severe first, then what costs most, then the longest outage; otherwise in the order of
/// the plant.
std::vector<Row> rows_of(const FailureAnalysis& analysis, std::size_t service) {
  std::vector<Row> rows;
  for (const HazardEffect& hazard : analysis.hazards) {
    const Row next = row_of(hazard, service, analysis.confidence);
    const auto same =
        std::ranges::find_if(rows, [&](const Row& row) { return do_the_same(row, next); });
    if (same == rows.end())
      rows.push_back(next);
    else
      add(*same, next);
  }
  std::ranges::stable_sort(rows, [](const Row& a, const Row& b) {
    if (a.severity != b.severity) return a.severity > b.severity;
    if (a.cost_a_year != b.cost_a_year) return a.cost_a_year > b.cost_a_year;
    return a.outages.most > b.outages.most;
  });
  return rows;
}

// ---- words --------------------------------------------------------------------------------------

std::string effect_words(Severity severity, bool never_repaired) {
  switch (severity) {
    case Severity::person:
      return "down until a person comes";
    case Severity::until_repair:
      return "down until repaired";
    case Severity::for_good:
      return never_repaired ? "down for good" : "down, repaired or not";
    default:
      return std::string(name_of(severity));
  }
}

std::string effect_words(const Row& row) {
  switch (row.severity) {
    case Severity::in_part:
      return fmt::format("serves {} of requests", percent(row.least_capacity / full_capacity));
    case Severity::interrupted:
      return row.moves ? "fails over" : row.failovers > 0 ? "restarted in place" : "starts again";
    default:
      return effect_words(row.severity, row.lasts_for_good);
  }
}

std::string effect_words(const FailureAnalysis& analysis, const CutSet& set) {
  return effect_words(set.worst, std::ranges::any_of(set.hazards, [&](std::size_t hazard) {
                        return analysis.hazards[hazard].lasts_for_good;
                      }));
}

/// "1 of 100": in how many samples the effect was seen.
std::string seen_words(std::uint64_t seen, std::uint64_t samples) {
  return seen == samples ? "always" : fmt::format("{} of {}", count(seen), count(samples));
}

std::string rough(double seconds) { return rough_words(Seconds(seconds)); }
std::string rough(Duration time) { return rough(seconds_in(time)); }

std::string range_words(const Times& times) {
  if (times.count == 0 || times.least == times.most) return "";
  return fmt::format("{} to {}", rough(times.least), rough(times.most));
}

std::string outage_words(const Row& row) {
  if (row.severity == Severity::for_good && row.lasts_for_good) return "no end";
  if (row.severity >= Severity::until_repair)
    return row.downtime.count() > 0 ? rough(row.downtime.mean()) : "";
  return row.outages.count > 0 ? rough(row.outages.mean_seconds()) : "";
}

std::string failures_words(const FailureAnalysis& analysis) {
  std::string words = count(analysis.hazards.size(), "single failure");
  if (analysis.order > 1) words += " and " + count(analysis.pairs.size(), "pair");
  return words;
}

// ---- text ---------------------------------------------------------------------------------------

std::string head(const FailureAnalysis& analysis) {
  std::string text =
      title(analysis.scenario, analysis.variant) + '\n' +
      wrapped(
          fmt::format("{}, each struck {} from good health at another phase of every timer, all "
                      "other failures off; seed {}",
                      failures_words(analysis), times(analysis.samples), analysis.seed),
          "", "");
  if (analysis.interrupted()) {
    text += fmt::format("interrupted: {} of {} single failures, {} of {} pairs were struck\n",
                        analysis.hazards.size(), analysis.hazards_wanted, analysis.pairs.size(),
                        analysis.pairs_wanted);
  }
  return text;
}

std::string effect_and_how_often(const Row& row) {
  const std::uint64_t seen = at_least(row.seen, row.severity);
  return effect_words(row) +
         (seen == row.samples ? "" : fmt::format(", {}", seen_words(seen, row.samples)));
}

Table effects_table(const FailureAnalysis& analysis, const std::vector<Row>& rows,
                    double cost_of_all) {
  const bool rated = std::ranges::any_of(
      analysis.hazards, [](const HazardEffect& hazard) { return hazard.per_year > 0; });
  Table table(rated ? std::vector{left, right, left, right, left, right, right}
                    : std::vector{left, left, right, left});
  if (rated)
    table.add({"failure", "a year", "what it does", "mean outage", "from ... to", "costs a year",
               "share"});
  else
    table.add({"failure", "what it does", "mean outage", "from ... to"});
  for (const Row& row : rows) {
    if (row.severity == Severity::none) continue;
    std::vector<std::string> cells{
        names_together(row.names), effect_and_how_often(row), outage_words(row),
        row.severity < Severity::until_repair ? range_words(row.outages) : ""};
    if (rated) {
      const bool weighed = row.per_year > 0;
      cells.insert(cells.begin() + 1, weighed ? significant(row.per_year, 2) : "");
      cells.push_back(weighed ? rough(row.cost_a_year) : "");
      cells.push_back(weighed && cost_of_all > 0 ? percent(row.cost_a_year / cost_of_all) : "");
    }
    table.add(cells);
  }
  return table;
}

std::string untouched(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  std::vector<std::string> unseen;
  for (const Row& row : rows) {
    if (row.severity == Severity::none)
      (row.unseen ? unseen : names).push_back(names_together(row.names));
  }
  const auto list = [](const std::vector<std::string>& of, const char* what) {
    return of.empty() ? "" : wrapped(enumeration(of), what, "    ");
  };
  return list(names, "  serves on through: ") +
         list(unseen, "  serves on, and nobody sees until it is needed or tested: ");
}

std::string sum_words(const FailureAnalysis& analysis, std::size_t service) {
  const YearlyCost cost = yearly_cost(analysis, service);
  if (cost.outages.mean <= 0) return "";
  const auto rounded = [&](double seconds) {
    return rough_words(Seconds(seconds), Seconds(half_width(cost.downtime_seconds)));
  };
  std::string words =
      fmt::format("single failures cost {} a year in {} outages", rough(cost.downtime_seconds.mean),
                  significant(cost.outages.mean, 3));
  if (std::isfinite(half_width(cost.downtime_seconds))) {
    const std::string low = rounded(cost.downtime_seconds.low);
    const std::string high = rounded(cost.downtime_seconds.high);
    if (low != high)
      words +=
          fmt::format(" ({} to {}, with {} confidence)", low, high, percent(analysis.confidence));
  }
  return wrapped(words + ", as long as they are so rare that they do not meet", "  ", "    ");
}

const PairEffect* pair_of(const FailureAnalysis& analysis, const CutSet& set) {
  for (const PairEffect& pair : analysis.pairs) {
    if (pair.first == set.hazards.front() && pair.second == set.hazards.back()) return &pair;
  }
  return nullptr;
}

/// "together; during storage, node1.os first": the moments at which the pair does this.
std::string moments_words(const FailureAnalysis& analysis, const CutSet& set, std::size_t service) {
  const PairEffect* pair = pair_of(analysis, set);
  if (pair == nullptr) return "";
  std::vector<std::string> words;
  for (const bool swapped : {false, true}) {
    std::vector<std::string> phases;
    bool after = false;
    for (const TimedEffect& timed : pair->timed) {
      if (timed.swapped != swapped || at_least(timed.seen[service], lasting) == 0) continue;
      if (timed.timing == Timing::together) words.emplace_back("together");
      if (timed.timing == Timing::during_first) phases.emplace_back(name_of(timed.phase));
      after = after || timed.timing == Timing::after_first;
    }
    if (phases.empty() && !after) continue;
    const std::string during = phases.empty() ? "" : "during " + enumeration(phases);
    words.push_back(fmt::format("{}{}{}, {} first", during, !phases.empty() && after ? " and " : "",
                                after ? "after" : "",
                                analysis.hazards[swapped ? pair->second : pair->first].name));
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

bool whenever(const FailureAnalysis& analysis, const CutSet& set, std::size_t service) {
  const PairEffect* pair = pair_of(analysis, set);
  return pair != nullptr && std::ranges::all_of(pair->timed, [&](const TimedEffect& timed) {
           return at_least(timed.seen[service], lasting) > 0;
         });
}

std::vector<CutSet> sets_of(const FailureAnalysis& analysis, std::size_t service,
                            std::size_t size) {
  std::vector<CutSet> sets;
  for (const CutSet& set : minimal_cut_sets(analysis, service, lasting)) {
    if (set.hazards.size() == size) sets.push_back(set);
  }
  std::ranges::stable_sort(sets, [](const CutSet& a, const CutSet& b) {
    if (a.worst != b.worst) return a.worst > b.worst;
    return a.seen * b.samples > b.seen * a.samples;
  });
  return sets;
}

std::string names_of(const FailureAnalysis& analysis, const CutSet& set) {
  std::vector<std::string> names;
  for (const std::size_t hazard : set.hazards) names.push_back(analysis.hazards[hazard].name);
  return enumeration(names);
}

std::string single_points(const FailureAnalysis& analysis, std::size_t service) {
  std::vector<std::string> names;
  for (const Row& row : rows_of(analysis, service)) {
    if (row.severity >= lasting) names.push_back(names_together(row.names));
  }
  if (names.empty()) {
    return wrapped(fmt::format("no single failure was seen to keep it down, in {} of each",
                               count(analysis.samples, "sample")),
                   "  ", "    ");
  }
  return wrapped("single points of failure: " + enumeration(names), "  ", "    ");
}

std::string pairs_table(const FailureAnalysis& analysis, std::size_t service) {
  if (analysis.order < 2) return "";
  const std::vector<CutSet> sets = sets_of(analysis, service, 2);
  if (sets.empty()) return "\n  no pair of other failures was seen to keep it down\n";
  Table table({left, left, right, left});
  table.add({"pairs that keep it down", "what they do", "seen", "when the second strikes"});
  for (std::size_t i = 0; i < std::min(sets.size(), cut_sets_shown); ++i) {
    const CutSet& set = sets[i];
    table.add(
        {names_of(analysis, set), effect_words(analysis, set), seen_words(set.seen, set.samples),
         whenever(analysis, set, service) ? "whenever" : moments_words(analysis, set, service)});
  }
  std::string text = '\n' + table.text("  ");
  if (sets.size() > cut_sets_shown)
    text += fmt::format("  and {} more ({} has all)\n", sets.size() - cut_sets_shown,
                        scenarios::setting_words({"format", "json"}));
  return text;
}

std::string structure_words(const FailureAnalysis& analysis, std::size_t service) {
  if (service >= analysis.structure.size()) return "";
  const StructureCheck& check = analysis.structure[service];
  if (!check.told)
    return "  structure: not compared, since the service asks for hosts that are connected\n";
  if (check.cut_vertices.empty() && check.differences.empty())
    return "  structure: no cut vertex, and none was seen\n";
  std::string text;
  if (!check.cut_vertices.empty()) {
    text = wrapped(
        "structure: cut vertices, if nothing moved, are " + names_together(check.cut_vertices),
        "  ", "    ");
  } else {
    text = "  structure: no cut vertex\n";
  }
  if (check.differences.empty()) return text + "    what was seen agrees\n";
  text += "    what was seen differs:\n";
  std::vector<std::string> reasons;
  for (const StructuralDifference& each : check.differences) {
    if (std::ranges::count(reasons, each.reason) == 0) reasons.push_back(each.reason);
  }
  for (const std::string& reason : reasons) {
    std::vector<std::string> names;
    for (const StructuralDifference& each : check.differences) {
      if (each.reason == reason) names.push_back(each.component);
    }
    text += wrapped(names_together(names) + ": " + reason, "    ", "      ");
  }
  return text;
}

std::string block(const FailureAnalysis& analysis, std::size_t service) {
  const std::vector<Row> rows = rows_of(analysis, service);
  const double cost = yearly_cost(analysis, service).downtime_seconds.mean;
  std::string text = "\nservice " + analysis.services[service] + '\n';
  if (std::ranges::any_of(rows, [](const Row& row) { return row.severity != Severity::none; }))
    text += effects_table(analysis, rows, cost).text("  ");
  text += untouched(rows) + sum_words(analysis, service) + '\n' + single_points(analysis, service);
  return text + structure_words(analysis, service) + pairs_table(analysis, service);
}

/// Where the time of failovers goes, by failure.
std::string failovers_block(const FailureAnalysis& analysis) {
  struct Failovers {
    std::vector<std::string> names;
    std::string family;
    FailoverEffect effect;
    std::uint64_t samples = 0;
  };
  std::vector<Failovers> rows;
  for (const HazardEffect& hazard : analysis.hazards) {
    if (hazard.failovers.failovers == 0) continue;
    const auto same = std::ranges::find_if(rows, [&](const Failovers& row) {
      return row.family == hazard.family && (row.effect.moved > 0) == (hazard.failovers.moved > 0);
    });
    if (same == rows.end()) {
      rows.push_back({{hazard.name}, hazard.family, hazard.failovers, hazard.samples});
      continue;
    }
    same->names.push_back(hazard.name);
    same->samples += hazard.samples;
    same->effect.failovers += hazard.failovers.failovers;
    same->effect.moved += hazard.failovers.moved;
    for (std::size_t i = 0; i < phase_count; ++i)
      same->effect.phases[i] += hazard.failovers.phases[i];
  }
  if (rows.empty()) return "";
  Table table({left, right, right, right, right, right, right, right, right, right});
  std::vector<std::string> title{"failovers, on average", "each time"};
  const auto takes_time = [&](std::size_t phase) {
    return std::ranges::any_of(
        rows, [&](const Failovers& row) { return row.effect.phases[phase] > Duration::zero(); });
  };
  for (std::size_t i = 0; i < phase_count; ++i)
    if (takes_time(i)) title.emplace_back(name_of(static_cast<Phase>(i)));
  title.emplace_back("all");
  table.add(title);
  for (const Failovers& row : rows) {
    const auto failovers = static_cast<double>(row.effect.failovers);
    std::vector<std::string> cells{names_together(row.names),
                                   significant(failovers / static_cast<double>(row.samples), 2)};
    Duration all{0};
    for (std::size_t i = 0; i < phase_count; ++i) {
      const Duration phase = row.effect.phases[i];
      all += phase;
      if (takes_time(i))
        cells.push_back(phase == Duration::zero() ? "" : rough(seconds_in(phase) / failovers));
    }
    cells.push_back(rough(seconds_in(all) / failovers));
    table.add(cells);
  }
  return '\n' + table.text();
}

/// What was seen to split a cluster: single failures, and pairs of others.
std::string split_brain_block(const FailureAnalysis& analysis) {
  using enum Align;
  Table table({left, right, right});
  table.add({"split brain", "seen", "lasts, unrepaired for a week"});
  const auto add = [&](const std::string& what, const SplitBrainEffect& effect,
                       std::uint64_t samples) {
    table.add({what, seen_words(effect.samples, samples),
               rough(seconds_in(effect.time) / static_cast<double>(effect.samples))});
  };
  for (const HazardEffect& hazard : analysis.hazards) {
    if (hazard.split_brain.samples > 0) add(hazard.name, hazard.split_brain, hazard.samples);
  }
  std::size_t pairs = 0;
  for (const PairEffect& pair : analysis.pairs) {
    const HazardEffect& first = analysis.hazards[pair.first];
    const HazardEffect& second = analysis.hazards[pair.second];
    if (pair.split_brain.samples == 0 || first.split_brain.samples > 0 ||
        second.split_brain.samples > 0)
      continue;
    if (++pairs <= cut_sets_shown)
      add(first.name + " and " + second.name, pair.split_brain, pair.samples);
  }
  if (table.rows() == 1) return "\nsplit brain: not seen\n";
  std::string text = '\n' + table.text();
  if (pairs > cut_sets_shown)
    text += fmt::format("and {} more pairs ({} has all)\n", pairs - cut_sets_shown,
                        scenarios::setting_words({"format", "json"}));
  return text;
}

}  // namespace

std::string text_of(const FailureAnalysis& analysis) {
  std::string text = head(analysis);
  for (std::size_t i = 0; i < analysis.services.size(); ++i) text += block(analysis, i);
  return text + failovers_block(analysis) + split_brain_block(analysis) + data_lost_text(analysis) +
         stay_out_words(analysis) + capacity_words(analysis.capacity) + notes(analysis.warnings);
}

std::string markdown_of(const FailureAnalysis& analysis) {
  std::string text;
  for (std::size_t i = 0; i < analysis.services.size(); ++i) {
    const double cost = yearly_cost(analysis, i).downtime_seconds.mean;
    text += fmt::format("{}### {}\n\n", i > 0 ? "\n" : "", markdown_text(analysis.services[i]));
    text += effects_table(analysis, rows_of(analysis, i), cost).markdown();
    const std::vector<CutSet> sets = minimal_cut_sets(analysis, i, lasting);
    if (sets.empty()) continue;
    Table table({left, left, right});
    table.add({"minimal cut set", "what it does", "seen"});
    for (const CutSet& set : sets) {
      table.add({names_of(analysis, set), effect_words(analysis, set),
                 seen_words(set.seen, set.samples)});
    }
    text += '\n' + table.markdown();
  }
  return text;
}

}  // namespace ausfall::studies
