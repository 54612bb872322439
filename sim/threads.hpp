// Threads for work that any number of them can do.
#pragma once

#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace ausfall {

/// How many threads, of all that were wanted since the program began, the system did not start. The
/// work was done by the others; who shows results tells it.
inline std::atomic<unsigned>& threads_not_started() {
  static std::atomic<unsigned> number = 0;
  return number;
}

/// Starts `wanted` threads, each on `work`; fewer, even none, where the system has no more to give.
template <class Work>
std::vector<std::jthread> started_threads(unsigned wanted, const Work& work) {
  std::vector<std::jthread> threads;
  threads.reserve(wanted);
  try {
    while (threads.size() < wanted) threads.emplace_back(work);
  } catch (const std::system_error&) {
    threads_not_started() += wanted - static_cast<unsigned>(threads.size());
  }
  return threads;
}

}  // namespace ausfall
