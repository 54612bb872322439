#include "studies/output/check_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/harmless.hpp"
#include "studies/output/check_words.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

bool is_plain(char letter) {
  return is_letter_or_digit(letter) || (letter & '\x80') != 0 ||
         std::string_view(" .,%+-()/;='").find(letter) != std::string_view::npos;
}

/// What begins a link where it is written out: the dot of "www.", the colon of "https:/".
bool begins_link(std::string_view text, std::size_t at) {
  if (text[at] == ':') return at + 1 < text.size() && text[at + 1] == '/';
  constexpr std::size_t length = 3;
  if (text[at] != '.' || at < length) return false;
  const std::string_view before = text.substr(at - length, length);
  return std::ranges::all_of(before, [](char letter) { return letter == 'w' || letter == 'W'; });
}

/// Text from outside in which neither Markdown nor HTML finds a sign of its own, nor GitHub a name or a
/// number of something: an @ and a # are followed by a space of no width.
std::string inert(std::string_view text) {
  const std::string shown = scenarios::harmless(text);
  std::string result;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char letter = shown[i];
    if ((is_plain(letter) || letter == ':') && !begins_link(shown, i)) {
      result += letter;
      continue;
    }
    result += fmt::format("&#{};", static_cast<unsigned char>(letter));
    if (letter == '@' || letter == '#') result += "&#8203;";
  }
  return result;
}

std::string code(std::string_view text) { return "<code>" + inert(text) + "</code>"; }

/// Our own words, perhaps with names in them.
std::string words(std::string_view text) { return inert(text); }

/// For a label between quotes: what Mermaid could read otherwise is replaced.
std::string label(std::string_view text) {
  constexpr std::size_t longest = 28;
  std::string result;
  for (const char letter : scenarios::harmless(text)) {
    const bool plain = is_letter_or_digit(letter) || (letter & '\x80') != 0 ||
                       std::string_view(" ._/-,:").find(letter) != std::string_view::npos;
    result += plain ? letter : '_';
  }
  if (result.size() <= longest) return result;
  std::size_t end = longest;
  while (end > 0 && (result[end] & '\xC0') == '\x80') --end;  // not within a letter
  return result.substr(0, end) + "...";
}

// ---- pictures -----------------------------------------------------------------------------------

struct Bar {
  std::string name;
  double now = 0;
  double before = 0;
};

std::string numbers(const std::vector<Bar>& bars, double Bar::*member) {
  std::vector<std::string> items;
  for (const Bar& bar : bars) items.push_back(fmt::format("{:.4g}", std::max(bar.*member, 0.0)));
  // Mermaid reads no exponents.
  for (std::string& item : items) {
    if (item.find('e') != std::string::npos) item = fmt::format("{:.6f}", std::stod(item));
  }
  return fmt::format("{}", fmt::join(items, ", "));
}

std::string names(const std::vector<Bar>& bars) {
  std::vector<std::string> items;
  for (const Bar& bar : bars) items.push_back('"' + label(bar.name) + '"');
  return fmt::format("{}", fmt::join(items, ", "));
}

/// What each cause brings a service now, and brought it before; the largest changes first.
std::string chart_of_causes(const ScenarioReport& scenario, const ServiceChange& change) {
  constexpr std::size_t shown = 6;
  const auto& causes = scenario.result.reasons.causes;
  const auto found =
      std::ranges::find(causes, change.service, [](const auto& each) { return each.first; });
  if (found == causes.end() || change.causes.empty()) return "";
  std::vector<Bar> bars;
  Bar others{.name = "others"};
  for (const CauseShare& each : change.causes) {
    const auto now = std::ranges::find(found->second, each.cause, &CauseShare::cause);
    const double after = now == found->second.end() ? 0 : now->unavailability;
    const double minutes = minutes_in(year);
    const Bar bar{each.cause, after * minutes, (after - each.unavailability) * minutes};
    if (bars.size() < shown) {
      bars.push_back(bar);
    } else {
      others.now += bar.now;
      others.before += bar.before;
    }
  }
  if (change.causes.size() > shown) bars.push_back(others);
  return fmt::format(
      "\n```mermaid\nxychart-beta\n  title \"{}: downtime by cause, bars now, line before\"\n"
      "  x-axis [{}]\n  y-axis \"minutes a year\"\n  bar [{}]\n  line [{}]\n```\n",
      label(change.service), names(bars), numbers(bars, &Bar::now), numbers(bars, &Bar::before));
}

/// How much of what is allowed is taken, where more than one expectation has such a share.
std::string chart_of_shares(const ScenarioReport& scenario) {
  constexpr std::size_t shown = 8;
  std::vector<Bar> bars;
  for (const ExpectationResult& each : scenario.result.expectations) {
    const auto share = share_of_allowed(each.expectation, each.value.mean);
    if (!share || bars.size() == shown) continue;
    const std::string& path = each.expectation.path;
    bars.push_back({path.substr(path.find('.') + 1), 100 * *share, 100});
  }
  if (bars.size() < 2) return "";
  return fmt::format(
      "\n```mermaid\nxychart-beta horizontal\n  title \"how much of what is allowed is taken\"\n"
      "  x-axis [{}]\n  y-axis \"%, the line is all of it\"\n  bar [{}]\n  line [{}]\n```\n",
      names(bars), numbers(bars, &Bar::now), numbers(bars, &Bar::before));
}

// ---- tables -------------------------------------------------------------------------------------

std::string sign_of(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::passed:
      return "✅ passed";
    case CheckOutcome::undecided:
      return "❔ undecided";
    case CheckOutcome::failed:
      break;
  }
  return "❌ failed";
}

std::string sign_of(Change change) {
  std::string name(name_of(change));
  switch (change) {
    case Change::worse:
      return "❌ " + name;
    case Change::undecided:
      return "❔ " + name;
    case Change::better:
      return "✅ " + name;
    default:
      return name;
  }
}

enum class Detail { all, what_ends_the_build, numbers };

std::string expectations_of(const ScenarioReport& scenario, Detail detail) {
  std::string rows;
  std::string remarks;
  for (const ExpectationResult& each : scenario.result.expectations) {
    if (detail == Detail::numbers) break;
    if (detail != Detail::all && each.outcome == CheckOutcome::passed) continue;
    const auto share = share_of_allowed(each.expectation, each.value.mean);
    rows += fmt::format("| {} | {} | {} | {} | {} | {} |\n", sign_of(each.outcome),
                        code(each.expectation.path), words(each.expectation.words),
                        words(found_words(each)), words(range_words(each)),
                        share ? percent(*share) : "");
    if (const std::string remarked = remark(each); !remarked.empty())
      remarks += fmt::format("- {}: {}\n", code(each.expectation.path), words(remarked));
  }
  if (rows.empty()) return "";
  return "\n| | of | expected | found | range | of allowed |\n|---|---|---|---:|---|---:|\n" +
         rows + (remarks.empty() ? "" : '\n' + remarks);
}

std::string why_of(const ScenarioReport& scenario) {
  std::string text;
  for (const ServiceChange& change : scenario.changes.value_or(std::vector<ServiceChange>{})) {
    const std::vector<std::string> reasons = reasons_of(change);
    if (change.change == Change::unchanged || reasons.empty()) continue;
    text += fmt::format("- {} by cause: ", code(change.service));
    for (std::size_t i = 0; i < reasons.size(); ++i)
      text += (i == 0 ? "" : ", ") + words(reasons[i]);
    text += '\n';
  }
  for (const PhaseChange& phase : scenario.phases)
    text += fmt::format("- failovers of {}, {}: {}, was {} on average\n", code(phase.cluster),
                        phase.phase, rough_words(Seconds(phase.after)),
                        rough_words(Seconds(phase.before)));
  if (scenario.changed_file)
    text += fmt::format("- the first line that changed: {}\n",
                        code(fmt::format("{}:{}", *scenario.changed_file, scenario.changed_line)));
  return text.empty() ? "" : '\n' + text;
}

std::string changes_of(const ScenarioReport& scenario, Detail detail) {
  if (!scenario.changes) return "";
  const auto wanted = [&](Change change) {
    const bool ends = change == Change::worse || change == Change::undecided;
    return detail == Detail::all || (detail == Detail::what_ends_the_build && ends);
  };
  std::string rows;
  std::size_t left_out = 0;
  std::uint64_t replications = 0;
  for (const ServiceChange& change : *scenario.changes) {
    replications = change.replications;
    if (!wanted(change.change)) {
      ++left_out;
      continue;
    }
    const auto downtime = [](double share) {
      return words(rough_words(Seconds(share * seconds_in(year)))) + " a year";
    };
    rows += fmt::format("| {} | downtime of {} | {} | {} | {} |\n", sign_of(change.change),
                        code(change.service), downtime(change.before), downtime(change.after),
                        change.change == Change::unchanged ? "the same in every replication"
                                                           : words(difference_words(change)));
  }
  for (const MeasureChange& change : scenario.measures) {
    if (!is_told(change) || !wanted(change.change)) {
      ++left_out;
      continue;
    }
    rows += fmt::format("| {} | {} | {} | {} | {} |\n", sign_of(change.change), code(change.path),
                        words(value_words(change, change.before)),
                        words(value_words(change, change.after)), words(difference_words(change)));
  }
  std::string text =
      fmt::format("\n**Against the baseline**, {} {}:\n",
                  scenario.paired ? "replication by replication, in" : "as of independent runs, in",
                  count(replications, "replication"));
  if (!rows.empty())
    text += "\n| | of | before | now | difference |\n|---|---|---:|---:|---|\n" + rows;
  if (left_out > 0)
    text += fmt::format("\nOf {} more nothing is known to be worse or better.\n",
                        count(left_out, "comparison"));
  return detail == Detail::numbers ? text : text + why_of(scenario);
}

std::string pictures_of(const ScenarioReport& scenario) {
  constexpr std::size_t most = 3;
  std::string text;
  std::size_t drawn = 0;
  for (const ServiceChange& change : scenario.changes.value_or(std::vector<ServiceChange>{})) {
    if (change.change == Change::unchanged || drawn == most) continue;
    const std::string chart = chart_of_causes(scenario, change);
    if (!chart.empty()) ++drawn;
    text += chart;
  }
  return drawn > 0 ? text : chart_of_shares(scenario);
}

std::string part_of(const ScenarioReport& scenario, Detail detail) {
  const CheckResult& result = scenario.result;
  std::string text = fmt::format("\n### {}\n\n", words(title_of(result)));
  if (result.replications == 0) {
    text += "Worked out without replications.\n";
  } else {
    text += fmt::format("{} of {}, seed {}{}. Verdicts are right at once with {} confidence.\n",
                        count(result.replications, "replication"), exact_span(result.horizon),
                        result.seed, result.interrupted ? ", interrupted" : "",
                        percent(result.confidence));
  }
  text += expectations_of(scenario, detail) + changes_of(scenario, detail);
  if (detail == Detail::all) text += pictures_of(scenario);
  if (detail != Detail::numbers) {
    std::string notes;
    for (const std::string& note : scenario.notes) notes += "- note: " + words(note) + '\n';
    if (!notes.empty()) text += '\n' + notes;
  }
  return text;
}

std::string head_of(const CheckReport& report) {
  std::size_t worse = 0;
  std::size_t unknown = 0;
  for (const ScenarioReport& scenario : report.scenarios) {
    worse += scenario.regressions();
    unknown += scenario.undecided_changes();
  }
  std::string text = fmt::format("## {}: ausfall check\n\n{} passed, {} failed, {} undecided",
                                 sign_of(report.outcome()), report.number_of(CheckOutcome::passed),
                                 report.number_of(CheckOutcome::failed),
                                 report.number_of(CheckOutcome::undecided));
  if (report.with_baseline) {
    text += fmt::format("; against the baseline {} worse", worse);
    if (report.tolerance > 0)
      text += fmt::format(" by more than {}, {} undecided", percent(report.tolerance), unknown);
  }
  return text + ".\n";
}

/// Between two lines, and not within a picture.
std::string cut(const std::string& text, std::size_t most) {
  constexpr std::string_view note = "\n**The rest is left out: the summary would be too large.**\n";
  if (text.size() <= most) return text;
  std::size_t end = text.rfind('\n', most - note.size() - 1);
  end = end == std::string::npos ? 0 : end + 1;
  return text.substr(0, end) + std::string(note);
}

}  // namespace

std::string summary_of(const CheckReport& report, std::size_t most) {
  std::string text;
  for (const Detail detail : {Detail::all, Detail::what_ends_the_build, Detail::numbers}) {
    text = head_of(report);
    for (const ScenarioReport& scenario : report.scenarios) text += part_of(scenario, detail);
    if (text.size() <= most) return text;
  }
  return cut(text, most);
}

std::string summary_of_failure(std::string_view why, std::size_t most) {
  std::string lines;
  const std::string shown = scenarios::harmless_lines(why);
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t end = std::min(shown.find('\n', at), shown.size());
    // Indented code takes nothing for Markdown; a mention in it is none.
    lines += "    " + shown.substr(at, end - at) + '\n';
    at = end + 1;
  }
  return cut("## ❌ failed: ausfall check\n\nNothing was checked:\n\n" + lines, most);
}

}  // namespace ausfall::studies
