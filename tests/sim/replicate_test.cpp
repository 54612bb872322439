#include "sim/replicate.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sim/estimate.hpp"

namespace ausfall {
namespace {

const std::atomic<bool> undisturbed = false;

/// Which replications are in it, in which order, and something whose bytes depend on the order of
/// merging.
struct Log {
  std::vector<std::uint64_t> replications;
  Moments values;

  void merge(const Log& other) {
    replications.insert(replications.end(), other.replications.begin(), other.replications.end());
    values.merge(other.values);
  }
  bool operator==(const Log&) const = default;
};

void note(std::uint64_t replication, Log& log) {
  log.replications.push_back(replication);
  log.values.add(std::sin(static_cast<double>(replication)) * 1e6);
}

Log run(Replications range, unsigned threads) {
  Log log;
  const std::uint64_t merged = replicate(
      range, threads, [] { return note; }, log, undisturbed);
  EXPECT_EQ(merged, range.last - range.first);
  return log;
}

void expect_prefix(const Log& log, std::uint64_t first, std::uint64_t count) {
  ASSERT_EQ(log.replications.size(), count);
  for (std::uint64_t i = 0; i < count; ++i) ASSERT_EQ(log.replications[i], first + i);
}

TEST(Replicate, GivesTheSameBytesAtAnyNumberOfThreads) {
  const Log one = run({0, 1003}, 1);
  expect_prefix(one, 0, 1003);
  for (const unsigned threads : {2U, 3U, 8U, 64U})
    EXPECT_EQ(run({0, 1003}, threads), one) << threads;
}

TEST(Replicate, TakesAnyRange) {
  for (const Replications range :
       {Replications{0, 0}, {5, 5}, {5, 6}, {15, 17}, {3, 16}, {16, 33}}) {
    for (const unsigned threads : {1U, 4U})
      expect_prefix(run(range, threads), range.first, range.last - range.first);
  }
}

TEST(Replicate, GoesOnWhereItStoppedWithTheSameBytes) {
  const Log whole = run({0, 320}, 4);
  Log pieces;
  for (const std::uint64_t first : {0U, 16U, 160U}) {
    const std::uint64_t last = first == 0 ? 16 : first == 16 ? 160 : 320;
    replicate(
        {first, last}, 3, [] { return note; }, pieces, undisturbed);
  }
  EXPECT_EQ(pieces, whole);
}

TEST(Replicate, AnInterruptLeavesAPrefixThatAnUndisturbedRunWouldGive) {
  for (const unsigned threads : {1U, 2U, 8U}) {
    std::atomic<bool> interrupted = false;
    std::atomic<int> begun = 0;
    const auto make_worker = [&] {
      return [&](std::uint64_t replication, Log& log) {
        if (++begun == 100) interrupted = true;
        note(replication, log);
      };
    };
    Log log;
    const std::uint64_t merged = replicate({0, 100'000}, threads, make_worker, log, interrupted);
    EXPECT_LE(merged, 100 + threads);
    if (threads == 1) {
      EXPECT_EQ(merged, 100);
    }
    expect_prefix(log, 0, merged);
    EXPECT_EQ(log, run({0, merged}, 2));
  }
}

TEST(Replicate, AnInterruptBeforeTheStartGivesNothing) {
  const std::atomic<bool> interrupted = true;
  Log log;
  EXPECT_EQ(replicate(
                {0, 100}, 4, [] { return note; }, log, interrupted),
            0);
  EXPECT_EQ(log, Log());
}

TEST(Replicate, ThrowsWhatAWorkerThrows) {
  for (const unsigned threads : {1U, 4U}) {
    const auto fails_at_77 = [](std::uint64_t replication, Log& log) {
      if (replication == 77) throw std::runtime_error("77");
      note(replication, log);
    };
    Log log;
    EXPECT_THROW(replicate(
                     {0, 10'000}, threads, [&] { return fails_at_77; }, log, undisturbed),
                 std::runtime_error);
    expect_prefix(log, 0, log.replications.size());
    EXPECT_LE(log.replications.size(), 77);
  }
}

TEST(Replicate, ThrowsWhatMakingAWorkerThrows) {
  const auto make_worker = []() -> void (*)(std::uint64_t, Log&) {
    throw std::logic_error("no worker");
  };
  Log log;
  EXPECT_THROW(replicate({0, 100}, 4, make_worker, log, undisturbed), std::logic_error);
}

/// One batch that takes long must not let the others pile up behind it.
TEST(Replicate, KeepsOnlyAWindowOfBatchesInMemory) {
  static std::atomic<int> alive = 0;
  static std::atomic<int> most = 0;
  struct Counted {
    Counted() { most = std::max(most.load(), ++alive); }
    Counted(const Counted&) : Counted() {}
    Counted(Counted&&) noexcept : Counted() {}
    Counted& operator=(const Counted&) = default;
    Counted& operator=(Counted&&) = default;
    ~Counted() { --alive; }
    void merge(const Counted&) {}
  };
  const auto slow_start = [](std::uint64_t replication, Counted&) {
    if (replication == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  };
  {
    Counted into;
    const std::uint64_t batches = 10'000;
    EXPECT_EQ(replicate(
                  {0, batches * batch_size}, 4, [&] { return slow_start; }, into, undisturbed),
              batches * batch_size);
  }
  EXPECT_LE(most,
            4 * 4 + 4 * 4 + 1);  // a window of 4 batches a thread, and what is being moved about
  EXPECT_EQ(alive, 0);
}

TEST(Replicate, TellsItsProgressOnTheCallingThread) {
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<std::uint64_t> told;
  const auto progress = [&](std::uint64_t done) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    told.push_back(done);
  };
  const auto slow = [](std::uint64_t replication, Log& log) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    note(replication, log);
  };
  Log log;
  replicate(
      {0, 100}, 2, [&] { return slow; }, log, undisturbed, progress);
  ASSERT_GE(told.size(), 2);
  EXPECT_TRUE(std::ranges::is_sorted(told));
  EXPECT_EQ(told.back(), 100);
}

TEST(Replicate, AReplicationThatIsCutShortLeavesThoseBeforeIt) {
  std::atomic<bool> interrupted = false;
  Log log;
  const auto make_worker = [&] {
    return [&](std::uint64_t replication, Log& into) {
      if (replication == 21) interrupted = true;
      StopSign(interrupted).look();
      note(replication, into);
    };
  };
  EXPECT_EQ(replicate({0, 1000}, 1, make_worker, log, interrupted), 21U);
  expect_prefix(log, 0, 21);
}

}  // namespace
}  // namespace ausfall
