#include "app/standard_output.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "app/descriptor.hpp"
#include "scenarios/harmless.hpp"
#include "studies/errors.hpp"

namespace ausfall::app {

namespace {

constexpr std::size_t piece = std::size_t{1} << 16U;

[[noreturn]] void fail() {
  if (errno == EINTR) throw studies::Interrupted("interrupted: nobody took the result");
  throw studies::SystemFailure(std::string("cannot write the result to standard output: ") +
                               std::strerror(errno));
}

}  // namespace

std::size_t columns_of_standard_output() {
  constexpr std::size_t otherwise = 100;
  constexpr std::size_t most = 1000;
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
      size.ws_col > 0)
    return size.ws_col;
  const char* const columns = std::getenv("COLUMNS");
  if (columns == nullptr) return otherwise;
  std::size_t number = 0;
  const char* const end = columns + std::strlen(columns);
  const auto [stopped, error] = std::from_chars(columns, end, number);
  return error == std::errc() && stopped == end && number > 0 && number <= most ? number
                                                                                : otherwise;
}

StandardOutput::StandardOutput() {
  // A pipe whose reader has gone is an error to report, not a signal to die of.
  std::signal(SIGPIPE, SIG_IGN);
  // So is a file that may not grow as large as it should.
  std::signal(SIGXFSZ, SIG_IGN);
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
