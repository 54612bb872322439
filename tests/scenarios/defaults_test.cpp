// Every default of the language: what is left out is as what is written out, and a scenario that
// leaves it out would go otherwise with another value. Whoever changes a default, in the table of
// keys, in the profile `ideal` or where it is read, has to change it here, too.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/profile.hpp"
#include "scenarios/reader.hpp"
#include "scenarios/vocabulary.hpp"
#include "studies/output/output.hpp"
#include "studies/studies.hpp"
#include "tests/scenarios/defaults.hpp"

namespace ausfall::scenarios {
namespace {

std::vector<Default> all() {
  std::vector<Default> result;
  for (const auto& part :
       {of_runs_and_repair(), of_what_stands_there(), of_clusters(), of_seeing_and_agreeing(),
        of_restart_and_failover(), of_what_is_planned_and_counted(), of_placement()}) {
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

/// Those that no scenario can show as the vocabulary has them, and what it says.
const std::map<std::string, std::string> exceptions{
    // Profiles say these, and profiles are compiled in: DefaultsOfProfiles.
    {"requires.identical-hosts", "false"},
    {"requires.virtual-nodes", "false"},
};

// ---- what they do -------------------------------------------------------------------------------

/// Everything that is simulated, as JSON, without how long it took.
std::string simulated(const Scenario& scenario) {
  studies::Simulated how = studies::simulated_as(scenario);
  how.threads = 1;
  studies::ExperimentPlan plan = studies::experiment_plan(scenario, how);
  plan.method = studies::Method::plain;
  studies::RunResult result = studies::run(scenario, plan);
  result.wall_seconds = 0;
  result.warnings.clear();
  return studies::json_of(result);
}

std::vector<std::string> warnings_of(const Scenario& scenario) {
  std::vector<std::string> messages;
  for (const Diagnostic& warning : scenario.warnings) messages.push_back(warning.message);
  return messages;
}

class Defaults : public testing::TestWithParam<Default> {
 protected:
  const Default& row = GetParam();

  [[nodiscard]] Scenario left_out() const { return read_text("default.yaml", row.text); }

  [[nodiscard]] Scenario with(const std::string& value) const {
    std::string text = row.around;
    text.replace(text.find('@'), 1, value);
    return read_text("default.yaml", row.text, {{row.path, text}});
  }

  /// With another value.
  void expect_otherwise(const std::string& value, const std::string& as_it_is) const {
    try {
      const bool differs = simulated(with(value)) != as_it_is;
      EXPECT_TRUE(differs) << "with " << value << " it goes the same way: that proves nothing";
      EXPECT_FALSE(row.refused) << "with " << value;
    } catch (const Mistakes& mistakes) {
      EXPECT_TRUE(row.refused) << mistakes.what();
    }
  }
};

TEST_P(Defaults, HoldWhereNothingIsSaid) {
  try {
    const Scenario scenario = left_out();
    const Scenario same = with(row.value);
    const std::string story = simulated(scenario);
    EXPECT_EQ(story, simulated(same));
    EXPECT_EQ(warnings_of(scenario), warnings_of(same));
    EXPECT_FALSE(row.others.empty());
    for (const std::string& other : row.others) expect_otherwise(other, story);
  } catch (const Mistakes& mistakes) {
    FAIL() << mistakes.what();
  }
}

std::string as_name(const testing::TestParamInfo<Default>& row) {
  std::string name = row.param.key;
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return letter == '.' || letter == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(, Defaults, testing::ValuesIn(all()), as_name);
INSTANTIATE_TEST_SUITE_P(ToldInWords, Defaults, testing::ValuesIn(told_in_words()),
                         [](const auto& row) { return as_name(row) + std::to_string(row.index); });

// ---- that they are all --------------------------------------------------------------------------

TEST(DefaultsOfTheVocabulary, AreThoseOfTheTable) {
  std::map<std::string, std::string> told;
  for (const Default& row : all())
    EXPECT_TRUE(told.emplace(row.key, row.value).second) << row.key << " twice";
  std::size_t exceptional = 0;
  for (const Key& key : vocabulary()) {
    if (key.fallback.empty()) continue;
    const std::string name = fmt::format("{}.{}", key.section, key.name);
    const auto exception = exceptions.find(name);
    const auto row = told.find(name);
    if (exception != exceptions.end()) {
      EXPECT_EQ(key.fallback, exception->second) << name;
      ++exceptional;
    } else if (row == told.end()) {
      ADD_FAILURE() << name << " has a default, and no row in the table";
    } else {
      EXPECT_EQ(key.fallback, row->second) << name;
    }
    told.erase(name);
  }
  EXPECT_EQ(exceptional, exceptions.size());
  for (const auto& [name, value] : told) ADD_FAILURE() << name << " has no default " << value;
}

TEST(DefaultsOfTheVocabulary, ToldInWordsAreThoseOfTheTable) {
  for (const Default& row : told_in_words()) {
    const auto dot = row.key.find('.');
    const Key* key = find_key(row.key.substr(0, dot), row.key.substr(dot + 1));
    ASSERT_NE(key, nullptr) << row.key;
    EXPECT_EQ(key->fallback, "") << row.key;
    EXPECT_NE(key->meaning.find(row.value), std::string_view::npos) << row.key << " " << row.value;
  }
}

// ---- what profiles require ----------------------------------------------------------------------

/// Each of these two requires one thing, and leaves out the other.
TEST(DefaultsOfProfiles, WhatIsNotRequiredNeedNotBe) {
  Sources sources;
  Diagnostics diagnostics(sources);
  const auto of_hosts = find_profile("vs2005-host", {}, sources, diagnostics);
  ASSERT_NE(of_hosts, nullptr);
  EXPECT_TRUE(of_hosts->identical_hosts);
  EXPECT_FALSE(of_hosts->virtual_nodes);
  const auto of_guests = find_profile("mscs-guest", {}, sources, diagnostics);
  ASSERT_NE(of_guests, nullptr);
  EXPECT_TRUE(of_guests->virtual_nodes);
  EXPECT_FALSE(of_guests->identical_hosts);
}

}  // namespace
}  // namespace ausfall::scenarios
