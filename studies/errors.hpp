// What a study throws. Mistakes in a scenario are scenarios::Mistakes, with file, line and column.
#pragma once

#include <stdexcept>

namespace ausfall::studies {

/// What was asked for cannot be done; the text tells a person why, and what to write instead.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The system did not let us write or read.
class SystemFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The user stopped the work, and there is nothing finished to show for it.
class Interrupted : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ausfall::studies
