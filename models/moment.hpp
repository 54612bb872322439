// A moment: the world as it is, and whom to tell. What every behaviour works on.
#pragma once

#include <array>

#include "models/facts.hpp"
#include "models/plant.hpp"
#include "models/world.hpp"
#include "sim/clocks.hpp"

namespace ausfall::models {

struct Moment {
  const Plant& plant;
  World& world;
  Clocks& clocks;
  Observer* observer;  ///< may be null
  FactKinds wanted;

  Moment(const Plant& its_plant, World& its_world, Clocks& its_clocks, Observer* its_observer)
      : plant(its_plant),
        world(its_world),
        clocks(its_clocks),
        observer(its_observer),
        wanted(its_observer == nullptr ? FactKinds{} : its_observer->wanted()) {}

  // NOLINTNEXTLINE(google-explicit-constructor): every question about it is asked of its scene
  operator Scene() const { return {plant, world}; }

  template <class Tag>
  void tell(FactKind kind, Id<Tag> subject, std::size_t detail = 0, std::size_t other = 0) {
    if (wanted[static_cast<std::size_t>(kind)]) report(kind, subject.index(), detail, other);
  }

  /// What happens from here on is put down to this.
  void stem_from(CauseId cause) { clocks.stem_from(cause ? Origin(cause.index()) : Origin()); }
  /// Whether something happens that has this probability. Without any, nothing is chosen.
  bool happens(Stream stream, double probability) {
    if (probability == 0) return false;
    return clocks.choose(stream, std::array<double, 2>{1 - probability, probability}) == 1;
  }
  [[nodiscard]] CauseId origin() const {
    const Origin origin = clocks.origin();
    return origin ? CauseId(origin.index()) : CauseId();
  }

  /// The service has to be looked at before time passes; what changes it stems from what happens
  /// now.
  void unsettle(ServiceId id);
  /// What happens now may have changed any service: those that are unsettled from here on are looked
  /// at in order, as if all had been unsettled now.
  void unsettle_any();

 private:
  /// Out of line: facts are told in a hundred places, most of them to nobody.
  void report(FactKind kind, std::size_t subject, std::size_t detail, std::size_t other);
};

/// The detail of a fact that names nothing.
inline constexpr std::size_t nothing = 0xFFFFFFFF;

template <class Tag>
std::size_t number_of(Id<Tag> id) {
  return id ? id.index() : nothing;
}

}  // namespace ausfall::models
