#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/backwards.hpp"
#include "sim/two_passes.hpp"
#include "sim/uniformised.hpp"

namespace ausfall::two_passes {
namespace {

template <std::size_t side_by_side>
Passes jump_by_jump_of(const Chain& chain, double time, const std::vector<Question>& questions,
                       const SolveOptions& options) {
  const Uniformised jumps(chain);
  const Poisson weights(jumps.rate() * time, cut_off);
  const std::size_t count = weights.last() + 1;
  Backwards<side_by_side> backwards(chain, jumps, questions, weights);
  const Retraced retraced(jumps, kept_for(count, chain.states()));
  retraced.visit(initial_of(chain), 0, count, [&](std::size_t n, const Vector& x) {
    look_up(options);
    backwards.meet(n, x);
  });
  return std::move(backwards).result();
}

}  // namespace

Passes JumpByJump::passes(const Chain& chain, double time, const std::vector<Question>& questions,
                          const SolveOptions& options) {
  return questions.size() == 1 ? jump_by_jump_of<1>(chain, time, questions, options)
                               : jump_by_jump_of<3>(chain, time, questions, options);
}

double JumpByJump::work(const Chain& chain, double mean_jumps, std::size_t questions) {
  const double jumps = mean_jumps + 14 * std::sqrt(mean_jumps) + 45;
  const double step = work_of_step(chain);
  const auto lanes = static_cast<double>(questions);
  return jumps * ((2 + lanes) * step + (1 + lanes) * static_cast<double>(chain.parts.size()));
}

}  // namespace ausfall::two_passes
