// Random words of who may go on: requests to fence that wait, poison pills, watchdogs of nodes without
// groups, the best partition, storage heartbeats, isolation where nobody is left, quarantine. They
// take draws of their own: of worlds without, all is as it would be.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "sim/random.hpp"
#include "tests/properties/chance.hpp"

namespace ausfall::test {

class MembershipWords : Chance {
 public:
  explicit MembershipWords(std::uint64_t world)
      : Chance(Draw({.seed = 20061205, .replication = world}, Stream{6}, 0)),
        is_used_(chance(0.4)) {}

  /// `policy` as `fencing()` wrote it; `disk` may be empty.
  std::string fencing(const std::string& policy, const std::string& disk) {
    if (!is_used_ || !policy.starts_with("{kind: power")) return policy;
    const std::string delays =
        maybe(0.6, ", send-delay: " + law(1, 30)) +
        maybe(0.3, ", send-delays: {" + one_of({"\"*1\"", "\"*\""}) + ": " + seconds(1, 60) + "}") +
        maybe(0.4, ", priority-delay: " + law(1, 30));
    if (disk.empty() || chance(0.4)) return policy.substr(0, policy.size() - 1) + delays + "}";
    return fmt::format(
        "{{kind: poison-pill, storage: {}, message-wait: {}, disk-timeout: {}, attempts: {}{}{}}}",
        disk, seconds(1, 60), law(1, 30), one_of({"1", "3", "unlimited"}),
        maybe(0.5, ", stays-with-quorum: true"), delays);
  }

  std::string watchdog(const std::string& policy) {
    if (!is_used_ || chance(0.4)) return policy;
    return policy.substr(0, policy.size() - 1) + ", idle-after: " + law(60, 1800) + "}";
  }

  std::string quorum(const std::string& policy, const std::string& disk) {
    if (!is_used_ || chance(0.6)) return policy;
    return fmt::format("{{kind: best-partition, witness: {}}}",
                       disk.empty() || chance(0.2) ? "cloud" : disk);
  }

  std::string isolation(const std::string& policy) {
    if (!is_used_ || policy.find("after: ") == std::string::npos || chance(0.4)) return policy;
    return policy.substr(0, policy.size() - 1) + ", needs-owner: true}";
  }

  std::string quarantine() {
    if (!is_used_ || chance(0.5)) return "";
    return fmt::format(", quarantine: {{threshold: {}, period: {}, duration: {}, at-most: {} %}}",
                       pick(1, 3), chance(0.5) ? "1 h" : "{exponential: {mean: 1 h}}",
                       law(600, 7200), pick(0, 4) * 25);
  }

  /// Beside the other keys of heartbeats.
  std::string heartbeat_storage(const std::string& disk) {
    return !is_used_ || disk.empty() ? "" : maybe(0.5, ", storage: " + disk);
  }

 private:
  bool is_used_;
};

}  // namespace ausfall::test
