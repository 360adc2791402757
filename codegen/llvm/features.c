/* Instructions of the levels of x86-64, by LLVM's names for them. */
#include "codegen/llvm/features.h"

#include <stdbool.h>
#include <string.h>

/* The psABI's levels; each has those before it, too. Names that a version of LLVM does not have are never met. */
static const struct {
    unsigned level;
    const char *name;
} known[] = {
    {1, "64bit"},   {1, "cmov"},     {1, "cx8"},      {1, "fxsr"},     {1, "mmx"},
    {1, "sse"},     {1, "sse2"},     {1, "x87"},      {2, "crc32"},    {2, "cx16"},
    {2, "popcnt"},  {2, "sahf"},     {2, "sse3"},     {2, "sse4.1"},   {2, "sse4.2"},
    {2, "ssse3"},   {3, "avx"},      {3, "avx2"},     {3, "bmi"},      {3, "bmi2"},
    {3, "f16c"},    {3, "fma"},      {3, "lzcnt"},    {3, "movbe"},    {3, "xsave"},
    {4, "avx512f"}, {4, "avx512bw"}, {4, "avx512cd"}, {4, "avx512dq"}, {4, "avx512vl"},
    {4, "evex512"},
};

static bool is_of_level(const char *name, size_t len, unsigned level)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == len && !strncmp(known[i].name, name, len))
            return known[i].level <= level;
    return false;
}

const char *features_of_level(Arena *a, const char *host, unsigned level)
{
    char *features = arena_printf(a, "%s", host), *next = features;
    while (level && *next) {
        const size_t len = strcspn(next, ",");
        if (*next == '+' && !is_of_level(next + 1, len - 1, level))
            *next = '-';
        next += len;
        next += *next == ',';
    }
    return features;
}
