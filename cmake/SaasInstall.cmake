# SPDX-License-Identifier: MIT
# What `cmake --install` puts where: both libraries, the headers, saas.pc, the CMake package "saas" and,
# where it is built, the example server. The installed tree may be moved as a whole.
option(SAAS_INSTALL "Install libsaas along with the rest" ${PROJECT_IS_TOP_LEVEL})
if(NOT SAAS_INSTALL)
  return()
endif()

include(CMakePackageConfigHelpers)
set(SAAS_INSTALL_CMAKEDIR ${CMAKE_INSTALL_LIBDIR}/cmake/saas)

# --- Libraries and headers ---
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/saas DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
foreach(kind shared static)
  set(target saas)
  if(kind STREQUAL "static")
    set(target saas_static)
  endif()
  # An export of their own each: who uses the shared library needs none of the development files below.
  install(TARGETS ${target} EXPORT saas-${kind}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT saas-${kind} NAMESPACE saas:: DESTINATION ${SAAS_INSTALL_CMAKEDIR})
endforeach()

# --- What the static library hands on to those who link it ---
# Read from the target, so that a new dependency in src/ arrives in saas.pc and in the CMake package by itself.
get_target_property(links saas_static INTERFACE_LINK_LIBRARIES)
set(SAAS_STATIC_MODULES "")      # names for pkg-config
set(SAAS_STATIC_LIBRARIES "")    # plain linker arguments
set(SAAS_STATIC_FIND_MODULES "") # lines for saasConfig.cmake
foreach(link IN LISTS links)
  string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" link "${link}")
  if(link MATCHES "^PkgConfig::(.+)$")
    set(module ${${CMAKE_MATCH_1}_MODULE_NAME})
    # Debian 12's libjwt.pc lists -lb64 for static linking, which nothing needs or brings along.
    if(module STREQUAL "libjwt")
      list(APPEND SAAS_STATIC_LIBRARIES ${${CMAKE_MATCH_1}_LDFLAGS})
    else()
      list(APPEND SAAS_STATIC_MODULES ${module})
    endif()
    string(APPEND SAAS_STATIC_FIND_MODULES "saas_find_module(${CMAKE_MATCH_1} ${module})\n")
  elseif(link STREQUAL "Threads::Threads")
    list(APPEND SAAS_STATIC_LIBRARIES -pthread)
  elseif(link MATCHES "^[a-z][a-z0-9_]*$" AND NOT TARGET ${link})
    list(APPEND SAAS_STATIC_LIBRARIES -l${link})
  elseif(link)
    message(FATAL_ERROR "cmake/SaasInstall.cmake does not know how to hand on the link to ${link}")
  endif()
endforeach()
list(REMOVE_DUPLICATES SAAS_STATIC_MODULES)

# --- pkg-config ---
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR} OR IS_ABSOLUTE ${CMAKE_INSTALL_INCLUDEDIR})
  set(SAAS_PC_PREFIX ${CMAKE_INSTALL_PREFIX}) # such a tree cannot be moved
else()
  file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  string(REGEX REPLACE "/$" "" SAAS_PC_PREFIX "\${pcfiledir}/${up}")
endif()
list(JOIN SAAS_STATIC_MODULES ", " SAAS_PC_REQUIRES_PRIVATE)
list(JOIN SAAS_STATIC_LIBRARIES " " SAAS_PC_LIBS_PRIVATE)
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY "\${prefix}" OUTPUT_VARIABLE SAAS_PC_LIBDIR)
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY "\${prefix}" OUTPUT_VARIABLE SAAS_PC_INCLUDEDIR)
configure_file(${PROJECT_SOURCE_DIR}/pkgconfig/saas.pc.in ${PROJECT_BINARY_DIR}/saas.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/saas.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# --- CMake package ---
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/saasConfig.cmake.in ${PROJECT_BINARY_DIR}/saasConfig.cmake
  INSTALL_DESTINATION ${SAAS_INSTALL_CMAKEDIR} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/saasConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/saasConfig.cmake ${PROJECT_BINARY_DIR}/saasConfigVersion.cmake
  DESTINATION ${SAAS_INSTALL_CMAKEDIR})

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# --- The example server: its target comes after this file, so it is looked for when all is there ---
function(saas__install_server)
  if(TARGET saas-server)
    file(RELATIVE_PATH libraries /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
    set_target_properties(saas-server PROPERTIES INSTALL_RPATH "\$ORIGIN/${libraries}")
    install(TARGETS saas-server RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endfunction()
cmake_language(DEFER CALL saas__install_server)
