// Ctrl-C, and the same from a scheduler (SIGTERM): the work stops at the next good moment and shows
// what is finished. A second one ends the program at once.
#pragma once

#include <atomic>

namespace ausfall::app {

/// While one exists, SIGINT and SIGTERM are noted instead of ending the program. At most one at a
/// time.
class InterruptGuard {
 public:
  InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();
};

/// Whether one has come since the guard was made. Safe from any thread.
[[nodiscard]] const std::atomic<bool>& interruption();

}  // namespace ausfall::app
