// The model as the learnt engine asks for it (sim/learnt.hpp).
#pragma once

#include <vector>

#include "models/facts.hpp"
#include "models/model.hpp"
#include "models/world_fields.hpp"
#include "sim/clocks.hpp"

namespace ausfall::models {

class LearnableModel : public Model {
 public:
  using Model::Model;
  using Fact = models::Fact;
  using Listener = Observer;

  /// Facts as they are told.
  class FactList final : public Observer {
   public:
    /// Those that the listener wants.
    explicit FactList(const Observer* listener)
        : Observer(listener == nullptr ? FactKinds{} : listener->wanted()) {}
    void observe(const Fact& fact) override { facts.push_back(fact); }
    std::vector<Fact> facts;
  };

  template <class Archive>
  void pass(World& world, Archive& archive) const {
    pass_world(world, archive);
  }

  template <class F>
  void replace_origins(World& world, F f) const {
    for (Unsettled& each : world.unsettled) {
      const Origin origin = f(each.origin ? Origin(each.origin.index()) : Origin());
      each.origin = origin ? CauseId(origin.index()) : CauseId();
    }
  }

  [[nodiscard]] bool is_settled(const World& world) const { return world.unsettled.empty(); }
};

}  // namespace ausfall::models
