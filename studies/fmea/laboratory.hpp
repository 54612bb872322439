// A healthy room in which things break and are mended on request.
#pragma once

#include <cstdint>

#include "models/aftermath.hpp"
#include "models/hazard.hpp"
#include "models/model.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/calendar.hpp"
#include "sim/random.hpp"
#include "sim/stop_sign.hpp"
#include "sim/time.hpp"

namespace ausfall::studies {

/// Always of the same plant, which has to outlive it; one sample after another.
class Laboratory {
 public:
  /// REQUIRES: nothing in the plant fails by itself.
  explicit Laboratory(const models::Plant& plant, StopSign stop);
  Laboratory(const Laboratory&) = delete;
  Laboratory& operator=(const Laboratory&) = delete;
  ~Laboratory() = default;

  /// A new sample, in good health.
  void begin(ReplicationKey key);
  /// When the sample's failure strikes: at another hour of the day in each, or of the week where that
  /// matters. So what waits for hours is met at any phase.
  [[nodiscard]] Time struck_at(ReplicationKey key) const;
  /// Lets time pass. Throws Livelock and CutShort.
  void until(Time time);

  /// Strikes now. False, and nothing happens, if it cannot: what it would strike is off.
  bool strike_if_it_can(const models::Hazard& hazard);
  void mend(const models::Hazard& hazard);
  /// Whether what it struck is not yet repaired.
  [[nodiscard]] bool outstanding(const models::Hazard& hazard);
  /// Whether it has failed and nobody has noticed.
  [[nodiscard]] bool unseen(const models::Hazard& hazard) const;

  [[nodiscard]] Time time() const { return calendar_.now(); }
  [[nodiscard]] const models::World& world() const { return world_; }
  /// What has come of it, since the sample began.
  [[nodiscard]] const models::Aftermath& aftermath() const { return aftermath_; }
  /// In all samples.
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  models::Moment now() { return {plant_, world_, calendar_, &aftermath_}; }

  const models::Plant& plant_;
  const StopSign stop_;
  const models::Model model_;
  const models::World healthy_;
  const Duration hours_;  // a day, or a week
  models::World world_;
  Calendar calendar_;
  models::Aftermath aftermath_;
  std::uint64_t events_ = 0;
};

}  // namespace ausfall::studies
