// Scenarios that are wrong in one place each, and what they are told.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace ausfall::scenarios {

struct Broken {
  std::string name;
  std::string text;
  std::size_t line;      ///< of the diagnostic
  std::string fragment;  ///< of its message or hint
};

inline std::ostream& operator<<(std::ostream& out, const Broken& broken) {
  return out << broken.name;
}

/// `text`, so many times.
inline std::string times(std::size_t count, const std::string& text) {
  std::string result;
  result.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

// Lines 1 and 2 of most scenarios below.
inline const std::string two = "ausfall: 1\nhosts: {node1..2: {}}\n";

// By what is wrong.
std::vector<Broken> not_a_document();
std::vector<Broken> wrong_top_level();
std::vector<Broken> wrong_failures();
std::vector<Broken> wrong_room();
std::vector<Broken> wrong_clusters();
std::vector<Broken> wrong_services_and_faults();

}  // namespace ausfall::scenarios
