// Standard output, on which the result goes and nothing else. What cannot be written is a failure
// of the system, never lost silently.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "studies/output/result_writer.hpp"

namespace ausfall::app {

/// Columns of text that standard output takes: those of the terminal that it is; otherwise what the
/// environment says by COLUMNS, or 100.
std::size_t columns_of_standard_output();

/// To the file descriptor 1, in large pieces, with what came from outside made harmless
/// (scenarios/harmless.hpp). Throws SystemFailure when it is full, closed, or a
/// pipe that nobody reads, and Interrupted where an interrupt came and its reader takes nothing.
class StandardOutput final : public studies::ResultWriter {
 public:
  StandardOutput();

  void write(std::string_view text) override;
  void finish() override;

 private:
  std::string pending_;
  bool begins_line_ = true;
};

}  // namespace ausfall::app
