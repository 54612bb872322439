// The program as users and scripts call it: what it prints where, and how it ends.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "app/interrupt.hpp"
#include "tests/app/calls.hpp"
#include "tests/support/places.hpp"

namespace ausfall {
namespace {

TEST(CommandLine, KnowsItsVerbsAndItself) {
  EXPECT_EQ(test::ausfall({"--version"}).output.substr(0, 8), "ausfall ");
  const Outcome help = test::ausfall({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.errors, "");
  for (const std::string verb : {"run", "inject", "trace", "compare", "solve", "export", "fmea",
                                 "sensitivity", "fit", "check", "report", "validate", "profiles"}) {
    EXPECT_NE(help.output.find("\n  " + verb + " "), std::string::npos) << verb;
    const Outcome its_help = test::ausfall({verb, "--help"});
    EXPECT_EQ(its_help.exit_code, 0);
    EXPECT_NE(its_help.output.find("ausfall " + verb), std::string::npos) << its_help.output;
  }
}

TEST(CommandLine, NamesTheNearest) {
  expect_refused({"rnu", "x.yaml"}, "did you mean 'run'?");
  expect_refused({"run", one_host_file(), "--replication", "3"}, "did you mean '--replications'?");
  expect_refused({"compaer", one_host_file()}, "did you mean 'compare'?");
  expect_refused({"plan", "room.yaml"}, "not built yet");
}

TEST(CommandLine, RefusesWhatItCannotDo) {
  expect_refused({}, "ausfall");
  expect_refused({"run"}, "FILE");
  expect_refused({"run", one_host_file(), "--threads", "0"}, "--threads");
  expect_refused({"run", one_host_file(), "--replications", "0"}, "--replications");
  expect_refused({"run", one_host_file(), "--replications", "many"}, "--replications");
  for (const std::string verb : {"run", "trace"}) {
    for (const std::string seed : {"-1", "18446744073709551616", "many"}) {
      expect_refused({verb, one_host_file(), "--seed", seed},
                     "--seed: '" + seed + "' is not a whole number from 0 to 18446744073709551615");
    }
  }
  expect_refused({"run", one_host_file(), "--out", "results"}, "--out is part of");
  expect_refused({"run", one_host_file(), "--variant", "a"}, "the scenario has no variants");
  expect_refused({"run", one_host_file(), "--set", "hosts.nod.boot=5 s"}, "did you mean 'node'?");
  expect_refused({"run", one_host_file(), "--confidence", "100 %"}, "--confidence");
  expect_refused({"run", one_host_file(), "--precision", "0 %"}, "--precision");
  expect_refused({"run", one_host_file(), "--format", "yaml"},
                 "'yaml' is not one of text, json, csv and markdown");
  expect_refused({"run", one_host_file(), "--set", "hosts.node"}, "hosts.node");
  expect_refused({"run", one_host_file(), "--set", "horizn=3 y"}, "horizon");
  expect_refused({"solve", one_host_file(), "--at", "2000"}, "--at");
  expect_refused({"inject", one_host_file()}, "--fault");
  expect_refused({"inject", one_host_file(), "--fault", "nod"}, "did you mean 'node'?");
  expect_refused({"trace", one_host_file(), "--format", "csv"},
                 "'csv' is not one of text, json and chrome");
  expect_refused({"profiles", "show", "mscs-2004"}, "mscs-2003");
}

TEST(CommandLine, TellsAMistakeFromAnUnreadableFile) {
  expect_refused({"run", file("ausfall: 1\nhots: {}\n")}, ":2:1: error");
  const Outcome absent = test::ausfall({"run", "/nowhere/at/all.yaml"});
  EXPECT_EQ(absent.exit_code, 4);
  EXPECT_EQ(absent.output, "");
  EXPECT_NE(absent.errors.find("/nowhere/at/all.yaml"), std::string::npos);
}

TEST(Run, PrintsJsonAndNothingElse) {
  const json result =
      parsed({"run", one_host_file(), "--format", "json", "--seed", "7", "--replications", "300"});
  EXPECT_EQ(result["seed"], 7);
  EXPECT_EQ(result["replications"], 300);
  EXPECT_EQ(result["scenario"], "one host");
  const json& unavailability = result["services"]["web"]["unavailability"];
  const double half =
      (unavailability["high"].get<double>() - unavailability["low"].get<double>()) / 2;
  EXPECT_NEAR(unavailability["mean"].get<double>(), 10.0 / 1010, 2 * half);
}

TEST(Run, GivesTheSameDigestOnAnyNumberOfThreads) {
  const auto digest = [](const std::string& threads) {
    return parsed({"run", cluster_file(), "--format", "json", "--threads", threads})["digest"]
        .get<std::string>();
  };
  const std::string alone = digest("1");
  EXPECT_EQ(digest("2"), alone);
  EXPECT_EQ(digest("8"), alone);
}

TEST(Run, ChangesTheScenarioOnRequest) {
  const json result = parsed({"run", one_host_file(), "--format", "json", "--set", "horizon=1 y",
                              "--set", "hosts.node.failures.hardware.mttr=20 h"});
  EXPECT_EQ(result["horizon_hours"], 8760);
  EXPECT_GT(result["services"]["web"]["unavailability"]["low"], 0.01);
}

TEST(Run, StopsAtAPrecision) {
  const json result = parsed({"run", one_host_file(), "--format", "json", "--precision", "2 %"});
  const json& unavailability = result["services"]["web"]["unavailability"];
  EXPECT_LE(unavailability["high"].get<double>() - unavailability["low"].get<double>(),
            2 * 0.02 * unavailability["mean"].get<double>());
}

TEST(Run, SaysSoWhenStandardOutputIsFull) {
  const std::string call = std::string(test::program) + " run " + one_host_file();
  EXPECT_EQ(by_shell(call + " > /dev/full 2> /dev/null"), 4);
  EXPECT_EQ(by_shell(call + " >&- 2> /dev/null"), 4);
  EXPECT_EQ(by_shell(std::string(test::program) + " --help > /dev/full 2> /dev/null"), 4);
}

TEST(Run, PrintsWhatWasFinishedWhenInterrupted) {
  const std::vector<std::string> call{"run",        one_host_file(), "--replications",
                                      "1000000000", "--format",      "json"};
  for (const int signal : {SIGINT, SIGTERM}) {
    const Outcome cut = interrupted(call, signal);
    EXPECT_EQ(cut.exit_code, 130);
    EXPECT_NE(cut.errors.find("interrupted after"), std::string::npos) << cut.errors;
    const json result = json::parse(cut.output);
    EXPECT_GT(result["replications"], 0);
    EXPECT_LT(result["replications"], 1000000000);
    EXPECT_EQ(result["interrupted"], true);
    EXPECT_FALSE(result["services"]["web"]["unavailability"]["mean"].is_null());
  }
  EXPECT_EQ(interrupted(call, SIGINT, true).exit_code, 130) << "as `timeout -s INT` does";
  const Outcome text =
      interrupted({"run", one_host_file(), "--replications", "1000000000"}, SIGINT);
  EXPECT_NE(text.output.find("interrupted: what follows rests on"), std::string::npos)
      << text.output;
}

TEST(Interrupt, TheSecondEndsTheProgram) {
  const auto twice = [] {
    const app::InterruptGuard guard;
    raise(SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    raise(SIGINT);
  };
  EXPECT_EXIT(twice(), testing::ExitedWithCode(130), "interrupted");
}

TEST(CommandLine, TakesNoProgressEverywhere) {
  const std::vector<std::vector<std::string>> calls{
      {"run", one_host_file(), "--replications", "1"},
      {"inject", one_host_file(), "--fault", "node:hardware", "--samples", "1"},
      {"trace", one_host_file(), "--until", "1 h"},
      {"solve", one_host_file()},
      {"fmea", one_host_file(), "--samples", "1"},
      {"validate", one_host_file()},
      {"compare", variants_file(), "--replications", "2"},
      {"sensitivity", one_host_file()},
      {"profiles"},
      {"profiles", "list"},
      {"profiles", "show", "ideal"}};
  for (std::vector<std::string> call : calls) {
    call.emplace_back("--no-progress");
    const Outcome outcome = test::ausfall(call);
    EXPECT_EQ(outcome.exit_code, 0) << call[0] << ": " << outcome.errors;
    EXPECT_EQ(outcome.errors, "") << call[0];
  }
}

TEST(Profiles, AreListedAndShown) {
  const Outcome list = test::ausfall({"profiles"});
  EXPECT_EQ(list.exit_code, 0) << list.errors;
  EXPECT_NE(list.output.find("mscs-2003"), std::string::npos) << list.output;
  EXPECT_EQ(test::ausfall({"profiles", "list"}).output, list.output);
  const Outcome shown = test::ausfall({"profiles", "show", "mscs-2003"});
  EXPECT_EQ(shown.exit_code, 0) << shown.errors;
  EXPECT_NE(shown.output.find("KB892422"), std::string::npos) << shown.output;
}

}  // namespace
}  // namespace ausfall
