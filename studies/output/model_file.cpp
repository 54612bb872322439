#include "studies/output/model_file.hpp"

#include <algorithm>
#include <cctype>
#include <ios>

#include "studies/errors.hpp"

namespace ausfall::studies {

std::vector<std::string> identifiers(const std::vector<std::string>& services) {
  std::vector<std::string> names;
  for (const std::string& service : services) {
    std::string name;
    for (const char each : service) {
      const bool fits = std::isalnum(static_cast<unsigned char>(each)) != 0;
      name += fits ? each : '_';
    }
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0)
      name.insert(name.begin(), '_');
    while (std::ranges::count(names, name) != 0) name += '_';
    names.push_back(std::move(name));
  }
  return names;
}

Rates::State only_start(const Chain& chain) {
  if (chain.initial.size() == 1) return chain.initial.front().state;
  throw Refused(fmt::format(
      "the chain begins in one of {} states by chance, and the files of model checkers name one. "
      "That comes of {}: try another number.",
      chain.initial.size(), setting_words(Setting{"phases"})));
}

ModelFile::ModelFile(std::filesystem::path path) : path_(std::move(path)), stream_(path_) {
  check();
}

std::filesystem::path ModelFile::finish() {
  flush();
  stream_.close();
  check();
  return path_;
}

void ModelFile::flush() {
  stream_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
  check();
}

void ModelFile::check() const {
  if (!stream_) throw SystemFailure(fmt::format("{} cannot be written", path_.string()));
}

}  // namespace ausfall::studies
