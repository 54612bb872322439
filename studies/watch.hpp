// How a study is watched while it works: whether it is to stop, and who is told how far it is.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace ausfall::studies {

/// Told now and then that `done` of `at_most` are done; an `at_most` of 0 is not known. Called from
/// any thread of the study, so it must be safe from all of them at once.
using HowFar = std::function<void(std::uint64_t done, std::uint64_t at_most)>;

/// For those who interrupt nothing.
inline constexpr std::atomic<bool> nobody_interrupts = false;

struct Watch {
  /// Becomes true when the study is to stop; it looks often. Outlives the study.
  const std::atomic<bool>& interrupted = nobody_interrupts;
  HowFar progress = {};  ///< may be empty

  void tell(std::uint64_t done, std::uint64_t at_most) const {
    if (progress) progress(done, at_most);
  }
};

}  // namespace ausfall::studies
