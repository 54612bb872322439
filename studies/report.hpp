// What is told of a scenario to those who have to decide, gathered from the studies that know it: how
// available its services are, what single failures cost, what is worth finding out, how chosen
// failures go.
//
// 1. What would take too long, or cannot be had, is left out, and a note says so.
// 2. After an interrupt the report has what was finished.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "scenarios/reader.hpp"
#include "studies/compare.hpp"
#include "studies/experiment.hpp"
#include "studies/fmea/failure_analysis.hpp"
#include "studies/inject.hpp"
#include "studies/result.hpp"
#include "studies/sensitivity.hpp"
#include "studies/watch.hpp"

namespace ausfall::studies {

struct ReportPlan {
  ExperimentPlan run;  ///< of all variants
  /// The failures whose failovers are told, each as parse_fault_orders has it. None: those that cost
  /// most.
  std::vector<std::string> faults;
  std::uint64_t samples = 1000;  ///< of each of these. >= 1
};

/// A failure that is told: what it does when nothing else fails.
struct ToldFailure {
  std::string name;  ///< "node1.hardware"
  std::vector<FaultOrder> orders;
  RunResult effect;
};

struct VariantReport {
  scenarios::Scenario scenario;
  std::optional<FailureAnalysis> failures;
  std::optional<Sensitivity> sensitivity;
  std::vector<ToldFailure> told;
};

struct Report {
  std::string scenario;
  std::string description;
  std::variant<RunResult, Comparison> result;  ///< of one variant, or of several
  std::vector<VariantReport> variants;         ///< as they were given
  std::vector<std::string> notes;              ///< what was left out
  std::uint64_t seed = 1;
  bool interrupted = false;
};

/// Of more failures than these an analysis takes too long, and nobody reads it.
inline constexpr std::size_t reported_failures_max = 1000;

/// Throws as simulate_scenario, compare_variants, analyse_failures, sensitivity_of and inject_faults
/// do; Interrupted where not even the first of them was finished. REQUIRES: there is a variant.
Report report_of(const std::vector<scenarios::Scenario>& variants, const ReportPlan& plan,
                 const Watch& watch);

}  // namespace ausfall::studies
