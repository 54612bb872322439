# The Debian package, by `cpack -G DEB`: the program, the libraries with their headers and CMake package (cmake/Install.cmake),
# manual pages, the completion of bash, profiles, examples and recipes, and the documents.
# Nobody packages a program with sanitizers, and that of threads does not run everywhere.
if(TARGET ausfall AND NOT AUSFALL_SANITIZE)
  # Pages and completion are what the built program says (cmake/Manual.cmake).
  set(manual "${CMAKE_BINARY_DIR}/manual")
  add_custom_command(
    OUTPUT "${manual}/ausfall.bash"
    COMMAND "${CMAKE_COMMAND}" -E rm -rf "${manual}"
    COMMAND "${CMAKE_COMMAND}" "-DPROGRAM=$<TARGET_FILE:ausfall>" "-DOUTPUT=${manual}" -P
            "${CMAKE_SOURCE_DIR}/cmake/Manual.cmake"
    DEPENDS ausfall "${CMAKE_SOURCE_DIR}/cmake/Manual.cmake"
    COMMENT "Writing manual pages"
    VERBATIM)
  add_custom_target(manual ALL DEPENDS "${manual}/ausfall.bash")
  install(
    DIRECTORY "${manual}/"
    DESTINATION "${CMAKE_INSTALL_MANDIR}/man1"
    FILES_MATCHING
    PATTERN "*.1")
  install(
    FILES "${manual}/ausfall.bash"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
    RENAME ausfall)
endif()

foreach(folder IN ITEMS profiles examples recipes)
  install(DIRECTORY "${CMAKE_SOURCE_DIR}/scenarios/${folder}" DESTINATION "${CMAKE_INSTALL_DATADIR}/ausfall")
endforeach()
install(DIRECTORY "${CMAKE_SOURCE_DIR}/docs/ci" DESTINATION "${CMAKE_INSTALL_DATADIR}/ausfall")
install(FILES README.md CHANGELOG.md VALIDATION.md SECURITY.md CITATION.cff DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES app/README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME manual.md)
install(FILES scenarios/README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME language.md)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ausfall)
set(CPACK_PACKAGE_CONTACT "The Ausfall authors <ausfall@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "discrete-event simulator of cluster failover")
set(CPACK_PACKAGE_DESCRIPTION
    "Ausfall simulates what happens to services when the machines under them fail: how available each
service is, which failures the downtime is owed to, and how long a failover takes, phase by phase.
The package has the program and the library that it is made of.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# What the program links is found in it. Who builds on the library needs the headers of others, too.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
    "bash-completion, g++, cmake, libboost-dev, libeigen3-dev, librandom123-dev, libfmt-dev, libyaml-cpp-dev, nlohmann-json3-dev")
include(CPack)
