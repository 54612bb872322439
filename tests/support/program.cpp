#include "tests/support/program.hpp"
#include "tests/support/places.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ausfall::test {
namespace {

namespace fs = std::filesystem;

/// Gone when the test program ends.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "ausfall-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path next() { return path_ / std::to_string(count_++); }

 private:
  fs::path path_;
  int count_ = 0;
};

Folder& folder() {
  static Folder it;
  return it;
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

int redirected(const fs::path& file) {
  return open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

}  // namespace

Outcome ausfall(const std::vector<std::string>& arguments) {
  const fs::path output = folder().next();
  const fs::path errors = folder().next();
  const std::string name = program;
  std::vector<char*> words{const_cast<char*>(name.c_str())};  // NOLINT: execv takes them so
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));  // NOLINT
  words.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(redirected(output), STDOUT_FILENO);
    dup2(redirected(errors), STDERR_FILENO);
    execv(name.c_str(), words.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), contents(output),
          contents(errors)};
}

std::string file_with(const std::string& name, const std::string& text) {
  const fs::path place = folder().next();
  fs::create_directory(place);
  std::ofstream(place / name, std::ios::binary) << text;
  return (place / name).string();
}

}  // namespace ausfall::test
