// What is said to somebody whose scenario is wrong: where, what, and what to write instead.
//
// 1. A scenario's mistakes are reported all at once: one exception holds every diagnostic.
// 2. A diagnostic is complete in itself; it outlives the text it speaks of.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
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

/// Diagnostics, of which those that say the same of several names are one: forty-eight VMs that lack
/// something are one omission. The names are what stands in quotes in their messages.
class Alike {
 public:
  /// Whether it says of another name what was said of the same place before, with the same hint; it
  /// is in that one then.
  bool joins(Position at, const std::string& message, const std::string& hint);
  void add(Position at, Diagnostic diagnostic);

  /// How many they are, and how many more have joined them.
  [[nodiscard]] std::size_t size() const { return all_.size(); }
  [[nodiscard]] std::size_t joined() const { return joined_; }

  enum class Order { as_said, of_lines };
  /// Each with all of its names. Those of several places are put together if they are three or more.
  [[nodiscard]] std::vector<std::pair<Position, Diagnostic>> together(Order order) const;

 private:
  struct One {
    Position at;
    Diagnostic diagnostic;            ///< of the first name
    std::optional<std::size_t> part;  ///< the quoted part in which the names stand; none yet of one
    std::vector<std::string> names;
  };
  /// One, and the part of its message in which others like it say something else; npos: in none.
  struct Likeness {
    const One* one;
    std::size_t part;
  };
  using Likenesses = std::vector<Likeness>;

  [[nodiscard]] static std::pair<Position, Diagnostic> as_one(const Likenesses& alike);

  std::vector<One> all_;
  std::size_t joined_ = 0;
  /// By place, and by what is said without a name, with its hint.
  std::map<std::tuple<Position, std::string, std::string>, std::size_t> index_;
};

/// Collects diagnostics. What is said twice of one place is kept once: a range of hosts shares its
/// body. What is said of several names is one. After `errors_max` errors only their number is kept,
/// and after `hopeless` reading on is a waste of time.
class Diagnostics {
 public:
  explicit Diagnostics(const Sources& sources) : sources_(sources) {}

  void error(Position at, std::string message, std::string hint = "");
  void warning(Position at, std::string message, std::string hint = "");

  /// How often one was reported, what was said before included: it grows whenever something is
  /// wrong.
  [[nodiscard]] std::size_t errors() const { return errors_; }
  [[nodiscard]] std::vector<Diagnostic> warnings() const;
  /// The errors that are kept, as they were reported; and how many more there were.
  [[nodiscard]] std::vector<std::pair<Position, Diagnostic>> kept() const {
    return kept_.together(Alike::Order::as_said);
  }
  [[nodiscard]] std::size_t not_kept() const { return not_kept_; }
  /// Puts others in place of the errors that are kept: the same, told of other places.
  void retell(const std::vector<std::pair<Position, Diagnostic>>& errors);
  /// Errors that another collection did not keep.
  void add_not_kept(std::size_t errors) {
    errors_ += errors;
    not_kept_ += errors;
  }
  /// Throws Mistakes if there were errors, in the order of files and lines.
  void throw_if_any() const;

  /// As throw_if_any, once there are too many errors to read on.
  void throw_if_hopeless() const {
    if (is_hopeless()) throw_if_any();
  }
  /// What more is said is not kept: hints need not be sought.
  [[nodiscard]] bool full() const {
    return kept_.size() >= errors_max || kept_.joined() >= errors_max;
  }

  static constexpr std::size_t errors_max = 100;
  static constexpr std::size_t hopeless = 1000;

 private:
  [[nodiscard]] bool is_hopeless() const {
    constexpr std::size_t joined_max = 100 * hopeless;
    return kept_.size() + not_kept_ >= hopeless || kept_.joined() >= joined_max;
  }
  [[nodiscard]] Diagnostic made(Diagnostic::Severity severity, Position at, std::string message,
                                std::string hint) const;

  const Sources& sources_;
  std::size_t errors_ = 0;
  std::size_t not_kept_ = 0;
  Alike kept_;
  Alike warnings_;
  std::set<std::tuple<Position, std::string>> said_;
};

}  // namespace ausfall::scenarios
