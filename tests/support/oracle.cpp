#include "tests/support/oracle.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace ausfall::test {
namespace {

struct Line {
  std::string question, source, known, computed, error;
  bool holds = false;
  double seconds = 0;
};

struct Section {
  std::string title;
  std::vector<Line> lines;
};

/// "Closed form" of the suite ClosedForm; one of parameterised tests is named Instance/Suite.
std::string title_of(const testing::TestInfo& test) {
  const std::string suite = test.test_suite_name();
  std::string title;
  for (const char letter : suite.substr(suite.rfind('/') + 1)) {
    const bool capital = letter >= 'A' && letter <= 'Z';
    if (capital && !title.empty()) title += ' ';
    title += capital && !title.empty() ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return title;
}

/// Keeps the lines of this program's tests, and writes them when they have run.
class Record : public testing::EmptyTestEventListener {
 public:
  void add(Line line) {
    const auto now = std::chrono::steady_clock::now();
    line.seconds = std::chrono::duration<double>(now - since_).count();
    since_ = now;
    const std::string title = title_of(*testing::UnitTest::GetInstance()->current_test_info());
    if (sections_.empty() || sections_.back().title != title) sections_.push_back({title, {}});
    sections_.back().lines.push_back(std::move(line));
  }

  void OnTestStart(const testing::TestInfo& /*test*/) override {
    since_ = std::chrono::steady_clock::now();
  }

  void OnTestProgramEnd(const testing::UnitTest& /*tests*/) override {
    const char* const file = std::getenv("AUSFALL_VALIDATION");
    if (file == nullptr) return;
    std::ofstream out(file);
    for (const Section& section : sections_) {
      out << fmt::format("\n## {}\n\n", section.title)
          << "| case | source | known | Ausfall | error | holds | s "
             "|\n|---|---|--:|--:|--:|---|--:|\n";
      for (const Line& line : section.lines)
        out << fmt::format("| {} | {} | {} | {} | {} | {} | {:.2f} |\n", line.question, line.source,
                           line.known, line.computed, line.error, line.holds ? "yes" : "**no**",
                           line.seconds);
    }
    if (!out) ADD_FAILURE() << "cannot write " << file;
  }

 private:
  std::vector<Section> sections_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

/// Listens from before the first test on. The framework owns it.
Record& record() {
  static Record* const it = [] {
    auto* const listener = new Record;
    testing::UnitTest::GetInstance()->listeners().Append(listener);
    return listener;
  }();
  return *it;
}
[[maybe_unused]] const Record& listening = record();

void expect(const Oracle& oracle, Line line) {
  EXPECT_TRUE(line.holds) << oracle.question << " (" << oracle.source << "): known " << line.known
                          << ", Ausfall " << line.computed << ", error " << line.error;
  line.question = oracle.question;
  line.source = oracle.source;
  record().add(std::move(line));
}

std::string interval(double low, double high) { return fmt::format("[{:.6g}, {:.6g}]", low, high); }

}  // namespace

bool thorough() { return std::getenv("AUSFALL_THOROUGH") != nullptr; }

std::uint64_t quick_or_thorough(std::uint64_t quick, std::uint64_t thoroughly) {
  return thorough() ? thoroughly : quick;
}

void expect_relative(const Oracle& oracle, double known, double computed, double error_most) {
  const double error = std::abs(computed / known - 1);
  expect(oracle, {.known = fmt::format("{:.12g}", known),
                  .computed = fmt::format("{:.12g}", computed),
                  .error = fmt::format("{:.1e} of it", error),
                  .holds = error <= error_most});
}

void expect_absolute(const Oracle& oracle, double known, double computed, double error_most) {
  const double error = std::abs(computed - known);
  expect(oracle, {.known = fmt::format("{:.16g}", known),
                  .computed = fmt::format("{:.16g}", computed),
                  .error = fmt::format("{:.1e}", error),
                  .holds = error <= error_most});
}

void expect_contained(const Oracle& oracle, double known, const Estimate& estimate,
                      double width_most) {
  const double width = (estimate.high - estimate.low) / std::abs(known);
  expect(oracle, {.known = fmt::format("{:.12g}", known),
                  .computed = fmt::format("{:.6g} {}", estimate.mean,
                                          interval(estimate.low, estimate.high)),
                  .error = fmt::format("{:+.2f} %", 100 * (estimate.mean / known - 1)),
                  .holds = estimate.low <= known && known <= estimate.high && width <= width_most});
}

void expect_within_bounds(const Oracle& oracle, double low, double high, const Estimate& estimate) {
  expect(
      oracle,
      {.known = interval(low, high),
       .computed = fmt::format("{:.6g} {}", estimate.mean, interval(estimate.low, estimate.high)),
       .error = estimate.mean < low    ? fmt::format("{:.2g} too low", low - estimate.mean)
                : estimate.mean > high ? fmt::format("{:.2g} too high", estimate.mean - high)
                                       : "none",
       .holds = low <= estimate.mean && estimate.mean <= high});
}

void expect_between(const Oracle& oracle, double least, double most, double seen_least,
                    double seen_most, const std::string& unit) {
  const auto range = [&](double from, double to) {
    return from == to ? fmt::format("{:.6g} {}", from, unit)
                      : fmt::format("{:.6g} to {:.6g} {}", from, to, unit);
  };
  constexpr double rounding = 1e-9;
  const double below = least - seen_least;
  const double above = seen_most - most;
  expect(oracle, {.known = range(least, most),
                  .computed = range(seen_least, seen_most),
                  .error = below > rounding   ? fmt::format("{:.2g} {} too little", below, unit)
                           : above > rounding ? fmt::format("{:.2g} {} too much", above, unit)
                                              : "none",
                  .holds = below <= rounding && above <= rounding});
}

void expect_coverage(const Oracle& oracle, double stated, std::uint64_t contained,
                     std::uint64_t trials, double least, double most) {
  const double share = static_cast<double>(contained) / static_cast<double>(trials);
  expect(oracle, {.known = fmt::format("{:.4g} %", 100 * stated),
                  .computed = fmt::format("{:.1f} % of {}", 100 * share, trials),
                  .error = fmt::format("{:+.1f} points", 100 * (share - stated)),
                  .holds = least <= share && share <= most});
}

}  // namespace ausfall::test
