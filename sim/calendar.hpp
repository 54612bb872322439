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
// 4. What rings in time stands in the shortlist or in the heap, what is due at the present moment
//    in a list of its own, what never rings in none. Whatever is due now was started now, and what
//    the others hold was started earlier: at one moment theirs ring first.
// 5. The shortlist has no order, and who rings first of it is looked up when that may have changed:
//    of a few, that costs less than to keep them in order, and most plants never have more. When it
//    is full, all of it moves to the heap, where everything goes until that is empty again.
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

  /// The beginning of a replication: time 0, nothing runs, nothing was drawn. It begins at this hour
  /// of the week.
  void reset(ReplicationKey key, Duration hour_of_week = Duration(0));

  /// Goes on from where the other stands, as if all that happened there had happened here. REQUIRES:
  /// it has the same streams.
  void become(const Calendar& other);

  /// What is drawn from here on is drawn from another replication's numbers. What already stands on
  /// the calendar stays.
  void draw_from(ReplicationKey key) { key_ = key; }

  [[nodiscard]] Time now() const { return now_; }
  /// A time of this replication, from the Monday before its beginning on.
  [[nodiscard]] Time in_weeks(Time time) const { return time + hour_of_week_; }
  /// Where each clock stands; there they stay.
  [[nodiscard]] const Place* places() const { return places_.data(); }

  /// When a clock rings next; `never` if none will.
  [[nodiscard]] Time next() const {
    if (due_first_ != nothing) return now_;
    return heap_is_empty() ? entries_[first()].time : first_in_heap();
  }

  /// Goes on to the next ring; that clock has stopped, and the origin is that of the event which
  /// started it. REQUIRES: next() is not `never`.
  ClockId advance() {
    assert(next() != never);
    if (root_rang_) fill_root();
    const Place place = heap_is_empty() ? first() : root;
    const Entry& first_in_time = entries_[place];
    const bool in_time = due_first_ == nothing || first_in_time.time == now_;
    const Index clock = in_time ? first_in_time.clock : due_first_;
    if (in_time) {
      now_ = first_in_time.time;
      if (place == root)
        root_rang_ = true;
      else
        remove_from_shortlist(place);
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
  void start_in_hours(ClockId clock, const Distribution& distribution, const WeeklyHours& hours,
                      InHours what) override;
  /// To the nearest tick, which is exact wherever what is left is a multiple of `from`.
  void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) override;

  /// From now on so much is left of it, whatever was. REQUIRES: it is running.
  void set_remaining(ClockId clock, Duration left);
  /// How long until it rings, if nothing changes. REQUIRES: it is running.
  [[nodiscard]] Duration remaining(ClockId clock) const;
  /// It stands still, and goes on when it is started.
  [[nodiscard]] bool on_hold(ClockId clock) const { return places_[clock.index()] == held; }

  /// Of outcomes of which only one can be, nothing is drawn. A stream's choices are independent of
  /// a clock's times even if that clock has the same stream.
  std::size_t choose(Stream stream, std::span<const double> probabilities) override;

 private:
  void do_stop(ClockId clock) override;
  void do_hold(ClockId clock) override;

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

  // Where a clock stands: stopped, held, a place in the shortlist or in the heap, or one of these.
  static constexpr Place due = 2;
  static constexpr Place shortlist = 3;                               // the first place of 16
  static constexpr Place root = 19;                                   // of the heap
  static constexpr Place asleep = std::numeric_limits<Place>::max();  // it runs, but never rings

  // Four children to an entry: half the depth of two. With the root at 19, the children of i are
  // 4i - 56 to 4i - 53, so that siblings share a cache line of 64 bytes; vacant places ring never,
  // so that nobody asks how many siblings there are.
  using Entries = std::vector<Entry, boost::alignment::aligned_allocator<Entry, 64>>;
  static constexpr Entry vacant{never, std::numeric_limits<std::uint32_t>::max(), nothing};
  static constexpr Place unknown = 0;
  static constexpr Place children(Place parent) { return 4 * parent - 56; }
  static constexpr Place parent(Place child) { return child / 4 + 14; }
  /// Without a branch: which of two siblings is first is anybody's guess, and a wrong guess costs
  /// more than to look at both.
  static bool before(const Entry& a, const Entry& b) { return rank(a) < rank(b); }
  /// (time, sequence) as one number: times are not negative.
  __extension__ using Rank = unsigned __int128;
  static Rank rank(const Entry& entry) {
    return static_cast<Rank>(entry.time.count()) << 64U | entry.sequence;
  }

  void schedule(Index clock, Duration delay);
  void take_out(Index clock);
  void append_to_due(Index clock);
  void remove_from_due(Index clock);
  void push(Index clock, Time time);
  void remove(Place place) {
    place < root ? remove_from_shortlist(place) : remove_from_heap(place);
  }

  void remove_from_shortlist(Place place) {
    first_ = unknown;
    --shortlist_end_;
    if (place != shortlist_end_) put(place, entries_[shortlist_end_]);  // the last takes its place
  }
  [[nodiscard]] Place first() const {
    if (first_ == unknown) find_first();
    return first_;
  }
  void find_first() const;
  void empty_shortlist();

  [[nodiscard]] bool heap_is_empty() const { return end_ == root; }
  [[nodiscard]] Time first_in_heap() const {
    if (!root_rang_) return entries_[root].time;
    const auto time = [&](Place sibling) { return entries_[children(root) + sibling].time; };
    return std::min(std::min(time(0), time(1)), std::min(time(2), time(3)));
  }
  void push_to_heap(const Entry& entry);
  void fill_root();
  void remove_from_heap(Place place);
  void settle_up(Place place, Entry entry);
  void settle_down(Place place, Entry entry);
  void fetch_ahead(Place first_of_sixteen);
  void put(Place place, const Entry& entry) {
    entries_[place] = entry;
    places_[entry.clock] = place;
  }
  void renumber();

  Time now_{0};
  Duration hour_of_week_{0};         // at time 0
  Entries entries_;                  // by place
  Place shortlist_end_ = shortlist;  // of its entries
  Place end_ = root;                 // of the heap's entries
  mutable Place first_ = unknown;    // of the shortlist; the root, which is vacant, if it is empty
  // What rang last still stands at the root, before all others: most rings start something, which
  // then takes its place and saves the way of another entry to the root and back.
  bool root_rang_ = false;
  std::vector<Place> places_;
  std::vector<ClockState> clocks_;
  Index due_first_ = nothing;
  Index due_last_ = nothing;
  std::uint32_t sequence_ = 0;
  std::uint32_t first_sequence_;
  ReplicationKey key_;
  std::uint64_t replications_ = 0;               // begun so far
  std::unordered_map<Stream, Choices> choices_;  // order never observed
};

}  // namespace ausfall
