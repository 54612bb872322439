#include "tests/support/experiments.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "app/experiment.hpp"
#include "app/solver.hpp"

namespace ausfall::test {
namespace {

const std::atomic<bool> not_interrupted{false};

template <class Services>
const auto& named(const Services& services, const std::string& name) {
  const auto found = std::ranges::find(services, name, [](const auto& each) { return each.name; });
  if (found == services.end()) throw std::out_of_range("no service " + name);
  return *found;
}

app::ExperimentPlan plan_of(const scenarios::Scenario& it, std::uint64_t seed, unsigned threads) {
  app::ExperimentPlan plan;
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

app::Solution solve(const std::string& text, std::optional<Duration> at, int phases) {
  const scenarios::Scenario it = scenario(text);
  return app::solve_plan(*it.plant, {.scenario = it.name, .at = at, .phases = phases},
                         not_interrupted, [](std::size_t, std::size_t) {});
}

app::RunResult run(const std::string& text, std::optional<std::uint64_t> seed,
                   std::optional<std::uint64_t> replications, unsigned threads) {
  const scenarios::Scenario it = scenario(text);
  app::ExperimentPlan plan = plan_of(it, seed.value_or(it.seed), threads);
  plan.replications_min = replications.value_or(it.replications.min);
  plan.replications_max = plan.replications_min;
  return app::simulate_scenario(it, plan, not_interrupted, [](std::uint64_t, std::uint64_t) {});
}

app::RunResult run_to(const std::string& text, double precision, std::uint64_t seed,
                      unsigned threads) {
  const scenarios::Scenario it = scenario(text);
  app::ExperimentPlan plan = plan_of(it, seed, threads);
  plan.replications_min = it.replications.min;
  plan.replications_max = it.replications.max;
  plan.precision = precision;
  return app::simulate_scenario(it, plan, not_interrupted, [](std::uint64_t, std::uint64_t) {});
}

const app::SolvedService& service(const app::Solution& solution, const std::string& name) {
  return named(solution.services, name);
}

const app::ServiceResult& service(const app::RunResult& result, const std::string& name) {
  return named(result.services, name);
}

}  // namespace ausfall::test
