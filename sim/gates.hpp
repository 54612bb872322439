// Gates over independent parts: whether the whole holds, from what each part is alone.
//
// 1. A part is in one of a few conditions; a condition is a row of bits. An input of a gate is a
//    bit of a part, or another gate. A gate holds where at least so many of its inputs do.
// 2. A condition holds each bit twice: before and after a change of the part. For a part that does
//    not change the two are equal. So one computation tells both whether the whole holds, and how
//    often the changes of one part make or break it.
// 3. Where several inputs of a gate depend on one part, its conditions are taken one after another,
//    and for each the inputs are independent. The numbers of inputs that hold are convolved. Only
//    non-negative numbers are added and multiplied, so no digit is lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ausfall {

struct Gate {
  /// Bits of one part; each of them is an input of its own.
  struct Bits {
    std::size_t part = 0;
    std::vector<std::size_t> bits;
  };
  std::size_t at_least = 1;
  std::vector<Bits> bits;
  std::vector<Gate> gates;
};

/// A condition of a part, and its probability; or a change from one condition to another, and how
/// often it happens.
struct Condition {
  double weight = 0;
  std::vector<bool> before;
  std::vector<bool> after;
};

/// The weights of all combinations of the parts' conditions, by whether the gate holds before and
/// after. Where no part changes, `lost` and `gained` are 0.
struct Held {
  double both = 0;
  double lost = 0;    ///< it held before, and does not after
  double gained = 0;  ///< it holds after, and did not before
  double neither = 0;
};

/// `parts` has the conditions of each part; parts that the gate does not ask for do not matter.
/// Nothing where it would take more than `work_max` products.
std::optional<Held> held(const Gate& gate, std::span<const std::vector<Condition>> parts,
                         double work_max = 1e9);

}  // namespace ausfall
