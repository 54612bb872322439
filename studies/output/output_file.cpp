#include "studies/output/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "studies/errors.hpp"

namespace ausfall::studies {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void cannot_write(const fs::path& place, const std::string& why) {
  throw SystemFailure(fmt::format("cannot write '{}': {}", place.string(), why));
}

/// What stands at the end of all links; nothing if nothing does.
std::optional<struct stat> status_of(const fs::path& place) {
  struct stat status = {};
  return ::stat(place.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

/// Links of which the last leads nowhere yet are followed, too.
fs::path end_of_links(const fs::path& place) {
  constexpr int links_max = 40;  // as Linux has it
  fs::path path = place;
  for (int i = 0; i < links_max; ++i) {
    std::error_code no_link;
    const fs::path next = fs::read_symlink(path, no_link);
    if (no_link) return path;
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  cannot_write(place, std::strerror(ELOOP));
}

fs::path directory_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// A name beside it that nothing else has; hidden, since it is nobody's result.
std::string beside(const fs::path& target) {
  return (directory_of(target) / ".ausfall.XXXXXX").string();
}

bool replaceable(const struct stat& status) { return S_ISREG(status.st_mode); }

void refuse_protected(const fs::path& place, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) cannot_write(place, "it is a directory");
  if (::access(place.c_str(), W_OK) != 0) cannot_write(place, std::strerror(errno));
}

}  // namespace

void refuse_unwritable(const fs::path& place) {
  if (place.empty()) cannot_write(place, "it has no name");
  if (const auto there = status_of(place)) {
    refuse_protected(place, *there);
    if (!replaceable(*there)) return;
  } else if (errno != ENOENT) {
    cannot_write(place, std::strerror(errno));  // such a name is too long
  }
  std::string probe = beside(end_of_links(place));
  const int file = ::mkostemp(probe.data(), O_CLOEXEC);
  if (file < 0) cannot_write(place, std::strerror(errno));
  ::unlink(probe.c_str());
  ::close(file);
}

fs::path where_written(const fs::path& place) { return end_of_links(place); }

bool same_file(const fs::path& a, const fs::path& b) {
  const auto first = status_of(a);
  const auto second = status_of(b);
  return first && second && replaceable(*first) && first->st_dev == second->st_dev &&
         first->st_ino == second->st_ino;
}

OutputFile::OutputFile(fs::path place) : place_(std::move(place)) {
  if (place_.empty()) cannot_write(place_, "it has no name");
  const auto there = status_of(place_);
  if (there) refuse_protected(place_, *there);
  if (there && !replaceable(*there)) {
    file_ = ::open(place_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file_ < 0) fail();
    return;
  }
  target_ = end_of_links(place_);
  constexpr unsigned permissions = 07777;
  constexpr unsigned everybody = 0666;
  const mode_t kept_from = ::umask(0);
  ::umask(kept_from);
  open_beside(there ? there->st_mode & permissions : everybody & ~kept_from);
}

OutputFile::~OutputFile() {
  if (file_ >= 0) ::close(file_);
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

void OutputFile::open_beside(unsigned mode) {
  std::string name = beside(target_);
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) fail();
  beside_ = std::move(name);
  if (::fchmod(file_, mode) != 0) fail();
}

void OutputFile::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void OutputFile::complete() {
  if (file_ < 0) return;
  // Some file systems tell of a full disk only now.
  if (!beside_.empty() && ::fsync(file_) != 0) fail();
  const int file = std::exchange(file_, -1);
  if (::close(file) != 0) fail();
}

void OutputFile::finish() {
  complete();
  if (beside_.empty()) return;
  if (::rename(beside_.c_str(), target_.c_str()) != 0) fail();
  beside_.clear();
  // The file is there whole; that its name is on the disk, too, not every file system can promise.
  const int directory = ::open(directory_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  ::fsync(directory);
  ::close(directory);
}

void OutputFile::fail() const { cannot_write(place_, std::strerror(errno)); }

void append_to_file(const fs::path& place, std::string_view text) {
  constexpr mode_t everybody = 0666;
  const int file = ::open(place.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, everybody);
  if (file < 0) cannot_write(place, std::strerror(errno));
  struct stat before = {};
  const bool known = ::fstat(file, &before) == 0 && replaceable(before);
  int error = 0;
  while (!text.empty() && error == 0) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  // What was written of it is taken back.
  const bool taken_back = error == 0 || !known || ::ftruncate(file, before.st_size) == 0;
  if (::close(file) != 0 && error == 0) error = errno;
  if (error != 0 || !taken_back) cannot_write(place, std::strerror(error));
}

void write_file(const fs::path& place, std::string_view text) {
  OutputFile file(place);
  file.write(text);
  file.finish();
}

}  // namespace ausfall::studies
