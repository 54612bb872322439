#include "studies/output/storm.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <cstddef>

#include "studies/output/model_file.hpp"

namespace ausfall::studies {

namespace {

using State = Rates::State;

struct Transition {
  State target = 0;
  double per_hour = 0;
};

bool is_absorbing(const Chain& chain, State s) { return chain.row[s] == chain.row[s + 1]; }

/// By target, as the rows of Storm's matrices are.
std::vector<Transition> transitions_of(const Chain& chain, State s) {
  if (is_absorbing(chain, s)) return {{s, 1.0}};
  std::vector<Transition> all;
  for (std::size_t t = chain.row[s]; t < chain.row[s + 1]; ++t)
    all.push_back({chain.target[t], chain.rate[t] * seconds_in_hour});
  std::ranges::sort(all, {}, &Transition::target);
  return all;
}

void write_header(ModelFile& file, const Chain& chain, const std::vector<std::string>& names) {
  file.print("// Rates are per hour.\n@type: CTMC\n@parameters\n\n");
  file.print("@reward_models\n{}\n", fmt::join(names, " "));
  file.print("@nr_states\n{0}\n@nr_choices\n{0}\n@model\n", chain.states());
}

/// The share of each service that is served.
std::string rewards(const Chain& chain, std::size_t services, State s) {
  if (services == 0) return {};
  std::vector<double> shares;
  for (std::size_t i = 0; i < services; ++i) shares.push_back(chain.measures[services + i][s]);
  return fmt::format(" [{}]", fmt::join(shares, ","));
}

std::string labels(const Chain& chain, State start, const std::vector<std::string>& names,
                   State s) {
  std::string all;
  if (s == start) all += " init";
  if (is_absorbing(chain, s)) all += " deadlock";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (chain.measures[i][s] >= 1) all += " up_" + names[i];
  }
  return all;
}

}  // namespace

std::filesystem::path storm_file(const std::string& stem) { return stem + ".drn"; }

void write_storm(const Chain& chain, const std::vector<std::string>& services,
                 const std::string& stem) {
  assert(chain.measures.size() == 2 * services.size());
  const State start = only_start(chain);
  const std::vector<std::string> names = identifiers(services);
  ModelFile file(storm_file(stem));
  write_header(file, chain, names);
  for (State s = 0; s < chain.states(); ++s) {
    const std::vector<Transition> transitions = transitions_of(chain, s);
    double exit_rate = 0;
    for (const Transition& each : transitions) exit_rate += each.per_hour;
    file.print("state {} !{}{}{}\n\taction 0\n", s, exit_rate, rewards(chain, names.size(), s),
               labels(chain, start, names, s));
    for (const Transition& each : transitions)
      file.print("\t\t{} : {}\n", each.target, each.per_hour);
  }
  file.finish();
}

}  // namespace ausfall::studies
