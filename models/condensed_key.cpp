// From the world to the key of its situation: what has changed in it, and the numbers that say so.
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/condensed.hpp"
#include "models/condensed_words.hpp"
#include "models/service.hpp"

namespace ausfall::models {
namespace {

using Condition = ClockTable::Condition;
using condensing::bytes_of;
using condensing::entry_of;
using condensing::word_of;

// ---- memory -------------------------------------------------------------------------------------

/// Two lists of the same length hold the same bytes.
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  static_assert(std::has_unique_object_representations_v<T>);
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

/// Tells the index of each element from `first` up to `last` that differs.
template <class T, class Tell>
void differences(const std::vector<T>& a, const std::vector<T>& b, std::size_t first,
                 std::size_t last, Tell tell) {
  static_assert(std::has_unique_object_representations_v<T>);
  constexpr std::size_t block = 1024;  // bytes
  constexpr std::size_t piece = 16;
  const auto* one = reinterpret_cast<const char*>(a.data());
  const auto* other = reinterpret_cast<const char*>(b.data());
  const std::size_t end = last * sizeof(T);
  std::size_t untold = first;  // the first element not told yet
  const auto tell_some = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = std::max(untold, from / sizeof(T)); i * sizeof(T) < to; ++i) {
      if (std::memcmp(one + i * sizeof(T), other + i * sizeof(T), sizeof(T)) == 0) continue;
      tell(i);
      untold = i + 1;
    }
  };
  for (std::size_t at = first * sizeof(T); at < end; at += block) {
    const std::size_t block_end = std::min(at + block, end);
    if (std::memcmp(one + at, other + at, block_end - at) == 0) continue;
    std::size_t i = at;
    for (; i + piece <= block_end; i += piece) {
      if (std::memcmp(one + i, other + i, piece) != 0) tell_some(i, i + piece);
    }
    tell_some(i, block_end);
  }
}

/// The first place at which two lists differ; where one begins with the other, the length of the
/// shorter.
std::size_t first_difference(const std::vector<ModeId>& a, const std::vector<ModeId>& b) {
  constexpr std::size_t block = 32;
  const std::size_t end = std::min(a.size(), b.size());
  std::size_t i = 0;
  while (i + block <= end && std::memcmp(a.data() + i, b.data() + i, block * sizeof(ModeId)) == 0)
    i += block;
  while (i < end && a[i] == b[i]) ++i;
  return i;
}

/// Two lists are equal from these places on. REQUIRES: what follows there is equally long.
bool same_from(const std::vector<ModeId>& a, std::size_t in_a, const std::vector<ModeId>& b,
               std::size_t in_b) {
  return a.size() == in_a ||
         std::memcmp(a.data() + in_a, b.data() + in_b, (a.size() - in_a) * sizeof(ModeId)) == 0;
}

}  // namespace

// ---- local states and the rest, as words --------------------------------------------------------

void Condensed::gather_words(const Kind& kind, std::size_t slot) {
  const Symmetry::Bundle& bundle = kind.bundles[slot];
  words_.clear();
  for (const ComponentId id : bundle.components) words_.push_back(word_of(world_[id]));
  for (const std::size_t hit : kind.hits[slot]) words_.push_back(world_.common_causes[hit]);
  for (const ModeId mode : bundle.modes) words_.push_back(static_cast<Word>(world_[mode]));
  append_places(bundle);
  for (const ClockId clock : bundle.clocks) words_.push_back(word_of(clocks_[clock]));
}

/// By mode, its place in its queue, counted from 1; 0 where it does not wait, or is the only mode
/// of the bundle that waits (see rule 3 of the header).
void Condensed::append_places(const Symmetry::Bundle& bundle) {
  const auto waits = [&](ModeId mode) { return waits_in_order(mode, world_[mode]); };
  const bool twice = std::ranges::count_if(bundle.modes, waits) > 1;
  for (const ModeId mode : bundle.modes) {
    Word place = 0;
    if (twice && waits(mode)) {
      const bool for_crew = world_[mode] == ModeState::waits_for_crew;
      const std::vector<ModeId>& waiting =
          for_crew ? world_[plant_[mode].crew].waiting : world_[plant_[mode].spares].waiting;
      place = static_cast<Word>(std::ranges::find(waiting, mode) - waiting.begin()) + 1;
    }
    words_.push_back(place);
  }
}

Condensed::Local Condensed::number_words(Kind& kind) {
  const auto [number, is_new] = kind.numbers.number(bytes_of(words_));
  if (!is_new) return number;
  const Symmetry::Bundle& bundle = kind.bundles.front();
  const std::size_t modes = bundle.components.size() + kind.hits.front().size();
  const std::size_t places = modes + bundle.modes.size();
  const std::size_t clocks = places + bundle.modes.size();
  Known known;
  for (std::uint32_t i = 0; i < bundle.clocks.size(); ++i) {
    if (entry_of(words_[clocks + i]).condition == Condition::running) known.ringing.push_back(i);
  }
  for (std::size_t i = 0; i < bundle.modes.size(); ++i) {
    known.waits =
        known.waits || waits_in_order(bundle.modes[i], static_cast<ModeState>(words_[modes + i]));
    known.waits_twice = known.waits_twice || words_[places + i] != 0;
  }
  kind.known.push_back(std::move(known));
  return number;
}

std::uint32_t Condensed::number_rest() {
  words_.clear();
  for (const ComponentId id : rest_components_) words_.push_back(word_of(world_[id]));
  for (const std::size_t hit : rest_hits_) words_.push_back(world_.common_causes[hit]);
  for (const ModeId mode : rest_modes_) words_.push_back(static_cast<Word>(world_[mode]));
  for (const CrewState& crew : world_.crews) words_.push_back(crew.free);
  for (const SparesState& spares : world_.spares) words_.push_back(spares.in_stock);
  for (const StorageState& storage : world_.storages)
    words_.push_back(Word{storage.booting} * 2 + (storage.stalled ? 1 : 0));
  for (const std::uint8_t stall : world_.path_stalls) words_.push_back(stall);
  for (const ClockId clock : rest_clocks_) words_.push_back(word_of(clocks_[clock]));
  // Parts on order are told apart by nothing but their clocks; those that run come first.
  for (const Spares& spares : plant_.spares) {
    const auto first = static_cast<std::ptrdiff_t>(words_.size());
    for (const ClockId clock : spares.arrivals) words_.push_back(word_of(clocks_[clock]));
    std::sort(words_.begin() + first, words_.end(), std::greater<>());
  }
  return rests_.number(bytes_of(words_)).first;
}

bool Condensed::waits_in_order(ModeId mode, ModeState state) const {
  if (state == ModeState::waits_for_spare) return true;
  return state == ModeState::waits_for_crew && plant_[plant_[mode].crew].order != CrewOrder::random;
}

// ---- what has changed ---------------------------------------------------------------------------

std::string_view Condensed::key() {
  find_changes();
  renumber_changed();
  key_.clear();
  exploring::append_number(rest_changed_ ? number_rest() : rest_, key_);
  for (std::size_t i = 0; i < kinds_.size(); ++i) append_groups(i);
  for (Queue& each : queues_) append_queue(each);
  return key_;
}

void Condensed::note(const Owner& owner) {
  if (owner.of_class == no_class) {
    rest_changed_ = true;
    return;
  }
  const auto known = std::ranges::find_if(changed_, [&](const Changed& each) {
    return each.of_class == owner.of_class && each.slot == owner.slot;
  });
  if (known != changed_.end()) return;
  changed_.push_back({owner.of_class, owner.slot, kinds_[owner.of_class].local[owner.slot]});
}

void Condensed::find_changes() {
  assert(changed_.empty() && changed_components_.empty() && changed_modes_.empty());
  rest_changed_ = false;
  for (const auto& [first, last] : may_change_) {
    differences(world_.components, entered_.components, first, last, [&](std::size_t i) {
      changed_components_.push_back(static_cast<std::uint32_t>(i));
      note(of_component_[i]);
    });
  }
  differences(world_.modes, entered_.modes, 0, world_.modes.size(), [&](std::size_t i) {
    changed_modes_.push_back(static_cast<std::uint32_t>(i));
    note(of_mode_[i]);
  });
  differences(world_.common_causes, entered_.common_causes, 0, of_hit_.size(),
              [&](std::size_t i) { note(of_hit_[i]); });
  for (const ClockTable::Change& change : clocks_.changes()) {
    if (clocks_[change.clock] != change.before) note(of_clock_[change.clock.index()]);
  }
  for (std::size_t i = 0; i < world_.crews.size(); ++i)
    rest_changed_ = rest_changed_ || world_.crews[i].free != entered_.crews[i].free;
  for (std::size_t i = 0; i < world_.spares.size(); ++i)
    rest_changed_ = rest_changed_ || world_.spares[i].in_stock != entered_.spares[i].in_stock;
  rest_changed_ = rest_changed_ || world_.storages != entered_.storages ||
                  world_.path_stalls != entered_.path_stalls;
  note_those_that_wait_twice();
}

/// Bundles with several waiting modes have their places in their local states, which have changed
/// if the queues have: they count as changed.
void Condensed::note_those_that_wait_twice() {
  for (std::uint32_t i = 0; i < kinds_.size(); ++i) {
    for (const Group& group : kinds_[i].groups) {
      if (!kinds_[i].known[group.local].waits_twice) continue;
      for (std::uint32_t k = 0; k < group.count; ++k)
        note({i, kinds_[i].first[group.local] + k, 0});
    }
  }
}

void Condensed::renumber_changed() {
  some_stayed_changed_ = false;
  for (const Changed& each : changed_) {
    Kind& kind = kinds_[each.of_class];
    gather_words(kind, each.slot);
    kind.local[each.slot] = number_words(kind);
    some_stayed_changed_ = some_stayed_changed_ || (kind.known[each.before].waits &&
                                                    kind.known[kind.local[each.slot]].waits);
  }
}

void Condensed::append_groups(std::size_t of_class) {
  const Kind& kind = kinds_[of_class];
  groups_ = kind.groups;
  for (const Changed& each : changed_) {
    if (each.of_class != of_class) continue;
    const auto group_of = [&](Local local) {
      const auto place = std::ranges::lower_bound(groups_, local, {}, &Group::local);
      if (place != groups_.end() && place->local == local) return place;
      return groups_.insert(place, {local, 0});
    };
    --group_of(each.before)->count;
    ++group_of(kind.local[each.slot])->count;
  }
  std::erase_if(groups_, [](const Group& group) { return group.count == 0; });
  exploring::append_number(groups_.size(), key_);
  for (const Group& group : groups_) {
    exploring::append_number(group.local, key_);
    exploring::append_number(group.count, key_);
  }
}

Condensed::Run Condensed::entry(ModeId mode) const {
  const Owner& owner = of_mode_[mode.index()];
  if (owner.of_class == no_class) return {no_class, static_cast<std::uint32_t>(mode.index()), 0, 1};
  return {owner.of_class, kinds_[owner.of_class].local[owner.slot], owner.place, 1};
}

/// Most often at most one mode has come or gone, and no other in the queue has changed.
void Condensed::append_queue(const Queue& each) {
  const std::vector<ModeId>& before = queue(entered_, each.number);
  const std::vector<ModeId>& now = queue(world_, each.number);
  const std::size_t place = first_difference(before, now);
  const bool came = now.size() == before.size() + 1 && same_from(before, place, now, place + 1);
  const bool gone = before.size() == now.size() + 1 && same_from(now, place, before, place + 1);
  const bool stayed = now.size() == before.size() && place == now.size();
  runs_.clear();
  if (some_stayed_changed_ || !(came || gone || stayed)) {
    for (const ModeId mode : now) append_run(entry(mode));
  } else {
    append_part(each.runs, 0, place);
    if (came) append_run(entry(now[place]));
    append_part(each.runs, place + (gone ? 1 : 0), before.size());
  }
  for (const Run& run : runs_) {
    exploring::append_number(run.count, key_);
    exploring::append_number(run.of_class == no_class ? 0 : run.of_class + 1, key_);
    exploring::append_number(run.what, key_);
    if (run.of_class != no_class) exploring::append_number(run.place, key_);
  }
  exploring::append_number(0, key_);
}

void Condensed::append_run(const Run& run) {
  if (!runs_.empty() && run.goes_on_as(runs_.back())) {
    runs_.back().count += run.count;
  } else {
    runs_.push_back(run);
  }
}

/// Those that stand in the places from `first` up to `last`.
void Condensed::append_part(const std::vector<Run>& runs, std::size_t first, std::size_t last) {
  std::size_t begin = 0;
  for (Run run : runs) {
    const std::size_t end = begin + run.count;
    const std::size_t from = std::max(first, begin);
    const std::size_t to = std::min(last, end);
    begin = end;
    if (from >= to) continue;
    run.count = static_cast<std::uint32_t>(to - from);
    append_run(run);
  }
}

void Condensed::go_back() {
  for (const std::uint32_t i : changed_components_) world_.components[i] = entered_.components[i];
  for (const std::uint32_t i : changed_modes_) world_.modes[i] = entered_.modes[i];
  world_.common_causes = entered_.common_causes;
  for (std::size_t i = 0; i < world_.crews.size(); ++i) {
    world_.crews[i].free = entered_.crews[i].free;
    if (!same(world_.crews[i].waiting, entered_.crews[i].waiting))
      world_.crews[i].waiting = entered_.crews[i].waiting;
  }
  world_.spares = entered_.spares;
  world_.storages = entered_.storages;
  world_.path_stalls = entered_.path_stalls;
  world_.network_part = entered_.network_part;
  if (!same(world_.attachments, entered_.attachments)) world_.attachments = entered_.attachments;
  clocks_.undo();
  for (const Changed& each : changed_) kinds_[each.of_class].local[each.slot] = each.before;
  changed_.clear();
  changed_components_.clear();
  changed_modes_.clear();
}

void Condensed::keep() {
  constexpr std::size_t between_checks = 1024;
  if (kept_++ % between_checks == 0) assert(nothing_else_changed());
  services_.clear();
  for (std::size_t i = 0; i < plant_.services.size(); ++i)
    services_.push_back(assess({plant_, world_}, ServiceId(i)));
}

/// What was not looked at is as it was.
bool Condensed::nothing_else_changed() const {
  for (std::size_t i = 0; i < world_.components.size(); ++i) {
    if (world_.components[i] == entered_.components[i]) continue;
    if (std::ranges::find(changed_components_, i) == changed_components_.end()) return false;
  }
  return true;
}

double Condensed::measure(std::size_t i) const {
  const std::size_t services = services_.size();
  return i < services ? (services_[i].up ? 1 : 0) : services_[i - services].capacity / 65536.0;
}

}  // namespace ausfall::models
