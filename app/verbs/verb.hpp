// A verb of the program: `ausfall run`, `ausfall solve`. One file each; program.cpp lists them all.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "app/exit_code.hpp"
#include "app/standard_output.hpp"
#include "app/verbs/syntax.hpp"

namespace ausfall::app {

class Verb {
 public:
  Verb() = default;
  Verb(const Verb&) = delete;
  Verb& operator=(const Verb&) = delete;
  virtual ~Verb() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  /// In a few words, for the list of verbs.
  [[nodiscard]] virtual std::string_view summary() const = 0;
  /// What `--help` ends with: a command or two, as they would be typed.
  [[nodiscard]] virtual std::string_view examples() const = 0;

  /// Declares its options, whose values go to the verb itself. REQUIRES: the verb outlives the parsing.
  virtual void declare(Syntax& syntax) = 0;
  /// After its options were parsed. The result goes to `out`, and nothing else does.
  virtual ExitCode perform(studies::ResultWriter& out) = 0;
};

std::unique_ptr<Verb> make_run();
std::unique_ptr<Verb> make_inject();
std::unique_ptr<Verb> make_trace();
std::unique_ptr<Verb> make_compare();
std::unique_ptr<Verb> make_sweep();
std::unique_ptr<Verb> make_solve();
std::unique_ptr<Verb> make_export();
std::unique_ptr<Verb> make_fmea();
std::unique_ptr<Verb> make_sensitivity();
std::unique_ptr<Verb> make_fit();
std::unique_ptr<Verb> make_check();
std::unique_ptr<Verb> make_report();
std::unique_ptr<Verb> make_validate();
std::unique_ptr<Verb> make_profiles();

/// In the order in which people meet them.
std::vector<std::unique_ptr<Verb>> all_verbs();

}  // namespace ausfall::app
