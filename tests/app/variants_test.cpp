// Scenarios with variants, as each verb takes them, and their comparison.
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <string>
#include <vector>

#include "tests/app/calls.hpp"
#include "tests/support/places.hpp"

namespace ausfall {
namespace {

TEST(Variants, EveryVerbTakesOne) {
  const std::vector<std::vector<std::string>> calls{
      {"run", variants_file(), "--replications", "3"},
      {"inject", variants_file(), "--fault", "node", "--samples", "3"},
      {"solve", variants_file()}};
  for (const std::vector<std::string>& call : calls) {
    expect_refused(call, "variants: 'as it is', 'slower', 'doubled'");
    std::vector<std::string> chosen = call;
    chosen.insert(chosen.end(), {"--variant", "slwer"});
    expect_refused(chosen, "did you mean 'slower'?");
    chosen.back() = "slower";
    chosen.insert(chosen.end(), {"--format", "json"});
    EXPECT_EQ(parsed(chosen)["variant"], "slower");
    const Outcome text = test::ausfall({chosen.begin(), chosen.end() - 2});
    EXPECT_TRUE(text.output.starts_with("one host, variant slower\n")) << text.output;
  }
  expect_refused({"trace", variants_file()}, "--variant");
  EXPECT_EQ(
      test::ausfall({"trace", variants_file(), "--variant", "slower", "--until", "1 h"}).exit_code,
      0);
  expect_refused({"solve", variants_file(), "--variant", "all"}, "one variant is due here");
  expect_refused({"solve", variants_file(), "--variant", "slower", "--variant", "doubled"},
                 "one is due here");
  expect_refused({"run", one_host_file(), "--variant", "all"}, "the scenario has no variants");
}

TEST(Variants, AreSolvedEach) {
  const auto unavailability = [](const std::string& variant) {
    return parsed({"solve", variants_file(), "--variant", variant, "--format",
                   "json"})["services"]["web"]["unavailability"]["value"]
        .get<double>();
  };
  EXPECT_NEAR(unavailability("slower"), 20.0 / 1020, 1e-12);
  EXPECT_NEAR(unavailability("doubled"), 10.0 / 1010 * 10 / 1010, 1e-12);
}

TEST(Variants, AreAllValidated) {
  const Outcome good = test::ausfall({"validate", variants_file()});
  EXPECT_EQ(good.exit_code, 0) << good.errors;
  EXPECT_NE(good.output.find("in each of its 3 variants"), std::string::npos) << good.output;
  EXPECT_NE(good.output.find("  doubled: 2 hosts, 2 apps, "), std::string::npos) << good.output;
  EXPECT_EQ(parsed({"validate", variants_file(), "--format", "json"})["variants"],
            json::array({"as it is", "slower", "doubled"}));
  const std::string broken = file(
      "ausfall: 1\nhosts: {a: {}}\nservices: {s: {needs: a}}\nvariants: {one: {hosts: {b: "
      "{boot: 4}}}, two: {}, three: {crew: {}}}\n");
  const Outcome refused = expect_refused({"validate", broken}, "(in the variant 'one')");
  EXPECT_NE(refused.errors.find("unknown key 'crew' of a scenario (in the variant 'three')"),
            std::string::npos)
      << refused.errors;
  EXPECT_EQ(test::ausfall({"validate", broken, "--variant", "two"}).exit_code, 0);
}

TEST(Variants, AreAllRunOneByOne) {
  const json all = parsed(
      {"run", variants_file(), "--variant", "all", "--format", "json", "--replications", "50"});
  ASSERT_EQ(all["variants"].size(), 3U);
  const json one = parsed(
      {"run", variants_file(), "--variant", "doubled", "--format", "json", "--replications", "50"});
  EXPECT_EQ(all["variants"]["doubled"]["digest"], one["digest"]);
  EXPECT_EQ(all["variants"]["doubled"]["services"], one["services"]);
  const Outcome text =
      test::ausfall({"run", variants_file(), "--variant", "all", "--replications", "50"});
  EXPECT_NE(text.output.find("\n\none host, variant slower\n"), std::string::npos) << text.output;
  const Outcome csv = test::ausfall(
      {"run", variants_file(), "--variant", "all", "--format", "csv", "--replications", "5"});
  EXPECT_TRUE(csv.output.starts_with("variant,kind,name,measure,value,low,high\nas it is,"));
}

TEST(Compare, ComparesWhatIsNamed) {
  const json all = parsed({"compare", variants_file(), "--format", "json"});
  EXPECT_EQ(all["variants"].size(), 3U);
  EXPECT_EQ(all["differences"].size(), 3U);
  EXPECT_EQ(all["replications"], 200);
  const json two = parsed({"compare", variants_file(), "--variant", "doubled", "--variant",
                           "slower", "--format", "json", "--replications", "100"});
  ASSERT_EQ(two["differences"].size(), 1U);
  EXPECT_EQ(two["differences"][0]["a"], "slower");
  EXPECT_EQ(two["differences"][0]["verdict"], "better");
  expect_refused({"compare", variants_file(), "--variant", "slower"}, "one variant alone");
  expect_refused({"compare", one_host_file()}, "the scenario has no variants");
  expect_refused({"compare", variants_file(), "--pairs", "some"}, "first, best and all");
  expect_refused({"compare", variants_file(), "--set", "variants.slower.seed=9"},
                 "differ in 'seed'");
  EXPECT_EQ(parsed({"compare", variants_file(), "--set", "seed=9", "--format", "json",
                    "--replications", "3"})["seed"],
            9);
}

TEST(Compare, TellsTheStoryOfTheStrategies) {
  const json result =
      parsed({"compare", std::string(test::source_dir) + "/scenarios/examples/strategies.yaml",
              "--replications", "1000", "--format", "json"});
  ASSERT_EQ(result["differences"].size(), 6U);
  std::map<std::string, std::string> verdicts;
  std::map<std::string, double> narrower;
  for (const json& each : result["differences"]) {
    const std::string pair = each["a"].get<std::string>() + " " + each["b"].get<std::string>();
    verdicts[pair] = each["verdict"];
    narrower[pair] = each["narrower"];
  }
  EXPECT_EQ(verdicts["none traditional"], "better");
  EXPECT_EQ(verdicts["none host"], "better");
  EXPECT_EQ(verdicts["none guest"], "better");
  EXPECT_EQ(verdicts["traditional host"], "worse");
  EXPECT_EQ(verdicts["traditional guest"], "worse");
  EXPECT_EQ(verdicts["host guest"], "better");
  EXPECT_GT(narrower["traditional guest"], 20);
}

TEST(Compare, ShowsOrdinaryTextAsItIs) {
  const Outcome told = test::ausfall({"compare", variants_file(), "--replications", "50"});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  EXPECT_NE(told.output.find("is owed to"), std::string::npos) << told.output;
  EXPECT_EQ(told.output.find("\\u"), std::string::npos)
      << "no escape of something of ours" << told.output;
}

TEST(Compare, PrintsWhatWasFinishedOfAllWhenInterrupted) {
  const Outcome cut = interrupted(
      {"compare", variants_file(), "--replications", "1000000000", "--format", "json"}, SIGINT);
  EXPECT_EQ(cut.exit_code, 130);
  EXPECT_NE(cut.errors.find("interrupted after"), std::string::npos) << cut.errors;
  const json result = json::parse(cut.output);
  EXPECT_EQ(result["interrupted"], true);
  EXPECT_GT(result["replications"], 0);
  for (const json& variant : result["variants"]) {
    EXPECT_EQ(variant["replications"], result["replications"]);
  }
  const Outcome one = interrupted(
      {"run", variants_file(), "--variant", "all", "--replications", "1000000000"}, SIGINT);
  EXPECT_EQ(one.exit_code, 130);
  EXPECT_NE(one.errors.find("variant as it is: interrupted after"), std::string::npos)
      << one.errors;
}

}  // namespace
}  // namespace ausfall
