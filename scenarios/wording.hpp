// How messages name what a caller can set: `--method plain` on a command line, `method=plain` in a
// program.
//
// 1. A message says what to set instead, and whoever composes it does not know who called. So it
//    asks here for the words, and a shell that wants others than these says so once.
// 2. The words are put in when a message is composed, since it is wrapped and measured later.
// 3. They stand in texts for people only: no number and no decision depends on them.
#pragma once

#include <string>
#include <string_view>

namespace ausfall::scenarios {

/// What a caller can set of a plan, by the name of the option that the program has for it.
struct Setting {
  std::string name;   ///< "method"
  std::string value;  ///< "plain"; may be empty
};

/// How things are called by one shell.
struct Wording {
  std::string (*setting)(const Setting& setting);
  /// A change of a scenario, "horizon=5 y"; such changes as a source of text, if it is empty.
  std::string (*change)(std::string_view change);
  /// The study that a verb of the program asks for, "run", with what is to be said to it.
  std::string (*study)(std::string_view name, std::string_view more);
};

/// While it exists, messages of this process are worded so; then as before. Make it before, and end
/// it after, all threads that may compose a message. REQUIRES: the wording outlives it.
class WordingGuard {
 public:
  explicit WordingGuard(const Wording& wording);
  WordingGuard(const WordingGuard&) = delete;
  WordingGuard& operator=(const WordingGuard&) = delete;
  ~WordingGuard();

 private:
  const Wording* before_;
};

// In the words in force; unless a shell gave others:

/// "method=plain", or "method".
std::string setting_words(const Setting& setting);
/// "horizon=5 y", or "change".
std::string change_words(std::string_view change = {});
/// "`run`", or "`check FILE`".
std::string study_words(std::string_view name, std::string_view more = {});

}  // namespace ausfall::scenarios
