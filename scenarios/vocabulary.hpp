// The language, once: every key with its section, type, default and meaning.
//
// 1. This table is the single definition. The reader asks it which keys a section has, of what type
//    each is and what it defaults to; messages and suggestions come from it; so will the JSON
//    schema and the reference.
// 2. A key that is in the table and not read, or read and not in the table, cannot happen: reading
//    goes through `Section`, which looks each key up here, and says so when a key that was given
//    has not been asked for.
// 3. The words of a choice come from `word_tables.hpp`, which says what each means.
// 4. Keys and words whose behaviour is not built yet are in it too: keys marked `later`, words after
//    a `|`.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::scenarios {

enum class Type {
  text,
  count,  ///< a whole number
  number,
  flag,
  duration,   ///< a time with its unit
  mean,       ///< a time with its unit, of which an exponential is made
  law,        ///< a time that may be random: a duration or a distribution
  size,       ///< bytes
  rate,       ///< bytes a second
  hours,      ///< of the week: `mon-fri 8-18`, or a list of such
  share,      ///< a probability or a part of a whole
  times,      ///< so many times a whole
  load,       ///< requests a second, or cores
  choice,     ///< one of the words in `of`
  name,       ///< of one of the things in `of`
  selection,  ///< names of the things in `of`: a name, a glob, a range, a list of these, or `all`
  texts,      ///< a list of words
  section,    ///< a mapping with the keys of the section `of`
  named,      ///< a mapping of names, chosen by the user, to sections `of`
  sections,   ///< a list of sections `of`
  variants,   ///< a shape of its own, described in `of`
};

enum class Use { required, optional, later };

struct Key {
  std::string_view section;
  std::string_view name;
  Type type;
  /// as the type says; of a choice, `listed` of its table, and after a `|` words not built yet;
  /// `never` of a time that this word may stand for
  std::string_view of;
  Use use = Use::optional;
  std::string_view fallback;  ///< the default, as one would write it; empty: none
  std::string_view meaning;
  std::string_view since = "0.1";
};

/// All keys, section by section.
std::span<const Key> vocabulary();

/// Those of one section, with those it shares with others. REQUIRES: there is such a section.
const std::vector<const Key*>& keys_of(std::string_view section);

/// Null if the section has no such key.
const Key* find_key(std::string_view section, std::string_view name);

/// What a mapping of the document is: one of a section of the language, or one of names that the user
/// has chosen, each of one. Without a section nothing is known of it.
struct Place {
  std::string_view section;
  bool names = false;

  /// The key of that name; null where none is known.
  [[nodiscard]] const Key* key(std::string_view name) const;
  /// What stands under a key or name in it. Where a time is due, that is "time": a distribution, or
  /// one that is not known.
  [[nodiscard]] Place below(std::string_view name) const;
};

/// How to speak of one: "a host", "a failure mode". REQUIRES: there is such a section.
std::string_view phrase_of(std::string_view section);

/// How to speak of a value of this type: "a time such as 90 s".
std::string expectation_of(const Key& key);

/// The words of a choice: those that work, and those that are to come.
struct Words {
  std::vector<std::string> built;
  std::vector<std::string> later;
};
Words words_of(const Key& key);

}  // namespace ausfall::scenarios
