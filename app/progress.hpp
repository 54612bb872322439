// How far the work is and how long it will still take, on standard error, when that is a terminal.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "studies/watch.hpp"

namespace ausfall::app {

class ProgressBar {
 public:
  /// Shows nothing unless `wanted` and standard error is a terminal.
  ProgressBar(bool wanted, std::string what);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  /// Wipes the line.
  ~ProgressBar();

  /// `done` of `total`; a total of 0 is unknown. Safe from any thread, and cheap enough to be
  /// called often.
  void show(std::uint64_t done, std::uint64_t total);

  /// For a study: Ctrl-C interrupts it, and the bar shows how far it is. REQUIRES: the bar outlives
  /// it.
  [[nodiscard]] studies::Watch watch();

 private:
  using Clock = std::chrono::steady_clock;  // of the person who waits: no result depends on it

  const bool shown_;
  const std::string what_;
  const Clock::time_point began_ = Clock::now();
  std::atomic<Clock::rep> next_{0};
  std::mutex writing_;
};

/// "[#####.....]  50 %  about 12 s left": the bar itself, for tests. `elapsed` is what `done` took,
/// in seconds.
std::string progress_bar(const std::string& what, std::uint64_t done, std::uint64_t total,
                         double elapsed);

}  // namespace ausfall::app
