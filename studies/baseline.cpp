#include "studies/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "scenarios/names.hpp"
#include "sim/difference.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using Json = nlohmann::json;

constexpr std::size_t file_size_max = std::size_t{1} << 30U;

/// Of a member that is not as it should be; nlohmann's own exceptions say where.
struct NotABaseline {
  std::string message;
};

std::optional<std::string> text_of(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<std::string>());
}

Baseline of_check(const Json& json) {
  const Json& block = json.at("baseline");
  Baseline baseline{.scenario = json.at("scenario").get<std::string>(),
                    .variant = text_of(json.at("variant")),
                    .file = json.at("file").get<std::string>(),
                    .seed = block.at("seed").get<std::uint64_t>(),
                    .replications = {0, block.at("replications").get<std::uint64_t>()},
                    .warmup = Duration(block.at("warmup_us").get<std::int64_t>()),
                    .horizon = Duration(block.at("horizon_us").get<std::int64_t>())};
  baseline.paths = block.contains("downtime_on_paths_ns");
  for (const auto& [name, service] : block.at("downtime_us").items()) {
    auto rows = unpacked(service.get<std::string>(), baseline_rows_max);
    if (!rows || rows->size() != baseline.replications.last) {
      throw NotABaseline{fmt::format("downtime_us of '{}' is damaged", name)};
    }
    BaselineService read{.name = name, .microseconds = *std::move(rows)};
    if (baseline.paths) {
      auto paths =
          unpacked(block.at("downtime_on_paths_ns").at(name).get<std::string>(), baseline_rows_max);
      if (!paths || paths->size() != baseline.replications.last) {
        throw NotABaseline{fmt::format("downtime_on_paths_ns of '{}' is damaged", name)};
      }
      read.nanoseconds_on_paths = *std::move(paths);
    }
    baseline.services.push_back(std::move(read));
  }
  return baseline;
}

Baseline of_run(const Json& json) {
  if (!json.contains("replications")) {
    throw NotABaseline{"the JSON of `inject` is no baseline: it says nothing of a year"};
  }
  const auto pilot = json.value("pilot_replications", std::uint64_t{0});
  const auto number = json.at("replications").get<std::uint64_t>();
  constexpr double hour = 3600e6;
  Baseline baseline{
      .scenario = json.at("scenario").get<std::string>(),
      .variant = text_of(json.at("variant")),
      .file = "",
      .seed = json.at("seed").get<std::uint64_t>(),
      .replications = {pilot, pilot + number},
      .horizon = Duration(std::llround(json.at("horizon_hours").get<double>() * hour)),
      .paired = false};
  for (const auto& [name, service] : json.at("services").items()) {
    const Json& found = service.at("unavailability");
    baseline.services.push_back({name,
                                 {},
                                 {},
                                 {found.at("mean").get<double>(), found.at("low").get<double>(),
                                  found.at("high").get<double>()}});
  }
  return baseline;
}

std::vector<Baseline> baselines_in(const Json& json) {
  std::vector<Baseline> baselines;
  if (json.contains("checks")) {
    for (const Json& check : json.at("checks")) {
      baselines.push_back(of_check(check));
    }
  } else if (json.contains("variants")) {
    for (const Json& variant : json.at("variants")) {
      baselines.push_back(of_run(variant));
    }
  } else {
    baselines.push_back(of_run(json));
  }
  return baselines;
}

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

std::vector<Baseline> read_baselines(const std::filesystem::path& path) {
  const std::string bytes = scenarios::read_bytes(path, file_size_max);
  try {
    return baselines_in(Json::parse(bytes));
  } catch (const Json::exception& wrong) {
    const std::string format = setting_words(Setting{"format", "json"});
    throw Refused(
        {"baseline"},
        fmt::format("{} is not the JSON of an earlier `check` or `run`: {}\nwrite one by {}",
                    path.string(), wrong.what(),
                    scenarios::study_words("check", "FILE " + format + " > baseline.json")));
  } catch (const NotABaseline& wrong) {
    throw Refused({"baseline"}, fmt::format("{}: {}", path.string(), wrong.message));
  }
}

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
        scenario.name, scenario.variant ? ", variant " + *scenario.variant : "", what,
        exact_span(before), exact_span(now)));
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
          scenario.name, service.name,
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
