#include "studies/cluster_result.hpp"

#include <cassert>
#include <string>

#include "studies/estimates.hpp"

namespace ausfall::studies {

using models::ClusterId;
using models::ClusterTally;
using models::Phase;
using models::Plant;

namespace {

std::string_view meaning_of(Phase phase) {
  switch (phase) {
    case Phase::detect:
      return "from the failure to its being suspected";
    case Phase::agree:
      return "membership, quorum and election";
    case Phase::fence:
      return "until the failed node can do no harm";
    case Phase::storage:
      return "disks moved and brought online";
    case Phase::queue:
      return "waiting for a place, a start slot or a person";
    case Phase::boot:
      return "guests boot";
    case Phase::start:
      return "applications start";
    case Phase::count_:
      break;
  }
  assert(false);
  return {};
}

std::optional<NoticeResult> notice(const Sketch& times) {
  if (times.empty()) return std::nullopt;
  return NoticeResult{.seen = times.count(),
                      .min = seconds_in(times.min()),
                      .mean = times.mean().count(),
                      .median = seconds_in(times.quantile(0.5)),
                      .p95 = seconds_in(times.quantile(0.95)),
                      .max = seconds_in(times.max())};
}

}  // namespace

ClusterResult cluster_result(const Plant& plant, const Measured& measured, ClusterId id,
                             double confidence) {
  const ClusterTally& cluster = measured.tally.clusters[id.index()];
  ClusterResult result{
      .name = plant[id].name,
      .failovers = cluster.failover_durations.count(),
      .failovers_per_year = scaled(count_interval(cluster.failover_numbers, confidence),
                                   1 / years_in(measured.tally.span)),
      .failovers_moved = cluster.moved,
      .failovers_failed = cluster.failovers_failed,
      .failovers_failed_per_year = failovers_failed_per_year(measured, id, confidence),
      .queued = cluster.queued,
      .split_brains = cluster.split_brains,
      .split_brains_per_year = split_brains_per_year(measured, id, confidence),
      .split_brain_seconds = seconds_in(cluster.split_brain_time),
      .planned_moves = cluster.planned_moves,
      .planned_standstill_seconds = seconds_in(cluster.planned_standstill),
      .failover_seconds = failover_seconds(measured, id, confidence),
      .phases = {},
      .removal = notice(cluster.removals),
      .addition = notice(cluster.returns),
      .stay_out = {},
  };
  const WeightedSketch durations = failover_durations(measured, id);
  const double failovers = durations.weight();
  const double whole = failovers > 0 ? durations.mean().count() * failovers : 0;
  for (std::size_t i = 0; i < models::phase_count; ++i) {
    const auto phase = static_cast<Phase>(i);
    const double seconds = phase_seconds(measured, id, phase, confidence).seconds;
    result.phases.push_back({.name = std::string(name_of(phase)),
                             .meaning = std::string(meaning_of(phase)),
                             .mean = failovers > 0 ? seconds / failovers : 0,
                             .share = whole > 0 ? seconds / whole : 0});
  }
  return result;
}

void StillOut::look(const Plant& plant, const models::World& world, const models::Ledger& ledger) {
  groups.resize(plant.groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const models::GroupId id(i);
    const auto failover = ledger.so_far(id);
    const auto why = models::hindrance_of({plant, world}, id);
    if (!failover || !failover->inside || !why) continue;
    Group& group = groups[i];
    if (group.samples++ == 0) {
      group.why = *why;
      group.phase = failover->phase;
    }
    if (!failover->failed) ++group.failed;
  }
}

void StillOut::merge(const StillOut& other) {
  if (groups.empty()) groups.resize(other.groups.size());
  for (std::size_t i = 0; i < other.groups.size(); ++i) {
    const Group& its = other.groups[i];
    if (groups[i].samples == 0) {
      groups[i] = its;
      continue;
    }
    groups[i].samples += its.samples;
    groups[i].failed += its.failed;
  }
}

void StillOut::tell(const Plant& plant, std::vector<ClusterResult>& clusters) const {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].samples == 0) continue;
    const models::GroupId id(i);
    ClusterResult& cluster = clusters[plant[id].cluster.index()];
    cluster.failovers_failed += groups[i].failed;
    StaysOut out = stays_out(plant, id, groups[i].why);
    out.phase = groups[i].phase;
    out.samples = groups[i].samples;
    cluster.stay_out.push_back(std::move(out));
  }
}

}  // namespace ausfall::studies
