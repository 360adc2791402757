# Writes the C source of nn_embed. Run with -DOUT= -DSYMBOL= -DROOT= -DFILES=.
set(arrays "")
set(table "")
set(count 0)
list(SORT FILES)
foreach(path IN LISTS FILES)
    file(RELATIVE_PATH name "${ROOT}" "${path}")
    file(READ "${path}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "static const unsigned char file_${count}[] = {${bytes}0};\n")
    string(APPEND table "    {\"${name}\", (const char *)file_${count}, sizeof file_${count} - 1},\n")
    math(EXPR count "${count} + 1")
endforeach()
if(count EQUAL 0)
    set(table "    {0, 0, 0},\n") # C has no empty arrays
endif()
file(WRITE "${OUT}" "/* Files of the source tree; written by cmake/embed_files.cmake. */
#include \"ir/base/embedded.h\"

${arrays}
const EmbeddedFile ${SYMBOL}[] = {
${table}};
const size_t ${SYMBOL}_count = ${count};
")
