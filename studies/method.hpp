// How a run looks for outages: on histories alone, or also on struck paths beside them
// (sim/strikes.hpp), for what is too rare for histories to meet often enough.
//
// Every method simulates the same histories as a plain run, to the draw, and measures the same span.
// `combined`, the default, takes what is common from the histories and what is rare from the paths.
// `importance` takes every course that begins with a failure from the paths.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/strikes.hpp"

namespace ausfall::studies {

enum class Method : std::uint8_t { plain, combined, importance, automatic };

/// "plain", "combined", "importance", "auto", in this order.
const std::vector<std::string>& method_names();
std::string name_of(Method method);

/// What is struck how often, and what is rare. For plants of one structure, whatever their times.
struct StrikeStrategy {
  std::vector<std::string> kinds;  ///< their names
  Rareness rareness;
  StrikePlan plan;
};

/// Decided, once for all threads.
struct ChosenMethod {
  Method method = Method::plain;  ///< not automatic
  Method asked = Method::plain;
  std::string why;                 ///< a part of a sentence; empty if there is nothing to say
  std::uint64_t pilot_events = 0;  ///< spent on the choice
  std::shared_ptr<const StrikeStrategy> strategy;  ///< but for plain
  /// By service: of its downtime, what comes from courses that the run meets fewer than ten times, as
  /// the pilot estimates it. Of plain runs whose pilot could tell.
  std::vector<std::optional<double>> unmet;

  [[nodiscard]] bool weighted() const { return strategy != nullptr; }
};

}  // namespace ausfall::studies
