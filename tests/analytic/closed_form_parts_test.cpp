// Services that need parts of networks and storage, and have a closed form: solved and simulated.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/analytic/closed_form.hpp"
#include "tests/support/experiments.hpp"
#include "tests/support/oracle.hpp"

namespace ausfall {
namespace {

/// Parts that fail and are repaired independently of one another, each down for this share of time.
double share_down(double mttf, double mttr) { return mttr / (mttf + mttr); }

TEST(ClosedForm, StorageThatIsNeeded) {
  expect_both({"a storage of one array", "mttr / (mttf + mttr)"},
              R"(
ausfall: 1
horizon: 1 y
replications: 400
hosts: {a: {}}
storage: {l: {type: fc, failures: {array: {mttf: 50 h, mttr: 8 h}}}}
services: {s: {needs: l}}
)",
              8.0 / 58);
}

TEST(ClosedForm, TrunkBetweenNetworksOfOneHostEach) {
  expect_both({"a trunk between two networks of one host each", "mttr / (mttf + mttr)"},
              R"(
ausfall: 1
horizon: 1 y
replications: 400
hosts: {a: {}, b: {}}
networks: {l: {hosts: a}, r: {hosts: b}}
trunks: {t: {between: [l, r], failures: {cut: {mttf: 50 h, mttr: 8 h}}}}
services: {s: {needs: t}}
)",
              8.0 / 58);
}

// The array, both controllers, or all four paths: two of each of two hosts.
TEST(ClosedForm, StorageOfTwoControllersAndFourPaths) {
  const double array = share_down(1000, 10);
  const double controller = share_down(200, 20);
  const double path = share_down(100, 30);
  expect_both({"a storage of one array, two controllers and four paths", "series and parallel"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {a: {}, b: {}}
storage:
  san:
    type: fc
    controllers: 2
    paths: 2
    controller-failover: 0 s
    path-failover: 0 s
    failures:
      array: {mttf: 1000 h, mttr: 10 h}
      controller: {mttf: 200 h, mttr: 20 h}
      path: {mttf: 100 h, mttr: 30 h}
services: {s: {needs: san}}
)",
              1 - (1 - array) * (1 - std::pow(controller, 2)) * (1 - std::pow(path, 4)));
}

// An iscsi storage is reached over one of two switches. What is cut between a host and a switch is
// that host's loss.
TEST(ClosedForm, StorageThroughItsNetwork) {
  const double array = share_down(1000, 10);
  const double network_switch = share_down(200, 20);
  expect_both({"an iscsi storage over a network of two switches", "series and parallel"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {a: {}}
networks:
  san:
    carries: [storage]
    switches: 2
    failures: {switch: {mttf: 200 h, mttr: 20 h}, link: {mttf: 100 h, mttr: 100 h}}
storage: {l: {type: iscsi, network: san, failures: {array: {mttf: 1000 h, mttr: 10 h}}}}
services: {s: {needs: l}}
)",
              1 - (1 - array) * (1 - std::pow(network_switch, 2)));
}

TEST(ClosedForm, NetworkOfTwoSwitches) {
  const double network_switch = share_down(200, 20);
  expect_both({"a network of two switches", "1-out-of-2"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {a: {}}
networks: {lan: {switches: 2, failures: {switch: {mttf: 200 h, mttr: 20 h}}}}
services: {s: {needs: lan}}
)",
              std::pow(network_switch, 2));
}

// Of single parts: a link, a switch, a controller and a path, in a row and side by side.
TEST(ClosedForm, PartsByTheirNames) {
  const double link = share_down(200, 20);
  const double path = share_down(100, 30);
  const double controller = share_down(150, 10);
  expect_both({"one link, and one of a path and a controller", "series and parallel"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {a: {}, b: {}}
networks: {lan: {failures: {link: {mttf: 200 h, mttr: 20 h}}}}
storage:
  san: {type: fc, failures: {controller: {mttf: 150 h, mttr: 10 h}, path: {mttf: 100 h, mttr: 30 h}}}
services: {s: {needs: {all: [lan.link.a, {any: [san.path.b, san.controller]}]}}}
)",
              1 - (1 - link) * (1 - path * controller));
}

// A storage, a network and a trunk, of which two have to work.
TEST(ClosedForm, TwoOfAStorageANetworkAndATrunk) {
  const double q = share_down(100, 10);
  expect_both({"two of a storage, a network and a trunk", "2-out-of-3"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {a: {}, b: {}}
networks:
  left: {hosts: a, failures: {switch: {mttf: 100 h, mttr: 10 h}}}
  right: {hosts: b}
trunks: {between: {between: [left, right], failures: {cut: {mttf: 100 h, mttr: 10 h}}}}
storage: {san: {type: fc, failures: {array: {mttf: 100 h, mttr: 10 h}}}}
services: {s: {needs: {at-least: 2, of: [left, between, san]}}}
)",
              3 * q * q - 2 * q * q * q);
}

// What keeps an array down by a common cause keeps its own failure clock from running, and neither
// repair waits for the other. The cause is out for a share g of all time; up and failed by itself
// alone, x and a, share the rest. While the cause is out a failed array is repaired, so that of all
// that is failed by itself 1 in k is without the cause: k = 1 + c / (m + n), with rates c of the
// cause, n of its repair and m of the array's. Balance of the failed ones: x f = m k a.
TEST(ClosedForm, CommonCauseOnAnArray) {
  const double f = 1.0 / 200;
  const double m = 1.0 / 20;
  const double c = 1.0 / 300;
  const double n = 1.0 / 30;
  const double g = c / (c + n);
  const double k = 1 + c / (m + n);
  expect_both({"an array with a failure of its own and a common cause", "balance of four states"},
              R"(
ausfall: 1
horizon: 20 y
replications: 200
hosts: {a: {}}
storage: {san: {type: fc, failures: {array: {mttf: 200 h, mttr: 20 h}}}}
common-causes: {feed: {mttf: 300 h, mttr: 30 h, hits: san}}
services: {s: {needs: san}}
)",
              1 - (1 - g) / (1 + f / (m * k)));
}

// Two trunks that join different networks are not one another's like, though no service counts them.
TEST(ClosedForm, TrunksOfDifferentNetworksAreNotMerged) {
  const double q = share_down(100, 10);
  expect_both({"two hosts joined by one of two trunks in a row", "mttr / (mttf + mttr)"},
              R"(
ausfall: 1
horizon: 20 y
replications: 100
hosts: {a: {}, b: {}, c: {}}
networks: {one: {hosts: a}, two: {hosts: b}, three: {hosts: c}}
trunks:
  first:  {between: [one, two], failures: {cut: {mttf: 100 h, mttr: 10 h}}}
  second: {between: [two, three], failures: {cut: {mttf: 100 h, mttr: 10 h}}}
services: {s: {needs: {at-least: 2, of: [b, c], connected: true}}}
)",
              q);
}

}  // namespace
}  // namespace ausfall
