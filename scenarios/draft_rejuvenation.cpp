// Planned restarts of hosts, VMs and apps.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"

namespace ausfall::scenarios {
namespace {

using models::ComponentId;
using models::ModeId;

std::vector<ModeId> modes_of(const models::Plant& plant, ComponentId component) {
  std::vector<ModeId> modes;
  for (std::size_t i = 0; i < plant.modes.size(); ++i) {
    if (plant.modes[i].component == component) modes.emplace_back(i);
  }
  return modes;
}

/// `renews: [ageing]`, a single name, or all.
std::vector<ModeId> renewed(Draft& draft, Section& section, ComponentId component) {
  std::vector<ModeId> all = modes_of(draft.plant, component);
  const Tree tree = section.raw("renews");
  if (tree == nullptr || (tree->is_scalar() && tree->text == "all")) return all;
  std::vector<ModeId> modes;
  for (const Tree& item : tree->is_list() ? tree->items : std::vector<Tree>{tree}) {
    const auto name = scalar_of(draft.reading, item, "renews", "the name of a failure mode");
    if (!name) continue;
    const auto mode =
        std::ranges::find_if(all, [&](ModeId each) { return draft.plant[each].name == *name; });
    if (mode != all.end()) {
      modes.push_back(*mode);
      continue;
    }
    std::vector<std::string> names;
    for (const ModeId each : all) names.push_back(draft.plant[each].name);
    draft.error(
        item->at,
        fmt::format("renews: '{}' has no failure mode '{}'", draft.plant[component].name, *name),
        known_names_hint(*name, names, "it has"));
  }
  return modes;
}

/// It can be drained, as a node of some cluster that no other carries; or nobody moves anything.
bool can_be_drained(const models::Plant& plant, ComponentId component) {
  const auto is_it = [&](const auto& each) { return each.component == component; };
  switch (plant[component].kind) {
    case models::ComponentKind::host:
      return true;
    case models::ComponentKind::vm:
      return std::ranges::any_of(plant.nodes, is_it) && std::ranges::none_of(plant.members, is_it);
    default:
      return false;
  }
}

}  // namespace

void read_rejuvenation(Draft& draft, Section& section, ComponentId component) {
  const Tree tree = section.raw("rejuvenate");
  if (tree == nullptr) return;
  Section rejuvenate(draft.reading, "rejuvenate", tree, "planned restarts of " + section.title());
  models::Rejuvenation planned;
  planned.component = component;
  planned.takes = rejuvenate.law("takes").value_or(Distribution());
  planned.renews = renewed(draft, rejuvenate, component);
  if (const auto hours = rejuvenate.hours("hours")) planned.hours = hours->hours;
  const auto every = rejuvenate.law("every");
  if (!every) return;
  if (every->is_zero()) {
    rejuvenate.error("every", "every: restarts without a pause between them never end",
                     "every: 7 d");
    return;
  }
  planned.every = *every;
  const auto ages = [&](ModeId mode) { return !draft.plant[mode].ttf.is_exponential(); };
  if (rejuvenate.sound() && std::ranges::none_of(planned.renews, ages)) {
    draft.warning(tree->at,
                  fmt::format("{}: nothing that is renewed ages, so restarts gain nothing",
                              rejuvenate.title()),
                  "ttf: {weibull: {shape: 2, mean: 30 d}} is a failure that comes with age");
  }
  draft.plant.rejuvenations.push_back(std::move(planned));
}

void copy_rejuvenation(Draft& draft, ComponentId from, ComponentId to) {
  auto& all = draft.plant.rejuvenations;
  const auto found = std::ranges::find(all, from, &models::Rejuvenation::component);
  if (found == all.end()) return;
  models::Rejuvenation planned = *found;
  const std::vector<ModeId> of_from = modes_of(draft.plant, from);
  const std::vector<ModeId> of_to = modes_of(draft.plant, to);
  for (ModeId& mode : planned.renews) {
    const auto place = std::ranges::find(of_from, mode) - of_from.begin();
    mode = of_to[static_cast<std::size_t>(place)];
  }
  planned.component = to;
  all.push_back(std::move(planned));
}

void drain_for_rejuvenations(Draft& draft) {
  models::Plant& plant = draft.plant;
  for (models::Rejuvenation& planned : plant.rejuvenations) {
    if (!can_be_drained(plant, planned.component)) continue;
    planned.maintenance = models::MaintenanceId(plant.maintenance.size());
    models::Maintenance work;
    work.name = plant[planned.component].name + ".rejuvenation";
    work.hosts = {planned.component};
    work.every = planned.every;
    work.duration = planned.takes;
    work.hours = planned.hours;
    plant.maintenance.push_back(std::move(work));
  }
}

}  // namespace ausfall::scenarios
