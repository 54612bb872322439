#include "studies/output/name_ranges.hpp"

#include <fmt/format.h>

#include <cassert>
#include <cstddef>

#include "scenarios/names.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

constexpr std::size_t names_shown = 6;

}  // namespace

std::string names_together(const std::vector<std::string>& names) {
  assert(!names.empty());
  std::vector<std::string> words = scenarios::in_ranges(names);
  if (words.size() > names_shown + 1) {
    const std::size_t others = words.size() - names_shown;
    words.resize(names_shown);
    words.push_back(fmt::format("{} others", others));
  }
  return enumeration(words);
}

}  // namespace ausfall::studies
