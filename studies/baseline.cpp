#include "studies/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <iterator>

#include "scenarios/harmless.hpp"
#include "scenarios/names.hpp"
#include "sim/difference.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

Change change_of(Sign sign, const Estimate& difference, double before, double tolerance) {
  if (sign == Sign::negative) {
    return Change::better;
  }
  const bool beyond = sign == Sign::positive && difference.low > tolerance * before;
  return beyond ? Change::worse : Change::not_separable;
}

struct PairedRows {
  PairedDifference both;
  Moments before;
  Moments after;
};

/// What is not there is nothing.
PairedRows paired(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after,
                  std::size_t number, double span) {
  PairedRows rows;
  for (std::size_t i = 0; i < number; ++i) {
    const double a = i < before.size() ? static_cast<double>(before[i]) / span : 0;
    const double b = i < after.size() ? static_cast<double>(after[i]) / span : 0;
    rows.both.add(a, b);
    rows.before.add(a);
    rows.after.add(b);
  }
  return rows;
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
    case Change::not_separable:
      return "not separable";
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
    const PairedRows histories = paired(service.microseconds, now->microseconds, number, span);
    const PairedRows paths =
        paired(service.nanoseconds_on_paths, now->nanoseconds_on_paths, number, 1000 * span);
    ServiceChange change{.service = service.name,
                         .before = histories.before.mean() + paths.before.mean(),
                         .after = histories.after.mean() + paths.after.mean(),
                         .replications = number,
                         .differing = std::max(histories.both.differing(), paths.both.differing())};
    if (change.differing > 0) {
      change.difference = sum(histories.both.interval(each, 0), paths.both.interval(each, 0));
      change.change = change_of(sign_of(change.difference, change.differing, each),
                                change.difference, change.before, tolerance);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<ServiceChange> changes_since(const Baseline& baseline, const RunResult& result,
                                         double tolerance) {
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
      const double mean = b.mean - a.mean;
      change.difference = {mean, mean - std::hypot(b.mean - b.low, a.high - a.mean),
                           mean + std::hypot(b.high - b.mean, a.mean - a.low)};
      const Sign sign = change.difference.low > 0    ? Sign::positive
                        : change.difference.high < 0 ? Sign::negative
                                                     : Sign::not_known;
      change.change = change_of(sign, change.difference, a.mean, tolerance);
    }
    changes.push_back(std::move(change));
  }
  return changes;
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
