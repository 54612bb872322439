#include "studies/fmea/laboratory.hpp"

#include <algorithm>

#include "sim/simulate.hpp"

namespace ausfall::studies {

Laboratory::Laboratory(const models::Plant& plant, StopSign stop)
    : plant_(plant),
      stop_(stop),
      model_(plant),
      healthy_(model_.healthy()),
      hours_(std::max(day, models::period_of_hours(plant))),
      calendar_(streams_of(plant)),
      aftermath_(plant, calendar_) {}

void Laboratory::begin(ReplicationKey key) {
  world_ = healthy_;
  calendar_.reset(key);
  aftermath_.begin();
  begin_replication(model_, world_, calendar_, &aftermath_);
}

Time Laboratory::struck_at(ReplicationKey key) const {
  static constexpr Stream stream = stream_named("fmea.strikes");
  return nearest_tick(Seconds(Draw(key, stream, 0).uniform() * seconds_in(hours_)));
}

void Laboratory::until(Time time) {
  simulate(model_, world_, calendar_, &aftermath_, time, events_, rings_at_one_moment_max, stop_);
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

bool Laboratory::unseen(const models::Hazard& hazard) const {
  return hazard.mode && world_[hazard.mode] == models::ModeState::unseen;
}

}  // namespace ausfall::studies
