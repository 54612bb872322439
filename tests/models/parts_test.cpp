#include "models/parts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/support/experiments.hpp"

namespace ausfall::models {
namespace {

const std::string four_hosts =
    "ausfall: 1\nhosts: {a: {failures: {f: {mttf: 1 y, mttr: 1 h}}}, b: {failures: {f: {mttf: 1 y, "
    "mttr: 1 h}}}, c: {failures: {f: {mttf: 1 y, mttr: 1 h}}}, d: {}}\n";

std::size_t parts_of(const std::string& text) {
  const scenarios::Scenario scenario = test::scenario(text);
  return Parts(*scenario.plant).all().size();
}

TEST(Parts, AreWhatNothingJoins) {
  EXPECT_EQ(parts_of(four_hosts + "services: {s: {needs: {any: [a, b, c, d]}}}\n"), 3U)
      << "nothing ever happens to d";
}

TEST(Parts, AreJoinedByWhatTheyShare) {
  const auto with = [](const std::string& more) { return parts_of(four_hosts + more); };
  const std::string service = "services: {s: {needs: {any: [a, b]}}}\n";
  EXPECT_EQ(with(service + "networks: {lan: {hosts: [a, b]}}\n"), 2U);
  EXPECT_EQ(with(service + "networks: {lan: {hosts: all}}\n"), 1U);
  EXPECT_EQ(with(service + "storage: {disks: {type: fc, hosts: [a, c]}}\n"), 2U);
  EXPECT_EQ(with(service +
                 "common-causes: {feed: {mttf: 1 y, mttr: 1 h, hits: [b, c], probability: 0.1}}\n"),
            2U);
  EXPECT_EQ(with(service + "maintenance: {work: {hosts: [a, b], every: 30 d, duration: 1 h}}\n"),
            2U);
  EXPECT_EQ(with(service + "apps: {web: {on: a}}\nclusters: {pair: {nodes: [a, b]}}\n"), 2U);
  EXPECT_EQ(with("networks: {x: {hosts: a}, y: {hosts: b}}\n"
                 "services: {s: {needs: {at-least: 1, of: [a, b], connected: true}}}\n"),
            2U);
}

std::string repaired_by(const std::string& crews, const std::string& repair) {
  return "ausfall: 1\n" + crews + "hosts: {a: {failures: {f: {mttf: 1 y, mttr: 1 h" + repair +
         "}}}, b: {failures: {f: {mttf: 1 y, mttr: 1 h" + repair +
         "}}}}\nservices: {s: {needs: {any: [a, b]}}}\n";
}

TEST(Parts, AreJoinedByACrewThatMayBeShort) {
  EXPECT_EQ(parts_of(repaired_by("crews: {c: {size: 1}}\n", ", crew: c")), 1U);
  EXPECT_EQ(parts_of(repaired_by("crews: {c: {size: 2}}\n", ", crew: c")), 2U);
  EXPECT_EQ(parts_of(repaired_by(
                "crews: {c: {size: 2, order: race, response: {exponential: {mean: 1 h}}}}\n",
                ", crew: c")),
            1U);
}

TEST(Parts, AreJoinedBySparesThatThereAre) {
  EXPECT_EQ(parts_of(repaired_by("spares: {p: {size: 1}}\n", ", spare: p")), 1U);
  EXPECT_EQ(parts_of(repaired_by("spares: {p: {size: 0}}\n", ", spare: p")), 2U);
}

TEST(Parts, AloneAreThePlantInWhichNothingElseHappens) {
  const scenarios::Scenario scenario =
      test::scenario(four_hosts + "services: {s: {needs: {any: [a, b, c, d]}}}\n");
  Parts parts(*scenario.plant);
  const auto all = parts.all();
  const Plant alone = parts.alone({all[1]}, {{.component = ComponentId(1)}});
  EXPECT_TRUE(alone.modes[0].ttf.is_never());
  EXPECT_EQ(alone.modes[1].ttf, scenario.plant->modes[1].ttf);
  EXPECT_TRUE(alone.modes[2].ttf.is_never());
  ASSERT_EQ(alone.services.size(), 1U);
  EXPECT_TRUE(alone.components[0].services.empty());
  EXPECT_EQ(alone.components[1].services.size(), 1U);
  parts.join({all[0], all[2]});
  EXPECT_EQ(parts.all().size(), 2U);
  EXPECT_EQ(parts.of(scenario.plant->services[0].needs).size(), 2U);
  const Plant both = parts.alone({parts.all().front()}, {});
  EXPECT_FALSE(both.modes[0].ttf.is_never());
  EXPECT_FALSE(both.modes[2].ttf.is_never());
}

}  // namespace
}  // namespace ausfall::models
