# ausfall_lint(<source>...): runs clang-tidy on each source as part of the target `lint`, again only when the source, a
# header it includes, or .clang-tidy has changed. clang's own warnings are among the findings.

if(AUSFALL_LINT)
  find_program(CLANG_TIDY_PROGRAM NAMES clang-tidy-14 clang-tidy REQUIRED)
  add_custom_target(lint)
endif()

function(ausfall_lint)
  if(NOT AUSFALL_LINT)
    return()
  endif()
  set(stamps "")
  foreach(source IN LISTS ARGN)
    file(RELATIVE_PATH name "${CMAKE_SOURCE_DIR}" "${source}")
    set(stamp "${CMAKE_BINARY_DIR}/lint/${name}.stamp")
    get_filename_component(folder "${stamp}" DIRECTORY)
    file(MAKE_DIRECTORY "${folder}")
    add_custom_command(
      OUTPUT "${stamp}"
      COMMAND
        "${CLANG_TIDY_PROGRAM}" --quiet -p "${CMAKE_BINARY_DIR}"
        # -MD and its kin would be taken out; these reach the compiler.
        "--extra-arg=-Wp,-dependency-file,${stamp}.d" "--extra-arg=-Wp,-MT,${stamp}" "${source}"
      COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
      DEPENDS "${source}" "${CMAKE_SOURCE_DIR}/.clang-tidy"
      DEPFILE "${stamp}.d"
      COMMENT "clang-tidy ${name}"
      VERBATIM)
    list(APPEND stamps "${stamp}")
  endforeach()
  string(MAKE_C_IDENTIFIER "lint_${CMAKE_CURRENT_SOURCE_DIR}" target)
  add_custom_target(${target} DEPENDS ${stamps})
  add_dependencies(lint ${target})
endfunction()
