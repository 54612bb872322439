#include "studies/output/prism.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "studies/output/model_file.hpp"

namespace ausfall::studies {

namespace {

using State = Rates::State;

std::filesystem::path write_transitions(const Chain& chain, const std::string& stem) {
  ModelFile file(stem + ".tra");
  file.print("{} {}\n", chain.states(), chain.transitions());
  for (State s = 0; s < chain.states(); ++s) {
    for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t) {
      file.print("{} {} {:.17g}\n", s, chain.target[t], chain.rate[t] * seconds_in_hour);
    }
  }
  return file.finish();
}

std::filesystem::path write_states(const Chain& chain, const std::string& stem) {
  ModelFile file(stem + ".sta");
  file.print("(state)\n");
  for (State s = 0; s < chain.states(); ++s) file.print("{}:({})\n", s, s);
  return file.finish();
}

std::filesystem::path write_labels(const Chain& chain, State start,
                                   const std::vector<std::string>& services,
                                   const std::string& stem) {
  ModelFile file(stem + ".lab");
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
  return file.finish();
}

std::filesystem::path write_rewards(const std::vector<double>& share, const std::string& service,
                                    const std::string& stem) {
  ModelFile file(fmt::format("{}.{}.srew", stem, service));
  file.print("# Reward structure \"{}\"\n# State rewards\n", service);
  file.print("{} {}\n", share.size(),
             share.size() - static_cast<std::size_t>(std::ranges::count(share, 0.0)));
  for (std::size_t s = 0; s < share.size(); ++s) {
    if (share[s] != 0) file.print("{} {:.17g}\n", s, share[s]);
  }
  return file.finish();
}

}  // namespace

std::vector<std::filesystem::path> write_prism(const Chain& chain,
                                               const std::vector<std::string>& services,
                                               const std::string& stem) {
  assert(chain.measures.size() == 2 * services.size());
  const State start = only_start(chain);
  const std::vector<std::string> names = identifiers(services);
  std::vector<std::filesystem::path> files = {write_transitions(chain, stem),
                                              write_states(chain, stem),
                                              write_labels(chain, start, names, stem)};
  for (std::size_t i = 0; i < names.size(); ++i) {
    files.push_back(write_rewards(chain.measures[names.size() + i], names[i], stem));
  }
  return files;
}

}  // namespace ausfall::studies
