// What an event costs in rooms of different sizes: clusters of 16 hosts and 160 VMs, each with a storage
// array, as many as there are hosts for. It should not depend on how many there are.
//
// Reports the time per event of plain histories; `rooms --print HOSTS` writes the scenario instead.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "models/ledger.hpp"
#include "models/model.hpp"
#include "scenarios/reader.hpp"
#include "sim/calendar.hpp"
#include "sim/simulate.hpp"

namespace ausfall {
namespace {

constexpr int hosts_each = 16;
constexpr int vms_each = 160;

/// REQUIRES: a multiple of `hosts_each`.
std::string room(std::int64_t hosts) {
  const std::int64_t clusters = hosts / hosts_each;
  const auto range = [](std::int64_t number, int each) {
    return fmt::format("{}..{}", number * each + 1, (number + 1) * each);
  };
  std::string text = fmt::format(
      "ausfall: 1\nname: {0} hosts\nhorizon: 1 y\nreplications: 1\nhosts:\n"
      "  host1..{0}: {{cores: 64, memory: 256 GiB, boot: 5 min, failures: {{hardware: "
      "{{mttf: 3 y, mttr: 6 h}}, os: {{mttf: 180 d, mttr: 0 s}}}}}}\n"
      "networks:\n  lan: {{carries: [heartbeat, client]}}\n",
      hosts);
  std::string storage = "storage:\n";
  std::string vms = "vms:\n";
  std::string groups = "clusters:\n";
  std::string services = "services:\n";
  for (std::int64_t k = 0; k < clusters; ++k) {
    const std::string its_vms = range(k, vms_each);
    storage += fmt::format(
        "  array{}: {{type: fc, hosts: [host{}], failures: {{array: {{mttf: 10 y, mttr: 4 "
        "h}}}}}}\n",
        k + 1, range(k, hosts_each));
    vms += fmt::format(
        "  vm{}: {{memory: 12 GiB, storage: array{}, boot: 90 s, failures: {{os: {{mttf: 90 d, "
        "mttr: "
        "0 s}}}}}}\n",
        its_vms, k + 1);
    groups += fmt::format("  ha{}:\n    profile: vsphere-fdm\n    nodes: [host{}]\n    groups:\n",
                          k + 1, range(k, hosts_each));
    for (int vm = 0; vm < vms_each; ++vm) {
      groups += fmt::format("      vm{0}: {{members: [vm{0}], owners: [host{1}]}}\n",
                            k * vms_each + vm + 1, k * hosts_each + vm % hosts_each + 1);
    }
    services += fmt::format("  s{}: {{needs: {{at-least: 150, of: [vm{}]}}}}\n", k + 1, its_vms);
  }
  return text + storage + vms + groups + services;
}

void years(benchmark::State& state) {
  const scenarios::Scenario scenario = scenarios::read_text("room.yaml", room(state.range(0)));
  const models::Plant& plant = *scenario.plant;
  const models::Model model(plant);
  const models::World healthy = model.healthy();
  models::World world = healthy;
  Calendar calendar(streams_of(plant));
  models::Ledger ledger(plant, calendar);
  models::Tally tally;
  std::uint64_t events = 0;
  std::uint64_t replication = 0;
  for (auto _ : state) {
    world = healthy;
    calendar.reset({.seed = 1, .replication = ++replication});
    ledger.begin(Time(0), year);
    begin_replication(model, world, calendar, &ledger);
    simulate(model, world, calendar, &ledger, year, events);
    ledger.finish(tally);
  }
  state.counters["s/event"] = benchmark::Counter(
      static_cast<double>(events), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["events/year"] =
      static_cast<double>(events) / static_cast<double>(state.iterations());
}
BENCHMARK(years)->Arg(16)->Arg(160)->Arg(1600)->Arg(6400)->Unit(benchmark::kMillisecond);

void reading(benchmark::State& state) {
  const std::string text = room(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(scenarios::read_text("room.yaml", text));
}
BENCHMARK(reading)->Arg(16)->Arg(160)->Arg(1600)->Arg(6400)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ausfall

int main(int count, char** words) {
  if (count == 3 && std::string_view(words[1]) == "--print") {
    fmt::print("{}", ausfall::room(std::stoll(words[2])));
    return 0;
  }
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
