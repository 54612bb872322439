// The chain of whole worlds, to compare that of condensed situations with.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/model.hpp"

namespace ausfall::test {

/// A model, without its condensed situations.
struct Whole {
  using State = models::World;
  const models::Model& model;

  [[nodiscard]] State healthy() const { return model.healthy(); }
  void begin(State& world, Clocks& clocks) const { model.begin(world, clocks); }
  void ring(State& world, ClockId id, Clocks& clocks) const { model.ring(world, id, clocks); }
  void settle(State& world, Clocks& clocks) const { model.settle(world, clocks); }
  void canonicalise(State& world, std::vector<RunningClock>& running) const {
    model.canonicalise(world, running);
  }
  void alike(const State& world, std::span<const RunningClock> running,
             std::vector<std::uint32_t>& leader) const {
    model.alike(world, running, leader);
  }
  void encode(const State& world, std::string& bytes) const { model.encode(world, bytes); }
  [[nodiscard]] std::size_t measure_count() const { return model.measure_count(); }
  [[nodiscard]] double measure(const State& world, std::size_t i) const {
    return model.measure(world, i);
  }
};

}  // namespace ausfall::test
