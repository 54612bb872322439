#include "app/interrupt.hpp"

#include <csignal>

namespace ausfall::app {

namespace {

// A signal handler has nothing but a global to write to.
std::atomic<bool> noted = false;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");

void note(int /*signal*/) { noted = true; }

void handle(void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  noted = false;
  // Reset after the first, so that the second does what it does by default: it ends the program.
  handle(note, static_cast<int>(SA_RESETHAND) | SA_RESTART);
}

InterruptGuard::~InterruptGuard() { handle(SIG_DFL, 0); }

const std::atomic<bool>& interruption() { return noted; }

}  // namespace ausfall::app
