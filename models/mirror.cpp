#include "models/mirror.hpp"

#include <algorithm>

#include "models/component.hpp"
#include "models/reach.hpp"
#include "models/storage.hpp"

namespace ausfall::models {
namespace {

constexpr std::size_t side_count = 2;

constexpr Sides only_side(std::size_t side) { return static_cast<Sides>(1U << side); }

Sides working_sides(Scene scene, const Mirror& mirror) {
  Sides working = 0;
  for (std::size_t i = 0; i < side_count; ++i) {
    if (works(scene, mirror.sides[i])) working = working | only_side(i);
  }
  return working;
}

/// What they replicate over works from end to end.
bool joined_ends(Scene scene, const Mirror& mirror) {
  if (!mirror.over.front()) return true;
  const std::uint8_t part = scene.world.network_part[mirror.over.front().index()];
  return part != no_part && part == scene.world.network_part[mirror.over.back().index()];
}

bool on_any_network(Scene scene, ComponentId host) {
  const auto links = attachments_of(scene, host);
  return links.empty() || std::ranges::any_of(links, [](std::uint8_t each) { return each > 0; });
}

bool reaches_witness(Scene scene, const Mirror& mirror, std::size_t side) {
  if (!mirror.has_witness) return false;
  if (mirror.witness_disk) return works(scene, mirror.witness_disk);
  if (!mirror.witness) return true;
  if (!scene.world[mirror.witness].alive()) return false;
  const ComponentId host = host_of(scene.world, mirror.witness);
  if (!mirror.witness_shares_network) return on_any_network(scene, host);
  const std::uint8_t part = scene.world.network_part[mirror.over.at(side).index()];
  return part != no_part && attached_to_part(scene, host, part);
}

/// Those that may go on alone; the preferred one of them does.
Sides entitled_sides(Scene scene, const Mirror& mirror) {
  const Sides working = working_sides(scene, mirror);
  if (!mirror.over.front()) return working;
  Sides with_witness = 0;
  for (std::size_t i = 0; i < side_count; ++i) {
    if (has_side(working, i) && reaches_witness(scene, mirror, i))
      with_witness = with_witness | only_side(i);
  }
  return with_witness != 0 ? with_witness : static_cast<Sides>(working & only_side(0));
}

/// What is written reaches the other side later: all I/O is done on the preferred one.
bool is_asynchronous(const Plant& plant, const Mirror& mirror) {
  return plant[plant[mirror.storage].array].lag > Duration(0);
}

/// What was not copied yet is lost, if it is the copy that goes on. REQUIRES: both were in step.
void lose_what_is_behind(Moment& moment, const Mirror& mirror, std::size_t goes_on) {
  if (goes_on != 0 && is_asynchronous(moment.plant, mirror))
    moment.tell(FactKind::data_lost, moment.plant[mirror.storage].array);
}

void go_on_with(Moment& moment, MirrorId id, Sides entitled) {
  const Mirror& mirror = moment.plant[id];
  const std::size_t side = has_side(entitled, 0) ? 0 : 1;
  MirrorState& state = moment.world[id];
  state.in_step = only_side(side);
  moment.clocks.stop(mirror.decided);
  lose_what_is_behind(moment, mirror, side);
  const bool waits_for_no_copy = side == 0 && is_asynchronous(moment.plant, mirror);
  if (state.answering == 0 || waits_for_no_copy) return;
  moment.tell(FactKind::mirror_switched_over, mirror.storage, mirror.sides.at(side).index());
  if (!mirror.switch_over.is_zero()) stand_still(moment, mirror.storage, mirror.switch_over);
}

/// They lost each other, and hold the same.
void part(Moment& moment, MirrorId id) {
  const Mirror& mirror = moment.plant[id];
  const Sides entitled = entitled_sides(moment, mirror);
  if (entitled != 0) return go_on_with(moment, id, entitled);
  const bool waited_for = moment.clocks.running(mirror.decided);
  if (working_sides(moment, mirror) == 0) {
    if (waited_for) moment.clocks.stop(mirror.decided);
  } else if (!waited_for && !mirror.manual.is_never()) {
    moment.clocks.start(mirror.decided, mirror.manual);
  }
}

/// They are in contact, and one of them is out of step.
void catch_up(Moment& moment, MirrorId id) {
  const Mirror& mirror = moment.plant[id];
  if (mirror.resync.is_zero()) return mirror_resynced(moment, id);
  if (moment.clocks.running(mirror.resynced)) return;
  const std::size_t behind = has_side(moment.world[id].in_step, 0) ? 1 : 0;
  moment.tell(FactKind::mirror_resyncs, mirror.storage, mirror.sides.at(behind).index());
  moment.clocks.start(mirror.resynced, mirror.resync);
}

void answer_with(Moment& moment, MirrorId id, Sides sides) {
  const Mirror& mirror = moment.plant[id];
  MirrorState& state = moment.world[id];
  const Sides before = std::exchange(state.answering, sides);
  if (before == sides) return;
  const ComponentId itself = moment.plant[mirror.storage].array;
  if (before == 0 || sides == 0) {
    moment.tell(sides == 0 ? FactKind::mirror_stopped : FactKind::mirror_back, mirror.storage,
                state.in_step == both_sides  ? nothing
                : has_side(state.in_step, 0) ? mirror.sides.front().index()
                                             : mirror.sides.back().index());
    moment.world[itself].running = sides == 0 ? Running::off : Running::on;
    unsettle(moment, itself);
  }
  if (sides == 0) abandon(moment, mirror.storage);
  storage_changed(moment, mirror.storage);
}

void watch(Moment& moment, MirrorId id) {
  const Mirror& mirror = moment.plant[id];
  MirrorState& state = moment.world[id];
  const Sides working = working_sides(moment, mirror);
  const bool in_contact = working == both_sides && joined_ends(moment, mirror);
  if (in_contact && state.in_step != both_sides) {
    catch_up(moment, id);
  } else if (in_contact) {
    moment.clocks.stop(mirror.decided);
  } else {
    moment.clocks.stop(mirror.resynced);
    if (state.in_step == both_sides) part(moment, id);
  }
  // Out of contact, either one of them went on, or none may.
  const bool stopped = !in_contact && state.in_step == both_sides;
  Sides answering = stopped ? Sides{0} : static_cast<Sides>(state.in_step & working);
  if (answering == both_sides && is_asynchronous(moment.plant, mirror)) answering = only_side(0);
  answer_with(moment, id, answering);
}

}  // namespace

MirrorState mirror_in_step(const Plant& plant, const Mirror& mirror) {
  MirrorState state;
  if (is_asynchronous(plant, mirror)) state.answering = only_side(0);
  return state;
}

void watch_mirrors(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.mirrors.size(); ++i) watch(moment, MirrorId(i));
}

void mirror_resynced(Moment& moment, MirrorId id) {
  moment.world[id].in_step = both_sides;
  moment.tell(FactKind::mirror_in_step, moment.plant[id].storage);
}

void mirror_decided(Moment& moment, MirrorId id) {
  const Mirror& mirror = moment.plant[id];
  const Sides working = working_sides(moment, mirror);
  const std::size_t side = has_side(working, 0) ? 0 : 1;
  moment.tell(FactKind::mirror_decided, mirror.storage, mirror.sides.at(side).index());
  moment.world[id].in_step = only_side(side);
  lose_what_is_behind(moment, mirror, side);
}

}  // namespace ausfall::models
