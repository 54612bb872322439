// Heartbeats as laws and heartbeats one by one are the same thing.
#include "models/cluster/heartbeat.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "scenarios/reader.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"

namespace ausfall::models {
namespace {

/// The times at which a fact of one kind about one node was told.
class Times final : public Observer {
 public:
  Times(const Calendar& calendar, FactKind kind, std::uint32_t node)
      : Observer(FactKinds().set(static_cast<std::size_t>(kind))),
        calendar_(calendar),
        node_(node) {}
  void observe(const Fact& fact) override {
    if (fact.subject == node_) times.push_back(seconds_in(calendar_.now()));
  }
  std::vector<double> times;

 private:
  const Calendar& calendar_;
  std::uint32_t node_;
};

std::string scenario(const std::string& mode, const std::string& losses, const std::string& fault) {
  return "ausfall: 1\nhorizon: 1 h\nhosts: {node1..2: {}}\n"
         "networks:\n"
         "  lan: {carries: [heartbeat], hosts: all, latency: 2 ms, loss: " +
         losses +
         "}\n"
         "apps: {web: {on: node1}}\n"
         "clusters: {c: {nodes: all, heartbeat: {interval: 1 s, missed: 4, networks: all, mode: " +
         mode +
         "}, membership: {regroup: 1 h}}}\n"
         "services: {web: {needs: web}}\n" +
         fault;
}

/// Of each replication the first time after `since` that node2 is suspected, counted from there.
std::vector<double> suspicions(const std::string& text, double since, std::size_t replications) {
  const scenarios::Scenario scenario = scenarios::read_text("heartbeats.yaml", text);
  const Model model(*scenario.plant);
  Calendar calendar(streams_of(*scenario.plant));
  const World healthy = model.healthy();
  std::vector<double> result;
  for (std::size_t i = 0; i < replications; ++i) {
    Times times(calendar, FactKind::node_suspected, 1);
    World world = healthy;
    calendar.reset({.seed = 7, .replication = i});
    begin_replication(model, world, calendar, &times);
    std::uint64_t events = 0;
    simulate(model, world, calendar, &times, Time(1h), events);
    const auto found = std::ranges::find_if(times.times, [&](double t) { return t >= since; });
    if (found != times.times.end()) result.push_back(*found - since);
  }
  return result;
}

/// The largest distance of their distribution functions, times sqrt(n m / (n + m)).
///
/// Two samples of one law exceed c with probability 2 exp(-2 c^2) (Smirnov): 3.3 once in 1.7e9.
double distance(std::vector<double> a, std::vector<double> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  const auto n = static_cast<double>(a.size());
  const auto m = static_cast<double>(b.size());
  double largest = 0;
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() && k < b.size()) {
    const double at = std::min(a[i], b[k]);
    while (i < a.size() && a[i] <= at) ++i;
    while (k < b.size() && b[k] <= at) ++k;
    largest = std::max(largest, std::abs(static_cast<double>(i) / n - static_cast<double>(k) / m));
  }
  return largest * std::sqrt(n * m / (n + m));
}

constexpr double same_law = 3.3;
constexpr std::size_t detections = 12'000;
constexpr double fault_at = 60;
const std::string fault = "faults: [{at: 60 s, fail: node2}]\n";

TEST(Heartbeats, of_both_kinds_detect_alike) {
  const auto elided = suspicions(scenario("elided", "0 %", fault), fault_at, detections);
  const auto explicitly = suspicions(scenario("explicit", "0 %", fault), fault_at, detections);
  EXPECT_EQ(elided.size(), detections);
  EXPECT_EQ(explicitly.size(), detections);
  EXPECT_LT(distance(elided, explicitly), same_law);
}

// One in ten is lost, so that a node is now and then suspected before it fails; those are left out.
TEST(Heartbeats, of_both_kinds_detect_alike_where_some_are_lost) {
  const auto elided = suspicions(scenario("elided", "10 %", fault), fault_at, detections);
  const auto explicitly = suspicions(scenario("explicit", "10 %", fault), fault_at, detections);
  EXPECT_GT(elided.size(), detections * 98 / 100);
  EXPECT_GT(explicitly.size(), detections * 98 / 100);
  EXPECT_LT(distance(elided, explicitly), same_law);
  // The losses before are seen: without any, nobody is suspected before three intervals are over.
  EXPECT_LT(*std::ranges::min_element(elided), 3);
}

// Nothing fails, and still there are suspicions: after the first run of four losses.
TEST(Heartbeats, of_both_kinds_raise_the_same_false_alarms) {
  const auto elided = suspicions(scenario("elided", "30 %", ""), 0, detections);
  const auto explicitly = suspicions(scenario("explicit", "30 %", ""), 0, detections);
  EXPECT_GT(elided.size(), detections / 2);
  EXPECT_LT(distance(elided, explicitly), same_law);
}

}  // namespace
}  // namespace ausfall::models
