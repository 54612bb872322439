// What all JSON results have in common.
//
// 1. Members stand in the order in which they are added, so that the bytes are the same everywhere.
// 2. A number that is none, or infinite, is null: JSON has no word for it.
// 3. Names may be any bytes that a scenario's file holds; what is not UTF-8 in them is replaced.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "sim/estimate.hpp"

namespace ausfall::studies {

using Json = nlohmann::ordered_json;

Json number(double value);
Json number(const std::optional<double>& value);

/// Null for no text.
Json text(const std::optional<std::string>& value);

/// Its mean and bounds; null for no estimate.
Json interval(const std::optional<Estimate>& estimate);

/// In one line.
std::string in_one_line(const Json& json);
/// For people to read, too. Ends in a line feed.
std::string document(const Json& json);

}  // namespace ausfall::studies
