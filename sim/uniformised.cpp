#include "sim/uniformised.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace ausfall {
namespace {

using State = Rates::State;

std::vector<double> exit_rates(const Rates& rates) {
  std::vector<double> exit(rates.states(), 0);
  for (State s = 0; s < rates.states(); ++s) {
    for (std::size_t t = rates.row[s]; t < rates.row[s + 1]; ++t) exit[s] += rates.rate[t];
  }
  return exit;
}

}  // namespace

Poisson::Poisson(double mean, double cut_off) {
  const auto mode = static_cast<std::size_t>(mean);
  std::vector<double> below;
  double sum = 1;
  double term = 1;
  for (std::size_t n = mode; n > 0; --n) {
    term *= static_cast<double>(n) / mean;
    const double ratio = static_cast<double>(n - 1) / mean;
    if (term <= cut_off / 4 * sum * (1 - ratio)) break;
    below.push_back(term);
    sum += term;
  }
  first = mode - below.size();
  equals.assign(below.rbegin(), below.rend());
  equals.push_back(1);
  term = 1;
  for (std::size_t n = mode + 1;; ++n) {
    term *= mean / static_cast<double>(n);
    const double left = 1 - mean / static_cast<double>(n + 1);
    equals.push_back(term);
    sum += term;
    if (left > 0 && term <= cut_off / 4 * sum * left * left) break;
  }
  const double all = std::accumulate(equals.rbegin(), equals.rend(), 0.0);
  for (double& p : equals) p /= all;
  exceeds.resize(equals.size());
  double tail = 0;
  for (std::size_t i = equals.size(); i-- > 0;) {
    exceeds[i] = tail;
    tail += equals[i];
  }
}

Uniformised::Uniformised(const Rates& rates) : rates_(rates), exit_(exit_rates(rates)) {
  // A little more than necessary, so that no state must move and nothing is periodic.
  const double fastest = exit_.empty() ? 0 : *std::max_element(exit_.begin(), exit_.end());
  rate_ = fastest * 1.02;
}

void Uniformised::step(const std::vector<double>& from, std::vector<double>& to) const {
  for (std::size_t s = 0; s < from.size(); ++s) to[s] = from[s] - from[s] * (exit_[s] / rate_);
  for (State s = 0; s < from.size(); ++s) {
    const double share = from[s] / rate_;
    if (share == 0) continue;
    for (std::size_t t = rates_.row[s]; t < rates_.row[s + 1]; ++t) {
      to[rates_.target[t]] += share * rates_.rate[t];
    }
  }
}

DenseMatrix Uniformised::matrix() const {
  const auto n = static_cast<Eigen::Index>(rates_.states());
  DenseMatrix p = DenseMatrix::Zero(n, n);
  for (State s = 0; s < rates_.states(); ++s) {
    p(s, s) = (rate_ - exit_[s]) / rate_;
    for (std::size_t t = rates_.row[s]; t < rates_.row[s + 1]; ++t) {
      p(s, rates_.target[t]) += rates_.rate[t] / rate_;
    }
  }
  return p;
}

std::vector<double> initial_of(const Chain& chain) {
  std::vector<double> x(chain.states(), 0);
  for (const Chain::Start& start : chain.initial) x[start.state] += start.probability;
  return x;
}

void look_up(const SolveOptions& options) {
  if (options.interrupted != nullptr && options.interrupted->load(std::memory_order_relaxed)) {
    throw SolveInterrupted();
  }
}

bool arrived(const std::vector<double>& x, const std::vector<double>& limit, double tolerance) {
  double elsewhere = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (limit[i] == 0) {
      elsewhere += x[i];
    } else if (std::abs(x[i] - limit[i]) > tolerance * limit[i]) {
      return false;
    }
  }
  return elsewhere <= tolerance;
}

Chain ending_in(const Chain& chain, const StateSet& set) {
  std::vector<State> number(chain.states());
  State kept = 0;
  for (State s = 0; s < chain.states(); ++s) number[s] = set[s] ? 0 : kept++;
  const State end = kept;
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) number[s] = end;
  }
  Chain result;
  for (State s = 0; s < chain.states(); ++s) {
    if (set[s]) continue;
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      result.target.push_back(number[chain.target[t]]);
      result.rate.push_back(chain.rate[t]);
    }
    result.row.push_back(result.target.size());
  }
  result.row.push_back(result.target.size());
  for (const Chain::Start& start : chain.initial) {
    result.initial.push_back({number[start.state], start.probability});
  }
  for (const Chain::Part& part : chain.parts) {
    if (set[part.source]) continue;
    result.parts.push_back({number[part.source], number[part.target], part.clock, part.rate});
  }
  return result;
}

int doublings_for(double mean_jumps) {
  return std::max(0, static_cast<int>(std::ceil(std::log2(mean_jumps))));
}

void restore_rows(DenseMatrix& p) {
  for (Eigen::Index i = 0; i < p.rows(); ++i) p.row(i) /= p.row(i).sum();
}

DenseMatrix after_jumps(const DenseMatrix& jump, const Poisson& number,
                        const SolveOptions& options) {
  DenseMatrix power = DenseMatrix::Identity(jump.rows(), jump.cols());
  DenseMatrix p = DenseMatrix::Zero(jump.rows(), jump.cols());
  for (std::size_t n = 0; n <= number.last(); ++n) {
    look_up(options);
    p += number.at(n) * power;
    power = (power * jump).eval();
  }
  restore_rows(p);
  return p;
}

}  // namespace ausfall
