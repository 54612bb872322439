#include "models/repair.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

namespace ausfall::models {
namespace {

FamilyId family_of(const Plant& plant, ModeId id) { return plant[plant[id].component].family; }

void begin_repair(Moment& moment, ModeId id) {
  moment.world[id] = ModeState::in_repair;
  moment.tell(FactKind::repair_began, id);
  moment.clocks.start(moment.plant[id].repaired, moment.plant[id].ttr);
}

/// Keeps the queue in the order that matters to this crew, and no other, so that equal situations
/// are equal values.
void enqueue(const Plant& plant, const Crew& crew, std::vector<ModeId>& waiting, ModeId id) {
  const auto before = [&](ModeId a, ModeId b) {
    switch (crew.order) {
      case CrewOrder::fifo:
        return false;
      case CrewOrder::random:
        return a < b;
      case CrewOrder::race:
        return family_of(plant, a) < family_of(plant, b);
      case CrewOrder::priority:
        return crew.rank[a.index()] < crew.rank[b.index()];
    }
    return false;
  };
  waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), id, before), id);
}

/// There is nothing it needs from a pool, or a part is there.
bool part_at_hand(const Moment& moment, ModeId id) {
  const SparesId spares = moment.plant[id].spares;
  return !spares || moment.world[spares].in_stock > 0;
}

/// The pool is empty, and is never restocked.
bool used_up(const Moment& moment, SparesId pool) {
  return pool && !moment.plant[pool].restock && moment.world[pool].in_stock == 0;
}

/// The pool is used up: modes that wait for a crew and need a part from it leave the queues, since
/// they would wait in vain.
void give_up_on_parts(Moment& moment, SparesId pool) {
  for (CrewState& crew : moment.world.crews) {
    std::erase_if(crew.waiting, [&](ModeId waits) {
      if (moment.plant[waits].spares != pool) return false;
      moment.world[waits] = ModeState::beyond_repair;
      return true;
    });
  }
}

/// Takes a part from the pool, if the mode needs one, and orders another.
void take_part(Moment& moment, ModeId id) {
  const SparesId pool = moment.plant[id].spares;
  if (!pool) return;
  const Spares& spares = moment.plant[pool];
  --moment.world[pool].in_stock;
  if (used_up(moment, pool)) return give_up_on_parts(moment, pool);
  if (!spares.restock) return;
  const auto idle = std::ranges::find_if(
      spares.arrivals, [&](ClockId clock) { return !moment.clocks.running(clock); });
  assert(idle != spares.arrivals.end());
  moment.clocks.start(*idle, *spares.restock);
}

/// The place of the first mode in the queue that is of this family and whose part is at hand; the
/// queue's size if there is none. The queue is sorted by families.
std::size_t first_of_family(const Moment& moment, const CrewState& state, FamilyId family) {
  const auto its = [&](ModeId mode) { return family_of(moment.plant, mode); };
  const std::vector<ModeId>& waiting = state.waiting;
  auto each = std::ranges::lower_bound(waiting, family, {}, its);
  for (; each != waiting.end() && its(*each) == family; ++each) {
    if (part_at_hand(moment, *each)) return static_cast<std::size_t>(each - waiting.begin());
  }
  return waiting.size();
}

/// Starts and stops the crew's response clocks: one runs for each family of which a mode waits
/// whose part is at hand, as long as a member of the crew is free.
void run_race(Moment& moment, CrewId id) {
  const Crew& crew = moment.plant[id];
  const CrewState& state = moment.world[id];
  for (std::size_t k = 0; k < crew.families.size(); ++k) {
    const bool wanted =
        state.free > 0 && first_of_family(moment, state, crew.families[k]) < state.waiting.size();
    const bool runs = moment.clocks.running(crew.responses[k]);
    if (wanted && !runs) moment.clocks.start(crew.responses[k], crew.response);
    if (!wanted && runs) moment.clocks.stop(crew.responses[k]);
  }
}

/// After a crew's member or a part was taken: stops the response clocks of those who can no longer
/// win either.
void stop_idle_races(Moment& moment) {
  for (std::size_t i = 0; i < moment.plant.crews.size(); ++i) {
    if (moment.plant.crews[i].order == CrewOrder::race) run_race(moment, CrewId(i));
  }
}

/// The place in the queue of the mode whose turn it is, among those whose part is at hand; the
/// queue's size if there is none.
std::size_t next_in_turn(Moment& moment, const Crew& crew, const CrewState& state) {
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < state.waiting.size(); ++i) {
    if (!part_at_hand(moment, state.waiting[i])) continue;
    if (crew.order != CrewOrder::random) return i;
    ready.push_back(i);
  }
  if (ready.empty()) return state.waiting.size();
  const std::vector<double> alike(ready.size(), 1.0 / static_cast<double>(ready.size()));
  return ready[moment.clocks.choose(crew.stream, alike)];
}

/// Somebody of the crew sets out, in its working hours.
void call(Moment& moment, const Crew& crew, ModeId id) {
  moment.world[id] = ModeState::crew_on_its_way;
  if (!crew.hours.always()) moment.tell(FactKind::crew_called, id, moment.plant[id].crew.index());
  moment.clocks.start_in_hours(crew.responses[moment.plant[id].number_of_crew], crew.response,
                               crew.hours, InHours::counts);
}

void dispatch(Moment& moment, CrewId id) {
  const Crew& crew = moment.plant[id];
  if (crew.order == CrewOrder::race) return run_race(moment, id);
  CrewState& state = moment.world[id];
  while (state.free > 0) {
    const std::size_t turn = next_in_turn(moment, crew, state);
    if (turn == state.waiting.size()) return;
    const ModeId mode = state.waiting[turn];
    state.waiting.erase(state.waiting.begin() + static_cast<std::ptrdiff_t>(turn));
    --state.free;
    take_part(moment, mode);
    if (moment.plant[mode].spares) stop_idle_races(moment);
    if (crew.response.is_zero() && crew.hours.always()) {
      begin_repair(moment, mode);
    } else {
      call(moment, crew, mode);
    }
  }
}

void want_crew(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  const bool somebody = moment.world[mode.crew].free > 0;
  const bool part = part_at_hand(moment, id);
  if (!somebody || !part) {
    moment.tell(FactKind::repair_waits, id, somebody ? nothing : mode.crew.index(),
                part ? nothing : mode.spares.index());
  }
  if (used_up(moment, mode.spares)) {
    moment.world[id] = ModeState::beyond_repair;
    return;
  }
  moment.world[id] = ModeState::waits_for_crew;
  enqueue(moment.plant, moment.plant[mode.crew], moment.world[mode.crew].waiting, id);
  dispatch(moment, mode.crew);
}

void release_crew(Moment& moment, ModeId id) {
  const CrewId crew = moment.plant[id].crew;
  if (!crew) return;
  ++moment.world[crew].free;
  dispatch(moment, crew);
}

}  // namespace

void request_repair(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  if (mode.ttr.is_never()) {
    moment.world[id] = ModeState::beyond_repair;
    return moment.tell(FactKind::repair_never, id);
  }
  if (mode.crew) return want_crew(moment, id);
  if (part_at_hand(moment, id)) {
    take_part(moment, id);
    if (mode.spares) stop_idle_races(moment);
    return begin_repair(moment, id);
  }
  moment.tell(FactKind::repair_waits, id, nothing, mode.spares.index());
  if (used_up(moment, mode.spares)) {
    moment.world[id] = ModeState::beyond_repair;
    return;
  }
  moment.world[id] = ModeState::waits_for_spare;
  moment.world[mode.spares].waiting.push_back(id);
}

bool repair_ended(Moment& moment, ModeId id) {
  const CrewId crew = moment.plant[id].crew;
  const bool wrong =
      crew && moment.happens(moment.plant[crew].mistakes, moment.plant[crew].mistake);
  moment.tell(wrong ? FactKind::repair_went_wrong : FactKind::repair_ended, id);
  release_crew(moment, id);
  if (wrong) request_repair(moment, id);
  return !wrong;
}

void call_off_repair(Moment& moment, ModeId id) {
  const Mode& mode = moment.plant[id];
  switch (moment.world[id]) {
    case ModeState::armed:
    case ModeState::beyond_repair:
    case ModeState::unseen:
      return;
    case ModeState::waits_for_spare: {
      std::erase(moment.world[mode.spares].waiting, id);
      return;
    }
    case ModeState::waits_for_crew:
      std::erase(moment.world[mode.crew].waiting, id);
      return dispatch(moment, mode.crew);
    case ModeState::crew_on_its_way: {
      const Crew& crew = moment.plant[mode.crew];
      moment.clocks.stop(crew.responses[moment.plant[id].number_of_crew]);
      if (!crew.hours.always()) moment.tell(FactKind::crew_sent_home, id);
      return release_crew(moment, id);
    }
    case ModeState::in_repair:
      if (!moment.clocks.running(mode.repaired))
        return;  // lasts as long as a fault, or nobody had begun
      moment.clocks.stop(mode.repaired);
      return release_crew(moment, id);
  }
}

void crew_responded(Moment& moment, CrewId id, std::size_t clock) {
  const Crew& crew = moment.plant[id];
  if (crew.order != CrewOrder::race) return begin_repair(moment, crew.modes[clock]);
  CrewState& state = moment.world[id];
  const std::size_t first = first_of_family(moment, state, crew.families[clock]);
  assert(first != state.waiting.size() && state.free > 0);
  const ModeId mode = state.waiting[first];
  state.waiting.erase(state.waiting.begin() + static_cast<std::ptrdiff_t>(first));
  --state.free;
  take_part(moment, mode);
  begin_repair(moment, mode);
  stop_idle_races(moment);
}

void spare_arrived(Moment& moment, SparesId id) {
  SparesState& state = moment.world[id];
  ++state.in_stock;
  if (!state.waiting.empty()) {
    const ModeId first = state.waiting.front();
    state.waiting.erase(state.waiting.begin());
    take_part(moment, first);
    return begin_repair(moment, first);
  }
  for (std::size_t i = 0; i < moment.plant.crews.size(); ++i) dispatch(moment, CrewId(i));
}

}  // namespace ausfall::models
