#include "studies/output/output_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "scenarios/harmless.hpp"
#include "studies/output/check_words.hpp"
#include "studies/output/json.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using scenarios::Expectation;
using scenarios::Unit;

// ---- text ---------------------------------------------------------------------------------------

/// How many are neither worse nor better.
std::string measures_text(const std::vector<MeasureChange>& measures) {
  const auto number_with = [&](Change change) {
    return static_cast<std::uint64_t>(std::ranges::count(measures, change, &MeasureChange::change));
  };
  std::vector<std::string> items;
  for (const Change each : {Change::unchanged, Change::no_worse, Change::not_separable}) {
    if (const std::uint64_t number = number_with(each); number > 0)
      items.push_back(fmt::format("{} {}", number, name_of(each)));
  }
  if (items.empty()) return "";
  return wrapped_items("requests served, outages and failovers, of each thing:", items, "  ",
                       "    ");
}

/// What has changed since the baseline, and why.
std::string changes_text(const ScenarioReport& scenario) {
  using enum Align;
  Table changes({left, left, right, left}, Head::none);
  std::string reasons;
  std::uint64_t replications = 0;
  for (const ServiceChange& change : *scenario.changes) {
    const bool same = change.change == Change::unchanged;
    replications = change.replications;
    changes.add({std::string(name_of(change.change)), fmt::format("services.{}", change.service),
                 rough_words(Seconds(change.after * seconds_in(year))) + " a year",
                 same ? "the same in every replication" : difference_words(change)});
    if (const auto items = reasons_of(change); !same && !items.empty())
      reasons += wrapped_items(fmt::format("{}, by cause:", change.service), items, "  ", "    ");
  }
  for (const MeasureChange& change : scenario.measures) {
    if (is_told(change))
      changes.add({std::string(name_of(change.change)), change.path,
                   value_words(change, change.after), difference_words(change)});
  }
  std::vector<std::string> phases;
  for (const PhaseChange& phase : scenario.phases) {
    const auto words = [](double seconds) { return rough_words(Seconds(seconds)); };
    phases.push_back(fmt::format("{} {}: {}, was {}", phase.cluster, phase.phase,
                                 words(phase.after), words(phase.before)));
  }
  if (!phases.empty()) reasons += wrapped_items("failovers, on average:", phases, "  ", "    ");
  std::string text = wrapped(
      scenario.paired ? fmt::format("against the baseline, in its {}, one by one",
                                    count(replications, "replication"))
                      : fmt::format("against the baseline, as of independent runs of its {}",
                                    count(replications, "replication")),
      "  ", "    ");
  if (scenario.changed_file)
    reasons += wrapped(fmt::format("the first line that changed: {}:{}", *scenario.changed_file,
                                   scenario.changed_line),
                       "  ", "    ");
  return text + changes.text("  ") + measures_text(scenario.measures) + reasons;
}

/// Those that verdicts are of. To compare with a baseline may take more.
std::uint64_t replications_of_verdicts(const CheckResult& result) {
  std::uint64_t most = 0;
  bool any = false;
  for (const ExpectationResult& each : result.expectations) {
    any = any || !scenarios::is_worked_out(each.expectation.measure);
    most = std::max(most, each.replications);
  }
  return any ? most : result.replications;
}

std::string block(const ScenarioReport& scenario) {
  const CheckResult& result = scenario.result;
  std::string text = title_of(result) + '\n';
  const bool replications = result.replications > 0;
  const std::uint64_t of_verdicts = replications_of_verdicts(result);
  text += wrapped(
      !replications
          ? fmt::format("worked out without replications, seed {}", result.seed)
          : fmt::format("{} of {}, {}, seed {}; verdicts are right at once with {} confidence{}",
                        count(of_verdicts, "replication"), exact_span(result.horizon),
                        result.interrupted ? "interrupted" : "at most " + count(result.budget),
                        result.seed, percent(result.confidence),
                        of_verdicts < result.replications
                            ? fmt::format("; {} were run to be compared one by one",
                                          count(result.replications))
                            : ""),
      "", "");
  using enum Align;
  Table table({left, left, left, right, left, right});
  std::vector<std::string> remarks;
  if (!result.expectations.empty()) {
    table.add({"", "", "expected", "found", "", "of allowed"});
  }
  for (const ExpectationResult& each : result.expectations) {
    const auto share = share_of_allowed(each.expectation, each.value.mean);
    table.add({std::string(name_of(each.outcome)), each.expectation.path, each.expectation.words,
               found_words(each), range_words(each), share ? percent(*share) : ""});
    if (const std::string remarked = remark(each); !remarked.empty()) {
      remarks.push_back(each.expectation.path + ": " + remarked);
    }
  }
  text += table.text("  ");
  for (const std::string& remarked : remarks) {
    text += wrapped(remarked, "  ", "    ");
  }
  if (scenario.changes) {
    text += changes_text(scenario);
  }
  for (const std::string& note : scenario.notes) {
    text += wrapped(note, "  note: ", "        ");
  }
  return text;
}

// ---- JSON ---------------------------------------------------------------------------------------

std::string_view name_of(Unit unit) {
  switch (unit) {
    case Unit::share:
      return "share";
    case Unit::time:
      return "seconds";
    case Unit::number:
      return "number";
  }
  assert(false);
  return {};
}

Json object(const ExpectationResult& result) {
  const Expectation& it = result.expectation;
  const auto more = replications_to_decide(result);
  return {{"path", it.path},
          {"expected", it.words},
          {"verdict", name_of(result.outcome)},
          {"unit", name_of(it.unit)},
          {"value", interval(result.value)},
          {"bounds", {{"low", number(it.low)}, {"high", number(it.high)}}},
          {"seen", result.seen},
          {"confidence", number(result.confidence)},
          {"replications", result.replications},
          {"replications_to_decide", number(more)},
          {"because", result.because.empty() ? Json(nullptr) : Json(result.because)},
          {"file", it.file},
          {"line", it.line},
          {"column", it.column}};
}

Json object(const ServiceChange& change) {
  Json causes = Json::array();
  for (const CauseShare& cause : change.causes)
    causes.push_back(
        {{"cause", cause.cause},
         {"downtime_minutes_per_year", number(cause.unavailability * minutes_in(year))}});
  return {{"service", change.service},
          {"verdict", name_of(change.change)},
          {"unavailability_before", number(change.before)},
          {"unavailability_after", number(change.after)},
          {"difference", interval(change.difference)},
          {"beyond_tolerance", interval(change.beyond)},
          {"causes", std::move(causes)},
          {"replications", change.replications},
          {"differing_replications", change.differing}};
}

std::string_view name_of(ChangeUnit unit) {
  switch (unit) {
    case ChangeUnit::share:
      return "share";
    case ChangeUnit::a_year:
      return "a year";
    case ChangeUnit::seconds:
      return "seconds";
  }
  assert(false);
  return {};
}

Json object(const MeasureChange& change) {
  return {{"path", change.path},
          {"verdict", name_of(change.change)},
          {"unit", name_of(change.unit)},
          {"before", number(change.before)},
          {"after", number(change.after)},
          {"difference", interval(change.difference)},
          {"difference_of", change.unit == ChangeUnit::seconds && change.differing > 0
                                ? "the share of failovers that are longer than it was before"
                                : "it"},
          {"replications", change.replications},
          {"differing_replications", change.differing}};
}

Json object(const PhaseChange& phase) {
  return {{"cluster", phase.cluster},
          {"phase", phase.phase},
          {"seconds_before", number(phase.before)},
          {"seconds_after", number(phase.after)}};
}

void add_reasons(const ScenarioReport& scenario, Json& baseline) {
  Json causes = Json::object();
  for (const auto& [service, shares] : scenario.result.reasons.causes) {
    causes[service] = Json::object();
    for (const CauseShare& each : shares) causes[service][each.cause] = number(each.unavailability);
  }
  Json phases = Json::object();
  for (const auto& [cluster, times] : scenario.result.reasons.phases) {
    for (const PhaseTime& each : times) phases[cluster][each.phase] = number(each.seconds);
  }
  baseline["causes"] = std::move(causes);
  baseline["phases"] = std::move(phases);
  baseline["names"] = scenario.names;
  Json likenesses = Json::array();
  for (const Likeness& each : scenario.likenesses) {
    Json refers = Json::array();
    for (const auto& [how, name] : each.refers) refers.push_back({{"how", how}, {"name", name}});
    likenesses.push_back(
        {{"name", each.name}, {"nature", each.nature}, {"refers", std::move(refers)}});
  }
  baseline["likenesses"] = std::move(likenesses);
  Json files = Json::array();
  for (const Baseline::File& file : scenario.files)
    files.push_back({{"name", file.name}, {"text", file.text}});
  baseline["files"] = std::move(files);
}

/// What is judged beside downtime, replication by replication.
void add_measures(const AllRows& rows, Json& baseline) {
  Json services = Json::object();
  Json clusters = Json::object();
  for (const MeasureRows& each : rows.measures) {
    Json& measure =
        (is_of_cluster(each.measure) ? clusters
                                     : services)[each.of][std::string(name_of(each.measure))];
    measure["histories"] = packed(each.histories);
    if (!each.paths.empty()) measure["paths"] = packed(each.paths);
  }
  for (const QuantileRows& each : quantile_rows(rows)) {
    Json& failover = clusters[each.cluster]["failover"];
    failover["numbers"] = packed(each.numbers);
    failover[fmt::format("p{:g}", 100 * each.p)] = {{"us", each.quantile.count()},
                                                    {"twice_above", packed(each.twice_above)}};
  }
  baseline["services"] = std::move(services);
  baseline["clusters"] = std::move(clusters);
}

Json baseline_of(const ScenarioReport& scenario) {
  const CheckResult& result = scenario.result;
  Json downtime = Json::object();
  Json on_paths = Json::object();
  std::size_t replications = 0;
  for (const DowntimeRows& rows : result.rows) {
    downtime[rows.service] = packed(rows.microseconds);
    replications = rows.microseconds.size();
    if (!rows.nanoseconds_on_paths.empty()) {
      on_paths[rows.service] = packed(rows.nanoseconds_on_paths);
    }
  }
  Json baseline{{"seed", result.seed},
                {"replications", replications},
                {"warmup_us", result.warmup.count()},
                {"horizon_us", result.horizon.count()},
                {"downtime_us", std::move(downtime)}};
  if (!on_paths.empty()) {
    baseline["downtime_on_paths_ns"] = std::move(on_paths);
  }
  if (!result.rows.empty()) {
    add_measures(result.beside, baseline);
    add_reasons(scenario, baseline);
  }
  return baseline;
}

Json object(const ScenarioReport& scenario) {
  const CheckResult& result = scenario.result;
  Json expectations = Json::array();
  for (const ExpectationResult& each : result.expectations) {
    expectations.push_back(object(each));
  }
  Json changes = nullptr;
  if (scenario.changes) {
    changes = Json::array();
    for (const ServiceChange& change : *scenario.changes) {
      changes.push_back(object(change));
    }
  }
  Json measures = nullptr;
  if (scenario.changes) {
    measures = Json::array();
    for (const MeasureChange& change : scenario.measures) measures.push_back(object(change));
  }
  Json phases = Json::array();
  for (const PhaseChange& phase : scenario.phases) phases.push_back(object(phase));
  return {{"file", result.file},
          {"scenario", result.scenario},
          {"variant", text(result.variant)},
          {"seed", result.seed},
          {"replications", result.replications},
          {"budget", result.budget},
          {"interrupted", result.interrupted},
          {"confidence", number(result.confidence)},
          {"expectations", std::move(expectations)},
          {"changes", std::move(changes)},
          {"measures", std::move(measures)},
          {"confidence_of_changes", number(scenario.confidence_of_changes)},
          {"changed_phases", std::move(phases)},
          {"changed_at", scenario.changed_file ? Json{{"file", *scenario.changed_file},
                                                      {"line", scenario.changed_line}}
                                               : Json(nullptr)},
          {"notes", scenario.notes},
          {"baseline", baseline_of(scenario)}};
}

}  // namespace

std::string text_of(const CheckReport& report) {
  std::string text;
  std::size_t regressions = 0;
  std::size_t compared = 0;
  std::size_t unknown = 0;
  for (const ScenarioReport& scenario : report.scenarios) {
    text += block(scenario) + '\n';
    regressions += scenario.regressions();
    unknown += scenario.undecided_changes();
    compared += (scenario.changes ? scenario.changes->size() : 0) + scenario.measures.size();
  }
  text += fmt::format("{} passed, {} failed, {} undecided", report.number_of(CheckOutcome::passed),
                      report.number_of(CheckOutcome::failed),
                      report.number_of(CheckOutcome::undecided));
  if (report.with_baseline) {
    text += fmt::format(
        "; of {} with the baseline, {} worse{}", count(compared, "comparison"), regressions,
        report.tolerance > 0
            ? fmt::format(" by more than {}, {} undecided", percent(report.tolerance), unknown)
            : "");
  }
  return text + '\n';
}

std::string json_of(const CheckReport& report) {
  Json checks = Json::array();
  for (const ScenarioReport& scenario : report.scenarios) {
    checks.push_back(object(scenario));
  }
  const Json json{{"ausfall", AUSFALL_VERSION},
                  {"verdict", name_of(report.outcome())},
                  {"tolerance", number(report.tolerance)},
                  {"wall_seconds", number(report.wall_seconds)},
                  {"checks", std::move(checks)}};
  return document(json);
}

}  // namespace ausfall::studies
