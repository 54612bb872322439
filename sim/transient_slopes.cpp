// Derivatives of the answers for a time: the questions, which way their passes forth and back go
// (sim/two_passes.hpp), and what is made of them.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/slopes.hpp"
#include "sim/sum.hpp"
#include "sim/two_passes.hpp"
#include "sim/uniformised.hpp"

namespace ausfall {
namespace {

using two_passes::Doubling;
using two_passes::JumpByJump;
using two_passes::Passes;
using two_passes::Question;
using two_passes::State;
using two_passes::Vector;

/// What the slopes by all clocks sum to: the slope of the answer by the logarithm of a factor on all
/// rates, which is one on the time, but that an integral is as much less in seconds.
struct Together {
  double slope = 0;
  double hidden = 0;  ///< what rounding of the probabilities may hide of it
};

Together together(const Chain& chain, const Question& question, const Passes& passes, double time) {
  constexpr double rounding = 1e-12;  // of probabilities, with room to spare
  Sum sum;
  double size = 0;
  const auto add = [&](double term) {
    sum += term;
    size += std::abs(term);
  };
  for (State s = 0; s < chain.states(); ++s) {
    if (question.integrated) {
      add(time * passes.at[s] * question.f[s]);
      add(-passes.spent[s] * question.f[s]);
      continue;
    }
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      add(time * passes.at[s] * chain.rate[t] * (question.f[chain.target[t]] - question.f[s]));
    }
  }
  return {sum.value(), rounding * size};
}

/// As in SlopesUntil, of the worst of the questions.
double residual(const Chain& chain, const std::vector<Question>& questions, const Passes& passes,
                double time) {
  double worst = 0;
  for (std::size_t k = 0; k < questions.size(); ++k) {
    const auto& [f, integrated] = questions[k];
    const Together all = together(chain, questions[k], passes, time);
    Sum missing;
    missing += all.slope;
    double size = std::abs(all.slope) + expected(integrated ? passes.spent : passes.at, f);
    for (const double slope : passes.by_clock[k]) {
      missing += -slope;
      size += std::abs(slope);
    }
    const double left = std::max(0.0, std::abs(missing.value()) - all.hidden);
    if (left > 0) worst = std::max(worst, left / size);
  }
  return worst;
}

enum class Way { cheapest, jump_by_jump, settling, doubling };

/// Not by doubling where that takes too much memory.
bool doubles(const Chain& chain, double mean_jumps, std::size_t questions) {
  return chain.states() <= dense_states_max && Doubling::work(chain, mean_jumps, questions) <
                                                   JumpByJump::work(chain, mean_jumps, questions);
}

/// All the way, jump by jump or by doubling. REQUIRES: something moves.
Passes all_the_way(const Chain& chain, double time, const std::vector<Question>& questions,
                   bool by_doubling, const SolveOptions& options) {
  const double jumps = std::max(1.0, Uniformised(chain).rate() * time);
  Passes passes = by_doubling ? Doubling::passes(chain, time, questions, options)
                              : JumpByJump::passes(chain, time, questions, options);
  passes.error = by_doubling ? Doubling::error(jumps) : JumpByJump::error(jumps);
  passes.method = by_doubling ? "doubling" : "uniformisation";
  return passes;
}

Passes the_cheapest_way(const Chain& chain, double time, const std::vector<Question>& questions,
                        const SolveOptions& options) {
  constexpr double easy = 1e9;  // multiplications; some seconds
  const double mean_jumps = Uniformised(chain).rate() * time;
  const bool by_doubling = doubles(chain, mean_jumps, questions.size());
  const double work = by_doubling ? Doubling::work(chain, mean_jumps, questions.size())
                                  : JumpByJump::work(chain, mean_jumps, questions.size());
  if (work > easy) {
    if (auto early = two_passes::settling(chain, time, questions, options))
      return std::move(*early);
  }
  if (work <= options.slopes_work_max) {
    return all_the_way(chain, time, questions, by_doubling, options);
  }
  throw NotSolved(fmt::format(
      "the time asked for is too long for the fastest events of the model: it takes {:.0f} steps "
      "forth and back over {} transitions",
      mean_jumps, chain.transitions()));
}

/// REQUIRES: time > 0.
Passes solved(const Chain& chain, double time, const std::vector<Question>& questions, Way way,
              const SolveOptions& options) {
  if (Uniformised(chain).rate() == 0) {
    Vector spent = initial_of(chain);
    for (double& each : spent) each *= time;
    return {std::vector<Vector>(questions.size()), initial_of(chain), std::move(spent)};
  }
  const auto solve = [&] {
    if (way == Way::cheapest) return the_cheapest_way(chain, time, questions, options);
    if (way == Way::settling) {
      if (auto early = two_passes::settling(chain, time, questions, options))
        return std::move(*early);
    }
    return all_the_way(chain, time, questions, way == Way::doubling, options);
  };
  Passes passes = solve();
  passes.residual = residual(chain, questions, passes, time);
  return passes;
}

SlopesUntil slopes_by(Way way, const Chain& chain, const StateSet& set, double time,
                      const SolveOptions& options) {
  assert(time >= 0);
  if (time == 0) return {.method = "nothing moves"};
  const Vector inside(set.begin(), set.end());
  const Vector entering = entering_rates(chain, set);
  Passes passes =
      solved(chain, time, {{inside, false}, {inside, true}, {entering, true}}, way, options);
  SlopesUntil result;
  result.probability_at = std::move(passes.by_clock[0]);
  result.probability_over = std::move(passes.by_clock[1]);
  for (double& slope : result.probability_over) slope /= time;
  result.entries_over = std::move(passes.by_clock[2]);
  result.entries_over.resize(two_passes::clocks_of(chain), 0);
  for (const Chain::Part& part : chain.parts) {
    if (set[part.source] || !set[part.target]) continue;
    result.entries_over[part.clock.index()] += passes.spent[part.source] * part.rate;
  }

  const Chain ending = ending_in(chain, set);
  Vector ended(ending.states(), 0);
  ended.back() = 1;
  Passes until_visit = solved(ending, time, {{std::move(ended), false}}, way, options);
  result.visited_by = std::move(until_visit.by_clock[0]);
  result.error = std::max(passes.error, until_visit.error);
  result.residual = std::max(passes.residual, until_visit.residual);
  result.method = passes.method;
  return result;
}

}  // namespace

SlopesUntil slopes_until(const Chain& chain, const StateSet& set, Seconds time,
                         const SolveOptions& options) {
  return slopes_by(Way::cheapest, chain, set, time.count(), options);
}

SlopesUntil slopes_until_by_uniformisation(const Chain& chain, const StateSet& set, Seconds time,
                                           const SolveOptions& options) {
  return slopes_by(Way::jump_by_jump, chain, set, time.count(), options);
}

SlopesUntil slopes_until_by_settling(const Chain& chain, const StateSet& set, Seconds time,
                                     const SolveOptions& options) {
  return slopes_by(Way::settling, chain, set, time.count(), options);
}

SlopesUntil slopes_until_by_doubling(const Chain& chain, const StateSet& set, Seconds time,
                                     const SolveOptions& options) {
  return slopes_by(Way::doubling, chain, set, time.count(), options);
}

}  // namespace ausfall
