#include "studies/endings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/model.hpp"
#include "models/world.hpp"
#include "scenarios/wording.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"
#include "sim/stop_sign.hpp"
#include "studies/words.hpp"

namespace ausfall::studies {

using models::ClockKind;
using models::Plant;

namespace {

bool waits_in_vain(const models::Cluster& cluster) {
  return !cluster.failover.manual &&
         ((cluster.failover.threshold != models::unlimited && !cluster.restart.retry_after) ||
          cluster.failover.coverage < 1 ||
          ((cluster.fencing.kind == models::FencingKind::power ||
            cluster.fencing.kind == models::FencingKind::poison_pill) &&
           cluster.fencing.attempts != models::unlimited));
}

/// What can not be stopped, or started, waits for somebody who may not come.
bool may_stand_still(const Plant& plant, const models::Member& member) {
  const models::Cluster& cluster = plant[plant[member.group].cluster];
  const models::Component& component = plant[member.component];
  if (cluster.failover.manual) return false;
  const bool killed = cluster.stop_failure == models::StopFailure::kill;
  return (member.stopped && !killed) ||
         (component.start_failure > 0 && !cluster.restart.retry_after);
}

/// Something else has to come first if such a clock is to bring anything back.
bool brings_nothing_back(ClockKind kind) {
  switch (kind) {
    case ClockKind::mode_fails:
    case ClockKind::common_cause_strikes:
    case ClockKind::fault_strikes:
    case ClockKind::maintenance_due:
    case ClockKind::rejuvenation_due:
    case ClockKind::node_beats:
    case ClockKind::failures_forgotten:
    case ClockKind::failovers_forgotten:
    case ClockKind::departure_forgotten:
    case ClockKind::node_idles:
      return true;
    default:
      return false;
  }
}

bool is_over(const Plant& plant, const Calendar& calendar) {
  for (std::size_t i = 0; i < plant.clocks.size(); ++i) {
    if (calendar.running(ClockId(i)) && !brings_nothing_back(plant.clocks[i].kind)) return false;
  }
  return true;
}

}  // namespace

bool may_end_for_good(const Plant& plant) {
  return std::ranges::any_of(plant.modes, [](const auto& mode) { return mode.ttr.is_never(); }) ||
         std::ranges::any_of(plant.common_causes,
                             [](const auto& cause) { return cause.ttr.is_never(); }) ||
         std::ranges::any_of(plant.spares, [](const auto& pool) { return !pool.restock; }) ||
         std::ranges::any_of(plant.clusters, waits_in_vain) ||
         std::ranges::any_of(plant.members, [&](const models::Member& member) {
           return may_stand_still(plant, member);
         });
}

std::vector<std::uint64_t> ended_for_good(const Plant& plant, const Span& span,
                                          std::uint64_t histories, const Watch& watch) {
  const models::Model model(plant);
  const models::World healthy = model.healthy();
  models::World world = healthy;
  Calendar calendar(streams_of(plant));
  std::vector<std::uint64_t> ended(plant.services.size());
  const Time end = after(span.warmup, span.horizon);
  models::Observer* const nobody = nullptr;
  for (std::uint64_t i = 0; i < histories && !watch.interrupted; ++i) {
    world = healthy;
    calendar.reset({span.seed, i});
    begin_replication(model, world, calendar, nobody);
    std::uint64_t events = 0;
    try {
      simulate(model, world, calendar, nobody, end, events, rings_at_one_moment_max,
               StopSign(watch.interrupted));
    } catch (const CutShort&) {
      break;
    }
    if (!is_over(plant, calendar)) continue;
    for (std::size_t s = 0; s < ended.size(); ++s) {
      if (!world.services[s].up) ++ended[s];
    }
  }
  return ended;
}

std::vector<std::string> words_of_endings(const Plant& plant, const Span& span,
                                          std::uint64_t histories, const Watch& watch) {
  std::vector<std::string> words;
  const auto ended = ended_for_good(plant, span, histories, watch);
  if (watch.interrupted) return {};
  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (ended[i] == 0) continue;
    words.push_back(fmt::format(
        "{} ended down for good in {} of the first {}: nothing was under way that would bring it "
        "back, so its availability depends on the horizon; {} tells how probable that is, and how "
        "soon",
        plant.services[i].name, ended[i], count(histories, "replication"),
        scenarios::study_words("solve")));
  }
  return words;
}

}  // namespace ausfall::studies
