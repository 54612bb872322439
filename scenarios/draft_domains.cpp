// What stands in one rack or at one site, or has any other label in common.
#include <algorithm>

#include "scenarios/draft.hpp"

namespace ausfall::scenarios {
namespace {

/// The values are read with the rest of what has the label; here only who shares them is noted.
void note(Draft& draft, models::ComponentId id, const Entry& label) {
  if (!label.value->is_scalar()) return;
  auto& domains = draft.plant.domains;
  const auto known = std::find_if(domains.begin(), domains.end(), [&](const models::Domain& each) {
    return each.label == label.key && each.value == label.value->text;
  });
  if (known != domains.end()) return known->members.push_back(id);
  domains.push_back({label.key, label.value->text, {id}});
}

}  // namespace

void read_domains(Draft& draft, Section& scenario) {
  for (const Entry& host : scenario.entries("hosts")) {
    const Thing* thing = draft.find(host.key, kinds::host);
    if (thing == nullptr) continue;
    for (const std::string_view key : {"site", "rack"}) {
      if (const Entry* label = host.value->find(key)) note(draft, thing->component, *label);
    }
  }
}

}  // namespace ausfall::scenarios
