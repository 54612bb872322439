#include "app/interrupt.hpp"

#include <unistd.h>

#include <cstdint>
#include <ctime>
#include <string_view>

#include "app/exit_code.hpp"
#include "studies/errors.hpp"

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

Handlers handle(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  Handlers before;
  sigaction(SIGINT, &action, &before.interrupt);
  sigaction(SIGTERM, &action, &before.terminate);
  return before;
}

void put_back(const Handlers& before) {
  sigaction(SIGINT, &before.interrupt, nullptr);
  sigaction(SIGTERM, &before.terminate, nullptr);
}

/// Nothing else that says it is allowed in a signal handler.
[[noreturn]] void leave(int /*signal*/) {
  constexpr std::string_view words = "ausfall: interrupted\n";
  if (::write(STDERR_FILENO, words.data(), words.size()) < 0) {
    // There is nobody to tell.
  }
  ::_exit(static_cast<int>(ExitCode::interrupted));
}

void note(int signal) {
  const std::int64_t now = milliseconds_now();
  if (!noted) {
    noted_at = now;
    noted = true;
  } else if (now - noted_at > one_interrupt) {
    leave(signal);
  }
}

}  // namespace

InterruptGuard::InterruptGuard() {
  noted = false;
  before_ = handle(note);
}

InterruptGuard::~InterruptGuard() { put_back(before_); }

LeaveOnInterrupt::LeaveOnInterrupt() : before_(handle(leave)) {
  if (!noted) return;
  put_back(before_);
  throw studies::Interrupted("interrupted before anything was done");
}

LeaveOnInterrupt::~LeaveOnInterrupt() { put_back(before_); }

const std::atomic<bool>& interruption() { return noted; }

}  // namespace ausfall::app
