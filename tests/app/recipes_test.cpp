// The recipes: each is run as its opening comment says.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

namespace fs = std::filesystem;

const fs::path recipes = fs::path(test::source_dir) / "scenarios" / "recipes";

/// "run scenarios/recipes/x.yaml ..." of each line "#     ausfall run ...".
std::vector<std::string> commands_of(const fs::path& recipe) {
  const std::string mark = "#     ausfall ";
  std::vector<std::string> commands;
  std::ifstream file(recipe);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(mark)) commands.push_back(line.substr(mark.size()));
  }
  return commands;
}

/// What makes a command of a recipe quick: what it says of numbers is its user's matter.
std::string quickly(const std::string& command) {
  const std::string verb = command.substr(0, command.find(' '));
  if (std::set<std::string>{"run", "compare", "sensitivity", "sweep"}.contains(verb))
    return command + " --replications 20";
  return verb == "inject" ? command + " --samples 50" : command;
}

std::vector<std::string> recipe_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(recipes)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  return names;
}

class Recipe : public testing::TestWithParam<std::string> {};

TEST_P(Recipe, IsRunAsItSays) {
  const std::vector<std::string> commands = commands_of(recipes / GetParam());
  EXPECT_FALSE(commands.empty()) << "a recipe says which command answers its question";
  const test::Outcome valid = test::ausfall({"validate", (recipes / GetParam()).string()});
  EXPECT_EQ(valid.exit_code, 0) << valid.errors;
  EXPECT_EQ(valid.errors, "");
  for (const std::string& command : commands) {
    EXPECT_NE(command.find("scenarios/recipes/" + GetParam()), std::string::npos) << command;
    const std::string errors = test::file_with("errors", "");
    const std::string line = fmt::format("cd '{}' && '{}' {} > /dev/null 2> '{}'", test::source_dir,
                                         test::program, quickly(command), errors);
    EXPECT_EQ(std::system(line.c_str()), 0) << command;
    std::ifstream said(errors);
    const std::string text{std::istreambuf_iterator<char>(said), {}};
    EXPECT_EQ(text.find("error"), std::string::npos) << command << '\n' << text;
    EXPECT_EQ(text.find("warning"), std::string::npos) << command << '\n' << text;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Recipe, testing::ValuesIn(recipe_names()),
                         [](const testing::TestParamInfo<std::string>& recipe) {
                           std::string name = recipe.param.substr(0, recipe.param.find('.'));
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace ausfall
