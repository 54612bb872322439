#include "models/tally.hpp"

#include <cassert>
#include <cstddef>
#include <vector>

namespace ausfall::models {
namespace {

template <class Element>
void merge_each(std::vector<Element>& into, const std::vector<Element>& from) {
  assert(into.size() == from.size());
  for (std::size_t i = 0; i < from.size(); ++i) into[i].merge(from[i]);
}

const ServiceTally& tally_of(const Tally& tally, ServiceId service) {
  assert(tally.replications > 0);
  return tally.services[service.index()];
}

}  // namespace

void CauseTally::merge(const CauseTally& other) {
  outages += other.outages;
  downtime += other.downtime;
  waiting += other.waiting;
  ordinary_outages += other.ordinary_outages;
  ordinary_downtime += other.ordinary_downtime;
  ordinary_waiting += other.ordinary_waiting;
  unavailability.merge(other.unavailability);
  numbers.merge(other.numbers);
}

void InterruptionTally::merge(const InterruptionTally& other) {
  numbers.merge(other.numbers);
  share.merge(other.share);
}

void OrdinaryTally::merge(const OrdinaryTally& other) {
  unavailability.merge(other.unavailability);
  outages.merge(other.outages);
  lost.merge(other.lost);
  down_by_horizon += other.down_by_horizon;
  years_beyond.merge(other.years_beyond);
  months_beyond.merge(other.months_beyond);
  interruptions.merge(other.interruptions);
  rare_durations.merge(other.rare_durations);
  rare_moves.merge(other.rare_moves);
}

void ServiceTally::merge(const ServiceTally& other) {
  unavailability.merge(other.unavailability);
  outages.merge(other.outages);
  outage_count += other.outage_count;
  replications_struck += other.replications_struck;
  outage_sizes.merge(other.outage_sizes);
  interruptions.merge(other.interruptions);
  lost.merge(other.lost);
  downtime += other.downtime;
  outage_durations.merge(other.outage_durations);
  year_downtimes.merge(other.year_downtimes);
  slo_met.merge(other.slo_met);
  slo_met_months.merge(other.slo_met_months);
  for (const auto& [cause, theirs] : other.causes) causes[cause].merge(theirs);
  ordinary.merge(other.ordinary);
}

void ClusterTally::merge(const ClusterTally& other) {
  moved += other.moved;
  failovers_failed += other.failovers_failed;
  queued += other.queued;
  split_brains += other.split_brains;
  split_brain_time += other.split_brain_time;
  failed_numbers.merge(other.failed_numbers);
  split_brain_numbers.merge(other.split_brain_numbers);
  ordinary_failed_numbers.merge(other.ordinary_failed_numbers);
  ordinary_split_brain_numbers.merge(other.ordinary_split_brain_numbers);
  planned_moves += other.planned_moves;
  planned_standstill += other.planned_standstill;
  removals.merge(other.removals);
  returns.merge(other.returns);
  failover_durations.merge(other.failover_durations);
  failover_seconds.merge(other.failover_seconds);
  failover_numbers.merge(other.failover_numbers);
  rare_failover_durations.merge(other.rare_failover_durations);
  for (std::size_t i = 0; i < phase_count; ++i) {
    phases[i] += other.phases[i];
    rare_phases[i] += other.rare_phases[i];
  }
}

void LossTally::merge(const LossTally& other) {
  numbers.merge(other.numbers);
  ordinary.merge(other.ordinary);
}

void Tally::merge(const Tally& other) {
  if (other.replications == 0) return;
  if (replications == 0) {
    *this = other;
    return;
  }
  assert(span == other.span);
  replications += other.replications;
  merge_each(services, other.services);
  merge_each(clusters, other.clusters);
  merge_each(losses, other.losses);
}

double Tally::simulated_years() const { return static_cast<double>(replications) * years_in(span); }

Estimate unavailability(const Tally& tally, ServiceId service, double confidence) {
  return total_interval(tally_of(tally, service).unavailability, 1, confidence);
}

Estimate outages_per_year(const Tally& tally, ServiceId service, double confidence) {
  return scaled(count_interval(tally_of(tally, service).outages, confidence),
                1 / years_in(tally.span));
}

Estimate served(const Tally& tally, ServiceId service, double confidence) {
  return complement(total_interval(tally_of(tally, service).lost, 1, confidence));
}

Estimate outage_by_horizon(const Tally& tally, ServiceId service, double confidence) {
  return proportion_interval(tally_of(tally, service).replications_struck, tally.replications,
                             confidence);
}

Estimate slo_met_per_year(const Tally& tally, ServiceId service, double confidence) {
  const Moments& met = tally_of(tally, service).slo_met;
  assert(met.count() > 0);
  return share_interval(met, static_cast<double>(tally.span / year), confidence);
}

Estimate slo_met_per_month(const Tally& tally, ServiceId service, double confidence) {
  const Moments& met = tally_of(tally, service).slo_met_months;
  assert(met.count() > 0);
  return share_interval(met, static_cast<double>(tally.span / month), confidence);
}

}  // namespace ausfall::models
