#include "studies/fmea/laboratory.hpp"

#include "sim/simulate.hpp"

namespace ausfall::studies {

Laboratory::Laboratory(const models::Plant& plant)
    : plant_(plant),
      model_(plant),
      healthy_(model_.healthy()),
      calendar_(streams_of(plant)),
      aftermath_(plant, calendar_) {}

void Laboratory::begin(ReplicationKey key) {
  world_ = healthy_;
  calendar_.reset(key);
  aftermath_.begin();
  begin_replication(model_, world_, calendar_, &aftermath_);
}

void Laboratory::until(Time time) {
  simulate(model_, world_, calendar_, &aftermath_, time, events_);
}

bool Laboratory::strike_if_it_can(const models::Hazard& hazard) {
  models::Moment moment = now();
  if (!models::can_strike(moment, hazard)) return false;
  models::strike(moment, hazard);
  models::conclude(moment);
  return true;
}

void Laboratory::mend(const models::Hazard& hazard) {
  models::Moment moment = now();
  models::mend(moment, hazard);
  models::conclude(moment);
}

bool Laboratory::outstanding(const models::Hazard& hazard) {
  return models::outstanding(now(), hazard);
}

}  // namespace ausfall::studies
