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
std::string values_at(const std::vector<scenarios::UncertainInput>& inputs,
                      const std::vector<double>& levels) {
  constexpr std::size_t shown_max = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(inputs.size(), shown_max); ++i) {
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", inputs[i].name,
                        rough_words(inputs[i].belief.quantile(levels[i])));
  }
  return inputs.size() > shown_max ? text + ", ..." : text;
}

}  // namespace

std::shared_ptr<const models::Plant> plant_with(const scenarios::Uncertainty& uncertainty,
                                                const std::vector<double>& levels) {
  try {
    return uncertainty.plant(levels);
  } catch (const scenarios::Mistakes& mistakes) {
    throw Refused(fmt::format(
        "with values that the scenario does not rule out ({}) it contradicts itself:\n{}",
        values_at(uncertainty.inputs(), levels),
        scenarios::to_text(mistakes.diagnostics().front())));
  }
}

Draws::Draws(std::shared_ptr<const scenarios::Uncertainty> uncertainty, std::uint64_t seed,
             std::uint64_t each, std::uint64_t of_block)
    : uncertainty_(std::move(uncertainty)), cube_(seed, of_block), each_(each) {
  assert(!uncertainty_->none() && each >= 1);
}

std::vector<double> Draws::levels(std::uint64_t draw) const {
  std::vector<double> levels;
  levels.reserve(inputs().size());
  for (const scenarios::UncertainInput& input : inputs())
    levels.push_back(cube_.level(input.name, draw));
  return levels;
}

DrawnLevels Draws::levels(std::uint64_t first, std::uint64_t draws) const {
  DrawnLevels result;
  result.reserve(draws);
  for (std::uint64_t draw = first; draw < first + draws; ++draw) result.push_back(levels(draw));
  return result;
}

std::shared_ptr<const models::Plant> Draws::plant(std::uint64_t draw) const {
  return plant_with(*uncertainty_, levels(draw));
}

}  // namespace ausfall::studies
