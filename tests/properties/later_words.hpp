// Random words that the language learnt last: of what counts as an outage, of groups and what they leave
// over, and of rules and copies. They take draws of their own: of worlds without, all is as it would be.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "sim/random.hpp"
#include "tests/properties/chance.hpp"

namespace ausfall::test {

class LaterWords : Chance {
 public:
  explicit LaterWords(std::uint64_t world)
      : Chance(Draw({.seed = 20061205, .replication = world}, Stream{8}, 0)),
        outages_(chance(0.3)),
        groups_(chance(0.3)),
        rules_(chance(0.3)),
        copies_(chance(0.3)) {}

  /// Of a service.
  std::string outage() {
    if (!outages_ || chance(0.4)) return "";
    return fmt::format(", outage: {{longer-than: {} s{}}}", pick(1, 600),
                       maybe(0.3, ", counts: true"));
  }
  /// The key under which members are listed: of one group, or of a group each.
  std::string members(bool may_be_each) {
    return may_be_each && groups_ && chance(0.4) ? "each" : "members";
  }
  /// Whether a group is left out, so that what would be in it is left over.
  bool leaves_out() { return groups_ && chance(0.3); }
  /// After all groups.
  std::string rest() { return groups_ ? one_of({"", ", rest: each", ", rest: none"}) : ""; }

  /// Of groups that are called so, and begin on these nodes.
  std::vector<std::string> rules(const std::vector<std::string>& names,
                                 const std::vector<int>& homes) {
    std::vector<std::string> rules;
    if (!rules_ || names.empty()) return rules;
    const bool all_apart =
        std::ranges::all_of(homes, [&](int home) { return std::ranges::count(homes, home) == 1; });
    if (names.size() > 1 && chance(0.6))
      rules.push_back(fmt::format("{{apart: [{}]{}}}", fmt::join(names, ", "),
                                  all_apart && chance(0.5) ? ", required: true" : ""));
    if (chance(0.5))
      rules.push_back(fmt::format("{{prefer: {}, owners: [node{}]{}}}", names.front(),
                                  homes.front(), maybe(0.3, ", required: true")));
    return rules;
  }

  /// Of a mirror, or of a member of a group that lies on no storage.
  std::string copy() {
    return copies_ && chance(0.7) ? fmt::format(", replication: {{lag: {} s}}", pick(1, 900)) : "";
  }

 private:
  bool outages_, groups_, rules_, copies_;
};

}  // namespace ausfall::test
