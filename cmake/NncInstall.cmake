# What a relocatable prefix holds: bin/nnc, and under lib/nnc what compiled models are linked with.
# The build tree gets the same shape.
if(TARGET nnrt)
    set_target_properties(nnrt PROPERTIES ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${NNC_LIBRARY_DIR}")
    find_package(Threads REQUIRED)
    target_link_libraries(nnrt PUBLIC m Threads::Threads)
    install(TARGETS nnrt EXPORT nnc-targets ARCHIVE DESTINATION "${NNC_LIBRARY_DIR}")

    file(GLOB runtime_headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/runtime/*.h")
    install(FILES ${runtime_headers} DESTINATION "${NNC_LIBRARY_DIR}/include/runtime")
    set(staged "")
    foreach(header IN LISTS runtime_headers)
        get_filename_component(name "${header}" NAME)
        set(copy "${PROJECT_BINARY_DIR}/${NNC_LIBRARY_DIR}/include/runtime/${name}")
        add_custom_command(
            OUTPUT "${copy}"
            COMMAND "${CMAKE_COMMAND}" -E copy "${header}" "${copy}"
            DEPENDS "${header}"
            VERBATIM)
        list(APPEND staged "${copy}")
    endforeach()
    add_custom_target(nnrt_headers ALL DEPENDS ${staged})
endif()

install(DIRECTORY stdlib/ DESTINATION "${CMAKE_INSTALL_DATADIR}/nnc/stdlib" FILES_MATCHING PATTERN "*.nn" PATTERN "*.xml")

if(TARGET nnc)
    add_dependencies(nnc nnrt nnrt_headers nnrt-convert) # what it needs to build and run programs
    install(TARGETS nnc EXPORT nnc-targets RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
    # The program writes its own manual page and completion, from the table that it reads options by.
    set(pages "${PROJECT_BINARY_DIR}/share")
    add_custom_command(
        OUTPUT "${pages}/nnc.1" "${pages}/nnc.bash"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${pages}"
        COMMAND nnc help --man > "${pages}/nnc.1"
        COMMAND nnc help --completion=bash > "${pages}/nnc.bash"
        DEPENDS nnc
        VERBATIM)
    add_custom_target(nnc_pages ALL DEPENDS "${pages}/nnc.1" "${pages}/nnc.bash")
    install(FILES "${pages}/nnc.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
    install(
        FILES "${pages}/nnc.bash"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions"
        RENAME nnc)
endif()

# The package for other projects: find_package(nnc).
if(TARGET nnc AND TARGET nnrt)
    include(CMakePackageConfigHelpers)
    set(package "${CMAKE_INSTALL_LIBDIR}/cmake/nnc")
    set(made "${PROJECT_BINARY_DIR}/package")
    configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/nncConfig.cmake.in" "${made}/nncConfig.cmake" INSTALL_DESTINATION "${package}"
        NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
    write_basic_package_version_file("${made}/nncConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
    install(FILES "${made}/nncConfig.cmake" "${made}/nncConfigVersion.cmake" "${CMAKE_CURRENT_LIST_DIR}/nncModels.cmake"
            DESTINATION "${package}")
    install(EXPORT nnc-targets NAMESPACE nnc:: DESTINATION "${package}")
endif()
