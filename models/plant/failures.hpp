// How components fail: modes of their own, common causes, and faults that are injected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/plant/ids.hpp"
#include "sim/clocks.hpp"
#include "sim/distribution.hpp"
#include "sim/random.hpp"

namespace ausfall::models {

enum class Effect : std::uint8_t { down, hang, degrade };

struct Mode {
  ComponentId component;
  std::string name;
  Distribution ttf;
  Distribution ttr;  ///< of a hang: what it lasts if nothing automatic ends it
  Effect effect = Effect::down;
  double capacity = 1;  ///< of a degraded component: the share that is left
  CrewId crew;
  SparesId spares;
  // derived
  ClockId fails;
  ClockId repaired;
  CauseId cause;
};

struct CommonCause {
  std::string name;
  Distribution ttf;
  Distribution ttr;
  std::vector<ComponentId> hits;
  double probability = 1;
  // derived
  std::size_t first_hit = 0;  ///< its first, among the hits of all common causes
  ClockId strikes;
  ClockId ends;
  CauseId cause;
  Stream stream{};
};

/// Injected in every replication. Exactly one of `mode` and `component` is named.
struct Fault {
  std::string name;
  Duration at{0};
  ModeId mode;            ///< this failure happens,
  ComponentId component;  ///< or this component goes down or hangs
  Effect effect = Effect::down;
  bool evacuates = false;         ///< instead of failing, the component (a host) is drained
  std::optional<Duration> lasts;  ///< otherwise a mode's own repair; a component stays down
  // derived
  ClockId strikes;
  ClockId ends;
  CauseId cause;
};

}  // namespace ausfall::models
