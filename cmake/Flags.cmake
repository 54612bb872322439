# How everything is compiled: the language, the optimiser, the sanitizers and the warnings.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "The kind of build" FORCE)
endif()

# No NDEBUG in any of them: an assertion states what is believed, and stays on.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS")

# A fused multiply-add rounds once where two operations round twice. Results are the same bytes on every machine and from
# every compiler, so none is ever fused.
add_compile_options(-ffp-contract=off)

if(CMAKE_GENERATOR STREQUAL "Ninja")
  # The compiler does not see a terminal behind ninja, which takes the colours out again where there is none.
  add_compile_options(-fdiagnostics-color=always)
endif()

if(AUSFALL_SANITIZE)
  add_compile_options(-fsanitize=${AUSFALL_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${AUSFALL_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

# Warnings: everything of ours links to this.
add_library(ausfall_warnings INTERFACE)
target_compile_options(
  ausfall_warnings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wcast-align
            -Wcast-qual
            -Wconversion
            -Wdouble-promotion
            -Wextra-semi
            -Wformat=2
            -Wimplicit-fallthrough
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Woverloaded-virtual
            -Wshadow
            -Wsign-conversion
            -Wundef
            -Wunused
            # A designated initialiser names what differs from the default; the rest is meant to be left out.
            -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(
    ausfall_warnings
    INTERFACE -Wduplicated-cond
              -Wlogical-op
              # g++ 12 sees an overlap in `"text" + std::string` that is not there (GCC bug 105651).
              -Wno-restrict)
  if(AUSFALL_SANITIZE)
    # The instrumented code confuses g++'s flow analysis; the plain build has these on.
    target_compile_options(
      ausfall_warnings INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow
                                 -Wno-stringop-overread)
  endif()
endif()
if(AUSFALL_WERROR)
  target_compile_options(ausfall_warnings INTERFACE -Werror)
endif()

# Link-time optimisation is for what is measured: the program and the benchmarks. The objects of the layers carry both
# forms, so that the tests link the plain one, quickly.
set(AUSFALL_LTO_COMPILE "")
set(AUSFALL_LTO_LINK "")
set(AUSFALL_LTO_SKIP "")
if(AUSFALL_LTO AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # An event goes through dozens of small functions in a dozen files: with these limits most of them are inlined.
  set(AUSFALL_INLINING -O3 --param=inline-unit-growth=200 --param=max-inline-insns-auto=100
                       --param=early-inlining-insns=40)
  # Inlined that far, g++ 12 sees an overflow in fmt that is not there.
  set(AUSFALL_LTO_COMPILE -flto=auto -ffat-lto-objects ${AUSFALL_INLINING} -Wno-stringop-overflow)
  set(AUSFALL_LTO_LINK -flto=auto ${AUSFALL_INLINING} -Wno-stringop-overflow)
  set(AUSFALL_LTO_SKIP -fno-lto)
  set(CMAKE_AR "${CMAKE_CXX_COMPILER_AR}")
  set(CMAKE_RANLIB "${CMAKE_CXX_COMPILER_RANLIB}")
elseif(AUSFALL_LTO)
  message(STATUS "AUSFALL_LTO is for g++; ignored with ${CMAKE_CXX_COMPILER_ID}")
endif()
