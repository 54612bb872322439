#include <fmt/format.h>

#include <cmath>

#include "sim/random.hpp"
#include "studies/output/json.hpp"
#include "studies/output/output.hpp"
#include "studies/output/output_losses.hpp"
#include "studies/output/room.hpp"
#include "studies/output/stays_out_json.hpp"

namespace ausfall::studies {

namespace {

/// In units of so many seconds. Its members are null where nothing was met, and limits where nothing
/// bounds them.
Json durations(const std::optional<DurationSummary>& met, double unit = 1) {
  Json json = Json::object();
  Json intervals = Json::object();
  const auto add = [&](const char* name, Estimate DurationSummary::*member) {
    const Estimate seconds = met ? (*met).*member : Estimate{};
    json[name] = met ? number(seconds.mean / unit) : Json(nullptr);
    intervals[name] = met ? Json{number(seconds.low / unit), number(seconds.high / unit)}
                          : Json{nullptr, nullptr};
  };
  add("mean", &DurationSummary::mean);
  add("p50", &DurationSummary::p50);
  add("p90", &DurationSummary::p90);
  add("p95", &DurationSummary::p95);
  add("p99", &DurationSummary::p99);
  json["max"] = met && met->max ? number(*met->max / unit) : Json(nullptr);
  json["intervals"] = std::move(intervals);
  return json;
}

Json minutes_per_year(const Estimate& unavailability) {
  return interval(scaled(unavailability, minutes_in(year)));
}

Json object(const OutageKind& kind) {
  return {{"outages_per_year", interval(kind.outages_per_year)},
          {"mean_seconds", interval(kind.seconds)},
          {"downtime_minutes_per_year", minutes_per_year(kind.unavailability)},
          {"causes", kind.causes}};
}

Json causes(const std::vector<CauseResult>& causes) {
  Json json = Json::array();
  for (const CauseResult& cause : causes) {
    json.push_back({{"cause", cause.cause},
                    {"outages", cause.outages},
                    {"downtime_share", number(cause.downtime_share)},
                    {"downtime_minutes_per_year", minutes_per_year(cause.unavailability)},
                    {"outages_per_year", interval(cause.outages_per_year)}});
    if (cause.outages_share) {
      json.back()["outages_share"] = number(*cause.outages_share);
    }
    if (cause.waiting_share) {
      json.back()["waiting_for_hours_share"] = number(*cause.waiting_share);
    }
  }
  return json;
}

Json object(const RareResult& rare) {
  return {{"trusted", rare.trusted()},
          {"distrust", rare.distrust},
          {"hits", rare.hits},
          {"effective_hits", number(rare.effective_hits)},
          {"largest_share", number(rare.largest_share)},
          {"relative_half_width", number(rare.relative_half_width)}};
}

Json object(const MethodResult& method) {
  Json json{{"name", method.name},
            {"asked", method.asked},
            {"why", text(method.why)},
            {"paths", method.paths},
            {"path_events", method.path_events},
            {"pilot_events", method.pilot_events}};
  return json;
}

/// From a range of the unavailability that of the availability.
Json availability_range(const TrueRange& range) {
  return {{"low", number(1 - range.high)},
          {"median", number(1 - range.median)},
          {"high", number(1 - range.low)}};
}

Json scaled_range(const TrueRange& range, double factor) {
  return {{"low", number(range.low * factor)},
          {"median", number(range.median * factor)},
          {"high", number(range.high * factor)}};
}

Json object(const InputResult& input, bool ranked) {
  return {{"input", input.name},
          {"line", input.line},
          {"low_hours", number(input.low.count() / 3600)},
          {"median_hours", number(input.median.count() / 3600)},
          {"high_hours", number(input.high.count() / 3600)},
          {"share", ranked ? interval(input.share) : Json(nullptr)},
          {"narrows", ranked ? number(input.narrows) : Json(nullptr)}};
}

Json object(const UnknownsResult& unknowns) {
  Json json{{"draws", unknowns.draws}, {"range", 0.9}};
  const auto& range = unknowns.unavailability;
  json["availability"] = range ? availability_range(*range) : Json(nullptr);
  json["unavailability"] = range ? scaled_range(*range, 1) : Json(nullptr);
  json["downtime_minutes_per_year"] =
      range ? scaled_range(*range, minutes_in(year)) : Json(nullptr);
  if (unknowns.mean) json["mean_availability"] = number(1 - *unknowns.mean);
  const auto& share = unknowns.unknowns_share;
  json["spread_of_one_replication"] =
      share ? Json{{"chance", number(1 - *share)}, {"not_known", number(*share)}} : Json(nullptr);
  Json inputs = Json::array();
  for (const InputResult& input : unknowns.inputs) inputs.push_back(object(input, unknowns.ranked));
  json["inputs"] = std::move(inputs);
  json["together"] = unknowns.ranked ? number(unknowns.together) : Json(nullptr);
  return json;
}

Json object(const ServiceResult& service) {
  Json json{
      {"slo", number(service.slo)},
      {"availability", interval(complement(service.unavailability))},
      {"unavailability", interval(service.unavailability)},
      {"downtime_minutes_per_year", minutes_per_year(service.unavailability)},
      {"outages_per_year", interval(service.outages_per_year)},
      {"outages", service.outages},
      {"outage_seconds", durations(service.outage_seconds)},
      {"served", interval(service.served)},
      {"outage_by_horizon", interval(service.outage_by_horizon)},
      {"slo_met_per_year", interval(service.slo_met_per_year)},
      {"slo_met_per_month", interval(service.slo_met_per_month)},
      {"year_downtime_minutes", durations(service.year_downtime, 60)},
      {"causes", causes(service.causes)},
  };
  json["outages_by_length"] = Json::array();
  for (const OutageKind& kind : service.kinds) json["outages_by_length"].push_back(object(kind));
  if (const auto& brief = service.interruptions) {
    json["outage_longer_than_seconds"] = number(seconds_in(brief->longest));
    json["interruptions_count"] = brief->counts;
    json["interruptions_per_year"] = interval(brief->per_year);
    json["interruption_minutes_per_year"] = minutes_per_year(brief->share);
  }
  json["known_from"] = {{"histories", number(service.known_from.histories)},
                        {"paths", number(service.known_from.paths)},
                        {"unmet", number(service.known_from.unmet)}};
  if (service.waiting_share) json["waiting_for_hours_share"] = number(*service.waiting_share);
  if (service.unknowns) json["not_known"] = object(*service.unknowns);
  if (service.rare) {
    json["rare"] = object(*service.rare);
  }
  return json;
}

Json object(const NoticeResult& notice) {
  return {{"seen", notice.seen},         {"min", number(notice.min)},
          {"mean", number(notice.mean)}, {"p50", number(notice.median)},
          {"p95", number(notice.p95)},   {"max", number(notice.max)}};
}

Json object(const ClusterResult& cluster) {
  Json phases = Json::object();
  for (const PhaseResult& phase : cluster.phases) {
    const bool known = cluster.failovers > 0;
    phases[phase.name] = {{"mean", known ? number(phase.mean) : Json(nullptr)},
                          {"share", known ? number(phase.share) : Json(nullptr)}};
  }
  Json json = {
      {"failovers", cluster.failovers},
      {"failovers_per_year", interval(cluster.failovers_per_year)},
      {"failovers_moved", cluster.failovers_moved},
      {"failovers_failed", cluster.failovers_failed},
      {"failovers_failed_per_year", interval(cluster.failovers_failed_per_year)},
      {"queued", cluster.queued},
      {"split_brain", cluster.split_brains},
      {"split_brains_per_year", interval(cluster.split_brains_per_year)},
      {"split_brain_seconds", number(cluster.split_brain_seconds)},
      {"failover_seconds", durations(cluster.failover_seconds)},
      {"phases", std::move(phases)},
  };
  if (cluster.planned_moves > 0) {
    json["planned_moves"] = cluster.planned_moves;
    json["planned_standstill_seconds"] = number(cluster.planned_standstill_seconds);
  }
  if (cluster.removal) json["removal_seconds"] = object(*cluster.removal);
  if (cluster.addition) json["addition_seconds"] = object(*cluster.addition);
  for (const StaysOut& out : cluster.stay_out) json["stay_out"].push_back(object_of(out));
  return json;
}

Json value(const std::optional<double>& number_found) { return {{"value", number(number_found)}}; }

Json object(const Slope& slope) {
  Json json{{"mean_hours", number(slope.mean_hours)}};
  const auto add = [&](const char* measure, std::optional<double> derivative) {
    if (derivative) json[measure] = *derivative;
  };
  add("unavailability", slope.unavailability);
  add("outages_per_year", slope.outages_per_year);
  add("mean_hours_to_outage", slope.hours_to_outage);
  add("unavailability_over", slope.unavailability_over);
  add("unavailability_at", slope.unavailability_at);
  add("outage_by", slope.outage_by);
  add("outages_over", slope.outages_over);
  return json;
}

Json object(const SolvedService& service) {
  Json json = Json::object();
  json["slo"] = number(service.slo);
  if (service.steady) {
    json["availability"] = value(service.steady->availability);
    json["unavailability"] = value(service.steady->unavailability);
    json["outages_per_year"] = value(service.steady->outages_per_year);
    json["mean_hours_to_outage"] = value(service.steady->hours_to_outage);
    json["first_outage_known"] = service.steady->first_outage_known;
    const std::optional<Ending>& ending = service.steady->down_for_good;
    json["down_for_good"] = ending ? Json{{"probability", value(ending->probability)},
                                          {"mean_hours_to_it", value(ending->hours)}}
                                   : Json(nullptr);
  }
  if (!service.slopes.empty()) {
    Json slopes = Json::object();
    for (const Slope& slope : service.slopes) slopes[slope.time] = object(slope);
    json["derivatives_by_log_mean"] = std::move(slopes);
  }
  if (service.transient) {
    json["availability_over"] = value(service.transient->availability_over);
    json["availability_at"] = value(service.transient->availability_at);
    json["unavailability_over"] = value(service.transient->unavailability_over);
    json["unavailability_at"] = value(service.transient->unavailability_at);
    json["outage_by"] = value(service.transient->outage_by);
    json["outages_over"] = value(service.transient->outages_over);
  }
  if (service.unknowns) json["not_known"] = object(*service.unknowns);
  return json;
}

template <class Thing>
Json by_name(const std::vector<Thing>& things) {
  Json json = Json::object();
  for (const Thing& thing : things) {
    json[thing.name] = object(thing);
  }
  return json;
}

Json object(const RunResult& result) {
  Json json{
      {"ausfall", AUSFALL_VERSION},
      {"scenario", result.scenario},
      {"variant", text(result.variant)},
      {"seed", result.seed},
      {result.injected() ? "samples" : "replications", result.replications},
  };
  if (result.pilot_replications > 0) {
    json["pilot_replications"] = result.pilot_replications;
  }
  if (result.injected()) {
    json["faults"] = result.faults;
    if (result.begins) json["begins"] = *result.begins;
  }
  json["interrupted"] = result.interrupted();
  json["horizon_hours"] = hours_in(result.horizon);
  json["simulated_years"] = number(result.simulated_years);
  json["events"] = result.events;
  json["wall_seconds"] = number(result.wall_seconds);
  json["confidence"] = number(result.confidence);
  json["digest"] = nullptr;
  if (result.method) {
    json["method"] = object(*result.method);
  }
  json["services"] = by_name(result.services);
  json["clusters"] = by_name(result.clusters);
  if (result.at_fixed_times) json["at_fixed_times"] = true;
  for (const ServiceResult& service : result.services) {
    if (!result.by_replication()) break;
    json["services"][service.name]["requests_lost_seconds"] =
        interval(scaled(complement(service.served), seconds_in(result.horizon)));
  }
  if (!result.data_lost.empty()) json["data_lost"] = data_lost_json(result);
  json["warnings"] = result.warnings;
  if (result.plant) json["room"] = room_of(*result.plant);
  return json;
}

/// The room is what was given, and not what was found.
std::string digest_of(Json json) {
  json.erase("wall_seconds");
  json.erase("digest");
  // Worded by whoever asks: the program names its options, the module for Python its arguments.
  if (json.contains("warnings")) json["warnings"] = Json::array();
  json.erase("room");
  if (const auto variants = json.find("variants"); variants != json.end()) {
    for (Json& variant : *variants) {
      variant.erase("wall_seconds");
      variant.erase("room");
      if (variant.contains("warnings")) variant["warnings"] = Json::array();
    }
  }
  // The hash that names streams of random numbers: FNV-1a, the same everywhere.
  return fmt::format("{:016x}", static_cast<std::uint64_t>(stream_named(in_one_line(json))));
}

Json with_digest(Json json) {
  json["digest"] = digest_of(json);
  return json;
}

/// Each as it is alone, with its digest.
Json by_variant(const std::vector<RunResult>& variants) {
  Json json = Json::object();
  for (const RunResult& variant : variants) {
    json[variant.variant.value_or("")] = with_digest(object(variant));
  }
  return json;
}

Json object(const Difference& difference) {
  const Estimate minutes = scaled(difference.unavailability, minutes_in(year));
  const Estimate at_once = scaled(difference.unavailability_at_once, minutes_in(year));
  Json better = nullptr;
  if (difference.verdict != Verdict::not_separable) {
    better = difference.verdict == Verdict::better ? difference.b : difference.a;
  }
  Json causes = Json::array();
  for (const CauseDifference& cause : difference.causes) {
    causes.push_back(
        {{"cause", cause.cause},
         {"downtime_minutes_per_year", number(cause.unavailability * minutes_in(year))}});
  }
  return {{"service", difference.service},
          {"a", difference.a},
          {"b", difference.b},
          {"downtime_minutes_per_year", interval(minutes)},
          {"outages_per_year", interval(difference.outages_per_year)},
          {"served", interval(difference.served)},
          {"verdict", name_of(difference.verdict)},
          {"better", better},
          {"verdict_range", {{"low", number(at_once.low)}, {"high", number(at_once.high)}}},
          {"differing_replications", difference.differing},
          {"narrower", number(difference.narrowed)},
          {"causes", std::move(causes)}};
}

Json object(const Comparison& comparison) {
  Json differences = Json::array();
  for (const Difference& difference : comparison.differences) {
    differences.push_back(object(difference));
  }
  return {{"ausfall", AUSFALL_VERSION},
          {"scenario", comparison.scenario},
          {"seed", comparison.seed},
          {"replications", comparison.replications},
          {"interrupted", comparison.interrupted()},
          {"horizon_hours", hours_in(comparison.horizon)},
          {"wall_seconds", number(comparison.wall_seconds)},
          {"confidence", number(comparison.confidence)},
          {"verdict_confidence", number(comparison.confidence_at_once)},
          {"digest", nullptr},
          {"variants", by_variant(comparison.variants)},
          {"differences", std::move(differences)},
          {"warnings", comparison.warnings}};
}

}  // namespace

std::string json_of(const RunResult& result) { return document(with_digest(object(result))); }

std::string json_of(const std::vector<RunResult>& variants) {
  return document({{"variants", by_variant(variants)}});
}

std::string json_of(const Comparison& comparison) {
  return document(with_digest(object(comparison)));
}

std::string digest_of(const RunResult& result) { return digest_of(object(result)); }

std::string json_of(const Solution& solution) {
  Json json{
      {"ausfall", AUSFALL_VERSION},
      {"scenario", solution.scenario},
      {"variant", text(solution.variant)},
      {"approximate", solution.phases.has_value()},
  };
  if (solution.phases) {
    json["approximation"] = {{"phases", *solution.phases}, {"clocks", solution.fitted}};
  }
  if (solution.at) {
    json["at_hours"] = hours_in(*solution.at);
  }
  json["wall_seconds"] = number(solution.wall_seconds);
  Json parts = Json::array();
  for (const PartSize& part : solution.parts)
    parts.push_back({{"states", part.states}, {"transitions", part.transitions}});
  json["chain"] = {{"states", solution.states},
                   {"transitions", solution.transitions},
                   {"parts", std::move(parts)},
                   {"method", solution.method},
                   {"residual", number(solution.residual)},
                   {"error_bound", number(solution.error_bound)}};
  json["services"] = by_name(solution.services);
  json["warnings"] = solution.warnings;
  return document(json);
}

}  // namespace ausfall::studies
