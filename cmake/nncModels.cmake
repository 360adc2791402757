# Models as targets of CMake.

# nnc_add_simulation(TARGET MODEL [CODEGEN c|llvm] [DEFINES NAME=VALUE...] [INCLUDES FOLDER...] [OPTIONS OPTION...]): a program that runs
# the model.
#   CODEGEN  who makes machine code: the C compiler of the project, otherwise, or LLVM
#   DEFINES  names of the model that are set while it is compiled (nnc -D)
#   INCLUDES folders where imported files are looked for, too (nnc -I)
#   OPTIONS  others of nnc: -march=portable, --precision=single ...
# It is compiled again when the model, a file that it imports, an option or nnc has changed.
function(nnc_add_simulation target model)
    nnc_read_arguments("" ${ARGN})
    nnc_make_folder(${target} folder)
    set(object "${folder}/${target}.o")
    nnc_compile_model("${model}" "${object}" --emit=obj --codegen=${NNC_CODEGEN} ${nnc_words})
    add_executable(${target} "${object}")
    nnc_link_target(${target} "${object}")
    target_link_libraries(${target} PRIVATE nnc::nnrt)
endfunction()

# nnc_add_library(TARGET MODEL [STATIC|SHARED] [NAME NAME] [CODEGEN ...] [DEFINES ...] [INCLUDES ...] [OPTIONS ...]): the model as a
# library that programs step: link TARGET, include NAME.h, call NAME_new. install(TARGETS TARGET) installs the header, too.
# NAME is that of the target unless it is given; STATIC is the default unless BUILD_SHARED_LIBS is set.
function(nnc_add_library target model)
    nnc_read_arguments("STATIC;SHARED" ${ARGN})
    if(NNC_NAME)
        set(name "${NNC_NAME}")
    else()
        string(MAKE_C_IDENTIFIER "${target}" name)
    endif()
    set(kind STATIC)
    if(NNC_SHARED OR (BUILD_SHARED_LIBS AND NOT NNC_STATIC))
        set(kind SHARED)
    endif()
    nnc_make_folder(${target} folder)
    set(object "${folder}/${target}.o")
    set(header "${folder}/${name}.h")
    nnc_compile_model("${model}" "${object}" --emit=obj --codegen=${NNC_CODEGEN} --library=${name} ${nnc_words})
    nnc_compile_model("${model}" "${header}" --emit=header --library=${name} ${nnc_words})
    add_library(${target} ${kind} "${object}" "${header}")
    nnc_link_target(${target} "${object}")
    set_target_properties(${target} PROPERTIES PUBLIC_HEADER "${header}")
    target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${folder}>")
    if(kind STREQUAL "STATIC")
        target_link_libraries(${target} PUBLIC nnc::model)
    else()
        nnc_share_model(${target} ${name} "${folder}/${name}.map")
    endif()
endfunction()

# ---- what both do ----

# Sets NNC_CODEGEN, NNC_NAME, NNC_STATIC, NNC_SHARED, and nnc_words, the options of nnc.
macro(nnc_read_arguments flags)
    cmake_parse_arguments(NNC "${flags}" "CODEGEN;NAME" "DEFINES;INCLUDES;OPTIONS" ${ARGN})
    if(NNC_UNPARSED_ARGUMENTS OR NNC_KEYWORDS_MISSING_VALUES)
        message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION}: unknown or empty: ${NNC_UNPARSED_ARGUMENTS} ${NNC_KEYWORDS_MISSING_VALUES}")
    endif()
    if(NOT NNC_CODEGEN)
        set(NNC_CODEGEN c)
    elseif(NOT NNC_CODEGEN MATCHES "^(c|llvm)$")
        message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION}: CODEGEN is c or llvm, not ${NNC_CODEGEN}")
    endif()
    set(nnc_words ${NNC_OPTIONS})
    foreach(definition IN LISTS NNC_DEFINES)
        list(APPEND nnc_words -D "${definition}")
    endforeach()
    foreach(folder IN LISTS NNC_INCLUDES)
        get_filename_component(folder "${folder}" ABSOLUTE)
        list(APPEND nnc_words -I "${folder}")
    endforeach()
endmacro()

# The folder of what is made for a target.
function(nnc_make_folder target folder)
    set(made "${CMAKE_CURRENT_BINARY_DIR}/${target}.nnc")
    file(MAKE_DIRECTORY "${made}")
    set(${folder} "${made}" PARENT_SCOPE)
endfunction()

# A rule that makes `file` of the model, by nnc with these options.
function(nnc_compile_model model file)
    get_filename_component(source "${model}" ABSOLUTE)
    get_filename_component(name "${file}" NAME)
    if(CMAKE_C_COMPILER)
        set(compiler "CC=${CMAKE_C_COMPILER}")
    endif()
    # make does not see that the options of a rule have changed: they are a file
    file(GENERATE OUTPUT "${file}.options" CONTENT "${compiler} ${ARGN}\n")
    add_custom_command(
        OUTPUT "${file}"
        COMMAND "${CMAKE_COMMAND}" -E env ${compiler} "$<TARGET_FILE:nnc::nnc>" "${source}" -o "${file}" -MD -MF "${file}.d" ${ARGN}
        DEPENDS "${source}" "${file}.options" "$<TARGET_FILE:nnc::nnc>"
        DEPFILE "${file}.d"
        COMMENT "Compiling ${model} to ${name}"
        VERBATIM)
endfunction()

# Objects that come from nnc are linked by a compiler of the project.
function(nnc_link_target target object)
    set_source_files_properties("${object}" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
    if(CMAKE_C_COMPILER_LOADED)
        set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
    elseif(CMAKE_CXX_COMPILER_LOADED)
        set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    else()
        message(FATAL_ERROR "${target}: a model needs a compiler to be linked: project(... LANGUAGES C)")
    endif()
endfunction()

# A shared library holds the runtime, and shows the functions of nnc_simulation.h and its own.
function(nnc_share_model target name map)
    file(CONFIGURE OUTPUT "${map}" CONTENT "{ global: nnc_simulation_*; nnc_model_${name}; local: *; };\n" @ONLY)
    get_target_property(headers nnc::model INTERFACE_INCLUDE_DIRECTORIES)
    target_include_directories(${target} INTERFACE ${headers})
    target_link_libraries(${target} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,nnc::model>")
    target_link_options(${target} PRIVATE "LINKER:--version-script=${map}" LINKER:-Bsymbolic)
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${map}")
endfunction()
