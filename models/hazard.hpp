// What can go wrong: the single failures of a plant, to be struck one at a time by whoever asks what
// each does.
//
// 1. A hazard is a failure mode, a common cause, a domain (all that stands in one rack or at one
//    site goes down at once), or, of a component that has no mode and so never fails in this plant,
//    that it goes down. A mirror has none: it only does what its sides do.
// 2. A hazard can strike when its failure clock would run: not a mode of something that is off or
//    stands still.
// 3. A hazard that is struck twice before it is mended strikes once.
#pragma once

#include <string>
#include <vector>

#include "models/moment.hpp"

namespace ausfall::models {

/// Exactly one of them is named.
struct Hazard {
  ModeId mode;
  CommonCauseId common_cause;
  ComponentId component;  ///< goes down
  DomainId domain;        ///< all its members go down

  bool operator==(const Hazard&) const = default;
};

/// All of a plant: by component, in the order of the plant, then the common causes, then racks and
/// sites.
std::vector<Hazard> hazards_of(const Plant& plant);

/// "node1.hardware", as outages are put down to it; "array.controller1" where it just goes down;
/// "rack A".
std::string name_of(const Plant& plant, const Hazard& hazard);

/// What it strikes: one component, those that a common cause may hit, or all of a domain.
std::vector<ComponentId> struck_by(const Plant& plant, const Hazard& hazard);

/// How often it strikes while its component is up: one over the mean time to failure. 0 if the plant
/// gives none.
double strikes_per_year(const Plant& plant, const Hazard& hazard);

/// It needs no repair: what it brings down may start again at once, by itself.
bool over_at_once(const Plant& plant, const Hazard& hazard);

/// It is never repaired.
bool lasts_for_good(const Plant& plant, const Hazard& hazard);

/// The plant in which nothing fails by itself: no mode, no common cause, no injected
/// fault, no heartbeat that is lost; and in which no maintenance is due.
Plant quiet(Plant plant);

/// The same, and no repair ends by itself either.
Plant quiet_and_unrepaired(Plant plant);

/// Whether it can strike now (rule 2). REQUIRES: the plant is quiet; so do all functions below.
bool can_strike(const Moment& moment, const Hazard& hazard);

/// It happens now. REQUIRES: it can.
void strike(Moment& moment, const Hazard& hazard);

/// It was struck, and neither its repair nor a restart elsewhere has ended it. A component that just
/// went down stays so until it is mended.
bool outstanding(const Moment& moment, const Hazard& hazard);

/// Its repair ends now, wherever it stands. Nothing if the failure is over. REQUIRES: it was struck.
void mend(Moment& moment, const Hazard& hazard);

}  // namespace ausfall::models
