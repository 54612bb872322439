#include "studies/output/result_text.hpp"

#include "scenarios/harmless.hpp"
#include "studies/output/table.hpp"

namespace ausfall::studies {

std::string title(const std::string& scenario, const std::optional<std::string>& variant) {
  const std::string name = scenarios::harmless(scenario);
  return variant ? name + ", variant " + *variant : name;
}

std::string notes(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings)
    text += (text.empty() ? "\n" : "") + wrapped(warning, "note: ", "      ");
  return text;
}

}  // namespace ausfall::studies
