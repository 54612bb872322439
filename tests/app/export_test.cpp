// The files of `ausfall export --prism`, read again as PRISM's manual describes them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "app/prism.hpp"
#include "sim/chain.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

namespace fs = std::filesystem;

const std::string scenario = R"(ausfall: 1
name: three hosts, one crew
crews: {staff: {size: 1}}
hosts: {host1..3: {failures: {hardware: {mttf: 100 h, mttr: 5 h, crew: staff}}}}
services:
  two of three: {needs: {at-least: 2, of: host*}}
  any: {needs: {any: [host1, host2, host3]}}
)";

class Exported : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              ("ausfall-export-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) +
               "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
    std::ofstream(folder_ / "trio.yaml") << scenario;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::vector<std::string> lines(const std::string& name) const {
    std::ifstream file(path(name));
    EXPECT_TRUE(file) << name;
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }
  [[nodiscard]] Chain read_transitions(const std::string& name) const {
    std::ifstream file(path(name));
    std::size_t states = 0;
    std::size_t transitions = 0;
    file >> states >> transitions;
    Chain chain;
    Rates::State source = 0;
    Rates::State target = 0;
    for (double rate = 0; file >> source >> target >> rate;) {
      while (chain.states() < source) chain.row.push_back(chain.target.size());
      chain.target.push_back(target);
      chain.rate.push_back(rate / 3600);
    }
    while (chain.states() < states) chain.row.push_back(chain.target.size());
    EXPECT_EQ(chain.transitions(), transitions);
    return chain;
  }

  fs::path folder_;
};

TEST_F(Exported, ChainReadAgainHasTheSameSolution) {
  const test::Outcome outcome =
      test::ausfall({"export", path("trio.yaml"), "--prism", "--out", path("trio")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, path("trio.tra") + "\n" + path("trio.sta") + "\n" + path("trio.lab") +
                                "\n" + path("trio.two_of_three.srew") + "\n" +
                                path("trio.any.srew") + "\n");

  Chain chain = read_transitions("trio.tra");
  ASSERT_EQ(chain.states(), 4U);
  EXPECT_EQ(lines("trio.sta"),
            (std::vector<std::string>{"(state)", "0:(0)", "1:(1)", "2:(2)", "3:(3)"}));
  const std::vector<std::string> labels = lines("trio.lab");
  ASSERT_EQ(labels.size(), 4U);
  EXPECT_EQ(labels[0], "0=\"init\" 1=\"deadlock\" 2=\"up_two_of_three\" 3=\"up_any\"");
  EXPECT_EQ(labels[1], "0: 0 2 3");

  // From the labels, what is up; from the rewards, the share that is served.
  chain.initial = {{0, 1.0}};
  std::vector<double> up(chain.states(), 0);
  for (std::size_t i = 1; i < labels.size(); ++i) {
    std::istringstream line(labels[i]);
    std::size_t state = 0;
    char colon = 0;
    line >> state >> colon;
    for (int label = 0; line >> label;) up[state] += label == 2 ? 1 : 0;
  }
  const std::vector<std::string> rewards = lines("trio.two_of_three.srew");
  ASSERT_EQ(rewards.size(), 5U);
  EXPECT_EQ(rewards[0], "# Reward structure \"two_of_three\"");
  EXPECT_EQ(rewards[2], "4 2");
  EXPECT_EQ(rewards[3], "0 1");

  const std::vector<double> probability = steady_state(chain).probability;
  EXPECT_NEAR(expected(probability, up),
              test::service(test::solve(scenario), "two of three").steady->availability, 1e-14);
}

TEST_F(Exported, NeedsAFormAndAPlace) {
  EXPECT_EQ(test::ausfall({"export", path("trio.yaml")}).exit_code, 2);
  EXPECT_EQ(
      test::ausfall({"export", path("trio.yaml"), "--prism", "--out", path("no/where")}).exit_code,
      4);
}

TEST(Prism, IdentifiersAreLegalAndDifferent) {
  EXPECT_EQ(app::identifiers({"mail", "e-mail", "e mail", "24h"}),
            (std::vector<std::string>{"mail", "e_mail", "e_mail_", "_24h"}));
}

}  // namespace
}  // namespace ausfall
