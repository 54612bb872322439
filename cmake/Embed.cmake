# Files compiled into a library.
#
# As a module it defines
#
#   ausfall_embed(<target> OUTPUT <file> [LIST <function> <file>...]...)
#
# which generates <file> in the build directory, with one function `std::span<const EmbeddedFile> <function>()` a list, and
# links it into <target>. EmbeddedFile is declared in scenarios/embedded.hpp: name (the file's stem) and text (its bytes). A
# change of any file generates it anew.
#
# As a script (cmake -P, with OUTPUT and LISTS) it does the generating.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(ausfall_embed target)
    set(lists "")
    set(files "")
    set(expects "")
    set(output "")
    foreach(argument IN LISTS ARGN)
      if(argument STREQUAL "OUTPUT")
        set(expects output)
      elseif(argument STREQUAL "LIST")
        set(expects function)
      elseif(expects STREQUAL "output")
        set(output "${argument}")
      elseif(expects STREQUAL "function")
        list(APPEND lists ":${argument}")
        set(expects file)
      else()
        list(APPEND lists "${argument}")
        list(APPEND files "${argument}")
      endif()
    endforeach()

    # A name that goes away must generate it anew too: the list of names is a file of its own.
    set(names "${CMAKE_CURRENT_BINARY_DIR}/${output}.names")
    file(CONFIGURE OUTPUT "${names}" CONTENT "${lists}\n" @ONLY)
    set(generated "${CMAKE_CURRENT_BINARY_DIR}/${output}")
    add_custom_command(
      OUTPUT "${generated}"
      COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${generated}" "-DLISTS=${names}" -P
              "${CMAKE_SOURCE_DIR}/cmake/Embed.cmake"
      DEPENDS ${files} "${names}" "${CMAKE_SOURCE_DIR}/cmake/Embed.cmake"
      COMMENT "Embedding ${output}"
      VERBATIM)

    # A library of its own, since generated code is not linted.
    add_library(${target}_embedded STATIC "${generated}")
    set_target_properties(${target}_embedded PROPERTIES CXX_CLANG_TIDY "" POSITION_INDEPENDENT_CODE ON)
    target_include_directories(${target}_embedded PRIVATE "${CMAKE_SOURCE_DIR}")
    target_compile_options(${target}_embedded PRIVATE -Wall -Wextra)
    get_target_property(kind ${target} TYPE)
    if(kind STREQUAL "INTERFACE_LIBRARY")
      target_link_libraries(${target} INTERFACE ${target}_embedded)
    else()
      target_link_libraries(${target} PUBLIC ${target}_embedded)
    endif()
  endfunction()
  return()
endif()

# --- the script ---

# One EmbeddedFile as C++: the text as adjacent literals of escaped bytes, 32 a line, so that no byte of it can mean
# anything to the compiler and its length has no limit. The text's own length is counted by the compiler.
function(entry path result)
  get_filename_component(name "${path}" NAME_WE)
  file(READ "${path}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  set(byte "\\\\x[0-9a-f][0-9a-f]")
  string(REPEAT "${byte}" 32 line)
  string(REGEX REPLACE "(${line})" "\\1\"\n    \"" bytes "${bytes}")
  set(${result} "  of(\"${name}\",\n    \"${bytes}\"),\n" PARENT_SCOPE)
endfunction()

file(READ "${LISTS}" lists)
string(STRIP "${lists}" lists)
set(tables "")
set(functions "")
set(function "")
set(entries "")
list(APPEND lists ":")
foreach(item IN LISTS lists)
  if(item MATCHES "^:(.*)$")
    set(next "${CMAKE_MATCH_1}")
    if(function AND entries)
      string(APPEND tables "constexpr EmbeddedFile ${function}_table[] = {\n${entries}};\n\n")
      string(APPEND functions
             "std::span<const EmbeddedFile> ${function}() { return ${function}_table; }\n")
    elseif(function)
      string(APPEND functions "std::span<const EmbeddedFile> ${function}() { return {}; }\n")
    endif()
    set(function "${next}")
    set(entries "")
  else()
    entry("${item}" text)
    string(APPEND entries "${text}")
  endif()
endforeach()

if(tables)
  set(tables
      "namespace {\n
template <std::size_t size>
constexpr EmbeddedFile of(std::string_view name, const char (&text)[size]) {
  return {name, {text, size - 1}};
}\n
${tables}}  // namespace\n\n")
endif()
file(WRITE "${OUTPUT}"
     "// Generated from the files it names. Do not edit.
#include \"scenarios/embedded.hpp\"\n
#include <cstddef>
#include <span>
#include <string_view>\n
namespace ausfall::scenarios {\n
${tables}${functions}
}  // namespace ausfall::scenarios\n")
