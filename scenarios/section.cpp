#include "scenarios/section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "models/plant.hpp"
#include "scenarios/mean.hpp"
#include "scenarios/names.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/unknowns.hpp"

namespace ausfall::scenarios {
namespace {

std::string kind_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::scalar:
      return fmt::format("'{}'", node.text);
    case Node::Kind::list:
      return "a list";
    case Node::Kind::mapping:
      return "a mapping";
  }
  return {};
}

/// A shape of a value that the language has and nothing understands yet; empty if it is none.
std::string shape_to_come(const Key& key, const Node& value) {
  const bool worded = key.type == Type::choice && key.section == "policy";
  if (!value.is_mapping() || !worded) return {};
  std::vector<std::string> words;
  for (const Entry& entry : value.entries) words.push_back(entry.key);
  return fmt::format("{{{}: ...}}", fmt::join(words, ": ..., "));
}

}  // namespace

std::optional<std::string> scalar_of(Reading& reading, const Tree& tree, std::string_view what,
                                     std::string_view expected) {
  if (tree->is_scalar()) return tree->text;
  reading.diagnostics.error(tree->at,
                            fmt::format("{}: {} where {} is due", what, kind_of(*tree), expected));
  return std::nullopt;
}

Section::Section(Reading& reading, std::string_view section, const Tree& tree, std::string title)
    : reading_(reading),
      section_(section),
      tree_(tree->is_mapping() ? tree : empty_mapping(tree->at)),
      title_(title.empty() ? std::string(phrase_of(section)) : std::move(title)),
      errors_before_(reading.diagnostics.errors()),
      is_mapping_(tree->is_mapping()) {
  reading.diagnostics.throw_if_hopeless();
  if (!is_mapping_) {
    std::vector<std::string_view> names;
    for (const Key* key : keys_of(section)) names.push_back(key->name);
    reading.diagnostics.error(
        tree->at,
        fmt::format("{} is a mapping, {{key: value}}; here is {}", title_, kind_of(*tree)),
        fmt::format("keys: {}", fmt::join(names, ", ")));
  } else {
    check_keys();
  }
}

void Section::check_keys() {
  for (const Entry& entry : tree_->entries) {
    const Key* key = find_key(section_, entry.key);
    if (key == nullptr) {
      unknown(entry);
    } else if (key->use == Use::later) {
      reading_.diagnostics.error(
          entry.at, fmt::format("'{}' is part of the language but not built yet", entry.key),
          fmt::format("leave it out ({}: {})", key->name, key->meaning));
    }
  }
  for (const Key* key : keys_of(section_)) {
    if (key->use == Use::required && !has(key->name)) {
      missing(fmt::format("{} needs '{}'", title_, key->name),
              fmt::format("{}: {}; {}", key->name, expectation_of(*key), key->meaning));
    }
  }
}

void Section::unknown(const Entry& entry) {
  reading_.diagnostics.throw_if_hopeless();
  std::vector<std::string> names;
  for (const Key* key : keys_of(section_)) {
    if (!reading_.diagnostics.full()) names.emplace_back(key->name);
  }
  reading_.diagnostics.error(entry.at, fmt::format("unknown key '{}' of {}", entry.key, title_),
                             known_names_hint(entry.key, names, "keys"));
}

void Section::close() {
  if (closed_) return;
  closed_ = true;
  if (!sound()) return;  // its reading was cut short
  for (const Entry& entry : tree_->entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    const std::string message = fmt::format("'{}' has no effect here, in {}", entry.key, title_);
    const std::string hint =
        fmt::format("{}: {}", entry.key, find_key(section_, entry.key)->meaning);
    if (keys_may_idle_)
      reading_.diagnostics.warning(entry.at, message, hint);
    else
      reading_.diagnostics.error(entry.at, message, hint);
  }
}

Position Section::at(std::string_view key) const {
  const Entry* entry = tree_->find(key);
  return entry == nullptr ? tree_->at : entry->value->at;
}

Tree Section::asked(std::string_view key, [[maybe_unused]] Type type) {
  const Key* known = find_key(section_, key);
  assert(known != nullptr && known->type == type);
  asked_.push_back(known->name);
  const Entry* entry = tree_->find(key);
  return entry == nullptr || known->use == Use::later ? nullptr : entry->value;
}

Tree Section::raw(std::string_view key) {
  const Key* known = find_key(section_, key);
  assert(known != nullptr);
  return asked(key, known->type);
}

template <class Parse>
auto Section::quantity(std::string_view key, Type type, Parse parse)
    -> std::optional<decltype(parse(std::string_view{}))> {
  const Tree value = asked(key, type);
  const Key& known = *find_key(section_, key);
  const std::string to_come = value == nullptr ? "" : shape_to_come(known, *value);
  if (!to_come.empty()) {
    error(key, fmt::format("{}: {} is part of the language but not built yet", key, to_come),
          fmt::format("write {}", expectation_of(known)));
  } else if (value != nullptr && is_unknown(*value)) {
    refuse_unknown(known, *value);
  } else if (value != nullptr) {
    if (const auto text = scalar_of(reading_, value, key, expectation_of(known))) {
      try {
        return parse(*text);
      } catch (const NotAQuantity& wrong) {
        const std::string_view said = key == "kind" ? section_ : key;  // `quorum: witness`
        error(key, fmt::format("{}: {}", said, wrong.what()),
              wrong.hint() + (known.of == "never" ? "; or never" : ""));
      }
    }
  }
  if (known.fallback.empty()) return std::nullopt;
  return parse(known.fallback);
}

void Section::refuse_unknown(const Key& key, const Node& value) {
  if (may_be_unknown(key) && reading_.unknowns != nullptr) return;  // its mistake was reported
  reading_.diagnostics.error(
      value.at, fmt::format("{}: this cannot be a value that is not known", key.name),
      fmt::format("write {}; mttf, mttr and most other times may be {{between: [1 y, 5 y]}}",
                  expectation_of(key)));
}

std::optional<Seconds> Section::unknown_time(std::string_view key, Type type) {
  const Entry* entry = tree_->find(key);
  const Key& known = *find_key(section_, key);
  if (entry == nullptr || reading_.unknowns == nullptr || !may_be_unknown(known))
    return std::nullopt;
  const bool exponential = key == "mttf" || key == "mttr" || section_ == "exponential";
  const auto value = reading_.unknowns->value(reading_, key, entry->value, exponential);
  if (value) asked(key, type);
  return value;
}

std::optional<std::string> Section::text(std::string_view key) {
  return quantity(key, Type::text, [](std::string_view text) { return std::string(text); });
}

std::optional<std::string> Section::choice(std::string_view key) {
  const Key& known = *find_key(section_, key);
  return quantity(key, Type::choice, [&](std::string_view text) {
    const Words words = words_of(known);
    const auto among = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), text) != list.end();
    };
    if (among(words.built)) return std::string(text);
    if (among(words.later)) {
      throw NotAQuantity(fmt::format("'{}' is part of the language but not built yet", text),
                         fmt::format("built: {}", fmt::join(words.built, ", ")));
    }
    throw NotAQuantity(fmt::format("'{}' is not one of its words", text),
                       known_names_hint(text, words.built, "words"));
  });
}

std::optional<std::uint64_t> Section::count(std::string_view key) {
  return quantity(key, Type::count, count_of);
}

std::optional<int> Section::limit(std::string_view key) {
  return quantity(key, Type::count, [](std::string_view text) {
    if (text == "unlimited") return models::unlimited;
    const std::uint64_t value = count_of(text);
    if (value > 250)
      throw NotAQuantity(fmt::format("'{}' is more than can be counted, which is 250", value),
                         "write unlimited");
    return static_cast<int>(value);
  });
}

std::optional<int> Section::count_in(std::string_view key, int min, int max) {
  return quantity(key, Type::count, [&](std::string_view text) {
    const std::uint64_t value = count_of(text);
    if (value >= static_cast<std::uint64_t>(min) && value <= static_cast<std::uint64_t>(max)) {
      return static_cast<int>(value);
    }
    throw NotAQuantity(fmt::format("'{}' is out of range: from {} to {}", value, min, max));
  });
}

std::optional<double> Section::number(std::string_view key) {
  return quantity(key, Type::number, number_of);
}
std::optional<bool> Section::flag(std::string_view key) {
  return quantity(key, Type::flag, flag_of);
}
std::optional<Duration> Section::duration(std::string_view key) {
  if (const auto time = unknown_time(key, Type::duration)) return tick_of(*time);
  return quantity(key, Type::duration, duration_of);
}
std::optional<Seconds> Section::mean(std::string_view key) {
  if (const auto time = unknown_time(key, Type::mean)) return std::max(*time, Seconds(Duration(1)));
  return quantity(key, Type::mean, mean_of);
}
std::optional<double> Section::size(std::string_view key) {
  return quantity(key, Type::size, size_of);
}
std::optional<double> Section::rate(std::string_view key) {
  return quantity(key, Type::rate, rate_of);
}
std::optional<double> Section::share(std::string_view key) {
  return quantity(key, Type::share, share_of);
}

std::optional<WorkingHours> Section::hours(std::string_view key) {
  const Entry* const entry = tree_->find(key);
  if (entry == nullptr || !entry->value->is_list())
    return quantity(key, Type::hours, [](std::string_view text) { return hours_of(text); });
  asked(key, Type::hours);
  std::vector<std::string_view> texts;
  for (const Tree& item : entry->value->items) {
    const auto text = scalar_of(reading_, item, key, expectation_of(*find_key(section_, key)));
    if (!text) return std::nullopt;
    texts.emplace_back(item->text);
    try {
      hours_of(texts.back());
    } catch (const NotAQuantity& wrong) {
      reading_.diagnostics.error(item->at, fmt::format("{}: {}", key, wrong.what()), wrong.hint());
      return std::nullopt;
    }
  }
  if (!texts.empty()) return hours_of(texts);
  error(key, fmt::format("{}: an empty list, so nothing would ever begin", key), "mon-fri 8-18");
  return std::nullopt;
}

std::optional<double> Section::times(std::string_view key) {
  return quantity(key, Type::times, times_of);
}
std::optional<Load> Section::load(std::string_view key) {
  return quantity(key, Type::load, load_of);
}

std::optional<Distribution> Section::law(std::string_view key) {
  const Tree value = asked(key, Type::law);
  if (value != nullptr) {
    if (auto law = law_of(reading_, key, value)) return law;
  }
  const Key& known = *find_key(section_, key);
  if (known.fallback.empty()) return std::nullopt;
  return Distribution::constant(duration_of(known.fallback));
}

bool Section::says_never(std::string_view key) {
  const Entry* entry = tree_->find(key);
  const Key& known = *find_key(section_, key);
  if (entry == nullptr || known.of != "never" || !entry->value->is_scalar()) return false;
  if (entry->value->text != "never") return false;
  asked(key, known.type);
  return true;
}

const std::vector<Entry>& Section::entries(std::string_view key) {
  static const std::vector<Entry> none;
  const Tree value = raw(key);
  if (value == nullptr) return none;
  if (!value->is_mapping()) {
    const Key& known = *find_key(section_, key);
    error(key, fmt::format("{}: {} where {} is due", key, kind_of(*value), expectation_of(known)));
  }
  return value->entries;
}

void Section::error(std::string_view key, const std::string& message, std::string hint) {
  reading_.diagnostics.error(at(key), message, std::move(hint));
}

void Section::missing(const std::string& message, std::string hint) {
  if (is_mapping_ && !tree_->reported)
    reading_.diagnostics.error(tree_->at, message, std::move(hint));
}

}  // namespace ausfall::scenarios
