// What an engine that looks for rare courses has to know of a plant: which clocks are failures, which
// of these are of a kind, and which choices are between what is usual and what is not.
//
// A failure is a mode or a common cause whose law has a hazard. Modes of one name of the components
// under one key are of a kind.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/plant.hpp"
#include "sim/course_clocks.hpp"

namespace ausfall::models {

class Rarity {
 public:
  /// REQUIRES: the plant outlives this.
  explicit Rarity(const Plant& plant);

  [[nodiscard]] std::span<const FailureClock> failures() const { return failures_; }
  /// By the number of a kind: "node.hardware".
  [[nodiscard]] const std::vector<std::string>& kinds() const { return kinds_; }
  /// Named after these, the same in every plant.
  [[nodiscard]] const std::vector<Stream>& kind_streams() const { return kind_streams_; }
  /// Of common causes, fencing and coverage.
  [[nodiscard]] const std::vector<Stream>& choices() const { return choices_; }
  /// There are failures that cannot be struck, since they have no hazard.
  [[nodiscard]] bool some_without_hazard() const { return some_without_hazard_; }

 private:
  std::vector<FailureClock> failures_;
  std::vector<std::string> kinds_;
  std::vector<Stream> kind_streams_;
  std::vector<Stream> choices_;
  bool some_without_hazard_ = false;
};

}  // namespace ausfall::models
