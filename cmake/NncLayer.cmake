# nn_add_folder(FOLDER): its CMakeLists.txt, where it has one.
function(nn_add_folder folder)
    if(EXISTS "${PROJECT_SOURCE_DIR}/${folder}/CMakeLists.txt")
        add_subdirectory("${PROJECT_SOURCE_DIR}/${folder}" "${PROJECT_BINARY_DIR}/${folder}")
    endif()
endfunction()

# nn_add_layer(NAME SOURCE...): the static library of a layer. Includes are written from the root.
function(nn_add_layer name)
    add_library(${name} STATIC ${ARGN})
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
endfunction()
