// What an engine that looks for rare courses has to know of a plant: which clocks are failures, which
// failures are of one kind, and which choices have an improbable outcome.
//
// A failure is a failure mode or a common cause whose law has a hazard. Modes of the same name are
// of one kind if their components were written under one key of the scenario.
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
  /// By kind, a stream named after it: the same in every plant.
  [[nodiscard]] const std::vector<Stream>& kind_streams() const { return kind_streams_; }
  /// The streams of choices that can be improbable: those of common causes, fencing, coverage and
  /// mistakes.
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
