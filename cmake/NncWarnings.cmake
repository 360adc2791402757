# Warnings for every target, and the one rule of arithmetic: a fused multiply-add stands where the
# compiler's own pass wrote it, never where a C compiler finds room for one.
add_compile_options(
    -Wall
    -Wextra
    -Wshadow
    -Wstrict-prototypes
    -Wmissing-prototypes
    -Wconversion
    -Wsign-conversion
    -Wformat=2
    -Wvla
    -Wswitch-enum
    -Wundef
    -Wwrite-strings
    $<$<C_COMPILER_ID:GNU>:-Wdouble-promotion> # clang means NAN and INFINITY, too, which C has as floats
    -ffp-contract=off)
if(NNC_WERROR)
    add_compile_options(-Werror)
endif()
# Assertions and messages name files from the repository root, wherever it lies.
add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=")
