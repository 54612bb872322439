// Derivatives of the answers for a time: a pass forth and one back over the jumps of the
// uniformised chain, or the doubling of both for small stiff chains.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/slopes.hpp"
#include "sim/sum.hpp"
#include "sim/uniformised.hpp"

namespace ausfall {
namespace {

using State = Rates::State;
using Vector = std::vector<double>;

/// Errors grow with up to the third power of the number of jumps, some 1e9; a smaller cut-off than
/// that of the answers costs a few terms of the series.
constexpr double cut_off = 1e-45;

/// What is asked of a chain for a time t.
struct Question {
  Vector f;                 ///< by state
  bool integrated = false;  ///< the integral of f until t, in seconds; not f at t
};

/// What one pass forth and back tells.
struct Passes {
  std::vector<Vector> by_clock;  ///< by question and clock
  Vector at;                     ///< by state, the probability at the end
  Vector spent;                  ///< by state, the expected seconds until then
  double error = 0;              ///< as in SlopesUntil, like what follows
  double residual = 0;
  std::string method = "nothing moves";
};

std::size_t clocks_of(const Chain& chain) {
  std::size_t clocks = 0;
  for (const Chain::Part& part : chain.parts) clocks = std::max(clocks, part.clock.index() + 1);
  return clocks;
}

// ---- jump by jump -------------------------------------------------------------------------------

/// Where the chain is after each number of jumps, the last first: so many are kept at a time on
/// each level, and those between computed anew.
class Retraced {
 public:
  Retraced(const Uniformised& jumps, std::size_t kept_max) : jumps_(jumps), kept_max_(kept_max) {}

  /// Tells those from `first` on, `x` being the one there. REQUIRES: count > 0.
  template <class Tell>
  void visit(Vector x, std::size_t first, std::size_t count, const Tell& tell) const {
    const std::size_t length = (count + kept_max_ - 1) / kept_max_;
    const std::size_t pieces = (count + length - 1) / length;
    std::vector<Vector> kept;
    Vector next(x.size());
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      kept.push_back(x);
      if (piece + 1 == pieces) break;
      for (std::size_t n = 0; n < length; ++n) {
        jumps_.step(x, next);
        x.swap(next);
      }
    }
    for (; !kept.empty(); kept.pop_back()) {
      const std::size_t begin = (kept.size() - 1) * length;
      const std::size_t here = std::min(length, count - begin);
      if (here == 1) {
        tell(first + begin, kept.back());
      } else {
        visit(std::move(kept.back()), first + begin, here, tell);
      }
    }
  }

 private:
  const Uniformised& jumps_;
  std::size_t kept_max_;
};

/// As many as make two levels, or as fit into a gigabyte.
std::size_t kept_for(std::size_t jumps, std::size_t states) {
  constexpr std::size_t least = 16;
  constexpr std::size_t bytes = 1U << 30;
  const auto two_levels = static_cast<std::size_t>(std::ceil(std::sqrt(jumps)));
  return std::max(least, std::min(two_levels, bytes / (sizeof(double) * states)));
}

/// K questions side by side.
template <std::size_t K>
class Backwards {
 public:
  Backwards(const Chain& chain, const Uniformised& jumps, const std::vector<Question>& questions,
            const Poisson& weights)
      : chain_(chain),
        jump_rate_(jumps.rate()),
        questions_(questions),
        weights_(weights),
        ahead_(chain.states(), Lanes{}),
        next_(chain.states(), Lanes{}),
        probability_(chain.rate),
        parts_(chain.parts),
        step_(clocks_of(chain), Lanes{}),
        sums_(clocks_of(chain)),
        at_(chain.states(), 0),
        spent_(chain.states(), 0) {
    assert(questions.size() == K);
    for (double& each : probability_) each /= jump_rate_;
    for (Chain::Part& part : parts_) part.rate /= jump_rate_;
  }

  /// The chain being at x after n jumps. REQUIRES: from the last jump on, one by one.
  void meet(std::size_t n, const Vector& x) {
    for (std::size_t s = 0; s < x.size(); ++s) {
      at_[s] += weights_.at(n) * x[s];
      spent_[s] += weights_.beyond(n) / jump_rate_ * x[s];
    }
    if (n == weights_.last()) return;
    go_back_to(n);
    fill(step_, Lanes{});
    for (const Chain::Part& part : parts_) {
      const double flow = x[part.source] * part.rate;
      Lanes& slope = step_[part.clock.index()];
      const Lanes& then = ahead_[part.target];
      const Lanes& else_then = ahead_[part.source];
      for (std::size_t k = 0; k < K; ++k) slope[k] += flow * (then[k] - else_then[k]);
    }
    for (std::size_t c = 0; c < step_.size(); ++c) {
      for (std::size_t k = 0; k < K; ++k) sums_[c][k] += step_[c][k];
    }
  }

  [[nodiscard]] Passes result() && {
    std::vector<Vector> by_clock(K, Vector(sums_.size()));
    for (std::size_t c = 0; c < sums_.size(); ++c) {
      for (std::size_t k = 0; k < K; ++k) by_clock[k][c] = sums_[c][k].value();
    }
    return {std::move(by_clock), std::move(at_), std::move(spent_)};
  }

 private:
  using Lanes = std::array<double, K>;

  static void fill(std::vector<Lanes>& all, const Lanes& with) {
    std::fill(all.begin(), all.end(), with);
  }

  /// Numbers that die away would stay at the smallest there are, with which machines are slow.
  static double unless_negligible(double x) {
    constexpr double negligible = 1e-200;
    return std::abs(x) < negligible ? 0 : x;
  }

  /// `ahead_` becomes what jump n + 1 and all later ones bring, by the state entered with it.
  void go_back_to(std::size_t n) {
    Lanes weight;
    for (std::size_t k = 0; k < K; ++k) {
      weight[k] =
          questions_[k].integrated ? weights_.beyond(n + 1) / jump_rate_ : weights_.at(n + 1);
    }
    for (State s = 0; s < ahead_.size(); ++s) {
      const Lanes& here = ahead_[s];
      Lanes change{};
      for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
        const Lanes& there = ahead_[chain_.target[t]];
        for (std::size_t k = 0; k < K; ++k) change[k] += probability_[t] * (there[k] - here[k]);
      }
      for (std::size_t k = 0; k < K; ++k) {
        next_[s][k] = here[k] + (change[k] + weight[k] * questions_[k].f[s]);
      }
    }
    const Lanes base = next_.front();
    for (Lanes& lanes : next_) {
      for (std::size_t k = 0; k < K; ++k) lanes[k] = unless_negligible(lanes[k] - base[k]);
    }
    ahead_.swap(next_);
  }

  const Chain& chain_;
  double jump_rate_;
  const std::vector<Question>& questions_;
  const Poisson& weights_;
  std::vector<Lanes> ahead_;  // what is more than from state 0
  std::vector<Lanes> next_;
  Vector probability_;              // of each transition, in a jump
  std::vector<Chain::Part> parts_;  // their rates are probabilities, too
  std::vector<Lanes> step_;
  std::vector<std::array<Sum, K>> sums_;
  Vector at_;
  Vector spent_;
};

template <std::size_t K>
Passes jump_by_jump_of(const Chain& chain, double time, const std::vector<Question>& questions,
                       const SolveOptions& options) {
  const Uniformised jumps(chain);
  const Poisson weights(jumps.rate() * time, cut_off);
  const std::size_t count = weights.last() + 1;
  Backwards<K> backwards(chain, jumps, questions, weights);
  const Retraced retraced(jumps, kept_for(count, chain.states()));
  retraced.visit(initial_of(chain), 0, count, [&](std::size_t n, const Vector& x) {
    look_up(options);
    backwards.meet(n, x);
  });
  return std::move(backwards).result();
}

struct JumpByJump {
  static Passes passes(const Chain& chain, double time, const std::vector<Question>& questions,
                       const SolveOptions& options) {
    return questions.size() == 1 ? jump_by_jump_of<1>(chain, time, questions, options)
                                 : jump_by_jump_of<3>(chain, time, questions, options);
  }

  /// Each further jump changes a probability by one at most; there are as many entries as jumps.
  static double error(double mean_jumps) { return 2 * cut_off * mean_jumps * mean_jumps; }

  static double work(const Chain& chain, double mean_jumps, std::size_t questions) {
    const double jumps = mean_jumps + 14 * std::sqrt(mean_jumps) + 45;
    const auto step = static_cast<double>(chain.transitions() + 3 * chain.states());
    const auto lanes = static_cast<double>(questions);
    return jumps * ((2 + lanes) * step + (1 + lanes) * static_cast<double>(chain.parts.size()));
  }
};

// ---- doubling -----------------------------------------------------------------------------------

using Column = Eigen::VectorXd;
using Row = Eigen::RowVectorXd;

/// What is more than from state 0.
DenseMatrix less_first_row(const DenseMatrix& m) { return m.rowwise() - Row(m.row(0)); }
Column less_first(const Column& v) { return v.array() - v(0); }

/// Of one question, the integral over r of v(h - r) p(r), v being a column and p a row, in seconds
/// (and of the integral of v, where that is asked): by the state entered, less that of state 0, and
/// by the state left.
struct Meeting {
  DenseMatrix met;
  Column integral;  ///< of v until h
};

/// From a step h of about one jump on:
/// met(2h) = P(h) met(h) + met(h) P(h), and, where it is integrated, integral(h) spent(h) besides.
class Doubled {
 public:
  Doubled(const Chain& chain, double time, const std::vector<Question>& questions,
          const SolveOptions& options)
      : chain_(chain), questions_(questions), options_(options) {
    const Uniformised jumps(chain);
    const int doublings = doublings_for(jumps.rate() * time);
    begin(jumps, Poisson(std::ldexp(jumps.rate() * time, -doublings), cut_off));
    for (int i = 0; i < doublings; ++i) {
      look_up(options_);
      twice();
    }
  }

  [[nodiscard]] Passes result() const {
    const Row at = initial() * p_;
    std::vector<Vector> by_clock(questions_.size(), Vector(clocks_of(chain_), 0));
    for (std::size_t k = 0; k < questions_.size(); ++k) {
      const DenseMatrix& met = meetings_[k].met;
      for (const Chain::Part& part : chain_.parts) {
        by_clock[k][part.clock.index()] +=
            part.rate * (met(part.target, part.source) - met(part.source, part.source));
      }
    }
    return {std::move(by_clock), {at.begin(), at.end()}, {spent_.begin(), spent_.end()}};
  }

 private:
  [[nodiscard]] Row initial() const {
    const Vector x = initial_of(chain_);
    return Eigen::Map<const Row>(x.data(), static_cast<Eigen::Index>(x.size()));
  }

  /// The first step, as the sum over its jumps that the other way of solving is for all of them.
  void begin(const Uniformised& jumps, const Poisson& weights) {
    const DenseMatrix jump = jumps.matrix();
    p_ = after_jumps(jump, weights, options_);
    std::vector<Row> x = {initial()};
    for (std::size_t n = 0; n < weights.last(); ++n) x.emplace_back(x.back() * jump);
    spent_ = Row::Zero(jump.cols());
    for (std::size_t n = 0; n <= weights.last(); ++n) {
      spent_ += weights.beyond(n) / jumps.rate() * x[n];
    }
    for (const Question& question : questions_) {
      const Column f = Eigen::Map<const Column>(question.f.data(), jump.rows());
      DenseMatrix met = DenseMatrix::Zero(jump.rows(), jump.cols());
      Column ahead = Column::Zero(jump.rows());
      for (std::size_t n = weights.last(); n-- > 0;) {
        const double weight =
            question.integrated ? weights.beyond(n + 1) / jumps.rate() : weights.at(n + 1);
        ahead = less_first(weight * f + jump * ahead);
        met += ahead / jumps.rate() * x[n];
      }
      Column integral = Column::Zero(jump.rows());
      for (std::size_t n = weights.last() + 1; n-- > 0;) {
        integral = less_first(weights.beyond(n) / jumps.rate() * f + jump * integral);
      }
      meetings_.push_back({std::move(met), std::move(integral)});
    }
  }

  void twice() {
    const DenseMatrix differences = less_first_row(p_);
    for (std::size_t k = 0; k < questions_.size(); ++k) {
      auto& [met, integral] = meetings_[k];
      DenseMatrix longer = differences * met;
      longer.noalias() += met * p_;
      if (questions_[k].integrated) longer.noalias() += integral * spent_;
      integral += (differences * integral).eval();
      met.swap(longer);
    }
    spent_ += (spent_ * p_).eval();
    p_ = (p_ * p_).eval();
    restore_rows(p_);
  }

  const Chain& chain_;
  const std::vector<Question>& questions_;
  const SolveOptions& options_;
  DenseMatrix p_;
  Row spent_;
  std::vector<Meeting> meetings_;
};

struct Doubling {
  static Passes passes(const Chain& chain, double time, const std::vector<Question>& questions,
                       const SolveOptions& options) {
    return Doubled(chain, time, questions, options).result();
  }

  /// What is cut off each step adds up in the probabilities, and again where they meet.
  static double error(double mean_jumps) { return 4 * cut_off * std::pow(mean_jumps, 3); }

  static double work(const Chain& chain, double mean_jumps, std::size_t questions) {
    constexpr double begin = 45;  // matrix products
    const auto n = static_cast<double>(chain.states());
    const double each = 1 + 2 * static_cast<double>(questions);
    // They are in cache, four at a time.
    return n * n * n * (begin + each * doublings_for(mean_jumps)) / 4;
  }
};

// ---- the questions ------------------------------------------------------------------------------

/// Is where it is asked about, and how fast that is entered from each other state.
std::pair<Vector, Vector> inside_and_entering(const Chain& chain, const StateSet& set) {
  Vector inside(chain.states(), 0);
  Vector entering(chain.states(), 0);
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) {
      inside[s] = 1;
      continue;
    }
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      if (set[chain.target[t]]) entering[s] += chain.rate[t];
    }
  }
  return {std::move(inside), std::move(entering)};
}

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

enum class Way { cheapest, jump_by_jump, doubling };

/// The one with less work; not by doubling where that takes too much memory. Throws NotSolved where
/// it exceeds the budget.
Way cheapest(const Chain& chain, double mean_jumps, std::size_t questions,
             const SolveOptions& options) {
  const double by_jumps = JumpByJump::work(chain, mean_jumps, questions);
  const double by_doubling = Doubling::work(chain, mean_jumps, questions);
  const bool doubles = chain.states() <= dense_states_max && by_doubling < by_jumps;
  if ((doubles ? by_doubling : by_jumps) <= options.slopes_work_max) {
    return doubles ? Way::doubling : Way::jump_by_jump;
  }
  throw NotSolved(fmt::format(
      "the time asked for is too long for the fastest events of the model: it takes {:.0f} steps "
      "forth and back over {} transitions",
      mean_jumps, chain.transitions()));
}

/// REQUIRES: time > 0.
Passes solved(const Chain& chain, double time, const std::vector<Question>& questions, Way way,
              const SolveOptions& options) {
  const double mean_jumps = Uniformised(chain).rate() * time;
  if (mean_jumps == 0) {
    Vector spent = initial_of(chain);
    for (double& each : spent) each *= time;
    return {std::vector<Vector>(questions.size()), initial_of(chain), std::move(spent)};
  }
  if (way == Way::cheapest) way = cheapest(chain, mean_jumps, questions.size(), options);
  Passes passes = way == Way::doubling ? Doubling::passes(chain, time, questions, options)
                                       : JumpByJump::passes(chain, time, questions, options);
  const double jumps = std::max(1.0, mean_jumps);
  passes.error = way == Way::doubling ? Doubling::error(jumps) : JumpByJump::error(jumps);
  passes.residual = residual(chain, questions, passes, time);
  passes.method = way == Way::doubling ? "doubling" : "uniformisation";
  return passes;
}

SlopesUntil slopes_by(Way way, const Chain& chain, const StateSet& set, double time,
                      const SolveOptions& options) {
  assert(time >= 0);
  if (time == 0) return {.method = "nothing moves"};
  auto [inside, entering] = inside_and_entering(chain, set);
  Passes passes =
      solved(chain, time, {{inside, false}, {inside, true}, {entering, true}}, way, options);
  SlopesUntil result;
  result.probability_at = std::move(passes.by_clock[0]);
  result.probability_over = std::move(passes.by_clock[1]);
  for (double& slope : result.probability_over) slope /= time;
  result.entries_over = std::move(passes.by_clock[2]);
  result.entries_over.resize(clocks_of(chain), 0);
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

SlopesUntil slopes_until_by_doubling(const Chain& chain, const StateSet& set, Seconds time,
                                     const SolveOptions& options) {
  return slopes_by(Way::doubling, chain, set, time.count(), options);
}

}  // namespace ausfall
