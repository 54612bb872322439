// `ausfall check` against a baseline in which things are called otherwise.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/studies/checks.hpp"

namespace ausfall {
namespace {

using nlohmann::json;
using test::Outcome;
using namespace test::checks;

/// A new name is a new stream of random numbers, unless it is said to be one.
TEST(Check, KnowsAThingByItsNewName) {
  const std::string scenario = file("");
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "300", "--out", baseline}).exit_code, 0);
  const std::string renamed =
      file("services: {shop: {needs: server}}\n",
           "ausfall: 1\nname: one host\nhorizon: 1 y\n"
           "hosts: {server: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}\n");
  const std::vector<std::string> plain{renamed, "--budget", "300", "--baseline", baseline};
  EXPECT_EQ(check(plain).exit_code, 2) << "the service is gone";
  std::vector<std::string> told = plain;
  told.insert(told.end(), {"--renamed", "web=shop", "--renamed", "node=server"});
  const Outcome same = check(told);
  EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
  EXPECT_TRUE(has(same.output, "unchanged  services.shop")) << same.output;
  std::vector<std::string> half = plain;
  half.insert(half.end(), {"--renamed", "web=shop"});
  const Outcome recognised = check(half);
  EXPECT_EQ(recognised.exit_code, 0) << recognised.output << recognised.errors;
  EXPECT_TRUE(has(recognised.output, "unchanged  services.shop")) << recognised.output;
  EXPECT_TRUE(has(recognised.output, "server was node")) << recognised.output;
  half.insert(half.end(), {"--set", "hosts.server.failures.hardware.mttr=11 h"});
  const Outcome hinted = check(half);
  EXPECT_TRUE(has(hinted.output, "node=server")) << hinted.output;
  for (const std::string wrong : {"node", "=x", "node=nobody", "node1..2=h1..3"}) {
    std::vector<std::string> arguments = plain;
    arguments.insert(arguments.end(), {"--renamed", wrong});
    EXPECT_EQ(check(arguments).exit_code, 2) << wrong;
  }
  EXPECT_EQ(check({renamed, "--renamed", "node=server"}).exit_code, 2) << "of no baseline";
}

/// Its hosts and its array under these names.
std::string room(const std::string& node, const std::string& array) {
  return "ausfall: 1\nname: a room\nhorizon: 5 y\n"
         "hosts: {" +
         node +
         "1..3: {boot: 4 min, failures: {hardware: {mttf: 2000 h, mttr: 10 h}}}}\n"
         "storage: {" +
         array +
         ": {type: fc, failures: {array: {mttf: 5 y, mttr: 8 h}}}}\n"
         "vms: {web: {host: " +
         node + "1, storage: " + array +
         ", boot: 1 min}}\n"
         "clusters: {ha: {profile: ideal, nodes: " +
         node +
         "*, failover: {delay: 10 s}}}\n"
         "services: {web: {needs: web}}\n";
}

/// The hosts and the array of a room have other names, and no line says so.
TEST(Check, RecognisesThingsUnderNewNamesByAllElse) {
  const std::string scenario = file("", room("node", "array"));
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "100", "--out", baseline}).exit_code, 0);
  const std::string renamed = file("", room("esx", "san"));
  const Outcome same = check({renamed, "--budget", "100", "--baseline", baseline});
  EXPECT_EQ(same.exit_code, 0) << same.output << same.errors;
  EXPECT_TRUE(has(same.output, "unchanged  services.web")) << same.output;
  EXPECT_TRUE(has(same.output, "esx1..3 were\n        node1..3 and san was array")) << same.output;
}

/// What else has changed is judged on the same luck, and told by cause and phase under the new names.
TEST(Check, TellsCausesAndPhasesOfADifferenceUnderNewNames) {
  const std::string scenario = file("", room("node", "array"));
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "300", "--out", baseline}).exit_code, 0);
  const std::string renamed = file("", room("esx", "san"));
  const Outcome slower = check({renamed, "--budget", "300", "--baseline", baseline, "--set",
                                "clusters.ha.failover.delay=5 min"});
  EXPECT_EQ(slower.exit_code, 1) << slower.output << slower.errors;
  EXPECT_TRUE(has(slower.output, "esx1.hardware +")) << slower.output;
  EXPECT_TRUE(has(slower.output, "storage")) << slower.output;
}

/// Two disks that are alike may be either, if only one name came for two that went.
TEST(Check, DoesNotGuessWhichOfTwoItWas) {
  const std::string two =
      "ausfall: 1\nname: two\nhorizon: 1 y\n"
      "hosts: {a: {failures: {f: {mttf: 1000 h, mttr: 10 h}}}, "
      "b: {failures: {f: {mttf: 1000 h, mttr: 10 h}}}}\n"
      "services: {s: {needs: a}}\n";
  const std::string scenario = file("", two);
  const std::string baseline = beside(scenario, "json");
  EXPECT_EQ(check({scenario, "--budget", "300", "--out", baseline}).exit_code, 0);
  const std::string one =
      file("",
           "ausfall: 1\nname: two\nhorizon: 1 y\n"
           "hosts: {c: {failures: {f: {mttf: 1000 h, mttr: 10 h}}}}\nservices: {s: {needs: c}}\n");
  const Outcome outcome = check({one, "--budget", "300", "--baseline", baseline});
  EXPECT_FALSE(has(outcome.output, "taken for the same")) << outcome.output;
  EXPECT_TRUE(has(outcome.output, "in the baseline stood a and b, now c")) << outcome.output;
}

}  // namespace
}  // namespace ausfall
