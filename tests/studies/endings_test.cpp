// Histories that end for good are told of, and no others.
#include "studies/endings.hpp"

#include <gtest/gtest.h>

#include "scenarios/reader.hpp"
#include "studies/studies.hpp"

namespace ausfall::studies {
namespace {

RunResult result_of(const std::string& text) {
  return run(read_text("ausfall: 1\nhorizon: 10 y\nreplications: 500\n" + text));
}

bool tells_of_an_ending(const RunResult& result) {
  for (const std::string& warning : result.warnings) {
    if (warning.find("ended down for good in ") != std::string::npos) return true;
  }
  return false;
}

TEST(Endings, APartThatIsNeverRepaired) {
  const RunResult result = result_of(
      "hosts: {n: {failures: {x: {mttf: 1 y, mttr: never}}}}\nservices: {s: {needs: n}}\n");
  ASSERT_TRUE(tells_of_an_ending(result));
  // Of an exponential of 1 y, all but e^-10 of the histories.
  EXPECT_NE(result.warnings.back().find("s ended down for good in 50 of the first 50 replications"),
            std::string::npos)
      << result.warnings.back();
}

TEST(Endings, APoolThatIsUsedUp) {
  EXPECT_TRUE(tells_of_an_ending(
      result_of("crews: {field: {}}\nspares: {disks: {size: 1}}\n"
                "hosts: {n: {failures: {x: {mttf: 1 y, mttr: 1 h, spare: disks}}}}\n"
                "services: {s: {needs: n}}\n")));
}

TEST(Endings, AGroupPastItsThresholdThatNobodySeesTo) {
  const std::string room =
      "hosts: {a: {}, b: {}}\n"
      "vms: {v: {host: a, failures: {crash: {mttf: 30 d, mttr: 0 s}}}}\n"
      "services: {s: {needs: v}}\n";
  const std::string cluster =
      "clusters: {c: {nodes: [a, b], restart: {attempts: 0},\n"
      "  failover: {threshold: 2, period: 1000 y";
  EXPECT_TRUE(tells_of_an_ending(result_of(room + cluster + "}}}\n")));
  EXPECT_FALSE(tells_of_an_ending(result_of(room + cluster + ", manual: 1 h}}}\n")));
}

TEST(Endings, WhatIsUnderRepairIsNoEnding) {
  const RunResult result = result_of(
      "hosts: {n: {failures: {x: {mttf: 1 d, mttr: 10 d}, y: {mttf: 100000 y, mttr: never}}}}\n"
      "services: {s: {needs: n}}\n");
  EXPECT_FALSE(tells_of_an_ending(result));
}

}  // namespace
}  // namespace ausfall::studies
