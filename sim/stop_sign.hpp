// How the work ends early, in the midst of a replication, too: one may take a minute, or for ever.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>

namespace ausfall {

/// Thrown out of a replication that somebody has stopped. Nothing of it counts.
class CutShort : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override {
    return "a replication was stopped in its midst";
  }
};

/// Seen by whoever simulates; nobody holds it up unless there is a flag. The flag has to outlive it.
class StopSign {
 public:
  StopSign() = default;
  explicit StopSign(const std::atomic<bool>& flag) : flag_(&flag) {}

  /// For after each of many events, counted from anywhere: looks at every 256th, which costs nothing
  /// beside the events and is far below a second. Throws CutShort.
  void look(std::uint64_t events) const {
    if (events % events_between_looks == 0) look();
  }
  /// Throws CutShort.
  void look() const {
    if (flag_ != nullptr && flag_->load(std::memory_order_relaxed)) throw CutShort();
  }

 private:
  static constexpr std::uint64_t events_between_looks = 256;
  const std::atomic<bool>* flag_ = nullptr;
};

}  // namespace ausfall
