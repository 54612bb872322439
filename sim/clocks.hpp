// The words in which a model speaks of the future. The model never draws and never sees a calendar;
// an engine gives the words their meaning: the calendar samples them, the explorer enumerates them
// into a Markov chain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/distribution.hpp"
#include "sim/hours.hpp"
#include "sim/id.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace ausfall {

/// What hours of the week mean to a clock that is started in them.
enum class InHours {
  rings,   ///< its time passes always; it rings then, or when the hours next begin
  counts,  ///< its time passes only in these hours; it rings in them, too
};

/// What a chain of events began with; its number means something to the model only.
struct OriginTag;
using Origin = Id<OriginTag>;

class Clocks {
 public:
  Clocks() = default;
  Clocks(const Clocks&) = delete;
  Clocks& operator=(const Clocks&) = delete;
  virtual ~Clocks() = default;

  /// The clock will ring after a time of this distribution. A clock on hold goes on from where it
  /// stood. REQUIRES: it is not running.
  virtual void start(ClockId clock, const Distribution& distribution) = 0;

  /// The same in hours of the week, of which the first begins on a Monday at 0:00, unless the engine
  /// was told otherwise. REQUIRES: it is neither running nor on hold, and will not be held.
  virtual void start_in_hours(ClockId clock, const Distribution& distribution,
                              const WeeklyHours& hours, InHours what) = 0;

  /// It can no longer happen; what it had run is forgotten. Nothing if it is not running.
  void stop(ClockId clock) {
    if (places_ == nullptr || places_[clock.index()] != stopped) do_stop(clock);
  }

  /// It stands still and keeps its age until it is started again. Nothing if it is not running.
  void hold(ClockId clock) {
    if (places_ == nullptr || places_[clock.index()] > held) do_hold(clock);
  }

  /// What is left takes to/from times as long from here on; on hold it stays as it is. Without time
  /// passing, from 1 to 2 to 3 is exactly from 1 to 3. REQUIRES: it is running, and not in hours of
  /// the week; from > 0, to > 0.
  virtual void stretch(ClockId clock, std::uint32_t from, std::uint32_t to) = 0;

  [[nodiscard]] bool running(ClockId clock) const {
    return places_ != nullptr ? places_[clock.index()] > held : is_running(clock);
  }

  /// The index of one of these outcomes, by chance. REQUIRES: probabilities in [0, 1] that sum to
  /// 1.
  virtual std::size_t choose(Stream stream, std::span<const double> probabilities) = 0;

  /// What happens, and what is started, from here on stems from `origin`, until the next clock
  /// rings, which may bring the origin of the event that started it. For those who measure: no
  /// engine's course depends on it.
  void stem_from(Origin origin) { origin_ = origin; }
  [[nodiscard]] Origin origin() const { return origin_; }

 protected:
  // A model stops clocks, or asks whether they run, far more often than clocks run. An engine may
  // keep one number for each clock and show where these stand; then most such questions cost no
  // virtual call.
  using Place = std::uint32_t;
  static constexpr Place stopped = 0;
  static constexpr Place held = 1;  // whatever is above runs
  /// `places`: one number for each clock. REQUIRES: the array does not move while the clocks are
  /// used.
  void show_places(const Place* places) { places_ = places; }

  Origin origin_;  // NOLINT(misc-non-private-member-variables-in-classes): brought by what rings

 private:
  virtual void do_stop(ClockId clock) = 0;
  virtual void do_hold(ClockId clock) = 0;
  /// Called only where the engine shows no places.
  [[nodiscard]] virtual bool is_running(ClockId /*clock*/) const { return false; }

  const Place* places_ = nullptr;
};

}  // namespace ausfall
