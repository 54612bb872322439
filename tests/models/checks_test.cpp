// How long a balancer's checks take to see that an instance fails, by how it fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/models/story.hpp"

namespace ausfall {
namespace {

using namespace std::chrono_literals;

std::string room(const std::string& check, const std::string& fault) {
  return "hosts: {s1..2: {}}\napps: {web1..2: {on: s1..2, start: 0 s}}\nclusters: {lb: {profile: "
         "load-balancer, nodes: s*, groups: {web: {members: web*}}, check: {" +
         check + "}}}\nservices: {web: {needs: {any: web*}}}\nfaults: [{at: 1 min, " + fault +
         ", for: 30 min}]\n";
}

/// Of many phases of the checks, the least and the longest time from the fault, or from its end, until it
/// was told.
std::pair<Seconds, Seconds> range(const std::string& text, const std::string& sentence, Time from) {
  std::vector<Duration> all;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    test::Story story(text, seed);
    story.until(Time(2h));
    for (const Time time : story.times(sentence)) all.push_back(time - from);
  }
  EXPECT_EQ(all.size(), 400U) << sentence;
  const auto [least, most] = std::ranges::minmax(all);
  return {Seconds(seconds_in(least)), Seconds(seconds_in(most))};
}

/// Of 400 that are spread evenly over it, the least and the longest lie within 5 % of its ends but once in
/// 10^8 times, and the seeds are fixed.
void expect_spread(std::pair<Seconds, Seconds> found, double low, double high) {
  const double margin = 0.05 * (high - low) + 1e-9;
  EXPECT_GE(found.first.count(), low - 1e-6);
  EXPECT_LE(found.first.count(), low + margin);
  EXPECT_LE(found.second.count(), high + 1e-6);
  EXPECT_GE(found.second.count(), high - margin);
}

const std::string out = "web1 gets no more requests of web";
const std::string fast = "interval: 10 s, fast: 500 ms, down: 20 s, fall: 3, rise: 2";

// HAProxy configuration manual: inter 10000, fastinter 500, downinter 20000, fall 3, rise 2.
TEST(Checks, FastIntervalsShortenWhatComesAfterTheFirstThatFails) {
  expect_spread(range(room(fast, "fail: web1"), out, Time(1min)), 1, 11);
}

TEST(Checks, OfOneThatIsOutComeAtTheirOwnInterval) {
  expect_spread(range(room(fast, "fail: web1"), "web1 gets requests of web", Time(31min)), 0.5,
                20.5);
}

TEST(Checks, WithoutFastIntervalsAllCountAlike) {
  expect_spread(range(room("interval: 10 s, fall: 3, rise: 2", "fail: web1"), out, Time(1min)), 20,
                30);
}

TEST(Checks, WaitForAnInstanceThatHangsAndForAMachineThatIsGone) {
  const std::string waits =
      "interval: 4 s, fast: 1 s, fall: 3, connect-timeout: 3 s, "
      "answer-timeout: 5 s";
  expect_spread(range(room(waits, "fail: web1"), out, Time(1min)), 2, 6);
  expect_spread(range(room(waits, "fail: web1, mode: hang"), out, Time(1min)), 17, 21);
  expect_spread(range(room(waits, "fail: s1"), out, Time(1min)), 11, 15);
}

}  // namespace
}  // namespace ausfall
