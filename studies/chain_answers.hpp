// What a Markov chain tells of one service.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "sim/chain.hpp"
#include "sim/time.hpp"
#include "studies/solution.hpp"

namespace ausfall::studies {

/// Told how far an answer can be trusted, and what it is of: "the time to an outage of mail".
using NoteTrust = std::function<void(const Trust& trust, const std::string& what)>;

/// Below its measure's 1 the service is down.
SteadyAnswer in_the_long_run(const Chain& chain, const SteadyState& steady, std::size_t measure,
                             const std::string& service, const SolveOptions& options,
                             const NoteTrust& note);

TransientAnswer until(const Chain& chain, const Transient& state, std::size_t measure, Seconds time,
                      const SolveOptions& options);

}  // namespace ausfall::studies
