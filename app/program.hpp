// The program: a command line in, an exit code out.
#pragma once

#include <string>
#include <vector>

#include "app/exit_code.hpp"
#include "app/standard_output.hpp"

namespace ausfall::app {

/// `arguments` without the program's own name. The result goes to `out`; diagnostics go to standard
/// error. Throws nothing: all that can go wrong ends in an exit code and a sentence.
ExitCode run_program(const std::vector<std::string>& arguments, studies::ResultWriter& out);

}  // namespace ausfall::app
