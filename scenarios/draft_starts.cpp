// How VMs and apps are stopped, and what may come to nothing when they are started or stopped.
#include <fmt/format.h>

#include "scenarios/draft.hpp"

namespace ausfall::scenarios {
namespace {

bool is_mapping(Section& section, std::string_view key) {
  const Entry* const given = section.entry(key);
  return given != nullptr && given->value->is_mapping();
}

/// `2 %`, or `{probability: 2 %, on: node2}`.
void read_start_failure(Draft& draft, Section& section, models::Component& component) {
  constexpr std::string_view key = "start-failure";
  if (!is_mapping(section, key)) {
    component.start_failure = section.share(key).value_or(0);
  } else {
    Section failure(draft.reading, key, section.raw(key),
                    fmt::format("start failure of {}", section.title()));
    component.start_failure = failure.share("probability").value_or(0);
    if (const Tree on = failure.raw("on")) {
      for (const Thing* thing : draft.select(on, kinds::host | kinds::vm, "on"))
        component.start_fails_on.push_back(thing->component);
      return;
    }
  }
  if (component.start_failure >= 1)
    section.error(key, "start-failure: it would never start, anywhere",
                  "say where: {probability: 100 %, on: node2}");
}

}  // namespace

void read_starts_and_stops(Draft& draft, Section& section, models::ComponentId id) {
  models::Component& component = draft.component(id);
  component.stop = section.law("stop").value_or(Distribution());
  read_start_failure(draft, section, component);
  if (!is_mapping(section, "stop-failure")) {
    component.stop_failure = section.share("stop-failure").value_or(0);
    return;
  }
  Section failure(draft.reading, "stop-failure", section.raw("stop-failure"),
                  fmt::format("stop failure of {}", section.title()));
  component.stop_failure = failure.share("probability").value_or(0);
}

}  // namespace ausfall::scenarios
