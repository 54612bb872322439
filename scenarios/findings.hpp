// What was found in one after another of several readings of a scenario: each thing once, with those
// that have it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "scenarios/diagnostic.hpp"

namespace ausfall::scenarios {

class Findings {
 public:
  /// `where` is how messages speak of one of them: "in the variant". Its plural has an s.
  Findings(std::string_view where, std::size_t all) : where_(where), all_(all) {}

  void add(const std::string& one, Position at, const Diagnostic& diagnostic);

  /// What not all have says which have it.
  template <class Take>
  void for_each(Take take) const {
    for (const Found& found : found_) take(found.at, told(found));
  }

 private:
  struct Found {
    Position at;
    Diagnostic diagnostic;
    std::vector<std::string> having;
  };
  [[nodiscard]] Diagnostic told(const Found& found) const;

  std::string_view where_;
  std::size_t all_;
  std::vector<Found> found_;
  std::map<std::tuple<std::string, std::size_t, std::size_t, std::string>, std::size_t> index_;
};

}  // namespace ausfall::scenarios
