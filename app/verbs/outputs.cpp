#include "app/verbs/outputs.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "scenarios/harmless.hpp"
#include "studies/errors.hpp"
#include "studies/output/output_file.hpp"

namespace ausfall::app {

namespace fs = std::filesystem;

namespace {

/// One file, or one that will be.
bool are_one(const fs::path& a, const fs::path& b) {
  std::error_code trouble;
  return studies::same_file(a, b) || fs::weakly_canonical(fs::absolute(a, trouble), trouble) ==
                                         fs::weakly_canonical(fs::absolute(b, trouble), trouble);
}

/// Does something that writes there; what fails is told with the option.
template <class Action>
void writing(const OutputOption& output, Action action) {
  try {
    action();
  } catch (const studies::SystemFailure& failure) {
    throw studies::SystemFailure(fmt::format("{}: {}", output.option, failure.what()));
  }
}

}  // namespace

void refuse_outputs(const std::vector<OutputOption>& outputs, const std::vector<fs::path>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const OutputOption& output = outputs[i];
    if (output.path.empty()) continue;
    if (output.path == "-")
      throw UsageError(
          fmt::format("{}: '-' is no file; write ./- for one of that name. The result is "
                      "on standard output in any case (--format)",
                      output.option));
    for (const fs::path& input : inputs) {
      if (are_one(output.path, input))
        throw UsageError(
            fmt::format("{}: '{}' is one of the files that are read ('{}'); write to "
                        "another one",
                        output.option, output.path, input.string()));
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (!outputs[other].path.empty() && are_one(output.path, outputs[other].path))
        throw UsageError(fmt::format("{}: '{}' is what {} writes, too; write to another one",
                                     output.option, output.path, outputs[other].option));
    }
    writing(output, [&] { studies::refuse_unwritable(output.path); });
  }
}

void write_output(const OutputOption& output, std::string_view text) {
  writing(output, [&] { studies::write_file(output.path, scenarios::harmless_lines(text)); });
}

void append_output(const OutputOption& output, std::string_view text) {
  writing(output, [&] { studies::append_to_file(output.path, scenarios::harmless_lines(text)); });
}

}  // namespace ausfall::app
