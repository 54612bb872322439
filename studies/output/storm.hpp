// A Markov chain in the DRN format ("direct encoding") of the model checker Storm, one file.
//
// Source of the format: https://www.stormchecker.org/documentation/background/drn.html; and where
// it is silent, Storm itself (repository moves-rwth/storm): DirectEncodingParser.cpp for the order
// within the line of a state, DirectEncodingExporter.cpp for rates, not probabilities, in a CTMC,
// ExplicitModelBuilder.cpp for what becomes of a state that is never left.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/chain.hpp"

namespace ausfall::studies {

/// Writes STEM.drn: rates per hour; the labels `init`, `deadlock`, and `up_` with the name of each
/// service, where it is up; for each service a reward model of its name, the share served. A state
/// that is never left goes to itself, as Storm has it in the chains that it builds.
///
/// Throws Refused where the chain begins in one of several states by chance, and SystemFailure
/// when the file cannot be written. REQUIRES: the chain's measures are for every service whether it
/// is up, then for every service the share served.
void write_storm(const Chain& chain, const std::vector<std::string>& services,
                 const std::string& stem);

/// The file that it writes.
std::filesystem::path storm_file(const std::string& stem);

}  // namespace ausfall::studies
