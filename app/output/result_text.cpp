#include "app/output/result_text.hpp"

#include "app/output/table.hpp"

namespace ausfall::app {

std::string title(const std::string& scenario, const std::optional<std::string>& variant) {
  return variant ? scenario + ", variant " + *variant : scenario;
}

std::string notes(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings)
    text += (text.empty() ? "\n" : "") + wrapped(warning, "note: ", "      ");
  return text;
}

}  // namespace ausfall::app
