// Things that have another name than in a baseline, recognised by what they are.
//
// What is told of a thing has its own name nowhere in it, and what it refers to by name apart. So a thing
// that came and one that went are taken for one if they are of one kind, are and fail alike, and refer to
// the same, in which names that came and went count as alike. Of several that are alike, as many must have
// come as went; they are the same in their order.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/plant.hpp"
#include "scenarios/renamed.hpp"

namespace ausfall::studies {

/// What a thing is, whatever it is called.
struct Likeness {
  std::string name;    ///< up to the first dot: "san" of "san.controller1"
  std::string nature;  ///< 16 hexadecimal digits
  /// What it refers to: how, and by which name.
  std::vector<std::pair<std::string, std::string>> refers;
};

/// Of all things that can fail, in the order of the plant.
std::vector<Likeness> likenesses_of(const models::Plant& plant);

/// From what things are called now to what they were called: those that are surely the same.
scenarios::Renames recognised(const std::vector<Likeness>& before,
                              const std::vector<Likeness>& now);

/// "san was array, h1..4 were node1..4".
std::string words_of(const scenarios::Renames& renames);

}  // namespace ausfall::studies
