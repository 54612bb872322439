// What studies from good health say of a room in which groups do not go home.
#include "studies/placement.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "studies/folded.hpp"
#include "studies/output/output.hpp"
#include "studies/studies.hpp"

namespace ausfall::studies {
namespace {

/// Three hosts of which two hold what four VMs need.
scenarios::Scenario room(const std::string& failback, const std::string& vms = "web1..4") {
  return read_text(
      "ausfall: 1\nhorizon: 30 d\n"
      "hosts: {h1..3: {memory: 32 GiB, boot: 5 min, failures: {psod: {mttf: 1 y}, hardware: {mttf: "
      "2 y, "
      "mttr: 4 h}}}}\n"
      "common-causes: {ups: {mttf: 5 y, mttr: 1 h, hits: h2..3}}\n"
      "vms: {" +
      vms + ": {host: h1, memory: 8 GiB, boot: 1 min}}\n" +
      "clusters: {ha: {profile: ideal, nodes: h*, failback: " + failback + "}}\n" +
      "services: {s: {needs: web*}}\n");
}

InjectPlan few() {
  InjectPlan plan;
  plan.samples = 3;
  return plan;
}

std::string notes_of(const std::vector<std::string>& warnings) {
  std::string all;
  for (const std::string& each : warnings) all += each + '\n';
  return all;
}

TEST(Placement, OfTheFirstDayIsSaidByInject) {
  const std::string notes = notes_of(inject(room("never"), "h1:hardware", few()).warnings);
  EXPECT_NE(notes.find("where each group still runs where it starts"), std::string::npos) << notes;
  EXPECT_NE(notes.find("h2:psod,h1:hardware@1d"), std::string::npos) << notes;
}

TEST(Placement, IsTheSameLaterWhereGroupsGoHome) {
  EXPECT_EQ(notes_of(inject(room("immediate"), "h1:hardware", few()).warnings), "");
  EXPECT_EQ(notes_of(inject(room("never", "web"), "h1:hardware", few()).warnings), "")
      << "of one group";
  EXPECT_EQ(notes_of(inject(room("never"), "h2:hardware", few()).warnings), "") << "nothing moved";
}

/// What it proposes can be given, and is another matter than the fault alone: by then all have moved to
/// where it strikes.
TEST(Placement, AfterAnotherFailureIsAnother) {
  const RunResult alone = inject(room("never"), "ups", few());
  const RunResult later = inject(room("never"), "h1:psod,ups@1d", few());
  EXPECT_EQ(alone.services.front().outages, 0U);
  EXPECT_EQ(later.services.front().outages, 6U);
}

TEST(Placement, OfTheFirstDayIsSaidByFmea) {
  const FailureAnalysis analysis = fmea(room("never"));
  const std::string notes = notes_of(analysis.warnings);
  EXPECT_NE(notes.find("the room of the first day"), std::string::npos) << notes;
  EXPECT_NE(notes.find("h1..3.psod, h1..3.hardware and ups strike others"), std::string::npos)
      << notes;
  for (const HazardEffect& hazard : analysis.hazards)
    EXPECT_EQ(hazard.hangs_on_placement, !hazard.name.starts_with("web")) << hazard.name;
  EXPECT_EQ(notes_of(fmea(room("immediate")).warnings), "");
}

TEST(Folded, NamesThatDifferInNumbersAreRanges) {
  const std::vector<std::string> names{"h1.os", "h1.disk", "h2.os", "h2.disk", "san", "h4.os"};
  EXPECT_EQ(folded(names), (std::vector<std::string>{"h1..2.os", "h4.os", "h1..2.disk", "san"}));
}

TEST(Folded, ClocksThatFitNoChainAreNotListedOneByOne) {
  try {
    solve(room("never"));
    FAIL() << "was solved";
  } catch (const Refused& refused) {
    const std::string said = refused.what();
    EXPECT_NE(said.find("\n  h1..3.boot: constant 5 min"), std::string::npos) << said;
    EXPECT_NE(said.find("\n  web1..4.boot: constant 1 min"), std::string::npos) << said;
  }
}

/// Two hosts of three are lost, and what is left has room for two.
TEST(Folded, GroupsThatStayOutAreToldTogether) {
  const scenarios::Scenario full = read_text(
      "ausfall: 1\nhorizon: 1 d\n"
      "hosts: {h1..2: {memory: 32 GiB, failures: {hardware: {mttf: 2 y, mttr: 4 h}}}}\n"
      "vms: {v1..4: {host: h1, memory: 8 GiB}, w1..4: {host: h2, memory: 8 GiB}}\n"
      "clusters: {ha: {profile: ideal, nodes: h*}}\nservices: {s: {needs: v*}}\n");
  const std::string text = text_of(inject(full, "h1", few()));
  EXPECT_NE(
      text.find("v1..4 are each down for good in 3 samples, failed in phase queue: needs 8 GiB "
                "more"),
      std::string::npos)
      << text;
}

}  // namespace
}  // namespace ausfall::studies
