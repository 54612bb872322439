// How `--help` looks: at most 100 columns, and no more about a value than a person needs.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <string>

namespace ausfall::app {

class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
};

/// "ausfall profiles show": the words that lead to it.
std::string words_to(const CLI::App& app);

/// The help of a verb, or of the whole program.
std::string help_of(const CLI::App& app);

}  // namespace ausfall::app
