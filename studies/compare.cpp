#include "studies/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>

#include "studies/errors.hpp"
#include "studies/estimates.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using models::Plant;
using models::ServiceId;
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
    throw Refused(
        variants.front().variant
            ? "one variant alone cannot be compared: name two or more, or none for all of them"
            : "there is nothing to compare: the scenario has no variants; write them as\n"
              "  variants: {none: {clusters: null}, some: {}}");
  }
  for (const Scenario& other : variants) {
    const std::string_view what = run_differently(variants.front(), other);
    if (!what.empty()) {
      throw Refused(fmt::format(
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
    Difference result{
        .service = a.services[pair.service_a.index()].name,
        .a = a.variant.value_or(""),
        .b = b.variant.value_or(""),
        .unavailability = unavailability(pair, confidence_),
        .outages_per_year =
            per_year(of_both(pair, &Stratum::outages, &Strata::outages, 1, confidence_)),
        .served = negated(of_both(pair, &Stratum::lost, &Strata::lost, 1, confidence_)),
        .unavailability_at_once = unavailability(pair, at_once_),
        .differing = std::max(pair.histories.unavailability.differing(),
                              pair.paths.unavailability.differing()),
        .verdict = Verdict::not_separable,
        .narrowed = narrowed(pair),
        .causes = causes_of(a.services[pair.service_a.index()], b.services[pair.service_b.index()]),
    };
    if (!astray(joint_.measured[pair.a], pair.service_a) &&
        !astray(joint_.measured[pair.b], pair.service_b)) {
      result.verdict =
          verdict_of(sign_of(result.unavailability_at_once, result.differing, at_once_));
    }
    return result;
  }

  [[nodiscard]] Estimate unavailability(const PairedService& pair, double confidence) const {
    return of_both(pair, &Stratum::unavailability, &Strata::unavailability, std::nullopt,
                   confidence);
  }

 private:
  using Stratum = PairedService::Stratum;
  /// What one variant's histories, and its paths, gave of a service.
  struct Strata {
    struct Both {
      const Jumps* histories;
      const Jumps* paths;  // null without
    };
    Both unavailability;
    Both lost;
    Both outages;  // of their number nothing but 1 is known
  };

  [[nodiscard]] Strata strata(std::size_t subject, ServiceId id) const {
    const Measured& measured = joint_.measured[subject];
    const models::ServiceTally& service = measured.tally.services[id.index()];
    if (measured.rare.services.empty()) {
      return {{&service.unavailability, nullptr},
              {&service.lost, nullptr},
              {&service.unavailability, nullptr}};
    }
    const models::RareServiceTally& paths = measured.rare.services[id.index()];
    const models::OrdinaryTally& ordinary = service.ordinary;
    return {{&ordinary.unavailability, &paths.unavailability},
            {&ordinary.lost, &paths.lost},
            {&ordinary.unavailability, &paths.outages}};
  }

  /// Of histories and paths together. What neither of the two variants met differs by nothing, if there
  /// were paths: then a rare course was struck often, and a common one met often, without.
  [[nodiscard]] Estimate of_both(const PairedService& pair, PairedDifference Stratum::*measure,
                                 Strata::Both Strata::*of, std::optional<double> size,
                                 double confidence) const {
    const Strata::Both a = strata(pair.a, pair.service_a).*of;
    const Strata::Both b = strata(pair.b, pair.service_b).*of;
    const bool paths = a.paths != nullptr || b.paths != nullptr;
    const double of_history = mean_size(*a.histories, *b.histories, paths ? 0 : 1);
    const bool met = a.histories->count() + b.histories->count() > 0;
    const Estimate common =
        (pair.histories.*measure).interval(confidence, met && size ? *size : of_history);
    if (!paths) {
      return common;
    }
    static const Jumps none;
    const Jumps& in_a = a.paths != nullptr ? *a.paths : none;
    const Jumps& in_b = b.paths != nullptr ? *b.paths : none;
    const Estimate rare = (pair.paths.*measure).interval(confidence, mean_size(in_a, in_b, 0));
    return sum(common, rare);
  }

  /// As narrowed_by_pairing: of the variances of histories and paths, added up.
  [[nodiscard]] std::optional<double> narrowed(const PairedService& pair) const {
    double apart = 0;
    for (const Strata& each : {strata(pair.a, pair.service_a), strata(pair.b, pair.service_b)}) {
      apart += each.unavailability.histories->totals().variance();
      if (each.unavailability.paths != nullptr) {
        apart += each.unavailability.paths->totals().variance();
      }
    }
    const double paired = pair.histories.unavailability.differences().variance() +
                          pair.paths.unavailability.differences().variance();
    return paired > 0 && apart > 0 ? std::optional(std::sqrt(apart / paired)) : std::nullopt;
  }

  [[nodiscard]] Estimate per_year(const Estimate& in_span) const {
    return scaled(in_span, 1 / years_in(joint_.measured.front().tally.span));
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

Estimate unavailability_difference(const JointResult& joint, const PairedService& pair,
                                   double confidence) {
  return Judge(joint, confidence, confidence).unavailability(pair, confidence);
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
                            const Watch& watch) {
  refuse_incomparable(variants);
  const std::vector<PairedService> pairs = pairs_of(variants);
  if (pairs.empty()) {
    throw Refused("there is nothing to compare: no two variants have a service in common");
  }
  std::vector<std::unique_ptr<const Draws>> draws;
  std::vector<Subject> subjects;
  for (const Scenario& variant : variants) {
    if (!variant.unknowns->none()) {
      draws.push_back(std::make_unique<const Draws>(variant.unknowns, plan.seed, 1));
    }
    const Draws* its = variant.unknowns->none() ? nullptr : draws.back().get();
    subjects.push_back({variant.plant.get(), variant.variant, its});
  }
  const JointResult joint = simulate_jointly(subjects, pairs, plan, watch);

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
  for (std::size_t i = 0; i < variants.size(); ++i)
    comparison.variants[i].plant = variants[i].plant;
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

}  // namespace ausfall::studies
