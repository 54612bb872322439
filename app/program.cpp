#include "app/program.hpp"

#include <fmt/format.h>

#include <exception>
#include <memory>
#include <new>

#include "app/command_line.hpp"
#include "app/standard_error.hpp"
#include "app/verbs/verb.hpp"
#include "app/wording.hpp"
#include "scenarios/diagnostic.hpp"
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
  verbs.push_back(make_sweep());
  verbs.push_back(make_solve());
  verbs.push_back(make_export());
  verbs.push_back(make_fmea());
  verbs.push_back(make_sensitivity());
  verbs.push_back(make_fit());
  verbs.push_back(make_check());
  verbs.push_back(make_report());
  verbs.push_back(make_validate());
  verbs.push_back(make_profiles());
  return verbs;
}

namespace {

ExitCode perform(const std::vector<std::string>& arguments, studies::ResultWriter& out) {
  const std::vector<std::unique_ptr<Verb>> verbs = all_verbs();
  const Request request = parse_command_line(verbs, arguments);
  if (request.verb != nullptr) return request.verb->perform(out);
  out.write(request.text);
  out.finish();
  return ExitCode::done;
}

void print(const scenarios::Mistakes& mistakes) {
  for (const scenarios::Diagnostic& diagnostic : mistakes.diagnostics())
    tell(scenarios::to_text(diagnostic) + '\n');
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& arguments, studies::ResultWriter& out) {
  const scenarios::WordingGuard words(command_line_words);
  try {
    const ExitCode code = perform(arguments, out);
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
