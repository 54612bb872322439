#include "studies/output/result_text.hpp"

#include "studies/output/table.hpp"

namespace ausfall::studies {

std::string title(const std::string& scenario, const std::optional<std::string>& variant) {
  return variant ? scenario + ", variant " + *variant : scenario;
}

std::string notes(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings)
    text += (text.empty() ? "\n" : "") + wrapped(warning, "note: ", "      ");
  return text;
}

}  // namespace ausfall::studies
