// Components, what keeps them from running and who repairs it; storage and networks.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/load.hpp"
#include "models/reach.hpp"
#include "models/reactions.hpp"
#include "models/storage.hpp"
#include "tests/properties/inspection.hpp"

namespace ausfall::test {
namespace {

using namespace models;

class Things : Inspection {
 public:
  Things(Scene scene, const Clocks& clocks, bool armed, Violation& violation)
      : Inspection(scene, clocks, violation), armed_(armed) {}

  void inspect() {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) component(ComponentId(i));
    for (std::size_t i = 0; i < plant_.modes.size(); ++i) mode(ModeId(i));
    for (std::size_t i = 0; i < plant_.common_causes.size(); ++i) bridge(CommonCauseId(i));
    for (std::size_t i = 0; i < plant_.crews.size(); ++i) crew(CrewId(i));
    for (std::size_t i = 0; i < plant_.spares.size(); ++i) spares(SparesId(i));
    reach();
    for (std::size_t i = 0; i < plant_.storages.size(); ++i) storage(StorageId(i));
    for (std::size_t i = 0; i < plant_.mirrors.size(); ++i)
      mirror(plant_.mirrors[i], world_.mirrors[i]);
  }

 private:
  // ---- components

  void component(ComponentId id) {
    const ComponentState& state = world_[id];
    const std::string& name = plant_[id].name;
    guests(id);
    causes(id);
    expect(state.down == 0 || state.running == Running::off, "{} runs though it is down", name);
    if (plant_[id].kind == ComponentKind::mirror) return;
    if (!plant_[id].runs()) {
      expect((state.running == Running::on) == (state.down == 0), "part {}: up or down", name);
      return;
    }
    if (state.running == Running::off) {
      expect(state.stalled == 0 && state.hung == 0 && !state.disk_lost && !state.io_failed &&
                 !state.redirected,
             "{} is off and stalled", name);
    } else {
      if (state.place) {
        expect(world_[state.place].running == Running::on, "{} stands on what does not run", name);
      }
      const int place_stalls = state.place ? world_[state.place].stalled : 0;
      const MemberId member = plant_[id].member;
      const bool paused = member && world_[plant_[member].group].paused;
      const int saved = stands_still_for_a_move(member) || paused ? 1 : 0;
      expect(state.stalled == state.hung + (state.disk_lost ? 1 : 0) + place_stalls + saved,
             "{} stands still for {} reasons: {} hangs, disk lost {}, its place for {}, moved or "
             "paused {}",
             name, state.stalled, state.hung, state.disk_lost, place_stalls, saved);
      if (const StorageId storage = plant_[id].storage) {
        expect(state.disk_lost != answers({plant_, world_}, host_of(world_, id), storage),
               "{}: disk lost or not", name);
      }
    }
    const bool starts = state.running == Running::starting;
    expect(runs(plant_[id].started) == (starts && state.stalled == 0 && !state.boot_waits),
           "{}: its start clock", name);
    expect(!state.boot_io || (starts && plant_[id].boot_io_done), "{}: boots without booting",
           name);
    expect(!state.boot_waits || state.boot_io, "{}: its boot waits for nothing", name);
    expect(runs(plant_[id].boot_io_done) == (state.boot_io && state.stalled == 0),
           "{}: the clock of its boot's I/Os", name);
    lost_disk(id);
    if (!plant_[id].member && state.running == Running::off && state.down == 0) {
      const bool may =
          !state.place || (world_[state.place].alive() &&
                           (!plant_[id].storage ||
                            answers({plant_, world_}, host_of(world_, id), plant_[id].storage)));
      expect(!may, "{} is off though nothing keeps it down", name);
    }
  }

  /// The clock of a lost disk runs until the guest has given up, or for nobody who waits; responses
  /// are due to those alone who have lost theirs; and I/O takes its way through another host only
  /// where its own has none.
  void lost_disk(ComponentId id) {
    const ComponentState& state = world_[id];
    const Component& component = plant_[id];
    const std::string& name = component.name;
    const bool gives_up = component.disk_loss != DiskLoss::wait;
    expect(runs(component.disk_timed_out) == (state.disk_lost && !state.io_failed && gives_up),
           "{}: its disk time-out clock", name);
    expect(!state.io_failed || (state.disk_lost && component.disk_loss == DiskLoss::hang),
           "{} hangs for want of a disk that it has", name);
    if (const MemberId member = component.member) {
      const bool due = runs(plant_[member].storage_response);
      const bool told = runs(plant_[member].permanent_response);
      expect(!due || !told, "{}: two responses to the loss of its storage", name);
      expect((!due && !told) || state.disk_lost, "{}: a response to no loss of storage", name);
    }
    if (!component.storage || plant_[component.storage].redirected_by.empty()) return;
    const ComponentId host = host_of(world_, id);
    const Scene scene{plant_, world_};
    const bool through_another = state.running != Running::off &&
                                 !reaches(scene, host, component.storage) &&
                                 coordinator(scene, host, component.storage).named();
    expect(state.redirected == through_another, "{}: the way of its I/O", name);
  }

  void guests(ComponentId id) {
    ComponentId before;
    std::size_t steps = 0;
    for (ComponentId guest = world_[id].first_guest; guest; guest = world_[guest].next_guest) {
      expect(world_[guest].place == id, "{} is a guest of {} and stands elsewhere",
             plant_[guest].name, plant_[id].name);
      expect(!before || before < guest, "guests of {} are out of order", plant_[id].name);
      before = guest;
      if (++steps > plant_.components.size())
        return expect(false, "guests of {} in a ring", plant_[id].name);
    }
    steps = 0;
    for (ComponentId place = id; place; place = world_[place].place) {
      if (++steps > plant_.components.size())
        return expect(false, "{} stands on itself", plant_[id].name);
    }
    expect(plant_[id].place.named() == world_[id].place.named(), "{} stands nowhere",
           plant_[id].name);
  }

  /// How many causes keep it down, hung or degraded.
  void causes(ComponentId id) {
    int down = 0;
    int hung = 0;
    int degraded = 0;
    const bool hangs = plant_[id].runs();
    for (const ModeId each : plant_[id].modes) {
      if (world_[each] == ModeState::armed || world_[each] == ModeState::unseen) continue;
      const Effect effect = plant_[each].effect;
      if (effect == Effect::degrade)
        ++degraded;
      else
        ++(effect == Effect::hang && hangs ? hung : down);
    }
    for (const CommonCause& cause : plant_.common_causes) {
      for (std::size_t i = 0; i < cause.hits.size(); ++i) {
        if (cause.hits[i] == id) down += world_.common_causes[cause.first_hit + i];
      }
    }
    for (const Fault& fault : plant_.faults) {
      for (std::size_t i = 0; i < fault.targets.size(); ++i) {
        if (fault.targets[i].component != id || world_.faults[fault.first_target + i] == 0)
          continue;
        if (!fault.evacuates) ++(fault.effect == Effect::hang && hangs ? hung : down);
      }
    }
    for (const Maintenance& work : plant_.maintenance) {
      for (std::size_t k = 0; k < work.hosts.size(); ++k) {
        if (work.hosts[k] == id && runs(work.done[k])) ++down;
      }
    }
    if (const RejuvenationId planned = plant_[id].rejuvenation) {
      const Rejuvenation& it = plant_[planned];
      if (it.ends && runs(it.ends)) ++down;
      if (armed_ && !it.maintenance)
        expect(runs(it.due) || !world_[id].alive(), "{}: no restart is planned", plant_[id].name);
    }
    const ComponentState& state = world_[id];
    const std::string& name = plant_[id].name;
    expect(state.down == down, "{}: down for {} causes, counted {}", name, down, state.down);
    expect(state.hung == hung, "{}: {} hangs, counted {}", name, hung, state.hung);
    expect(state.degraded == degraded, "{}: degraded for {}, counted {}", name, degraded,
           state.degraded);
  }

  /// While a common cause is bridged, it lasts, it hits nothing, and what bridges it works.
  void bridge(CommonCauseId id) {
    if (world_.bridged[id.index()] == 0) return;
    const CommonCause& cause = plant_[id];
    expect(runs(cause.ends), "{} is bridged and is over", cause.name);
    expect(world_[cause.bridged_by].running == Running::on, "{} is bridged by what does not work",
           cause.name);
    for (std::size_t i = 0; i < cause.hits.size(); ++i)
      expect(world_.common_causes[cause.first_hit + i] == 0, "{} is bridged and hits", cause.name);
  }

  // ---- repair

  bool by_fault(ModeId id) const {
    for (const Fault& fault : plant_.faults) {
      for (std::size_t i = 0; i < fault.targets.size(); ++i) {
        if (fault.targets[i].mode == id && world_.faults[fault.first_target + i] != 0) return true;
      }
    }
    return false;
  }

  void mode(ModeId id) {
    const Mode& it = plant_[id];
    const ModeState state = world_[id];
    const ComponentState& component = world_[it.component];
    expect(state != ModeState::unseen || it.effect == Effect::no_start ||
               (it.effect == Effect::latent && !in_use({plant_, world_}, it.component)),
           "{}: unseen, though it is needed", name_of(id));
    if (armed_ && it.beyond > 0) {
      const bool overloaded = state == ModeState::armed && component.alive() &&
                              load_borne({plant_, world_}, it.component) > it.beyond;
      expect(runs(it.fails) == overloaded, "{}: the clock of its overload", name_of(id));
    } else if (armed_) {
      expect(runs(it.fails) == (state == ModeState::armed && component.alive()),
             "{}: its clock runs or not", name_of(id));
    }
    const bool in_repair = runs(it.repaired);
    expect(!by_fault(id) || state == ModeState::in_repair || state == ModeState::unseen,
           "{}: a fault lasts without its failure", name_of(id));
    expect(!in_repair || state == ModeState::in_repair, "{}: repaired without a failure",
           name_of(id));
    expect(state != ModeState::in_repair || in_repair || by_fault(id), "{}: nobody repairs it",
           name_of(id));
    const bool beyond_repair = state == ModeState::beyond_repair;
    expect(!beyond_repair || never_repaired(id), "{}: given up too soon", name_of(id));
    const bool waits = state == ModeState::waits_for_spare || state == ModeState::waits_for_crew;
    expect(!waits || !never_repaired(id), "{}: it waits in vain", name_of(id));
    const auto queued = [&](const std::vector<ModeId>& waiting) {
      return std::ranges::count(waiting, id) == 1;
    };
    if (it.crew) {
      expect(queued(world_[it.crew].waiting) == (state == ModeState::waits_for_crew),
             "{}: in its crew's queue or not", name_of(id));
    }
    if (it.spares) {
      expect(queued(world_[it.spares].waiting) == (state == ModeState::waits_for_spare),
             "{}: in the spares' queue or not", name_of(id));
    }
  }

  bool part_at_hand(ModeId id) const {
    const SparesId needed = plant_[id].spares;
    return !needed || world_[needed].in_stock > 0;
  }

  void crew(CrewId id) {
    const Crew& it = plant_[id];
    const CrewState& state = world_[id];
    std::size_t busy = 0;
    for (const ModeId each : it.modes) {
      const bool comes = world_[each] == ModeState::crew_on_its_way;
      if (comes || runs(plant_[each].repaired)) ++busy;
      if (it.order == CrewOrder::race) continue;
      const auto place = std::ranges::find(it.modes, each) - it.modes.begin();
      expect(runs(it.responses[static_cast<std::size_t>(place)]) == comes,
             "{}: the crew's way to it", name_of(each));
    }
    expect(state.free + busy == static_cast<std::size_t>(it.size),
           "crew {}: {} free, {} busy of {}", it.name, state.free, busy, it.size);
    if (it.order == CrewOrder::race) return race(id);
    expect(state.free == 0 ||
               std::ranges::none_of(state.waiting, [&](ModeId each) { return part_at_hand(each); }),
           "crew {}: one waits, one is free", it.name);
    if (it.order == CrewOrder::random) {
      expect(std::ranges::is_sorted(state.waiting), "crew {}: the queue is not canonical", it.name);
    }
  }

  void race(CrewId id) {
    const Crew& it = plant_[id];
    for (std::size_t k = 0; k < it.families.size(); ++k) {
      const bool waits = std::ranges::any_of(world_[id].waiting, [&](ModeId each) {
        return plant_[plant_[each].component].family == it.families[k] && part_at_hand(each);
      });
      expect(runs(it.responses[k]) == (waits && world_[id].free > 0), "crew {}: a family's clock",
             it.name);
    }
  }

  void spares(SparesId id) {
    const Spares& it = plant_[id];
    const SparesState& state = world_[id];
    const auto on_order =
        std::ranges::count_if(it.arrivals, [&](ClockId clock) { return runs(clock); });
    if (it.restock) {
      expect(
          state.in_stock + static_cast<std::size_t>(on_order) == static_cast<std::size_t>(it.size),
          "spares {}: {} in stock, {} on order of {}", it.name, state.in_stock, on_order, it.size);
    }
    expect(state.in_stock <= static_cast<std::size_t>(it.size), "spares {}: too many", it.name);
    expect(state.in_stock == 0 || state.waiting.empty(), "spares {}: one waits, one lies there",
           it.name);
  }

  /// It is never repaired, or the parts it needs were used up and are not replaced.
  bool never_repaired(ModeId id) const {
    const SparesId needed = plant_[id].spares;
    return plant_[id].ttr.is_never() ||
           (needed && !plant_[needed].restock && world_[needed].in_stock == 0);
  }

  // ---- storage

  void storage(StorageId id) {
    const Storage& it = plant_[id];
    const StorageState& state = world_[id];
    const auto booting = std::ranges::count_if(
        it.users, [&](ComponentId user) { return runs(plant_[user].boot_io_done); });
    expect(state.booting == static_cast<std::size_t>(booting), "{}: {} boot from it, counted {}",
           it.name, booting, state.booting);
    expect(runs(it.resumes) == state.stalled,
           "{}: it stands still for ever, or goes on and does not", it.name);
    for (std::size_t k = 0; k < it.hosts.size(); ++k) {
      const bool fails_over = world_.path_stalls[it.first_host + k] != 0;
      expect((!it.path_resumes.empty() && runs(it.path_resumes[k])) == fails_over,
             "{}: the failover of the path of {}", it.name, plant_[it.hosts[k]].name);
    }
  }

  void mirror(const Mirror& it, const MirrorState& state) {
    const std::string& name = plant_[it.storage].name;
    Sides working = 0;
    for (std::size_t i = 0; i < it.sides.size(); ++i) {
      if (works({plant_, world_}, it.sides.at(i))) working |= static_cast<Sides>(1U << i);
    }
    bool joined = true;
    if (it.over.front()) {
      const std::uint8_t part = world_.network_part[it.over.front().index()];
      joined = part != no_part && part == world_.network_part[it.over.back().index()];
    }
    const bool in_contact = working == both_sides && joined;
    expect(state.in_step != 0 && state.in_step <= both_sides, "{}: nobody has the data", name);
    expect(runs(it.resynced) == (in_contact && state.in_step != both_sides),
           "{}: brought into step or not", name);
    const bool stopped = !in_contact && state.in_step == both_sides;
    const bool copied_later = plant_[plant_[it.storage].array].lag > Duration(0);
    const Sides may_answer = stopped ? 0 : state.in_step & working;
    expect(state.answering == (copied_later && may_answer == both_sides ? 1 : may_answer),
           "{}: who answers", name);
    expect(!runs(it.decided) || (stopped && working != 0), "{}: nothing to decide", name);
    expect((world_[plant_[it.storage].array].running == Running::on) == (state.answering != 0),
           "{}: it works or not", name);
  }

  // ---- networks

  void reach() {
    World fresh = world_;
    find_reach(plant_, fresh);
    expect(fresh.network_part == world_.network_part,
           "the connected parts of the network are out of date");
    expect(fresh.attachments == world_.attachments, "the attachments of hosts are out of date");
  }

  bool armed_;
};

class Memory : Inspection {
 public:
  using Inspection::Inspection;

  /// What any cluster may promise there; 0: no limit.
  double promised(ComponentId host) const {
    double most = plant_[host].memory;
    for (const NodeId node : plant_[host].nodes) {
      const double its = plant_[node].promise.memory;
      if (its == 0) return 0;
      most = std::max(most, its);
    }
    return most;
  }

  /// No host holds more VMs than memory is promised to.
  void memory() {
    for (std::size_t i = 0; i < plant_.components.size(); ++i) {
      const ComponentId host(i);
      if (plant_[host].kind != ComponentKind::host || plant_[host].memory == 0) continue;
      double taken = 0;
      for (ComponentId guest = world_[host].first_guest; guest; guest = world_[guest].next_guest) {
        if (world_[guest].running != Running::off) taken += plant_[guest].memory;
      }
      expect(promised(host) == 0 || taken <= promised(host), "the memory of {} is overfilled",
             plant_[host].name);
    }
  }
};

}  // namespace

void inspect_things(Scene scene, const Clocks& clocks, bool armed, Violation& violation) {
  Things(scene, clocks, armed, violation).inspect();
}

void inspect_memory(Scene scene, const Clocks& clocks, Violation& violation) {
  Memory(scene, clocks, violation).memory();
}

}  // namespace ausfall::test
