#include "studies/causes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "models/waits.hpp"
#include "sim/time.hpp"

namespace ausfall::studies {
namespace {

using models::CauseTally;
using models::RareServiceTally;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Of one cause. Where there were paths, of rare courses it is what these found.
struct Caused {
  std::uint64_t seen = 0;  ///< outages of histories
  double outages = 0;
  double seconds = 0;
  double waiting = 0;                     ///< of the seconds, for the hours of its crew
  const CauseTally* histories = nullptr;  ///< or
  const RareServiceTally::Cause* paths = nullptr;
};

std::map<models::CauseId, Caused> caused(const Measured& measured, models::ServiceId id) {
  std::map<models::CauseId, Caused> found;
  const bool paths = !measured.rare.services.empty();
  for (const auto& [cause, tally] : measured.tally.services[id.index()].causes) {
    Caused& it = found[cause];
    it.seen = tally.outages;
    it.outages = static_cast<double>(paths ? tally.ordinary_outages : tally.outages);
    it.seconds = seconds_in(paths ? tally.ordinary_downtime : tally.downtime);
    it.waiting = seconds_in(paths ? tally.ordinary_waiting : tally.waiting);
    it.histories = &tally;
  }
  if (!paths) return found;
  for (const auto& [cause, tally] : measured.rare.services[id.index()].causes) {
    Caused& it = found[cause];
    it.outages += tally.outages;
    it.seconds += tally.seconds;
    it.waiting += tally.waiting;
    it.paths = &tally;
  }
  return found;
}

/// What replications without it leave out.
Estimate total(Jumps jumps, std::uint64_t replications, double ceiling, double confidence) {
  if (jumps.count() == 0) return {};
  jumps.add_idle_replications(replications - jumps.replications());
  return total_interval(jumps, ceiling, confidence);
}

Estimate number(Moments numbers, std::uint64_t replications, double confidence) {
  if (!(numbers.mean() > 0)) return {};
  numbers.add_zeros(replications - numbers.count());
  return count_interval(numbers, confidence);
}

/// Of histories and of paths, of which either may have met nothing.
Estimate both(const Estimate& histories, const Estimate& paths, double ceiling) {
  Estimate sum = ausfall::sum(histories, paths);
  sum.mean = std::min(sum.mean, ceiling);
  sum.low = std::clamp(sum.low, 0.0, sum.mean);
  sum.high = std::clamp(sum.high, sum.mean, ceiling);
  return sum;
}

Estimate unavailability(const Caused& it, std::uint64_t replications, double confidence) {
  return both(it.histories != nullptr
                  ? total(it.histories->unavailability, replications, 1, confidence)
                  : Estimate{},
              it.paths != nullptr ? total(it.paths->unavailability, replications, 1, confidence)
                                  : Estimate{},
              1);
}

Estimate outages(const Caused& it, std::uint64_t replications, double confidence) {
  return both(it.histories != nullptr ? number(it.histories->numbers, replications, confidence)
                                      : Estimate{},
              it.paths != nullptr ? total(it.paths->numbers, replications, infinity, confidence)
                                  : Estimate{},
              infinity);
}

/// The mean length of an outage, downtime by number. Of a sum over a random number of outages the squared
/// relative error is that of the number and that of the mean length added; so the latter is what the
/// former leaves.
Estimate mean_seconds(const Estimate& downtime, const Estimate& outages) {
  const double mean = downtime.mean / outages.mean;
  const auto left = [&](double of_downtime, double of_number) {
    const double a = std::abs(of_downtime / downtime.mean - 1);
    const double b = std::abs(of_number / outages.mean - 1);
    return mean * std::sqrt(std::max(a * a - b * b, 0.0));
  };
  return {mean, std::max(mean - left(downtime.low, outages.low), 0.0),
          mean + (std::isfinite(downtime.high) && std::isfinite(outages.high)
                      ? left(downtime.high, outages.high)
                      : infinity)};
}

std::optional<double> share_of(double part, double whole) {
  return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

}  // namespace

std::optional<double> waiting_share(const models::Plant& plant, const Measured& measured,
                                    models::ServiceId id) {
  if (!models::Waits(plant).any()) return std::nullopt;
  double seconds = 0;
  double waiting = 0;
  for (const auto& [cause, it] : caused(measured, id)) {
    seconds += it.seconds;
    waiting += it.waiting;
  }
  return share_of(waiting, seconds);
}

std::vector<CauseResult> causes_of(const models::Plant& plant, const Measured& measured,
                                   models::ServiceId id, double confidence) {
  const auto found = caused(measured, id);
  const std::uint64_t replications = measured.tally.replications;
  double all_outages = 0;
  double all_seconds = 0;
  for (const auto& [cause, it] : found) {
    all_outages += it.outages;
    all_seconds += it.seconds;
  }
  const models::Waits waits(plant);
  std::vector<CauseResult> causes;
  for (const auto& [cause, it] : found) {
    CauseResult result{.cause = cause ? plant[cause] : "nothing failed",
                       .outages = it.seen,
                       .downtime_share = all_seconds > 0 ? it.seconds / all_seconds : 0,
                       .unavailability = unavailability(it, replications, confidence),
                       .outages_per_year = scaled(outages(it, replications, confidence),
                                                  1 / years_in(measured.tally.span))};
    if (!measured.rare.services.empty())
      result.outages_share = all_outages > 0 ? it.outages / all_outages : 0;
    if (waits.mode_of(cause)) result.waiting_share = share_of(it.waiting, it.seconds);
    causes.push_back(std::move(result));
  }
  std::stable_sort(causes.begin(), causes.end(), [](const CauseResult& a, const CauseResult& b) {
    return a.downtime_share > b.downtime_share;
  });
  return causes;
}

std::vector<OutageKind> kinds_of_outages(const std::vector<CauseResult>& causes) {
  constexpr double far_apart = 10;
  std::vector<std::pair<double, const CauseResult*>> by_length;
  for (const CauseResult& cause : causes) {
    const double outages = cause.outages_per_year.mean;
    if (outages > 0 && cause.unavailability.mean > 0)
      by_length.emplace_back(cause.unavailability.mean / outages, &cause);
  }
  std::stable_sort(by_length.begin(), by_length.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<OutageKind> kinds;
  double longest = 0;
  for (const auto& [length, cause] : by_length) {
    if (kinds.empty() || length >= far_apart * longest) kinds.emplace_back();
    OutageKind& kind = kinds.back();
    kind.unavailability = sum(kind.unavailability, cause->unavailability);
    kind.outages_per_year = sum(kind.outages_per_year, cause->outages_per_year);
    kind.causes.push_back(cause->cause);
    longest = length;
  }
  if (kinds.size() < 2) return {};
  for (OutageKind& kind : kinds) {
    // The causes that bring most of it first.
    std::stable_sort(kind.causes.begin(), kind.causes.end(),
                     [&](const std::string& a, const std::string& b) {
                       const auto place = [&](const std::string& name) {
                         return std::find_if(causes.begin(), causes.end(),
                                             [&](const auto& each) { return each.cause == name; });
                       };
                       return place(a) < place(b);
                     });
    kind.seconds =
        mean_seconds(scaled(kind.unavailability, seconds_in(year)), kind.outages_per_year);
  }
  return kinds;
}

}  // namespace ausfall::studies
