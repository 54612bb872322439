// Checks as a build calls them, and what they leave behind.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/places.hpp"
#include "tests/support/program.hpp"

namespace ausfall::test::checks {

using nlohmann::json;

inline const std::string one_host =
    "ausfall: 1\n"
    "name: one host\n"
    "horizon: 1 y\n"
    "hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}\n"
    "services: {web: {needs: node, slo: 99 %}}\n";

inline std::string file(const std::string& expect, const std::string& text = one_host) {
  static int number = 0;
  return test::file_with("check" + std::to_string(number++) + ".yaml", text + expect);
}

inline std::string beside(const std::string& file, const std::string& extension) {
  return std::filesystem::path(file).replace_extension(extension).string();
}

inline std::string content(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(name).rdbuf();
  return text.str();
}

inline Outcome check(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "check");
  return test::ausfall(arguments);
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What was found of the only scenario, in JSON.
inline json checked(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  const Outcome outcome = check(arguments);
  EXPECT_TRUE(json::accept(outcome.output)) << outcome.errors;
  return json::parse(outcome.output)["checks"][0];
}

}  // namespace ausfall::test::checks
