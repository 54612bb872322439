// The workflows that users copy (docs/ci): their steps are run by a shell in a repository with two
// commits, as GitHub and GitLab run them, with the built program.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/app/place.hpp"

namespace ausfall {
namespace {

const fs::path workflows = fs::path(test::source_dir) / "docs" / "ci";

std::string room(const std::string& mttr) {
  return "ausfall: 1\nname: a room\nhorizon: 1 y\nreplications: 200\n"
         "hosts:\n"
         "  node: {failures: {hardware: {mttf: 1000 h, mttr: " +
         mttr +
         "}}}\n"
         "services: {web: {needs: node}}\n"
         "expect: {services.web.availability: {at-least: 90 %}}\n";
}

/// A repository with the room as it was, and as a change makes it.
class Repository {
 public:
  explicit Repository(const std::string& changed) {
    place_.with("repository/rooms/room.yaml", room("10 h"));
    git("init --quiet . && git add . && git commit --quiet -m before");
    place_.with("repository/rooms/room.yaml", changed);
    git("add . && git commit --quiet --allow-empty -m after");
    fs::create_directories(place_.path() / "temp");
    fs::create_directories(place_.path() / "bin");
    fs::create_symlink(test::program, place_.path() / "bin" / "ausfall");
    place_.with("summary.md", "## Of another step\n");
  }

  [[nodiscard]] std::string file(const std::string& name) const {
    return contents(place_.path() / name);
  }

  /// By the shell and with the variables of a runner. The exit code.
  int run(const std::string& step, const std::vector<std::string>& variables) const {
    const std::string script = place_.with("step.sh", step);
    std::string command = fmt::format(
        "cd '{0}/repository' && env -i PATH='{0}/bin':\"$PATH\" HOME='{0}' BEFORE=HEAD~1 "
        "CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse HEAD~1) CI_PROJECT_DIR='{0}/repository' "
        "RUNNER_TEMP='{0}/temp' GITHUB_WORKSPACE='{0}/repository' ",
        place_.path().string());
    for (const std::string& variable : variables) command += "'" + variable + "' ";
    command += fmt::format("bash --noprofile --norc -eo pipefail '{}' >> '{}' 2>&1", script,
                           place_.at("log"));
    return by_shell(command);
  }

  [[nodiscard]] std::vector<std::string> on_github() const {
    return {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + place_.at("summary.md")};
  }

 private:
  void git(const std::string& command) const {
    ASSERT_EQ(by_shell(fmt::format(
                  "cd '{}' && export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a "
                  "GIT_COMMITTER_EMAIL=a@b && git {} > /dev/null 2>&1",
                  place_.at("repository"), command)),
              0);
  }

  Place place_;
};

struct Step {
  std::string name;
  std::string script;
};

std::vector<std::string> variables_in(const YAML::Node& node) {
  std::vector<std::string> variables;
  for (const auto& each : node)
    variables.push_back(each.first.as<std::string>() + "=" + each.second.as<std::string>());
  return variables;
}

std::vector<Step> steps_of_github(const YAML::Node& workflow) {
  std::vector<Step> steps;
  for (const YAML::Node& step : workflow["jobs"]["check"]["steps"]) {
    if (step["run"])
      steps.push_back({step["name"].as<std::string>(), step["run"].as<std::string>()});
  }
  return steps;
}

class Workflow : public testing::Test {
 protected:
  void SetUp() override {
    if (by_shell("git --version > /dev/null 2>&1 && bash --version > /dev/null") != 0)
      GTEST_SKIP() << "there is no git or no bash";
  }
};

using GithubWorkflow = Workflow;
using GitlabWorkflow = Workflow;

/// All steps but that which installs the program; the exit code of the last one that ran.
int run_github(const Repository& repository) {
  const YAML::Node workflow = YAML::LoadFile((workflows / "github.yml").string());
  std::vector<std::string> variables = variables_in(workflow["env"]);
  for (const std::string& each : repository.on_github()) variables.push_back(each);
  int status = -1;
  for (const Step& step : steps_of_github(workflow)) {
    if (step.name == "Install") continue;
    EXPECT_EQ(step.script.find("${{"), std::string::npos)
        << step.name << ": what an event says comes by the environment, never into a script";
    status = repository.run(step.script, variables);
    if (status != 0) break;
  }
  return status;
}

TEST_F(GithubWorkflow, PassesWhatIsAsItWas) {
  const Repository repository(room("10 h"));
  EXPECT_EQ(run_github(repository), 0) << repository.file("log");
  const std::string summary = repository.file("summary.md");
  EXPECT_TRUE(summary.starts_with("## Of another step\n")) << summary;
  EXPECT_NE(summary.find("✅ passed"), std::string::npos) << summary;
  EXPECT_NE(summary.find("the same in every replication"), std::string::npos) << summary;
  EXPECT_EQ(summary.find("ausfall check", summary.find("ausfall check") + 1), std::string::npos)
      << "the step before adds nothing to it: " << summary;
  EXPECT_EQ(repository.file("log").find("::error"), std::string::npos);
}

TEST_F(GithubWorkflow, StopsAtARegressionAndPointsAtItsLine) {
  const Repository repository(room("20 h"));
  EXPECT_EQ(run_github(repository), 1) << repository.file("log");
  EXPECT_NE(repository.file("log").find("::error file=rooms/room.yaml,line=6,"), std::string::npos)
      << repository.file("log");
  const std::string summary = repository.file("summary.md");
  EXPECT_NE(summary.find("❌ worse"), std::string::npos) << summary;
  EXPECT_NE(summary.find("```mermaid"), std::string::npos) << summary;
  EXPECT_NE(repository.file("temp/ausfall.xml").find("type=\"regression\""), std::string::npos);
}

TEST_F(GithubWorkflow, SumsUpAScenarioThatCannotBeRead) {
  const Repository repository(room("20"));
  EXPECT_EQ(run_github(repository), 2) << repository.file("log");
  EXPECT_NE(repository.file("log").find("::error file=rooms/room.yaml,line=6,"), std::string::npos)
      << repository.file("log");
  EXPECT_NE(repository.file("summary.md").find("a time needs a unit"), std::string::npos);
}

TEST_F(GithubWorkflow, InstallsByCommandsThatAShellUnderstands) {
  const Repository repository(room("10 h"));
  const YAML::Node workflow = YAML::LoadFile((workflows / "github.yml").string());
  const Step install = steps_of_github(workflow).front();
  ASSERT_EQ(install.name, "Install");
  EXPECT_EQ(repository.run("set -n\n" + install.script, {}), 0) << repository.file("log");
}

int run_gitlab(const Repository& repository) {
  const YAML::Node job = YAML::LoadFile((workflows / "gitlab.yml").string())["ausfall"];
  // As its runner does, all lines are one script.
  std::string script;
  for (const YAML::Node& line : job["script"]) script += line.as<std::string>() + '\n';
  return repository.run(script, variables_in(job["variables"]));
}

TEST_F(GitlabWorkflow, PassesWhatIsAsItWas) {
  const Repository repository(room("10 h"));
  EXPECT_EQ(run_gitlab(repository), 0) << repository.file("log");
  EXPECT_NE(repository.file("repository/ausfall.md").find("✅ passed"), std::string::npos);
  EXPECT_NE(repository.file("repository/ausfall.md").find("Against the baseline"),
            std::string::npos);
}

TEST_F(GitlabWorkflow, StopsAtARegression) {
  const Repository repository(room("20 h"));
  EXPECT_EQ(run_gitlab(repository), 1) << repository.file("log");
  EXPECT_NE(repository.file("repository/ausfall.xml").find("type=\"regression\""),
            std::string::npos);
  EXPECT_NE(repository.file("repository/ausfall.md").find("❌ worse"), std::string::npos);
}

}  // namespace
}  // namespace ausfall
