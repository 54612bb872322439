// What tests of the command line share: three scenarios, and calls of the program of which
// something is expected.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall {

using nlohmann::json;
using test::Outcome;

inline constexpr std::string_view one_host =
    "ausfall: 1\n"
    "name: one host\n"
    "horizon: 20 y\n"
    "replications: 200\n"
    "hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}\n"
    "apps: {web: {on: node}}\n"
    "services: {web: {needs: web, slo: 99 %}}\n";

inline constexpr std::string_view cluster =
    "ausfall: 1\n"
    "name: two nodes\n"
    "horizon: 1 y\n"
    "replications: 50\n"
    "hosts: {node1..2: {boot: 4 min, failures: {hardware: {mttf: 90 d, mttr: 6 h}}}}\n"
    "networks: {private: {hosts: all}}\n"
    "vms: {mail: {host: node1, boot: 90 s}}\n"
    "clusters: {msc: {profile: mscs-2003, nodes: node*, heartbeat: {interval: 1 s, missed: 5},\n"
    "           membership: {regroup: 2 s}, quorum: none, fencing: none, failover: {delay: 10 "
    "s}}}\n"
    "services: {mail: {needs: mail}}\n";

inline std::string file(std::string_view text) {
  static int number = 0;
  return test::file_with("scenario" + std::to_string(number++) + ".yaml", std::string(text));
}

inline const std::string& one_host_file() {
  static const std::string name = file(one_host);
  return name;
}

inline const std::string& cluster_file() {
  static const std::string name = file(cluster);
  return name;
}

inline const std::string& variants_file() {
  static const std::string name = file(
      std::string(one_host) +
      "variants:\n"
      "  as it is: {}\n"
      "  slower: {hosts: {node: {failures: {hardware: {mttr: 20 h}}}}}\n"
      "  doubled: {hosts: {spare: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}},\n"
      "            apps: {web2: {on: spare}}, services: {web: {needs: {any: [web, web2]}}}}\n");
  return name;
}

inline Outcome expect_refused(const std::vector<std::string>& arguments,
                              const std::string& because) {
  Outcome outcome = test::ausfall(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.errors;
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.errors.find(because), std::string::npos) << because << "\nis not in\n"
                                                             << outcome.errors;
  return outcome;
}

inline json parsed(const std::vector<std::string>& arguments) {
  const Outcome outcome = test::ausfall(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  return json::parse(outcome.output);
}

/// Through a shell, so that standard output can be what a user makes of it. The exit code.
inline int by_shell(const std::string& command) {
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): that is the point
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Interrupts the program once it has worked for a moment.
inline Outcome interrupted(const std::vector<std::string>& arguments, int signal,
                           bool twice = false) {
  const std::string output = test::file_with("out", "");
  const std::string errors = test::file_with("err", "");
  const pid_t child = fork();
  if (child == 0) {
    dup2(open(output.c_str(), O_WRONLY | O_TRUNC), STDOUT_FILENO);
    dup2(open(errors.c_str(), O_WRONLY | O_TRUNC), STDERR_FILENO);
    std::vector<std::string> words{test::program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
      pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    execv(test::program, pointers.data());
    _exit(127);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  kill(child, signal);
  if (twice) {
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
    kill(child, signal);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const auto contents = [](const std::string& name) {
    std::ifstream stream(name);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  };
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), contents(output),
          contents(errors)};
}

}  // namespace ausfall
