// What stands in one rack or at one site, or has any other label in common.
#include <algorithm>

#include "scenarios/draft.hpp"

namespace ausfall::scenarios {
namespace {

bool is_place(const Label& label) { return label.name == "site" || label.name == "rack"; }

void note(Draft& draft, const Thing& thing, const Label& label) {
  auto& domains = draft.plant.domains;
  const auto known = std::find_if(domains.begin(), domains.end(), [&](const models::Domain& each) {
    return each.label == label.name && each.value == label.value;
  });
  if (known != domains.end()) return known->members.push_back(thing.component);
  domains.push_back({label.name, label.value, {thing.component}});
}

}  // namespace

void read_domains(Draft& draft, Section& scenario) {
  for (const bool places : {true, false}) {
    for (const std::string_view section : {"hosts", "vms", "apps"}) {
      for (const Entry& entry : scenario.entries(section)) {
        const Thing* thing = draft.find(entry.key, kinds::running);
        if (thing == nullptr) continue;
        for (const Label& label : thing->labels)
          if (is_place(label) == places) note(draft, *thing, label);
      }
    }
  }
}

}  // namespace ausfall::scenarios
