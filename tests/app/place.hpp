// What tests of the edges share: a place for files, and what stands in them.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/app/calls.hpp"
#include "tests/support/places.hpp"

namespace ausfall {

namespace fs = std::filesystem;

inline std::string contents(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// A directory of its own for a test, with files in it.
class Place {
 public:
  Place() : path_(fs::path(test::file_with("place", "")).parent_path() / "edges") {
    static int number = 0;
    path_ += std::to_string(number++);
    fs::create_directories(path_);
  }

  std::string with(const std::string& name, std::string_view text) const {
    const fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  [[nodiscard]] std::string at(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] const fs::path& path() const { return path_; }
  /// What lies there, hidden files too.
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

inline constexpr std::string_view pair =
    "ausfall: 1\nname: a pair\nhorizon: 1 y\nreplications: 50\n"
    "hosts: {node1..2: {failures: {hardware: {mttf: 60 d, mttr: 8 h}}}}\n"
    "services: {mail: {needs: {any: node*}}}\n"
    "expect: {services.mail.availability: {at-least: 90 %}}\n";

/// The program as a word of a shell's command.
inline const std::string program = std::string("'") + test::program + "'";

}  // namespace ausfall
