#include "models/cluster/failure_counts.hpp"

#include <algorithm>
#include <utility>

#include "models/cluster/group.hpp"
#include "models/cluster/handoffs.hpp"

namespace ausfall::models {
namespace {

/// Of a failure that bars the node by itself, however many may be tried.
constexpr std::uint8_t fatal = 255;
constexpr std::uint8_t counted_most = 254;

const Restart& restart_of(Scene scene, GroupId id) {
  return scene.plant[scene.plant[id].cluster].restart;
}

/// Whose count it is, and on which node.
struct Slot {
  MemberId member;
  std::uint8_t node = 0;
};

Slot slot_of(Scene scene, GroupId id, MemberId member, std::uint8_t number) {
  const MemberId first = scene.plant[id].members.front();
  switch (restart_of(scene, id).counted) {
    case Counted::group:
      return {first, 0};
    case Counted::node:
      return {first, number};
    case Counted::member:
      break;
  }
  return {member, number};
}

std::size_t place_of(const Plant& plant, Slot slot) {
  return plant[slot.member].first_count + slot.node;
}

std::uint8_t count_in(Scene scene, Slot slot) {
  return scene.world.failure_counts[place_of(scene.plant, slot)];
}

bool forgets_after_a_while(const Restart& restart) {
  return !restart.period.is_zero() && !restart.period.is_never();
}

bool anything_counted(const Moment& moment, GroupId id) {
  const std::size_t nodes = moment.plant[moment.plant[id].cluster].nodes.size();
  return std::ranges::any_of(moment.plant[id].members, [&](MemberId member) {
    const auto first = moment.world.failure_counts.begin() +
                       static_cast<std::ptrdiff_t>(moment.plant[member].first_count);
    return std::any_of(first, first + static_cast<std::ptrdiff_t>(nodes),
                       [](std::uint8_t count) { return count != 0; });
  });
}

void forget(Moment& moment, Slot slot) {
  moment.world.failure_counts[place_of(moment.plant, slot)] = 0;
  const auto& forgotten = moment.plant[slot.member].forgotten;
  if (!forgotten.empty()) moment.clocks.stop(forgotten[slot.node]);
}

/// A node that it was kept off, or what it could not be started on, may be tried again.
void may_be_tried_again(Moment& moment, GroupId id, std::uint8_t number) {
  GroupState& state = moment.world[id];
  if (state.owner == number) may_start_here_again(moment, id);
  if (!restart_of(moment, id).bars_node) return;
  if (moment.plant[id].owners.front() == number) state.failed_at_home = false;
  retry_later(moment, moment.plant[id].cluster);
  consider_failback(moment, id);
}

}  // namespace

bool attempts_left(Scene scene, GroupId id, MemberId member, Failed what) {
  const Restart& restart = restart_of(scene, id);
  if (what == Failed::starting && restart.failed_start_moves) return false;
  const bool counts = what == Failed::starting || !restart.only_failed_starts;
  if (restart.attempts == unlimited || !counts) return restart.attempts != 0;
  return count_in(scene, slot_of(scene, id, member, scene.world[id].owner)) < restart.attempts;
}

void count_failure(Moment& moment, GroupId id, MemberId member, Failed what, bool again) {
  const Restart& restart = restart_of(moment, id);
  if (what == Failed::running && restart.only_failed_starts) return;
  const Slot slot = slot_of(moment, id, member, moment.world[id].owner);
  std::uint8_t& count = moment.world.failure_counts[place_of(moment.plant, slot)];
  if (again) {
    // Without a limit they are counted as far as delays differ.
    if (restart.attempts == unlimited && count + 1U >= restart.delays.size()) return;
    if (count < counted_most) ++count;
  } else if (restart.bars_node && what == Failed::starting && restart.failed_start_moves) {
    count = fatal;
  } else if (!restart.bars_node || restart.attempts == unlimited) {
    return;
  } else {
    count = static_cast<std::uint8_t>(std::min<int>(restart.attempts + 1, counted_most));
  }
  moment.world[id].counted = true;
  if (!forgets_after_a_while(restart)) return;
  const ClockId forgotten = moment.plant[slot.member].forgotten[slot.node];
  if (restart.since_last) moment.clocks.stop(forgotten);
  if (!moment.clocks.running(forgotten)) moment.clocks.start(forgotten, restart.period);
}

std::size_t failures_here(Scene scene, GroupId id, MemberId member) {
  const std::uint8_t count = count_in(scene, slot_of(scene, id, member, scene.world[id].owner));
  return count == fatal ? 0 : count;
}

bool is_barred(Scene scene, GroupId id, std::uint8_t number) {
  const Restart& restart = restart_of(scene, id);
  if (!restart.bars_node || !scene.world[id].counted) return false;
  return std::ranges::any_of(scene.plant[id].members, [&](MemberId member) {
    const std::uint8_t count =
        count_in(scene, {member, restart.counted == Counted::group ? std::uint8_t{0} : number});
    return count == fatal || (restart.attempts != unlimited && count > restart.attempts);
  });
}

void forget_failures(Moment& moment, GroupId id) {
  if (!std::exchange(moment.world[id].counted, false)) return;
  const std::size_t nodes = cluster_of(moment, id).nodes.size();
  for (const MemberId member : moment.plant[id].members) {
    for (std::size_t number = 0; number < nodes; ++number)
      forget(moment, {member, static_cast<std::uint8_t>(number)});
  }
}

void forget_failures_on(Moment& moment, NodeId id) {
  const Node& node = moment.plant[id];
  const Cluster& cluster = moment.plant[node.cluster];
  if (cluster.restart.counted == Counted::group) return;
  for (const GroupId group : cluster.groups) {
    if (!moment.world[group].counted) continue;
    for (const MemberId member : moment.plant[group].members) forget(moment, {member, node.number});
    moment.world[group].counted = anything_counted(moment, group);
  }
}

void failures_forgotten(Moment& moment, MemberId id, std::size_t number) {
  const GroupId group = moment.plant[id].group;
  const auto node = static_cast<std::uint8_t>(number);
  forget(moment, {id, node});
  moment.world[group].counted = anything_counted(moment, group);
  may_be_tried_again(moment, group, node);
}

}  // namespace ausfall::models
