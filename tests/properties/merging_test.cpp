// What symmetry merges makes no difference: small rooms without clusters, whose services need
// whatever has a name, give the same measures by the chain of all their worlds, by that of the
// merged ones, and by that of the condensed ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/condensed.hpp"
#include "models/model.hpp"
#include "models/symmetry.hpp"
#include "sim/chain.hpp"
#include "sim/explorer.hpp"
#include "sim/random.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/whole.hpp"

namespace ausfall::models {
namespace {

using test::Whole;

/// A room in which few things fail, many of them alike, by number.
class Room {
 public:
  explicit Room(std::uint64_t number) : draw_({number, 0}, stream_named("merging"), 0) {}

  std::string text() {
    std::string text = "ausfall: 1\n";
    crew_ = up_to(4) == 1;
    if (crew_) left_ = 5;  // queues have an order
    networks_ = up_to(6) % 4;
    trunks_fail_ = networks_ > 1 && fails(2);
    if (crew_) text += fmt::format("crews: {{field: {{order: {}}}}}\n", coin() ? "fifo" : "random");
    const int hosts = up_to(3);
    text += fmt::format("hosts: {{h1..{}: {{{}}}}}\n", hosts,
                        fails(hosts) ? "failures: {hardware: " + mode() + "}" : "");
    for (int i = 1; i <= hosts; ++i) named_.push_back(fmt::format("h{}", i));
    text += networks(hosts) + storage(hosts);
    if (up_to(4) == 1)
      text += fmt::format(
          "common-causes: {{feed: {{mttf: 900 h, mttr: 7 h, hits: {}, probability: 0.5}}}}\n",
          one_of(named_));
    text += "services:\n";
    for (int i = up_to(3); i > 0; --i) text += fmt::format("  s{}: {{needs: {}}}\n", i, need(2));
    if (networks_ > 0)
      text +=
          fmt::format("  c: {{needs: {{at-least: {}, of: h*, connected: true}}}}\n", up_to(hosts));
    return text;
  }

 private:
  int up_to(int n) { return 1 + static_cast<int>(draw_.uniform() * n); }
  bool coin() { return draw_.uniform() < 0.5; }
  std::string one_of(const std::vector<std::string>& words) {
    return words[static_cast<std::size_t>(up_to(static_cast<int>(words.size())) - 1)];
  }

  /// Of so many at a time, as long as there are not too many that do: each doubles the worlds.
  bool fails(int count) {
    if (count > left_ || up_to(3) == 1) return false;
    left_ -= count;
    return true;
  }
  std::string mode() {
    return fmt::format("{{mttf: {} h, mttr: {} h{}}}", 100 * up_to(2), 10 * up_to(2),
                       crew_ && coin() ? ", crew: field" : "");
  }

  std::string networks(int hosts) {
    std::string text = networks_ > 0 ? "networks:\n" : "";
    for (int i = 1; i <= networks_; ++i) {
      const int switches = up_to(3);
      // Where trunks fail, something hangs on them.
      const std::string on_it = trunks_fail_ ? fmt::format("h{}", (i - 1) % hosts + 1)
                                : coin()     ? "all"
                                             : fmt::format("h{}", up_to(hosts));
      std::string failures;
      if (fails(switches)) failures += "switch: " + mode();
      const int links = switches * (on_it == "all" ? hosts : 1);
      if (links < 3 && fails(links))
        failures += (failures.empty() ? "" : ", ") + ("link: " + mode());
      text += fmt::format(
          "  n{}: {{carries: [client, storage], hosts: {}, switches: {}, failures: {{{}}}}}\n", i,
          on_it, switches, failures);
      named_.push_back(fmt::format("n{}", i));
      named_.push_back(fmt::format("n{}.switch*", i));
      if (on_it == "all") shared_ = i;
    }
    if (networks_ < 2) return text;
    text += "trunks:\n";
    const std::string failures = trunks_fail_ ? "cut: " + mode() : "";
    for (int i = 1; i <= 2; ++i) {
      const int from = up_to(networks_);
      text += fmt::format("  t{}: {{between: [n{}, n{}], failures: {{{}}}}}\n", i, from,
                          from % networks_ + 1, failures);
      named_.push_back(fmt::format("t{}", i));
    }
    return text;
  }

  std::string storage(int hosts) {
    if (coin()) return "";
    std::string failures = "array: " + mode();
    const int controllers = up_to(2);
    const int paths = up_to(2);
    if (fails(controllers)) failures += ", controller: " + mode();
    if (fails(paths * hosts)) failures += ", path: " + mode();
    for (const char* name : {"d", "d.array", "d.controller*", "d.path*"}) named_.emplace_back(name);
    return fmt::format(
        "storage: {{d: {{type: {}, controllers: {}, paths: {}, controller-failover: 0 s, "
        "path-failover: 0 s, failures: {{{}}}}}}}\n",
        shared_ > 0 && coin() ? fmt::format("iscsi, network: n{}", shared_) : "fc", controllers,
        paths, failures);
  }

  std::string need(int depth) {
    if (depth == 0 || up_to(3) == 1)
      return fmt::format("{{{}: {}}}", coin() ? "all" : "any", one_of(named_));
    const int parts = up_to(3);
    std::string list;
    for (int i = 0; i < parts; ++i) list += (i > 0 ? ", " : "") + need(depth - 1);
    return fmt::format("{{at-least: {}, of: [{}]}}", up_to(parts), list);
  }

  Draw draw_;
  int left_ = 7;
  bool crew_ = false;
  int networks_ = 0;
  bool trunks_fail_ = false;
  int shared_ = 0;  // a network with all hosts on it
  std::vector<std::string> named_;
};

/// By measure, its mean, and how often it falls below its best, an hour.
std::vector<double> measured(const Chain& chain) {
  const std::vector<double> probability = steady_state(chain).probability;
  std::vector<double> numbers;
  for (std::size_t i = 0; i < chain.measures.size(); ++i) {
    numbers.push_back(expected(probability, chain.measures[i]));
    numbers.push_back(entry_rate(chain, probability, states_below(chain, i)) * 3600);
  }
  return numbers;
}

void expect_same(const std::vector<double>& known, const std::vector<double>& computed) {
  ASSERT_EQ(known.size(), computed.size());
  for (std::size_t i = 0; i < known.size(); ++i) EXPECT_NEAR(known[i], computed[i], 1e-11);
}

TEST(Merging, MakesNoDifferenceToWhatIsNeeded) {
  std::size_t merged = 0;
  std::size_t condensed = 0;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const std::string text = Room(number).text();
    SCOPED_TRACE(fmt::format("{}\n{}", number, text));
    const scenarios::Scenario scenario = test::scenario(text);
    const Plant& plant = *scenario.plant;
    const Model plain(plant);
    const Symmetry symmetry(plant);
    const Model model(plant, &symmetry);
    const Chain all = explore(Whole{plain});
    const Chain fewer = explore(Whole{model});
    EXPECT_LE(fewer.states(), all.states());
    const std::vector<double> known = measured(all);
    expect_same(known, measured(fewer));
    merged += fewer.states() < all.states() ? 1U : 0U;
    ClockTable clocks;
    if (model.condensed(clocks) != nullptr) {
      ++condensed;
      expect_same(known, measured(explore(model)));
    }
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(merged, 100U);
  EXPECT_GT(condensed, 50U);
}

}  // namespace
}  // namespace ausfall::models
