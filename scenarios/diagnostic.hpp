// What is said to somebody whose scenario is wrong: where, what, and what to write instead.
//
// 1. A scenario's mistakes are reported all at once: one exception holds every diagnostic.
// 2. A diagnostic is complete in itself; it outlives the text it speaks of.
#pragma once

#include <cstddef>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "scenarios/source.hpp"

namespace ausfall::scenarios {

struct Diagnostic {
  enum class Severity { error, warning };

  Severity severity = Severity::error;
  std::string file;
  std::size_t line = 0;    ///< from 1; 0 where no line is meant
  std::size_t column = 0;  ///< from 1, in bytes
  std::string message;
  std::string source_line;  ///< what is printable of it, of a long one the part around the column
  std::size_t caret = 0;    ///< where the column is in that, from 0
  std::string hint;         ///< what is allowed, the nearest known name; may be empty

  bool operator==(const Diagnostic&) const = default;
};

/// As compilers write it: `file:line:column: error: message`, the line, a caret under the column,
/// the hint.
std::string to_text(const Diagnostic& diagnostic);

/// A scenario that cannot be run as it stands, and why: never empty.
class Mistakes : public std::runtime_error {
 public:
  explicit Mistakes(std::vector<Diagnostic> diagnostics);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// A file that the system does not let us read: not there, a directory, not permitted.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Collects diagnostics. What is said twice of one place is kept once: a range of hosts shares its
/// body. After `errors_max` errors only their number is kept, and after `hopeless` reading on is a
/// waste of time.
class Diagnostics {
 public:
  explicit Diagnostics(const Sources& sources) : sources_(sources) {}

  void error(Position at, std::string message, std::string hint = "");
  void warning(Position at, std::string message, std::string hint = "");

  /// How often one was reported, what was said before included: it grows whenever something is
  /// wrong.
  [[nodiscard]] std::size_t errors() const { return errors_; }
  [[nodiscard]] std::vector<Diagnostic> warnings() const { return warnings_; }
  /// The errors that are kept, as they were reported; and how many more there were.
  [[nodiscard]] const std::vector<std::pair<Position, Diagnostic>>& kept() const { return kept_; }
  [[nodiscard]] std::size_t not_kept() const { return not_kept_; }
  /// Errors that another collection did not keep.
  void add_not_kept(std::size_t errors) {
    errors_ += errors;
    not_kept_ += errors;
  }
  /// Throws Mistakes if there were errors, in the order of files and lines.
  void throw_if_any() const;

  /// As throw_if_any, once there are too many errors to read on.
  void throw_if_hopeless() const {
    if (kept_.size() + not_kept_ >= hopeless) throw_if_any();
  }
  /// What more is said is not kept: hints need not be sought.
  [[nodiscard]] bool full() const { return kept_.size() >= errors_max; }

  static constexpr std::size_t errors_max = 100;
  static constexpr std::size_t hopeless = 1000;

 private:
  [[nodiscard]] Diagnostic made(Diagnostic::Severity severity, Position at, std::string message,
                                std::string hint) const;

  const Sources& sources_;
  std::size_t errors_ = 0;
  std::size_t not_kept_ = 0;
  std::vector<std::pair<Position, Diagnostic>> kept_;
  std::vector<Diagnostic> warnings_;
  std::set<std::tuple<Position, std::string>> said_;
};

}  // namespace ausfall::scenarios
