// Ctrl-C, and the same from a scheduler (SIGTERM): the work stops at the next good moment and shows
// what is finished. A second one ends the program at once.
#pragma once

#include <atomic>
#include <csignal>

namespace ausfall::app {

/// What happens on SIGINT and SIGTERM.
struct Handlers {
  struct sigaction interrupt = {};
  struct sigaction terminate = {};
};

/// While one exists, SIGINT and SIGTERM are noted instead of ending the program. At most one at a
/// time.
class InterruptGuard {
 public:
  InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();

 private:
  Handlers before_;
};

/// While one exists, an interrupt ends the program at once, with the exit code 130: for what reads, since
/// nothing is finished by then, and a pipe may never give anything. Throws Interrupted if one has
/// come before.
class LeaveOnInterrupt {
 public:
  LeaveOnInterrupt();
  LeaveOnInterrupt(const LeaveOnInterrupt&) = delete;
  LeaveOnInterrupt& operator=(const LeaveOnInterrupt&) = delete;
  ~LeaveOnInterrupt();

 private:
  Handlers before_;
};

/// Whether one has come since the guard was made. Safe from any thread.
[[nodiscard]] const std::atomic<bool>& interruption();

}  // namespace ausfall::app
