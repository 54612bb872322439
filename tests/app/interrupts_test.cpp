// One SIGTERM or SIGINT ends every verb soon with 130, whatever it is in the midst of.
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/app/calls.hpp"
#include "tests/app/place.hpp"

namespace ausfall {
namespace {

using namespace std::chrono_literals;

struct Ended {
  int exit_code = 0;
  std::chrono::duration<double> after{0};  ///< the signal
  std::string output;
  std::string errors;
};

/// Far longer than a machine needs that has much else to do, far shorter than what would have come of it.
constexpr std::chrono::duration<double> soon = 10s;
/// Before the signal comes.
constexpr auto a_while = 700ms;

/// Starts the program, with standard output to `output` unless that is given, and interrupts it. What does
/// not end is killed, and has the exit code -9.
Ended stopped(const std::vector<std::string>& arguments, int signal = SIGTERM, int output = -1) {
  const std::string out = test::file_with("out", "");
  const std::string errors = test::file_with("err", "");
  const pid_t child = fork();
  if (child == 0) {
    dup2(output >= 0 ? output : open(out.c_str(), O_WRONLY | O_TRUNC), STDOUT_FILENO);
    dup2(open(errors.c_str(), O_WRONLY | O_TRUNC), STDERR_FILENO);
    std::vector<std::string> words{test::program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execv(test::program, pointers.data());
    _exit(127);
  }
  std::this_thread::sleep_for(a_while);
  const auto sent = std::chrono::steady_clock::now();
  kill(child, signal);
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    std::this_thread::sleep_for(10ms);
    if (std::chrono::steady_clock::now() - sent > 3 * soon) kill(child, SIGKILL);
  }
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
          std::chrono::steady_clock::now() - sent, contents(out), contents(errors)};
}

void expect_stopped(const std::vector<std::string>& arguments, int signal = SIGTERM) {
  const Ended ended = stopped(arguments, signal);
  const std::string what = fmt::format("{}", fmt::join(arguments, " "));
  EXPECT_EQ(ended.exit_code, 130) << what << '\n' << ended.errors;
  EXPECT_LT(ended.after.count(), soon.count()) << what;
  EXPECT_NE(ended.errors.find("interrupted"), std::string::npos) << what << '\n' << ended.errors;
}

/// A single replication of it takes years.
constexpr std::string_view busy =
    "ausfall: 1\nname: busy\nhorizon: 10 y\nreplications: 1000\n"
    "hosts: {node1..2: {failures: {hardware: {mttf: 60 d, ttr: 8 h}}},\n"
    "        flicker: {failures: {spark: {mttf: 1 us, mttr: 1 us}}}}\n"
    "services: {mail: {needs: {any: node*}}}\n"
    "expect: {services.mail.availability: {at-least: 90 %}}\n";

/// So does one in which nothing fails but what is injected: a lost node is fenced a million times a second, in
/// vain.
constexpr std::string_view fencing =
    "ausfall: 1\nname: fencing\nhorizon: 10 y\nreplications: 1000\n"
    "hosts: {node1..3: {boot: 4 min, failures: {hardware: {mttf: 90 d, ttr: 60 d}}}}\n"
    "networks: {lan: {hosts: all}}\n"
    "storage: {array: {type: fc, hosts: all}}\n"
    "vms: {mail: {host: node3, boot: 60 s, storage: array}}\n"
    "clusters: {ha: {nodes: node*, heartbeat: {interval: 1 s, missed: 3}, quorum: majority,\n"
    "  fencing: {kind: power, time: 1 us, success: 1e-20 %, attempts: unlimited}}}\n"
    "services: {mail: {needs: mail}}\n";

TEST(Interrupts, EndEveryVerbInTheMidstOfAReplication) {
  const Place place;
  const std::string scenario = place.with("busy.yaml", busy);
  const std::string variants =
      place.with("variants.yaml",
                 std::string(busy) + "variants: {a: {}, b: {hosts: {node1: {boot: 1 min}}}}\n");
  expect_stopped({"run", scenario});
  expect_stopped({"run", scenario, "--method", "plain"}, SIGINT);
  expect_stopped({"run", scenario, "--method", "importance"});
  expect_stopped({"run", scenario, "--precision", "1 %"});
  expect_stopped({"run", variants, "--variant", "all"});
  expect_stopped({"compare", variants});
  expect_stopped({"sweep", scenario, "--sweep", "seed=[1, 2]"});
  expect_stopped({"check", scenario});
  expect_stopped({"check", scenario, "--out", place.at("base.json")}, SIGINT);
  expect_stopped({"trace", scenario, "--until", "10 y", "--format", "json"});
  expect_stopped({"sensitivity", scenario});
  expect_stopped({"sensitivity", scenario, "--simulate"});
  expect_stopped({"report", scenario, "-o", place.at("page.html")});
}

/// A failure that comes at once and lasts: of the moments at which it would strike, nearly all fall where it
/// has failed already, and billions are passed over without an event.
TEST(Interrupts, EndWhatPassesOverStrikes) {
  const Place place;
  expect_stopped(
      {"run", place.with("over.yaml",
                         "ausfall: 1\nname: over\nhorizon: 1 y\nreplications: 3\n"
                         "hosts: {node1..2: {failures: {hardware: {mttf: 60 d, mttr: 8 h}}},\n"
                         "  flicker: {failures: {spark: {mttf: 2 us, mttr: 20 d}}}}\n"
                         "services: {mail: {needs: {any: node*}}}\n")});
}

TEST(Interrupts, EndWhatInjectsInTheMidstOfASample) {
  const Place place;
  const std::string scenario = place.with("fencing.yaml", fencing);
  expect_stopped({"inject", scenario, "--fault", "node3:hardware"});
  expect_stopped({"trace", scenario, "--fault", "node3:hardware"});
  expect_stopped({"fmea", scenario});
  expect_stopped({"fmea", scenario, "--order", "2"}, SIGINT);
}

TEST(Interrupts, ReplicationsThatWereFinishedArePrinted) {
  const Place place;
  const std::string endless =
      place.with("endless.yaml",
                 "ausfall: 1\nname: endless\nhorizon: 1 y\nreplications: 100000000\n"
                 "hosts: {node1..2: {failures: {hardware: {mttf: 60 d, mttr: 8 h}}}}\n"
                 "services: {mail: {needs: {any: node*}}}\n");
  const Ended ended = stopped({"run", endless, "--format", "json"});
  ASSERT_EQ(ended.exit_code, 130) << ended.errors;
  const json result = json::parse(ended.output);
  EXPECT_GT(result.at("replications").get<std::uint64_t>(), 0U);
  // Of whole replications: as many again give the same.
  const std::string again = std::to_string(result.at("replications").get<std::uint64_t>());
  const json whole =
      parsed({"run", endless, "--method", "plain", "--replications", again, "--format", "json"});
  EXPECT_EQ(result.at("simulated_years"), whole.at("simulated_years"));
}

TEST(Interrupts, EndWhatNobodyReads) {
  const Place place;
  const std::string scenario = place.with("pair.yaml", std::string(pair));
  std::array<int, 2> pipe_ends{};
  ASSERT_EQ(pipe(pipe_ends.data()), 0);  // of which nothing is read
  const Ended ended =
      stopped({"trace", scenario, "--until", "1000 y", "--format", "json"}, SIGTERM, pipe_ends[1]);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  EXPECT_EQ(ended.exit_code, 130) << ended.errors;
  EXPECT_LT(ended.after.count(), soon.count());
}

/// Making the plants of so many inputs that are not known takes a while, too.
TEST(Interrupts, EndTheSensitivityOfALargeRoom) {
  const Place place;
  std::string room = "ausfall: 1\nname: large\nhorizon: 1 y\nreplications: 1000\nhosts:\n";
  for (int i = 1; i <= 400; ++i)
    room += fmt::format("  h{}: {{failures: {{disk: {{mttf: {} d, mttr: 8 h}}}}}}\n", i, 300 + i);
  room += "services: {s: {needs: {any: h*}}}\n";
  expect_stopped({"sensitivity", place.with("large.yaml", room)});
}

}  // namespace
}  // namespace ausfall
