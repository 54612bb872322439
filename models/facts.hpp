// Facts: what happened, told in the past tense to whoever measures or listens.
//
// 1. A fact is trivially copyable: what kind, about what, and one or two details whose meaning the
//    kind gives. The kinds stand in fact_kinds.inc, one row each.
// 2. The model does not need them: without an observer it goes the same way.
// 3. Service facts are told when time is about to pass, so an outage that lasts no time is none.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

#include "models/plant.hpp"

namespace ausfall::models {

enum class FactKind : std::uint8_t {
#define AUSFALL_FACT(kind, subject, sentence, mark) kind,
#include "models/fact_kinds.inc"
#undef AUSFALL_FACT
  count_
};

/// Where the time of a failover goes; they add up to it.
enum class Phase : std::uint8_t {
  detect,   ///< from the failure to suspicion
  agree,    ///< membership, quorum, election
  fence,    ///< or stop: until the node that had it no longer runs it
  storage,  ///< disks moved and online
  queue,    ///< waiting for a place, a start slot or a person
  boot,     ///< guests
  start,    ///< applications
  count_
};
inline constexpr std::size_t phase_count = static_cast<std::size_t>(Phase::count_);

/// "detect".
constexpr std::string_view name_of(Phase phase) {
  constexpr std::array<std::string_view, phase_count> names{"detect", "agree", "fence", "storage",
                                                            "queue",  "boot",  "start"};
  return names.at(static_cast<std::size_t>(phase));
}

/// What a group waits for, where its phase alone does not tell.
enum class Wait : std::uint8_t {
  otherwise,
  for_room,  ///< no node that could take it has memory or cores for its VMs
  for_stop,  ///< in the phase `fence`: until its members have stopped on the node that has it
};

/// What facts count memory in: MiB.
inline constexpr double bytes_told = 1024.0 * 1024;

struct Fact {
  FactKind kind = FactKind::count_;
  std::uint32_t subject = 0;
  std::uint32_t detail = 0;
  std::uint32_t other = 0;
  CauseId origin;  ///< what this stems from, as far as it is known
};

using FactKinds = std::bitset<static_cast<std::size_t>(FactKind::count_)>;

class Observer {
 public:
  /// It will be told facts of these kinds only.
  explicit Observer(FactKinds wanted) : wanted_(wanted) {}
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void observe(const Fact& fact) = 0;
  [[nodiscard]] const FactKinds& wanted() const { return wanted_; }

 private:
  FactKinds wanted_;
};

}  // namespace ausfall::models
