#include "tests/support/places.hpp"

namespace ausfall::test {

constinit const char* const source_dir = AUSFALL_SOURCE_DIR;
constinit const char* const program = AUSFALL_PROGRAM;

}  // namespace ausfall::test
