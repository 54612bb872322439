// The model: from a plant, and the clock that rings, to the next world. It draws nothing and knows
// no calendar.
//
// An engine makes a healthy world, lets it `begin`, and then rings clocks; before it lets time pass
// it has the model `settle` what is asked about the world from outside (which services are up).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/clock_table.hpp"
#include "sim/clocks.hpp"
#include "sim/running_clock.hpp"

namespace ausfall::models {

struct Moment;
class Condensed;
class Symmetry;

/// After whatever has happened in a moment: groups that wait are tried again, and planned moves
/// that can begin do. A ring ends with it; so does whoever makes something happen otherwise.
void conclude(Moment& moment);

class Model {
 public:
  using State = World;

  /// With a symmetry of the plant, `canonicalise` merges interchangeable situations. REQUIRES: both
  /// outlive the model.
  explicit Model(const Plant& plant, const Symmetry* symmetry = nullptr)
      : plant_(plant), symmetry_(symmetry) {}

  /// Everything in working order, running, and where it belongs.
  [[nodiscard]] World healthy() const;

  /// Starts the clocks of a healthy world.
  void begin(World& world, Clocks& clocks, Observer* observer = nullptr) const;

  /// What follows when the clock `id` has rung.
  void ring(World& world, ClockId id, Clocks& clocks, Observer* observer = nullptr) const;

  /// Brings what follows from the world up to date (services), and tells what changed since time
  /// last passed.
  void settle(World& world, Clocks& clocks, Observer* observer = nullptr) const;

  /// Parts are gone that nobody orders again: it will never be as it was, though no clock tells.
  [[nodiscard]] bool spent(const World& world) const;

  // For the explorer.
  /// Relabels interchangeable components, and the clocks that run, so that situations which differ
  /// only by which of them is which become the same value.
  void canonicalise(World& world, std::vector<RunningClock>& running) const;
  /// Sets leader[i] to the first running clock whose ringing leads to the same situation as the
  /// i-th's. REQUIRES: canonical.
  void alike(const World& world, std::span<const RunningClock> running,
             std::vector<std::uint32_t>& leader) const;
  /// Appends the bytes that tell this world from every other. REQUIRES: settled.
  void encode(const World& world, std::string& bytes) const;
  /// Measures of a settled world: for every service whether it is up (0 or 1), then for every
  /// service the share served.
  [[nodiscard]] std::size_t measure_count() const { return 2 * plant_.services.size(); }
  [[nodiscard]] double measure(const World& world, std::size_t index) const;
  /// Its situations in few bytes each, where that can be; REQUIRES: the model outlives them.
  [[nodiscard]] std::unique_ptr<Condensed> condensed(ClockTable& clocks) const;

  [[nodiscard]] const Plant& plant() const { return plant_; }

 private:
  const Plant& plant_;
  const Symmetry* symmetry_;
};

}  // namespace ausfall::models
