#include "studies/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "studies/errors.hpp"
#include "studies/estimates.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

using models::RareServiceTally;
using models::RareTally;
using models::ServiceId;

namespace {

/// Fewer hits than this, or worth fewer equal ones, and nobody knows how unlike the next would be.
constexpr std::uint64_t hits_enough = 50;
constexpr double effective_hits_enough = 25;
/// A single path that makes more of the estimate than this decides it.
constexpr double share_too_large = 0.1;
/// So small a share of the downtime may be anything.
constexpr double share_negligible = 0.02;

}  // namespace

RareResult rare_result(const RareTally& rare, const models::Tally& histories, ServiceId id,
                       const Estimate& unavailability, bool contradicted) {
  const RareServiceTally& paths = rare.services[id.index()];
  const Jumps& ordinary = histories.services[id.index()].ordinary.unavailability;
  RareResult result;
  result.hits = paths.unavailability.count();
  result.effective_hits = effective_count(paths.unavailability);
  const double sum =
      paths.unavailability.sizes().mean() * static_cast<double>(paths.unavailability.count());
  const double all = sum + ordinary.totals().mean() * static_cast<double>(rare.replications);
  result.largest_share = all > 0 ? paths.largest / all : 0;
  if (ordinary.count() == 0 && result.hits == 0) {
    result.relative_half_width = std::numeric_limits<double>::infinity();
    result.distrust.emplace_back("no_hit");
    return result;
  }
  result.relative_half_width = half_width(unavailability) / unavailability.mean;
  if (contradicted) result.distrust.emplace_back("contradicted");
  if (!(sum > share_negligible * all)) return result;
  if (result.hits < hits_enough || result.effective_hits < effective_hits_enough)
    result.distrust.emplace_back("few_hits");
  if (result.largest_share > share_too_large) result.distrust.emplace_back("dominated");
  return result;
}

std::optional<std::string> distrust(const ServiceResult& service) {
  if (!service.rare || service.rare->trusted()) return std::nullopt;
  const RareResult& rare = *service.rare;
  std::vector<std::string> reasons;
  for (const std::string& reason : rare.distrust) {
    if (reason == "no_hit") {
      return fmt::format(
          "neither a history nor a struck path met an outage of {}: what is shown is what plain "
          "histories allow",
          service.name);
    }
    if (reason == "few_hits") {
      reasons.push_back(fmt::format("only {} met an outage, worth {} equal ones",
                                    count(rare.hits, "path"), significant(rare.effective_hits, 2)));
    } else if (reason == "dominated") {
      reasons.push_back(
          fmt::format("a single path makes {} of the estimate", percent(rare.largest_share)));
    } else {
      reasons.emplace_back("its histories saw a number of outages that contradicts it");
    }
  }
  return fmt::format("do not trust the numbers of {}: {}", service.name, enumeration(reasons));
}

MethodResult method_result(const ChosenMethod& method, const RareTally& rare) {
  MethodResult result{.name = name_of(method.method), .asked = name_of(method.asked)};
  if (!method.why.empty()) result.why = method.why;
  result.paths = rare.strikes;
  result.path_events = rare.path_events;
  result.pilot_events = method.pilot_events;
  return result;
}

bool contradicted(const Measured& measured, ServiceId id) {
  constexpr double confidence = 0.9999;
  if (astray(measured, id)) return true;
  if (measured.tally.services[id.index()].unavailability.count() == 0) {
    // Outages may come in bursts: that there was none tells how probable any is, not how many come.
    return models::outage_by_horizon(measured.tally, id, confidence).high <
           outage_by_horizon(measured, id, confidence).low;
  }
  const Estimate seen = models::outages_per_year(measured.tally, id, confidence);
  const Estimate found = outages_per_year(measured, id, confidence);
  return seen.high < found.low || found.high < seen.low;
}

KnownFrom known_from(const Measured& measured, ServiceId id) {
  constexpr std::uint64_t met = 10;
  const RareServiceTally* paths = paths_of(measured, id);
  const std::uint64_t outages = measured.tally.services[id.index()].unavailability.count();
  if (paths == nullptr) return {.histories = 1, .paths = 0, .unmet = outages < met ? 1.0 : 0.0};
  const Jumps& ordinary = measured.tally.services[id.index()].ordinary.unavailability;
  const double a = ordinary.totals().mean();
  const double b = paths->unavailability.totals().mean();
  if (!(a + b > 0)) return {.histories = 1, .paths = 0, .unmet = 1};
  KnownFrom known{.histories = a / (a + b), .paths = b / (a + b), .unmet = 0};
  if (ordinary.count() < met) known.unmet += known.histories;
  if (paths->unavailability.count() < met) known.unmet += known.paths;
  return known;
}

std::optional<std::string> unmet_words(const ServiceResult& service, const ChosenMethod& method) {
  constexpr double negligible = 0.01;
  if (method.asked != Method::plain || !(service.known_from.unmet > negligible)) {
    return std::nullopt;
  }
  return fmt::format(
      "{} of the downtime of {} comes from what this plain run is expected to meet fewer than ten "
      "times, so its range may be wrong: leave out {}",
      percent(service.known_from.unmet), service.name, setting_words(Setting{"method", "plain"}));
}

}  // namespace ausfall::studies
