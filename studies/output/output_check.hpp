// The verdicts of `check`: for people, for programs, for what runs builds.
//
// Each is a pure function of the report. Undecided is neither passed nor skipped, wherever it is told:
// a build that goes on in spite of it would take it for a pass.
#pragma once

#include <string>
#include <vector>

#include "scenarios/diagnostic.hpp"
#include "studies/check_report.hpp"

namespace ausfall::studies {

/// Aligned; at most 100 columns as far as names allow.
std::string text_of(const CheckReport& report);

/// With everything that a later `check --baseline` needs.
std::string json_of(const CheckReport& report);

/// A suite for each scenario, a case for each expectation and each service that is compared with the
/// baseline. What is undecided is an error: of a case that is skipped a build takes no notice. Source
/// of the form: the schema that Jenkins's xUnit plug-in publishes (junit-10.xsd).
std::string junit_of(const CheckReport& report);

/// Commands for the log of a GitHub workflow, a line for each thing that ends the build, at the line
/// of the expectation. Source: docs.github.com, "Workflow commands for GitHub Actions"; escapes are
/// those of its toolkit (actions/toolkit, command.ts).
std::string annotations_of(const CheckReport& report);

/// Of mistakes in a scenario, at their lines.
std::string annotations_of(const std::vector<scenarios::Diagnostic>& diagnostics);

}  // namespace ausfall::studies
