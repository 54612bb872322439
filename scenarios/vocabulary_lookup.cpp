// What is asked of the table of keys: which keys a section has, and how to speak of sections and
// values.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/vocabulary.hpp"

namespace ausfall::scenarios {
namespace {

struct SectionWord {
  std::string_view name;
  std::string_view phrase;
  std::string_view shares;  // the section whose keys it has too
};

constexpr std::array section_words{
    SectionWord{"scenario", "a scenario"},
    SectionWord{"replications", "the replications"},
    SectionWord{"replication", "how something is copied"},
    SectionWord{"expectation", "an expectation"},
    SectionWord{"crew", "a crew"},
    SectionWord{"response", "the response of a crew"},
    SectionWord{"mistake", "a mistake"},
    SectionWord{"manual", "the recovery by hand"},
    SectionWord{"rejuvenate", "planned restarts"},
    SectionWord{"spares", "a pool of spares"},
    SectionWord{"mode", "a failure mode"},
    SectionWord{"test", "a test"},
    SectionWord{"common-cause", "a common cause"},
    SectionWord{"host", "a host"},
    SectionWord{"network", "a network"},
    SectionWord{"network-failures", "the failures of a network"},
    SectionWord{"trunk", "a trunk"},
    SectionWord{"device", "a device"},
    SectionWord{"storage", "a storage"},
    SectionWord{"storage-failures", "the failures of a storage"},
    SectionWord{"mirror", "a mirror"},
    SectionWord{"vm", "a VM"},
    SectionWord{"boot", "a boot"},
    SectionWord{"app", "an app"},
    SectionWord{"start-failure", "a start failure"},
    SectionWord{"stop-failure", "a stop failure"},
    SectionWord{"cluster", "a cluster", "policy"},
    SectionWord{"split-brain", "what a split brain costs"},
    SectionWord{"group", "a group"},
    SectionWord{"rule", "a rule"},
    SectionWord{"profile", "a profile", "policy"},
    SectionWord{"requires", "what a profile requires"},
    SectionWord{"policy", "a cluster's policy"},
    SectionWord{"heartbeat", "the heartbeat"},
    SectionWord{"membership", "the membership"},
    SectionWord{"quorum", "the quorum"},
    SectionWord{"fencing", "the fencing"},
    SectionWord{"monitor", "the monitor"},
    SectionWord{"restart", "the restart in place"},
    SectionWord{"failover", "the failover"},
    SectionWord{"failback", "the failback"},
    SectionWord{"isolation", "the isolation response"},
    SectionWord{"quarantine", "the quarantine"},
    SectionWord{"storage-loss", "the loss of storage"},
    SectionWord{"redirected", "the redirected I/O"},
    SectionWord{"overcommit", "the overcommitment"},
    SectionWord{"admission", "the admission control"},
    SectionWord{"planned", "the planned move"},
    SectionWord{"affinity", "what rules mean by default"},
    SectionWord{"eviction", "the eviction from lost nodes"},
    SectionWord{"budget", "a disruption budget"},
    SectionWord{"check", "the health check"},
    SectionWord{"status-messages", "the status messages"},
    SectionWord{"maintenance", "a maintenance"},
    SectionWord{"service", "a service"},
    SectionWord{"outage", "what counts as an outage"},
    SectionWord{"needs", "what a service needs"},
    SectionWord{"fault", "a fault"},
    SectionWord{"uncertain", "a time that is not known"},
    SectionWord{"observed", "what was observed"},
    SectionWord{"distribution", "a distribution"},
    SectionWord{"exponential", "an exponential distribution"},
    SectionWord{"weibull", "a Weibull distribution"},
    SectionWord{"lognormal", "a lognormal distribution"},
    SectionWord{"gamma", "a gamma distribution"},
    SectionWord{"erlang", "an Erlang distribution"},
    SectionWord{"uniform", "a uniform distribution"},
    SectionWord{"triangular", "a triangular distribution"},
    SectionWord{"branch", "a branch of a hyperexponential distribution"},
    SectionWord{"empirical", "an empirical distribution"},
};

const SectionWord& section_word(std::string_view name) {
  const auto* const found =
      std::find_if(section_words.begin(), section_words.end(),
                   [&](const SectionWord& word) { return word.name == name; });
  assert(found != section_words.end());
  return *found;
}

/// The table, section by section, with the keys that each shares.
const std::map<std::string_view, std::vector<const Key*>>& by_section() {
  static const auto index = [] {
    std::map<std::string_view, std::vector<const Key*>> result;
    for (const SectionWord& word : section_words) {
      std::vector<const Key*>& list = result[word.name];
      for (const Key& key : vocabulary()) {
        if (key.section == word.name || key.section == word.shares) list.push_back(&key);
      }
    }
    return result;
  }();
  return index;
}

/// The place of a time.
constexpr std::string_view times = "time";

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> result;
  while (!words.empty()) {
    const std::size_t end = words.find_first_of(", ");
    if (end != 0) result.emplace_back(words.substr(0, end));
    words = end == std::string_view::npos ? "" : words.substr(end + 1);
  }
  return result;
}

}  // namespace

const std::vector<const Key*>& keys_of(std::string_view section) {
  const auto found = by_section().find(section);
  assert(found != by_section().end());
  return found->second;
}

const Key* find_key(std::string_view section, std::string_view name) {
  for (const Key* key : keys_of(section)) {
    if (key->name == name) return key;
  }
  return nullptr;
}

const Key* Place::key(std::string_view name) const {
  if (names || section.empty()) return nullptr;
  if (section != times) return find_key(section, name);
  for (const std::string_view written : {"distribution", "uncertain", "boot"}) {
    if (const Key* key = find_key(written, name)) return key;
  }
  return nullptr;
}

Place Place::below(std::string_view name) const {
  if (names) return {section, false};
  const Key* known = key(name);
  if (known == nullptr) return {};
  switch (known->type) {
    case Type::named:
      return {known->of, true};
    case Type::section:
      return {known->of, false};
    case Type::law:
    case Type::mean:
    case Type::duration:
      return {times, false};
    case Type::variants:
      if (name == "boot" || name == "delay") return {times, false};
      return by_section().contains(name) ? Place{known->name, false} : Place{};
    default:
      return {};
  }
}

std::string_view phrase_of(std::string_view section) { return section_word(section).phrase; }

std::string expectation_of(const Key& key) {
  using enum Type;
  const std::string or_never = key.of == "never" ? ", or never" : "";
  switch (key.type) {
    case text:
      return "a text";
    case count:
      return "a whole number such as 4";
    case number:
      return "a number such as 0.7";
    case flag:
      return "true or false";
    case duration:
    case mean:
      return "a time such as 90 s" + or_never;
    case law:
      return "a time such as 90 s, or a distribution such as {exponential: {mean: 4 h}}" + or_never;
    case size:
      return "a size such as 16 GiB";
    case rate:
      return "a rate such as 200 MB/s";
    case hours:
      return "hours of the week such as mon-fri 8-18";
    case share:
      return "a share such as 95 %";
    case times:
      return "a share that may be more than 1, such as 120 %";
    case load:
      return "requests a second such as 200/s, or cores such as 2 cores";
    case choice:
      return fmt::format("one of: {}", fmt::join(words_of(key).built, ", "));
    case name:
      return fmt::format("a name (of {})", key.of);
    case selection:
      return fmt::format("a name, a glob, a list of these, or all (of {})", key.of);
    case texts:
      return fmt::format("a list of {}", key.of);
    case section:
      if (key.of.empty()) return "a mapping, {key: value}";
      return fmt::format("a mapping, {{key: value}}: {}", phrase_of(key.of));
    case named:
      return "a mapping of names, {name: {...}}";
    case sections:
      return fmt::format("a list, each item {}", phrase_of(key.of));
    case variants:
      return std::string(key.of);
  }
  return {};
}

Words words_of(const Key& key) {
  const std::size_t bar = key.of.find('|');
  if (bar == std::string_view::npos) return {split(key.of), {}};
  return {split(key.of.substr(0, bar)), split(key.of.substr(bar + 1))};
}

}  // namespace ausfall::scenarios
