// What programs of builds read of `check`: JUnit, and the commands of a GitHub workflow.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/harmless.hpp"
#include "studies/output/check_words.hpp"
#include "studies/output/output_check.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

using scenarios::Expectation;

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

void add_measures(const ScenarioReport& scenario, std::vector<Case>& cases) {
  for (const MeasureChange& change : scenario.measures) {
    Case found{.name = fmt::format("{} against the baseline", change.path),
               .found = sentence(change),
               .numbers = numbers_of(change.difference)};
    found.numbers.emplace_back("before", change.before);
    found.numbers.emplace_back("after", change.after);
    found.numbers.emplace_back("replications", static_cast<double>(change.replications));
    if (change.change == Change::worse) {
      found.tag = "failure";
      found.type = "regression";
      found.message = sentence(change);
    }
    cases.push_back(std::move(found));
  }
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
  add_measures(scenario, cases);
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

/// One of each service and cluster, since few are shown.
std::string annotations_of_measures(const ScenarioReport& scenario) {
  std::string text;
  const auto& measures = scenario.measures;
  for (auto at = measures.begin(); at != measures.end(); ++at) {
    const auto same = [&](const MeasureChange& each) {
      return each.change == Change::worse && each.of == at->of;
    };
    if (!same(*at) || std::any_of(measures.begin(), at, same)) continue;
    std::vector<std::string> sentences;
    for (const MeasureChange& each : measures) {
      if (same(each)) sentences.push_back(sentence(each));
    }
    text += annotation(scenario.changed_file.value_or(scenario.result.file), scenario.changed_line,
                       1, title_of(scenario.result) + ": worse than the baseline",
                       fmt::format("{}", fmt::join(sentences, "; ")));
  }
  return text;
}

}  // namespace

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
    text += annotations_of_measures(scenario);
  }
  return text;
}

std::string annotations_of(const std::vector<scenarios::Diagnostic>& diagnostics) {
  std::string text;
  for (const scenarios::Diagnostic& each : diagnostics) {
    text += annotation(each.file, std::max<std::size_t>(each.line, 1),
                       std::max<std::size_t>(each.column, 1), "the scenario cannot be read",
                       each.hint.empty() ? each.message : each.message + ": " + each.hint);
  }
  return text;
}

}  // namespace ausfall::studies
