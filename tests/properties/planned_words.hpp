// Random words of what is planned, and of what people do wrong. They take draws of their own: of worlds
// without, all is as it would be.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "sim/random.hpp"
#include "tests/properties/chance.hpp"

namespace ausfall::test {

class PlannedWords : Chance {
 public:
  explicit PlannedWords(std::uint64_t world)
      : Chance(Draw({.seed = 20061205, .replication = world}, Stream{5}, 0)),
        knows_hours_(chance(0.3)),
        rejuvenates_(chance(0.3)),
        errs_(chance(0.3)) {}

  /// Of the week, which begins when the world does.
  std::string hours() {
    if (!knows_hours_ || chance(0.5)) return "";
    return ", hours: " + one_of({"mon-fri 8-18", "daily 22-6", "tue 3-4", "[mon 0-1, tue 9-12]"});
  }
  std::string rejuvenated() {
    if (!rejuvenates_ || chance(0.5)) return "";
    const int every = pick(20, 600);
    const std::string takes = law(10, 900);
    const std::string renews = one_of({"all", "[rare]"});
    return fmt::format(", rejuvenate: {{every: {} min, takes: {}, renews: {}{}}}", every, takes,
                       renews, hours());
  }
  std::string mistakes() {
    if (!errs_ || chance(0.5)) return "";
    return fmt::format(", mistake: {{probability: {} %}}", pick(1, 50));
  }
  /// Of a person.
  std::string manual(const std::string& time) {
    const std::string wrong = mistakes();
    return wrong.empty() ? time : "{time: " + time + wrong + "}";
  }

 private:
  bool knows_hours_;
  bool rejuvenates_;
  bool errs_;
};

}  // namespace ausfall::test
