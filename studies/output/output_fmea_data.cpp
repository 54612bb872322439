// A failure analysis for programs: each failure, and each pair at each moment, for itself.
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "studies/output/json.hpp"
#include "studies/output/output_fmea.hpp"
#include "studies/output/output_losses.hpp"
#include "studies/output/stays_out_json.hpp"
#include "studies/output/table.hpp"

namespace ausfall::studies {

namespace {

using models::Phase;
using models::phase_count;

constexpr double full_capacity = 1U << 16U;

// ---- JSON ---------------------------------------------------------------------------------------

Json object(const SeverityCounts& seen) {
  Json json = Json::object();
  for (std::size_t i = 0; i < severity_count; ++i) {
    if (seen[i] > 0) json[std::string(name_of(static_cast<Severity>(i)))] = seen[i];
  }
  return json;
}

Json object(const Times& times) {
  if (times.count == 0) return nullptr;
  return {{"count", times.count},
          {"mean", times.mean_seconds()},
          {"min", seconds_in(times.least)},
          {"max", seconds_in(times.most)}};
}

Json object(const SplitBrainEffect& effect) {
  return {{"samples", effect.samples}, {"seconds", seconds_in(effect.time)}};
}

Json list(const std::vector<StaysOut>& those) {
  Json json = Json::array();
  for (const StaysOut& out : those) json.push_back(object_of(out));
  return json;
}

Json object(const ClusterCapacity& capacity) {
  Json lost = Json::array();
  for (const LostHosts& each : capacity.lost) {
    lost.push_back({{"hosts", each.hosts},
                    {"combinations", each.combinations},
                    {"with_something_out", each.with_something_out},
                    {"mean_out", each.mean_out},
                    {"worst", {{"lost", each.worst}, {"out", list(each.out)}}}});
  }
  return {{"hosts", capacity.hosts},
          {"hosts_to_spare", capacity.hosts_to_spare},
          {"or_more", capacity.or_more},
          {"lost", std::move(lost)}};
}

Json object(const FailureAnalysis& analysis, const HazardEffect& hazard) {
  Json services = Json::object();
  for (std::size_t i = 0; i < hazard.services.size(); ++i) {
    const ServiceEffect& effect = hazard.services[i];
    Json json{{"effect", name_of(worst(effect.seen))},
              {"seen", object(effect.seen)},
              {"outage_seconds", object(effect.outages)},
              {"after_repair_seconds", object(effect.after_repair)},
              {"least_capacity", effect.least_capacity / full_capacity}};
    if (hazard.per_year > 0) {
      const YearlyCost cost = yearly_cost(hazard, i, analysis.confidence);
      json["downtime_seconds"] = effect.downtime_seconds.mean();
      json["outages_per_year"] = interval(cost.outages);
      json["downtime_minutes_per_year"] = interval(scaled(cost.downtime_seconds, 1.0 / 60));
    }
    services[analysis.services[i]] = std::move(json);
  }
  Json phases = Json::object();
  if (hazard.failovers.failovers > 0) {
    for (std::size_t i = 0; i < phase_count; ++i) {
      phases[std::string(name_of(static_cast<Phase>(i)))] =
          seconds_in(hazard.failovers.phases[i]) / static_cast<double>(hazard.failovers.failovers);
    }
  }
  Json json{{"failure", hazard.name},
            {"family", hazard.family},
            {"per_year", hazard.per_year > 0 ? Json(hazard.per_year) : Json(nullptr)},
            {"needs_repair", !hazard.over_at_once},
            {"never_repaired", hazard.lasts_for_good},
            {"samples", hazard.samples},
            {"services", std::move(services)},
            {"failovers", hazard.failovers.failovers},
            {"failovers_moved", hazard.failovers.moved},
            {"phases", std::move(phases)},
            {"split_brain", object(hazard.split_brain)},
            {"stay_out", list(hazard.stay_out)}};
  if (hazard.unseen > 0) json["unseen"] = hazard.unseen;
  if (!hazard.data_lost.empty()) json["data_lost"] = data_lost_json(hazard);
  if (hazard.hangs_on_placement) json["hangs_on_placement"] = true;
  return json;
}

Json object(const FailureAnalysis& analysis, const PairEffect& pair) {
  Json moments = Json::array();
  for (const TimedEffect& timed : pair.timed) {
    Json services = Json::object();
    for (std::size_t i = 0; i < timed.seen.size(); ++i)
      services[analysis.services[i]] = object(timed.seen[i]);
    moments.push_back({{"first", analysis.hazards[timed.swapped ? pair.second : pair.first].name},
                       {"second", words_of(timed)},
                       {"samples", timed.samples},
                       {"services", std::move(services)}});
  }
  return {{"failures", {analysis.hazards[pair.first].name, analysis.hazards[pair.second].name}},
          {"samples", pair.samples},
          {"moments", std::move(moments)},
          {"split_brain", object(pair.split_brain)}};
}

Json object(const FailureAnalysis& analysis, const CutSet& set) {
  Json names = Json::array();
  for (const std::size_t hazard : set.hazards) names.push_back(analysis.hazards[hazard].name);
  return {{"failures", std::move(names)},
          {"effect", name_of(set.worst)},
          {"seen", set.seen},
          {"samples", set.samples}};
}

Json object(const FailureAnalysis& analysis, std::size_t service) {
  Json single = Json::array();
  Json sets = Json::array();
  for (const CutSet& set : minimal_cut_sets(analysis, service, lasting)) {
    if (set.hazards.size() == 1) single.push_back(analysis.hazards[set.hazards.front()].name);
    sets.push_back(object(analysis, set));
  }
  const YearlyCost cost = yearly_cost(analysis, service);
  Json json{{"single_points_of_failure", std::move(single)},
            {"minimal_cut_sets", std::move(sets)},
            {"outages_per_year", interval(cost.outages)},
            {"downtime_minutes_per_year", interval(scaled(cost.downtime_seconds, 1.0 / 60))},
            {"structure", nullptr}};
  if (service >= analysis.structure.size() || !analysis.structure[service].told) return json;
  const StructureCheck& check = analysis.structure[service];
  Json differences = Json::array();
  for (const StructuralDifference& each : check.differences) {
    differences.push_back(
        {{"component", each.component}, {"cut_vertex", each.cut_vertex}, {"reason", each.reason}});
  }
  json["structure"] = {{"cut_vertices", check.cut_vertices},
                       {"even_with_clusters", check.even_with_clusters},
                       {"differences", std::move(differences)}};
  return json;
}

// ---- CSV ----------------------------------------------------------------------------------------

std::string exact(double value) { return fmt::format("{:.12g}", value); }

void add_counts(const SeverityCounts& seen, std::vector<std::string>& cells) {
  for (const std::uint64_t each : seen) cells.push_back(std::to_string(each));
}

std::string moment_cells(const FailureAnalysis& analysis, const PairEffect& pair,
                         const TimedEffect& timed) {
  return timed.timing == Timing::together
             ? "together"
             : fmt::format("{}, {} first", words_of(timed),
                           analysis.hazards[timed.swapped ? pair.second : pair.first].name);
}

}  // namespace

std::string json_of(const FailureAnalysis& analysis) {
  Json failures = Json::array();
  for (const HazardEffect& hazard : analysis.hazards) failures.push_back(object(analysis, hazard));
  Json services = Json::object();
  for (std::size_t i = 0; i < analysis.services.size(); ++i)
    services[analysis.services[i]] = object(analysis, i);
  Json json{{"ausfall", AUSFALL_VERSION},
            {"scenario", analysis.scenario},
            {"variant", text(analysis.variant)},
            {"seed", analysis.seed},
            {"order", analysis.order},
            {"samples", analysis.samples},
            {"interrupted", analysis.interrupted()},
            {"events", analysis.events},
            {"wall_seconds", number(analysis.wall_seconds)},
            {"confidence", analysis.confidence},
            {"services", std::move(services)},
            {"failures", std::move(failures)}};
  if (analysis.order > 1) {
    Json pairs = Json::array();
    for (const PairEffect& pair : analysis.pairs) pairs.push_back(object(analysis, pair));
    json["pairs"] = std::move(pairs);
  }
  json["capacity"] = Json::object();
  for (const ClusterCapacity& each : analysis.capacity)
    json["capacity"][each.cluster] = object(each);
  json["warnings"] = analysis.warnings;
  return document(json);
}

std::string csv_of(const FailureAnalysis& analysis) {
  Table table({});
  std::vector<std::string> title{"failure", "second", "moment", "service", "effect", "samples"};
  for (std::size_t i = 0; i < severity_count; ++i)
    title.emplace_back(name_of(static_cast<Severity>(i)));
  for (const char* each : {"outage_seconds_mean", "outage_seconds_min", "outage_seconds_max",
                           "per_year", "outages_per_year", "downtime_minutes_per_year"})
    title.emplace_back(each);
  table.add(title);
  for (const HazardEffect& hazard : analysis.hazards) {
    for (std::size_t i = 0; i < hazard.services.size(); ++i) {
      const ServiceEffect& effect = hazard.services[i];
      std::vector<std::string> cells{hazard.name,
                                     "",
                                     "",
                                     analysis.services[i],
                                     std::string(name_of(worst(effect.seen))),
                                     std::to_string(hazard.samples)};
      add_counts(effect.seen, cells);
      const bool any = effect.outages.count > 0;
      cells.push_back(any ? exact(effect.outages.mean_seconds()) : "");
      cells.push_back(any ? exact(seconds_in(effect.outages.least)) : "");
      cells.push_back(any ? exact(seconds_in(effect.outages.most)) : "");
      const bool rated = hazard.per_year > 0;
      const YearlyCost cost = yearly_cost(hazard, i, analysis.confidence);
      cells.push_back(rated ? exact(hazard.per_year) : "");
      cells.push_back(rated ? exact(cost.outages.mean) : "");
      cells.push_back(rated ? exact(cost.downtime_seconds.mean / 60) : "");
      table.add(cells);
    }
  }
  for (const PairEffect& pair : analysis.pairs) {
    for (const TimedEffect& timed : pair.timed) {
      for (std::size_t i = 0; i < timed.seen.size(); ++i) {
        std::vector<std::string> cells{
            analysis.hazards[pair.first].name,          analysis.hazards[pair.second].name,
            moment_cells(analysis, pair, timed),        analysis.services[i],
            std::string(name_of(worst(timed.seen[i]))), std::to_string(timed.samples)};
        add_counts(timed.seen[i], cells);
        table.add(cells);
      }
    }
  }
  return table.csv();
}

}  // namespace ausfall::studies
