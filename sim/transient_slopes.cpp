// Derivatives of the answers for a time: a pass forth and one back over the jumps of the
// uniformised chain, or the doubling of both for small stiff chains.
//
// Where the chain settles long before the time t asked for, both passes end early:
// - The pass forth ends when the probabilities have reached their limit.
// - An integral of f until t is turned into a question about the time t alone. From one state it
//   brings more than from another by the difference of their biases h, less what h at t makes of
//   it: so f = h at t is asked in its place.
// - What f at t brings from one state more than from another dies away on the way back. The pass
//   back ends once all that is left cannot count; it seldom reaches times at which the pass forth
//   had not settled yet.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/biases.hpp"
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

double work_of_step(const Chain& chain) {
  return static_cast<double>(chain.transitions() + 3 * chain.states());
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

/// So many questions side by side.
template <std::size_t side_by_side>
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
    assert(questions.size() == side_by_side);
    for (double& each : probability_) each /= jump_rate_;
    for (Chain::Part& part : parts_) part.rate /= jump_rate_;
  }

  /// The chain being at its limit after n jumps, before the last; told of which in the end.
  void meet_limit(std::size_t n) {
    go_back_to(n);
    if (at_limit_.empty()) at_limit_.assign(ahead_.size(), {});
    for (std::size_t s = 0; s < ahead_.size(); ++s) {
      for (std::size_t k = 0; k < side_by_side; ++k) {
        at_limit_[s][k].sum += ahead_[s][k];
        at_limit_[s][k].size += std::abs(ahead_[s][k]);
      }
    }
  }

  /// How much all jumps before n can still bring at most to one clock, the weights before it being
  /// 0; of each question relative to the greatest difference in it.
  [[nodiscard]] double left_before(std::size_t n) const {
    double most = 0;
    for (std::size_t k = 0; k < side_by_side; ++k) {
      double difference = 0;
      for (const double f : questions_[k].f)
        difference = std::max(difference, std::abs(f - questions_[k].f.front()));
      double ahead = 0;
      for (const Lanes& lanes : ahead_) ahead = std::max(ahead, std::abs(lanes[k]));
      if (ahead > 0) most = std::max(most, 2 * ahead * static_cast<double>(n) / difference);
    }
    return most;
  }

  /// Adds what was met at the limit. Returns a bound on the errors of it, the limit being as near as
  /// this, relatively.
  double add_limit(const Vector& limit, double nearness) {
    Lanes error{};
    for (const Chain::Part& part : parts_) {
      const double flow = limit[part.source] * part.rate;
      const auto& then = at_limit_[part.target];
      const auto& else_then = at_limit_[part.source];
      for (std::size_t k = 0; k < side_by_side; ++k) {
        sums_[part.clock.index()][k] += flow * (then[k].sum - else_then[k].sum);
        error[k] += nearness * flow * (then[k].size + else_then[k].size);
      }
    }
    return *std::max_element(error.begin(), error.end());
  }

  /// The chain being at x after n jumps. REQUIRES: from the last jump on, one by one.
  void meet(std::size_t n, const Vector& x) {
    for (std::size_t s = 0; s < x.size(); ++s) {
      at_[s] += weights_.at(n) * x[s];
      spent_[s] += weights_.beyond(n) / jump_rate_ * x[s];
    }
    if (n == weights_.last()) return;
    go_back_to(n);
    std::fill(step_.begin(), step_.end(), Lanes{});
    for (const Chain::Part& part : parts_) {
      const double flow = x[part.source] * part.rate;
      Lanes& slope = step_[part.clock.index()];
      const Lanes& then = ahead_[part.target];
      const Lanes& else_then = ahead_[part.source];
      for (std::size_t k = 0; k < side_by_side; ++k) slope[k] += flow * (then[k] - else_then[k]);
    }
    for (std::size_t c = 0; c < step_.size(); ++c) {
      for (std::size_t k = 0; k < side_by_side; ++k) sums_[c][k] += step_[c][k];
    }
  }

  [[nodiscard]] Passes result() && {
    std::vector<Vector> by_clock(side_by_side, Vector(sums_.size()));
    for (std::size_t c = 0; c < sums_.size(); ++c) {
      for (std::size_t k = 0; k < side_by_side; ++k) by_clock[k][c] = sums_[c][k].value();
    }
    return {std::move(by_clock), std::move(at_), std::move(spent_)};
  }

 private:
  using Lanes = std::array<double, side_by_side>;
  struct Added {
    double sum = 0;
    double size = 0;  // of all terms
  };

  /// 0 for numbers that are next to nothing. They would become denormal, and slow to compute with.
  static double unless_negligible(double x) {
    constexpr double negligible = 1e-200;
    return std::abs(x) < negligible ? 0 : x;
  }

  /// Sets `ahead_` to what jump n + 1 and all later jumps bring, by the state that jump n + 1
  /// enters.
  void go_back_to(std::size_t n) {
    Lanes weight;
    for (std::size_t k = 0; k < side_by_side; ++k) {
      weight[k] =
          questions_[k].integrated ? weights_.beyond(n + 1) / jump_rate_ : weights_.at(n + 1);
    }
    for (State s = 0; s < ahead_.size(); ++s) {
      const Lanes& here = ahead_[s];
      Lanes change{};
      for (std::size_t t = chain_.row[s]; t < chain_.row[s + 1]; ++t) {
        const Lanes& there = ahead_[chain_.target[t]];
        for (std::size_t k = 0; k < side_by_side; ++k)
          change[k] += probability_[t] * (there[k] - here[k]);
      }
      for (std::size_t k = 0; k < side_by_side; ++k) {
        next_[s][k] = here[k] + (change[k] + weight[k] * questions_[k].f[s]);
      }
    }
    const Lanes base = next_.front();
    for (Lanes& lanes : next_) {
      for (std::size_t k = 0; k < side_by_side; ++k)
        lanes[k] = unless_negligible(lanes[k] - base[k]);
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
  std::vector<std::array<Added, side_by_side>> at_limit_;
  std::vector<Lanes> step_;
  std::vector<std::array<Sum, side_by_side>> sums_;
  Vector at_;
  Vector spent_;
};

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
    const double step = work_of_step(chain);
    const auto lanes = static_cast<double>(questions);
    return jumps * ((2 + lanes) * step + (1 + lanes) * static_cast<double>(chain.parts.size()));
  }
};

// ---- where it settles ---------------------------------------------------------------------------

/// A chain that has arrived at its limit for good.
struct Settled {
  Vector limit;
  std::size_t jumps = 0;  ///< until then
  Vector spent;           ///< by state, the expected seconds in these
};

/// None where there is no positive limit, or it is not reached within so many jumps.
std::optional<Settled> settled(const Chain& chain, const Uniformised& jumps, std::size_t jumps_max,
                               const SolveOptions& options) {
  constexpr std::size_t jumps_between_looks = 64;
  SteadyState steady = steady_state(chain, options);
  Vector& limit = steady.probability;
  const bool positive = std::find(limit.begin(), limit.end(), 0.0) == limit.end();
  if (!steady.trust.reached || steady.classes != 1 || !positive) return {};
  Vector x = initial_of(chain);
  Vector next(x.size());
  Vector spent(x.size(), 0);
  for (std::size_t n = 0; n < jumps_max; ++n) {
    if (n % jumps_between_looks == 0) {
      look_up(options);
      if (arrived(x, limit, options.tolerance)) return Settled{std::move(limit), n, spent};
    }
    for (std::size_t s = 0; s < x.size(); ++s) spent[s] += x[s] / jumps.rate();
    jumps.step(x, next);
    x.swap(next);
  }
  return {};
}

/// The questions as f at the time asked for, h being the bias of what was integrated. None where one
/// could not be found.
std::optional<std::vector<Question>> at_the_end(const Chain& chain, const Vector& limit,
                                                std::vector<Question> questions,
                                                const SolveOptions& options) {
  Biases biases(chain, options);
  for (auto& [f, integrated] : questions) {
    if (!integrated) continue;
    auto h = biases.solve(less_mean(f, expected(limit, f)));
    if (!h) return {};
    f = std::move(*h);
    integrated = false;
  }
  return questions;
}

/// None where the chain does not settle early enough. Throws NotSolved where it takes too long.
template <std::size_t side_by_side>
std::optional<Passes> settling_of(const Chain& chain, double time,
                                  const std::vector<Question>& questions,
                                  const SolveOptions& options) {
  constexpr std::size_t jumps_between_looks = 64;
  constexpr double negligible = 1e-20;
  const Uniformised jumps(chain);
  const Poisson weights(jumps.rate() * time, cut_off);
  const double steps_max = options.slopes_work_max / work_of_step(chain) / (1.0 + side_by_side);
  const std::size_t forth_max =
      std::min(weights.first / 2, static_cast<std::size_t>(std::min(steps_max, 1e15)));
  std::optional<Settled> there = settled(chain, jumps, forth_max, options);
  if (!there) return {};
  const auto asked = at_the_end(chain, there->limit, questions, options);
  if (!asked) return {};

  Backwards<side_by_side> backwards(chain, jumps, *asked, weights);
  const double rest = time - static_cast<double>(there->jumps) / jumps.rate();
  double left = 1;
  std::size_t n = weights.last();
  while (n > there->jumps && left > negligible) {
    backwards.meet_limit(--n);
    if (n % jumps_between_looks != 0) continue;
    look_up(options);
    if (n < weights.first) left = backwards.left_before(n);
    if (static_cast<double>(weights.last() - n) > steps_max) return {};
  }
  const double nearness = 3 * options.tolerance;
  const double error = backwards.add_limit(there->limit, nearness);
  if (n > 0 && left > negligible) {
    const Retraced retraced(jumps, kept_for(n, chain.states()));
    retraced.visit(initial_of(chain), 0, n, [&](std::size_t jump, const Vector& x) {
      look_up(options);
      backwards.meet(jump, x);
    });
  }
  Passes passes = std::move(backwards).result();
  passes.method = "uniformisation until it settles";
  passes.at = std::move(there->limit);
  passes.spent = std::move(there->spent);
  for (std::size_t s = 0; s < passes.at.size(); ++s) passes.spent[s] += rest * passes.at[s];
  passes.error = error;
  for (std::size_t k = 0; k < side_by_side; ++k) {
    if (!questions[k].integrated) continue;
    const Vector& h = (*asked)[k].f;
    for (double& slope : passes.by_clock[k]) slope = -slope;
    for (const Chain::Part& part : chain.parts) {
      const double slope =
          passes.spent[part.source] * part.rate * (h[part.target] - h[part.source]);
      passes.by_clock[k][part.clock.index()] += slope;
      passes.error = std::max(passes.error, nearness * std::abs(slope));
    }
  }
  return passes;
}

std::optional<Passes> settling(const Chain& chain, double time,
                               const std::vector<Question>& questions,
                               const SolveOptions& options) {
  return questions.size() == 1 ? settling_of<1>(chain, time, questions, options)
                               : settling_of<3>(chain, time, questions, options);
}

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
    if (auto early = settling(chain, time, questions, options)) return std::move(*early);
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
      if (auto early = settling(chain, time, questions, options)) return std::move(*early);
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

SlopesUntil slopes_until_by_settling(const Chain& chain, const StateSet& set, Seconds time,
                                     const SolveOptions& options) {
  return slopes_by(Way::settling, chain, set, time.count(), options);
}

SlopesUntil slopes_until_by_doubling(const Chain& chain, const StateSet& set, Seconds time,
                                     const SolveOptions& options) {
  return slopes_by(Way::doubling, chain, set, time.count(), options);
}

}  // namespace ausfall
