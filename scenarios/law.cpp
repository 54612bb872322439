// Distributions: a time that may be random, as a user writes it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "scenarios/names.hpp"
#include "scenarios/nul.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/section.hpp"
#include "scenarios/unknowns.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::size_t csv_size_max = std::size_t{64} << 20U;

/// Exactly one of two ways is written: `{a: ...}` or `{b: ...}`. Says what is wrong otherwise.
bool one_of_two(Section& section, std::string_view a, std::string_view b) {
  if (section.has(a) != section.has(b)) return true;
  if (section.has(a)) {
    section.error(b, fmt::format("{} has both '{}' and '{}'", section.title(), a, b),
                  "give one of them");
  } else {
    section.missing(fmt::format("{} needs '{}' or '{}'", section.title(), a, b));
  }
  return false;
}

std::optional<Distribution> exponential(Section& section) {
  const auto mean = section.mean("mean");
  if (!mean) return std::nullopt;
  return Distribution::exponential(*mean);
}

std::optional<Distribution> weibull(Section& section) {
  const auto shape = section.number("shape");
  if (!one_of_two(section, "mean", "scale") || !shape) return std::nullopt;
  if (const auto mean = section.mean("mean")) return Distribution::weibull_with_mean(*shape, *mean);
  if (const auto scale = section.mean("scale")) return Distribution::weibull(*shape, *scale);
  return std::nullopt;
}

std::optional<Distribution> lognormal(Section& section) {
  if (!one_of_two(section, "mean", "median")) return std::nullopt;
  if (section.has("mean")) {
    const auto mean = section.mean("mean");
    const auto cv = section.number("cv");
    if (mean && cv) return Distribution::lognormal_with_mean(*mean, *cv);
    if (mean)
      section.missing("a lognormal distribution with 'mean' needs 'cv'",
                      "cv: standard deviation over mean, as in 1.5");
    return std::nullopt;
  }
  const auto median = section.mean("median");
  const auto sigma = section.number("sigma");
  if (median && sigma) return Distribution::lognormal(*median, *sigma);
  if (median)
    section.missing("a lognormal distribution with 'median' needs 'sigma'",
                    "sigma: standard deviation of the logarithm");
  return std::nullopt;
}

std::optional<Distribution> gamma(Section& section) {
  const auto shape = section.number("shape");
  const auto mean = section.mean("mean");
  if (!shape || !mean) return std::nullopt;
  return Distribution::gamma(*shape, *mean);
}

std::optional<Distribution> erlang(Section& section) {
  const auto stages = section.count_in("k", 1, 1'000'000);
  const auto mean = section.mean("mean");
  if (!stages || !mean) return std::nullopt;
  return Distribution::erlang(*stages, *mean);
}

std::optional<Distribution> uniform(Section& section) {
  const auto min = section.duration("min");
  const auto max = section.duration("max");
  if (!min || !max) return std::nullopt;
  return Distribution::uniform(*min, *max);
}

std::optional<Distribution> triangular(Section& section) {
  const auto min = section.duration("min");
  const auto mode = section.duration("mode");
  const auto max = section.duration("max");
  if (!min || !mode || !max) return std::nullopt;
  return Distribution::triangular(*min, *mode, *max);
}

std::optional<Distribution> hyperexponential(Reading& reading, const Tree& tree) {
  if (!tree->is_list()) {
    reading.diagnostics.error(tree->at, "a hyperexponential distribution is a list of branches",
                              "[{weight: 0.9, mean: 1 h}, {weight: 0.1, mean: 24 h}]");
    return std::nullopt;
  }
  std::vector<Distribution::Branch> branches;
  for (const Tree& item : tree->items) {
    Section branch(reading, "branch", item);
    const auto weight = branch.number("weight");
    const auto mean = branch.mean("mean");
    if (weight && mean) branches.push_back({*weight, *mean});
  }
  if (branches.size() != tree->items.size()) return std::nullopt;
  return Distribution::hyperexponential(std::move(branches));
}

// ---- empirical ----------------------------------------------------------------------------------

std::optional<std::vector<Duration>> observed(Reading& reading, const Tree& list) {
  if (!list->is_list()) {
    reading.diagnostics.error(list->at, "values: a list of times is due", "[30 min, 2 h, 4.5 h]");
    return std::nullopt;
  }
  std::vector<Duration> values;
  for (const Tree& item : list->items) {
    const auto text = scalar_of(reading, item, "values", "a time such as 90 s");
    if (!text) continue;
    try {
      values.push_back(duration_of(*text));
    } catch (const NotAQuantity& wrong) {
      reading.diagnostics.error(item->at, fmt::format("values: {}", wrong.what()), wrong.hint());
    }
  }
  if (values.size() != list->items.size()) return std::nullopt;
  return values;
}

/// The fields of one line of a CSV file (RFC 4180, without line breaks in fields).
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? "" : text.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(" \t") - from + 1));
}

/// The numbers of one column. Throws NotAQuantity with what is wrong with the file.
std::vector<Duration> column_of(std::string_view text, const std::string& column, Seconds unit) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string> header = fields_of(next_line(text));
  for (std::string& name : header) name = trimmed(name);
  const auto found = std::find(header.begin(), header.end(), column);
  if (found == header.end()) {
    throw NotAQuantity(fmt::format("the file has no column '{}'", column),
                       known_names_hint(column, header, "columns"));
  }
  const auto index = static_cast<std::size_t>(found - header.begin());
  std::vector<Duration> values;
  for (std::size_t number = 2; !text.empty(); ++number) {
    const std::string_view line = next_line(text);
    if (line.empty()) continue;
    const std::vector<std::string> fields = fields_of(line);
    if (index >= fields.size())
      throw NotAQuantity(fmt::format("line {} of the file has no column '{}'", number, column));
    try {
      const double seconds = number_of(fields[index]) * unit.count();
      if (nearest_tick(Seconds(seconds)) == never) throw NotAQuantity("beyond the end of time");
      values.push_back(nearest_tick(Seconds(seconds)));
    } catch (const NotAQuantity& wrong) {
      throw NotAQuantity(fmt::format("line {} of the file: {}", number, wrong.what()),
                         wrong.hint());
    }
  }
  if (values.empty()) throw NotAQuantity("the file has no values");
  return values;
}

std::optional<std::vector<Duration>> observed_in_file(Reading& reading, Section& section) {
  const auto file = section.text("file");
  const auto column = section.text("column");
  const auto unit = section.text("unit");
  if (!column) section.missing("an empirical distribution from a file needs 'column'");
  if (!unit) section.missing("an empirical distribution from a file needs 'unit'", "unit: h");
  if (!file || !column || !unit) return std::nullopt;
  std::string_view wrong_at = "unit";
  try {
    const Seconds length = time_unit(*unit);
    wrong_at = "file";
    const auto path =
        (reading.sources[section.at("file").source].directory / *file).lexically_normal();
    const std::string& text = reading.sources.read(path, csv_size_max);
    if (text.size() > csv_size_max) throw NotAQuantity("the file is larger than 64 MiB");
    const bool with_nul = text.find('\0') != std::string::npos;
    return column_of(with_nul ? without_nul(text) : text, *column, length);
  } catch (const Unreadable& trouble) {
    section.error("file", trouble.what());
  } catch (const NotAQuantity& wrong) {
    section.error(wrong_at, fmt::format("{}: {}", wrong_at, wrong.what()), wrong.hint());
  }
  return std::nullopt;
}

std::optional<Distribution> empirical(Reading& reading, Section& section) {
  if (!one_of_two(section, "values", "file")) return std::nullopt;
  auto values = section.has("values") ? observed(reading, section.raw("values"))
                                      : observed_in_file(reading, section);
  if (!values) return std::nullopt;
  return Distribution::empirical(*std::move(values));
}

// ---- all of them --------------------------------------------------------------------------------

using Make = std::optional<Distribution> (*)(Section&);
constexpr std::array<std::pair<std::string_view, Make>, 7> makers{{{"exponential", exponential},
                                                                   {"weibull", weibull},
                                                                   {"lognormal", lognormal},
                                                                   {"gamma", gamma},
                                                                   {"erlang", erlang},
                                                                   {"uniform", uniform},
                                                                   {"triangular", triangular}}};

std::optional<Distribution> distribution_named(Reading& reading, const std::string& name,
                                               const Tree& body) {
  if (name == "hyperexponential") return hyperexponential(reading, body);
  Section section(reading, name, body);
  if (name == "empirical") return empirical(reading, section);
  for (const auto& [known, make] : makers) {
    if (known == name) return make(section);
  }
  return std::nullopt;
}

std::optional<Distribution> constant(Reading& reading, std::string_view what, const Tree& tree) {
  try {
    return Distribution::constant(duration_of(tree->text));
  } catch (const NotAQuantity& wrong) {
    reading.diagnostics.error(tree->at, fmt::format("{}: {}", what, wrong.what()), wrong.hint());
    return std::nullopt;
  }
}

}  // namespace

std::optional<Distribution> law_of(Reading& reading, std::string_view what, const Tree& tree) {
  if (reading.unknowns != nullptr) {
    const auto time = reading.unknowns->value(reading, what, tree, false);
    if (time) return Distribution::constant(tick_of(*time));
    if (is_unknown(*tree)) return std::nullopt;
  }
  if (tree->is_scalar()) return constant(reading, what, tree);
  if (tree->is_mapping() && (tree->find("cpu") != nullptr || tree->find("io") != nullptr)) {
    reading.diagnostics.error(
        tree->at, fmt::format("{}: {{cpu, io}} is part of the language but not built yet", what),
        "write one duration, as in 90 s");
    return std::nullopt;
  }
  if (!tree->is_mapping() || tree->entries.size() != 1) {
    reading.diagnostics.error(tree->at, fmt::format("{}: a time or one distribution is due", what),
                              "as in 4 h, or {exponential: {mean: 4 h}}");
    return std::nullopt;
  }
  const std::size_t errors_before = reading.diagnostics.errors();
  Section section(reading, "distribution", tree);
  if (reading.diagnostics.errors() != errors_before) return std::nullopt;
  const Entry& entry = tree->entries.front();
  section.raw(entry.key);
  try {
    return distribution_named(reading, entry.key, entry.value);
  } catch (const std::invalid_argument& wrong) {
    reading.diagnostics.error(entry.value->at, fmt::format("{}: {}", what, wrong.what()));
    return std::nullopt;
  }
}

}  // namespace ausfall::scenarios
