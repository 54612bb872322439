// Files that a verb is told to write, beside its result on standard output.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::app {

struct OutputOption {
  std::string_view option;  ///< "--out"
  std::string path;         ///< empty where it was not given
};

/// One file, or one that will be, by whatever names. Throws SystemFailure where links lead in a circle.
bool are_one_file(const std::filesystem::path& a, const std::filesystem::path& b);

/// For before the work begins. Throws UsageError where one of them is an input, or two are one file,
/// whatever their names; SystemFailure where one cannot be written.
void refuse_outputs(const std::vector<OutputOption>& outputs,
                    const std::vector<std::filesystem::path>& inputs);

/// Whole or not at all (studies/output/output_file.hpp), with what came from outside made harmless.
/// Throws SystemFailure, which names the option.
void write_output(const OutputOption& output, std::string_view text);

/// The summary of a step of a GitHub workflow: what was written to it before stays. Throws
/// SystemFailure.
void append_output(const OutputOption& output, std::string_view text);

}  // namespace ausfall::app
