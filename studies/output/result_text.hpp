// What all results as text for people have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ausfall::studies {

/// The scenario's name, and its variant's if it is one.
std::string title(const std::string& scenario, const std::optional<std::string>& variant);

/// Warnings below a blank line, "note: " before each; nothing where there are none.
std::string notes(const std::vector<std::string>& warnings);

}  // namespace ausfall::studies
