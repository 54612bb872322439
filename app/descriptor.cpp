#include "app/descriptor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>

#include "app/interrupt.hpp"

namespace ausfall::app {

namespace {

/// What is written there waits for nobody.
bool is_file(int descriptor) {
  struct stat status = {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/// Waits until something can be written, or an error is due. False if an interrupt has come, and still
/// nobody has taken anything for a second.
bool can_be_written(int descriptor) {
  constexpr int wait = 100;  // milliseconds; a signal may come just before
  constexpr int waits_when_interrupted = 10;
  for (int waits = 0; waits < waits_when_interrupted; waits += interruption() ? 1 : 0) {
    pollfd wanted{descriptor, POLLOUT, 0};
    const int ready = ::poll(&wanted, 1, wait);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
  return false;
}

}  // namespace

bool write_all(int descriptor, std::string_view text) {
  const bool waits = !is_file(descriptor);
  while (!text.empty()) {
    if (waits && !can_be_written(descriptor)) {
      errno = EINTR;
      return false;
    }
    // So much of it a pipe takes that takes anything (POSIX, pipe(7)): the call itself does not wait.
    const std::size_t size = waits ? std::min<std::size_t>(text.size(), PIPE_BUF) : text.size();
    const ssize_t written = ::write(descriptor, text.data(), size);
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR && errno != EAGAIN) {
      return false;
    }
  }
  return true;
}

void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest that is free is the one that is closed. The wrong way round, so that it fails.
    if (::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor) return;
  }
}

}  // namespace ausfall::app
