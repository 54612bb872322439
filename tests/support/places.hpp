// Where the tests find what they look at. Not macros of every compilation: so two checkouts share what they compiled.
#pragma once

namespace ausfall::test {

extern const char* const source_dir;  ///< the top of the checkout
extern const char* const program;     ///< the built program

}  // namespace ausfall::test
