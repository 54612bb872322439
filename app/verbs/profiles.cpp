// `ausfall profiles`: the products whose behaviour is built in, and where each of their numbers
// comes from.
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

  void declare(Syntax& syntax) override {
    progress_.declare(syntax);
    syntax.word("list", "their names (what happens without a word, too)");
    Syntax& show =
        syntax.word("show", "one of them: every value with its source, assumptions marked");
    show.option("NAME", &shown_, "the profile", {.required = true});
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
