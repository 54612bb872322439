// Mirrored storage, where its unavailability has a closed form: solved and simulated.
//
// Of two arrays that fail and are repaired independently, each is down for the share U of time and
// up for A = 1 - U.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/analytic/closed_form.hpp"

namespace ausfall {
namespace {

constexpr double mttf = 50;
constexpr double mttr = 8;
constexpr double failure_rate = 1 / mttf;
constexpr double repair_rate = 1 / mttr;
constexpr double down = mttr / (mttf + mttr);
constexpr double up = 1 - down;

std::string arrays(const std::string& mirror, const std::string& rest) {
  return fmt::format(
      "ausfall: 1\nhorizon: 10 y\nreplications: 200\n"
      "hosts: {{a: {{}}}}\n"
      "storage:\n"
      "  array1..2: {{type: fc, failures: {{array: {{mttf: {} h, mttr: {} h}}}}}}\n"
      "  metro: {{mirror: {{of: [array1, array2]{}}}}}\n{}",
      mttf, mttr, mirror, rest);
}

// Both are down for U². Then the one that failed last has to come back: if the other one comes
// first, the mirror waits on. It waits for the share d with repair_rate U² = (failure_rate +
// repair_rate) d, so d = A U².
TEST(ClosedForm, MirrorThatIsInStepAtOnce) {
  expect_both({"a mirror that is in step at once", "U^2 (1 + A)"},
              arrays(", switch-over: 0 s", "services: {s: {needs: metro}}\n"),
              down * down * (1 + up));
}

// Both are up for A², of which r is spent on bringing one into step: whenever one is up alone or the
// other is waited for, 2 A U, the other comes back at the repair rate, so (rate + 2 failure_rate) r =
// repair_rate 2 A U. While that lasts, the failure of the one in step makes the mirror wait, too:
// d = A U² + U r.
TEST(ClosedForm, MirrorThatIsBroughtIntoStep) {
  constexpr double rate = 1 / 5.0;
  const double resyncs = repair_rate * 2 * up * down / (rate + 2 * failure_rate);
  expect_both({"a mirror that is brought into step", "U^2 (1 + A) + U r"},
              arrays(", switch-over: 0 s, resync: {exponential: {mean: 5 h}}",
                     "services: {s: {needs: metro}}\n"),
              down * down * (1 + up) + down * resyncs);
}

// Who uses it stands still besides. With one array up: t1 (repair_rate + failure_rate + rate) =
// 2 failure_rate A², since each failure of two in step makes it stand still; with both up, since the
// other came back meanwhile: t2 (2 failure_rate + rate) = repair_rate t1.
TEST(ClosedForm, MirrorThatSwitchesOver) {
  constexpr double rate = 1 / 2.0;
  const double one = 2 * failure_rate * up * up / (repair_rate + failure_rate + rate);
  const double both = repair_rate * one / (2 * failure_rate + rate);
  expect_both({"a guest on a mirror that switches over", "U^2 (1 + A) + t1 + t2"},
              arrays(", switch-over: {exponential: {mean: 2 h}}",
                     "vms: {v: {host: a, storage: metro, disk-timeout: {exponential: {mean: 100000 "
                     "y}}}}\nservices: {s: {needs: v}}\n"),
              down * down * (1 + up) + one + both);
}

// The same where hardly any history sees it: paths find it.
TEST(ClosedForm, MirrorThatHardlyEverFails) {
  constexpr double away = 8.0 / (20'000 + 8);
  expect_both({"a mirror that hardly ever fails", "U^2 (1 + A)"},
              R"(
ausfall: 1
horizon: 10 y
replications: 200
hosts: {a: {}}
storage:
  array1..2: {type: fc, failures: {array: {mttf: 20000 h, mttr: 8 h}}}
  metro: {mirror: {of: [array1, array2], switch-over: 0 s}}
services: {s: {needs: metro}}
)",
              away * away * (2 - away));
}

/// Two networks with a line between that fails, too, and only the preferred array does.
std::string parted(const std::string& witness) {
  return fmt::format(
      "ausfall: 1\nhorizon: 10 y\nreplications: 200\n"
      "hosts: {{a: {{}}, b: {{}}}}\n"
      "networks: {{l: {{hosts: a}}, r: {{hosts: b}}}}\n"
      "trunks: {{t: {{between: [l, r], failures: {{cut: {{mttf: 20 h, mttr: 5 h}}}}}}}}\n"
      "storage:\n"
      "  array1: {{type: fc, failures: {{array: {{mttf: {} h, mttr: {} h}}}}}}\n"
      "  array2: {{type: fc}}\n"
      "  metro: {{mirror: {{of: [array1, array2], switch-over: 0 s, over: t{}}}}}\n"
      "services: {{s: {{needs: metro}}}}\n",
      mttf, mttr, witness);
}

// Without a witness the mirror hangs on its preferred side alone.
TEST(ClosedForm, MirrorWithoutAWitness) {
  expect_both({"a mirror without a witness", "U"}, parted(""), down);
}

// With one it is down only when the line is cut first, so that the other side is out of step, and the
// preferred one is lost before the line is mended; then it is down until that one is back.
TEST(ClosedForm, MirrorWithAWitness) {
  constexpr double cut = 1 / 20.0;
  constexpr double mend = 1 / 5.0;
  // All well x; cut, with the preferred one going on y; that one lost z, and the line mended then w;
  // the preferred one lost first, which the other one survives v, and with the line cut u; the
  // preferred one back with the line still cut, out of step s.
  //   y (mend + failure_rate) = cut x + repair_rate z
  //   z (mend + repair_rate) = failure_rate y + cut w
  //   w (cut + repair_rate) = mend z
  //   v (repair_rate + cut) = failure_rate x + mend u
  //   u (mend + repair_rate) = cut v + failure_rate s
  //   s (mend + failure_rate) = repair_rate u
  const double w_of_z = mend / (cut + repair_rate);
  const double y_of_z = (mend + repair_rate - cut * w_of_z) / failure_rate;
  const double x_of_z = (y_of_z * (mend + failure_rate) - repair_rate) / cut;
  const double s_of_u = repair_rate / (mend + failure_rate);
  const double v_of_u = (mend + repair_rate - failure_rate * s_of_u) / cut;
  const double x_of_u = (v_of_u * (repair_rate + cut) - mend) / failure_rate;
  const double x = 1 / (1 + (1 + w_of_z + y_of_z) / x_of_z + (1 + s_of_u + v_of_u) / x_of_u);
  expect_both({"a mirror with a witness", "a chain of seven states"}, parted(", witness: cloud"),
              (1 + w_of_z) * x / x_of_z);
}

}  // namespace
}  // namespace ausfall
