// The calendar: the meaning that simulation gives to a model's clocks. A started clock samples when
// it will ring.
//
// 1. Clocks ring in the order of (time, sequence), where the sequence counts starts: of two at one
//    moment, the one that was started (or last stretched) first rings first. So a run is a function
//    of the model and the replication's key.
// 2. The n-th time that a clock samples takes the n-th draw of its stream, and the n-th choice of a
//    stream the n-th draw of that one. No clock's times depend on what others do.
// 3. A clock that is stopped or held leaves the calendar at once and costs nothing later. Nothing
//    is allocated but at construction, and once for each stream that chooses.
// 4. What rings in time stands in a heap, what is due at the present moment in a list, what never
//    rings in neither. Whatever is due now was started now, and what the heap holds was started
//    earlier: at one moment the heap's ring first.
#pragma once

#include <algorithm>
#include <boost/align/aligned_allocator.hpp>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <unordered_map>
#include <vector>

#include "sim/clocks.hpp"
#include "sim/distribution.hpp"
#include "sim/id.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace ausfall {

class Calendar final : public Clocks {
 public:
  /// One stream for each clock. REQUIRES: no two of them are the same. `first_sequence` is where
  /// the counting of starts begins; it shows in nothing, and lets a test see the numbers run out.
  explicit Calendar(std::span<const Stream> streams, std::uint32_t first_sequence = 0);

  /// The beginning of a replication: time 0, nothing runs, nothing was drawn.
  void reset(ReplicationKey key);

  /// Goes on from where the other stands, as if all that happened there had happened here. REQUIRES:
  /// it has the same streams.
  void become(const Calendar& other);

  /// What is drawn from here on is drawn from another replication's numbers. What already stands on
  /// the calendar stays.
  void draw_from(ReplicationKey key) { key_ = key; }

  [[nodiscard]] Time now() const { return now_; }

  /// When a clock rings next; `never` if none will.
  [[nodiscard]] Time next() const { return due_first_ == nothing ? first_in_heap() : now_; }

  /// Goes on to the next ring; that clock has stopped, and the origin is that of the event which
  /// started it. REQUIRES: next() is not `never`.
  ClockId advance() {
    assert(next() != never);
    if (root_rang_) fill_root();
    const bool from_heap = heap_[root].time == now_ || due_first_ == nothing;
    const Index clock = from_heap ? heap_[root].clock : due_first_;
    if (from_heap) {
      now_ = heap_[root].time;
      root_rang_ = true;
    } else {
      remove_from_due(clock);
    }
    places_[clock] = stopped;
    origin_ = clocks_[clock].origin;
    return ClockId(clock);
  }

  /// Lets time pass without a ring. REQUIRES: now() <= time <= next(), and `time` is not `never`.
  void advance_to(Time time) {
    assert(now_ <= time && time <= next() && time != never);
    now_ = time;
  }

  void start(ClockId clock, const Distribution& distribution) override;
  /// Inside is from <= hour of the day < to; with from > to it passes midnight; with from = to it
  /// opens for a moment. What a clock on hold had left is forgotten.
  /// REQUIRES: 0 <= from, to <= 24 h.
  void start_in_window(ClockId clock, DailyWindow window) override;
  void stop(ClockId clock) override;
  void hold(ClockId clock) override;
  /// To the nearest tick, which is exact wherever what is left is a multiple of `from`.
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override;
  [[nodiscard]] bool running(ClockId clock) const override { return places_[clock.index()] > held; }

  /// Of outcomes of which only one can be, nothing is drawn. A stream's choices are independent of
  /// a clock's times even if that clock has the same stream.
  std::size_t choose(Stream stream, std::span<const double> probabilities) override;

  void stem_from(Origin origin) override { origin_ = origin; }
  [[nodiscard]] Origin origin() const override { return origin_; }

 private:
  using Index = std::uint32_t;
  static constexpr Index nothing = std::numeric_limits<Index>::max();

  struct Entry {
    Time time;
    std::uint32_t sequence;
    Index clock;
  };

  struct ClockState {
    Stream stream{};
    std::uint64_t draws = 0;
    Duration remaining{0};   // of a clock on hold
    Origin origin;           // of what started it
    Index before = nothing;  // neighbours in the list of those due
    Index after = nothing;
  };

  struct Choices {
    std::uint64_t replication = 0;
    std::uint64_t draws = 0;
  };

  // Where a clock stands: a place in the heap, or one of these.
  using Place = std::uint32_t;
  static constexpr Place stopped = 0;
  static constexpr Place held = 1;
  static constexpr Place due = 2;
  static constexpr Place root = 3;
  static constexpr Place asleep = std::numeric_limits<Place>::max();  // it runs, but never rings

  // Four children to an entry: half the depth of two. With the root at 3, the children of i are
  // 4i - 8 to 4i - 5, so that siblings share a cache line of 64 bytes; vacant places ring never, so
  // that nobody asks how many siblings there are.
  using Heap = std::vector<Entry, boost::alignment::aligned_allocator<Entry, 64>>;
  static constexpr Entry vacant{never, std::numeric_limits<std::uint32_t>::max(), nothing};
  static constexpr Place children(Place parent) { return 4 * parent - 8; }
  static constexpr Place parent(Place child) { return child / 4 + 2; }
  /// Without a branch: which of two siblings is first is anybody's guess, and a wrong guess costs
  /// more than to look at both.
  static bool before(const Entry& a, const Entry& b) { return rank(a) < rank(b); }
  /// (time, sequence) as one number: times are not negative.
  __extension__ using Rank = unsigned __int128;
  static Rank rank(const Entry& entry) {
    return static_cast<Rank>(entry.time.count()) << 64U | entry.sequence;
  }

  [[nodiscard]] Time first_in_heap() const {
    if (!root_rang_) return heap_[root].time;
    const auto time = [&](Place sibling) { return heap_[children(root) + sibling].time; };
    return std::min(std::min(time(0), time(1)), std::min(time(2), time(3)));
  }

  void schedule(Index clock, Duration delay);
  void take_out(Index clock);
  void append_to_due(Index clock);
  void remove_from_due(Index clock);
  void push(Index clock, Time time);
  void fill_root();
  void remove(Place place);
  void settle_up(Place place, Entry entry);
  void settle_down(Place place, Entry entry);
  void fetch_ahead(Place first_of_sixteen);
  void put(Place place, const Entry& entry);
  void renumber();

  Time now_{0};
  Heap heap_;
  Place end_ = root;  // of the heap's entries
  // What rang last still stands at the root, before all others: most rings start something, which
  // then takes its place and saves the way of another entry to the root and back.
  bool root_rang_ = false;
  std::vector<Place> places_;
  std::vector<ClockState> clocks_;
  Index due_first_ = nothing;
  Index due_last_ = nothing;
  std::uint32_t sequence_ = 0;
  std::uint32_t first_sequence_;
  Origin origin_;
  ReplicationKey key_;
  std::uint64_t replications_ = 0;               // begun so far
  std::unordered_map<Stream, Choices> choices_;  // order never observed
};

}  // namespace ausfall
