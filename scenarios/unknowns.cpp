#include "scenarios/unknowns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <stdexcept>

#include "scenarios/mean.hpp"
#include "scenarios/profile.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/section.hpp"

namespace ausfall::scenarios {
namespace {

constexpr std::string_view range_hint = "between: [1 y, 5 y], which holds it with 90 %";

/// Times of a list, in seconds. Nothing after a mistake.
std::optional<std::vector<Seconds>> times_of(Reading& reading, std::string_view what,
                                             const Tree& list, std::string_view hint) {
  if (!list->is_list()) {
    reading.diagnostics.error(list->at, fmt::format("{}: a list of times is due", what),
                              std::string(hint));
    return std::nullopt;
  }
  std::vector<Seconds> times;
  for (const Tree& item : list->items) {
    const auto text = scalar_of(reading, item, what, "a time such as 90 s");
    if (!text) continue;
    try {
      times.push_back(mean_of(*text));
    } catch (const NotAQuantity& wrong) {
      reading.diagnostics.error(item->at, fmt::format("{}: {}", what, wrong.what()), wrong.hint());
    }
  }
  if (times.size() != list->items.size()) return std::nullopt;
  return times;
}

std::optional<Unknown> between(Reading& reading, const Tree& list) {
  const auto ends = times_of(reading, "between", list, range_hint);
  if (!ends) return std::nullopt;
  if (ends->size() != 2) {
    reading.diagnostics.error(
        list->at, fmt::format("between: a range has two ends, here are {}", ends->size()),
        std::string(range_hint));
    return std::nullopt;
  }
  return Unknown::between(ends->front(), ends->back());
}

std::optional<Unknown> observed(Reading& reading, std::string_view what, const Tree& body,
                                bool exponential) {
  Section section(reading, "observed", body);
  if (!section.sound()) return std::nullopt;
  for (const std::string_view other : {"failures", "time"}) {
    if (!section.has("values") || !section.has(other)) continue;
    section.error(other, fmt::format("what was observed has both 'values' and '{}'", other),
                  "give the values, or failures and time");
    return std::nullopt;
  }
  if (section.has("values")) {
    const auto values =
        times_of(reading, "values", section.raw("values"), "values: [2 h, 5 h, 1 h]");
    if (!values) return std::nullopt;
    return exponential ? Unknown::of_exponential_mean(*values) : Unknown::of_measurements(*values);
  }
  if (!exponential) {
    section.missing(fmt::format("{}: what was observed of such a time are its 'values'", what),
                    "observed: {values: [50 s, 70 s, 55 s]}");
    return std::nullopt;
  }
  if (!section.has("failures") || !section.has("time")) {
    section.missing("what was observed is 'failures' and 'time', or 'values'",
                    "observed: {failures: 3, time: 40 y}");
    return std::nullopt;
  }
  const auto failures = section.count("failures");
  const auto time = section.mean("time");
  if (!failures || !time) return std::nullopt;
  return Unknown::of_events(static_cast<double>(*failures), *time);
}

std::optional<Unknown> unknown_of(Reading& reading, std::string_view what, const Tree& tree,
                                  bool exponential) {
  const std::size_t errors_before = reading.diagnostics.errors();
  Section section(reading, "uncertain", tree, "a time that is not known");
  const Tree range = section.raw("between");
  const Tree seen = section.raw("observed");
  if (reading.diagnostics.errors() != errors_before) return std::nullopt;
  const Tree body = range != nullptr ? range : seen;
  if (range != nullptr && seen != nullptr) {
    section.error("observed", fmt::format("{} has both 'between' and 'observed'", what),
                  "give one of them");
    return std::nullopt;
  }
  try {
    return range != nullptr ? between(reading, range) : observed(reading, what, seen, exponential);
  } catch (const std::invalid_argument& wrong) {
    reading.diagnostics.error(body->at, fmt::format("{}: {}", what, wrong.what()));
    return std::nullopt;
  }
}

/// Of a time that is written as known. Nothing if it is none, or takes none.
std::optional<Unknown> around(const Node& value, double factor) {
  try {
    const Seconds middle = seconds_of(value.text);
    return Unknown::between(middle / factor, middle * factor);
  } catch (const NotAQuantity&) {
    return std::nullopt;
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

void add_places(const Node& node, std::vector<Position>& places) {
  places.push_back(node.at);
  for (const Tree& item : node.items) add_places(*item, places);
  for (const Entry& entry : node.entries) add_places(*entry.value, places);
}

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

}  // namespace

bool may_be_unknown(const Key& key) {
  constexpr std::array known{"scenario",   "fault",    "uniform",
                             "triangular", "observed", "replication"};
  if (std::ranges::find(known, key.section) != known.end()) return false;
  return key.type == Type::mean || key.type == Type::law || key.type == Type::duration;
}

bool is_unknown(const Node& value) {
  return value.is_mapping() &&
         (value.find("between") != nullptr || value.find("observed") != nullptr);
}

Duration tick_of(Seconds time) { return std::max(nearest_tick(time), Duration(1)); }

UnknownsReading UnknownsReading::of_all(double factor) {
  UnknownsReading reading;
  reading.factor_ = factor;
  return reading;
}

UnknownsReading UnknownsReading::of_assumptions(double factor) {
  UnknownsReading reading;
  reading.assumed_ = factor;
  return reading;
}

// ---- names --------------------------------------------------------------------------------------

void UnknownsReading::name_document(const Tree& document) {
  name(document, "", "");
  for (const auto& [node, path] : named_) of_document_.insert(node);
}

void UnknownsReading::name(const Tree& tree, const std::string& written, const std::string& plain) {
  if (of_document_.contains(tree.get())) return;
  // A body that the things of a range share is the same tree under the same path.
  if (!named_.emplace(tree.get(), written).second) return;
  if (is_unknown(*tree) || (factor_ && tree->is_scalar())) note(tree, written, plain);
  // On into it all the same: a trunk is `between` two networks, and has failures.
  for (const Entry& entry : tree->entries) {
    if (entry.value->is_scalar() && !factor_) continue;
    name(entry.value, below(written, entry.written), below(plain, entry.key));
  }
  for (std::size_t i = 0; i < tree->items.size(); ++i) {
    if (tree->items[i]->is_scalar() && !factor_) continue;
    const std::string number = fmt::format("{}", i + 1);
    name(tree->items[i], below(written, number), below(plain, number));
  }
}

void UnknownsReading::note(const Tree& tree, const std::string& written, const std::string& plain) {
  std::vector<Position> place;
  add_places(*tree, place);
  const auto [found, is_new] = index_.emplace(std::move(place), records_.size());
  if (is_new) {
    records_.push_back({written, plain, tree->at, std::nullopt});
    return;
  }
  Record& known = records_[found->second];
  const bool has_it = known.written == written || std::ranges::count(known.also, written) > 0;
  if (!has_it) known.also.push_back(written);
}

UnknownsReading::Record& UnknownsReading::record(const Tree& tree, std::string_view what) {
  std::vector<Position> place;
  add_places(*tree, place);
  const auto [found, is_new] = index_.emplace(std::move(place), records_.size());
  if (is_new) records_.push_back({std::string(what), std::string(what), tree->at, std::nullopt});
  return records_[found->second];
}

// ---- values -------------------------------------------------------------------------------------

std::optional<Seconds> UnknownsReading::value(Reading& reading, std::string_view what,
                                              const Tree& tree, bool exponential) {
  if (!is_unknown(*tree) && !(factor_ && tree->is_scalar())) return std::nullopt;
  Record& known = record(tree, what);
  if (!known.unknown) {
    known.unknown =
        tree->is_scalar() ? around(*tree, *factor_) : unknown_of(reading, what, tree, exponential);
  }
  if (!known.unknown) return std::nullopt;
  return known.unknown->quantile(known.level);
}

std::vector<const UnknownsReading::Record*> UnknownsReading::used() const {
  std::vector<const Record*> result;
  for (const Record& record : records_) {
    if (record.unknown) result.push_back(&record);
  }
  return result;
}

std::vector<UnknownInput> UnknownsReading::inputs(const Sources& sources) const {
  const std::vector<const Record*> records = used();
  std::map<std::string_view, int> as_written;
  for (const Record* each : records) ++as_written[each->written];
  std::vector<UnknownInput> result;
  std::map<std::string, int> taken;
  for (const Record* each : records) {
    // A thing of a range that was patched is written under the range, too.
    std::string its = as_written[each->written] == 1 ? each->written : each->plain;
    // Draws are named after it: no two may be the same.
    if (const int count = ++taken[its]; count > 1) its += fmt::format("#{}", count);
    const std::string& file = sources[each->at.source].name;
    // No profile has a time that is not known, but for what it assumes.
    if (assumed_ && file.starts_with(profile_source)) its += assumed_words;
    std::string all = its;
    for (const std::string& path : each->also) all += ", " + path;
    result.push_back({std::move(all), std::move(its), file, each->at.line, *each->unknown});
  }
  return result;
}

void UnknownsReading::settle(std::span<const double> levels) {
  std::size_t next = 0;
  for (Record& record : records_) {
    if (record.unknown) record.level = levels[next++];
  }
  assert(next == levels.size());
  named_.clear();  // of trees that are gone
  of_document_.clear();
}

std::shared_ptr<const models::Plant> Unknowns::plant(std::span<const double> levels) const {
  assert(levels.size() == inputs_.size());
  UnknownsReading unknowns = unknowns_;
  unknowns.settle(levels);
  return std::make_shared<const models::Plant>(models::complete(read_(unknowns)));
}

}  // namespace ausfall::scenarios
