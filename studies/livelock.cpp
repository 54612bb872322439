#include "studies/livelock.hpp"

#include <fmt/format.h>

#include "studies/words.hpp"

namespace ausfall::studies {

Refused time_stands_still(const models::Plant& plant, const Livelock& livelock,
                          const std::string& where) {
  return Refused(fmt::format(
      "{}time stands still at {}: clocks start one another without any delay; the last to ring was "
      "{}. Give one of them a time.",
      where, exact_words(livelock.time), plant[livelock.clock].name));
}

}  // namespace ausfall::studies
