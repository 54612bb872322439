#include "sim/calendar.hpp"

#include <algorithm>
#include <cmath>

namespace ausfall {
namespace {

[[maybe_unused]] bool all_different(std::span<const Stream> streams) {
  std::vector<Stream> sorted(streams.begin(), streams.end());
  std::sort(sorted.begin(), sorted.end());
  return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
}

[[maybe_unused]] bool are_probabilities(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) {
    if (!(value >= 0 && value <= 1)) return false;
    sum += value;
  }
  return std::abs(sum - 1) < 1e-9;
}

/// Choices draw apart from clocks.
Stream for_choices(Stream stream) {
  constexpr auto mark = static_cast<std::uint64_t>(stream_named("choose"));
  return Stream{static_cast<std::uint64_t>(stream) ^ mark};
}

/// duration * to / from, to the nearest tick.
Duration stretched(Duration duration, std::uint32_t from, std::uint32_t to) {
  __extension__ using Wide = __int128;
  const Wide ticks = (static_cast<Wide>(duration.count()) * to + from / 2) / from;
  return ticks < never.count() ? Duration(static_cast<Duration::rep>(ticks)) : never;
}

}  // namespace

Calendar::Calendar(std::span<const Stream> streams, std::uint32_t first_sequence)
    : places_(streams.size(), stopped),
      clocks_(streams.size()),
      sequence_(first_sequence),
      first_sequence_(first_sequence) {
  assert(streams.size() < nothing / 32);
  assert(all_different(streams));
  // Room for whole groups of siblings, and for as many entries as are fetched ahead.
  entries_.assign((root + streams.size()) / 4 * 4 + 16, vacant);
  for (std::size_t i = 0; i < streams.size(); ++i) clocks_[i].stream = streams[i];
  show_places(places_.data());
}

void Calendar::reset(ReplicationKey key, Duration hour_of_week) {
  assert(Duration(0) <= hour_of_week && hour_of_week < week);
  key_ = key;
  now_ = Time(0);
  hour_of_week_ = hour_of_week;
  std::fill(entries_.begin() + root, entries_.begin() + end_, vacant);
  end_ = root;
  root_rang_ = false;
  shortlist_end_ = shortlist;
  first_ = unknown;
  std::fill(places_.begin(), places_.end(), stopped);
  for (ClockState& clock : clocks_) clock.draws = 0;
  due_first_ = due_last_ = nothing;
  sequence_ = first_sequence_;
  origin_ = {};
  ++replications_;
}

void Calendar::become(const Calendar& other) {
  assert(clocks_.size() == other.clocks_.size());
  now_ = other.now_;
  hour_of_week_ = other.hour_of_week_;
  entries_ = other.entries_;
  shortlist_end_ = other.shortlist_end_;
  end_ = other.end_;
  first_ = other.first_;
  root_rang_ = other.root_rang_;
  std::ranges::copy(other.places_, places_.begin());  // which are shown, and stay where they are
  clocks_ = other.clocks_;
  due_first_ = other.due_first_;
  due_last_ = other.due_last_;
  sequence_ = other.sequence_;
  first_sequence_ = other.first_sequence_;
  origin_ = other.origin_;
  key_ = other.key_;
  replications_ = other.replications_;
  choices_ = other.choices_;
}

// ---- the words of a model -----------------------------------------------------------------------

void Calendar::start(ClockId clock, const Distribution& distribution) {
  const auto index = static_cast<Index>(clock.index());
  assert(places_[index] <= held);
  ClockState& state = clocks_[index];
  const Duration delay = places_[index] == held
                             ? state.remaining
                             : distribution.sample(key_, state.stream, state.draws++);
  schedule(index, delay);
}

void Calendar::start_in_hours(ClockId clock, const Distribution& distribution,
                              const WeeklyHours& hours, InHours what) {
  const auto index = static_cast<Index>(clock.index());
  assert(places_[index] == stopped);
  ClockState& state = clocks_[index];
  const Duration drawn = distribution.sample(key_, state.stream, state.draws++);
  const Time now = in_weeks(now_);
  const Time over = what == InHours::counts ? hours.worked(now, drawn) : after(now, drawn);
  const Time rings = hours.next_opening(over);
  schedule(index, rings == never ? never : rings - now);
}

void Calendar::do_stop(ClockId clock) {
  const auto index = static_cast<Index>(clock.index());
  if (places_[index] > held) take_out(index);
  places_[index] = stopped;
}

void Calendar::do_hold(ClockId clock) {
  const auto index = static_cast<Index>(clock.index());
  const Place place = places_[index];
  ClockState& state = clocks_[index];
  state.remaining = place == due      ? Duration(0)
                    : place == asleep ? never
                                      : entries_[place].time - now_;
  take_out(index);
  places_[index] = held;
}

void Calendar::stretch(ClockId clock, std::uint32_t from, std::uint32_t to) {
  assert(running(clock) && from > 0 && to > 0);
  const auto index = static_cast<Index>(clock.index());
  const Place place = places_[index];
  if (place == due || place == asleep) return;
  const Duration left = entries_[place].time - now_;
  const Duration longer = stretched(left, from, to);
  if (longer != left) set_remaining(clock, longer);
}

void Calendar::set_remaining(ClockId clock, Duration left) {
  assert(running(clock));
  const auto index = static_cast<Index>(clock.index());
  const Origin origin = clocks_[index].origin;
  take_out(index);
  schedule(index, left);
  clocks_[index].origin = origin;
}

Duration Calendar::remaining(ClockId clock) const {
  assert(running(clock));
  const Place place = places_[clock.index()];
  if (place == asleep) return never;
  return place == due ? Duration(0) : entries_[place].time - now_;
}

std::size_t Calendar::choose(Stream stream, std::span<const double> probabilities) {
  assert(are_probabilities(probabilities));
  std::size_t possible = 0;
  std::size_t last_possible = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    if (probabilities[i] <= 0) continue;
    ++possible;
    last_possible = i;
  }
  if (possible == 1) return last_possible;

  Choices& choices = choices_[stream];
  if (choices.replication != replications_) choices = {replications_, 0};
  double left = Draw(key_, for_choices(stream), choices.draws++).uniform();
  for (std::size_t i = 0; i < last_possible; ++i) {
    if (left < probabilities[i]) return i;
    left -= probabilities[i];
  }
  return last_possible;
}

// ---- where clocks stand -------------------------------------------------------------------------

inline void Calendar::schedule(Index clock, Duration delay) {
  assert(delay >= Duration(0));
  clocks_[clock].origin = origin_;
  if (delay == Duration(0)) return append_to_due(clock);
  const Time time = after(now_, delay);
  if (time != never) return push(clock, time);
  places_[clock] = asleep;
}

/// Its place is the caller's to set. REQUIRES: it is running.
void Calendar::take_out(Index clock) {
  const Place place = places_[clock];
  if (place == due) return remove_from_due(clock);
  if (place != asleep) remove(place);
}

void Calendar::append_to_due(Index clock) {
  places_[clock] = due;
  clocks_[clock].before = due_last_;
  clocks_[clock].after = nothing;
  (due_last_ == nothing ? due_first_ : clocks_[due_last_].after) = clock;
  due_last_ = clock;
}

void Calendar::remove_from_due(Index clock) {
  const auto [before, after] = std::pair(clocks_[clock].before, clocks_[clock].after);
  (before == nothing ? due_first_ : clocks_[before].after) = after;
  (after == nothing ? due_last_ : clocks_[after].before) = before;
}

// ---- the shortlist ------------------------------------------------------------------------------

inline void Calendar::push(Index clock, Time time) {
  if (sequence_ == vacant.sequence) [[unlikely]]
    renumber();
  if (shortlist_end_ == root) [[unlikely]]
    empty_shortlist();
  const Entry entry{time, sequence_++, clock};
  if (!heap_is_empty()) return push_to_heap(entry);
  put(shortlist_end_++, entry);
  first_ = unknown;
}

void Calendar::find_first() const {
  const Entry* first = &entries_[root];
  Rank least = rank(*first);
  const Entry* const end = entries_.data() + shortlist_end_;
  for (const Entry* entry = entries_.data() + shortlist; entry != end; ++entry) {
    const Rank its = rank(*entry);
    const bool sooner = its < least;
    first = sooner ? entry : first;
    least = sooner ? its : least;
  }
  first_ = static_cast<Place>(first - entries_.data());
}

void Calendar::empty_shortlist() {
  for (Place place = shortlist; place != shortlist_end_; ++place)
    settle_up(end_++, entries_[place]);
  shortlist_end_ = shortlist;
  first_ = unknown;
}

// ---- the heap -----------------------------------------------------------------------------------

void Calendar::push_to_heap(const Entry& entry) {
  if (!root_rang_) return settle_up(end_++, entry);
  root_rang_ = false;
  settle_down(root, entry);
}

/// The root has rung, and nothing has taken its place.
void Calendar::fill_root() {
  root_rang_ = false;
  remove_from_heap(root);
}

void Calendar::remove_from_heap(Place place) {
  const Entry last = entries_[--end_];
  entries_[end_] = vacant;
  if (place == end_) return;
  if (place != root && before(last, entries_[parent(place)])) return settle_up(place, last);
  settle_down(place, last);
}

/// The entry takes this vacant place, or one nearer to the root.
void Calendar::settle_up(Place place, Entry entry) {
  while (place != root && before(entry, entries_[parent(place)])) {
    put(place, entries_[parent(place)]);
    place = parent(place);
  }
  put(place, entry);
}

/// The entry takes this vacant place, or one farther from the root.
void Calendar::settle_down(Place place, Entry entry) {
  while (children(place) < end_) {
    const Place first = children(place);
    fetch_ahead(children(first));
    const Place left = first + static_cast<Place>(before(entries_[first + 1], entries_[first]));
    const Place right =
        first + 2 + static_cast<Place>(before(entries_[first + 3], entries_[first + 2]));
    const Place least = before(entries_[right], entries_[left]) ? right : left;
    if (!before(entries_[least], entry)) break;
    put(place, entries_[least]);
    place = least;
  }
  put(place, entry);
}

/// Of a large heap the memory is what costs: the grandchildren, of whom one will be asked for, are
/// under way while their parents are compared. (A million clocks: an event of 500 ns takes 320 ns;
/// few clocks do not notice.)
void Calendar::fetch_ahead(Place first_of_sixteen) {
  if (first_of_sixteen >= end_) return;
  for (Place i = 0; i < 16; i += 4) __builtin_prefetch(entries_.data() + first_of_sixteen + i);
}

/// Every 4 billion starts the numbers run out: those that stand in the heap get new ones, in the
/// order of the old.
void Calendar::renumber() {
  if (root_rang_) fill_root();
  empty_shortlist();
  const auto first = entries_.begin() + root;
  const auto last = entries_.begin() + end_;
  std::sort(first, last, [](const Entry& a, const Entry& b) { return a.sequence < b.sequence; });
  sequence_ = 0;
  for (auto entry = first; entry != last; ++entry) entry->sequence = sequence_++;
  std::sort(first, last, before);  // and what is sorted is a heap
  for (Place place = root; place != end_; ++place) places_[entries_[place].clock] = place;
}

}  // namespace ausfall
