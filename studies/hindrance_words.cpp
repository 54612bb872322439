#include "studies/hindrance_words.hpp"

#include <fmt/format.h>

#include <cassert>

#include "scenarios/quantity.hpp"

namespace ausfall::studies {

using models::Hindrance;
using models::Obstacle;

std::string hindrance_words(const models::Plant& plant, models::GroupId group,
                            const Hindrance& hindrance) {
  switch (hindrance.obstacle) {
    case Obstacle::memory:
      return fmt::format(
          "needs {} more memory: it takes {}, and {} has {} free",
          scenarios::size_words(hindrance.missing()), scenarios::size_words(hindrance.needed),
          plant[plant[hindrance.node].component].name, scenarios::size_words(hindrance.free));
    case Obstacle::cores:
      return fmt::format("needs {:g} more cores: it takes {:g}, and {} has {:g} free",
                         hindrance.missing(), hindrance.needed,
                         plant[plant[hindrance.node].component].name, hindrance.free);
    case Obstacle::no_place:
      return plant[group].never_without.empty()
                 ? "finds no node that may run it"
                 : "finds no node that may run it with those that it may not be without";
    case Obstacle::no_quorum:
      return "waits for a quorum, or a fence: no side may take it";
    case Obstacle::no_machine:
      return "finds no node that works";
    case Obstacle::person:
      return "waits for a person";
    case Obstacle::retry:
      return "waits to be tried again";
  }
  assert(false);
  return {};
}

std::string_view name_of(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::memory:
      return "memory";
    case Obstacle::cores:
      return "cores";
    case Obstacle::no_place:
      return "node";
    case Obstacle::no_quorum:
      return "quorum";
    case Obstacle::no_machine:
      return "nodes";
    case Obstacle::person:
      return "person";
    case Obstacle::retry:
      return "retry";
  }
  assert(false);
  return {};
}

}  // namespace ausfall::studies
