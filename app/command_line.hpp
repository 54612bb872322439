// A command line in, what it asks for out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/verbs/verb.hpp"

namespace ausfall::app {

/// What a command line asks for: a verb, or a text.
struct Request {
  Verb* verb = nullptr;  ///< its options hold what was given; null if a text is asked for
  std::string text;      ///< of --help or --version
};

/// `arguments` without the program's own name. Throws UsageError, which says what is wrong and, if
/// possible, what was meant.
Request parse_command_line(const std::vector<std::unique_ptr<Verb>>& verbs,
                           const std::vector<std::string>& arguments);

}  // namespace ausfall::app
