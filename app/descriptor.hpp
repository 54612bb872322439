// File descriptors as the system has them.
#pragma once

#include <string_view>

namespace ausfall::app {

/// Waits where the other side is slow. False where it cannot be written, with errno; EINTR where an
/// interrupt came and the other side takes nothing.
bool write_all(int descriptor, std::string_view text);

/// Occupies those of standard input, output and error that are closed, so that no file that is
/// opened later is taken for one of them. Reading and writing them fails as if they were closed.
void occupy_standard_descriptors();

}  // namespace ausfall::app
