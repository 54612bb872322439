// A mapping of the document read as one section of the vocabulary.
//
// 1. A key that the section does not have, or that is not built yet, is reported when the section
//    is opened; a value of the wrong type when it is asked for.
// 2. A getter gives the value, else the vocabulary's default, else nothing. After a mistake it
//    gives what it would without the key, so that reading goes on and finds the others.
// 3. A key that was given and that nobody asked for has no effect there, and that is an error when
//    the section is closed. So nothing is silently ignored.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "scenarios/document.hpp"
#include "scenarios/hours.hpp"
#include "scenarios/quantity.hpp"
#include "scenarios/source.hpp"
#include "scenarios/vocabulary.hpp"
#include "scenarios/word_tables.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace ausfall::scenarios {

class UnknownsReading;
struct KnownProfiles;

/// What reading a document needs at hand.
struct Reading {
  Sources& sources;
  Diagnostics& diagnostics;
  UnknownsReading* unknowns = nullptr;  ///< times that are not known; without it there can be none
  KnownProfiles* profiles = nullptr;    ///< those read already; without it each is read anew
};

class Section {
 public:
  /// `title` is what this one is called in messages: "host 'node1'"; empty: as the vocabulary
  /// speaks of the section.
  Section(Reading& reading, std::string_view section, const Tree& tree, std::string title = "");
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;
  ~Section() { close(); }

  /// Says which keys had no effect. Done once, at the latest at the end of its life.
  void close();
  /// From now on a key without effect is a warning: a variant or a sweep that changes the kind of
  /// something leaves the keys of the other kinds behind.
  void let_keys_idle() { keys_may_idle_ = true; }

  [[nodiscard]] bool has(std::string_view key) const { return entry(key) != nullptr; }
  /// What stands there, which is not asked for by that; null where it is not given.
  [[nodiscard]] const Entry* entry(std::string_view key) const { return tree_->find(key); }
  /// Of the value; of the section where the key is not given.
  [[nodiscard]] Position at(std::string_view key) const;
  [[nodiscard]] Position at() const { return tree_->at; }
  [[nodiscard]] const std::string& title() const { return title_; }
  /// Nothing has been wrong since it was opened.
  [[nodiscard]] bool sound() const { return reading_.diagnostics.errors() == errors_before_; }

  // REQUIRES of each: the vocabulary has the key, with that type.
  std::optional<std::string> text(std::string_view key);
  std::optional<std::string> choice(std::string_view key);
  /// What the word means. REQUIRES: the vocabulary has the key's words from this table.
  template <class Table>
  auto choice(std::string_view key, const Table& table) {
    const std::optional<std::string> word = choice(key);
    const auto meaning = meaning_of(table, word.value_or(""));
    assert(meaning.has_value() == word.has_value());
    return meaning;
  }
  std::optional<std::uint64_t> count(std::string_view key);
  /// With the word `unlimited`, which is models::unlimited. At most a million.
  std::optional<int> limit(std::string_view key);
  /// At least `min`, at most `max`.
  std::optional<int> count_in(std::string_view key, int min, int max);
  std::optional<double> number(std::string_view key);
  std::optional<bool> flag(std::string_view key);
  std::optional<Duration> duration(std::string_view key);
  std::optional<Seconds> mean(std::string_view key);
  std::optional<Distribution> law(std::string_view key);
  /// Whether the word `never` stands there, where the key may have it.
  bool says_never(std::string_view key);
  std::optional<double> size(std::string_view key);
  std::optional<double> rate(std::string_view key);
  std::optional<double> share(std::string_view key);
  std::optional<WorkingHours> hours(std::string_view key);
  std::optional<double> times(std::string_view key);
  std::optional<Load> load(std::string_view key);
  /// The value as it stands (names, selections, variants, sections); null where it is not given.
  Tree raw(std::string_view key);
  /// The entries of a `named` or `section` value; a value that is no mapping is reported.
  const std::vector<Entry>& entries(std::string_view key);

  void error(std::string_view key, const std::string& message, std::string hint = "");
  /// An error at the section, since a key is not there. Nothing if what was reported may be the
  /// cause: it is no mapping at all, or a key in it had no value.
  void missing(const std::string& message, std::string hint = "");

 private:
  void check_keys();
  void unknown(const Entry& entry);
  /// Marks the key as asked for. Null where it is not given.
  Tree asked(std::string_view key, Type type);
  /// A time under this key that is not known, in the draw at hand; nothing if it is known.
  std::optional<Seconds> unknown_time(std::string_view key, Type type);
  /// Says that this cannot be uncertain, unless what is wrong with it was said already.
  void refuse_unknown(const Key& key, const Node& value);
  template <class Parse>
  auto quantity(std::string_view key, Type type, Parse parse)
      -> std::optional<decltype(parse(std::string_view{}))>;

  Reading& reading_;
  std::string_view section_;
  Tree tree_;
  std::string title_;
  std::vector<std::string_view> asked_;
  std::size_t errors_before_;
  bool is_mapping_;
  bool closed_ = false;
  bool keys_may_idle_ = false;
};

/// A scalar is constant, a mapping a distribution, or a constant that is not known. Nothing after a mistake, which was reported;
/// `what` is the key's name.
std::optional<Distribution> law_of(Reading& reading, std::string_view what, const Tree& tree);

/// The scalar's text; nothing, and an error, if it is none.
std::optional<std::string> scalar_of(Reading& reading, const Tree& tree, std::string_view what,
                                     std::string_view expected);

}  // namespace ausfall::scenarios
