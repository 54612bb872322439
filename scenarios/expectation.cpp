#include "scenarios/expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "scenarios/merging.hpp"
#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"

namespace ausfall::scenarios {
namespace {

// ---- paths --------------------------------------------------------------------------------------

constexpr std::size_t path_length_max = 8;

/// The two dots of a range (`web1..4`) part nothing.
std::vector<std::string> segments_of(std::string_view key) {
  std::vector<std::string> segments{""};
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key.substr(i, 2) == ".." && is_range(key.substr(0, key.find('.', i + 2)))) {
      segments.back() += "..";
      ++i;
    } else if (key[i] == '.') {
      segments.emplace_back();
    } else {
      segments.back() += key[i];
    }
  }
  return segments;
}

Tree mapping_of(Entry entry) {
  Node node;
  node.kind = Node::Kind::mapping;
  node.at = entry.at;
  node.weight = entry.value->weight + 1;
  node.entries.push_back(std::move(entry));
  return std::make_shared<const Node>(std::move(node));
}

/// A mapping of the first segment to one of the second, and so on to the value.
Tree path_to(const Entry& entry, const std::vector<std::string>& segments, Tree value) {
  for (std::size_t i = segments.size(); i > 0; --i)
    value = mapping_of({segments[i - 1], entry.written, entry.at, std::move(value)});
  return value;
}

bool has_dotted_keys(const Node& node) {
  return std::any_of(node.entries.begin(), node.entries.end(), [](const Entry& entry) {
    return entry.key.find('.') != std::string::npos || has_dotted_keys(*entry.value);
  });
}

Tree with_value(const Tree& mapping, std::string_view key, const Tree& value) {
  Node node = *mapping;
  for (Entry& entry : node.entries) {
    if (entry.key == key) entry.value = value;
  }
  return std::make_shared<const Node>(std::move(node));
}

Tree with_own_spelled_out(const Tree& document, Diagnostics& diagnostics) {
  const Entry* expect = document->find("expect");
  if (expect == nullptr) return document;
  const Tree spelled = with_paths_spelled_out(expect->value, diagnostics);
  return spelled == expect->value ? document : with_value(document, "expect", spelled);
}

// ---- what can be expected -----------------------------------------------------------------------

/// How often something was in a whole run depends on how long it ran, unless it never was.
constexpr std::string_view words_of_counts =
    "outages failovers failovers-failed split-brains split-brain";

/// A word of a path.
struct Word {
  std::string_view word;
  Measure measure;
  Unit unit;
  bool has_statistics;
  std::string_view also;  ///< other words for it, one blank apart
};

constexpr std::array service_words{
    Word{"availability", Measure::availability, Unit::share, false, ""},
    Word{"unavailability", Measure::unavailability, Unit::share, false, ""},
    Word{"downtime", Measure::downtime, Unit::time, false,
         "downtime-per-year downtime-minutes-per-year"},
    Word{"outages-per-year", Measure::outages_per_year, Unit::number, false, "outages"},
    Word{"interruptions-per-year", Measure::interruptions_per_year, Unit::number, false, ""},
    Word{"outage", Measure::outage, Unit::time, true, "outage-seconds"},
    Word{"served", Measure::served, Unit::share, false, ""},
    Word{"outage-by-horizon", Measure::outage_by_horizon, Unit::share, false, ""},
    Word{"slo-met-per-year", Measure::slo_met_per_year, Unit::share, false, "slo-met"},
    Word{"slo-met-per-month", Measure::slo_met_per_month, Unit::share, false, ""},
    Word{"year-downtime", Measure::year_downtime, Unit::time, true, "year-downtime-minutes"},
    Word{"single-points-of-failure", Measure::single_points_of_failure, Unit::number, false,
         "single-point-of-failure"},
};

constexpr std::array cluster_words{
    Word{"failover", Measure::failover, Unit::time, true, "failover-seconds"},
    Word{"failovers-per-year", Measure::failovers_per_year, Unit::number, false, "failovers"},
    Word{"failovers-failed-per-year", Measure::failovers_failed_per_year, Unit::number, false,
         "failovers-failed"},
    Word{"split-brains-per-year", Measure::split_brains_per_year, Unit::number, false,
         "split-brains split-brain"},
    Word{"phases", Measure::phase, Unit::time, false, "phase"},
    Word{"hosts-to-spare", Measure::hosts_to_spare, Unit::number, false, "host-to-spare"},
};

/// Underscores are hyphens, as in the JSON of `run`.
std::string hyphened(std::string word) {
  std::replace(word.begin(), word.end(), '_', '-');
  return word;
}

bool is_among(std::string_view word, std::string_view words) {
  for (std::size_t from = 0; from <= words.size();) {
    const std::size_t to = std::min(words.find(' ', from), words.size());
    if (words.substr(from, to - from) == word) return true;
    from = to + 1;
  }
  return false;
}

template <std::size_t size>
const Word* find_word(const std::array<Word, size>& words, const std::string& written) {
  const std::string word = hyphened(written);
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& each) {
    return each.word == word || is_among(word, each.also);
  });
  return found == words.end() ? nullptr : &*found;
}

std::vector<std::string> statistics() { return {"mean", "p50", "p90", "p95", "p99", "max"}; }

/// `p50` to `p99`, or any other whole percentage.
std::optional<double> quantile_of(std::string_view word) {
  if (word == "median") return 0.5;
  if (!word.starts_with('p')) return std::nullopt;
  int percentage = 0;
  const char* const end = word.data() + word.size();
  const auto [after, trouble] = std::from_chars(word.data() + 1, end, percentage);
  if (trouble != std::errc() || after != end || percentage < 1 || percentage > 99)
    return std::nullopt;
  return percentage / 100.0;
}

std::string_view example_of(Unit unit) {
  switch (unit) {
    case Unit::share:
      return "{at-least: 99.9 %}";
    case Unit::time:
      return "{at-most: 5 min}";
    case Unit::number:
      break;
  }
  return "{at-most: 2}";
}

// ---- reading ------------------------------------------------------------------------------------

class ExpectationReader {
 public:
  ExpectationReader(Reading& reading, const Tree& document, const models::Plant& plant,
                    Duration horizon)
      : reading_(reading), document_(document), plant_(plant), horizon_(horizon) {}

  std::vector<Expectation> read(const Tree& expect) {
    for (const Entry& kind : mapping(expect, "expect")) {
      if (kind.key == "services") {
        read_things(kind, plant_.services, [&](const Entry& entry, std::size_t i) {
          expectation_ = {};
          expectation_.service = models::ServiceId(i);
          read_measures(entry, "services." + plant_.services[i].name, service_words);
        });
      } else if (kind.key == "clusters") {
        read_things(kind, plant_.clusters, [&](const Entry& entry, std::size_t i) {
          expectation_ = {};
          expectation_.cluster = models::ClusterId(i);
          read_measures(entry, "clusters." + plant_.clusters[i].name, cluster_words);
        });
      } else {
        unknown_kind(kind);
      }
    }
    return std::move(expectations_);
  }

 private:
  void error(Position at, std::string message, std::string hint = "") {
    reading_.diagnostics.error(at, std::move(message), std::move(hint));
  }

  const std::vector<Entry>& mapping(const Tree& tree, std::string_view path) {
    static const std::vector<Entry> none;
    if (!tree->is_mapping()) {  // an empty one is what a patch leaves that deletes
      error(tree->at, fmt::format("{}: say what is expected", path),
            "services.NAME.availability: {at-least: 99.9 %}");
      return none;
    }
    return tree->entries;
  }

  [[nodiscard]] std::vector<std::string> names_under(std::string_view section) const {
    std::vector<std::string> names;
    const Entry* entry = document_->find(section);
    if (entry == nullptr) return names;
    for (const Entry& thing : entry->value->entries) names.push_back(thing.key);
    return names;
  }

  void unknown_kind(const Entry& kind) {
    for (const std::string_view section : {"services", "clusters"}) {
      const std::vector<std::string> names = names_under(section);
      if (std::find(names.begin(), names.end(), kind.key) == names.end()) continue;
      return error(kind.at, fmt::format("expect: '{}' begins no path", kind.key),
                   fmt::format("did you mean '{}.{}'?", section, kind.key));
    }
    error(kind.at, fmt::format("expect: '{}' begins no path", kind.key),
          known_names_hint(kind.key, {"services", "clusters"}, "a path begins with"));
  }

  /// `read` gets each thing that a name or glob selects.
  template <class Things, class Read>
  void read_things(const Entry& kind, const Things& things, Read read) {
    const std::vector<std::string> known = names_under(kind.key);
    const bool one_is_all = std::find(known.begin(), known.end(), "all") != known.end();
    for (const Entry& entry : mapping(kind.value, kind.key)) {
      const auto selects = [&](const std::string& name) {
        return entry.key == name || (entry.key == "all" && !one_is_all) ||
               (is_glob(entry.key) && matches(entry.key, name));
      };
      if (std::none_of(known.begin(), known.end(), selects)) {
        error(entry.at,
              fmt::format("expect: there is no {} '{}'",
                          std::string_view(kind.key).substr(0, kind.key.size() - 1), entry.key),
              known.empty() ? fmt::format("the scenario has no {}", kind.key)
                            : known_names_hint(entry.key, known, kind.key));
        continue;
      }
      for (std::size_t i = 0; i < things.size(); ++i) {
        if (selects(things[i].name)) read(entry, i);
      }
    }
  }

  template <std::size_t size>
  void read_measures(const Entry& thing, const std::string& path,
                     const std::array<Word, size>& words) {
    for (const Entry& entry : mapping(thing.value, path)) {
      const Word* word = find_word(words, entry.key);
      if (word == nullptr) {
        std::vector<std::string> known;
        for (const Word& each : words) known.emplace_back(each.word);
        error(entry.at, fmt::format("expect: '{}' is not measured of {}", entry.key, path),
              known_names_hint(hyphened(entry.key), known, "measured are"));
        continue;
      }
      expectation_.measure = word->measure;
      expectation_.unit = word->unit;
      is_count_ = is_among(hyphened(entry.key), words_of_counts);
      expectation_.statistic = Statistic::mean;
      expectation_.quantile = 0;
      if (!can_be_measured(entry)) continue;
      const std::string path_to_it = fmt::format("{}.{}", path, word->word);
      if (word->measure == Measure::phase) {
        read_phases(entry, path_to_it);
      } else if (word->has_statistics) {
        read_statistics(entry, path_to_it);
      } else {
        read_bounds(entry, path_to_it);
      }
    }
  }

  /// Says what it wants for, otherwise.
  bool can_be_measured(const Entry& entry) {
    const Measure measure = expectation_.measure;
    const bool of_slo =
        measure == Measure::slo_met_per_year || measure == Measure::slo_met_per_month;
    if (of_slo && !plant_[expectation_.service].slo) {
      error(
          entry.at,
          fmt::format("expect: service '{}' has no slo to keep", plant_[expectation_.service].name),
          fmt::format("services: {{{}: {{slo: 99.9 %}}}}", plant_[expectation_.service].name));
      return false;
    }
    if (measure == Measure::hosts_to_spare && plant_[expectation_.cluster].groups.empty()) {
      error(entry.at,
            fmt::format("expect: the cluster '{}' moves nothing, so no host has to be to spare",
                        plant_[expectation_.cluster].name),
            "hosts-to-spare of a cluster with groups");
      return false;
    }
    if (measure == Measure::interruptions_per_year &&
        !plant_[expectation_.service].outage_longer_than) {
      const std::string& name = plant_[expectation_.service].name;
      error(entry.at,
            fmt::format("expect: service '{}' does not say what an interruption is", name),
            fmt::format("services: {{{}: {{outage: {{longer-than: 1 s}}}}}}", name));
      return false;
    }
    const bool of_years = measure == Measure::slo_met_per_year || measure == Measure::year_downtime;
    const Duration needed = of_years ? year : of_slo ? year / 12 : Duration{0};
    if (horizon_ >= needed) return true;
    error(entry.at,
          fmt::format("expect: the horizon holds no whole {}", of_years ? "year" : "month"),
          of_years ? "horizon: 1 y, or more" : "horizon: 730 h, or more");
    return false;
  }

  void read_statistics(const Entry& measure, const std::string& path) {
    for (const Entry& entry : mapping(measure.value, path)) {
      const std::string word = hyphened(entry.key);
      const std::optional<double> quantile = quantile_of(word);
      if (find_key("expectation", word) != nullptr) {
        error(entry.at,
              fmt::format("expect: {} differs from time to time: say which is meant", path),
              fmt::format("{}.p99, or one of: {}", path, fmt::join(statistics(), ", ")));
      } else if (word == "mean" && expectation_.measure == Measure::year_downtime) {
        error(entry.at, "expect: the mean of a year's downtime is 'downtime'",
              "downtime: {at-most: 2 h}");
      } else if (word == "mean" || word == "max" || word == "longest" || quantile) {
        expectation_.statistic = quantile         ? Statistic::quantile
                                 : word == "mean" ? Statistic::mean
                                                  : Statistic::longest;
        expectation_.quantile = quantile.value_or(0);
        read_bounds(entry, fmt::format("{}.{}", path, word));
      } else {
        error(entry.at, fmt::format("expect: there is no '{}' of {}", entry.key, path),
              known_names_hint(word, statistics(), "there are"));
      }
    }
  }

  void read_phases(const Entry& measure, const std::string& path) {
    std::vector<std::string> known;
    for (int i = 0; i < static_cast<int>(models::Phase::count_); ++i)
      known.emplace_back(models::name_of(static_cast<models::Phase>(i)));
    for (const Entry& entry : mapping(measure.value, path)) {
      const auto phase = std::find(known.begin(), known.end(), entry.key);
      if (phase == known.end()) {
        error(entry.at, fmt::format("expect: a failover has no phase '{}'", entry.key),
              known_names_hint(entry.key, known, "phases"));
        continue;
      }
      expectation_.phase = static_cast<models::Phase>(phase - known.begin());
      const std::string its_path = fmt::format("{}.{}", path, entry.key);
      for (const Entry& statistic : mapping(entry.value, its_path)) {
        if (statistic.key == "mean") {
          read_bounds(statistic, its_path + ".mean");
        } else {
          error(statistic.at,
                fmt::format("expect: of a phase the mean is measured, not '{}'", statistic.key),
                fmt::format("{}.mean: {{at-most: 10 s}}", its_path));
        }
      }
    }
  }

  void read_bounds(const Entry& entry, const std::string& path) {
    if (!entry.value->is_mapping()) {
      error(entry.value->at, fmt::format("expect: {}: a bound is due", path),
            fmt::format("{}: {}", path, example_of(expectation_.unit)));
      return;
    }
    Section section(reading_, "expectation", entry.value, path);
    if (!section.sound()) return;
    expectation_.path = path;
    expectation_.low = -std::numeric_limits<double>::infinity();
    expectation_.high = std::numeric_limits<double>::infinity();
    expectation_.never = false;
    expectation_.words.clear();
    const Tree at_least = section.raw("at-least");
    const Tree at_most = section.raw("at-most");
    const Tree between = section.raw("between");
    if ((at_least != nullptr || at_most != nullptr) == (between != nullptr)) {
      section.missing(
          fmt::format("expect: {} needs a bound: 'at-least', 'at-most' or 'between'", path),
          fmt::format("{}: {}", path, example_of(expectation_.unit)));
      if (between != nullptr)
        error(between->at, "between: it says both bounds", "leave at-least and at-most out");
      return;
    }
    if (between != nullptr) {
      if (!between->is_list() || between->items.size() != 2) {
        error(between->at, "between: a list of two bounds is due", "between: [10 s, 5 min]");
        return;
      }
      read_low(between->items[0], "between");
      read_high(between->items[1], "between");
      expectation_.words =
          fmt::format("from {} to {}", to_text(between->items[0]), to_text(between->items[1]));
    }
    if (at_least != nullptr) read_low(at_least, "at-least");
    if (at_most != nullptr) read_high(at_most, "at-most");
    if (at_least != nullptr) expectation_.words = "at least " + to_text(at_least);
    if (at_most != nullptr) {
      expectation_.words += (at_least == nullptr ? "at most " : " and at most ") + to_text(at_most);
    }
    if (section.sound()) check_and_keep(entry.at);
  }

  std::optional<double> value_of(const Tree& tree, std::string_view key) {
    const Unit unit = expectation_.unit;
    const bool worked_out = is_worked_out(expectation_.measure);
    const auto text = scalar_of(reading_, tree, key,
                                unit == Unit::share  ? "a share such as 99.9 %"
                                : unit == Unit::time ? "a time such as 90 s"
                                                     : "a number such as 2");
    if (!text) return std::nullopt;
    try {
      return unit == Unit::share  ? share_of(*text)
             : unit == Unit::time ? seconds_of(*text).count()
             : worked_out         ? static_cast<double>(count_of(*text))
                                  : number_of(*text);
    } catch (const NotAQuantity& wrong) {
      error(tree->at, fmt::format("{}: {}", key, wrong.what()), wrong.hint());
      return std::nullopt;
    }
  }

  void read_low(const Tree& tree, std::string_view key) {
    const auto value = value_of(tree, key);
    if (!value) return;
    expectation_.low = *value;
    if (*value <= 0) {
      error(tree->at,
            fmt::format("{}: nothing is less than {}: this always holds", key, tree->text),
            "give a bound that can be missed");
    } else if (expectation_.measure == Measure::hosts_to_spare && *value > hosts_to_spare_max) {
      error(
          tree->at,
          fmt::format("{}: no more than {} hosts lost at once are tried", key, hosts_to_spare_max),
          fmt::format("hosts-to-spare: {{at-least: {}}}", hosts_to_spare_max));
    } else if (expectation_.statistic == Statistic::longest) {
      error(tree->at, fmt::format("{}: the longest grows with every replication", key),
            "max: {at-most: 1 h} says that none is longer; p99: {at-least: 1 h} can be tested");
    }
  }

  void read_high(const Tree& tree, std::string_view key) {
    const auto value = value_of(tree, key);
    if (!value) return;
    expectation_.high = *value;
    if (expectation_.unit == Unit::share && *value >= 1) {
      error(tree->at,
            fmt::format("{}: no share is more than {}: this always holds", key, tree->text),
            "give a bound that can be missed");
    } else if (expectation_.measure == Measure::hosts_to_spare && *value >= hosts_to_spare_max) {
      error(
          tree->at,
          fmt::format("{}: no more than {} hosts lost at once are tried", key, hosts_to_spare_max),
          "hosts-to-spare: {at-least: 1}");
    } else if (expectation_.unit == Unit::time && *value <= 0 &&
               expectation_.measure != Measure::downtime &&
               expectation_.measure != Measure::phase) {
      error(tree->at, fmt::format("{}: nothing takes {}", key, tree->text),
            expectation_.measure == Measure::year_downtime
                ? "year-downtime.max, or downtime: {at-most: 0 s}"
                : "give a time above 0 s");
    }
  }

  /// At the edge of what can be, a bound says that something never happens.
  [[nodiscard]] bool says_never() const {
    const bool none = expectation_.high <= 0;
    const bool all = expectation_.unit == Unit::share && expectation_.low >= 1;
    return none || all || expectation_.statistic == Statistic::longest;
  }

  void check_and_keep(Position at) {
    Expectation& it = expectation_;
    if (it.low > it.high) {
      return error(at, fmt::format("expect: {}: {} runs backwards", it.path, it.words));
    }
    if (it.low == it.high && !is_worked_out(it.measure)) {
      return error(at, fmt::format("expect: {}: no run can tell that it is exactly so", it.path),
                   "leave some room between the bounds");
    }
    it.never = !is_worked_out(it.measure) && says_never();
    if (is_count_ && !it.never) {
      return error(at, "expect: how many there are in a run depends on how long it is",
                   fmt::format("say how many a year: {}", it.path));
    }
    if (expectations_.size() == expectations_max) {
      return error(at,
                   fmt::format("expect: there are more than {} expectations", expectations_max));
    }
    it.file = reading_.sources[at.source].name;
    it.of_change = reading_.sources[at.source].is_change;
    it.line = at.line;
    it.column = at.column;
    expectations_.push_back(it);
  }

  Reading& reading_;
  const Tree& document_;
  const models::Plant& plant_;
  Duration horizon_;
  Expectation expectation_;  // under construction
  bool is_count_ = false;    // it was written as one
  std::vector<Expectation> expectations_;
};

}  // namespace

Tree with_paths_spelled_out(const Tree& tree, Diagnostics& diagnostics) {
  if (!tree->is_mapping() || !has_dotted_keys(*tree)) return tree;
  if (tree->entries.size() > expectations_max) {
    diagnostics.error(tree->at,
                      fmt::format("expect: there are more than {} expectations", expectations_max));
    return tree;
  }
  Tree all = empty_mapping(tree->at);
  for (const Entry& entry : tree->entries) {
    const std::vector<std::string> segments = segments_of(entry.key);
    const bool has_gap = std::find(segments.begin(), segments.end(), "") != segments.end();
    if (has_gap || segments.size() > path_length_max) {
      diagnostics.error(entry.at, fmt::format("expect: '{}' is no path", entry.key),
                        "services.NAME.availability: {at-least: 99.9 %}");
      continue;
    }
    all = composed(all, path_to(entry, segments, with_paths_spelled_out(entry.value, diagnostics)),
                   {});
  }
  return all;
}

Tree with_expectations_spelled_out(const Tree& document, Diagnostics& diagnostics) {
  Tree spelled = with_own_spelled_out(document, diagnostics);
  const Entry* variants = spelled->find("variants");
  if (variants == nullptr || !variants->value->is_mapping()) return spelled;
  Node all = *variants->value;
  bool changed = false;
  for (Entry& variant : all.entries) {
    const Tree patch = with_own_spelled_out(variant.value, diagnostics);
    changed = changed || patch != variant.value;
    variant.value = patch;
  }
  if (!changed) return spelled;
  return with_value(spelled, "variants", std::make_shared<const Node>(std::move(all)));
}

std::vector<Expectation> read_expectations(Reading& reading, Section& scenario,
                                           const Tree& document, const models::Plant& plant,
                                           Duration horizon) {
  const Tree expect = scenario.raw("expect");
  if (expect == nullptr) return {};
  return ExpectationReader(reading, document, plant, horizon).read(expect);
}

}  // namespace ausfall::scenarios
