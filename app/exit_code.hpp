// How the program ends, and what the command line throws on the way there.
#pragma once

#include <stdexcept>

namespace ausfall::app {

enum class ExitCode : int {
  done = 0,
  failed = 1,         ///< an expectation is not met, or a service is worse than in the baseline
  wrong_input = 2,    ///< the command line or a scenario is wrong
  undecided = 3,      ///< whether an expectation is met, within the budget
  system_failed = 4,  ///< disk full, a file unreadable, standard output closed
  interrupted = 130,
};

/// The command line says something that cannot be done; the text tells a person what to write
/// instead.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ausfall::app
