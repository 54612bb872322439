#include "scenarios/draft_replication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ausfall::scenarios {

void read_replication(Draft& draft, Section& section, models::ComponentId id) {
  const Tree given = section.raw("replication");
  if (given == nullptr) return;
  Section replication(draft.reading, "replication", given,
                      fmt::format("the replication of {}", section.title()));
  const auto lag = replication.duration("lag");
  if (!lag) return;
  if (*lag > Duration(0)) {
    draft.component(id).lag = *lag;
    return;
  }
  replication.error("lag", "lag: with 0 s nothing would ever be lost",
                    "lag: 5 min; without `replication` nothing is lost");
}

void check_replication(Draft& draft, Section& scenario) {
  const auto check = [&](const Entry& entry, std::string_view where) {
    const Entry* key = entry.value->find("replication");
    const Thing* thing = draft.find(entry.key, kinds::vm | kinds::app);
    if (key == nullptr || thing == nullptr || draft.plant[thing->component].lag == Duration(0))
      return;
    const auto& members = draft.plant.members;
    const bool moves = std::any_of(members.begin(), members.end(), [&](const models::Member& each) {
      return each.component == thing->component;
    });
    if (!moves) {
      draft.error(key->at,
                  fmt::format("replication: no cluster starts '{}' on another node, so no copy of "
                              "it goes on there",
                              entry.key),
                  fmt::format("let it run on a node of a cluster ({}), or leave this out; of "
                              "storage, a mirror has a `replication`",
                              where));
    } else if (draft.plant[thing->component].storage.named()) {
      draft.error(key->at,
                  fmt::format("replication: '{}' lies on '{}', with which it goes on elsewhere: "
                              "nothing is lost",
                              entry.key, draft.plant[draft.plant[thing->component].storage].name),
                  "leave out one of the two; of storage, a mirror has a `replication`");
    }
  };
  for (const Entry& entry : scenario.entries("vms")) check(entry, "host: node1");
  for (const Entry& entry : scenario.entries("apps")) check(entry, "on: node1");
}

}  // namespace ausfall::scenarios
