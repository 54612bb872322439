#include "tests/support/hard_shapes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>

#include "sim/unknown.hpp"

namespace ausfall::test {

namespace {

// Times in hours.
constexpr double a_year = 8760;
constexpr double a_day = 24;
constexpr double second = 1.0 / 3600;

/// What every scenario begins with.
std::string over(const std::string& horizon, const std::string& body,
                 const std::string& warmup = "") {
  return "ausfall: 1\nhorizon: " + horizon + "\n" +
         (warmup.empty() ? "" : "warmup: " + warmup + "\n") + body;
}

std::string hours(double number) { return fmt::format("{:.17g} h", number); }

/// One host under the service.
std::string one_host(const std::string& failures) {
  return "hosts: {node: {failures: {" + failures + "}}}\nservices: {web: {needs: node}}\n";
}

// ---- many short outages and few long ones ---------------------------------------------------------

/// A crash every 30 d, and what is so many times as long, so many times in the 200 years of a run. The
/// worse variant is better in what is common: half of the time that longer repairs cost is saved on
/// crashes.
HardShape mixture(double ratio, double times) {
  constexpr double years = 200;
  constexpr double crash = 5 * second;
  const double common = years * a_year / (30 * a_day) * crash;
  const double rare = times * ratio * crash;
  const auto disk = [&](double longer) { return hours(longer * crash * ratio); };
  return {.name = fmt::format("mix-1e{:.0f}-x{}", std::log10(ratio), times),
          .text = over("1 y", one_host(fmt::format(
                                  "crash: {{mttf: 30 d, mttr: 5 s}}, disk: {{mttf: {}, mttr: {}}}",
                                  hours(years * a_year / times), disk(1)))),
          .replications = static_cast<std::uint64_t>(years),
          .worse = fmt::format(
              "{{hosts: {{node: {{failures: {{crash: {{mttr: {}}}, disk: {{mttr: {}}}}}}}}}}}",
              hours(crash * (1 - std::min(0.5, 0.5 * rare / common))), disk(2))};
}

/// Masks the failure of one host, and not that of both.
HardShape masking(const std::string& name, const std::string& mttf, std::uint64_t replications) {
  return {.name = name,
          .text = over("10 y", "hosts: {n1..2: {failures: {f: {mttf: " + mttf +
                                   ", mttr: 6 h}}}}\n"
                                   "apps: {a: {on: n1}}\n"
                                   "clusters: {c: {nodes: [n1, n2], failover: {delay: "
                                   "{exponential: {mean: 10 s}}}}}\n"
                                   "services: {s: {needs: a}}\n"),
          .replications = replications,
          .worse =
              "{hosts: {n1..2: {failures: {f: {mttr: 12 h}}}}, clusters: {c: {failover: {delay: "
              "{exponential: {mean: 5 s}}}}}}"};
}

// ---- renewal --------------------------------------------------------------------------------------

/// Up for an exponential time and down for any other, alternately, in the long run: down for mttr /
/// (mttf + mttr) of the time; without an outage in a span if up at its beginning and for all of it.
Truth renewal(double mttf, double mttr, double span = a_year) {
  const double cycle = mttf + mttr;
  return {.unavailability = mttr / cycle,
          .outages_per_year = a_year / cycle,
          .outage_by_horizon = 1 - mttf / cycle * std::exp(-span / mttf)};
}

/// Repairs of any law, so many outages in the 100 years of a run. After a warm-up of a year, by which
/// less than 1e-4 of the long repairs' time is missing: the integral of their tail from there on, over
/// their mean.
HardShape repaired(const std::string& name, double outages, const std::string& law, double mean) {
  const double mttf = 100 * a_year / outages;
  const auto ttr = [&](double factor) {
    return fmt::format(fmt::runtime(law), fmt::arg("mean", hours(factor * mean)));
  };
  return {.name = name,
          .text = over(
              "1 y", one_host(fmt::format("f: {{mttf: {}, ttr: {}}}", hours(mttf), ttr(1))), "1 y"),
          .replications = 100,
          .worse = "{hosts: {node: {failures: {f: {ttr: " + ttr(1.5) + "}}}}}",
          .known = renewal(mttf, mean),
          .known_worse = renewal(mttf, 1.5 * mean).unavailability};
}

/// Of repairs of 10 s some are so many times as long.
HardShape branching(double weight, double ratio) {
  constexpr double mttf = 10 * a_day;
  constexpr double brief = 10 * second;
  const auto mean = [&](double shorter, double longer) {
    return (1 - weight) * shorter * brief + weight * longer * ratio * brief;
  };
  const auto ttr = [&](double shorter, double longer) {
    return fmt::format("{{hyperexponential: [{{weight: {}, mean: {}}}, {{weight: {}, mean: {}}}]}}",
                       1 - weight, hours(shorter * brief), weight, hours(longer * ratio * brief));
  };
  return {.name = fmt::format("hyper-1e{:.0f}", std::log10(weight)),
          .text = over("1 y", one_host("f: {mttf: 10 d, ttr: " + ttr(1, 1) + "}"), "1 y"),
          .replications = 100,
          .worse = "{hosts: {node: {failures: {f: {ttr: " + ttr(0.5, 1.5) + "}}}}}",
          .known = renewal(mttf, mean(1, 1)),
          .known_worse = renewal(mttf, mean(0.5, 1.5)).unavailability};
}

// ---- clusters -------------------------------------------------------------------------------------

/// A crash is failed over in 2 s, which works but for a small probability. Then a person comes, or it is
/// repaired where it was.
HardShape covering(double coverage, std::uint64_t replications) {
  return {.name = fmt::format("coverage-{}", coverage),
          .text = over("1 y",
                       fmt::format("hosts: {{n1..2: {{}}}}\n"
                                   "apps: {{a: {{on: n1, start: {{exponential: {{mean: 1 s}}}}, "
                                   "failures: {{crash: {{mttf: 10 d, mttr: 1 d}}}}}}}}\n"
                                   "clusters: {{c: {{nodes: [n1, n2], failover: {{coverage: {}, "
                                   "manual: {{exponential: {{mean: 1 d}}}}, delay: {{exponential: "
                                   "{{mean: 1 s}}}}}}}}}}\nservices: {{s: {{needs: a}}}}\n",
                                   coverage)),
          .replications = replications,
          .worse =
              "{apps: {a: {failures: {crash: {mttr: 2 d}}}}, clusters: {c: {failover: {delay: "
              "{exponential: {mean: 0.5 s}}}}}}"};
}

/// The lost node cannot be switched off with a small probability, and then a person has to come.
HardShape fencing(double success, std::uint64_t replications) {
  return {
      .name = fmt::format("fencing-{}", success),
      .text = over("1 y",
                   fmt::format("hosts: {{n1..2: {{failures: {{f: {{mttf: 100 d, mttr: 2 h}}}}}}}}\n"
                               "apps: {{a: {{on: n1, start: {{exponential: {{mean: 1 s}}}}}}}}\n"
                               "clusters: {{c: {{nodes: [n1, n2], fencing: {{kind: power, time: "
                               "{{exponential: {{mean: 1 s}}}}, success: {}}}, failover: {{manual: "
                               "{{exponential: {{mean: 8 h}}}}}}}}}}\nservices: {{s: {{needs: "
                               "a}}}}\n",
                               success)),
      .replications = replications,
      .worse =
          "{hosts: {n1..2: {failures: {f: {mttr: 4 h}}}}, clusters: {c: {fencing: {time: "
          "{exponential: {mean: 0.5 s}}}}}}"};
}

/// Nodes that hear nothing of one another, as heartbeats are lost, though nothing has failed; and a
/// site that is gone for long now and then.
///
/// Four losses in a row, one heartbeat a second, are met after (1/p^4 - 1)/(1 - p) s on average
/// (Feller, volume 1, chapter XIII.7). Then the node that runs the application is switched off and it
/// starts on the other: down for its start. (When that node is the one that suspects, nothing is
/// down.) While it starts nobody suspects anybody else by more than 0.1 % of the cases. After the site
/// is back it starts, too.
HardShape lossy(const std::string& name, double loss, double site, std::uint64_t replications) {
  const double suspicion = (std::pow(loss, -4) - 1) / (1 - loss) * second;
  constexpr double start = 1.0 / 60;
  const auto share = [&](double starting, double gone) {
    return starting / (suspicion + starting) + (gone + starting) / (site + gone + starting);
  };
  return {
      .name = name,
      .text =
          over("1 y",
               fmt::format("hosts: {{n1..2: {{}}}}\n"
                           "networks: {{lan: {{loss: {}}}}}\n"
                           "apps: {{a: {{on: n1, start: {}}}}}\n"
                           "common-causes: {{site: {{mttf: {}, mttr: 1 d, hits: n*}}}}\n"
                           "clusters: {{c: {{nodes: [n1, n2], heartbeat: {{interval: 1 s, missed: "
                           "4}}, fencing: {{kind: power, time: 1 s}}}}}}\n"
                           "services: {{s: {{needs: a}}}}\n",
                           loss, hours(start), hours(site))),
      .replications = replications,
      .worse = fmt::format("{{apps: {{a: {{start: {}}}}}, common-causes: {{site: {{mttr: 2 d}}}}}}",
                           hours(0.8 * start)),
      .known = Truth{.unavailability = share(start, a_day),
                     .outages_per_year = a_year / (suspicion + start) + a_year / site},
      .known_worse = share(0.8 * start, 2 * a_day)};
}

// ---- pools ----------------------------------------------------------------------------------------

/// What a balancer's instance does, in the long run.
struct Instance {
  double serves = 0;
  double dead = 0;  ///< and still gets requests
};

/// Of a chain of six states, by its rates: the application is up, starts, or its host is down; in the
/// rotation or not. Who is up and not in the rotation is added, who is not up and in it is removed.
Instance instance_of(double crash, double start, double host, double repair, double removal,
                     double addition) {
  enum State : std::size_t { up, starting, lost, up_out, starting_out, lost_out };
  std::array<std::array<double, 6>, 6> rate{};
  for (const std::size_t out : {0U, 3U}) {
    rate[up + out][starting + out] = crash;
    rate[up + out][lost + out] = host;
    rate[starting + out][up + out] = start;
    rate[starting + out][lost + out] = host;
    rate[lost + out][starting + out] = repair;
  }
  rate[starting][starting_out] = rate[lost][lost_out] = removal;
  rate[up_out][up] = addition;
  // State by state is taken out of the chain (Grassmann, Taksar and Heyman 1985), which subtracts
  // nothing.
  std::array<double, 6> share{};
  for (std::size_t n = 5; n > 0; --n) {
    double out = 0;
    for (std::size_t i = 0; i < n; ++i) out += rate[n][i];
    for (std::size_t i = 0; i < n; ++i) {
      rate[i][n] /= out;
      for (std::size_t k = 0; k < n; ++k) rate[i][k] += i == k ? 0 : rate[i][n] * rate[n][k];
    }
  }
  share[0] = 1;
  double all = 1;
  for (std::size_t n = 1; n < 6; ++n) {
    for (std::size_t i = 0; i < n; ++i) share[n] += share[i] * rate[i][n];
    all += share[n];
  }
  return {share[up] / all, (share[starting] + share[lost]) / all};
}

/// Two instances on hosts of their own. Both in rotation: all or half of the requests are served; one:
/// all or none. The truth is that of the long run.
HardShape pool(const std::string& name, const std::string& host_mttf, double host,
               std::uint64_t replications) {
  const auto text = [&](const std::string& mttf) {
    return over("1 y",
                "hosts: {node1..2: {failures: {f: {mttf: " + mttf +
                    ", mttr: 2 d}}}}\n"
                    "apps: {web1..2: {on: node1, start: {exponential: {mean: 2 min}}, failures: "
                    "{crash: {mttf: 10 d}}}, web2: {on: node2}}\n"
                    "clusters: {lb: {profile: ideal, nodes: node*, check: {removal: {exponential: "
                    "{mean: 5 s}}, addition: {exponential: {mean: 10 s}}}}}\n"
                    "services: {web: {needs: {any: web*}}}\n",
                "60 d");
  };
  const auto [serves, dead] =
      instance_of(1 / (10 * a_day), 30, 1 / host, 1 / (2 * a_day), 720, 360);
  const double out = 1 - serves - dead;
  const double served = serves * serves + serves * dead + 2 * out * serves;
  return {.name = name,
          .text = text(host_mttf),
          .replications = replications,
          .worse =
              "{hosts: {node1..2: {failures: {f: {mttr: 4 d}}}}, clusters: {lb: {check: {addition: "
              "{exponential: {mean: 5 s}}}}}}",
          .known = Truth{.unavailability = (1 - serves) * (1 - serves), .served = served}};
}

// ---- what is not known ----------------------------------------------------------------------------

/// The mean of what a time that is not known gives, by the midpoints of its levels.
double mean_over(const Unknown& unknown, const std::function<double(double hours)>& value) {
  constexpr int steps = 20'000;
  double sum = 0;
  for (int i = 0; i < steps; ++i) sum += value(unknown.quantile((i + 0.5) / steps).count());
  return sum / steps;
}

/// One host, of which the time to failure lies between two.
HardShape unknown_failures(const std::string& name, double low, double high, double mttr,
                           std::uint64_t replications) {
  const Unknown unknown = Unknown::between(Seconds(low), Seconds(high));
  const auto mean = [&](const auto& of) { return mean_over(unknown, of); };
  const auto unavailability = [&](double repair) {
    return mean([&](double mttf) { return renewal(mttf, repair).unavailability; });
  };
  return {.name = name,
          .text = over("1 y",
                       one_host(fmt::format("f: {{mttf: {{between: [{}, {}]}}, mttr: {}}}",
                                            hours(low), hours(high), hours(mttr))),
                       hours(20 * mttr)),
          .replications = replications,
          .worse = fmt::format("{{hosts: {{node: {{failures: {{f: {{mttr: {}}}}}}}}}}}",
                               hours(1.5 * mttr)),
          .known = Truth{.unavailability = unavailability(mttr),
                         .outages_per_year =
                             mean([&](double m) { return *renewal(m, mttr).outages_per_year; }),
                         .outage_by_horizon =
                             mean([&](double m) { return *renewal(m, mttr).outage_by_horizon; })},
          .known_at_medians = renewal(std::sqrt(low * high), mttr).unavailability,
          .known_worse = unavailability(1.5 * mttr)};
}

/// Two hosts of one kind, one of which is enough: both down, each by itself, at each time to failure.
HardShape unknown_pair() {
  constexpr double mttr = 20;
  const Unknown unknown = Unknown::between(Seconds(500), Seconds(8000));
  const auto unavailability = [&](double repair) {
    return mean_over(unknown, [&](double mttf) { return std::pow(repair / (mttf + repair), 2); });
  };
  return {.name = "not-known-pair",
          .text = over("1 y",
                       "hosts: {n1..2: {failures: {f: {mttf: {between: [500 h, 8000 h]}, mttr: 20 "
                       "h}}}}\nservices: {s: {needs: {any: n*}}}\n",
                       "400 h"),
          .replications = 200,
          .worse = "{hosts: {n1..2: {failures: {f: {mttr: 30 h}}}}}",
          .known = Truth{.unavailability = unavailability(mttr)},
          .known_at_medians = std::pow(renewal(2000, mttr).unavailability, 2),
          .known_worse = unavailability(1.5 * mttr)};
}

/// Crashes of 5 s, and a repair that takes from a day to a month, which of them nobody knows. A crash
/// and the repair exclude one another: each adds its mean per time up.
HardShape unknown_repair() {
  constexpr double longest = 30 * a_day;
  const auto at = [](double repair) {
    const double odds = 5 * second / (30 * a_day) + repair / (50 * a_year);
    return odds / (1 + odds);
  };
  const auto unavailability = [&](double factor) {
    return mean_over(Unknown::between(Seconds(factor * a_day), Seconds(factor * longest)), at);
  };
  const auto disk = [](double factor) {
    return fmt::format(
        "disk: {{mttf: 50 y, ttr: {{exponential: {{mean: {{between: [{}, {}]}}}}}}}}",
        hours(factor * a_day), hours(factor * longest));
  };
  return {.name = "not-known-repair",
          .text = over("1 y", one_host("crash: {mttf: 30 d, mttr: 5 s}, " + disk(1)), "2 y"),
          .replications = 200,
          .worse = "{hosts: {node: {failures: {" + disk(1.5) + "}}}}",
          .known = Truth{.unavailability = unavailability(1)},
          .known_at_medians = at(std::sqrt(a_day * longest)),
          .known_worse = unavailability(1.5)};
}

/// A scenario that has a chain, from good health on.
HardShape chained(const std::string& name, const std::string& horizon, std::uint64_t replications,
                  const std::string& body, const std::string& worse) {
  return {.name = name,
          .text = over(horizon, body),
          .replications = replications,
          .worse = "{" + worse + "}"};
}

std::vector<HardShape> all_shapes() {
  const std::string all_of_three = "services: {s: {needs: {any: h*}}}\n";
  const std::string cv3 = "{{lognormal: {{mean: {mean}, cv: 3}}}}";
  const std::string cv5 = "{{lognormal: {{mean: {mean}, cv: 5}}}}";
  const std::string weibull = "{{weibull: {{shape: 0.4, mean: {mean}}}}}";
  return {
      // How many times as long, and how often in a run.
      mixture(1e2, 3),
      mixture(1e2, 30),
      mixture(1e3, 1),
      mixture(1e3, 10),
      mixture(1e4, 0.3),
      mixture(1e4, 3),
      mixture(1e5, 0.1),
      mixture(1e5, 1),
      mixture(1e5, 10),
      mixture(1e6, 0.3),
      mixture(1e6, 3),
      mixture(1e6, 30),
      masking("masking", "3 y", 1000),       // both down 1.5 times in a run
      masking("masking-few", "3 y", 200),    // 0.3 times
      masking("masking-often", "1 y", 500),  // 7 times
      chained("crash-and-disk", "10 y", 100,
              one_host("crash: {mttf: 30 d, mttr: 1 min}, disk: {mttf: 10000 y, mttr: 200 d}"),
              "hosts: {node: {failures: {crash: {mttr: 30 s}, disk: {mttr: 400 d}}}}"),
      // Of 50 outages 45 of a minute and 5 of a day.
      {.name = "minute-or-day",
       .text = over("1 y",
                    one_host("f: {mttf: 1 y, ttr: {hyperexponential: [{weight: 0.9, mean: 1 min}, "
                             "{weight: 0.1, mean: 1 d}]}}"),
                    "60 d"),
       .replications = 50,
       .worse = "{hosts: {node: {failures: {f: {ttr: {hyperexponential: [{weight: 0.9, mean: 30 "
                "s}, {weight: 0.1, mean: 2 d}]}}}}}}",
       .known = renewal(a_year, 0.9 / 60 + 0.1 * a_day),
       .known_worse = renewal(a_year, 0.9 / 120 + 0.2 * a_day).unavailability},
      // Redundancy.
      chained("three-hosts", "1 y", 400,
              "hosts: {h1..3: {failures: {f: {mttf: 1000 h, mttr: 10 h}}}}\n" + all_of_three,
              "hosts: {h1..3: {failures: {f: {mttr: 15 h}}}}"),
      chained("two-of-three", "1 y", 200,
              "hosts: {h1..3: {failures: {f: {mttf: 5000 h, mttr: 10 h}}}}\n"
              "services: {s: {needs: {at-least: 2, of: h*}}}\n",
              "hosts: {h1..3: {failures: {f: {mttr: 15 h}}}}"),
      chained("three-hosts-one-crew", "1 y", 200,
              "crews: {field: {size: 1}}\n"
              "hosts: {h1..3: {failures: {f: {mttf: 1000 h, mttr: 10 h, crew: field}}}}\n" +
                  all_of_three,
              "hosts: {h1..3: {failures: {f: {mttr: 15 h}}}}"),
      chained("three-of-five", "1 y", 300,
              "hosts: {h1..5: {failures: {f: {mttf: 1000 h, mttr: 10 h}}}}\n"
              "services: {s: {needs: {at-least: 3, of: h*}}}\n",
              "hosts: {h1..5: {failures: {f: {mttr: 15 h}}}}"),
      chained(
          "pair-and-feed", "1 y", 200,
          "hosts: {h1..2: {failures: {f: {mttf: 1000 h, mttr: 1 h}}}}\n"
          "common-causes: {feed: {mttf: 100 y, mttr: 5 d, hits: h*}}\n" +
              all_of_three,
          "hosts: {h1..2: {failures: {f: {mttr: 30 min}}}}, common-causes: {feed: {mttr: 10 d}}"),
      // Branches, of less and less probability.
      chained(
          "feed-0.5", "1 y", 200,
          "hosts: {h1..2: {failures: {f: {mttf: 1000 h, mttr: 1 h}}}}\n"
          "common-causes: {feed: {mttf: 20 y, mttr: 1 d, hits: h*, probability: 0.5}}\n" +
              all_of_three,
          "hosts: {h1..2: {failures: {f: {mttr: 30 min}}}}, common-causes: {feed: {mttr: 2 d}}"),
      chained("feed-0.1", "10 y", 1000,
              "hosts: {h1..3: {failures: {f: {mttf: 5000 h, mttr: 4 h}}}}\n"
              "common-causes: {feed: {mttf: 5 y, mttr: 2 h, hits: h*, probability: 0.1}}\n" +
                  all_of_three,
              "common-causes: {feed: {mttr: 4 h}}"),
      chained("feed-0.02", "1 y", 500,
              "hosts: {h1..2: {failures: {f: {mttf: 5000 h, mttr: 1 h}}}}\n"
              "common-causes: {feed: {mttf: 30 d, mttr: 10 h, hits: h*, probability: 0.02}}\n" +
                  all_of_three,
              "common-causes: {feed: {mttr: 20 h}}"),
      chained(
          "feed-1e-4", "1 y", 100,
          one_host("crash: {mttf: 30 d, mttr: 1 min}") +
              "common-causes: {feed: {mttf: 1 d, mttr: 2 h, hits: node, probability: 0.0001}}\n",
          "hosts: {node: {failures: {crash: {mttr: 54 s}}}}, common-causes: {feed: {mttr: 4 h}}"),
      covering(0.5, 20),
      covering(0.99, 20),
      covering(0.999, 100),
      covering(0.9999, 300),
      fencing(0.9, 100),
      fencing(0.99, 200),
      fencing(0.999, 500),
      branching(0.01, 1e3),
      branching(1e-3, 1e4),
      branching(1e-4, 1e5),
      // Heavy tails.
      repaired("lognormal-3-x2", 2, cv3, 5),
      repaired("lognormal-3-x20", 20, cv3, 5),
      repaired("lognormal-3-x1000", 1000, cv3, 5),
      repaired("lognormal-5-x20", 20, cv5, 2),
      repaired("lognormal-5-x200", 200, cv5, 2),
      repaired("weibull-x5", 5, weibull, 5),
      repaired("weibull-x50", 50, weibull, 5),
      unknown_failures("not-known-often", 500, 2000, 10, 100),
      unknown_failures("not-known-seldom", a_year, 100 * a_year, 24, 100),
      unknown_pair(),
      unknown_repair(),
      lossy("lossy-often", 0.05, 20 * a_year, 20),
      lossy("lossy-seldom", 0.02, 50 * a_year, 100),
      // Planned work.
      chained("patched-pair", "1 y", 500,
              "hosts: {n1..2: {failures: {f: {mttf: 20000 h, mttr: 48 h}}}}\n"
              "maintenance: {patching: {hosts: n*, every: {exponential: {mean: 30 d}}, duration: "
              "{exponential: {mean: 40 min}}}}\nservices: {s: {needs: {any: n*}}}\n",
              "hosts: {n1..2: {failures: {f: {mttr: 96 h}}}}"),
      chained("patched-cluster", "1 y", 200,
              "hosts: {n1..2: {failures: {f: {mttf: 20000 h, mttr: 48 h}}}}\n"
              "apps: {a: {on: n1, start: {exponential: {mean: 10 s}}}}\n"
              "clusters: {c: {nodes: [n1, n2]}}\n"
              "maintenance: {patching: {hosts: n*, every: {exponential: {mean: 30 d}}, duration: "
              "{exponential: {mean: 40 min}}}}\nservices: {s: {needs: a}}\n",
              "hosts: {n1..2: {failures: {f: {mttr: 96 h}}}}, apps: {a: {start: {exponential: "
              "{mean: 5 s}}}}"),
      // What fails unseen.
      chained("unseen-pair", "10 y", 200,
              "hosts:\n  main: {failures: {f: {mttf: 3 y, mttr: 12 h}}}\n"
              "  spare: {failures: {f: {mttf: 5 y, mttr: 24 h, effect: latent}}, test: {every: "
              "{exponential: {mean: 30 d}}}}\n"
              "services: {s: {needs: {any: [main, spare]}}}\n",
              "hosts: {main: {failures: {f: {mttr: 18 h}}}}"),
      chained("unseen-untested", "10 y", 200,
              "hosts:\n  main: {failures: {f: {mttf: 20 y, mttr: 12 h}}}\n"
              "  spare: {failures: {f: {mttf: 20 y, mttr: 24 h, effect: latent}}}\n"
              "services: {s: {needs: {any: [main, spare]}}}\n",
              "hosts: {main: {failures: {f: {mttr: 18 h}}}}"),
      chained("unseen-battery", "10 y", 100,
              "hosts: {n: {}}\n"
              "devices: {ups: {failures: {battery: {mttf: 20 y, mttr: 2 d, effect: latent}}, test: "
              "{every: {exponential: {mean: 90 d}}}}}\n"
              "common-causes: {mains: {mttf: 100 d, mttr: 1 h, hits: n, bridged-by: ups, "
              "bridge-time: {exponential: {mean: 1 d}}}}\n"
              "services: {s: {needs: n}}\n",
              "common-causes: {mains: {mttr: 2 h}}"),
      // Load-balanced.
      pool("pool", "1 y", a_year, 100),
      pool("pool-seldom", "20 y", 20 * a_year, 200),
  };
}

}  // namespace

const std::vector<HardShape>& hard_shapes() {
  static const std::vector<HardShape> all = all_shapes();
  return all;
}

}  // namespace ausfall::test
