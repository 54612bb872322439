// The exact solver at full size: the dependable workstation cluster of Haverkort, Hermanns and
// Katoen (SRDS 2000), N workstations a side, from the text of the scenario to the answer.
//
// Recorded on one core of an AMD EPYC that others used too (processor time):
//
//      N      states   transitions   finding them   all      bound on all errors together
//    128     597,012     2,908,192        2.5 s     3.5 s    1.7e-14
//    256   2,373,652    11,583,520       13.7 s    21.1 s    2.7e-13
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>
#include <string>

#include "scenarios/reader.hpp"
#include "studies/solve.hpp"

namespace ausfall {
namespace {

std::string workstations(const std::string& count) {
  return R"(
ausfall: 1
crews: {repairer: {size: 1, response: {exponential: {mean: 0.1 h}}, order: race}}
hosts:
  left1..)" +
         count + R"(:  {failures: {hardware: {mttf: 500 h, mttr: 30 min, crew: repairer}}}
  right1..)" +
         count + R"(: {failures: {hardware: {mttf: 500 h, mttr: 30 min, crew: repairer}}}
networks:
  left:  {hosts: left*,  failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
  right: {hosts: right*, failures: {switch: {mttf: 4000 h, mttr: 4 h, crew: repairer}}}
trunks:
  backbone: {between: [left, right], failures: {cut: {mttf: 5000 h, mttr: 8 h, crew: repairer}}}
services:
  premium: {needs: {at-least: )" +
         count + R"(, of: [left*, right*], connected: true}}
)";
}

void solve(benchmark::State& state) {
  const std::atomic<bool> interrupted = false;
  studies::Solution solution;
  for (auto _ : state) {
    const scenarios::Scenario scenario =
        scenarios::read_text("workstations.yaml", workstations(std::to_string(state.range(0))));
    solution = studies::solve_plan(*scenario.plant, {}, {interrupted});
  }
  state.counters["states"] = static_cast<double>(solution.states);
  state.counters["transitions"] = static_cast<double>(solution.transitions);
  state.counters["error_bound"] = solution.error_bound.value_or(1);
}
BENCHMARK(solve)->Arg(8)->Arg(32)->Arg(128)->Arg(256)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ausfall
