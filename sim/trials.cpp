#include "sim/trials.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace ausfall {
namespace {

using Row = std::vector<double>;
using Matrix = std::vector<double>;  // square, by rows

/// Probability that no run is complete.
double left(const Row& run) { return std::accumulate(run.begin(), run.end(), 0.0); }

Row times(const Row& row, const Matrix& matrix) {
  const std::size_t n = row.size();
  Row result(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (row[i] == 0) continue;
    for (std::size_t k = 0; k < n; ++k) result[k] += row[i] * matrix[i * n + k];
  }
  return result;
}

double product(const Row& a, const Row& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// The decay of the probability that no run is complete, for each trial more: the largest root of
/// the chain of the run's length, found by letting it run.
double decay_of(const Matrix& trial, std::size_t n) {
  Row run(n, 1.0 / static_cast<double>(n));
  double decay = 0;
  for (int i = 0; i < 10'000; ++i) {
    run = times(run, trial);
    const double now = left(run);
    for (double& each : run) each /= now;
    if (std::abs(now - decay) <= 1e-15) break;
    decay = now;
  }
  return decay;
}

}  // namespace

Trials Trials::until_run(int length, double probability) {
  assert(length >= 1 && length <= 256 && probability > 0 && probability < 1);
  assert(std::pow(probability, length) >= 1e-18);
  Trials trials(length, probability, false);
  trials.start_.resize(static_cast<std::size_t>(length));
  trials.start_[0] = 1;
  trials.find_powers();
  trials.find_moments();
  return trials;
}

Trials Trials::until_run_is_over(int length, double probability) {
  assert(length >= 1 && length <= 256 && probability >= 0 && probability < 1);
  Trials trials(length, 1, true);
  trials.start_.resize(static_cast<std::size_t>(length));
  trials.start_[0] = 1;
  if (probability > 0 && length > 1) {
    // The run's length in the long run, given that none was complete.
    Trials before(length, probability, false);
    before.find_powers();
    const double decay = decay_of(before.powers_.front().moves, trials.start_.size());
    for (std::size_t run = 1; run < trials.start_.size(); ++run)
      trials.start_[run] = trials.start_[run - 1] * probability / decay;
    const double all = left(trials.start_);
    for (double& each : trials.start_) each /= all;
  }
  trials.find_powers();
  trials.probability_ = probability;
  trials.find_moments();
  return trials;
}

void Trials::find_powers() {
  const auto n = static_cast<std::size_t>(length_);
  Power trial{Matrix(n * n), Row(n)};
  for (std::size_t run = 0; run < n; ++run) {
    trial.moves[run * n] = 1 - probability_;
    if (run + 1 < n) trial.moves[run * n + run + 1] = probability_;
  }
  trial.done.back() = probability_;
  powers_.push_back(std::move(trial));
  // One minus 2^-53 is the most that a draw can ask for.
  constexpr double nearly_all = 1 - 1e-17;
  constexpr std::size_t powers_max = 62;
  while (powers_.size() < powers_max && powers_.back().done.front() < nearly_all)
    powers_.push_back(twice(powers_.back()));
}

/// Probabilities that are small are sums of small ones, and each row sums to 1: so errors do not
/// grow with the number of trials.
Trials::Power Trials::twice(const Power& power) const {
  const std::size_t n = power.done.size();
  Power result{Matrix(), power.done};
  result.moves.reserve(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto begin = power.moves.begin() + static_cast<std::ptrdiff_t>(i * n);
    const Row row(begin, begin + static_cast<std::ptrdiff_t>(n));
    result.done[i] += product(row, power.done);
    Row moves = times(row, power.moves);
    const double all = left(moves);
    const double scale = all > 0 ? std::max(0.0, 1 - result.done[i]) / all : 0;
    for (const double each : moves) result.moves.push_back(each * scale);
  }
  return result;
}

/// From a run of r: m(r) trials, and s(r) trials squared, in the mean. With one more trial
///   m(r) = 1 + p m(r+1) + q m(0),  s(r) = 1 + 2 (p m(r+1) + q m(0)) + p s(r+1) + q s(0);
/// each is a(r) + b(r) times its value at 0, which b(0) < 1 gives.
void Trials::find_moments() {
  const auto n = static_cast<std::size_t>(length_);
  if (is_rest_) {
    double square = 0;
    for (std::size_t run = 0; run < n; ++run) {
      const auto trials = static_cast<double>(n - run);
      mean_ += start_[run] * trials;
      square += start_[run] * trials * trials;
    }
    variance_ = std::max(0.0, square - mean_ * mean_);
    return;
  }
  const double p = probability_;
  const double q = 1 - p;
  const double all = std::pow(p, length_);
  std::vector<double> mean(n + 1);
  double a = 0;
  for (std::size_t r = n; r-- > 0;) a = 1 + p * a;
  mean[0] = a / all;
  for (std::size_t r = n; r-- > 1;) mean[r] = 1 + p * mean[r + 1] + q * mean[0];
  double square = 0;
  for (std::size_t r = n; r-- > 0;) square = 1 + 2 * (p * mean[r + 1] + q * mean[0]) + p * square;
  square /= all;
  mean_ = mean[0];
  variance_ = square - mean_ * mean_;
}

Trials::Place Trials::quantile(double p) const {
  assert(p >= 0 && p < 1);
  // The most trials within which a run is complete with a probability of at most p.
  Row run = start_;
  double done = 0;
  double trials = 0;
  for (std::size_t power = powers_.size(); power-- > 0;) {
    const double more = product(run, powers_[power].done);
    if (done + more > p) continue;
    run = times(run, powers_[power].moves);
    done += more;
    trials += std::ldexp(1.0, static_cast<int>(power));
  }
  const double next = product(run, powers_.front().done);
  const double within = next > 0 ? (p - done) / next : 0;
  return {trials + 1, std::clamp(within, 0.0, std::nextafter(1.0, 0.0))};
}

}  // namespace ausfall
