#include "models/cluster/preemption.hpp"

#include <algorithm>
#include <vector>

#include "models/cluster/group.hpp"
#include "models/cluster/group_status.hpp"
#include "models/cluster/handoffs.hpp"
#include "models/cluster/placement.hpp"

namespace ausfall::models {
namespace {

using Groups = std::vector<GroupId>;

bool is_being_stopped_for_room(const World& world, GroupId id) {
  return world[id].status == GroupStatus::stopping && world[id].after_stop == AfterStop::make_room;
}

/// It runs or starts there, and may be stopped for a group of this priority.
bool may_be_stopped_for(const Moment& moment, GroupId id, GroupId other, std::uint8_t number) {
  const GroupState& state = moment.world[id];
  const bool there = state.owner == number && state.target == no_node && state.ghost == no_node &&
                     state.planned == PlannedStage::none;
  const bool runs = state.status == GroupStatus::online || state.status == GroupStatus::starting ||
                    state.status == GroupStatus::restarting;
  return there && runs && moment.plant[id].priority > moment.plant[other].priority;
}

/// Lowest priority first.
Groups stoppable_on(const Moment& moment, GroupId id, std::uint8_t number) {
  Groups found;
  const auto& all = cluster_of(moment, id).by_priority;
  for (std::size_t i = all.size(); i-- > 0;) {
    if (may_be_stopped_for(moment, all[i], id, number)) found.push_back(all[i]);
  }
  return found;
}

/// Those that have to go; none where that does not help.
Groups in_the_way(const Moment& moment, GroupId id, std::uint8_t number, const Groups& stopping) {
  Groups gone = stopping;
  Groups victims;
  for (const GroupId each : stoppable_on(moment, id, number)) {
    gone.push_back(each);
    victims.push_back(each);
    if (!fits_without(moment, id, number, gone)) continue;
    // Whoever need not go after all, since a larger one does.
    for (std::size_t i = 0; i + 1 < victims.size();) {
      Groups fewer = gone;
      std::erase(fewer, victims[i]);
      if (fits_without(moment, id, number, fewer)) {
        gone = fewer;
        victims.erase(victims.begin() + static_cast<std::ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
    return victims;
  }
  return {};
}

Groups being_stopped_on(const Moment& moment, GroupId id, std::uint8_t number) {
  Groups found;
  for (const GroupId each : cluster_of(moment, id).groups) {
    if (is_being_stopped_for_room(moment.world, each) && moment.world[each].owner == number)
      found.push_back(each);
  }
  return found;
}

/// What is given up there: the highest priority, then how many.
bool costs_less(const Moment& moment, const Groups& one, const Groups& other) {
  const auto highest = [&](const Groups& groups) {
    return std::ranges::min(groups, {}, [&](GroupId id) { return moment.plant[id].priority; });
  };
  const Priority a = moment.plant[highest(one)].priority;
  const Priority b = moment.plant[highest(other)].priority;
  return a != b ? a > b : one.size() < other.size();
}

void stop_for_room(Moment& moment, GroupId victim, GroupId id) {
  moment.tell(FactKind::group_preempted, victim, owner_of(moment, victim).index(), id.index());
  begin_recovery(moment, victim);
  stop_clocks(moment, victim);
  if (begin_stop(moment, victim, AfterStop::make_room)) return;
  stop_members(moment, victim);
  queue(moment, victim, Wait::for_room);
  retry_later(moment, moment.plant[victim].cluster);
}

}  // namespace

bool make_room(Moment& moment, GroupId id, NodeSet side) {
  if (!cluster_of(moment, id).preempts) return false;
  std::uint8_t best = no_node;
  Groups best_victims;
  for (NodeSet left = side; left != 0; left &= left - 1) {
    const auto number = static_cast<std::uint8_t>(first_of(left));
    if (!may_run_on(moment, id, number)) continue;
    const bool in_place = number == moment.world[id].owner;
    if (in_place && (moment.world[id].status != GroupStatus::queued || moment.world[id].spent))
      continue;
    const Groups stopping = being_stopped_on(moment, id, number);
    if (!stopping.empty() && fits_without(moment, id, number, stopping)) {
      if (moment.world[id].status != GroupStatus::queued) queue(moment, id, Wait::for_room);
      return true;
    }
    Groups victims = in_the_way(moment, id, number, stopping);
    if (victims.empty() || (best != no_node && !costs_less(moment, victims, best_victims)))
      continue;
    best = number;
    best_victims = std::move(victims);
  }
  if (best == no_node) return false;
  for (const GroupId victim : best_victims) stop_for_room(moment, victim, id);
  if (!can_take(moment, id, best)) {  // not before they have stopped
    if (moment.world[id].status != GroupStatus::queued) queue(moment, id, Wait::for_room);
    return true;
  }
  if (best == moment.world[id].owner)
    start_where_it_is(moment, id);
  else
    start_relocation(moment, id, best);
  return true;
}

}  // namespace ausfall::models
