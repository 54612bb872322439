#include "studies/output/output_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "scenarios/harmless.hpp"
#include "studies/output/json.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using scenarios::Expectation;
using scenarios::Unit;

// ---- words --------------------------------------------------------------------------------------

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

/// What there is to say of it beside its numbers; empty if nothing.
std::string remark(const ExpectationResult& result) {
  const Expectation& it = result.expectation;
  if (!result.because.empty()) {
    return result.because;
  }
  if (it.never) {
    return result.outcome == CheckOutcome::passed ? "none in the whole budget, which is no proof"
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

/// "services.mail.availability is 99.8 % (99.7 to 99.9 %), expected is at least 99.9 %".
std::string sentence(const ExpectationResult& result) {
  const std::string range = range_words(result);
  const std::string remarks = remark(result);
  const auto share = share_of_allowed(result.expectation, result.value.mean);
  return fmt::format("{} is {}{}, expected is {}{}{}", result.expectation.path, found_words(result),
                     range.empty() ? "" : " (" + range + ")", result.expectation.words,
                     share ? "; " + percent(*share) + " of what is allowed" : "",
                     remarks.empty() ? "" : "; " + remarks);
}

std::string signed_time(double share, double give_or_take) {
  const double seconds = share * seconds_in(year);
  const std::string words =
      rough_words(Seconds(std::abs(seconds)), Seconds(give_or_take * seconds_in(year)));
  return (seconds < 0 ? "-" : "+") + words;
}

std::string difference_words(const ServiceChange& change) {
  const Estimate& difference = change.difference;
  const double half = give_or_take(difference);
  return fmt::format("{} a year ({} to {})", signed_time(difference.mean, half),
                     signed_time(difference.low, half), signed_time(difference.high, half));
}

/// "array.array +56 min, node1.os -2 min": what brings the difference.
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

// ---- text ---------------------------------------------------------------------------------------

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
  return text + changes.text("  ") + reasons;
}

std::string block(const ScenarioReport& scenario) {
  const CheckResult& result = scenario.result;
  std::string text = title_of(result) + '\n';
  const bool replications = result.replications > 0;
  text += wrapped(
      !replications
          ? fmt::format("worked out without replications, seed {}", result.seed)
          : fmt::format("{} of {}, {}, seed {}; verdicts are right at once with {} confidence",
                        count(result.replications, "replication"), exact_span(result.horizon),
                        result.interrupted ? "interrupted" : "at most " + count(result.budget),
                        result.seed, percent(result.confidence)),
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
  if (!result.rows.empty()) add_reasons(scenario, baseline);
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
          {"changed_phases", std::move(phases)},
          {"changed_at", scenario.changed_file ? Json{{"file", *scenario.changed_file},
                                                      {"line", scenario.changed_line}}
                                               : Json(nullptr)},
          {"notes", scenario.notes},
          {"baseline", baseline_of(scenario)}};
}

// ---- XML ----------------------------------------------------------------------------------------

/// Text for an attribute or between tags. What is hidden is shown, so nothing is left that XML 1.0 does
/// not allow (section 2.2), but for two code points that are no letters.
std::string xml(std::string_view text) {
  std::string shown = scenarios::harmless(text);
  for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = shown.find(none); at != std::string::npos; at = shown.find(none))
      shown.replace(at, none.size(), "\xEF\xBF\xBD");
  }
  std::string result;
  for (const char letter : shown) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

struct Case {
  std::string name;
  std::string tag;  ///< what ended it, empty if it passed
  std::string type;
  std::string message;
  std::string found;  ///< a sentence
  std::vector<std::pair<std::string, double>> numbers;
};

std::vector<std::pair<std::string, double>> numbers_of(const Estimate& value) {
  return {{"value", value.mean}, {"low", value.low}, {"high", value.high}};
}

std::vector<Case> cases_of(const ScenarioReport& scenario) {
  std::vector<Case> cases;
  for (const ExpectationResult& each : scenario.result.expectations) {
    Case found{.name = fmt::format("{} {}", each.expectation.path, each.expectation.words),
               .found = sentence(each),
               .numbers = numbers_of(each.value)};
    found.numbers.emplace_back("replications", static_cast<double>(each.replications));
    if (each.outcome != CheckOutcome::passed) {
      const bool failed = each.outcome == CheckOutcome::failed;
      found.tag = failed ? "failure" : "error";
      found.type = failed ? "expectation" : "undecided";
      found.message =
          fmt::format("{}:{}: {}", each.expectation.file, each.expectation.line, sentence(each));
    }
    cases.push_back(std::move(found));
  }
  for (const ServiceChange& change : scenario.changes.value_or(std::vector<ServiceChange>{})) {
    Case found{.name = fmt::format("services.{}.downtime against the baseline", change.service),
               .found = sentence(change),
               .numbers = numbers_of(change.difference)};
    found.numbers.emplace_back("before", change.before);
    found.numbers.emplace_back("after", change.after);
    found.numbers.emplace_back("replications", static_cast<double>(change.replications));
    const bool worse = change.change == Change::worse;
    if (worse || change.change == Change::undecided) {
      found.tag = worse ? "failure" : "error";
      found.type = worse ? "regression" : "undecided";
      found.message = sentence(change);
    }
    cases.push_back(std::move(found));
  }
  return cases;
}

std::size_t cases_with(const std::vector<Case>& cases, std::string_view tag) {
  return static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(), [&](const Case& each) { return each.tag == tag; }));
}

std::string suite_of(const ScenarioReport& scenario) {
  const std::vector<Case> cases = cases_of(scenario);
  const std::string name = xml(title_of(scenario.result));
  // Cases are decided together; each has its part of the time, so that they add up.
  const double each_takes =
      cases.empty() ? 0 : scenario.wall_seconds / static_cast<double>(cases.size());
  std::string text = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" "
      "time=\"{:.3f}\">\n",
      name, cases.size(), cases_with(cases, "failure"), cases_with(cases, "error"),
      scenario.wall_seconds);
  for (const Case& each : cases) {
    text += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\">\n", name,
                        xml(each.name), each_takes);
    text += "      <properties>\n";
    for (const auto& [what, value] : each.numbers) {
      if (std::isfinite(value))
        text += fmt::format("        <property name=\"{}\" value=\"{}\"/>\n", what, value);
    }
    text += "      </properties>\n";
    if (!each.tag.empty())
      text += fmt::format("      <{0} type=\"{1}\" message=\"{2}\"/>\n", each.tag, each.type,
                          xml(each.message));
    text += fmt::format("      <system-out>{}</system-out>\n    </testcase>\n", xml(each.found));
  }
  return text + "  </testsuite>\n";
}

// ---- GitHub -------------------------------------------------------------------------------------

/// In a property a colon and a comma have a meaning, too.
std::string escaped(std::string_view text, bool in_property) {
  std::string result;
  for (const char letter : scenarios::harmless(text)) {
    const bool escape = letter == '%' || letter == '\r' || letter == '\n' ||
                        (in_property && (letter == ':' || letter == ','));
    result += escape ? fmt::format("%{:02X}", static_cast<unsigned char>(letter))
                     : std::string(1, letter);
  }
  return result;
}

std::string annotation(std::string_view file, std::size_t line, std::size_t column,
                       std::string_view title, std::string_view message) {
  return fmt::format("::error file={},line={},col={},title={}::{}\n", escaped(file, true), line,
                     column, escaped(title, true), escaped(message, false));
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
    compared += scenario.changes ? scenario.changes->size() : 0;
  }
  text += fmt::format("{} passed, {} failed, {} undecided", report.number_of(CheckOutcome::passed),
                      report.number_of(CheckOutcome::failed),
                      report.number_of(CheckOutcome::undecided));
  if (report.with_baseline) {
    text += fmt::format(
        "; of {} compared with the baseline, {} worse{}", count(compared, "service"), regressions,
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

std::string junit_of(const CheckReport& report) {
  std::string suites;
  for (const ScenarioReport& scenario : report.scenarios) {
    suites += suite_of(scenario);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ausfall check\">\n" +
         suites + "</testsuites>\n";
}

std::string annotations_of(const CheckReport& report) {
  std::string text;
  for (const ScenarioReport& scenario : report.scenarios) {
    const CheckResult& result = scenario.result;
    for (const ExpectationResult& each : result.expectations) {
      if (each.outcome == CheckOutcome::passed) {
        continue;
      }
      const Expectation& it = each.expectation;
      const bool in_file = !it.of_change;
      text += annotation(
          in_file ? it.file : result.file, in_file ? it.line : 1, in_file ? it.column : 1,
          fmt::format("{}: {}", title_of(result), studies::name_of(each.outcome)), sentence(each));
    }
    for (const ServiceChange& change : scenario.changes.value_or(std::vector<ServiceChange>{})) {
      const bool worse = change.change == Change::worse;
      if (!worse && change.change != Change::undecided) continue;
      text += annotation(
          scenario.changed_file.value_or(result.file), scenario.changed_line, 1,
          fmt::format("{}: {}", title_of(result),
                      worse ? "worse than the baseline" : "perhaps worse than the baseline"),
          sentence(change));
    }
  }
  return text;
}

}  // namespace ausfall::studies
