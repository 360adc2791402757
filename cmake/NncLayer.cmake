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

# nn_libraries_of(SOURCE LIBRARIES): the libraries of the layers whose headers a test includes.
function(nn_libraries_of source libraries)
    set(found "")
    foreach(layer frontend/libnnc=libnnc codegen=nn_codegen frontend=nn_frontend ir=nn_ir ir/base=nn_base runtime=nnrt)
        string(REGEX REPLACE "(.*)=(.*)" "\\1" folder "${layer}")
        string(REGEX REPLACE "(.*)=(.*)" "\\2" library "${layer}")
        file(STRINGS "${source}" includes REGEX "^#include \"${folder}/[a-z_/0-9]*\\.(h|def)\"")
        if(folder STREQUAL "ir")
            list(FILTER includes EXCLUDE REGEX "ir/base/")
        endif()
        if(includes AND TARGET ${library})
            list(APPEND found ${library})
        endif()
    endforeach()
    set(${libraries} "${found}" PARENT_SCOPE)
endfunction()
