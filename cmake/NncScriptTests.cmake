# nn_script_tests(PREFIX LABEL HELPERS ARGUMENT...): each NAME.py here is the ctest PREFIX.NAME; HELPERS is a regular
# expression of the scripts that are no tests. Scripts get the compiler's path, then the arguments; exit code 77 skips.
find_package(Python3 COMPONENTS Interpreter REQUIRED)

function(nn_script_tests prefix label helpers)
    file(GLOB scripts CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.py")
    list(FILTER scripts EXCLUDE REGEX "/(${helpers})\\.py$")
    foreach(script IN LISTS scripts)
        get_filename_component(name "${script}" NAME_WE)
        add_test(NAME ${prefix}.${name} COMMAND "${Python3_EXECUTABLE}" -B "${script}" $<TARGET_FILE:nnc> ${ARGN}
            WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
        set_tests_properties(${prefix}.${name} PROPERTIES LABELS ${label} TIMEOUT 300 SKIP_RETURN_CODE 77)
    endforeach()
endfunction()
