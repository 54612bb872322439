// From the key of a situation to the world: what is different in it is changed.
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "models/condensed.hpp"
#include "models/condensed_words.hpp"
#include "models/reach.hpp"

namespace ausfall::models {
namespace {

using Condition = ClockTable::Condition;
using condensing::byte_of;
using condensing::entry_of;
using condensing::set_from;
using condensing::Word;
using condensing::word_at;

}  // namespace

/// Numbers from a key, in the order in which they were appended.
class Condensed::Reader {
 public:
  explicit Reader(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  std::uint32_t number() {
    std::uint32_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
      assert(at_ != end_);
      const auto byte = static_cast<unsigned char>(*at_++);
      number |= static_cast<std::uint32_t>(byte & 127U) << shift;
      if (byte < 128) return number;
    }
  }

 private:
  const char* at_;
  const char* end_;
};

void Condensed::enter(std::string_view key) {
  Reader reader(key);
  reach_changed_ = false;
  const std::uint32_t rest = reader.number();
  if (rest != rest_) put_rest(rest);
  for (std::size_t i = 0; i < kinds_.size(); ++i) put_groups(i, reader);
  for (Kind& kind : kinds_) kind.taken.assign(kind.known.size(), 0);
  for (Queue& each : queues_) put_queue(each, reader);
  put_random_queues();
  if (reach_changed_) {
    find_reach(plant_, entered_);
    world_.network_part = entered_.network_part;
    world_.attachments = entered_.attachments;
  }
  clocks_.accept();
  find_ringings();
}

void Condensed::put_component(ComponentId id, Word word) {
  if (is_network_part(plant_[id].kind) &&
      entered_[id].running != static_cast<Running>(byte_of(word, 0)))
    reach_changed_ = true;
  set_from(word, entered_[id]);
  set_from(word, world_[id]);
}

void Condensed::put_clock(ClockId clock, Word word) {
  const ClockTable::Entry entry = entry_of(word);
  if (clocks_[clock] != entry) clocks_.set(clock, entry);
}

void Condensed::put_rest(std::uint32_t rest) {
  rest_ = rest;
  const std::string_view words = rests_.bytes(rest);
  std::size_t i = 0;
  const auto next = [&] { return word_at(words, i++); };
  for (const ComponentId id : rest_components_) put_component(id, next());
  for (const std::size_t hit : rest_hits_) {
    entered_.common_causes[hit] = world_.common_causes[hit] = byte_of(next(), 0);
  }
  for (const ModeId mode : rest_modes_) {
    entered_[mode] = world_[mode] = static_cast<ModeState>(next());
  }
  for (std::size_t k = 0; k < world_.crews.size(); ++k) {
    entered_.crews[k].free = world_.crews[k].free = static_cast<std::uint32_t>(next());
  }
  for (std::size_t k = 0; k < world_.spares.size(); ++k) {
    entered_.spares[k].in_stock = world_.spares[k].in_stock = static_cast<std::uint32_t>(next());
  }
  for (std::size_t k = 0; k < world_.storages.size(); ++k) {
    const Word word = next();
    entered_.storages[k] = {static_cast<std::uint32_t>(word / 2), word % 2 != 0};
    world_.storages[k] = entered_.storages[k];
  }
  for (std::size_t k = 0; k < world_.path_stalls.size(); ++k) {
    entered_.path_stalls[k] = world_.path_stalls[k] = byte_of(next(), 0);
  }
  for (const ClockId clock : rest_clocks_) put_clock(clock, next());
  for (const Spares& spares : plant_.spares) {
    for (const ClockId clock : spares.arrivals) put_clock(clock, next());
  }
}

/// The bundles are in the order of their local states.
void Condensed::put_groups(std::size_t of_class, Reader& reader) {
  Kind& kind = kinds_[of_class];
  kind.first.resize(kind.known.size());
  kind.groups.resize(reader.number());
  std::uint32_t slot = 0;
  for (Group& group : kind.groups) {
    group.local = reader.number();
    group.count = reader.number();
    kind.first[group.local] = slot;
    for (const std::uint32_t end = slot + group.count; slot < end; ++slot) {
      if (kind.local[slot] != group.local) put_local(kind, slot, group.local);
    }
  }
  assert(slot == kind.bundles.size());
}

void Condensed::put_local(Kind& kind, std::size_t slot, Local local) {
  const Symmetry::Bundle& bundle = kind.bundles[slot];
  const std::string_view words = kind.numbers.bytes(local);
  std::size_t i = 0;
  for (const ComponentId id : bundle.components) put_component(id, word_at(words, i++));
  for (const std::size_t hit : kind.hits[slot]) {
    entered_.common_causes[hit] = world_.common_causes[hit] = byte_of(word_at(words, i++), 0);
  }
  for (const ModeId mode : bundle.modes) {
    entered_[mode] = world_[mode] = static_cast<ModeState>(word_at(words, i++));
  }
  i += bundle.modes.size();  // their places
  for (const ClockId clock : bundle.clocks) put_clock(clock, word_at(words, i++));
  kind.local[slot] = local;
}

/// Of the bundles in a local state the first stands first.
void Condensed::put_queue(Queue& each, Reader& reader) {
  std::vector<ModeId>& waiting = queue(entered_, each.number);
  waiting.clear();
  each.runs.clear();
  while (const std::uint32_t count = reader.number()) {
    Run& run = each.runs.emplace_back();
    run.count = count;
    const std::uint32_t class_or_none = reader.number();
    run.what = reader.number();
    if (class_or_none == 0) {
      waiting.emplace_back(run.what);
      continue;
    }
    run.of_class = class_or_none - 1;
    run.place = reader.number();
    Kind& kind = kinds_[run.of_class];
    const std::uint32_t first = kind.first[run.what] + kind.taken[run.what];
    for (std::uint32_t i = 0; i < count; ++i)
      waiting.push_back(kind.bundles[first + i].modes[run.place]);
    if (!kind.known[run.what].waits_twice) kind.taken[run.what] += count;
  }
  queue(world_, each.number) = waiting;
}

/// A crew that repairs in random order keeps its queue sorted by id. Who waits in it follows from
/// the states of the modes, so the key does not hold it.
void Condensed::put_random_queues() {
  for (std::size_t i = 0; i < plant_.crews.size(); ++i) {
    const Crew& crew = plant_.crews[i];
    if (crew.order != CrewOrder::random) continue;
    std::vector<ModeId>& waiting = entered_.crews[i].waiting;
    waiting.clear();
    for (const ModeId mode : crew.modes) {
      if (entered_[mode] == ModeState::waits_for_crew) waiting.push_back(mode);
    }
    std::ranges::sort(waiting);
    world_.crews[i].waiting = waiting;
  }
}

/// One of the bundles in a local state rings for all, unless their places in a queue tell them
/// apart.
void Condensed::find_ringings() {
  ringings_.clear();
  for (const Kind& kind : kinds_) {
    for (const Group& group : kind.groups) {
      const Known& known = kind.known[group.local];
      const std::uint32_t first = kind.first[group.local];
      const std::uint32_t each = known.waits ? group.count : 1;
      for (const std::uint32_t place : known.ringing) {
        for (std::uint32_t i = 0; i < each; ++i)
          ringings_.push_back(
              {kind.bundles[first + i].clocks[place], static_cast<double>(group.count) / each});
      }
    }
  }
  const auto add = [&](ClockId clock) {
    if (clocks_[clock].condition == Condition::running) ringings_.push_back({clock, 1});
  };
  for (const ClockId clock : rest_clocks_) add(clock);
  for (const Spares& spares : plant_.spares) {
    for (const ClockId clock : spares.arrivals) add(clock);
  }
}

}  // namespace ausfall::models
