#include "studies/output/output_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "scenarios/names.hpp"
#include "scenarios/wording.hpp"
#include "studies/fit/dates.hpp"
#include "studies/output/json.hpp"
#include "studies/output/markdown.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr double centuries = 1000 * 365.0 * 86400;

// ---- words --------------------------------------------------------------------------------------

/// "5 h 20 min"; what is beyond all planning as a power of ten.
std::string time_words(double seconds, double give_or_take) {
  if (!(seconds < centuries)) return fmt::format("{:.1e} y", seconds / (365.0 * 86400));
  return rough_words(Seconds(seconds), Seconds(give_or_take));
}

/// "5 h 20 min ± 3 min".
std::string time_words(const FittedValue& time) {
  return fmt::format("{} ± {}", time_words(time.value, time.standard_error),
                     time_words(time.standard_error, time.standard_error / 5));
}

/// "0.712 ± 0.011".
std::string number_words(const FittedValue& number) {
  if (number.value > 1e6 || number.standard_error > 1e6)
    return fmt::format("{:.2e} ± {:.1e}", number.value, number.standard_error);
  const int decimals = std::min(decimals_for(number.standard_error, 3), 6);
  return fmt::format("{:.{}f} ± {:.{}f}", number.value, decimals, number.standard_error, decimals);
}

std::string parameter_words(const Fit& fit) {
  if (!fit.shape) return "";
  if (fit.kind == LawKind::lognormal)
    return fmt::format("median {}, sigma {}", time_words(fit.median), number_words(*fit.shape));
  return "shape " + number_words(*fit.shape);
}

std::string p_words(const Fit& fit) {
  if (!fit.test) return "";
  return fit.test->p < 0.001 ? "< 0.001" : fmt::format("{:.3f}", fit.test->p);
}

std::string title_of(const FittedSeries& series) {
  const std::string what = series.quantity == Quantity::repair ? "repair" : "time to failure";
  return series.group.empty() ? what : what + " of " + series.group;
}

/// "14,341 values, 12 of them censored, 77 zeros".
std::string counts_words(const FittedSeries& series) {
  std::string text = count(series.seen.size(), "value");
  if (!series.seen.longer_than.empty())
    text += fmt::format(", {} of them censored", count(series.seen.longer_than.size()));
  if (!series.seen.shorter_than.empty())
    text += ", " + count(series.seen.shorter_than.size(), "zero");
  return text;
}

/// The longest that anything was watched.
double longest_of(const Durations& seen) {
  double longest = 0;
  for (const auto* times : {&seen.exact, &seen.longer_than})
    for (const double time : *times) longest = std::max(longest, time);
  return longest;
}

/// Where the mean is a matter of the law's form, not of what was seen.
std::string extrapolation_words(const FittedSeries& series) {
  const double longest = longest_of(series.seen);
  if (!series.best || series.constant || series.best_fit()->mean.value <= longest) return "";
  return fmt::format(
      "the best law's mean lies beyond the longest time watched, {}: it is extrapolated",
      time_words(longest, 0));
}

/// What to know of a series before its laws.
std::vector<std::string> verdicts_of(const FittedSeries& series) {
  if (series.constant)
    return {fmt::format("all values are equal, {}: a constant is what fits",
                        time_words(*series.constant, 0))};
  if (!series.best) return {"no law: " + series.laws.front().why_not};
  std::vector<std::string> verdicts;
  if (series.seen.ended() < test_size_min)
    verdicts.push_back(
        fmt::format("fewer than {} that ended: too few to test a law", test_size_min));
  if (std::string words = extrapolation_words(series); !words.empty())
    verdicts.push_back(std::move(words));
  return verdicts;
}

std::string by_words(GroupBy by) {
  return by == GroupBy::cause ? "cause" : by == GroupBy::component ? "component" : "none";
}

std::vector<std::string> notes_of(const FittedLog& fitted) {
  std::vector<std::string> notes;
  for (const LogRemark& remark : fitted.log.unusable)
    notes.push_back(fmt::format("left out: {} with {}, the first in line {}",
                                count(remark.rows, "row"), remark.what, remark.line));
  for (const LogRemark& remark : fitted.log.remarks)
    notes.push_back(fmt::format("{} with {}; the first in line {}", count(remark.rows, "row"),
                                remark.what, remark.line));
  if (fitted.overlaps > 0)
    notes.push_back(fmt::format("{} began while the component was down, and {} no time to failure",
                                count(fitted.overlaps, "outage"),
                                fitted.overlaps == 1 ? "has" : "have"));
  const bool zeros = std::ranges::any_of(
      fitted.series, [](const FittedSeries& series) { return !series.seen.shorter_than.empty(); });
  if (zeros)
    notes.push_back(
        fmt::format("a zero is taken for any time shorter than {}, what the log counts in",
                    time_words(fitted.log.resolution, 0)));
  return notes;
}

std::string headline_of(const FittedLog& fitted) {
  std::string text = fmt::format("{} of {}", count(fitted.log.outages.size(), "outage"),
                                 count(fitted.log.rows, "row"));
  if (fitted.log.components.size() > 1)
    text += ", " + count(fitted.log.components.size(), "component");
  if (fitted.log.causes.size() > 1) text += ", " + count(fitted.log.causes.size(), "cause");
  if (fitted.log.from && fitted.log.until)
    text += fmt::format(", {} to {}", day_words(*fitted.log.from), day_words(*fitted.log.until));
  return text;
}

std::vector<std::string> row_of(const FittedSeries& series, std::size_t law) {
  const LawFit& tried = series.laws[law];
  const std::string mark = series.best == law ? "*" : "";
  const std::string name(name_of(tried.kind));
  if (!tried.fit) return {mark, name, "", "", "", "no fit: " + tried.why_not};
  const double difference = tried.fit->aic - series.best_fit()->aic;
  return {mark,
          name,
          time_words(tried.fit->mean),
          series.best == law ? "best" : "+" + decimal(difference, difference < 100 ? 1 : 0),
          p_words(*tried.fit),
          parameter_words(*tried.fit)};
}

}  // namespace

// ---- text ---------------------------------------------------------------------------------------

std::string text_of(const FittedLog& fitted) {
  std::string text = fitted.log.name + '\n' + headline_of(fitted) + '\n';
  for (const std::string& note : notes_of(fitted)) text += wrapped(note, "  ", "    ");
  Table table({Align::left, Align::left, Align::right, Align::right, Align::right});
  // One table for all, so that its columns stand below one another.
  for (const FittedSeries& series : fitted.series) {
    table.add({"", "law", "mean", "AIC", "p", ""});
    for (std::size_t law = 0; law < series.laws.size(); ++law) table.add(row_of(series, law));
  }
  const std::string lines = table.text("  ");
  std::size_t at = 0;
  for (const FittedSeries& series : fitted.series) {
    text += '\n' + wrapped(title_of(series) + ": " + counts_words(series), "", "  ");
    for (const std::string& verdict : verdicts_of(series)) text += wrapped(verdict, "  ", "    ");
    for (std::size_t row = 0; row <= series.laws.size(); ++row) {
      const std::size_t end = lines.find('\n', at);
      text += lines.substr(at, end + 1 - at);
      at = end + 1;
    }
  }
  text += "\n";
  text += wrapped(
      "±: standard errors. AIC: how much worse than the best law (*), less what its parameters are "
      "worth; below 2 is no difference to speak of. p: how often a sample of the law itself would "
      "fit as badly; with thousands of values every law is refused, and the plot (" +
          scenarios::setting_words({"plot", ""}) + ") tells whether it matters.",
      "", "");
  return text;
}

std::string markdown_of(const FittedLog& fitted) {
  std::string text =
      fmt::format("**{}**: {}\n", markdown_text(fitted.log.name), headline_of(fitted));
  for (const std::string& note : notes_of(fitted)) text += "\n- " + markdown_text(note);
  if (!notes_of(fitted).empty()) text += '\n';
  text +=
      "\n| what | values | law | parameters | mean | AIC | p |\n|---|---:|---|---|---:|---:|---|\n";
  for (const FittedSeries& series : fitted.series) {
    for (std::size_t law = 0; law < series.laws.size(); ++law) {
      const std::vector<std::string> row = row_of(series, law);
      const std::string law_name = markdown_text(row[1]);
      const std::string shown_law = row[0].empty() ? law_name : "**" + law_name + "**";
      text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", markdown_text(title_of(series)),
                          count(series.seen.size()), shown_law, markdown_text(row[5]),
                          markdown_text(row[2]), markdown_text(row[3]), markdown_text(row[4]));
    }
  }
  return text;
}

// ---- programs -----------------------------------------------------------------------------------

namespace {

Json object(const FittedValue& value) {
  return {{"value", number(value.value)}, {"standard_error", number(value.standard_error)}};
}

Json object(const LawFit& law) {
  Json json{{"law", name_of(law.kind)}};
  if (!law.fit) {
    json["why_not"] = law.why_not;
    return json;
  }
  const Fit& fit = *law.fit;
  json["mean_seconds"] = object(fit.mean);
  if (fit.kind == LawKind::lognormal) {
    json["median_seconds"] = object(fit.median);
    json["sigma"] = object(*fit.shape);
  } else if (fit.shape) {
    json["shape"] = object(*fit.shape);
  }
  json["log_likelihood"] = number(fit.log_likelihood);
  json["aic"] = number(fit.aic);
  json["test"] = nullptr;
  if (fit.test)
    json["test"] = {{"chi_squared", number(fit.test->statistic)},
                    {"degrees", fit.test->degrees},
                    {"p", number(fit.test->p)}};
  return json;
}

std::string_view key_of(Quantity quantity) { return quantity == Quantity::repair ? "ttr" : "ttf"; }

Json object(const FittedSeries& series) {
  Json laws = Json::array();
  for (const LawFit& law : series.laws) laws.push_back(object(law));
  return {{"what", key_of(series.quantity)},
          {"group", series.group.empty() ? Json(nullptr) : Json(series.group)},
          {"values", series.seen.size()},
          {"censored", series.seen.longer_than.size()},
          {"zeros", series.seen.shorter_than.size()},
          {"constant_seconds", series.constant ? Json(*series.constant) : Json(nullptr)},
          {"best", series.best ? Json(name_of(series.laws[*series.best].kind)) : Json(nullptr)},
          {"notes", verdicts_of(series)},
          {"laws", std::move(laws)}};
}

Json object(const std::vector<LogRemark>& remarks) {
  Json json = Json::array();
  for (const LogRemark& remark : remarks)
    json.push_back({{"what", remark.what}, {"rows", remark.rows}, {"first_line", remark.line}});
  return json;
}

}  // namespace

std::string json_of(const FittedLog& fitted) {
  Json series = Json::array();
  for (const FittedSeries& each : fitted.series) series.push_back(object(each));
  const Json json{{"ausfall", AUSFALL_VERSION},
                  {"log", fitted.log.name},
                  {"rows", fitted.log.rows},
                  {"outages", fitted.log.outages.size()},
                  {"components", fitted.log.components.size()},
                  {"by", by_words(fitted.by)},
                  {"resolution_seconds", number(fitted.log.resolution)},
                  {"left_out", object(fitted.log.unusable)},
                  {"remarks", object(fitted.log.remarks)},
                  {"overlaps", fitted.overlaps},
                  {"series", std::move(series)}};
  return document(json);
}

std::string csv_of(const FittedLog& fitted) {
  const auto cell = [](double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "";
  };
  Table table({});
  table.add({"what", "group", "values", "censored", "zeros", "law", "best", "mean_seconds",
             "mean_error", "median_seconds", "median_error", "shape", "shape_error",
             "log_likelihood", "aic", "p", "why_not"});
  for (const FittedSeries& series : fitted.series) {
    for (std::size_t law = 0; law < series.laws.size(); ++law) {
      const LawFit& tried = series.laws[law];
      std::vector<std::string> row{std::string(key_of(series.quantity)),
                                   series.group,
                                   fmt::format("{}", series.seen.size()),
                                   fmt::format("{}", series.seen.longer_than.size()),
                                   fmt::format("{}", series.seen.shorter_than.size()),
                                   std::string(name_of(tried.kind)),
                                   series.best == law ? "yes" : "no"};
      if (const auto& fit = tried.fit) {
        const bool median = fit->kind == LawKind::lognormal;
        for (const std::string& value :
             {cell(fit->mean.value), cell(fit->mean.standard_error),
              median ? cell(fit->median.value) : "", median ? cell(fit->median.standard_error) : "",
              fit->shape ? cell(fit->shape->value) : "",
              fit->shape ? cell(fit->shape->standard_error) : "", cell(fit->log_likelihood),
              cell(fit->aic), fit->test ? cell(fit->test->p) : ""})
          row.push_back(value);
      }
      row.resize(16);
      row.push_back(tried.why_not);
      table.add(std::move(row));
    }
  }
  return table.csv();
}

// ---- the plot -----------------------------------------------------------------------------------

namespace {

constexpr std::size_t bar_width = 52;

/// Round times, each about twice the one before, such as people think in.
std::vector<double> round_times() {
  std::vector<double> times;
  for (const double seconds :
       {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0})
    times.push_back(seconds);
  for (const double minutes : {1.0, 2.0, 5.0, 10.0, 20.0, 30.0}) times.push_back(60 * minutes);
  for (const double hours : {1.0, 2.0, 4.0, 8.0, 16.0}) times.push_back(3600 * hours);
  for (const double days : {1.0, 2.0, 4.0, 7.0, 14.0, 30.0, 60.0, 120.0})
    times.push_back(86400 * days);
  for (const double years : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0})
    times.push_back(365 * 86400.0 * years);
  return times;
}

/// Those between which something was seen to end, and one on either side.
std::vector<double> boundaries_for(const Durations& seen) {
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (const auto* times : {&seen.exact, &seen.shorter_than}) {
    for (const double time : *times) {
      least = std::min(least, time);
      most = std::max(most, time);
    }
  }
  std::vector<double> boundaries;
  for (const double time : round_times()) {
    if (time <= least) boundaries.clear();
    boundaries.push_back(time);
    if (time >= most) break;
  }
  return boundaries;
}

/// A bar of blocks as long as what was seen, with a mark where the law would have it end.
std::string bar(double seen, double expected, double most) {
  constexpr std::array<std::string_view, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double scale = static_cast<double>(bar_width) / most;
  const auto whole = static_cast<std::size_t>(seen * scale);
  const auto part =
      static_cast<std::size_t>((seen * scale - static_cast<double>(whole)) * eighths.size());
  const std::size_t mark = std::min(static_cast<std::size_t>(expected * scale), bar_width - 1);
  std::string text;
  for (std::size_t cell = 0; cell < bar_width; ++cell) {
    if (cell == mark)
      text += "┃";
    else if (cell < whole)
      text += "█";
    else
      text += cell == whole && part > 0 ? eighths.at(part) : " ";
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string plot_of(const FittedSeries& series) {
  const Fit& fit = *series.best_fit();
  const std::vector<FitBin> bins = binned(fit, series.seen, boundaries_for(series.seen));
  double most = 0;
  for (const FitBin& bin : bins)
    most = std::max({most, static_cast<double>(bin.seen), bin.expected});
  Table table({Align::right, Align::right, Align::right});
  table.add({"", "seen", "fitted"});
  for (const FitBin& bin : bins) {
    const std::string until = std::isfinite(bin.to) ? "to " + time_words(bin.to, 0) : "longer";
    table.add({until, count(bin.seen), decimal(bin.expected, 1),
               bar(static_cast<double>(bin.seen), bin.expected, most)});
  }
  return fmt::format("\n{}: {} █, {} ┃\n", title_of(series), "seen", name_of(fit.kind)) +
         table.text("  ");
}

}  // namespace

std::string plot_of(const FittedLog& fitted) {
  std::string text;
  for (const FittedSeries& series : fitted.series)
    if (series.best && !series.constant) text += plot_of(series);
  return text;
}

// ---- YAML ---------------------------------------------------------------------------------------

namespace {

/// In the unit that people would take, with six digits.
std::string yaml_time(double seconds) {
  const auto [unit, name] = seconds >= 3600 ? std::pair(3600.0, "h")
                            : seconds >= 60 ? std::pair(60.0, "min")
                            : seconds >= 1  ? std::pair(1.0, "s")
                                            : std::pair(1e-3, "ms");
  const double value = seconds / unit;
  const int decimals = std::clamp(5 - static_cast<int>(std::floor(std::log10(value))), 0, 9);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text + ' ' + name;
}

std::string yaml_law(const FittedSeries& series) {
  if (series.constant) return yaml_time(*series.constant);
  const Fit& fit = *series.best_fit();
  switch (fit.kind) {
    case LawKind::exponential:
      return fmt::format("{{exponential: {{mean: {}}}}}", yaml_time(fit.mean.value));
    case LawKind::lognormal:
      return fmt::format("{{lognormal: {{median: {}, sigma: {:.6f}}}}}",
                         yaml_time(fit.median.value), fit.shape->value);
    case LawKind::weibull:
    case LawKind::gamma:
      break;
  }
  return fmt::format("{{{}: {{shape: {:.6f}, mean: {}}}}}", name_of(fit.kind), fit.shape->value,
                     yaml_time(fit.mean.value));
}

/// Small letters, digits and hyphens, in front a letter; each once.
class YamlNames {
 public:
  explicit YamlNames(std::string_view stem) : stem_(stem) {}

  std::string name(const std::string& text) {
    std::string name;
    for (const char letter : text) {
      const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0;
      if (plain)
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      else if (!name.empty() && name.back() != '-')
        name += '-';
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0 ||
        !scenarios::wrong_with_name_of_thing(name).empty() || name == "down" || name == "hang" ||
        name == "all" || name == "null" || name == "true" || name == "false" || name == "yes" ||
        name == "no" || name == "on" || name == "off")
      name = name.empty() ? stem_ : stem_ + '-' + name;
    std::string unique = name;
    for (int number = 2; !taken_.insert(unique).second; ++number)
      unique = fmt::format("{}-{}", name, number);
    return unique;
  }

 private:
  std::string stem_;
  std::set<std::string> taken_;
};

/// "{ttf: ..., ttr: ...}" of one group, or nothing without any law.
std::string yaml_mode(const FittedLog& fitted, const std::string& group) {
  std::string mode;
  for (const FittedSeries& series : fitted.series) {
    if (series.group != group || (!series.best && !series.constant)) continue;
    mode += fmt::format("{}{}: {}", mode.empty() ? "" : ", ", key_of(series.quantity),
                        yaml_law(series));
  }
  return mode.empty() ? "" : '{' + mode + '}';
}

std::string comment(const std::string& text) { return wrapped(text, "# ", "# "); }

}  // namespace

std::string yaml_of(const FittedLog& fitted) {
  std::string yaml =
      comment(fmt::format("Fitted to {}: {}.", (fitted.log.name), headline_of(fitted)));
  if (!fitted.log.has_uptimes)
    yaml += comment("The log has no times to failure: give each mode its mttf or ttf.");
  if (!fitted.log.has_repairs)
    yaml += comment("The log has no repairs: give each mode its mttr or ttr.");
  if (fitted.by == GroupBy::cause && fitted.renewal == Renewal::any && fitted.log.has_uptimes)
    yaml += comment(
        fmt::format("Every repair was taken to renew the whole component ({}); a simulated failure "
                    "mode keeps its age when another one is repaired.",
                    scenarios::setting_words({"renewal", "any"})));
  for (const FittedSeries& series : fitted.series)
    if (const std::string words = extrapolation_words(series); !words.empty())
      yaml += comment(fmt::format("{}: {}.", (title_of(series)), words));
  std::vector<std::string> groups;
  for (const FittedSeries& series : fitted.series)
    if (groups.empty() || groups.back() != series.group) groups.push_back(series.group);
  const bool components = fitted.by == GroupBy::component;
  YamlNames names(components ? "component" : "failure");
  if (!components) yaml += "failures:\n";
  for (const std::string& group : groups) {
    const std::string mode = yaml_mode(fitted, group);
    const std::string key = names.name(group);
    if (mode.empty())
      yaml += comment(fmt::format("{}: nothing could be fitted", key));
    else if (components)
      yaml += fmt::format("{}: {{failures: {{failure: {}}}}}\n", key, mode);
    else
      yaml += fmt::format("  {}: {}\n", key, mode);
  }
  return yaml;
}

}  // namespace ausfall::studies
