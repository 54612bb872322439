#include "studies/folded.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "scenarios/names.hpp"

namespace ausfall::studies {

std::vector<std::string> folded(const std::vector<std::string>& names) {
  const auto kind_of = [](std::string name) {
    std::erase_if(name, [](char letter) { return letter >= '0' && letter <= '9'; });
    return name;
  };
  std::vector<std::string> kinds;  // in the order in which they come up
  std::map<std::string, std::vector<std::string>> of_kind;
  for (const std::string& name : names) {
    std::vector<std::string>& alike = of_kind[kind_of(name)];
    if (alike.empty()) kinds.push_back(kind_of(name));
    alike.push_back(name);
  }
  std::vector<std::string> ranges;
  for (const std::string& kind : kinds) {
    for (std::string& range : scenarios::in_ranges(of_kind[kind]))
      ranges.push_back(std::move(range));
  }
  return ranges;
}

}  // namespace ausfall::studies
