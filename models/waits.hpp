// What working hours cost: for how long, within an outage, the repair of what caused it waited for
// its crew's hours.
#pragma once

#include <vector>

#include "models/plant.hpp"
#include "sim/time.hpp"

namespace ausfall::models {

/// In one replication. Times are those of the week's calendar.
class Waits {
 public:
  explicit Waits(const Plant& plant);

  /// Some crew has working hours; otherwise nothing ever waits for them.
  [[nodiscard]] bool any() const { return !modes_.empty(); }
  /// The mode that is put down as this cause, if its crew has working hours.
  [[nodiscard]] ModeId mode_of(CauseId cause) const {
    return cause && any() ? modes_[cause.index()] : ModeId();
  }
  /// How much of a time for which its crew was called lies outside the crew's hours.
  [[nodiscard]] Duration closed(ModeId mode, Time from, Time to) const;

  /// Nothing is called for.
  void begin() { calls_.clear(); }
  /// Somebody was called for it, and has begun or is no longer needed. REQUIRES: in the order of time.
  void called(ModeId mode, Time now) { calls_.push_back({mode, now, never}); }
  void over(ModeId mode, Time now);
  /// How much of an outage with this cause was such a time.
  [[nodiscard]] Duration within(CauseId cause, Time from, Time to) const;

 private:
  struct Call {
    ModeId mode;
    Time from;
    Time to;
  };

  const Plant& plant_;
  std::vector<ModeId> modes_;  // by cause; none where no crew has working hours
  std::vector<Call> calls_;
};

}  // namespace ausfall::models
