#include "studies/output/prism.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <deque>

#include "studies/output/model_file.hpp"

namespace ausfall::studies {

namespace {

using State = Rates::State;

void write_transitions(const Chain& chain, ModelFile& file) {
  file.print("{} {}\n", chain.states(), chain.transitions());
  for (State s = 0; s < chain.states(); ++s) {
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      file.print("{} {} {:.17g}\n", s, chain.target[t], chain.rate[t] * seconds_in_hour);
    }
  }
}

void write_states(const Chain& chain, ModelFile& file) {
  file.print("(state)\n");
  for (State s = 0; s < chain.states(); ++s) file.print("{}:({})\n", s, s);
}

void write_labels(const Chain& chain, State start, const std::vector<std::string>& services,
                  ModelFile& file) {
  file.print("0=\"init\" 1=\"deadlock\"");
  for (std::size_t i = 0; i < services.size(); ++i) file.print(" {}=\"up_{}\"", i + 2, services[i]);
  file.print("\n");
  for (State s = 0; s < chain.states(); ++s) {
    std::string labels;
    if (s == start) labels += " 0";
    if (chain.row[s] == chain.row[s + 1]) labels += " 1";
    for (std::size_t i = 0; i < services.size(); ++i) {
      if (chain.measures[i][s] >= 1) labels += fmt::format(" {}", i + 2);
    }
    if (!labels.empty()) file.print("{}:{}\n", s, labels);
  }
}

void write_rewards(const std::vector<double>& share, const std::string& service, ModelFile& file) {
  file.print("# Reward structure \"{}\"\n# State rewards\n", service);
  file.print("{} {}\n", share.size(),
             share.size() - static_cast<std::size_t>(std::ranges::count(share, 0.0)));
  for (std::size_t s = 0; s < share.size(); ++s) {
    if (share[s] != 0) file.print("{} {:.17g}\n", s, share[s]);
  }
}

}  // namespace

std::vector<std::filesystem::path> prism_files(const std::vector<std::string>& services,
                                               const std::string& stem) {
  std::vector<std::filesystem::path> files = {stem + ".tra", stem + ".sta", stem + ".lab"};
  for (const std::string& name : identifiers(services))
    files.emplace_back(fmt::format("{}.{}.srew", stem, name));
  return files;
}

void write_prism(const Chain& chain, const std::vector<std::string>& services,
                 const std::string& stem) {
  assert(chain.measures.size() == 2 * services.size());
  const State start = only_start(chain);
  const std::vector<std::string> names = identifiers(services);
  std::deque<ModelFile> files;
  for (const std::filesystem::path& file : prism_files(services, stem)) files.emplace_back(file);
  write_transitions(chain, files[0]);
  write_states(chain, files[1]);
  write_labels(chain, start, names, files[2]);
  for (std::size_t i = 0; i < names.size(); ++i)
    write_rewards(chain.measures[names.size() + i], names[i], files[3 + i]);
  for (ModelFile& file : files) file.complete();
  for (ModelFile& file : files) file.finish();
}

}  // namespace ausfall::studies
