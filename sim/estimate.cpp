#include "sim/estimate.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace ausfall {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// From so many effective jumps on, Student's t: the skewness of the total is then 0.05 for equal
/// jumps, and 0.16 for lognormal ones with a coefficient of variation of 1.5.
constexpr double effective_jumps_enough = 400;

// How improbable Fisher's index of dispersion must be under Poisson's law. Jumps in bursts are
// believed readily, since to miss them makes an interval too narrow; regular ones only when it is
// certain.
constexpr double bursts_level = 0.1;
constexpr double regularity_level = 0.001;
constexpr std::uint64_t regularity_replications_min = 10;

/// What is known of a total that grows by jumps, in units that do not matter.
struct Known {
  std::uint64_t replications = 0;
  double mean = 0;  ///< of a replication's total
  double variance = 0;
  double jumps = 0;        ///< in all replications; > 0
  double dispersion = 1;   ///< of the counts of jumps: variance over mean
  double spread = 0;       ///< squared coefficient of variation of a jump's size
  double skewness = 0;     ///< of a jump's size
  double added_low = 0.5;  ///< events added to those seen, for the lower limit
  double added_high = 0.5;

  [[nodiscard]] double effective_jumps() const {
    const double uncertainty = dispersion + spread;
    return uncertainty > 0 ? jumps / uncertainty : infinity;
  }
};

double tail(double confidence) {
  assert(confidence > 0 && confidence < 1);
  return (1 - confidence) / 2;
}

Estimate clamped(Estimate estimate, double floor, double ceiling) {
  estimate.low = std::clamp(estimate.low, floor, estimate.mean);
  estimate.high = std::clamp(estimate.high, estimate.mean, std::max(ceiling, estimate.mean));
  return estimate;
}

Estimate student(std::uint64_t count, double mean, double variance, double confidence) {
  if (count < 2) return {mean, -infinity, infinity};
  const auto n = static_cast<double>(count);
  const boost::math::students_t law(n - 1);
  const double half = quantile(complement(law, tail(confidence))) * std::sqrt(variance / n);
  return {mean, mean - half, mean + half};
}

/// The probability that chi-squared is below `index` times its degrees of freedom.
///
/// With many degrees of freedom by the cube root (Wilson and Hilferty 1931), which is precise
/// there, while Boost's incomplete gamma function overflows far down its lower tail.
double chi_squared_below(double freedom, double index) {
  if (freedom <= 200) return cdf(boost::math::chi_squared(freedom), freedom * index);
  const double variance = 2 / (9 * freedom);
  return cdf(boost::math::normal(1 - variance, std::sqrt(variance)), std::cbrt(index));
}

/// Variance over mean of counts; 1, as Poisson's, unless the index of dispersion tells otherwise.
double dispersion_of(std::uint64_t count, double mean, double variance) {
  if (count < 2 || mean <= 0) return 1;
  const double index = variance / mean;
  const double freedom = static_cast<double>(count) - 1;
  if (index >= 1) return 1 - chi_squared_below(freedom, index) < bursts_level ? index : 1;
  if (count < regularity_replications_min) return 1;
  return chi_squared_below(freedom, index) < regularity_level ? index : 1;
}

/// Fay and Feuer's lower limit with half an event added.
double low_of(const Known& known, double confidence) {
  const double effective = known.effective_jumps();
  const boost::math::gamma_distribution<> law(effective + known.added_low);
  return known.mean * quantile(law, tail(confidence)) / effective;
}

/// The upper fiducial quantile of rate times mean size.
double high_of(const Known& known, double confidence) {
  // Where all counts are equal (a dispersion of 0), only the sizes are uncertain; where all sizes
  // are equal, only the counts are.
  constexpr double certain = 1e-9;
  const double counted = known.jumps / std::max(known.dispersion, certain) + known.added_high;
  const double caution =
      1 + 4 / known.jumps + std::max(known.skewness, 0.0) / 2 / std::sqrt(known.jumps);
  const double spread = std::min(known.spread * caution, known.jumps);
  const double excess = counted / (counted - known.added_high);
  if (spread < certain) {
    const boost::math::gamma_distribution<> law(counted, 1 / counted);
    return known.mean * excess * quantile(complement(law, tail(confidence)));
  }
  const boost::math::fisher_f law(2 * counted, 2 * known.jumps / spread);
  return known.mean * excess * quantile(complement(law, tail(confidence)));
}

Estimate interval_of(const Known& known, double confidence) {
  if (known.replications >= 2 && known.effective_jumps() >= effective_jumps_enough) {
    return student(known.replications, known.mean, known.variance, confidence);
  }
  return {known.mean, low_of(known, confidence), high_of(known, confidence)};
}

/// Squared coefficient of variation of single jumps; where they come in bursts, as much as the
/// totals scatter beyond the counts. One jump tells nothing of it: 1, as of exponential sizes.
double spread_of(const Jumps& jumps, double dispersion) {
  if (jumps.count() < 2) return 1;
  const double size = jumps.sizes().mean();
  const double single = jumps.sizes().variance() / (size * size);
  if (dispersion <= 1) return single;
  const Moments& totals = jumps.totals();
  const double relative = totals.variance() / (totals.mean() * totals.mean());
  const double together = relative * jumps.counts().mean() - dispersion;
  return std::max(single, together);
}

/// The largest probability of a thing that independent trials did not show.
double unseen(std::uint64_t trials, double confidence) {
  return -std::expm1(std::log(tail(confidence)) / static_cast<double>(trials));
}

/// Of events: jumps of size 1.
Known events_known(std::uint64_t replications, double mean, double variance) {
  return {.replications = replications,
          .mean = mean,
          .variance = variance,
          .jumps = mean * static_cast<double>(replications),
          .dispersion = dispersion_of(replications, mean, variance),
          .added_low = 0.3,
          .added_high = 0.7};
}

/// Where `excess` turns from true to false between `from` and `to`, to the last bit.
template <class Predicate>
double turning_point(Predicate excess, double from, double to) {
  for (int step = 0; step < 200 && from < to; ++step) {
    const double middle = std::midpoint(from, to);
    if (middle == from || middle == to) break;
    (excess(middle) ? from : to) = middle;
  }
  return std::midpoint(from, to);
}

/// How unlike a coin of probability p is to one that shows `share` (Kullback and Leibler).
double divergence(double share, double p) {
  const auto term = [](double x, double y) { return x > 0 ? x * std::log(x / y) : 0.0; };
  return term(share, p) + term(1 - share, 1 - p);
}

/// P(successes or more) less half of P(just as many), of a binomial. REQUIRES: 0 < p < 1.
double mid_upper_tail(double successes, double trials, double p) {
  using boost::math::ibeta;
  const double at_least = successes > 0 ? ibeta(successes, trials - successes + 1, p) : 1;
  const double more = successes < trials ? ibeta(successes + 1, trials - successes, p) : 0;
  return (at_least + more) / 2;
}

}  // namespace

bool bounded(const Estimate& estimate) {
  return std::isfinite(estimate.low) && std::isfinite(estimate.high);
}

double half_width(const Estimate& estimate) { return (estimate.high - estimate.low) / 2; }

Estimate scaled(const Estimate& estimate, double factor) {
  assert(factor >= 0);
  return {estimate.mean * factor, estimate.low * factor, estimate.high * factor};
}

Estimate sum(const Estimate& a, const Estimate& b) {
  const double mean = a.mean + b.mean;
  return {mean, mean - std::hypot(a.mean - a.low, b.mean - b.low),
          mean + std::hypot(a.high - a.mean, b.high - b.mean)};
}

Estimate complement(const Estimate& share) {
  return {1 - share.mean, 1 - share.high, 1 - share.low};
}

void Moments::add(double value) {
  const auto before = static_cast<double>(count_);
  const auto n = static_cast<double>(++count_);
  const double delta = value - mean_;
  const double step = delta / n;
  const double grown = delta * step * before;
  mean_ += step;
  m3_ += grown * step * (n - 2) - 3 * step * m2_;
  m2_ += grown;
}

void Moments::add_zeros(std::uint64_t number) {
  Moments zeros;
  zeros.count_ = number;
  merge(zeros);
}

void Moments::merge(const Moments& other) {
  if (other.count_ == 0) return;
  if (count_ == 0) {
    *this = other;
    return;
  }
  const auto ours = static_cast<double>(count_);
  const auto theirs = static_cast<double>(other.count_);
  const double n = ours + theirs;
  const double delta = other.mean_ - mean_;
  const double between = delta * delta * ours * theirs / n;
  m3_ += other.m3_ + between * delta * (ours - theirs) / n +
         3 * delta * (ours * other.m2_ - theirs * m2_) / n;
  m2_ += other.m2_ + between;
  mean_ += delta * theirs / n;
  count_ += other.count_;
}

double Moments::variance() const {
  return count_ < 2 ? 0 : m2_ / (static_cast<double>(count_) - 1);
}

double Moments::skewness() const {
  if (count_ < 3) return 0;
  const auto n = static_cast<double>(count_);
  const double deviation = std::sqrt(m2_ / n);
  // What rounding leaves of equal values is not skewed.
  if (!(deviation > 1e-9 * std::abs(mean_))) return 0;
  const double largest = (n - 2) / std::sqrt(n - 1);  // that n values can have
  return std::clamp(m3_ / n / (deviation * deviation * deviation), -largest, largest);
}

Estimate mean_interval(const Moments& values, double confidence) {
  return student(values.count(), values.mean(), values.variance(), confidence);
}

Estimate proportion_interval(std::uint64_t successes, std::uint64_t trials, double confidence) {
  assert(successes <= trials);
  const double area = tail(confidence);
  if (trials == 0) return {0, 0, 1};
  const auto x = static_cast<double>(successes);
  const auto n = static_cast<double>(trials);
  Estimate share{x / n, 0, 1};
  if (successes == trials) {
    share.low = 1 - unseen(trials, confidence);
  } else if (successes > 0) {
    share.low =
        turning_point([&](double p) { return mid_upper_tail(x, n, p) < area; }, 0, share.mean);
  }
  if (successes == 0) {
    share.high = unseen(trials, confidence);
  } else if (successes < trials) {
    share.high =
        turning_point([&](double p) { return 1 - mid_upper_tail(x, n, p) > area; }, share.mean, 1);
  }
  return share;
}

Estimate bounded_mean_interval(double mean, double number, double confidence) {
  assert(mean >= 0 && mean <= 1);
  const double allowed = -std::log(tail(confidence));
  if (!(number > 0)) return {mean, 0, 1};
  const auto too_far = [&](double p) { return number * divergence(mean, p) > allowed; };
  return {mean, mean > 0 ? turning_point(too_far, 0, mean) : 0,
          mean < 1 ? turning_point([&](double p) { return !too_far(p); }, mean, 1) : 1};
}

void Jumps::add(double size) {
  assert(size > 0);
  sizes_.add(size);
}

void Jumps::end_replication(double total) {
  const std::uint64_t jumps = sizes_.count() - counted_;
  counted_ = sizes_.count();
  replications_with_ += jumps > 0 ? 1 : 0;
  counts_.add(static_cast<double>(jumps));
  totals_.add(total);
}

void Jumps::add_idle_replications(std::uint64_t number) {
  totals_.add_zeros(number);
  counts_.add_zeros(number);
}

void Jumps::merge(const Jumps& other) {
  assert(counted_ == sizes_.count() && other.counted_ == other.sizes_.count());
  totals_.merge(other.totals_);
  counts_.merge(other.counts_);
  sizes_.merge(other.sizes_);
  replications_with_ += other.replications_with_;
  counted_ += other.counted_;
}

double effective_count(const Jumps& jumps) {
  if (jumps.count() == 0) return 0;
  const auto n = static_cast<double>(jumps.count());
  const double mean = jumps.sizes().mean();
  return n * mean * mean / (mean * mean + jumps.sizes().variance() * (n - 1) / n);
}

Estimate total_interval(const Jumps& jumps, double ceiling, double confidence) {
  if (jumps.replications() == 0) return {0, 0, ceiling};
  if (jumps.count() == 0) return {0, 0, ceiling * unseen(jumps.replications(), confidence)};
  const std::uint64_t n = jumps.replications();
  const Moments& counts = jumps.counts();
  const double dispersion = dispersion_of(n, counts.mean(), counts.variance());
  const Known known{.replications = n,
                    .mean = jumps.totals().mean(),
                    .variance = jumps.totals().variance(),
                    .jumps = static_cast<double>(jumps.count()),
                    .dispersion = dispersion,
                    .spread = spread_of(jumps, dispersion),
                    .skewness = jumps.sizes().skewness()};
  return clamped(interval_of(known, confidence), 0, ceiling);
}

Estimate count_interval(const Moments& counts, double confidence) {
  const std::uint64_t n = counts.count();
  if (n == 0) return {0, 0, infinity};
  if (counts.mean() <= 0) return {0, 0, -std::log(tail(confidence)) / static_cast<double>(n)};
  const Known known = events_known(n, counts.mean(), counts.variance());
  return clamped(interval_of(known, confidence), 0, infinity);
}

Estimate share_interval(const Moments& successes, double trials, double confidence) {
  assert(trials > 0);
  const std::uint64_t n = successes.count();
  if (n == 0) return {0, 0, 1};
  // What is rarer decides how well the share is known.
  const bool failures_rarer = successes.mean() > trials / 2;
  const double rarer = failures_rarer ? trials - successes.mean() : successes.mean();
  Estimate share{0, 0, unseen(n, confidence)};
  if (rarer > 0) {
    const Known known = events_known(n, rarer, successes.variance());
    share = clamped(scaled(interval_of(known, confidence), 1 / trials), 0, 1);
  }
  return failures_rarer ? complement(share) : share;
}

}  // namespace ausfall
