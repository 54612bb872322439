#include "app/standard_error.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "app/descriptor.hpp"
#include "scenarios/harmless.hpp"

namespace ausfall::app {

void tell(std::string_view lines) { tell_ci(scenarios::harmless_lines(lines)); }

void complain(std::string_view text) { tell(fmt::format("ausfall: {}\n", text)); }

void tell_ci(std::string_view commands) {
  if (!write_all(STDERR_FILENO, commands)) return;  // there is nobody to tell
}

}  // namespace ausfall::app
