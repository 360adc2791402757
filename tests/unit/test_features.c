/* What is left of a processor's features at each level. */
#include "codegen/llvm/features.h"
#include "tests/unit/check.h"

int main(void)
{
    static const char host[] = "+sse2,+popcnt,-sse4a,+avx2,+avx512f,+avx512vnni,+gfni";
    static const struct {
        unsigned level;
        const char *host, *left;
    } cases[] = {
        {0, host, host},
        {2, host, "+sse2,+popcnt,-sse4a,-avx2,-avx512f,-avx512vnni,-gfni"},
        {3, host, "+sse2,+popcnt,-sse4a,+avx2,-avx512f,-avx512vnni,-gfni"},
        {4, host, "+sse2,+popcnt,-sse4a,+avx2,+avx512f,-avx512vnni,-gfni"},
        {4, "", ""},
        {4, "+avx512", "-avx512"},
    };
    Check check[1] = {{0}};
    Arena *a = arena_new(NULL, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_EQ_STR(features_of_level(a, cases[i].host, cases[i].level), cases[i].left);
    arena_free(a);
    return check_report(check);
}
