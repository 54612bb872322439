// Typed ids: an index into one kind of thing, which cannot be passed for an index into another.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>

namespace ausfall {

/// `Tag` only tells the types apart. A default-constructed id names nothing.
template <class Tag>
class Id {
 public:
  using Index = std::uint32_t;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : index_(static_cast<Index>(index)) {}

  /// REQUIRES: the id names something.
  [[nodiscard]] constexpr std::size_t index() const { return index_; }
  [[nodiscard]] constexpr bool named() const { return index_ != nothing; }
  constexpr explicit operator bool() const { return named(); }

  constexpr auto operator<=>(const Id&) const = default;

 private:
  static constexpr Index nothing = std::numeric_limits<Index>::max();
  Index index_ = nothing;
};

struct ClockTag;
using ClockId = Id<ClockTag>;  ///< a clock of the model; dense from 0

}  // namespace ausfall

template <class Tag>
struct std::hash<ausfall::Id<Tag>> {
  std::size_t operator()(ausfall::Id<Tag> id) const noexcept {
    return id.named() ? id.index() : ~std::size_t{0};
  }
};
