// Random words of what lost storage does, by a draw of their own: other worlds are as they were.
#pragma once

#include <cstdint>
#include <string>

#include "tests/properties/chance.hpp"

namespace ausfall::test {

class StorageWords : private Chance {
 public:
  explicit StorageWords(std::uint64_t number)
      : Chance(Draw({.seed = 20061205, .replication = number}, Stream{8}, 0)),
        some_lose_(chance(0.5)) {}

  /// Of a storage: what hosts without a path do.
  std::string of_storage() {
    if (!some_lose_) return "";
    return maybe(0.3, ", queues-for: " + one_of({"ever", "20 s", "2 min"})) +
           maybe(0.3, ", path-loss: told");
  }

  /// Of a VM or app on a storage.
  std::string of_user() {
    return some_lose_ ? maybe(0.4, ", disk-loss: " + one_of({"hang", "crash"})) : "";
  }

  /// Of a cluster with these keys.
  std::string of_cluster(std::string keys) {
    if (!some_lose_) return keys;
    for (const char* scope : {"monitor: {scope: guest-os", "monitor: {scope: app"}) {
      const std::size_t found = keys.find(scope);
      if (found != std::string::npos && chance(0.5))
        keys.insert(found + std::string(scope).size(),
                    ", io: true" + maybe(0.3, ", io-window: 1 min") +
                        maybe(0.6, ", stop-timeout: " + seconds(1, 120)));
    }
    if (chance(0.6)) {
      std::string loss = "guests: " + one_of({"own", "hold"});
      if (keys.find("storage-pause") == std::string::npos && chance(0.7))
        loss += ", response: restart, after: " + law(1, 320) + ", permanent-after: " + law(1, 20);
      keys += ", storage-loss: {" + loss + "}";
    }
    return keys +
           maybe(0.3, ", redirected: " + one_of({"network", "{kind: network, capacity: 50 %}"}));
  }

  /// Of a quorum by votes that follow the members.
  std::string tie_break() { return some_lose_ ? maybe(0.3, ", tie-break: false") : ""; }

 private:
  bool some_lose_;
};

}  // namespace ausfall::test
