#include "sim/phase_type.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <span>

namespace ausfall {
namespace {

/// Moments computed from variance and mean carry rounding errors; within this they are taken for
/// the round value.
constexpr double rounding = 1e-12;

struct Moments {
  double first = 0;
  double second = 0;
};

/// E[X] and E[X^2] of the time from the beginning of each stage on, from the last stage backwards.
std::vector<Moments> moments_from(const std::vector<PhaseType::Stage>& stages) {
  std::vector<Moments> from(stages.size() + 1);
  for (std::size_t i = stages.size(); i-- > 0;) {
    const double stage_mean = 1 / stages[i].rate;
    const Moments& rest = from[i + 1];
    const double onward = stages[i].onward;
    from[i].first = stage_mean + onward * rest.first;
    from[i].second =
        2 * stage_mean * stage_mean + onward * (2 * stage_mean * rest.first + rest.second);
  }
  return from;
}

PhaseType stages_in_a_row(std::size_t count, double rate) {
  PhaseType result;
  result.stages.assign(count, {rate, 1});
  result.stages.back().onward = 0;
  result.first.assign(count, 0);
  result.first.front() = 1;
  return result;
}

/// With probability p of k - 1 stages, otherwise of k. The difference is made where the last stage
/// would begin, so that every such time begins alike.
PhaseType erlang_mixture(double mean, double cv2) {
  const double k = std::ceil(1 / cv2 - rounding);
  const double root = std::sqrt(std::max(0.0, k * (1 + cv2) - k * k * cv2));
  const double p = std::clamp((k * cv2 - root) / (1 + cv2), 0.0, 1.0);
  PhaseType result = stages_in_a_row(static_cast<std::size_t>(k), (k - p) / mean);
  result.stages[result.stages.size() - 2].onward = p < rounding ? 1 : 1 - p;
  return result;
}

/// One of these exponentials, by weight. REQUIRES: from the shortest mean to the longest.
PhaseType mixture(std::span<const Distribution::Branch> branches) {
  PhaseType result = stages_in_a_row(branches.size(), 1);
  std::vector<double> weight;
  for (const Distribution::Branch& branch : branches) weight.push_back(branch.weight);
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const Seconds mean = branches[i].mean;
    double ends = weight[i];
    double goes_on = 0;
    for (std::size_t j = i + 1; j < branches.size(); ++j) {
      const double shorter = mean / branches[j].mean;
      ends += weight[j] * shorter;
      weight[j] *= (branches[j].mean - mean) / branches[j].mean;
      goes_on += weight[j];
    }
    result.stages[i] = {1 / mean.count(), goes_on / (ends + goes_on)};
  }
  return result;
}

PhaseType balanced_hyperexponential(double mean, double cv2) {
  const double root = std::sqrt((cv2 - 1) / (cv2 + 1));
  const double frequent = (1 + root) / 2;
  const double rare = 1 / ((cv2 + 1) * (1 + root));  // (1 - root) / 2 without cancellation
  PhaseType result;
  result.stages = {{2 * frequent / mean, 0}, {2 * rare / mean, 0}};
  result.first = {frequent, rare};
  return result;
}

}  // namespace

Seconds PhaseType::mean() const {
  const std::vector<Moments> from = moments_from(stages);
  double sum = 0;
  for (std::size_t i = 0; i < stages.size(); ++i) sum += first[i] * from[i].first;
  return Seconds(sum);
}

double PhaseType::variance() const {
  const std::vector<Moments> from = moments_from(stages);
  double second = 0;
  for (std::size_t i = 0; i < stages.size(); ++i) second += first[i] * from[i].second;
  const double m = mean().count();
  return second - m * m;
}

PhaseType one_stage(Seconds mean) { return stages_in_a_row(1, 1 / mean.count()); }

PhaseType fit_moments(Seconds mean, double cv2, int stages_max) {
  assert(mean.count() > 0 && cv2 >= 0 && stages_max >= 1);
  if (stages_max == 1 || std::abs(cv2 - 1) < rounding) return one_stage(mean);
  if (cv2 > 1) return balanced_hyperexponential(mean.count(), cv2);
  const auto most = static_cast<std::size_t>(stages_max);
  if (cv2 <= (1 + rounding) / stages_max) return stages_in_a_row(most, stages_max / mean.count());
  return erlang_mixture(mean.count(), cv2);
}

PhaseType fit(const Distribution& distribution, int stages_max) {
  const double mean = distribution.mean().count();
  return fit_moments(Seconds(mean), distribution.variance() / (mean * mean), stages_max);
}

std::optional<PhaseType> exact_stages(const Distribution& distribution) {
  if (const auto count = distribution.equal_stages(); count && *count <= exact_stages_max) {
    return stages_in_a_row(static_cast<std::size_t>(*count), *count / distribution.mean().count());
  }
  if (!distribution.branches().empty()) return mixture(distribution.branches());
  return std::nullopt;
}

}  // namespace ausfall
