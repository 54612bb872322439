// The simulation's speed where it matters: a two-node host cluster with everything that a real one
// has.
//
// Reports nanoseconds an event, simulated years a second, and allocations in the measured loop,
// which has to be none.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include "models/ledger.hpp"
#include "models/model.hpp"
#include "scenarios/reader.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};

}  // namespace

namespace {

void* counted(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace ausfall {
namespace {

constexpr const char* scenario_text = R"(
ausfall: 1
name: two-node host cluster
horizon: 1 y
hosts:
  node1..2:
    cores: 4
    memory: 8 GiB
    boot: 4 min
    failures:
      hardware: {mttf: 5 y, mttr: 6 h}
      os: {mttf: 90 d}
storage:
  array: {type: fc, hosts: all}
networks:
  private: {carries: [heartbeat], hosts: all}
  public: {carries: [client, heartbeat], hosts: all}
vms:
  mail: {host: node1, memory: 1 GiB, storage: array, boot: 90 s, failures: {os: {mttf: 60 d}}}
apps:
  exchange: {on: mail, start: 30 s, failures: {crash: {mttf: 30 d}}}
clusters:
  msc:
    profile: mscs-2003
    nodes: [node1, node2]
    groups: {mail: {members: [mail]}}
    heartbeat: {interval: 1 s, missed: 5}
    membership: {regroup: 2 s}
    quorum: none
    fencing: none
    failover: {delay: 10 s}
services:
  mail: {needs: exchange, slo: 99.9 %}
)";

/// As `ausfall run` does it, on one thread: years of the two-node host cluster, measured by a
/// ledger.
void two_node_host_cluster(benchmark::State& state) {
  const scenarios::Scenario scenario = scenarios::read_text("bench.yaml", scenario_text);
  const models::Plant& plant = *scenario.plant;
  const models::Model model(plant);
  const models::World healthy = model.healthy();
  models::World world = healthy;
  Calendar calendar(streams_of(plant));
  models::Ledger ledger(plant, calendar);
  models::Tally tally;
  std::uint64_t events = 0;
  std::uint64_t replication = 0;
  const auto one_year = [&] {
    world = healthy;
    calendar.reset({.seed = 1, .replication = ++replication});
    ledger.begin(Time(0), year);
    begin_replication(model, world, calendar, &ledger);
    simulate(model, world, calendar, &ledger, year, events);
    ledger.finish(tally);
  };
  for (int i = 0; i < 2000; ++i) one_year();  // until every size that occurs has occurred
  events = 0;
  allocations = 0;
  for (auto _ : state) one_year();
  const auto years = static_cast<double>(state.iterations());
  state.counters["years/s"] = benchmark::Counter(years, benchmark::Counter::kIsRate);
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["s/event"] = benchmark::Counter(
      static_cast<double>(events), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["events/year"] = static_cast<double>(events) / years;
  state.counters["allocations"] = static_cast<double>(allocations.load());
}
BENCHMARK(two_node_host_cluster)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ausfall

BENCHMARK_MAIN();
