#include "studies/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>

#include "scenarios/harmless.hpp"
#include "scenarios/names.hpp"
#include "sim/difference.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

/// `sign`: of the difference; `beyond`: of what is more than the tolerance allows.
Change change_of(Sign sign, Sign beyond, double tolerance) {
  if (sign == Sign::negative) return Change::better;
  if (beyond == Sign::positive) return Change::worse;
  if (tolerance == 0) return Change::not_separable;
  return beyond == Sign::negative ? Change::no_worse : Change::undecided;
}

struct PairedRows {
  PairedDifference both;
  PairedDifference beyond;  // the tolerance
  Moments before;
  Moments after;
};

/// What is not there is nothing.
PairedRows paired(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after,
                  std::size_t number, double span, double tolerance) {
  PairedRows rows;
  for (std::size_t i = 0; i < number; ++i) {
    const double a = i < before.size() ? static_cast<double>(before[i]) / span : 0;
    const double b = i < after.size() ? static_cast<double>(after[i]) / span : 0;
    rows.both.add(a, b);
    rows.beyond.add((1 + tolerance) * a, b);
    rows.before.add(a);
    rows.after.add(b);
  }
  return rows;
}

/// Of two that know nothing of each other.
Estimate difference_of(const Estimate& b, const Estimate& a, double wider) {
  const double mean = b.mean - a.mean;
  return {mean, mean - wider * std::hypot(b.mean - b.low, a.high - a.mean),
          mean + wider * std::hypot(b.high - b.mean, a.mean - a.low)};
}

Sign sign_of(const Estimate& interval) {
  return interval.low > 0 ? Sign::positive : interval.high < 0 ? Sign::negative : Sign::not_known;
}

double confidence_of_each(const Baseline& baseline, double confidence) {
  const auto number = static_cast<double>(std::max<std::size_t>(baseline.services.size(), 1));
  return 1 - (1 - confidence) / number;
}

}  // namespace

const Baseline* find_baseline(const std::vector<Baseline>& baselines,
                              const scenarios::Scenario& scenario, const std::string& file) {
  const Baseline* found = nullptr;
  for (const Baseline& each : baselines) {
    if (each.scenario != scenario.name || each.variant != scenario.variant) {
      continue;
    }
    if (found == nullptr || each.file == file) {
      found = &each;
    }
  }
  return found;
}

void refuse_incomparable(const Baseline& baseline, const scenarios::Scenario& scenario) {
  const auto refuse = [&](std::string_view what, Duration before, Duration now) {
    throw Refused(fmt::format(
        "{}{}: the {} was {} in the baseline and is {} now, so nothing can be paired; write a new "
        "baseline",
        scenarios::harmless(scenario.name),
        scenario.variant ? ", variant " + *scenario.variant : "", what, exact_span(before),
        exact_span(now)));
  };
  if (baseline.horizon != scenario.horizon) {
    refuse("horizon", baseline.horizon, scenario.horizon);
  }
  if (baseline.paired && baseline.warmup != scenario.warmup) {
    refuse("warm-up", baseline.warmup, scenario.warmup);
  }
  std::vector<std::string> known;
  for (const models::Service& service : scenario.plant->services) {
    known.push_back(service.name);
  }
  for (const BaselineService& service : baseline.services) {
    if (std::find(known.begin(), known.end(), service.name) == known.end()) {
      throw Refused(fmt::format(
          "{}: the baseline has a service '{}' that the scenario has not; {}; write a new baseline "
          "if it is meant to be gone",
          scenarios::harmless(scenario.name), service.name,
          scenarios::known_names_hint(service.name, known, "services")));
    }
  }
}

std::string_view name_of(Change change) {
  switch (change) {
    case Change::unchanged:
      return "unchanged";
    case Change::better:
      return "better";
    case Change::no_worse:
      return "no worse";
    case Change::not_separable:
      return "not separable";
    case Change::undecided:
      return "undecided";
    case Change::worse:
      return "worse";
  }
  assert(false);
  return {};
}

std::vector<ServiceChange> changes_since(const Baseline& baseline,
                                         const std::vector<DowntimeRows>& rows, double confidence,
                                         double tolerance) {
  const double each = confidence_of_each(baseline, confidence);
  const auto span = static_cast<double>(baseline.horizon.count());
  std::vector<ServiceChange> changes;
  for (const BaselineService& service : baseline.services) {
    const auto now = std::find_if(rows.begin(), rows.end(), [&](const DowntimeRows& row) {
      return row.service == service.name;
    });
    assert(now != rows.end() && now->microseconds.size() >= service.microseconds.size());
    const std::size_t number = service.microseconds.size();
    const PairedRows histories =
        paired(service.microseconds, now->microseconds, number, span, tolerance);
    const PairedRows paths = paired(service.nanoseconds_on_paths, now->nanoseconds_on_paths, number,
                                    1000 * span, tolerance);
    ServiceChange change{.service = service.name,
                         .before = histories.before.mean() + paths.before.mean(),
                         .after = histories.after.mean() + paths.after.mean(),
                         .replications = number,
                         .differing = std::max(histories.both.differing(), paths.both.differing())};
    if (change.differing > 0) {
      change.difference = sum(histories.both.interval(each, 0), paths.both.interval(each, 0));
      change.beyond = sum(histories.beyond.interval(each, 0), paths.beyond.interval(each, 0));
      const std::uint64_t beyond = std::max(histories.beyond.differing(), paths.beyond.differing());
      change.change = change_of(sign_of(change.difference, change.differing, each),
                                sign_of(change.beyond, beyond, each), tolerance);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<ServiceChange> changes_since(const Baseline& baseline, const RunResult& result,
                                         double tolerance, double wider) {
  // The intervals of both runs are those of their own confidence. That of the difference is put
  // together from them as in sim/difference.hpp, for independent totals.
  std::vector<ServiceChange> changes;
  for (const BaselineService& service : baseline.services) {
    const auto now =
        std::find_if(result.services.begin(), result.services.end(),
                     [&](const ServiceResult& each) { return each.name == service.name; });
    assert(now != result.services.end());
    const Estimate& a = service.unavailability;
    const Estimate& b = now->unavailability;
    ServiceChange change{.service = service.name,
                         .before = a.mean,
                         .after = b.mean,
                         .replications = result.replications};
    if (a.mean != b.mean) {
      change.difference = difference_of(b, a, wider);
      change.beyond = difference_of(b, scaled(a, 1 + tolerance), wider);
      change.change = change_of(sign_of(change.difference), sign_of(change.beyond), tolerance);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<CauseShare> causes_of_change(const Reasons& before, const Reasons& after,
                                         const std::string& service) {
  std::map<std::string, double> changes;
  const auto add = [&](const Reasons& reasons, double sign) {
    const auto found =
        std::ranges::find(reasons.causes, service, [](const auto& it) { return it.first; });
    if (found == reasons.causes.end()) return false;
    for (const auto& [cause, unavailability] : found->second)
      changes[cause] += sign * unavailability;
    return true;
  };
  if (!add(before, -1) || !add(after, 1)) return {};
  std::vector<CauseShare> result;
  for (const auto& [cause, change] : changes)
    if (change != 0) result.push_back({cause, change});
  std::ranges::stable_sort(result, [](const CauseShare& a, const CauseShare& b) {
    return std::abs(a.unavailability) > std::abs(b.unavailability);
  });
  return result;
}

std::vector<PhaseChange> changed_phases(const Reasons& before, const Reasons& after) {
  constexpr double negligible = 0.01;  // of the failover
  std::vector<PhaseChange> changes;
  for (const auto& [cluster, phases] : before.phases) {
    const auto now =
        std::ranges::find(after.phases, cluster, [](const auto& it) { return it.first; });
    if (now == after.phases.end()) continue;
    double all = 0;
    for (const PhaseTime& phase : phases) all += phase.seconds;
    for (const PhaseTime& phase : phases) {
      const auto same = std::ranges::find(now->second, phase.phase, &PhaseTime::phase);
      if (same == now->second.end() ||
          !(std::abs(same->seconds - phase.seconds) > negligible * all))
        continue;
      changes.push_back({cluster, phase.phase, phase.seconds, same->seconds});
    }
  }
  return changes;
}

std::optional<ChangedLine> first_changed_line(const Baseline& baseline,
                                              const std::vector<Baseline::File>& now) {
  for (std::size_t i = 0; i < now.size() && !baseline.files.empty(); ++i) {
    if (i >= baseline.files.size()) return ChangedLine{i, 1};
    const std::string& before = baseline.files[i].text;
    const std::string& text = now[i].text;
    if (before == text) continue;
    const auto [at, other] = std::ranges::mismatch(text, before);
    const auto line = static_cast<std::size_t>(std::count(text.begin(), at, '\n'));
    const bool at_end = at == text.end() && at != text.begin() && *(at - 1) == '\n';
    return ChangedLine{i, line + (at_end ? 0 : 1)};
  }
  return std::nullopt;
}

std::string packed(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t next = i + 1;
    while (numbers[i] == 0 && next < numbers.size() && numbers[next] == 0) {
      ++next;
    }
    if (!text.empty()) {
      text += ' ';
    }
    const auto out = std::back_inserter(text);
    if (next - i > 1) {
      fmt::format_to(out, "0*{}", next - i);
    } else {
      fmt::format_to(out, "{}", numbers[i]);
    }
    i = next;
  }
  return text;
}

std::optional<std::vector<std::int64_t>> unpacked(std::string_view text, std::size_t max) {
  std::vector<std::int64_t> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::int64_t number = 0;
    std::size_t times = 1;
    auto result = std::from_chars(at, end, number);
    if (result.ec == std::errc() && result.ptr != end && *result.ptr == '*') {
      result = std::from_chars(result.ptr + 1, end, times);
    }
    const bool sound = result.ec == std::errc() && number >= 0 && times <= max - numbers.size();
    if (!sound || (result.ptr != end && *result.ptr != ' ')) {
      return std::nullopt;
    }
    numbers.insert(numbers.end(), times, number);
    at = result.ptr == end ? end : result.ptr + 1;
  }
  return numbers;
}

}  // namespace ausfall::studies
