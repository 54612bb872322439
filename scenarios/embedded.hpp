// Files compiled into the program: the profiles that every scenario can name.
#pragma once

#include <span>
#include <string_view>

namespace ausfall::scenarios {

/// A file as it stood in the source tree when the program was built.
struct EmbeddedFile {
  std::string_view name;  ///< without folder and extension: "mscs-2003"
  std::string_view text;
};

/// scenarios/profiles/*.yaml, by name.
std::span<const EmbeddedFile> embedded_profiles();

}  // namespace ausfall::scenarios
