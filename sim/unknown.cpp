#include "sim/unknown.hpp"

#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cassert>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace ausfall {
namespace {

void require(bool holds, const char* sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

/// The rate is then known to three in a hundred thousand.
constexpr double events_max = 1e9;

bool is_positive(Seconds time) { return time.count() > 0 && std::isfinite(time.count()); }

}  // namespace

Unknown Unknown::between(Seconds low, Seconds high) {
  require(is_positive(low), "the lower end of a range has to be more than 0 s");
  require(is_positive(high) && low < high, "the lower end of a range comes first");
  const double from = std::log(low.count());
  const double to = std::log(high.count());
  const double reach = boost::math::quantile(boost::math::normal(), range_high);
  const double sigma = (to - from) / (2 * reach);
  require(sigma > 0, "the ends of the range are too close to one another");
  return Unknown(Lognormal{(from + to) / 2, sigma});
}

Unknown Unknown::of_events(double events, Seconds time) {
  require(events >= 0 && std::isfinite(events), "the number of events cannot be negative");
  require(events <= events_max,
          "more than 1,000,000,000 events leave nothing unknown: write the mean itself");
  require(is_positive(time), "the time that was watched has to be more than 0 s");
  return Unknown(InverseGamma{events + 0.5, time.count()});
}

Unknown Unknown::of_exponential_mean(std::span<const Seconds> values) {
  require(!values.empty(), "at least one value is needed");
  double total = 0;
  for (const Seconds value : values) {
    require(value.count() >= 0 && std::isfinite(value.count()), "a value cannot be negative");
    total += value.count();
  }
  require(total > 0, "the values are all 0 s");
  return Unknown(InverseGamma{static_cast<double>(values.size()), total});
}

Unknown Unknown::of_measurements(std::span<const Seconds> values) {
  require(values.size() >= 2, "at least two values are needed to tell how they scatter");
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const Seconds value : values) {
    require(is_positive(value), "every value has to be more than 0 s");
    mean += std::log(value.count()) / n;
  }
  double squares = 0;
  for (const Seconds value : values) squares += std::pow(std::log(value.count()) - mean, 2);
  const double scale = std::sqrt(squares / (n - 1) / n);
  require(scale > 0, "the values are all equal: write the time itself");
  return Unknown(LogStudent{mean, scale, n - 1});
}

Seconds Unknown::quantile(double p) const {
  assert(p > 0 && p < 1);
  namespace math = boost::math;
  if (const auto* law = std::get_if<Lognormal>(&law_))
    return Seconds(std::exp(law->mu + law->sigma * math::quantile(math::normal(), p)));
  if (const auto* law = std::get_if<InverseGamma>(&law_)) {
    const math::gamma_distribution<> rate(law->shape, 1);
    return Seconds(law->total / math::quantile(math::complement(rate, p)));
  }
  const auto& law = std::get<LogStudent>(law_);
  const math::students_t_distribution<> t(law.freedom);
  return Seconds(std::exp(law.mu + law.scale * math::quantile(t, p)));
}

LatinHypercube::LatinHypercube(std::uint64_t seed, std::uint64_t block)
    : seed_(seed), block_(block) {
  assert(block >= 1);
}

double LatinHypercube::level(std::string_view name, std::uint64_t draw) const {
  const Stream stream = stream_named("not known: " + std::string(name));
  // The parts of its block in a random order (Fisher and Yates); words of one draw of the stream.
  Draw order({seed_, draw / block_}, stream, 0);
  std::vector<std::uint64_t> parts(block_);
  std::iota(parts.begin(), parts.end(), std::uint64_t{0});
  for (std::uint64_t left = block_; left > 1; --left) {
    const auto chosen = boost::random::uniform_int_distribution<std::uint64_t>(0, left - 1)(order);
    std::swap(parts[chosen], parts[left - 1]);
  }
  Draw within({seed_, draw}, stream, 1);
  const double level =
      (static_cast<double>(parts[draw % block_]) + within.uniform()) / static_cast<double>(block_);
  return std::clamp(level, 0x1p-53, 1 - 0x1p-53);
}

}  // namespace ausfall
