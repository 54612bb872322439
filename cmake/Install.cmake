# `cmake --install` puts the program, the libraries of the layers below it, their headers and a CMake package into a
# prefix. find_package(Ausfall) then gives Ausfall::studies, and what it links to.
include(CMakePackageConfigHelpers)

set(layers sim models scenarios studies)
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/Ausfall")

foreach(layer IN LISTS layers)
  set_target_properties(ausfall_${layer} PROPERTIES EXPORT_NAME ${layer})
  install(TARGETS ausfall_${layer} EXPORT AusfallTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(
    DIRECTORY "${CMAKE_SOURCE_DIR}/${layer}"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/ausfall"
    FILES_MATCHING
    PATTERN "*.hpp"
    PATTERN "*.inc"
    PATTERN "page" EXCLUDE)
endforeach()
# What is compiled in: the profiles, which the readers of scenarios link, and the page of reports.
set_target_properties(ausfall_studies_embedded PROPERTIES EXPORT_NAME page)
install(TARGETS ausfall_studies_embedded EXPORT AusfallTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
set_target_properties(ausfall_scenarios_embedded PROPERTIES EXPORT_NAME profiles)
install(TARGETS ausfall_scenarios_embedded EXPORT AusfallTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(TARGETS ausfall RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")

install(EXPORT AusfallTargets NAMESPACE Ausfall:: DESTINATION "${package}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/AusfallConfig.cmake.in"
                              "${CMAKE_BINARY_DIR}/AusfallConfig.cmake" INSTALL_DESTINATION "${package}")
write_basic_package_version_file("${CMAKE_BINARY_DIR}/AusfallConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/AusfallConfig.cmake" "${CMAKE_BINARY_DIR}/AusfallConfigVersion.cmake"
        DESTINATION "${package}")
