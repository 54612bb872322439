#include "app/verbs/outputs.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "scenarios/harmless.hpp"
#include "studies/errors.hpp"
#include "studies/output/output_file.hpp"

namespace ausfall::app {

namespace fs = std::filesystem;

namespace {

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

bool are_one_file(const fs::path& a, const fs::path& b) {
  const auto end_of = [](const fs::path& place) {
    std::error_code trouble;
    return fs::weakly_canonical(fs::absolute(studies::where_written(place), trouble), trouble);
  };
  return studies::same_file(a, b) || end_of(a) == end_of(b);
}

void refuse_outputs(const std::vector<OutputOption>& outputs, const std::vector<fs::path>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const OutputOption& output = outputs[i];
    if (output.path.empty()) continue;
    if (output.path == "-")
      throw UsageError(
          fmt::format("{}: '-' is no file; write ./- for one of that name. The result is "
                      "on standard output in any case (--format)",
                      output.option));
    const auto one = [&](const fs::path& a, const fs::path& b) {
      bool found = false;
      writing(output, [&] { found = are_one_file(a, b); });
      return found;
    };
    for (const fs::path& input : inputs) {
      if (one(output.path, input))
        throw UsageError(
            fmt::format("{}: '{}' is one of the files that are read ('{}'); write to "
                        "another one",
                        output.option, output.path, input.string()));
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (!outputs[other].path.empty() && one(output.path, outputs[other].path))
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
