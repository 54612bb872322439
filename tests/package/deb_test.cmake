# Builds the Debian package of what was built, unpacks it, and uses what is in it: the program, its manual pages, the
# completion, the examples, the library's files.
#
#     cmake -DBUILD=... -DWORK=... -P deb_test.cmake
foreach(tool IN ITEMS dpkg-deb dpkg-shlibdeps cpack bash)
  find_program(found_${tool} ${tool})
  if(NOT found_${tool})
    message("skipped: there is no ${tool}")
    return()
  endif()
endforeach()

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status
                  WORKING_DIRECTORY "${WORK}")
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed (${status}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect text)
  string(FIND "${output}" "${text}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "'${text}' is not in:\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
run(cpack -G DEB -B "${WORK}" --config "${BUILD}/CPackConfig.cmake")
file(GLOB package "${WORK}/ausfall_*.deb")
list(LENGTH package number)
if(NOT number EQUAL 1)
  message(FATAL_ERROR "one package is due: ${package}")
endif()

run(dpkg-deb --field "${package}" Package Depends Section Maintainer)
expect("Package: ausfall")
expect("libyaml-cpp")
expect("libc6")
run(dpkg-deb -x "${package}" "${WORK}/unpacked")
set(usr "${WORK}/unpacked/usr")

# The program, on an example and a recipe of the package.
run("${usr}/bin/ausfall" validate "${usr}/share/ausfall/examples/host-cluster.yaml")
run("${usr}/bin/ausfall" run "${usr}/share/ausfall/examples/host-cluster.yaml" --replications 10)
expect("service mail")
file(GLOB recipes "${usr}/share/ausfall/recipes/*.yaml")
file(GLOB profiles "${usr}/share/ausfall/profiles/*.yaml")
list(LENGTH profiles number)
if(NOT recipes OR number LESS 10)
  message(FATAL_ERROR "recipes or profiles are missing: ${recipes}; ${profiles}")
endif()

# A page for each verb, with each of its options; troff has nothing to say of any.
run("${usr}/bin/ausfall" --help)
string(FIND "${output}" "\nVerbs" at)
string(SUBSTRING "${output}" ${at} -1 output)
string(FIND "${output}" "\n\n" at)
string(SUBSTRING "${output}" 0 ${at} output)
string(REGEX MATCHALL "\n  [a-z]+ " verbs "${output}")
list(TRANSFORM verbs STRIP)
list(LENGTH verbs number)
if(number LESS 10)
  message(FATAL_ERROR "verbs: ${verbs}")
endif()
find_program(groff groff)
foreach(verb IN LISTS verbs)
  set(page "${usr}/share/man/man1/ausfall-${verb}.1")
  file(READ "${page}" text)
  string(REPLACE "\\-" "-" text "${text}")
  run("${usr}/bin/ausfall" "${verb}" --help)
  string(REGEX MATCHALL "--[a-z][a-z-]*" options "${output}")
  foreach(option IN LISTS options)
    string(FIND "${text}" "${option}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "${option} is not in ${page}")
    endif()
  endforeach()
  if(groff)
    execute_process(COMMAND "${groff}" -man -Tutf8 -ww -z "${page}" ERROR_VARIABLE warnings OUTPUT_VARIABLE warnings)
    if(NOT warnings STREQUAL "")
      message(FATAL_ERROR "${page}:\n${warnings}")
    endif()
  endif()
endforeach()

# The completion.
file(WRITE "${WORK}/complete.sh" [=[
source "$1"
complete_at() {
  COMP_WORDS=("${@:2}") COMP_CWORD=$1
  _ausfall
  echo "(${COMPREPLY[*]})"
}
complete_at 1 ausfall val
complete_at 2 ausfall check --ju
complete_at 2 ausfall check room
]=])
run(bash "${WORK}/complete.sh" "${usr}/share/bash-completion/completions/ausfall")
expect("(validate)\n(--junit)\n()")

# The library: what tests/package/package_test.cmake builds against, in the prefix of the package.
foreach(file IN ITEMS include/ausfall/studies/studies.hpp share/doc/ausfall/copyright share/doc/ausfall/manual.md
                      share/doc/ausfall/CITATION.cff share/ausfall/ci/github.yml)
  if(NOT EXISTS "${usr}/${file}")
    message(FATAL_ERROR "${file} is missing")
  endif()
endforeach()
file(GLOB_RECURSE found "${usr}/lib/*/libausfall_studies.a" "${usr}/lib/libausfall_studies.a" "${usr}/lib*/AusfallConfig.cmake")
list(LENGTH found number)
if(number LESS 2)
  message(FATAL_ERROR "the library is missing: ${found}")
endif()
file(REMOVE_RECURSE "${WORK}")
