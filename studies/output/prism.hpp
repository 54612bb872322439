// A Markov chain in the explicit files of the model checker PRISM.
//
// Source of the formats: PRISM manual, appendix "Explicit Model Files"
// (https://www.prismmodelchecker.org/manual/Appendices/ExplicitModelFiles).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/chain.hpp"

namespace ausfall::studies {

/// STEM.tra (rates, per hour), STEM.sta (one variable, the number of the state), STEM.lab (`init`,
/// `deadlock`, and `up_` with the name of each service, where it is up) and for each service
/// STEM.SERVICE.srew (the share served).
std::vector<std::filesystem::path> prism_files(const std::vector<std::string>& services,
                                               const std::string& stem);

/// Writes them: all, or none.
///
/// Throws Refused where the chain begins in one of several states by chance, which the files
/// cannot say, and SystemFailure when a file cannot be written. REQUIRES: the chain's measures are
/// for every service whether it is up, then for every service the share served.
void write_prism(const Chain& chain, const std::vector<std::string>& services,
                 const std::string& stem);

}  // namespace ausfall::studies
