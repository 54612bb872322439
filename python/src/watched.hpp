// Work that Python waits for: on a thread of its own, so that other threads of Python go on, and
// Ctrl-C reaches the one that waits.
//
// 1. The lock of the interpreter is free while the work goes on. Twenty times a second the waiting
//    thread takes it, to let Python handle its signals and to tell how far the work is.
// 2. What a handler of signals raises (KeyboardInterrupt, by Python's own) stops the work, and so does
//    what `progress` raises. The work then ends as one that was interrupted does: with what was
//    finished.
#pragma once

#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "studies/errors.hpp"
#include "studies/watch.hpp"

namespace ausfall::python {

/// How far the work is, and whether it is over, from one thread to another.
class Progressing {
 public:
  void tell(std::uint64_t done, std::uint64_t at_most) {
    const std::lock_guard lock(mutex_);
    done_ = done;
    at_most_ = at_most;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    ended_.notify_one();
  }
  /// True once the work is over, which is told at once; false after a twentieth of a second.
  bool wait() {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, std::chrono::milliseconds(50), [this] { return over_; });
  }
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> how_far() {
    const std::lock_guard lock(mutex_);
    return {done_, at_most_};
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::uint64_t done_ = 0;
  std::uint64_t at_most_ = 0;
  bool over_ = false;
};

template <class Result>
struct Outcome {
  std::optional<Result> result;  ///< none where nothing was finished before it was stopped
  bool stopped = false;          ///< by KeyboardInterrupt, which the caller raises
};

/// Lets Python handle its signals and tells how far the work is. Throws what these raise. REQUIRES: the
/// interpreter's lock is held.
inline void attend(const pybind11::object& progress, Progressing& work) {
  if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
  if (progress.is_none()) return;
  const auto [done, at_most] = work.how_far();
  progress(done, at_most);
}

/// Work is a function of a studies::Watch. Throws what it throws, and what a handler of signals or
/// `progress` raised, but for KeyboardInterrupt. REQUIRES: the interpreter's lock is held.
template <class Work>
auto watched(const pybind11::object& progress, const Work& work) {
  using Result = std::invoke_result_t<Work, const studies::Watch&>;
  Outcome<Result> outcome;
  Progressing progressing;
  std::atomic<bool> interrupted = false;
  std::exception_ptr trouble;
  std::exception_ptr raised;
  {
    const pybind11::gil_scoped_release released;
    const studies::Watch watch{interrupted,
                               [&progressing](std::uint64_t done, std::uint64_t at_most) {
                                 progressing.tell(done, at_most);
                               }};
    std::thread worker([&] {
      try {
        outcome.result.emplace(work(watch));
      } catch (...) {
        trouble = std::current_exception();
      }
      progressing.end();
    });
    while (!progressing.wait()) {
      if (raised) continue;
      const pybind11::gil_scoped_acquire lock;
      try {
        attend(progress, progressing);
      } catch (...) {
        raised = std::current_exception();
        interrupted = true;
      }
    }
    worker.join();
  }
  if (!raised) {
    if (trouble) std::rethrow_exception(trouble);
    return outcome;
  }
  try {
    std::rethrow_exception(raised);
  } catch (const pybind11::error_already_set& error) {
    if (!error.matches(PyExc_KeyboardInterrupt)) throw;
    outcome.stopped = true;
  }
  return outcome;
}

}  // namespace ausfall::python
