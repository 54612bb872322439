#include "studies/output/check_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/harmless.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using scenarios::Expectation;
using scenarios::Unit;

/// `give_or_take` says how many digits are known.
std::string value_words(Unit unit, double value, double give_or_take) {
  if (!std::isfinite(value)) {
    return "not known";
  }
  const bool known = std::isfinite(give_or_take) && give_or_take > 0;
  switch (unit) {
    case Unit::share: {
      constexpr int decimals_max = 10;
      const int decimals = decimals_for(known ? 100 * give_or_take : 0, 3);
      return decimal(100 * value, std::min(decimals, decimals_max)) + " %";
    }
    case Unit::time:
      return known ? rough_words(Seconds(value), Seconds(give_or_take / 10))
                   : rough_words(Seconds(value));
    case Unit::number:
      break;
  }
  return decimal(value, decimals_for(known ? give_or_take : 0, 2));
}

/// Where only the lower bound is one, what lies between it and the mean.
double give_or_take(const Estimate& value) {
  return std::isfinite(value.high) ? half_width(value) : value.mean - value.low;
}

std::string signed_time(double share, double give_or_take) {
  const double seconds = share * seconds_in(year);
  const std::string words =
      rough_words(Seconds(std::abs(seconds)), Seconds(give_or_take * seconds_in(year)));
  return (seconds < 0 ? "-" : "+") + words;
}

/// As decimals as an uncertainty leaves.
std::string value_of(ChangeUnit unit, double value, double give_or_take) {
  switch (unit) {
    case ChangeUnit::share:
      return value_words(Unit::share, value, give_or_take);
    case ChangeUnit::seconds:
      return rough_words(Seconds(value));
    case ChangeUnit::a_year:
      break;
  }
  return value_words(Unit::number, value, give_or_take);
}

std::string with_sign(const std::string& words, double value) {
  return (value < 0 ? "-" : "+") + words;
}

}  // namespace

std::string found_words(const ExpectationResult& result) {
  if (scenarios::is_worked_out(result.expectation.measure)) {
    return decimal(result.value.mean, 0) + (std::isfinite(result.value.high) ? "" : " or more");
  }
  if (!result.seen && result.expectation.unit != Unit::share) {
    return "none";
  }
  return value_words(result.expectation.unit, result.value.mean, give_or_take(result.value));
}

std::string range_words(const ExpectationResult& result) {
  if (scenarios::is_worked_out(result.expectation.measure)) return "";
  const Estimate& value = result.value;
  const Unit unit = result.expectation.unit;
  if (!result.seen && unit != Unit::share && std::isfinite(value.high)) {
    return fmt::format("less than {}", value_words(unit, value.high, give_or_take(value)));
  }
  if (!std::isfinite(value.high)) {
    return result.expectation.statistic == scenarios::Statistic::longest || value.low <= 0
               ? ""
               : fmt::format("{} or more", value_words(unit, value.low, give_or_take(value)));
  }
  const std::string low = value_words(unit, value.low, give_or_take(value));
  const std::string high = value_words(unit, value.high, give_or_take(value));
  const bool same_unit = unit == Unit::share;
  return fmt::format("{} to {}", same_unit ? low.substr(0, low.size() - 2) : low, high);
}

/// What never happened: "no split brain".
std::string_view none_of(const Expectation& it) {
  using enum scenarios::Measure;
  switch (it.measure) {
    case availability:
    case unavailability:
    case downtime:
    case outages_per_year:
    case outage_by_horizon:
      return "no outage";
    case interruptions_per_year:
      return "no interruption";
    case outage:
      return "no longer outage";
    case year_downtime:
      return "no worse year";
    case served:
      return "no request lost";
    case slo_met_per_year:
      return "no year that missed the slo";
    case slo_met_per_month:
      return "no month that missed the slo";
    case failover:
      return "no longer failover";
    case failovers_per_year:
      return "no failover";
    case failovers_failed_per_year:
      return "no failover that failed";
    case split_brains_per_year:
      return "no split brain";
    default:
      return "nothing of its kind";
  }
}

std::string remark(const ExpectationResult& result) {
  const Expectation& it = result.expectation;
  if (!result.because.empty()) {
    return result.because;
  }
  if (it.never) {
    return result.outcome == CheckOutcome::passed
               ? fmt::format("{} in the whole budget, which is no proof", none_of(it))
               : "";
  }
  if (result.outcome != CheckOutcome::undecided) {
    return "";
  }
  if (!result.seen) {
    return "nothing of its kind was seen";
  }
  const auto more = replications_to_decide(result);
  constexpr double most = 1e9;
  if (!more || *more > most) {
    return "too near the bound to tell";
  }
  const double unit = std::pow(10, std::floor(std::log10(*more)));
  const auto rounded = static_cast<std::uint64_t>(std::ceil(*more / unit) * unit);
  return fmt::format("about {} replications would tell", count(rounded));
}

std::string sentence(const ExpectationResult& result) {
  const std::string range = range_words(result);
  const std::string remarks = remark(result);
  const auto share = share_of_allowed(result.expectation, result.value.mean);
  return fmt::format("{} is {}{}, expected is {}{}{}", result.expectation.path, found_words(result),
                     range.empty() ? "" : " (" + range + ")", result.expectation.words,
                     share ? "; " + percent(*share) + " of what is allowed" : "",
                     remarks.empty() ? "" : "; " + remarks);
}

std::string difference_words(const ServiceChange& change) {
  const Estimate& difference = change.difference;
  const double half = give_or_take(difference);
  return fmt::format("{} a year ({} to {})", signed_time(difference.mean, half),
                     signed_time(difference.low, half), signed_time(difference.high, half));
}

std::vector<std::string> reasons_of(const ServiceChange& change) {
  constexpr std::size_t shown = 4;
  std::vector<std::string> items;
  double others = 0;
  const double largest =
      change.causes.empty() ? 0 : std::abs(change.causes.front().unavailability) / 100;
  for (const CauseShare& cause : change.causes) {
    if (items.size() < shown)
      items.push_back(cause.cause + ' ' + signed_time(cause.unavailability, largest));
    else
      others += cause.unavailability;
  }
  if (change.causes.size() > shown)
    items.push_back(fmt::format("{} {}", count(change.causes.size() - shown, "other"),
                                signed_time(others, largest)));
  return items;
}

std::string sentence(const ServiceChange& change) {
  if (change.change == Change::unchanged) {
    return fmt::format("the downtime of {} is the same as in the baseline", change.service);
  }
  const std::vector<std::string> reasons = reasons_of(change);
  return fmt::format(
      "the downtime of {} against the baseline: {}, {}{}", change.service, difference_words(change),
      name_of(change.change),
      reasons.empty() ? "" : fmt::format("; by cause: {}", fmt::join(reasons, ", ")));
}

std::string title_of(const CheckResult& result) {
  const std::string name = scenarios::harmless(result.scenario);
  return result.variant ? fmt::format("{}: {}", name, *result.variant) : name;
}

std::string value_words(const MeasureChange& change, double value) {
  return value_of(change.unit, value, give_or_take(change.difference)) +
         (change.unit == ChangeUnit::a_year ? " a year" : "");
}

std::string difference_words(const MeasureChange& change) {
  if (change.change == Change::unchanged) return "the same in every replication";
  const Estimate& difference = change.difference;
  const double half = give_or_take(difference);
  const bool of_share = change.unit == ChangeUnit::seconds && change.differing > 0;
  const ChangeUnit unit = of_share ? ChangeUnit::share : change.unit;
  const auto words = [&](double value) {
    return std::isfinite(value) ? with_sign(value_of(unit, std::abs(value), half), value)
                                : std::string(value < 0 ? "less" : "more");
  };
  return fmt::format("{} ({} to {}){}", words(difference.mean), words(difference.low),
                     words(difference.high), of_share ? " of failovers are longer" : "");
}

std::string sentence(const MeasureChange& change) {
  return fmt::format("{} is {}, and was {} in the baseline: {}, {}", change.path,
                     value_words(change, change.after), value_words(change, change.before),
                     difference_words(change), name_of(change.change));
}

bool is_told(const MeasureChange& change) {
  return change.change == Change::worse || change.change == Change::better;
}

}  // namespace ausfall::studies
