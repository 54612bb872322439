#include "tests/support/shapes.hpp"

#include "sim/time.hpp"
#include "tests/support/experiments.hpp"

namespace ausfall::test {

namespace {

double share_down(double mttf, double mttr) { return mttr / (mttf + mttr); }

}  // namespace

std::vector<Shape> shapes() {
  const std::string head =
      "ausfall: 1\nhorizon: 1 y\nprecision: 5 %\nreplications: {min: 100, max: 1000000}\n";
  return {
      {"common outages",
       head + R"(
hosts: {node: {failures: {hardware: {mttf: 500 h, mttr: 10 h}}}}
services: {web: {needs: node}}
)",
       {std::nullopt}},
      {"few outages",
       head + R"(
hosts: {node1..2: {failures: {hardware: {mttf: 2000 h, mttr: 24 h}}}}
services: {web: {needs: {any: [node1, node2]}}}
)",
       {std::nullopt}},
      {"heavy-tailed repairs",
       head + R"(
warmup: 1 y
hosts: {node: {failures: {hardware: {mttf: 500 h, ttr: {lognormal: {mean: 5 h, cv: 3}}}}}}
services: {web: {needs: node}}
)",
       {share_down(500, 5)}},
      {"skewed: many short, few long",
       head + R"(
hosts: {node: {failures: {crash: {mttf: 100 h, mttr: 1 min}, hardware: {mttf: 20000 h, mttr: 24 h}}}}
services: {web: {needs: node}}
)",
       {std::nullopt}},
      {"several services",
       head + R"(
hosts: {node1..2: {failures: {hardware: {mttf: 1000 h, mttr: 24 h, crew: field}}}}
crews: {field: {size: 1}}
services: {either: {needs: {any: [node1, node2]}}, both: {needs: {all: [node1, node2]}}, one: {needs: node1}}
)",
       {std::nullopt, std::nullopt, std::nullopt}},
      {"rare",
       head + R"(
hosts: {node1..2: {failures: {hardware: {mttf: 4000 h, ttr: {exponential: {mean: 12 h}}}}}}
services: {web: {needs: {any: [node1, node2]}}}
)",
       {std::nullopt}},
      {"in bursts",
       head + R"(
hosts: {node: {failures: {flaps: {mttf: 10 h, mttr: 30 min}}}, storm: {failures: {calm: {mttf: 1000 h, mttr: 40 h}}}}
services: {web: {needs: {any: [node, storm]}}}
)",
       {std::nullopt}},
  };
}

std::vector<double> truths_of(const Shape& it) {
  std::vector<double> truths;
  for (std::size_t i = 0; i < it.known.size(); ++i) {
    truths.push_back(it.known[i] ? *it.known[i]
                                 : solve(it.text, year).services[i].transient->unavailability_over);
  }
  return truths;
}

}  // namespace ausfall::test
