#include "app/verbs/syntax.hpp"

namespace ausfall::app {

void Syntax::option(std::string_view form, Target target, std::string_view help,
                    OptionRules rules) {
  const std::size_t blank = form.find(' ');
  const bool has_value = blank != std::string_view::npos;
  options_.push_back({std::string(form.substr(0, blank)),
                      has_value ? std::string(form.substr(blank + 1)) : std::string(), target,
                      std::string(help), rules});
}

Syntax& Syntax::word(std::string_view name, std::string_view summary) {
  words_.push_back({std::string(name), std::string(summary), {}});
  return words_.back().syntax;
}

}  // namespace ausfall::app
