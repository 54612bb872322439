// Planned work on hosts.
#include <fmt/format.h>

#include "scenarios/draft.hpp"
#include "scenarios/names.hpp"
#include "scenarios/word_tables.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<models::ComponentId> maintained(Draft& draft, Section& section) {
  std::vector<models::ComponentId> hosts;
  const Tree given = section.raw("hosts");
  if (given == nullptr) {
    const auto& components = draft.plant.components;  // hosts come first
    for (std::size_t i = 0;
         i < components.size() && components[i].kind == models::ComponentKind::host; ++i) {
      hosts.emplace_back(i);
    }
    return hosts;
  }
  for (const Thing* thing : draft.select(given, kinds::host, "hosts"))
    hosts.push_back(thing->component);
  return hosts;
}

}  // namespace

void read_maintenance(Draft& draft, Section& scenario) {
  for (const Entry& entry : scenario.entries("maintenance")) {
    const std::string wrong = wrong_with_name(entry.key);
    if (!wrong.empty()) {
      draft.error(entry.at, fmt::format("bad name '{}': {}", entry.key, wrong));
      continue;
    }
    Section section(draft.reading, "maintenance", entry.value,
                    fmt::format("maintenance '{}'", entry.written));
    models::Maintenance maintenance;
    maintenance.name = entry.key;
    maintenance.hosts = maintained(draft, section);
    maintenance.at_once = section.count_in("at-once", 1, 1'000'000).value_or(1);
    if (const auto hours = section.hours("hours")) maintenance.hours = hours->hours;
    maintenance.goes_down =
        section.choice("shutdown", words::ways_down).value_or(models::GoesDown::drained);
    const auto every = section.law("every");
    const auto duration = section.law("duration");
    if (!every || !duration) continue;
    if (every->is_zero()) {
      section.error("every", "every: maintenance without a pause between rounds never ends",
                    "every: 30 d");
      continue;
    }
    if (!every->is_never() && duration->mean() >= every->mean()) {
      section.error("duration",
                    "duration: the work on one host takes no less than the time from one round to "
                    "the next: no round would ever end",
                    "a shorter duration, or more time between rounds: every: 30 d");
      continue;
    }
    maintenance.every = *every;
    maintenance.duration = *duration;
    draft.plant.maintenance.push_back(std::move(maintenance));
  }
}

}  // namespace ausfall::scenarios
