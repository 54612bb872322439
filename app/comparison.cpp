#include "app/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>

#include "app/exit_code.hpp"
#include "app/output/words.hpp"

namespace ausfall::app {

namespace {

using models::Plant;
using models::ServiceId;
using models::ServiceTally;
using scenarios::Scenario;

std::string variant_of(const Scenario& scenario) { return scenario.variant.value_or(""); }

/// What has to be the same for replications to be pairs; the first that is not, empty if all is.
std::string_view run_differently(const Scenario& one, const Scenario& other) {
  if (one.seed != other.seed) {
    return "seed";
  }
  if (one.horizon != other.horizon) {
    return "horizon";
  }
  if (one.warmup != other.warmup) {
    return "warmup";
  }
  if (one.confidence != other.confidence) {
    return "confidence";
  }
  if (one.precision != other.precision) {
    return "precision";
  }
  return one.replications == other.replications ? "" : "replications";
}

void refuse_incomparable(const std::vector<Scenario>& variants) {
  if (variants.size() < 2) {
    throw UsageError(
        variants.front().variant
            ? "one variant alone cannot be compared: name two or more, or none for all of them"
            : "there is nothing to compare: the scenario has no variants; write them as\n"
              "  variants: {none: {clusters: null}, some: {}}");
  }
  for (const Scenario& other : variants) {
    const std::string_view what = run_differently(variants.front(), other);
    if (!what.empty()) {
      throw UsageError(fmt::format(
          "the variants '{}' and '{}' differ in '{}': to be compared they have to be run alike; "
          "give it beside `variants`, not in one",
          variant_of(variants.front()), variant_of(other), what));
    }
  }
}

std::optional<ServiceId> service_named(const Plant& plant, const std::string& name) {
  for (std::size_t i = 0; i < plant.services.size(); ++i) {
    if (plant.services[i].name == name) {
      return ServiceId(i);
    }
  }
  return std::nullopt;
}

/// All services that two variants have, pair by pair.
std::vector<PairedService> pairs_of(const std::vector<Scenario>& variants) {
  std::vector<PairedService> pairs;
  for (std::size_t a = 0; a < variants.size(); ++a) {
    for (std::size_t b = a + 1; b < variants.size(); ++b) {
      const Plant& plant = *variants[a].plant;
      for (std::size_t i = 0; i < plant.services.size(); ++i) {
        if (const auto same = service_named(*variants[b].plant, plant.services[i].name)) {
          pairs.push_back({.a = a, .b = b, .service_a = ServiceId(i), .service_b = *same});
        }
      }
    }
  }
  return pairs;
}

/// Of a replication that has any; `otherwise` if none had.
double mean_size(const Jumps& a, const Jumps& b, double otherwise) {
  const auto with = static_cast<double>(a.replications_with() + b.replications_with());
  const auto sum = [](const Jumps& jumps) {
    return jumps.totals().mean() * static_cast<double>(jumps.replications());
  };
  return with > 0 ? (sum(a) + sum(b)) / with : otherwise;
}

Verdict verdict_of(Sign more_downtime) {
  switch (more_downtime) {
    case Sign::negative:
      return Verdict::better;
    case Sign::positive:
      return Verdict::worse;
    case Sign::not_known:
      break;
  }
  return Verdict::not_separable;
}

/// Of equal ones, those of b first, in the order of its causes.
std::vector<CauseDifference> causes_of(const ServiceResult& a, const ServiceResult& b) {
  std::vector<CauseDifference> causes;
  const auto add = [&](const ServiceResult& service, double sign) {
    for (const CauseResult& cause : service.causes) {
      auto known = std::find_if(causes.begin(), causes.end(), [&](const CauseDifference& each) {
        return each.cause == cause.cause;
      });
      if (known == causes.end()) {
        known = causes.insert(causes.end(), {cause.cause, 0});
      }
      known->unavailability += sign * cause.downtime_share * service.unavailability.mean;
    }
  };
  add(b, 1);
  add(a, -1);
  std::stable_sort(causes.begin(), causes.end(),
                   [](const CauseDifference& one, const CauseDifference& other) {
                     return std::abs(one.unavailability) > std::abs(other.unavailability);
                   });
  return causes;
}

/// What is served more is what is lost less.
Estimate negated(const Estimate& estimate) {
  return {0 - estimate.mean, 0 - estimate.high, 0 - estimate.low};
}

class Judge {
 public:
  Judge(const JointResult& joint, double confidence, double confidence_at_once)
      : joint_(joint), confidence_(confidence), at_once_(confidence_at_once) {}

  [[nodiscard]] Difference difference(const PairedService& pair) const {
    const RunResult& a = joint_.results[pair.a];
    const RunResult& b = joint_.results[pair.b];
    const ServiceTally& in_a = joint_.tallies[pair.a].services[pair.service_a.index()];
    const ServiceTally& in_b = joint_.tallies[pair.b].services[pair.service_b.index()];
    const double downtime = mean_size(in_a.unavailability, in_b.unavailability, 1);
    const double loss = mean_size(in_a.lost, in_b.lost, 1);
    Difference result{
        .service = a.services[pair.service_a.index()].name,
        .a = a.variant.value_or(""),
        .b = b.variant.value_or(""),
        .unavailability = pair.unavailability.interval(confidence_, downtime),
        .outages_per_year = per_year(pair.outages.interval(confidence_, 1)),
        .served = negated(pair.lost.interval(confidence_, loss)),
        .unavailability_at_once = pair.unavailability.interval(at_once_, downtime),
        .differing = pair.unavailability.differing(),
        .verdict = Verdict::not_separable,
        .narrowed = std::nullopt,
        .causes = causes_of(a.services[pair.service_a.index()], b.services[pair.service_b.index()]),
    };
    result.verdict = verdict_of(sign_of(result.unavailability_at_once, result.differing, at_once_));
    const double narrowed =
        narrowed_by_pairing(in_a.unavailability.totals(), in_b.unavailability.totals(),
                            pair.unavailability.differences());
    if (narrowed > 0) {
      result.narrowed = narrowed;
    }
    return result;
  }

 private:
  [[nodiscard]] Estimate per_year(const Estimate& in_span) const {
    return scaled(in_span, 1 / years_in(joint_.tallies.front().span));
  }

  const JointResult& joint_;
  double confidence_;
  double at_once_;
};

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::better:
      return "better";
    case Verdict::worse:
      return "worse";
    case Verdict::not_separable:
      return "not separable";
  }
  assert(false);
  return {};
}

const ServiceResult* find_service(const RunResult& variant, const std::string& service) {
  const auto found = std::find_if(variant.services.begin(), variant.services.end(),
                                  [&](const ServiceResult& each) { return each.name == service; });
  return found == variant.services.end() ? nullptr : &*found;
}

std::vector<std::string> services_of(const Comparison& comparison) {
  std::vector<std::string> names;
  for (const RunResult& variant : comparison.variants) {
    for (const ServiceResult& service : variant.services) {
      if (std::find(names.begin(), names.end(), service.name) == names.end()) {
        names.push_back(service.name);
      }
    }
  }
  return names;
}

Comparison compare_variants(const std::vector<Scenario>& variants, const ExperimentPlan& plan,
                            const std::atomic<bool>& interrupted,
                            const ReplicationsDone& progress) {
  refuse_incomparable(variants);
  const std::vector<PairedService> pairs = pairs_of(variants);
  if (pairs.empty()) {
    throw UsageError("there is nothing to compare: no two variants have a service in common");
  }
  std::vector<std::unique_ptr<const Draws>> draws;
  std::vector<Subject> subjects;
  for (const Scenario& variant : variants) {
    if (!variant.uncertainty->none()) {
      draws.push_back(std::make_unique<const Draws>(variant.uncertainty, plan.seed, 1));
    }
    const Draws* its = variant.uncertainty->none() ? nullptr : draws.back().get();
    subjects.push_back({variant.plant.get(), variant.variant, its});
  }
  const JointResult joint = simulate_jointly(subjects, pairs, plan, interrupted, progress);

  Comparison comparison;
  const RunResult& first = joint.results.front();
  comparison.scenario = plan.scenario;
  comparison.seed = plan.seed;
  comparison.replications = first.replications;
  comparison.replications_wanted = first.replications_wanted;
  comparison.horizon = plan.horizon;
  comparison.confidence = plan.confidence;
  comparison.confidence_at_once = 1 - (1 - plan.confidence) / static_cast<double>(pairs.size());
  comparison.wall_seconds = first.wall_seconds;
  comparison.variants = joint.results;
  const Judge judge(joint, comparison.confidence, comparison.confidence_at_once);
  for (const PairedService& pair : joint.pairs) {
    comparison.differences.push_back(judge.difference(pair));
  }
  if (!draws.empty()) {
    comparison.warnings.emplace_back(
        "inputs that are not known were drawn for each replication, the same for all variants: the "
        "intervals hold what is not known and chance together");
  }
  if (comparison.interrupted()) {
    comparison.warnings.push_back(
        fmt::format("interrupted after {} of {} replications of each variant",
                    count(comparison.replications), count(comparison.replications_wanted)));
  }
  return comparison;
}

}  // namespace ausfall::app
