#include "app/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/interrupt.hpp"
#include "studies/words.hpp"

namespace ausfall::app {

namespace {

constexpr auto pause = std::chrono::milliseconds(200);
constexpr std::uint64_t bar_width = 24;
constexpr std::string_view wipe = "\r\033[K";

}  // namespace

std::string progress_bar(const std::string& what, std::uint64_t done, std::uint64_t total,
                         double elapsed) {
  if (total == 0) {
    return fmt::format("{}: {}", what, studies::count(done));
  }
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(bar_width));
  std::string text = fmt::format("{} [{}{}] {:3.0f} %", what, std::string(filled, '#'),
                                 std::string(bar_width - filled, '.'), std::floor(share * 100));
  if (done > 0 && elapsed >= 1) {
    text += fmt::format("  about {} left",
                        studies::rough_words(Seconds(std::ceil(elapsed * (1 / share - 1)))));
  }
  return text;
}

ProgressBar::ProgressBar(bool wanted, std::string what)
    : shown_(wanted && ::isatty(STDERR_FILENO) == 1), what_(std::move(what)) {}

ProgressBar::~ProgressBar() {
  if (shown_) {
    std::fwrite(wipe.data(), 1, wipe.size(), stderr);
  }
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total) {
  if (!shown_) {
    return;
  }
  const auto elapsed = Clock::now() - began_;
  Clock::rep due = next_.load(std::memory_order_relaxed);
  if (elapsed.count() < due || !next_.compare_exchange_strong(due, (elapsed + pause).count())) {
    return;
  }
  const std::scoped_lock lock(writing_);
  const std::string line =
      std::string(wipe) +
      progress_bar(what_, done, total, std::chrono::duration<double>(elapsed).count());
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

studies::Watch ProgressBar::watch() {
  return {interruption(), [this](std::uint64_t done, std::uint64_t total) { show(done, total); }};
}

}  // namespace ausfall::app
