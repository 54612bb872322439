#include "studies/output/model_file.hpp"

#include <algorithm>
#include <cctype>

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

void ModelFile::complete() {
  flush();
  file_.complete();
}

void ModelFile::finish() {
  complete();
  file_.finish();
}

void ModelFile::flush() {
  if (buffer_.size() == 0) return;
  file_.write({buffer_.data(), buffer_.size()});
  buffer_.clear();
}

}  // namespace ausfall::studies
