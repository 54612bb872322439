// What tests of the reader ask of a plant: its things by their names.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scenarios/reader.hpp"

namespace ausfall::scenarios {

using models::Component;
using models::ComponentId;
using models::ComponentKind;
using models::Plant;

inline Scenario read(const std::string& text, const std::vector<Override>& overrides = {}) {
  return read_text("room.yaml", "ausfall: 1\n" + text, overrides);
}
inline Plant plant_of(const std::string& text) { return *read(text).plant; }

inline ComponentId id_of(const Plant& plant, const std::string& name) {
  for (std::size_t i = 0; i < plant.components.size(); ++i) {
    if (plant.components[i].name == name) return ComponentId(i);
  }
  ADD_FAILURE() << "there is no " << name;
  return ComponentId(0);
}
inline const Component& named(const Plant& plant, const std::string& name) {
  return plant[id_of(plant, name)];
}

inline std::vector<std::string> names_of(const Plant& plant, ComponentKind kind) {
  std::vector<std::string> names;
  for (const Component& component : plant.components) {
    if (component.kind == kind) names.push_back(component.name);
  }
  return names;
}
inline std::vector<std::string> names_of(const Plant& plant, const std::vector<ComponentId>& ids) {
  std::vector<std::string> names;
  for (const ComponentId id : ids) names.push_back(plant[id].name);
  return names;
}
inline const models::Mode& only_mode(const Plant& plant, const std::string& component) {
  const ComponentId id = id_of(plant, component);
  const auto found = std::find_if(plant.modes.begin(), plant.modes.end(),
                                  [&](const models::Mode& mode) { return mode.component == id; });
  EXPECT_NE(found, plant.modes.end()) << component;
  return *found;
}
inline std::vector<std::string> member_names(const Plant& plant, const models::Group& group) {
  std::vector<std::string> names;
  for (const models::MemberId id : group.members) names.push_back(plant[plant[id].component].name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace ausfall::scenarios
