#include "app/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>

#include "app/standard_error.hpp"
#include "app/verbs/help.hpp"
#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "app/wording.hpp"
#include "scenarios/diagnostic.hpp"
#include "scenarios/names.hpp"
#include "sim/threads.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

std::vector<std::unique_ptr<Verb>> all_verbs() {
  std::vector<std::unique_ptr<Verb>> verbs;
  verbs.push_back(make_run());
  verbs.push_back(make_inject());
  verbs.push_back(make_trace());
  verbs.push_back(make_compare());
  verbs.push_back(make_solve());
  verbs.push_back(make_export());
  verbs.push_back(make_fmea());
  verbs.push_back(make_sensitivity());
  verbs.push_back(make_fit());
  verbs.push_back(make_check());
  verbs.push_back(make_validate());
  verbs.push_back(make_profiles());
  return verbs;
}

namespace {

constexpr std::string_view examples =
    "Examples:\n"
    "  ausfall run scenarios/examples/host-cluster.yaml\n"
    "  ausfall inject scenarios/examples/host-cluster.yaml --fault node1:hardware\n"
    "`ausfall VERB --help` tells more of each.\n"
    "\n"
    "Exit status: 0 done; 1 a check failed; 2 the command line or the scenario is wrong; 3 a "
    "check\n"
    "is undecided within its budget; 4 the system failed (disk full, a file unreadable); 130\n"
    "interrupted, with what was finished printed.";

/// The command line of the program, and of every verb.
class CommandLine {
 public:
  CommandLine()
      : verbs_(all_verbs()),
        parser_(
            "Ausfall simulates failover in clusters: how available services are, and why not.") {
    parser_.name("ausfall");
    parser_.formatter(std::make_shared<HelpFormatter>());  // those below inherit it
    parser_.set_version_flag("--version", "ausfall " AUSFALL_VERSION);
    parser_.require_subcommand(1);
    parser_.footer(std::string(examples));
    for (const auto& verb : verbs_) {
      CLI::App* sub =
          parser_.add_subcommand(std::string(verb->name()), std::string(verb->summary()));
      sub->group("Verbs");
      sub->footer("Examples:\n" + std::string(verb->examples()));
      verb->declare(*sub);
    }
  }

  ExitCode perform(const std::vector<std::string>& arguments, studies::ResultWriter& out) {
    refuse_unknown_verb(arguments);
    try {
      parser_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::Success& wanted) {
      out.write(text_of(wanted));
      out.finish();
      return ExitCode::done;
    } catch (const CLI::ParseError& error) {
      throw UsageError(message_of(error));
    }
    return chosen().perform(out);
  }

 private:
  /// Before the parser sees it, so that the nearest verb can be named.
  void refuse_unknown_verb(const std::vector<std::string>& arguments) const {
    std::vector<std::string> known;
    for (const auto& verb : verbs_) {
      known.emplace_back(verb->name());
    }
    if (arguments.empty()) {
      throw UsageError("say what to do: " + studies::enumeration(known) +
                       "; `ausfall --help` tells more");
    }
    const std::string& first = arguments.front();
    if (first.starts_with('-') || std::find(known.begin(), known.end(), first) != known.end()) {
      return;
    }
    constexpr std::array<std::string_view, 3> to_come{"plan", "report", "schema"};
    if (std::find(to_come.begin(), to_come.end(), first) != to_come.end()) {
      throw UsageError(fmt::format("'{}' is a verb of the program but not built yet; there are: {}",
                                   first, studies::enumeration(known)));
    }
    throw UsageError(
        fmt::format("there is no verb '{}'; {}", first, scenarios::known_names_hint(first, known)));
  }

  [[nodiscard]] std::string text_of(const CLI::Success& wanted) const {
    if (const auto* version = dynamic_cast<const CLI::CallForVersion*>(&wanted)) {
      return std::string(version->what()) + '\n';
    }
    return help_of(innermost());
  }

  /// The verb, or the word below it, that was parsed last; the program itself if none was.
  [[nodiscard]] const CLI::App& innermost() const {
    const CLI::App* app = &parser_;
    for (std::vector<const CLI::App*> next = parsed_below(*app); !next.empty();
         next = parsed_below(*app)) {
      app = next.back();
    }
    return *app;
  }

  static std::vector<const CLI::App*> parsed_below(const CLI::App& app) {
    std::vector<const CLI::App*> below;
    for (const CLI::App* sub :
         app.get_subcommands([](const CLI::App* each) { return each->parsed(); })) {
      below.push_back(sub);
    }
    return below;
  }

  [[nodiscard]] std::string message_of(const CLI::ParseError& error) const {
    const CLI::App& app = innermost();
    const std::vector<std::string> extras = app.remaining(true);
    const std::string where = words_to(app);
    if (extras.empty() || error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError)) {
      return fmt::format("{}\n`{} --help` shows how it goes.", error.what(), where);
    }
    const std::string unknown = extras.front().substr(0, extras.front().find('='));
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        known.push_back("--" + name);
      }
    }
    const std::string nearest = scenarios::nearest(unknown, known);
    return fmt::format("'{}' is not expected here{}\n`{} --help` shows how it goes.", unknown,
                       nearest.empty() ? "" : "; did you mean '" + nearest + "'?", where);
  }

  [[nodiscard]] Verb& chosen() const {
    for (const auto& verb : verbs_) {
      if (parser_.get_subcommand(std::string(verb->name()))->parsed()) {
        return *verb;
      }
    }
    throw UsageError("say what to do; `ausfall --help` tells more");
  }

  const std::vector<std::unique_ptr<Verb>> verbs_;
  CLI::App parser_;
};

void print(const scenarios::Mistakes& mistakes) {
  for (const scenarios::Diagnostic& diagnostic : mistakes.diagnostics())
    tell(scenarios::to_text(diagnostic) + '\n');
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& arguments, studies::ResultWriter& out) {
  const scenarios::WordingGuard words(command_line_words);
  try {
    const ExitCode code = CommandLine().perform(arguments, out);
    if (const unsigned missing = threads_not_started(); missing > 0) {
      complain(fmt::format(
          "{} could not be started; the others did the work, and the result is the same",
          studies::count(missing, "thread")));
    }
    return code;
  } catch (const scenarios::Mistakes& mistakes) {
    print(mistakes);
    return ExitCode::wrong_input;
  } catch (const UsageError& error) {
    complain(error.what());
    return ExitCode::wrong_input;
  } catch (const studies::Refused& error) {
    complain(error.what());
    return ExitCode::wrong_input;
  } catch (const studies::Interrupted& error) {
    complain(error.what());
    return ExitCode::interrupted;
  } catch (const scenarios::Unreadable& error) {
    complain(error.what());
    return ExitCode::system_failed;
  } catch (const studies::SystemFailure& error) {
    complain(error.what());
    return ExitCode::system_failed;
  } catch (const std::bad_alloc&) {
    complain("out of memory");
    return ExitCode::system_failed;
  } catch (const std::exception& error) {
    complain(fmt::format("this should not have happened: {}", error.what()));
    return ExitCode::system_failed;
  }
}

}  // namespace ausfall::app
