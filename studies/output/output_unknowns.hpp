// What is not known, told to people: the range it leaves, and a table of the inputs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "studies/result.hpp"

namespace ausfall::studies {

/// A sentence for who plans, and the inputs, the most important first. `replication` is what one
/// run of the plan is called: "10 y". At most 100 columns; begins with a blank line.
std::string text_of(const UnknownsResult& unknowns, std::string_view replication);

/// A name no wider than so many columns, with an ellipsis for its middle.
std::string shortened(const std::string& name, std::size_t width_max);

}  // namespace ausfall::studies
