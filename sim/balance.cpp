#include "sim/balance.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace ausfall {
namespace {

using State = Rates::State;
using Vector = std::vector<double>;

void look_up(const SolveOptions& options) {
  if (options.interrupted != nullptr && options.interrupted->load(std::memory_order_relaxed)) {
    throw SolveInterrupted();
  }
}

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double absolute_sum(const Vector& x) {
  return std::accumulate(x.begin(), x.end(), 0.0,
                         [](double sum, double each) { return sum + std::abs(each); });
}

std::vector<double> leaves_of(const Rates& rates) {
  std::vector<double> leaves(rates.states(), 0);
  for (State s = 0; s < rates.states(); ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) leaves[s] += rates.rate[t];
  }
  return leaves;
}

/// By the state entered; sources ascend.
Rates turned(const Rates& rates) {
  Rates result;
  const std::size_t n = rates.states();
  result.row.assign(n + 1, 0);
  for (const State target : rates.target) ++result.row[target + 1];
  std::partial_sum(result.row.begin(), result.row.end(), result.row.begin());
  result.target.resize(rates.transitions());
  result.rate.resize(rates.transitions());
  std::vector<std::size_t> next(result.row.begin(), result.row.end() - 1);
  for (State s = 0; s < n; ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) {
      const std::size_t place = next[rates.target[t]]++;
      result.target[place] = s;
      result.rate[place] = rates.rate[t];
    }
  }
  return result;
}

Equations equations_of(Rates rates, std::vector<double> leaves) {
  return {std::move(rates.row), std::move(rates.target), std::move(rates.rate), std::move(leaves)};
}

}  // namespace

Equations::Equations(std::vector<std::size_t> row, std::vector<State> column,
                     std::vector<double> rate, std::vector<double> leaves)
    : row_(std::move(row)),
      column_(std::move(column)),
      rate_(std::move(rate)),
      leaves_(std::move(leaves)) {
  middle_.reserve(states());
  for (State s = 0; s < states(); ++s) {
    const auto begin = column_.begin() + static_cast<std::ptrdiff_t>(row_[s]);
    const auto end = column_.begin() + static_cast<std::ptrdiff_t>(row_[s + 1]);
    assert(std::is_sorted(begin, end));
    middle_.push_back(static_cast<std::size_t>(std::lower_bound(begin, end, s) - column_.begin()));
  }
}

void Equations::sweep(const Vector& b, Vector& x) const {
  x[0] = 0;
  for (State s = 1; s < states(); ++s) x[s] = (b[s] + inflow(x, s)) / leaves_[s];
}

void Equations::sweep_back(const Vector& b, Vector& x) const {
  x[0] = 0;
  for (auto s = static_cast<State>(states()); s-- > 1;) x[s] = (b[s] + inflow(x, s)) / leaves_[s];
}

void Equations::solve_lower(Vector& x) const {
  x[0] = 0;
  for (State s = 1; s < states(); ++s) x[s] = (x[s] + sum(row_[s], middle_[s], x)) / leaves_[s];
}

void Equations::solve_upper(Vector& x) const {
  x[0] = 0;
  for (auto s = static_cast<State>(states()); s-- > 1;)
    x[s] = (x[s] + sum(middle_[s], row_[s + 1], x)) / leaves_[s];
}

void Equations::residual(const Vector& b, const Vector& x, Vector& r) const {
  r[0] = 0;
  for (State s = 1; s < states(); ++s) r[s] = b[s] + inflow(x, s) - x[s] * leaves_[s];
}

Balance::Balance(const Rates& rates)
    : visits(equations_of(turned(rates), leaves_of(rates))),
      times(equations_of(turned(turned(rates)), leaves_of(rates))) {}

double Error::operator()(const Vector& x, const Vector& r) const {
  double sum = 0;
  for (std::size_t s = 0; s < r.size(); ++s) sum += std::abs(r[s]) * weight[s];
  return relative ? sum / (1 + std::accumulate(x.begin(), x.end(), 0.0)) : sum;
}

namespace {

/// (1 - lower)^-1 A (1 - upper)^-1, where A is the left side: the lower and upper triangles of A
/// with its diagonal sum to A and the diagonal, so one pass over each is enough.
class Swept {
 public:
  explicit Swept(const Equations& equations) : equations_(equations), upper_(equations.states()) {}

  void apply(const Vector& z, Vector& result) {
    upper_ = z;
    equations_.solve_upper(upper_);
    for (State s = 0; s < z.size(); ++s) result[s] = z[s] - equations_.leaves(s) * upper_[s];
    equations_.solve_lower(result);
    for (State s = 0; s < z.size(); ++s) result[s] += upper_[s];
  }

 private:
  const Equations& equations_;
  Vector upper_;
};

class Krylov {
 public:
  Krylov(const Equations& equations, const SolveOptions& options)
      : equations_(equations),
        options_(options),
        swept_(equations),
        residual_(equations.states()),
        shadow_(equations.states()),
        direction_(equations.states()),
        image_(equations.states()),
        second_image_(equations.states()),
        sum_(equations.states()),
        best_(equations.states()) {}

  /// Adds to x what brings its residual r down by some digits. Gives the iterations it took.
  std::size_t improve(const Vector& r, Vector& x) {
    constexpr std::size_t iterations_max = 40;
    constexpr double enough = 1e-4;
    residual_ = r;
    equations_.solve_lower(residual_);
    shadow_ = residual_;
    std::fill(direction_.begin(), direction_.end(), 0.0);
    std::fill(image_.begin(), image_.end(), 0.0);
    std::fill(sum_.begin(), sum_.end(), 0.0);
    const double begun_with = absolute_sum(residual_);
    double least = begun_with;
    double rho = 1;
    double alpha = 1;
    double omega = 1;
    std::size_t i = 0;
    for (; i < iterations_max; ++i) {
      look_up(options_);
      const double next_rho = dot(shadow_, residual_);
      const double beta = next_rho / rho * (alpha / omega);
      rho = next_rho;
      for (std::size_t s = 0; s < residual_.size(); ++s)
        direction_[s] = residual_[s] + beta * (direction_[s] - omega * image_[s]);
      swept_.apply(direction_, image_);
      alpha = rho / dot(shadow_, image_);
      for (std::size_t s = 0; s < residual_.size(); ++s) {
        residual_[s] -= alpha * image_[s];
        sum_[s] += alpha * direction_[s];
      }
      swept_.apply(residual_, second_image_);
      omega = dot(second_image_, residual_) / dot(second_image_, second_image_);
      double left = 0;
      for (std::size_t s = 0; s < residual_.size(); ++s) {
        sum_[s] += omega * residual_[s];
        residual_[s] -= omega * second_image_[s];
        left += std::abs(residual_[s]);
      }
      if (!std::isfinite(left)) break;
      if (left < 0.5 * least) {
        least = left;
        best_ = sum_;
      }
      if (left <= enough * begun_with || left > 1e8 * begun_with) break;
    }
    if (!(least < begun_with)) return i;
    equations_.solve_upper(best_);
    for (std::size_t s = 0; s < x.size(); ++s) x[s] += best_[s];
    return i;
  }

 private:
  const Equations& equations_;
  const SolveOptions& options_;
  Swept swept_;
  Vector residual_, shadow_, direction_, image_, second_image_, sum_, best_;
};

}  // namespace

Iterated iterate(const Equations& equations, const Vector& b, Vector& x, const Error& error,
                 double wanted, const SolveOptions& options) {
  constexpr std::size_t sweeps = 20;        // between looks at the error
  constexpr std::size_t patience = 100;     // sweeps before their pace is judged
  constexpr double sweeps_too_many = 1500;  // still to go
  constexpr int idle_max = 3;
  Vector r(x.size());
  const auto error_of = [&](const Vector& each) {
    equations.residual(b, each, r);
    return error(each, r);
  };
  Iterated result{0, true, error_of(x)};
  const auto too_slow = [&](double before) {
    const double pace = std::log(before / result.error) / sweeps;
    return !(pace > 0) || std::log(result.error / wanted) / pace > sweeps_too_many;
  };
  std::optional<Krylov> krylov;
  Vector tried;
  int idle = 0;
  while (result.error > wanted && idle < idle_max && result.iterations < options.sweeps_max) {
    look_up(options);
    const double before = result.error;
    for (std::size_t i = 0; i < sweeps; ++i) equations.sweep(b, x);
    result.iterations += sweeps;
    result.error = error_of(x);
    if (result.error <= wanted || result.iterations < patience || !too_slow(before)) continue;
    if (!krylov) krylov.emplace(equations, options);
    tried = x;
    result.iterations += 2 * krylov->improve(r, tried);
    result.by_sweeps = false;
    const double left = error_of(tried);
    idle = left < result.error / 2 ? 0 : idle + 1;
    if (!(left < result.error)) continue;
    result.error = left;
    x.swap(tried);
  }
  return result;
}

// ---- times --------------------------------------------------------------------------------------

namespace {

constexpr double unit_roundoff = std::numeric_limits<double>::epsilon() / 2;

/// By state the fewest transitions that are not too unlikely from it to state 0; where there are
/// none, the fewest of any.
Vector steps_to_health(const Balance& balance) {
  constexpr double unlikely = 0.05;
  const std::size_t n = balance.times.states();
  Vector steps(n, 0);
  std::vector<bool> seen(n, false);
  seen[0] = true;
  std::vector<State> waiting = {0};
  for (const double share_min : {unlikely, 0.0}) {
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const State to = waiting[i];
      const auto sources = balance.visits.columns(to);
      const auto rates = balance.visits.rates(to);
      for (std::size_t k = 0; k < sources.size(); ++k) {
        const State from = sources[k];
        if (seen[from] || rates[k] < share_min * balance.times.leaves(from)) continue;
        seen[from] = true;
        steps[from] = steps[to] + 1;
        waiting.push_back(from);
      }
    }
  }
  return steps;
}

/// By state the fewest transitions from state 0 to it.
Vector steps_from_health(const Balance& balance) {
  const std::size_t n = balance.times.states();
  Vector steps(n, 0);
  std::vector<State> waiting = {0};
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    for (const State to : balance.times.columns(waiting[i])) {
      if (to == 0 || steps[to] > 0) continue;
      steps[to] = steps[waiting[i]] + 1;
      waiting.push_back(to);
    }
  }
  return steps;
}

/// The least that these times leave of every state's equation, rounding taken off.
double least_left_side(const Equations& times, const Vector& h) {
  double least = std::numeric_limits<double>::infinity();
  for (State s = 1; s < h.size(); ++s) {
    const double own = times.leaves(s) * h[s];
    const double others = times.inflow(h, s);
    const auto roundings = static_cast<double>(2 * times.terms(s) + 3);
    least = std::min(least, own - others - roundings * unit_roundoff * (own + others));
  }
  return least;
}

}  // namespace

std::optional<std::vector<double>> times_at_most(const Balance& balance,
                                                 const SolveOptions& options) {
  constexpr double proof = 0.5;
  constexpr int sweeps_between_looks = 4;
  constexpr int looks = 4;
  constexpr double longest = 1000;  // times what it is begun with
  const Equations& times = balance.times;
  const std::size_t n = times.states();
  const Vector ones(n, 1);
  double mean_stay = 0;
  for (State s = 0; s < n; ++s) mean_stay += 1 / times.leaves(s) / static_cast<double>(n);
  Vector h(n);
  const auto proved = [&] {
    const double d = least_left_side(times, h);
    if (!(d >= proof)) return false;
    for (double& each : h) each /= d;
    return true;
  };
  const auto smooth = [&] {
    for (int i = 0; i < sweeps_between_looks; ++i) {
      times.sweep(ones, h);
      times.sweep_back(ones, h);
    }
  };
  for (const Vector& steps : {steps_to_health(balance), steps_from_health(balance)}) {
    for (double factor = 1; factor < longest; factor *= 4) {
      for (State s = 0; s < n; ++s) h[s] = factor * mean_stay * steps[s];
      for (int look = 0; look < looks; ++look) {
        look_up(options);
        smooth();
        if (proved()) return h;
      }
    }
  }
  // Repairs do not outweigh failures everywhere, so the steps are no guide.
  std::fill(h.begin(), h.end(), 0.0);
  iterate(times, ones, h, {.weight = ones, .relative = false}, 1 - proof, options);
  for (double& each : h) each = std::max(each, 0.0);
  for (int look = 0; look < looks; ++look) {
    if (proved()) return h;
    smooth();
  }
  return {};
}

}  // namespace ausfall
