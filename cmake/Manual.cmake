# Manual pages and the completion for bash, out of what the program says of itself:
#
#     cmake -DPROGRAM=.../ausfall -DOUTPUT=DIRECTORY -P Manual.cmake
#
# writes ausfall.1, ausfall-VERB.1 of each verb, and ausfall.bash. Nothing is written down here a second time, so a new
# option is in all of them.

# The program writes for pages as wide as its reader's; for these it is 100.
set(ENV{COLUMNS} 100)

function(said result)
  execute_process(COMMAND "${PROGRAM}" ${ARGN} OUTPUT_VARIABLE text RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " words)
    message(FATAL_ERROR "${PROGRAM} ${words} failed (${status})")
  endif()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Text as it stands, for troff: nothing at the beginning of a line is a request, no hyphen is typographic. Semicolons and
# brackets are kept from CMake, which takes them for parts of lists.
function(verbatim text result)
  string(REPLACE "\\" "\\e" text "${text}")
  string(REPLACE "-" "\\-" text "${text}")
  string(REGEX REPLACE "(^|\n)([.'])" "\\1\\\\&\\2" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# page NAME SUMMARY HELP SEE: one page. A help begins with what it is for, in a line, and "Usage: ", in another.
function(page name summary text see)
  string(REGEX REPLACE "^[^\n]*\nUsage: ([^\n]*)\n+" "" text "${text}")
  set(usage "${CMAKE_MATCH_1}")
  if(usage STREQUAL "")
    message(FATAL_ERROR "${name}: the help has no line of usage")
  endif()
  verbatim("${text}" text)
  verbatim("${usage}" usage)
  string(REPLACE "-" "\\-" shown "${name}")
  string(TOUPPER "${shown}" title)
  verbatim("${summary}" summary)
  file(WRITE "${OUTPUT}/${name}.1"
       ".\\\" Written by cmake/Manual.cmake from the program's own help.\n"
       ".TH \"${title}\" 1 \"\" \"${VERSION}\" \"User Commands\"\n"
       ".SH NAME\n${shown} \\- ${summary}\n"
       ".SH SYNOPSIS\n.nf\n${usage}\n.fi\n"
       ".SH DESCRIPTION\n.nf\n${text}\n.fi\n"
       ".SH SEE ALSO\n${see}\n")
endfunction()

file(MAKE_DIRECTORY "${OUTPUT}")
said(VERSION --version)
string(STRIP "${VERSION}" VERSION)
said(help --help)

# "  run  how available ...": the verbs are what the list of them names, up to the next empty line.
string(REGEX MATCH "\nVerbs:?\n(.*)$" none "${help}")
set(rest "${CMAKE_MATCH_1}")
string(FIND "${rest}" "\n\n" end)
string(SUBSTRING "${rest}" 0 ${end} rest)
string(REGEX MATCHALL "(^|\n)  [a-z]+ " verbs "${rest}")
list(TRANSFORM verbs STRIP)
if(NOT verbs)
  message(FATAL_ERROR "there are no verbs in\n${help}")
endif()

set(see "")
set(cases "")
foreach(verb IN LISTS verbs)
  string(APPEND see ".BR ausfall\\-${verb} (1),\n")
endforeach()
string(REGEX REPLACE ",\n$" "" see "${see}")

foreach(verb IN LISTS verbs)
  said(text "${verb}" --help)
  string(REGEX MATCH "^[^\n]*" summary "${text}")
  page("ausfall-${verb}" "${summary}" "${text}" ".BR ausfall (1)")
  string(REGEX MATCHALL "(^|[ ,])--[a-z][a-z0-9-]*" options "${text}")
  list(TRANSFORM options REPLACE "^[ ,]" "")
  list(REMOVE_DUPLICATES options)
  list(JOIN options " " options)
  string(APPEND cases "    ${verb}) options='${options}' ;;\n")
endforeach()

page("ausfall" "simulates failover in clusters" "${help}" "${see}")

list(JOIN verbs " " verbs)
file(WRITE "${OUTPUT}/ausfall.bash"
     "# Completion of ausfall for bash. Written by cmake/Manual.cmake from the program's own help.
_ausfall() {
  local word=\${COMP_WORDS[COMP_CWORD]} options=
  COMPREPLY=()
  if [ \"$COMP_CWORD\" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${verbs} --help --version' -- \"$word\"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases}  esac
  # Where it begins with a dash, an option is meant; otherwise a file, which bash completes itself.
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$word\")); fi
}
complete -o default -F _ausfall ausfall
")
