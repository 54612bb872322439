#include "app/interrupt.hpp"

#include <csignal>
#include <cstdint>
#include <ctime>

namespace ausfall::app {

namespace {

// A signal handler has nothing but globals to write to.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::atomic<bool> noted = false;
std::atomic<std::int64_t> noted_at = 0;  // milliseconds of a clock that only goes forward
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "and this");

// What comes sooner after the first is the first again: `timeout` signals the program and then its
// process group, which is twice within a moment; a person takes longer.
constexpr std::int64_t one_interrupt = 200;  // milliseconds

std::int64_t milliseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

void handle(void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void note(int signal) {
  const std::int64_t now = milliseconds_now();
  if (!noted) {
    noted_at = now;
    noted = true;
  } else if (now - noted_at > one_interrupt) {
    handle(SIG_DFL, 0);
    std::raise(signal);
  }
}

}  // namespace

InterruptGuard::InterruptGuard() {
  noted = false;
  handle(note, SA_RESTART);
}

InterruptGuard::~InterruptGuard() { handle(SIG_DFL, 0); }

const std::atomic<bool>& interruption() { return noted; }

}  // namespace ausfall::app
