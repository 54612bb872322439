#include "tests/support/experiments.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "studies/experiment.hpp"
#include "studies/solve.hpp"

namespace ausfall::test {
namespace {

const std::atomic<bool> not_interrupted{false};

template <class Services>
const auto& named(const Services& services, const std::string& name) {
  const auto found = std::ranges::find(services, name, [](const auto& each) { return each.name; });
  if (found == services.end()) throw std::out_of_range("no service " + name);
  return *found;
}

studies::ExperimentPlan plan_of(const scenarios::Scenario& it, std::uint64_t seed,
                                unsigned threads) {
  studies::ExperimentPlan plan;
  plan.scenario = it.name;
  plan.warmup = it.warmup;
  plan.horizon = it.horizon;
  plan.seed = seed;
  plan.confidence = it.confidence;
  plan.threads = threads;
  return plan;
}

}  // namespace

scenarios::Scenario scenario(const std::string& text) {
  return scenarios::read_text("test.yaml", text);
}

studies::Solution solve(const std::string& text, std::optional<Duration> at, int phases) {
  const scenarios::Scenario it = scenario(text);
  return studies::solve_plan(*it.plant, {.at = at, .phases = phases}, {not_interrupted});
}

studies::RunResult run(const std::string& text, std::optional<std::uint64_t> seed,
                       std::optional<std::uint64_t> replications, unsigned threads) {
  const scenarios::Scenario it = scenario(text);
  studies::ExperimentPlan plan = plan_of(it, seed.value_or(it.seed), threads);
  plan.replications_min = replications.value_or(it.replications.min);
  plan.replications_max = plan.replications_min;
  return studies::simulate_scenario(it, plan, {not_interrupted});
}

studies::RunResult run_to(const std::string& text, double precision, std::uint64_t seed,
                          unsigned threads) {
  const scenarios::Scenario it = scenario(text);
  studies::ExperimentPlan plan = plan_of(it, seed, threads);
  plan.replications_min = it.replications.min;
  plan.replications_max = it.replications.max;
  plan.precision = precision;
  return studies::simulate_scenario(it, plan, {not_interrupted});
}

const studies::SolvedService& service(const studies::Solution& solution, const std::string& name) {
  return named(solution.services, name);
}

const studies::ServiceResult& service(const studies::RunResult& result, const std::string& name) {
  return named(result.services, name);
}

}  // namespace ausfall::test
