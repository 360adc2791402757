# nn_embed(OUT SYMBOL ROOT FILE...): a C source that holds files as an array of EmbeddedFile, named
# relative to ROOT and sorted by that name (ir/base/embedded.h). Rewritten when one changes.
function(nn_embed out symbol root)
    add_custom_command(
        OUTPUT "${out}"
        COMMAND "${CMAKE_COMMAND}" "-DOUT=${out}" "-DSYMBOL=${symbol}" "-DROOT=${root}"
                "-DFILES=${ARGN}" -P "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
        DEPENDS ${ARGN} "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
        COMMENT "Embedding ${symbol}"
        VERBATIM)
endfunction()
