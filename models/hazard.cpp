#include "models/hazard.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "models/failure.hpp"
#include "models/repair.hpp"

namespace ausfall::models {
namespace {

const Distribution not_at_all = Distribution::constant(never);

bool ends_at_once(const Mode& mode) { return mode.ttr.is_zero() && !mode.crew && !mode.spares; }

double rate_of(const Distribution& time_to_failure) {
  const double mean = time_to_failure.mean().count();
  return std::isfinite(mean) && mean > 0 ? seconds_in(year) / mean : 0;
}

bool works(const Moment& moment, ComponentId id) {
  const ComponentState& state = moment.world[id];
  return moment.plant[id].runs() ? state.alive() : state.running == Running::on;
}

}  // namespace

std::vector<Hazard> hazards_of(const Plant& plant) {
  std::vector<Hazard> hazards;
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (plant.components[i].kind == ComponentKind::mirror) continue;  // its sides fail
    bool by_itself = false;
    for (const ModeId mode : plant.components[i].modes) {
      if (plant[mode].beyond > 0) continue;  // an overload follows from other failures
      by_itself = true;
      hazards.push_back({.mode = mode});
    }
    if (!by_itself) hazards.push_back({.component = ComponentId(i)});
  }
  for (std::size_t i = 0; i < plant.common_causes.size(); ++i)
    hazards.push_back({.common_cause = CommonCauseId(i)});
  for (std::size_t i = 0; i < plant.domains.size(); ++i) {
    const Domain& domain = plant.domains[i];
    const bool is_place = domain.label == "site" || domain.label == "rack";
    if (is_place || domain.members.size() > 1) hazards.push_back({.domain = DomainId(i)});
  }
  return hazards;
}

std::string name_of(const Plant& plant, const Hazard& hazard) {
  if (hazard.mode) return plant[plant[hazard.mode].cause];
  if (hazard.common_cause) return plant[plant[hazard.common_cause].cause];
  if (hazard.domain) return name_of(plant[hazard.domain]);
  return plant[hazard.component].name;
}

std::vector<ComponentId> struck_by(const Plant& plant, const Hazard& hazard) {
  if (hazard.common_cause) return plant[hazard.common_cause].hits;
  if (hazard.domain) return plant[hazard.domain].members;
  return {hazard.mode ? plant[hazard.mode].component : hazard.component};
}

double strikes_per_year(const Plant& plant, const Hazard& hazard) {
  if (hazard.mode) return rate_of(plant[hazard.mode].ttf);
  return hazard.common_cause ? rate_of(plant[hazard.common_cause].ttf) : 0;
}

bool over_at_once(const Plant& plant, const Hazard& hazard) {
  if (hazard.mode) return ends_at_once(plant[hazard.mode]);
  return hazard.common_cause && plant[hazard.common_cause].ttr.is_zero();
}

bool lasts_for_good(const Plant& plant, const Hazard& hazard) {
  if (hazard.mode) return plant[hazard.mode].ttr.is_never();
  return hazard.common_cause && plant[hazard.common_cause].ttr.is_never();
}

Plant quiet(Plant plant) {
  for (Mode& mode : plant.modes) {
    if (mode.beyond == 0) mode.ttf = not_at_all;
    if (mode.test) mode.test = ProofTest{not_at_all, not_at_all};
  }
  for (CommonCause& cause : plant.common_causes) cause.ttf = not_at_all;
  for (Fault& fault : plant.faults) fault.at = never;
  for (Maintenance& maintenance : plant.maintenance) maintenance.every = not_at_all;
  for (Rejuvenation& planned : plant.rejuvenations) planned.every = not_at_all;
  for (Network& network : plant.networks) network.loss = 0;
  for (Cluster& cluster : plant.clusters) {
    for (HeartbeatLoss& loss : cluster.heartbeat.loss) {
      loss.doubted = not_at_all;
      loss.detection = cluster.heartbeat.detection;
    }
  }
  return plant;
}

Plant quiet_and_unrepaired(Plant plant) {
  plant = quiet(std::move(plant));
  for (Mode& mode : plant.modes) {
    if (!ends_at_once(mode)) mode.ttr = not_at_all;
  }
  for (CommonCause& cause : plant.common_causes) {
    if (!cause.ttr.is_zero()) cause.ttr = not_at_all;
  }
  return plant;
}

bool can_strike(const Moment& moment, const Hazard& hazard) {
  if (hazard.mode) {
    return moment.world[hazard.mode] == ModeState::armed &&
           works(moment, moment.plant[hazard.mode].component);
  }
  if (hazard.common_cause) return !outstanding(moment, hazard);
  if (hazard.domain) {
    return std::ranges::any_of(moment.plant[hazard.domain].members,
                               [&](ComponentId each) { return works(moment, each); });
  }
  return works(moment, hazard.component);
}

void strike(Moment& moment, const Hazard& hazard) {
  assert(can_strike(moment, hazard));
  if (hazard.mode) {
    const Mode& mode = moment.plant[hazard.mode];
    moment.stem_from(mode.cause);
    moment.clocks.stop(mode.fails);
    return fail(moment, hazard.mode);
  }
  if (hazard.common_cause) {
    const CommonCause& cause = moment.plant[hazard.common_cause];
    moment.stem_from(cause.cause);
    moment.clocks.stop(cause.strikes);
    return common_cause_strikes(moment, hazard.common_cause);
  }
  moment.stem_from({});
  for (const ComponentId each : struck_by(moment.plant, hazard)) break_down(moment, each);
}

bool outstanding(const Moment& moment, const Hazard& hazard) {
  if (hazard.mode) return moment.world[hazard.mode] != ModeState::armed;
  if (hazard.common_cause) return moment.clocks.running(moment.plant[hazard.common_cause].ends);
  return std::ranges::all_of(struck_by(moment.plant, hazard),
                             [&](ComponentId each) { return moment.world[each].down > 0; });
}

void mend(Moment& moment, const Hazard& hazard) {
  if (!outstanding(moment, hazard)) return;
  if (hazard.mode) {
    moment.stem_from(moment.plant[hazard.mode].cause);
    call_off_repair(moment, hazard.mode);
    return restore(moment, hazard.mode);
  }
  if (hazard.common_cause) {
    const CommonCause& cause = moment.plant[hazard.common_cause];
    moment.stem_from(cause.cause);
    moment.clocks.stop(cause.ends);
    return common_cause_ends(moment, hazard.common_cause);
  }
  moment.stem_from({});
  for (const ComponentId each : struck_by(moment.plant, hazard)) recover(moment, each);
}

}  // namespace ausfall::models
