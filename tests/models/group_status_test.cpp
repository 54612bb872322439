// The moves of a group's status, against the table that people read.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "models/cluster/group_status.hpp"
#include "tests/models/story.hpp"
#include "tests/support/places.hpp"

namespace ausfall::test {
namespace {

using namespace models;
using Moves = std::map<std::string, std::set<std::string>>;

GroupStatus status_at(std::size_t i) { return static_cast<GroupStatus>(i); }

Moves moves_of_the_model() {
  Moves moves;
  for (std::size_t from = 0; from < group_status_count; ++from) {
    auto& next = moves[std::string(name_of(status_at(from)))];
    for (std::size_t to = 0; to < group_status_count; ++to) {
      if ((goes_on_to[from] & any_of({status_at(to)})) != 0) next.emplace(name_of(status_at(to)));
    }
  }
  return moves;
}

/// The rows of "A group": `status` | meaning | goes on to.
Moves moves_of_the_document() {
  std::ifstream file(test::source_dir + std::string("/ARCHITECTURE.md"));
  const std::regex row(R"(^\| `(\w+)` \| [^|]* \| ([^|]*) \|$)");
  const std::regex word("`(\\w+)`");
  const std::set<std::string> failover{"given_up", "uncovered", "queued", "fencing", "moving"};
  Moves moves;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("| `GroupStatus`")) inside = true;
    if (line.empty()) inside = false;
    std::smatch match;
    if (!inside || !std::regex_match(line, match, row) || match[1] == "GroupStatus") continue;
    const std::string next = match[2];
    auto& names = moves[match[1]];
    for (std::sregex_iterator it(next.begin(), next.end(), word), end; it != end; ++it)
      names.insert((*it)[1]);
    if (next.find("failover") != std::string::npos) names.insert(failover.begin(), failover.end());
    names.erase(match[1]);
  }
  return moves;
}

TEST(GroupStatus, MovesAsTheArchitectureSays) {
  Moves model = moves_of_the_model();
  for (auto& [from, next] : model) next.erase(from);
  EXPECT_EQ(moves_of_the_document(), model);
}

TEST(GroupStatus, RefusesAMoveThatThereIsNot) {
  Story story(
      "hosts: {node1..2: {}}\napps: {mail: {on: node1}}\n"
      "clusters: {ha: {profile: ideal, nodes: node*, groups: {g: {members: [mail]}}}}\n"
      "services: {mail: {needs: mail}}\n");
  EXPECT_NO_THROW(story.set_status(GroupStatus::migrating));
  EXPECT_THROW(story.set_status(GroupStatus::queued), std::logic_error);
  EXPECT_NO_THROW(story.set_status(GroupStatus::migrating)) << "it stays what it is";
  EXPECT_NO_THROW(story.set_status(GroupStatus::online));
}

}  // namespace
}  // namespace ausfall::test
