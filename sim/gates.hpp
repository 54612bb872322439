// Gates over independent parts: whether the whole holds, from what each part is alone.
//
// 1. A part is in one of a few conditions, each of which is told by bits. A gate holds where enough of
//    its inputs do; an input is a bit of a part, or another gate.
// 2. A condition has a bit as it was before and as it is after. Of parts that do not change the two are
//    the same, so one question answers both: whether the whole holds, and what the changes of one
//    part do to it.
// 3. A part that several inputs of a gate know is looked at condition by condition; the counts of
//    inputs that share no part are convolved. All is sums of products of what is not negative.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ausfall {

struct Gate {
  /// Each of them counts where it is set.
  struct Bits {
    std::size_t part = 0;
    std::vector<std::size_t> bits;
  };
  std::size_t at_least = 1;
  std::vector<Bits> bits;
  std::vector<Gate> gates;
};

/// What a part may be, with its probability, or how often it changes so.
struct Condition {
  double weight = 0;
  std::vector<bool> before;
  std::vector<bool> after;
};

/// The weight of all combinations of the parts' conditions in which the gate holds before and after,
/// before only, and so on. Of parts that do not change nothing is in `lost` and `gained`.
struct Held {
  double both = 0;
  double lost = 0;    ///< it held before, and does not after
  double gained = 0;  ///< it holds after, and did not before
  double neither = 0;
};

/// By part its conditions; those that the gate does not ask for play no part. Nothing where that would be more products than `work_max`.
std::optional<Held> held(const Gate& gate, std::span<const std::vector<Condition>> parts,
                         double work_max = 1e9);

}  // namespace ausfall
