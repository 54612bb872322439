// How components fail: modes of their own, common causes, domains that are lost as a whole, and faults
// that are injected.
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

enum class Effect : std::uint8_t {
  down,
  hang,
  degrade,
  latent,    ///< as down, but unseen until its component is needed (models/latent), or a test
  no_start,  ///< it goes on, and its next start fails: from then on as down
};

/// Of what can have failed unseen.
struct ProofTest {
  Distribution every;
  Distribution first;  ///< from the beginning to the first
};

struct Mode {
  ComponentId component;
  std::string name;
  Distribution ttf;
  Distribution ttr;  ///< of a hang: what it lasts if nothing automatic ends it
  Effect effect = Effect::down;
  double capacity = 1;  ///< of a degraded component: the share that is left
  CrewId crew;
  SparesId spares;
  std::optional<ProofTest> test;  ///< latent only; without, it is found when it is needed
  /// not 0: of an overload; `ttf` runs while the load is more than so many times what is borne
  double beyond = 0;
  double stop_failure = 0;  ///< of a hang: probability that it cannot be stopped meanwhile
  // derived
  ClockId fails;
  ClockId repaired;
  ClockId tested;
  CauseId cause;
  RejuvenationId renewed_by;       ///< planned restarts that make it as good as new
  std::size_t number_of_crew = 0;  ///< among the modes of its crew
};

struct CommonCause {
  std::string name;
  Distribution ttf;
  Distribution ttr;
  std::vector<ComponentId> hits;
  double probability = 1;
  /// What bridges it, a UPS: while that works, nothing is hit
  ComponentId bridged_by;
  std::optional<Distribution> bridge_time;  ///< for so long at most
  // derived
  ClockId bridge_over;
  std::size_t first_hit = 0;  ///< its first, among the hits of all common causes
  ClockId strikes;
  ClockId ends;
  CauseId cause;
  Stream stream{};
};

/// What stands together and can be lost together: the hosts of one rack, or of one site.
struct Domain {
  std::string label;  ///< "rack"
  std::string value;  ///< "A"
  std::vector<ComponentId> members;
};

/// Of what a fault does, at one component. Exactly one of them is named.
struct FaultTarget {
  ModeId mode;            ///< this failure happens,
  ComponentId component;  ///< or this component goes down or hangs
};

/// Injected in every replication: a common cause strikes, or all targets are hit at one instant.
struct Fault {
  std::string name;
  Duration at{0};
  CommonCauseId common_cause;  ///< with its probability and its repair; then there are no targets
  std::vector<FaultTarget> targets;
  Effect effect = Effect::down;   ///< of targets that are components: down or hang
  bool evacuates = false;         ///< instead of failing, the targets (hosts) are drained
  std::optional<Duration> lasts;  ///< otherwise a mode's or cause's own repair; others stay down
  // derived
  std::size_t first_target = 0;  ///< its first, among the targets of all faults
  ClockId strikes;
  ClockId ends;
  CauseId cause;
};

}  // namespace ausfall::models
