#include "app/verbs/help.hpp"

#include "studies/output/table.hpp"

namespace ausfall::app {

namespace {

constexpr std::size_t description_column = 30;
constexpr std::size_t width = 100;

}  // namespace

HelpFormatter::HelpFormatter() {
  column_width(description_column);
  label("SUBCOMMAND", "VERB");
  label("Positionals", "What");
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  const std::string type = option->get_type_name();
  const bool flag = option->get_items_expected_max() == 0;
  return flag || option->get_positional() ? "" : ' ' + type;
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  std::string text = option->get_description();
  if (!option->get_default_str().empty()) {
    text += " (unless given: " + option->get_default_str() + ')';
  }
  std::string lines = studies::wrapped(text, "", "", width - description_column);
  lines.pop_back();
  return lines;
}

std::string words_to(const CLI::App& app) {
  std::string words = app.get_name();
  for (const CLI::App* above = app.get_parent(); above != nullptr; above = above->get_parent()) {
    words.insert(0, above->get_name() + ' ');
  }
  return words;
}

std::string help_of(const CLI::App& app) {
  return app.help(app.get_parent() == nullptr ? "" : words_to(*app.get_parent()));
}

}  // namespace ausfall::app
