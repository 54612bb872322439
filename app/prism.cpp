#include "app/prism.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cctype>
#include <fstream>
#include <iterator>

#include "app/exit_code.hpp"

namespace ausfall::app {

namespace {

using State = Rates::State;

/// A text file that is written in large pieces.
class File {
 public:
  explicit File(std::filesystem::path path) : path_(std::move(path)), stream_(path_) { check(); }

  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    constexpr std::size_t piece = std::size_t{1} << 20U;
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
    if (buffer_.size() > piece) flush();
  }

  std::filesystem::path finish() {
    flush();
    stream_.close();
    check();
    return path_;
  }

 private:
  void flush() {
    stream_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
    check();
  }
  void check() const {
    if (!stream_) throw SystemFailure(fmt::format("{} cannot be written", path_.string()));
  }

  std::filesystem::path path_;
  std::ofstream stream_;
  fmt::memory_buffer buffer_;
};

std::filesystem::path write_transitions(const Chain& chain, const std::string& stem) {
  constexpr double seconds_in_hour = 3600;
  File file(stem + ".tra");
  file.print("{} {}\n", chain.states(), chain.transitions());
  for (State s = 0; s < chain.states(); ++s) {
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      file.print("{} {} {:.17g}\n", s, chain.target[t], chain.rate[t] * seconds_in_hour);
    }
  }
  return file.finish();
}

std::filesystem::path write_states(const Chain& chain, const std::string& stem) {
  File file(stem + ".sta");
  file.print("(state)\n");
  for (State s = 0; s < chain.states(); ++s) file.print("{}:({})\n", s, s);
  return file.finish();
}

std::filesystem::path write_labels(const Chain& chain, const std::vector<std::string>& services,
                                   const std::string& stem) {
  File file(stem + ".lab");
  file.print("0=\"init\" 1=\"deadlock\"");
  for (std::size_t i = 0; i < services.size(); ++i) file.print(" {}=\"up_{}\"", i + 2, services[i]);
  file.print("\n");
  for (State s = 0; s < chain.states(); ++s) {
    std::string labels;
    if (s == chain.initial.front().state) labels += " 0";
    if (chain.row[s] == chain.row[s + 1]) labels += " 1";
    for (std::size_t i = 0; i < services.size(); ++i) {
      if (chain.measures[i][s] >= 1) labels += fmt::format(" {}", i + 2);
    }
    if (!labels.empty()) file.print("{}:{}\n", s, labels);
  }
  return file.finish();
}

std::filesystem::path write_rewards(const std::vector<double>& share, const std::string& service,
                                    const std::string& stem) {
  File file(fmt::format("{}.{}.srew", stem, service));
  file.print("# Reward structure \"{}\"\n# State rewards\n", service);
  file.print("{} {}\n", share.size(),
             share.size() - static_cast<std::size_t>(std::ranges::count(share, 0.0)));
  for (std::size_t s = 0; s < share.size(); ++s) {
    if (share[s] != 0) file.print("{} {:.17g}\n", s, share[s]);
  }
  return file.finish();
}

}  // namespace

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

std::vector<std::filesystem::path> write_prism(const Chain& chain,
                                               const std::vector<std::string>& services,
                                               const std::string& stem) {
  assert(chain.measures.size() == 2 * services.size());
  if (chain.initial.size() != 1) {
    throw UsageError(fmt::format(
        "the chain begins in one of {} states by chance, and PRISM's files name one. That comes of "
        "--phases: try another number.",
        chain.initial.size()));
  }
  const std::vector<std::string> names = identifiers(services);
  std::vector<std::filesystem::path> files = {
      write_transitions(chain, stem), write_states(chain, stem), write_labels(chain, names, stem)};
  for (std::size_t i = 0; i < names.size(); ++i) {
    files.push_back(write_rewards(chain.measures[names.size() + i], names[i], stem));
  }
  return files;
}

}  // namespace ausfall::app
