// `ausfall profiles`: the products whose behaviour is built in, and where each of their numbers
// comes from.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <stdexcept>

#include "app/verbs/options.hpp"
#include "app/verbs/verb.hpp"
#include "scenarios/profile.hpp"
#include "studies/output/table.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

namespace {

std::string list_of_profiles() {
  studies::Table table(
      {studies::Align::left, studies::Align::left, studies::Align::right, studies::Align::right});
  table.add({"profile", "", "values", "of these assumed"});
  for (const scenarios::ProfileSummary& profile : scenarios::profiles()) {
    table.add({profile.name, profile.title, studies::count(profile.values),
               studies::count(profile.assumptions)});
  }
  return table.text();
}

class Profiles final : public Verb {
 public:
  [[nodiscard]] std::string_view name() const override { return "profiles"; }
  [[nodiscard]] std::string_view summary() const override {
    return "the products that are built in, and their sources";
  }
  [[nodiscard]] std::string_view examples() const override {
    return "  ausfall profiles\n"
           "  ausfall profiles show mscs-2003";
  }

  void declare(CLI::App& parser) override {
    parser.require_subcommand(0, 1);
    progress_.declare(parser);
    CLI::App* list =
        parser.add_subcommand("list", "their names (what happens without a word, too)");
    list->fallthrough();  // options are those of `profiles`
    CLI::App* show = parser.add_subcommand(
        "show", "one of them: every value with its source, assumptions marked");
    show->fallthrough();
    show->add_option("NAME", shown_, "the profile")->required();
  }

  ExitCode perform(studies::ResultWriter& out) override {
    try {
      out.write(shown_.empty() ? list_of_profiles() : scenarios::show_profile(shown_));
    } catch (const std::invalid_argument& error) {
      throw UsageError(error.what());
    }
    out.finish();
    return ExitCode::done;
  }

 private:
  std::string shown_;
  ProgressOption progress_;
};

}  // namespace

std::unique_ptr<Verb> make_profiles() { return std::make_unique<Profiles>(); }

}  // namespace ausfall::app
