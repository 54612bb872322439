// The built program, called as a user calls it.
#pragma once

#include <string>
#include <vector>

namespace ausfall::test {

struct Outcome {
  int exit_code = -1;  ///< minus the signal's number if one ended it
  std::string output;
  std::string errors;
};

/// Runs the program with these arguments, and waits for it.
Outcome ausfall(const std::vector<std::string>& arguments);

/// A file of this text in a directory of its own that lives as long as the test program.
std::string file_with(const std::string& name, const std::string& text);

}  // namespace ausfall::test
