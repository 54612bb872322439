// The files of `ausfall export`, read again: those for PRISM as its manual describes them, that for
// Storm as Storm's parser takes it apart.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "sim/chain.hpp"
#include "studies/errors.hpp"
#include "studies/output/model_file.hpp"
#include "studies/output/prism.hpp"
#include "studies/output/storm.hpp"
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

/// A CTMC in Storm's DRN format.
struct Drn {
  std::map<std::string, std::string> header;  ///< what follows each @word, in its line or the next
  Chain chain;
  std::map<std::string, std::vector<double>> labels;  ///< 1 in the states that have it
  std::vector<std::vector<double>> rewards;           ///< by state and reward model
};

void read_header(std::istream& file, Drn& drn) {
  for (std::string line; std::getline(file, line) && line != "@model";) {
    if (line.empty() || line.starts_with("//")) continue;
    ASSERT_EQ(line.front(), '@') << line;
    std::string value;
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) {
      std::getline(file, value);
    } else {
      value = line.substr(colon + 2);
    }
    drn.header[line.substr(1, colon - 1)] = value;
  }
}

/// "0 !0.03 [1,1] init up_any", after the word "state". Gives the exit rate.
double read_state(const std::string& line, std::size_t states, Drn& drn) {
  std::istringstream words(line);
  std::size_t state = 0;
  char mark = 0;
  double exit_rate = 0;
  words >> state >> mark >> exit_rate;
  EXPECT_EQ(state, drn.rewards.size());
  EXPECT_EQ(mark, '!');
  drn.rewards.emplace_back();
  words >> mark;
  EXPECT_EQ(mark, '[');
  for (double reward = 0; mark != ']' && words >> reward >> mark;)
    drn.rewards.back().push_back(reward);
  for (std::string label; words >> label;) {
    drn.labels[label].resize(states, 0);
    drn.labels[label][state] = 1;
  }
  return exit_rate;
}

Drn read_drn(std::istream& file) {
  constexpr double seconds_in_hour = 3600;
  Drn drn;
  read_header(file, drn);
  const std::size_t states = std::stoul(drn.header["nr_states"]);
  std::vector<double> exit_rates;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("state ")) {
      if (!exit_rates.empty()) drn.chain.row.push_back(drn.chain.target.size());
      exit_rates.push_back(read_state(line.substr(6), states, drn));
    } else if (line != "\taction 0") {
      EXPECT_TRUE(line.starts_with("\t\t")) << line;
      const std::size_t colon = line.find(" : ");
      drn.chain.target.push_back(static_cast<Rates::State>(std::stoul(line.substr(2, colon - 2))));
      drn.chain.rate.push_back(std::stod(line.substr(colon + 3)) / seconds_in_hour);
    }
  }
  drn.chain.row.push_back(drn.chain.target.size());
  EXPECT_EQ(drn.chain.states(), states);
  for (std::size_t s = 0; s < exit_rates.size(); ++s) {
    double sum = 0;
    for (std::size_t t = drn.chain.row[s]; t < drn.chain.row[s + 1]; ++t) sum += drn.chain.rate[t];
    EXPECT_DOUBLE_EQ(exit_rates[s], sum * seconds_in_hour) << s;
  }
  return drn;
}

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

TEST_F(Exported, ChainForStormReadAgainHasTheSameSolution) {
  const test::Outcome outcome =
      test::ausfall({"export", path("trio.yaml"), "--storm", "--out", path("trio")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.output, path("trio.drn") + "\n");

  std::ifstream file(path("trio.drn"));
  Drn drn = read_drn(file);
  EXPECT_EQ(drn.header, (std::map<std::string, std::string>{{"type", "CTMC"},
                                                            {"parameters", ""},
                                                            {"reward_models", "two_of_three any"},
                                                            {"nr_states", "4"},
                                                            {"nr_choices", "4"}}));
  EXPECT_EQ(drn.labels.at("init"), (std::vector<double>{1, 0, 0, 0}));
  EXPECT_EQ(drn.labels.count("deadlock"), 0U);

  drn.chain.initial = {{0, 1.0}};
  const std::vector<double> probability = steady_state(drn.chain).probability;
  const studies::Solution solution = test::solve(scenario);
  const std::vector<std::string> services = {"two of three", "any"};
  for (std::size_t i = 0; i < services.size(); ++i) {
    const double availability = test::service(solution, services[i]).steady->availability;
    EXPECT_NEAR(expected(probability, drn.labels.at(i == 0 ? "up_two_of_three" : "up_any")),
                availability, 1e-14);
    double served = 0;
    for (std::size_t s = 0; s < probability.size(); ++s)
      served += probability[s] * drn.rewards.at(s).at(i);
    EXPECT_NEAR(served, availability, 1e-14);
  }
}

/// Leaves state 0 once an hour for 2, and twice for 1, where it stays.
Chain torn() {
  Chain chain;
  chain.row = {0, 2, 2, 3};
  chain.target = {2, 1, 0};
  chain.rate = {1.0 / 3600, 2.0 / 3600, 0.5 / 3600};
  chain.initial = {{0, 1.0}};
  chain.measures = {{1, 0, 0}, {1, 0, 0.25}};
  return chain;
}

TEST_F(Exported, ForStormAStateThatIsNeverLeftGoesToItself) {
  studies::write_storm(torn(), {"e-mail"}, path("torn"));
  EXPECT_EQ(lines("torn.drn"), (std::vector<std::string>{"// Rates are per hour.",
                                                         "@type: CTMC",
                                                         "@parameters",
                                                         "",
                                                         "@reward_models",
                                                         "e_mail",
                                                         "@nr_states",
                                                         "3",
                                                         "@nr_choices",
                                                         "3",
                                                         "@model",
                                                         "state 0 !3 [1] init up_e_mail",
                                                         "\taction 0",
                                                         "\t\t1 : 2",
                                                         "\t\t2 : 1",
                                                         "state 1 !1 [0] deadlock",
                                                         "\taction 0",
                                                         "\t\t1 : 1",
                                                         "state 2 !0.5 [0.25]",
                                                         "\taction 0",
                                                         "\t\t0 : 0.5"}));
}

TEST_F(Exported, WithoutServicesNoRewardsAreWritten) {
  Chain chain = torn();
  chain.measures.clear();
  studies::write_storm(chain, {}, path("torn"));
  EXPECT_EQ(lines("torn.drn").at(11), "state 0 !3 init");
}

TEST_F(Exported, BeginsInOneState) {
  Chain chain = torn();
  chain.initial = {{0, 0.5}, {2, 0.5}};
  EXPECT_THROW(studies::write_prism(chain, {"mail"}, path("torn")), studies::Refused);
  EXPECT_THROW(studies::write_storm(chain, {"mail"}, path("torn")), studies::Refused);
  EXPECT_FALSE(fs::exists(path("torn.drn")));
}

TEST_F(Exported, NeedsAFormAndAPlace) {
  EXPECT_EQ(test::ausfall({"export", path("trio.yaml")}).exit_code, 2);
  for (const std::string form : {"--prism", "--storm"}) {
    EXPECT_EQ(
        test::ausfall({"export", path("trio.yaml"), form, "--out", path("no/where")}).exit_code, 4)
        << form;
  }
}

TEST(ModelFile, IdentifiersAreLegalAndDifferent) {
  EXPECT_EQ(studies::identifiers({"mail", "e-mail", "e mail", "24h"}),
            (std::vector<std::string>{"mail", "e_mail", "e_mail_", "_24h"}));
}

}  // namespace
}  // namespace ausfall
