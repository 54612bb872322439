// What messages quote, and how they speak of several.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ausfall::scenarios {

/// A part of a message, without its quotes.
struct Part {
  std::size_t from = 0;
  std::size_t length = 0;
};

/// What stands in quotes. An apostrophe is no quote: there are letters on both sides of it.
std::vector<Part> quoted_parts(std::string_view message);

/// A message of which what stands between these places are several names: "VM 'a' needs" is "VMs 'a'
/// need".
std::string in_plural(std::string message, std::size_t from, std::size_t to);

/// With its words about what is named by a range as of several: "VMs 'web1..4' need" of "VM 'web1..4'
/// needs".
std::string spoken_of_several(std::string message);

}  // namespace ausfall::scenarios
