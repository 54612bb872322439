// What is not known, told to people: the range it leaves, and a table of the inputs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "studies/result.hpp"

namespace ausfall::studies {

/// A sentence for who plans, and the inputs, the most important first. `replication` is what one
/// run of the plan is called: "10 y". At most 100 columns; begins with a blank line.
std::string text_of(const UnknownsResult& unknowns, std::string_view replication);

/// A name no wider than so many columns, with an ellipsis for its middle.
std::string shortened(const std::string& name, std::size_t width_max);

/// The name of an input as the head of a row: of several paths the first, with a mark.
std::string row_name(const std::string& name, std::size_t width_max);

/// What the marks stand for: the other paths of those of these inputs that have several.
std::string also_words(const std::vector<std::string>& names);

}  // namespace ausfall::studies
