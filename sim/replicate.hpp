// Replications on many threads, with the same bytes out at any number of them.
//
// 1. Replications go in batches that begin at multiples of `batch_size`, whoever runs them. Each
//    batch fills a tally of its own, and tallies are merged in the order of the batches. So what is
//    merged, and in which order, depends neither on the number of threads nor on how a run is cut
//    into calls at multiples of a batch.
// 2. What is merged is a prefix of the range, after an interrupt too: the first batch left
//    unfinished gives what it has, without the replication that was cut short.
// 3. Memory is bounded: nobody begins a batch that lies a whole window ahead of the oldest one not
//    yet merged.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "sim/stop_sign.hpp"
#include "sim/threads.hpp"

namespace ausfall {

/// Numbered from `first` up to, not including, `last`.
struct Replications {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

/// Told how many replications are done: about ten times a second and at the end, on the thread that
/// called `replicate`.
using Progress = std::function<void(std::uint64_t done)>;

/// So many that merging them costs little beside running them, so few that a few hundred
/// replications keep eight threads busy.
inline constexpr std::uint64_t batch_size = 16;

namespace detail {

/// The batches of one run: who takes which, and the tallies that wait for their turn to be merged.
template <class Tally>
class Batches {
 public:
  Batches(Replications range, unsigned threads, Tally& into, const std::atomic<bool>& interrupted)
      : range_(range),
        next_(range.first / batch_size),
        oldest_(next_),
        end_((range.last + batch_size - 1) / batch_size),
        waiting_(std::size_t{4} * threads),
        into_(into),
        interrupted_(interrupted),
        working_(threads) {}

  /// What one thread does.
  template <class MakeWorker>
  void work(MakeWorker& make_worker) {
    try {
      auto worker = make_worker();
      while (const std::optional<std::uint64_t> batch = take()) finish(*batch, run(*batch, worker));
    } catch (...) {
      fail(std::current_exception());
    }
    leave(1);
  }

  /// Where no thread could be started: what one would have done.
  template <class MakeWorker>
  void work_alone(MakeWorker& make_worker) {
    working_ = 1;
    work(make_worker);
  }

  /// So many threads do no more, or never did.
  void leave(unsigned threads) {
    const std::lock_guard lock(mutex_);
    working_ -= threads;
    if (working_ == 0) all_left_.notify_all();
  }

  /// Returns when all threads have left.
  void watch(const Progress& progress) {
    using namespace std::chrono_literals;
    std::unique_lock lock(mutex_);
    while (!all_left_.wait_for(lock, 100ms, [this] { return working_ == 0; })) {
      lock.unlock();
      if (progress) progress(done_);
      lock.lock();
    }
    lock.unlock();
    if (progress) progress(done_);
  }

  /// Throws what a worker threw. REQUIRES: all threads have left.
  [[nodiscard]] std::uint64_t merged() const {
    if (failure_) std::rethrow_exception(failure_);
    return merged_;
  }

 private:
  struct Part {
    Tally tally{};
    std::uint64_t replications = 0;
    bool whole = false;
  };

  [[nodiscard]] bool stopped() const { return interrupted_ || failed_; }

  /// The next batch, once it is inside the window; none when all are taken or the run stops.
  std::optional<std::uint64_t> take() {
    std::unique_lock lock(mutex_);
    if (next_ == end_ || stopped()) return std::nullopt;
    const std::uint64_t batch = next_++;
    // Whoever holds the oldest batch is running it, so the window moves on.
    window_moved_.wait(lock, [&] { return batch - oldest_ < waiting_.size() || gap_ || failed_; });
    if (gap_ || failed_) return std::nullopt;
    return batch;
  }

  template <class Worker>
  Part run(std::uint64_t batch, Worker& worker) {
    Part part;
    std::uint64_t replication = std::max(range_.first, batch * batch_size);
    const std::uint64_t last = std::min(range_.last, (batch + 1) * batch_size);
    try {
      for (; replication < last && !stopped(); ++replication) {
        worker(replication, part.tally);
        ++part.replications;
        ++done_;
      }
    } catch (const CutShort&) {
      // What was finished before it counts.
    }
    part.whole = replication == last;
    return part;
  }

  /// Merges what has its turn. After the first batch that is not whole, nothing has.
  void finish(std::uint64_t batch, Part part) {
    const std::lock_guard lock(mutex_);
    waiting_[batch % waiting_.size()] = std::move(part);
    for (auto* slot = &oldest_slot(); slot->has_value() && !gap_; slot = &oldest_slot()) {
      into_.merge((*slot)->tally);
      merged_ += (*slot)->replications;
      gap_ = !(*slot)->whole;
      slot->reset();
      ++oldest_;
    }
    window_moved_.notify_all();
  }

  std::optional<Part>& oldest_slot() { return waiting_[oldest_ % waiting_.size()]; }

  void fail(std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(failure);
    failed_ = true;
    window_moved_.notify_all();
  }

  const Replications range_;
  std::mutex mutex_;
  std::condition_variable window_moved_;
  std::condition_variable all_left_;
  std::uint64_t next_;    // batch to take
  std::uint64_t oldest_;  // batch to merge
  const std::uint64_t end_;
  std::vector<std::optional<Part>> waiting_;  // finished, not merged; by batch, modulo the window
  Tally& into_;
  std::uint64_t merged_ = 0;
  bool gap_ = false;  // the batch merged last was not whole
  const std::atomic<bool>& interrupted_;
  std::atomic<bool> failed_ = false;
  std::exception_ptr failure_;
  std::atomic<std::uint64_t> done_ = 0;
  unsigned working_;
};

}  // namespace detail

/// Runs the replications and merges what they gave into `into`; returns how many, counted from
/// range.first, are in it: all of them unless `interrupted` became true. Throws what a worker
/// throws (the first, if several do); `into` then holds some prefix.
///
/// `Tally{}` is empty, and `into.merge(const Tally&)` adds another. `make_worker()` is called once
/// on each thread, possibly at the same time; what it returns runs one replication:
/// `worker(std::uint64_t replication, Tally& tally)`. It may throw CutShort once `interrupted` is true,
/// before the tally has anything of that replication. REQUIRES: range.first <= range.last, threads >= 1.
template <class Tally, class MakeWorker>
std::uint64_t replicate(Replications range, unsigned threads, MakeWorker make_worker, Tally& into,
                        const std::atomic<bool>& interrupted, const Progress& progress = {}) {
  assert(range.first <= range.last && threads >= 1);
  const std::uint64_t batches = (range.last - range.first) / batch_size + 2;
  threads = static_cast<unsigned>(std::min<std::uint64_t>(threads, batches));
  detail::Batches<Tally> all(range, threads, into, interrupted);
  {
    const auto work = [&] { all.work(make_worker); };
    const std::vector<std::jthread> pool = started_threads(threads, work);
    all.leave(threads - static_cast<unsigned>(pool.size()));
    if (pool.empty()) all.work_alone(make_worker);
    all.watch(progress);
  }
  return all.merged();
}

}  // namespace ausfall
