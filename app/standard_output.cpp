#include "app/standard_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "app/descriptor.hpp"
#include "scenarios/harmless.hpp"
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
  const std::string text = scenarios::harmless_lines(pending_, begins_line_);
  if (!pending_.empty()) begins_line_ = pending_.back() == '\n';
  pending_.clear();
  if (!write_all(STDOUT_FILENO, text)) fail();
  // Even an empty result needs somewhere to go.
  const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) {
    errno = EBADF;
    fail();
  }
}

}  // namespace ausfall::app
