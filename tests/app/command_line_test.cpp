// The program as users and scripts call it: what it prints where, and how it ends.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "app/interrupt.hpp"
#include "tests/support/program.hpp"

namespace ausfall {
namespace {

using nlohmann::json;
using test::Outcome;

constexpr std::string_view one_host =
    "ausfall: 1\n"
    "name: one host\n"
    "horizon: 20 y\n"
    "replications: 200\n"
    "hosts: {node: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}}\n"
    "apps: {web: {on: node}}\n"
    "services: {web: {needs: web, slo: 99 %}}\n";

constexpr std::string_view cluster =
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

std::string file(std::string_view text) {
  static int number = 0;
  return test::file_with("scenario" + std::to_string(number++) + ".yaml", std::string(text));
}

const std::string& one_host_file() {
  static const std::string name = file(one_host);
  return name;
}

const std::string& cluster_file() {
  static const std::string name = file(cluster);
  return name;
}

Outcome expect_refused(const std::vector<std::string>& arguments, const std::string& because) {
  Outcome outcome = test::ausfall(arguments);
  EXPECT_EQ(outcome.exit_code, 2) << outcome.errors;
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.errors.find(because), std::string::npos) << because << "\nis not in\n"
                                                             << outcome.errors;
  return outcome;
}

json parsed(const std::vector<std::string>& arguments) {
  const Outcome outcome = test::ausfall(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  return json::parse(outcome.output);
}

/// Through a shell, so that standard output can be what a user makes of it. The exit code.
int by_shell(const std::string& command) {
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): that is the point
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(CommandLine, KnowsItsVerbsAndItself) {
  EXPECT_EQ(test::ausfall({"--version"}).output.substr(0, 8), "ausfall ");
  const Outcome help = test::ausfall({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.errors, "");
  for (const std::string verb : {"run", "inject", "trace", "compare", "solve", "export", "fmea",
                                 "sensitivity", "fit", "check", "validate", "profiles"}) {
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
  expect_refused({"report", "result.json"}, "not built yet");
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
  const std::string call = std::string(AUSFALL_PROGRAM) + " run " + one_host_file();
  EXPECT_EQ(by_shell(call + " > /dev/full 2> /dev/null"), 4);
  EXPECT_EQ(by_shell(call + " >&- 2> /dev/null"), 4);
  EXPECT_EQ(by_shell(std::string(AUSFALL_PROGRAM) + " --help > /dev/full 2> /dev/null"), 4);
}

/// Interrupts the program once it has worked for a moment.
Outcome interrupted(const std::vector<std::string>& arguments, int signal, bool twice = false) {
  const std::string output = test::file_with("out", "");
  const std::string errors = test::file_with("err", "");
  const pid_t child = fork();
  if (child == 0) {
    dup2(open(output.c_str(), O_WRONLY | O_TRUNC), STDOUT_FILENO);
    dup2(open(errors.c_str(), O_WRONLY | O_TRUNC), STDERR_FILENO);
    std::vector<std::string> words{AUSFALL_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
      pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    execv(AUSFALL_PROGRAM, pointers.data());
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
  EXPECT_EXIT(twice(), testing::KilledBySignal(SIGINT), "");
}

// ---- variants -----------------------------------------------------------------------------------

const std::string& variants_file() {
  static const std::string name = file(
      std::string(one_host) +
      "variants:\n"
      "  as it is: {}\n"
      "  slower: {hosts: {node: {failures: {hardware: {mttr: 20 h}}}}}\n"
      "  doubled: {hosts: {spare: {failures: {hardware: {mttf: 1000 h, mttr: 10 h}}}},\n"
      "            apps: {web2: {on: spare}}, services: {web: {needs: {any: [web, web2]}}}}\n");
  return name;
}

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
      parsed({"compare", std::string(AUSFALL_SOURCE_DIR) + "/scenarios/examples/strategies.yaml",
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

TEST(Inject, AddsUpPhaseByPhase) {
  const json result = parsed({"inject", cluster_file(), "--fault", "node1:hardware", "--samples",
                              "4000", "--format", "json"});
  EXPECT_EQ(result["samples"], 4000);
  const json& msc = result["clusters"]["msc"];
  EXPECT_EQ(msc["failovers"], 4000);
  // Detection is uniform on [4 s, 5 s], then 2 s, 10 s and 90 s.
  EXPECT_NEAR(msc["failover_seconds"]["mean"].get<double>(), 106.5, 0.05);
  EXPECT_GE(msc["failover_seconds"]["p50"].get<double>(), 106 * (1 - 1.0 / 256));
  EXPECT_LE(msc["failover_seconds"]["max"].get<double>(), 107);
  double sum = 0;
  for (const json& phase : msc["phases"]) {
    sum += phase["mean"].get<double>();
  }
  EXPECT_NEAR(sum, msc["failover_seconds"]["mean"].get<double>(), 1e-6);
  EXPECT_NEAR(msc["phases"]["detect"]["mean"].get<double>(), 4.5, 0.05);
  EXPECT_NEAR(msc["phases"]["boot"]["mean"].get<double>(), 90, 1e-9);
}

TEST(Inject, CountsSamplesWhenInterrupted) {
  const Outcome cut = interrupted(
      {"inject", cluster_file(), "--fault", "node1:hardware", "--samples", "1000000000"}, SIGINT);
  EXPECT_EQ(cut.exit_code, 130);
  EXPECT_NE(cut.errors.find("samples"), std::string::npos) << cut.errors;
  EXPECT_EQ(cut.errors.find("replications"), std::string::npos) << cut.errors;
}

TEST(Inject, RefusesWhatComesAfterTheEnd) {
  expect_refused({"inject", cluster_file(), "--fault", "node1@2y"}, "never strikes");
  expect_refused({"inject", cluster_file(), "--fault", "node1@1y"}, "never strikes");
}

TEST(Inject, TakesSeveralFaultsAndTimes) {
  const json result =
      parsed({"inject", cluster_file(), "--fault", "node1:hardware,node2:hardware@30s", "--samples",
              "100", "--format", "json"});
  EXPECT_EQ(result["faults"], json::array({"node1:hardware", "node2:hardware at 30 s"}));
  // The second server dies while the guest boots on it: it is down until a server is repaired.
  EXPECT_GT(result["services"]["mail"]["outage_seconds"]["mean"], 600);
}

TEST(Trace, TellsOneFactALine) {
  const Outcome told =
      test::ausfall({"trace", cluster_file(), "--fault", "node1:hardware@1h", "--until", "2 h"});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  EXPECT_TRUE(told.output.starts_with("          1 h 0 min 0 s  fault: node1.hardware\n"))
      << told.output;
  EXPECT_NE(told.output.find("  service mail is up\n"), std::string::npos) << told.output;
  std::istringstream lines(told.output);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.find("  ", line.find_first_not_of(' ')), 23U) << line;
  }
}

TEST(Trace, TellsProgramsTheSame) {
  const Outcome told = test::ausfall(
      {"trace", cluster_file(), "--fault", "node1:hardware", "--until", "2 h", "--format", "json"});
  EXPECT_EQ(told.exit_code, 0) << told.errors;
  std::istringstream lines(told.output);
  double before = 0;
  std::size_t facts = 0;
  for (std::string line; std::getline(lines, line); ++facts) {
    const json fact = json::parse(line);
    EXPECT_GE(fact["time_seconds"].get<double>(), before);
    before = fact["time_seconds"].get<double>();
    EXPECT_TRUE(fact["fact"].is_string() && fact["subject"].is_string() &&
                fact["sentence"].is_string());
  }
  EXPECT_GT(facts, 5U);
}

TEST(Trace, IsAChromeTrace) {
  const json trace = parsed({"trace", cluster_file(), "--until", "1 y", "--format", "chrome"});
  std::set<std::string> kinds;
  for (const json& event : trace["traceEvents"]) {
    kinds.insert(event["ph"].get<std::string>());
    EXPECT_TRUE(event["pid"].is_number_integer() && event["tid"].is_number_integer());
    if (event["ph"] == "X") {
      EXPECT_GE(event["ts"], 0);
      EXPECT_GE(event["dur"], 0);
    }
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"M", "X", "i"}));
}

TEST(Trace, FollowsTheReplication) {
  const auto told = [](const std::string& replication) {
    return test::ausfall({"trace", cluster_file(), "--replication", replication}).output;
  };
  EXPECT_EQ(told("1"), told("1"));
  EXPECT_NE(told("1"), told("2"));
}

TEST(Solve, GivesTheExactAnswer) {
  const json result = parsed({"solve", one_host_file(), "--at", "100 h", "--format", "json"});
  const json& web = result["services"]["web"];
  const double rate = 1 / 1000.0 + 1 / 10.0;
  EXPECT_NEAR(web["availability"]["value"].get<double>(), 1000.0 / 1010, 1e-12);
  EXPECT_NEAR(web["unavailability"]["value"].get<double>(), 10.0 / 1010, 1e-14);
  EXPECT_NEAR(web["outages_per_year"]["value"].get<double>(), 8760.0 / 1010, 1e-9);
  EXPECT_NEAR(web["mean_hours_to_outage"]["value"].get<double>(), 1000, 1e-8);
  EXPECT_NEAR(web["availability_at"]["value"].get<double>(),
              1000.0 / 1010 + 10.0 / 1010 * std::exp(-rate * 100), 1e-11);
  EXPECT_NEAR(web["outage_by"]["value"].get<double>(), 1 - std::exp(-0.1), 1e-11);
  EXPECT_EQ(result["chain"]["states"], 2);
  EXPECT_EQ(result["chain"]["transitions"], 2);
  EXPECT_EQ(result["approximate"], false);
}

TEST(Solve, TellsWhatEachTimeDoes) {
  const json result = parsed({"solve", one_host_file(), "--derivatives", "--format", "json"});
  const json& slopes = result["services"]["web"]["derivatives_by_log_mean"];
  const json& repair = slopes["hosts.node.hardware: repair"];
  ASSERT_TRUE(repair.is_object()) << slopes;
  EXPECT_NEAR(repair["mean_hours"].get<double>(), 10, 1e-12);
  EXPECT_NEAR(repair["unavailability"].get<double>(), 10.0 * 1000 / (1010.0 * 1010), 1e-14);
  const json& failure = slopes["hosts.node.hardware: time to failure"];
  EXPECT_NEAR(failure["mean_hours_to_outage"].get<double>(), 1000, 1e-8);
  const std::string text = test::ausfall({"solve", one_host_file(), "--derivatives"}).output;
  EXPECT_NE(text.find("hosts.node.hardware: repair"), std::string::npos) << text;
  EXPECT_NE(text.find("+0.9901 %"), std::string::npos) << text;
  EXPECT_NE(text.find("first outage\n"), std::string::npos) << text;
}

TEST(Solve, TellsWhatEachTimeDoesUntilATime) {
  const json result =
      parsed({"solve", one_host_file(), "--derivatives", "--at", "100h", "--format", "json"});
  const json& slopes = result["services"]["web"]["derivatives_by_log_mean"];
  const json& failure = slopes["hosts.node.hardware: time to failure"];
  EXPECT_NEAR(failure["outage_by"].get<double>(), -0.1 * std::exp(-0.1), 1e-13);
  EXPECT_LT(failure["outages_over"].get<double>(), 0);
  const json& repair = slopes["hosts.node.hardware: repair"];
  EXPECT_EQ(repair["outage_by"], 0);
  EXPECT_GT(repair["unavailability_over"].get<double>(), 0);
  EXPECT_GT(repair["unavailability_at"].get<double>(), repair["unavailability_over"].get<double>());
  const std::string text =
      test::ausfall({"solve", one_host_file(), "--derivatives", "--at", "100h"}).output;
  const std::size_t until = text.find("after it began in good health");
  ASSERT_NE(until, std::string::npos) << text;
  EXPECT_NE(text.find("at that moment  any outage", until), std::string::npos) << text;
  EXPECT_NE(text.find("hosts.node.hardware: repair", until), std::string::npos) << text;
  EXPECT_NE(text.find("-0.9508 %", until), std::string::npos) << text;  // -0.1 / (e^0.1 - 1)
}

TEST(Solve, AsksForOneTimeAtMost) {
  EXPECT_EQ(test::ausfall({"solve", one_host_file(), "--derivatives", "--at", "0h"}).exit_code, 0);
  expect_refused({"solve", one_host_file(), "--derivatives", "--at", ""}, "not a time");
  expect_refused({"solve", one_host_file(), "--derivatives", "--at", "-5h"}, "negative");
  expect_refused({"solve", one_host_file(), "--at", "1h", "--at", "2h"}, "--at");
}

TEST(Solve, NamesTheClocksThatAreNotExponential) {
  const std::string constant = file(
      "ausfall: 1\nname: constant repair\nhosts: {node: {boot: 10 min, failures: {hardware: {mttf: "
      "1000 h, ttr: 4 h}}}}\n"
      "services: {web: {needs: node}}\n");
  const Outcome refused = expect_refused({"solve", constant}, "--phases");
  EXPECT_NE(refused.errors.find("node.hardware.repair: constant 4 h"), std::string::npos)
      << refused.errors;
  EXPECT_NE(refused.errors.find("node.boot: constant 10 min"), std::string::npos) << refused.errors;
  const json approximate = parsed({"solve", constant, "--phases", "3", "--format", "json"});
  EXPECT_EQ(approximate["approximate"], true);
  EXPECT_EQ(approximate["approximation"]["phases"], 3);
  // The mean of each clock is kept, and with it the availability of a single component.
  EXPECT_NEAR(approximate["services"]["web"]["availability"]["value"].get<double>(),
              1000 / (1000 + 4 + 1.0 / 6), 1e-9);
}

TEST(Solve, RefusesFaultsAtFixedTimes) {
  const std::string faulty =
      file(std::string(one_host) + "faults: [{at: 1 h, fail: node, mode: hardware}]\n");
  expect_refused({"solve", faulty}, "fixed times");
  EXPECT_EQ(test::ausfall({"solve", faulty, "--set", "faults=null"}).exit_code, 0);
}

TEST(Fmea, FindsTheSinglePointsOfFailure) {
  const json result = parsed({"fmea", cluster_file(), "--format", "json"});
  EXPECT_EQ(result["samples"], 100);
  EXPECT_EQ(result["services"]["mail"]["single_points_of_failure"], json{"mail"});
  const json& failure = result["failures"][0];
  EXPECT_EQ(failure["failure"], "node1.hardware");
  EXPECT_EQ(failure["services"]["mail"]["effect"], "interrupted");
  // Detection is uniform on [4 s, 5 s], then 2 s, 10 s and 90 s.
  EXPECT_GE(failure["services"]["mail"]["outage_seconds"]["min"].get<double>(), 106);
  EXPECT_LE(failure["services"]["mail"]["outage_seconds"]["max"].get<double>(), 107);
  EXPECT_FALSE(result.contains("pairs"));
}

TEST(Fmea, FindsPairs) {
  const json result =
      parsed({"fmea", cluster_file(), "--order", "2", "--samples", "3", "--format", "json"});
  EXPECT_EQ(result["services"]["mail"]["minimal_cut_sets"][1]["failures"],
            (json{"node1.hardware", "node2.hardware"}));
  expect_refused({"fmea", cluster_file(), "--order", "3"}, "--order");
  expect_refused({"fmea", cluster_file(), "--samples", "0"}, "--samples");
}

TEST(Fmea, PrintsWhatWasFinishedWhenInterrupted) {
  const Outcome cut =
      interrupted({"fmea", AUSFALL_SOURCE_DIR "/scenarios/examples/host-cluster.yaml", "--order",
                   "2", "--samples", "500"},
                  SIGINT);
  EXPECT_EQ(cut.exit_code, 130);
  EXPECT_NE(cut.errors.find("interrupted after"), std::string::npos) << cut.errors;
  EXPECT_NE(cut.output.find("interrupted: "), std::string::npos) << cut.output;
  EXPECT_NE(cut.output.find("node1.hardware"), std::string::npos) << cut.output;
}

TEST(Validate, SaysWhatStandsThere) {
  const Outcome good = test::ausfall({"validate", cluster_file()});
  EXPECT_EQ(good.exit_code, 0) << good.errors;
  EXPECT_NE(good.output.find("2 hosts, 1 VM"), std::string::npos) << good.output;
  expect_refused({"validate", file("ausfall: 1\nhosts: {node: {boot: 4}}\n")}, "error");
}

TEST(Validate, FindsNothingWrongWithTheExamples) {
  namespace fs = std::filesystem;
  std::size_t examples = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(AUSFALL_SOURCE_DIR) / "scenarios" / "examples")) {
    const Outcome good = test::ausfall({"validate", entry.path().string()});
    EXPECT_EQ(good.exit_code, 0) << good.errors;
    EXPECT_EQ(good.errors, "");
    ++examples;
  }
  EXPECT_GE(examples, 5U);
}

TEST(Validate, TellsProgramsTheSame) {
  const json result = parsed({"validate", one_host_file(), "--format", "json"});
  EXPECT_EQ(result, (json{{"valid", true}, {"scenario", "one host"}, {"warnings", json::array()}}));
  const Outcome warned = test::ausfall(
      {"validate", file(std::string(one_host) + "crews: {field: {}}\n"), "--format", "json"});
  EXPECT_EQ(warned.exit_code, 0);
  const json warnings = json::parse(warned.output)["warnings"];
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0]["line"], 8);
  expect_refused({"validate", one_host_file(), "--format", "csv"}, "is not one of text and json");
}

const std::string& unknown_file() {
  static const std::string name = file(
      "ausfall: 1\n"
      "name: who knows\n"
      "horizon: 10 y\n"
      "replications: 200\n"
      "hosts: {node: {failures: {hardware: {mttf: {between: [500 h, 2000 h]}, mttr: 8 h}}}}\n"
      "services: {web: {needs: node}}\n");
  return name;
}

TEST(Unknowns, RunAndSolveTellIt) {
  const Outcome run = test::ausfall({"run", unknown_file()});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(run.errors, "");
  EXPECT_NE(run.output.find("one input is not known"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("hosts.node.failures.hardware.mttf"), std::string::npos);
  const json solved = parsed({"solve", unknown_file(), "--draws", "50", "--format", "json"});
  EXPECT_EQ(solved["services"]["web"]["not_known"]["draws"], 50);
  EXPECT_NEAR(solved["services"]["web"]["availability"]["value"].get<double>(), 1000.0 / 1008,
              1e-12);
  const json without = parsed({"solve", unknown_file(), "--draws", "0", "--format", "json"});
  EXPECT_FALSE(without["services"]["web"].contains("not_known"));
  const Outcome csv = test::ausfall({"run", unknown_file(), "--format", "csv"});
  EXPECT_NE(csv.output.find("not_known.share.hosts.node.failures.hardware.mttf"),
            std::string::npos);
}

TEST(Unknowns, VerbsThatTakeTheMediansSayIt) {
  for (const std::vector<std::string>& call : std::vector<std::vector<std::string>>{
           {"inject", unknown_file(), "--fault", "node:hardware", "--samples", "1"},
           {"trace", unknown_file(), "--until", "1 h"},
           {"fmea", unknown_file(), "--samples", "1"}}) {
    const Outcome outcome = test::ausfall(call);
    EXPECT_EQ(outcome.exit_code, 0) << call[0] << ": " << outcome.errors;
    EXPECT_NE(outcome.errors.find("taken at its median"), std::string::npos) << outcome.errors;
  }
}

TEST(Sensitivity, PrintsAndDrawsATornado) {
  const std::string drawing = test::file_with("tornado.svg", "");
  const Outcome outcome = test::ausfall({"sensitivity", unknown_file(), "--svg", drawing});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.errors, "");
  EXPECT_NE(outcome.output.find("exact, in the long run"), std::string::npos) << outcome.output;
  std::ifstream svg(drawing);
  std::string first;
  std::getline(svg, first);
  EXPECT_TRUE(first.starts_with("<svg")) << first;
  const json varied = parsed({"sensitivity", one_host_file(), "--simulate", "--replications", "20",
                              "--format", "json", "--no-progress"});
  EXPECT_EQ(varied["method"], "simulation");
  EXPECT_EQ(varied["factor"], 2);
  EXPECT_EQ(varied["services"]["web"]["inputs"].size(), 2U);
}

TEST(Sensitivity, RefusesWhatItCannotDo) {
  expect_refused({"sensitivity", unknown_file(), "--service", "wbe"}, "did you mean 'web'?");
  expect_refused({"sensitivity", unknown_file(), "--factor", "0.5"}, "--factor");
  const Outcome nowhere =
      test::ausfall({"sensitivity", unknown_file(), "--svg", "/nowhere/tornado.svg"});
  EXPECT_EQ(nowhere.exit_code, 4) << nowhere.errors;
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
