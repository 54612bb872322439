// What the calendar costs: a draw, a start, a stop, a hold, and an event (a ring and the start that
// follows it) among few and among many clocks. Every benchmark reports the allocations of one
// round, which must be 0.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "sim/calendar.hpp"
#include "sim/distribution.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace {
std::uint64_t allocations = 0;

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  if (void* memory = std::aligned_alloc(alignment, whole)) return memory;
  throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) { return counted(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace ausfall {
namespace {

/// Counts what the rounds of a benchmark allocate.
class Rounds {
 public:
  explicit Rounds(benchmark::State& state) : state_(state), before_(allocations) {}
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;
  ~Rounds() {
    const auto rounds = static_cast<double>(state_.iterations());
    state_.counters["allocations"] = static_cast<double>(allocations - before_) / rounds;
    state_.counters["per_second"] = benchmark::Counter(rounds, benchmark::Counter::kIsRate);
  }

 private:
  benchmark::State& state_;
  std::uint64_t before_;
};

std::vector<Stream> streams(std::size_t count) {
  std::vector<Stream> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(stream_named("clock" + std::to_string(i)));
  return result;
}

/// A calendar whose clocks all run, with exponential times of mean 1000 h.
Calendar& started(Calendar& calendar, std::size_t clocks) {
  calendar.reset({.seed = 1, .replication = 0});
  const Distribution law = Distribution::exponential(1000h);
  for (std::size_t i = 0; i < clocks; ++i) calendar.start(ClockId(i), law);
  return calendar;
}

void draw(benchmark::State& state, const Distribution& law) {
  std::uint64_t number = 0;
  const Rounds rounds(state);
  for (auto _ : state) {
    Draw words({.seed = 1, .replication = 0}, stream_named("clock"), number++);
    benchmark::DoNotOptimize(law.sample(words));
  }
}
BENCHMARK_CAPTURE(draw, constant, Distribution::constant(4min));
BENCHMARK_CAPTURE(draw, exponential, Distribution::exponential(1000h));
BENCHMARK_CAPTURE(draw, uniform, Distribution::uniform(5s, 6s));
BENCHMARK_CAPTURE(draw, triangular, Distribution::triangular(5s, 6s, 9s));
BENCHMARK_CAPTURE(draw, weibull, Distribution::weibull(0.7, 1000h));
BENCHMARK_CAPTURE(draw, lognormal, Distribution::lognormal_with_mean(2h, 1.5));
BENCHMARK_CAPTURE(draw, gamma, Distribution::gamma(2.5, 4h));
BENCHMARK_CAPTURE(draw, hyperexponential, Distribution::hyperexponential({{0.9, 1h}, {0.1, 24h}}));

void start_and_stop(benchmark::State& state) {
  const auto clocks = static_cast<std::size_t>(state.range(0));
  Calendar calendar(streams(clocks + 1));
  started(calendar, clocks);
  const Distribution law = Distribution::exponential(1000h);
  const Rounds rounds(state);
  for (auto _ : state) {
    calendar.start(ClockId(clocks), law);
    calendar.stop(ClockId(clocks));
  }
}
BENCHMARK(start_and_stop)->Arg(10)->Arg(10'000);

void hold_and_resume(benchmark::State& state) {
  const auto clocks = static_cast<std::size_t>(state.range(0));
  Calendar calendar(streams(clocks));
  started(calendar, clocks);
  const Distribution law = Distribution::exponential(1000h);
  std::size_t next = 0;
  const Rounds rounds(state);
  for (auto _ : state) {
    calendar.hold(ClockId(next));
    calendar.start(ClockId(next), law);
    next = next + 1 == clocks ? 0 : next + 1;
  }
}
BENCHMARK(hold_and_resume)->Arg(10)->Arg(10'000);

void ring(benchmark::State& state) {
  const auto clocks = static_cast<std::size_t>(state.range(0));
  Calendar calendar(streams(clocks));
  started(calendar, clocks);
  const Distribution law = Distribution::exponential(1000h);
  const Rounds rounds(state);
  for (auto _ : state) calendar.start(calendar.advance(), law);
}
BENCHMARK(ring)->Arg(10)->Arg(1'000)->Arg(10'000)->Arg(1'000'000);

/// A clock without delay beside those that wait.
void ring_at_once(benchmark::State& state) {
  const auto clocks = static_cast<std::size_t>(state.range(0));
  Calendar calendar(streams(clocks + 1));
  started(calendar, clocks);
  const Distribution at_once;
  const Rounds rounds(state);
  for (auto _ : state) {
    calendar.start(ClockId(clocks), at_once);
    benchmark::DoNotOptimize(calendar.advance());
  }
}
BENCHMARK(ring_at_once)->Arg(10)->Arg(10'000);

void choose(benchmark::State& state) {
  Calendar calendar(streams(1));
  calendar.reset({.seed = 1, .replication = 0});
  const Stream stream = stream_named("coverage");
  const std::array<double, 2> probabilities{0.95, 0.05};
  calendar.choose(stream, probabilities);  // the stream is known now
  const Rounds rounds(state);
  for (auto _ : state) benchmark::DoNotOptimize(calendar.choose(stream, probabilities));
}
BENCHMARK(choose);

}  // namespace
}  // namespace ausfall
