#include "studies/draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string>

#include "scenarios/diagnostic.hpp"
#include "studies/errors.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

namespace {

/// "a = 3 h, b = 2 min"; of many inputs the first.
std::string values_at(const std::vector<scenarios::UnknownInput>& inputs,
                      const std::vector<double>& levels) {
  constexpr std::size_t shown_max = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(inputs.size(), shown_max); ++i) {
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", inputs[i].name,
                        rough_words(inputs[i].unknown.quantile(levels[i])));
  }
  return inputs.size() > shown_max ? text + ", ..." : text;
}

}  // namespace

std::shared_ptr<const models::Plant> plant_with(const scenarios::Unknowns& unknowns,
                                                const std::vector<double>& levels) {
  try {
    return unknowns.plant(levels);
  } catch (const scenarios::Mistakes& mistakes) {
    throw Refused(fmt::format(
        "with values that the scenario does not rule out ({}) it contradicts itself:\n{}",
        values_at(unknowns.inputs(), levels), scenarios::to_text(mistakes.diagnostics().front())));
  }
}

Draws::Draws(std::shared_ptr<const scenarios::Unknowns> unknowns, std::uint64_t seed,
             std::uint64_t each, std::uint64_t of_block)
    : unknowns_(std::move(unknowns)), cube_(seed, of_block), each_(each) {
  assert(!unknowns_->none() && each >= 1);
}

std::vector<double> Draws::levels(std::uint64_t draw) const {
  std::vector<double> levels;
  levels.reserve(inputs().size());
  for (const scenarios::UnknownInput& input : inputs())
    levels.push_back(cube_.level(input.stream, draw));
  return levels;
}

DrawnLevels Draws::levels(std::uint64_t first, std::uint64_t draws) const {
  DrawnLevels result;
  result.reserve(draws);
  for (std::uint64_t draw = first; draw < first + draws; ++draw) result.push_back(levels(draw));
  return result;
}

std::shared_ptr<const models::Plant> Draws::plant(std::uint64_t draw) const {
  return plant_with(*unknowns_, levels(draw));
}

}  // namespace ausfall::studies
