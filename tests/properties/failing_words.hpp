// Random words of starts and stops that come to nothing, of how failures are counted, and of who makes
// room for whom. They take draws of their own: worlds without are as they would be.
#pragma once

#include <cstdint>
#include <string>

#include "sim/random.hpp"
#include "tests/properties/chance.hpp"

namespace ausfall::test {

class FailingWords : Chance {
 public:
  explicit FailingWords(std::uint64_t world)
      : Chance(Draw({.seed = 20061205, .replication = world}, Stream{8}, 0)), fails_(chance(0.4)) {}

  /// Of a VM or app: how it is stopped, and what may come to nothing.
  std::string starts() {
    if (!fails_) return "";
    const std::string start = maybe(0.5, ", start-failure: 20 %");
    switch (pick(0, 3)) {
      case 0:
        return start + ", stop: {exponential: {mean: 40 s}}";
      case 1:
        return start + ", stop: 30 s, stop-failure: 30 %";
      default:
        return start;
    }
  }
  /// A failure mode.
  std::string broken() {
    return fails_ ? maybe(0.4, "broken: {mttf: 200 min, ttr: 15 min, effect: no-start}, ") : "";
  }
  std::string priority() {
    return fails_ ? maybe(0.6, ", priority: " + one_of({"high", "low"})) : "";
  }
  /// Within a cluster's `restart`.
  std::string counting() {
    if (!fails_) return "";
    return maybe(0.4, ", counted: " + one_of({"node", "member"})) + maybe(0.4, ", since: last") +
           maybe(0.4, ", bars-node: true") + maybe(0.3, ", failed-start: moves") +
           maybe(0.4, ", retry-after: 30 min") + maybe(0.3, ", only-failed-starts: true");
  }
  /// Of a cluster.
  std::string policy() {
    if (!fails_) return "";
    return maybe(0.6, ", preempt: lower-priority") + maybe(0.6, ", return: after-maintenance");
  }

 private:
  bool fails_;
};

}  // namespace ausfall::test
