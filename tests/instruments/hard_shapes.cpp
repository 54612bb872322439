// What many seeds give of the hard shapes (tests/support/hard_shapes.hpp), one line each, without a
// verdict: to look at while intervals are worked on.
//
//     hard_shapes                           all shapes, 100 seeds, what `run` does that is not told
//     hard_shapes 'mix*' masking --seeds 300
//     hard_shapes 'feed*' --method plain    or importance, auto
//     hard_shapes --precision 0.2           each run until its precision, instead of a fixed number
//     hard_shapes --more 4                  four times the replications
//     hard_shapes 'mix*' --check --compare  the verdicts of these, too, below
//     hard_shapes masking --show            the scenarios and truths, nothing is run
//
// Other options: --first-seed N, --threads N, --no-plain (half as long, without the ratio of the
// half-widths), --budget X (of checks, over the replications of the run).
//
// Columns: `cover` is the share of 95 % intervals of the unavailability with the truth in them, and
// `below` that of those which lie below it; `bias` is in per cent, with its standard error; `half` is
// the mean half-width over the truth, and `/plain` that over the plain method's; `out`, `lost` and
// `any` are coverage of outages_per_year, served and outage_by_horizon; `trust` is the share of runs
// that neither warn nor call themselves untrusted, and `cover` of those follows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/hard_shapes.hpp"

namespace ausfall::test {
namespace {

struct Asked {
  std::vector<std::string> patterns;
  Study study;
  bool check = false;
  bool compare = false;
  bool show = false;
  double budget = check_budget_factor;
};

Asked asked(const std::vector<std::string>& arguments) {
  Asked it;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& each = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size()) throw std::invalid_argument(each + " asks for a value");
      return arguments[++i];
    };
    if (each == "--help") {
      throw std::invalid_argument(
          "[PATTERN...] [--seeds N] [--first-seed N] [--method NAME] [--precision SHARE] [--more "
          "X] "
          "[--no-plain] [--check] [--budget X] [--compare] [--show] [--threads N]");
    }
    if (each == "--seeds") {
      it.study.seeds = std::stoull(value());
    } else if (each == "--first-seed") {
      it.study.first_seed = std::stoull(value());
    } else if (each == "--method") {
      const std::vector<std::string>& names = studies::method_names();
      const auto found = std::ranges::find(names, value());
      if (found == names.end()) throw std::invalid_argument("no such method");
      it.study.method = static_cast<studies::Method>(found - names.begin());
    } else if (each == "--precision") {
      it.study.precision = std::stod(value());
    } else if (each == "--more") {
      it.study.more = std::stod(value());
    } else if (each == "--threads") {
      it.study.threads = static_cast<unsigned>(std::stoul(value()));
    } else if (each == "--no-plain") {
      it.study.plain_too = false;
    } else if (each == "--budget") {
      it.budget = std::stod(value());
    } else if (each == "--check") {
      it.check = true;
    } else if (each == "--compare") {
      it.compare = true;
    } else if (each == "--show") {
      it.show = true;
    } else if (each.starts_with("--")) {
      throw std::invalid_argument("unknown option " + each);
    } else {
      it.patterns.push_back(each);
    }
  }
  if (it.patterns.empty()) it.patterns.emplace_back("*");
  return it;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f}", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string coverage(const Worth& worth) { return percent(worth.covered, worth.seeds); }

/// In per cent, of the mean.
std::string bias(const Worth& worth) {
  return fmt::format("{:+.1f} ({:.1f})", 100 * worth.bias(), 100 * worth.bias_error());
}

/// In per cent.
std::string width(const Worth& worth) {
  const double mean = 100 * worth.half_widths.mean();
  return std::isfinite(mean) ? fmt::format("{:.3g}", mean) : "none";
}

void show(const HardShape& shape) {
  const Truth truth = truth_of(shape);
  fmt::print("# {}: unavailability {:.6g}", shape.name, truth.unavailability);
  if (truth.outages_per_year) fmt::print(", outages a year {:.6g}", *truth.outages_per_year);
  if (truth.served) fmt::print(", not served {:.6g}", 1 - *truth.served);
  if (truth.outage_by_horizon) fmt::print(", any outage {:.6g}", *truth.outage_by_horizon);
  fmt::print("; worse by {:.3g}\n{}replications: {}\n\n", worse_by(shape), shape.text,
             shape.replications);
}

void print_runs(const std::vector<HardShape>& shapes, const Study& plan) {
  fmt::print(
      "{:<18} {:>5} {:>5} {:>14} {:>8} {:>6} | {:>5} {:>5} {:>5} | {:>5} {:>5} | {:>7} {:>6}\n",
      "run", "cover", "below", "bias", "half", "/plain", "out", "lost", "any", "trust", "cover",
      "repl", "ms");
  Worth all;
  Worth trusted;
  for (const HardShape& shape : shapes) {
    const RunsFound it = study(shape, plan);
    const std::optional<double> by_plain = it.half_width_by_plain();
    fmt::print(
        "{:<18} {:>5} {:>5} {:>14} {:>8} {:>6} | {:>5} {:>5} {:>5} | {:>5} {:>5} | {:>7.0f} "
        "{:>6.1f}\n",
        shape.name, coverage(it.unavailability),
        percent(it.unavailability.low, it.unavailability.seeds), bias(it.unavailability),
        width(it.unavailability), by_plain ? fmt::format("{:.2f}", *by_plain) : "-",
        coverage(it.outages_per_year), coverage(it.served), coverage(it.outage_by_horizon),
        percent(it.trusted.seeds, it.unavailability.seeds), coverage(it.trusted),
        it.replications.mean(), it.milliseconds.mean());
    std::fflush(stdout);
    all.seeds += it.unavailability.seeds;
    all.covered += it.unavailability.covered;
    all.low += it.unavailability.low;
    trusted.seeds += it.trusted.seeds;
    trusted.covered += it.trusted.covered;
  }
  fmt::print("{:<18} {:>5} {:>5} {:>57} {:>5} {:>5}\n", "all", coverage(all),
             percent(all.low, all.seeds), "", percent(trusted.seeds, all.seeds), coverage(trusted));
}

void print_checks(const std::vector<HardShape>& shapes, const Asked& it) {
  fmt::print("\n{:<18} {:>9} {:>14} {:>14} {:>9}\n", "check", "false, %", "decided 20 %",
             "decided 2-fold", "repl");
  ChecksFound all;
  for (const HardShape& shape : shapes) {
    const ChecksFound found = study_checks(shape, it.study, it.budget);
    fmt::print("{:<18} {:>9} {:>14} {:>14} {:>9.0f}\n", shape.name,
               percent(found.false_verdicts, found.seeds),
               percent(found.decided_near, 2 * found.seeds),
               percent(found.decided_far, 2 * found.seeds), found.replications.mean());
    std::fflush(stdout);
    all.seeds += found.seeds;
    all.false_verdicts += found.false_verdicts;
    all.decided_near += found.decided_near;
    all.decided_far += found.decided_far;
  }
  fmt::print("{:<18} {:>9} {:>14} {:>14}\n", "all", percent(all.false_verdicts, all.seeds),
             percent(all.decided_near, 2 * all.seeds), percent(all.decided_far, 2 * all.seeds));
}

void print_comparisons(const std::vector<HardShape>& shapes, const Study& plan) {
  fmt::print("\n{:<18} {:>7} {:>5} {:>5} {:>14} {:>8} {:>6}\n", "compare", "wrong", "right",
             "cover", "bias", "half", "warned");
  for (const HardShape& shape : shapes) {
    const ComparisonsFound found = study_comparisons(shape, plan);
    fmt::print("{:<18} {:>7} {:>5} {:>5} {:>14} {:>8} {:>6}\n", shape.name,
               percent(found.wrong, found.worth.seeds), percent(found.right, found.worth.seeds),
               coverage(found.worth), bias(found.worth), width(found.worth),
               percent(found.warned, found.worth.seeds));
    std::fflush(stdout);
  }
}

int print_all(const Asked& it) {
  const std::vector<HardShape> shapes = hard_shapes(it.patterns);
  if (shapes.empty()) throw std::invalid_argument("no shape has such a name");
  if (it.show) {
    for (const HardShape& shape : shapes) show(shape);
    return 0;
  }
  print_runs(shapes, it.study);
  if (it.check) print_checks(shapes, it);
  if (it.compare) print_comparisons(shapes, it.study);
  return 0;
}

}  // namespace
}  // namespace ausfall::test

int main(int count, char** arguments) {
  try {
    return ausfall::test::print_all(ausfall::test::asked({arguments + 1, arguments + count}));
  } catch (const std::exception& error) {
    fmt::print(stderr, "hard_shapes: {}\n", error.what());
    return 2;
  }
}
