#include "app/standard_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "app/exit_code.hpp"
#include "studies/errors.hpp"

namespace ausfall::app {

namespace {

constexpr std::size_t piece = std::size_t{1} << 16U;

[[noreturn]] void fail() {
  throw studies::SystemFailure(std::string("cannot write the result to standard output: ") +
                               std::strerror(errno));
}

}  // namespace

StandardOutput::StandardOutput() {
  // A pipe whose reader has gone is an error to report, not a signal to die of.
  std::signal(SIGPIPE, SIG_IGN);
}

void StandardOutput::write(std::string_view text) {
  pending_ += text;
  if (pending_.size() >= piece) {
    finish();
  }
}

void StandardOutput::finish() {
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      fail();
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  pending_.clear();
  // Even an empty result needs somewhere to go.
  if (::fcntl(STDOUT_FILENO, F_GETFD) < 0) {
    fail();
  }
}

}  // namespace ausfall::app
