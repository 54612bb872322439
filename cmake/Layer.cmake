# ausfall_layer(<target> <source>... [LINK <target>...]): the static library of one layer. A layer of headers alone is an
# interface library, so that it can grow a first source without anything else changing. Includes are rooted at the top of
# the repository.
function(ausfall_layer target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  set(sources ${arg_UNPARSED_ARGUMENTS})
  if(sources)
    set(scope PUBLIC)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:ausfall_warnings>)
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_compile_options(${target} PRIVATE ${AUSFALL_LTO_COMPILE})
    # The Python module is a shared object. Nobody puts functions of their own before ours in it, so the compiler may
    # inline them as it does in a program.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${target} PRIVATE -fno-semantic-interposition)
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  target_include_directories(${target} ${scope} "$<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>"
                                                "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/ausfall>")
  target_link_libraries(${target} ${scope} ${arg_LINK})
endfunction()
