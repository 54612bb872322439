// What may stand behind a verb on the command line, as the verb declares it. Nothing here parses:
// app/command_line.cpp does, and it alone includes a library for that.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ausfall::app {

/// Where the value of an option goes: true for a flag that is given (bool), every value for a list.
/// What is not given leaves its target as it was.
using Target = std::variant<bool*, int*, std::uint64_t*, std::string*, std::vector<std::string>*,
                            std::optional<unsigned>*, std::optional<std::uint64_t>*,
                            std::optional<double>*, std::optional<std::string>*>;

/// Both ends belong to it.
struct NumberRange {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

struct OptionRules {
  bool required = false;
  bool default_shown = false;        ///< the help tells what the target holds unless given
  std::optional<NumberRange> range;  ///< of a whole number
  char delimiter = '\0';             ///< what parts the values of a list, if anything does
};

/// An option, or a word that needs none (FILE).
struct Option {
  std::string names;  ///< "--replications,--budget", "FILE"
  std::string value;  ///< how the help calls its value: "N"; empty for a flag and for FILE
  Target target;
  std::string help;
  OptionRules rules;
};

/// What may stand behind a verb, or behind a word below it: `profiles show`.
class Syntax {
 public:
  /// `form` is what the help shows: "--seed N", "--budget,--replications N", "--plot" for a flag,
  /// "FILE" for a word that stands for itself. A list takes one value each time its option is given,
  /// and all words where it is no option. REQUIRES: the target outlives the parsing.
  void option(std::string_view form, Target target, std::string_view help, OptionRules rules = {});
  /// An option that has a meaning and no effect yet: the help does not speak of it, and who gives it
  /// is told so.
  void unbuilt(std::string_view name) { unbuilt_.emplace_back(name); }
  /// A word that may follow, with a syntax of its own; behind it, options of the verb are understood,
  /// too. The reference stays valid.
  Syntax& word(std::string_view name, std::string_view summary);

  struct Word;
  [[nodiscard]] const std::vector<Option>& options() const { return options_; }
  [[nodiscard]] const std::vector<std::string>& unbuilt() const { return unbuilt_; }
  [[nodiscard]] const std::list<Word>& words() const { return words_; }

 private:
  std::vector<Option> options_;
  std::vector<std::string> unbuilt_;
  std::list<Word> words_;
};

struct Syntax::Word {
  std::string name;
  std::string summary;
  Syntax syntax;
};

}  // namespace ausfall::app
