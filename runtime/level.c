/* What the processor at hand can do, and which code of a program that was made for several it runs. */
#include "runtime/level.h"

#include "runtime/error.h"

#include <stdio.h>
#include <string.h>

enum { LOWEST = 2, HIGHEST = 4 };

unsigned nnrt_level_named(const char *name)
{
    char text[16];
    for (unsigned level = LOWEST; level <= HIGHEST; level++) {
        snprintf(text, sizeof text, "x86-64-v%u", level);
        if (!strcmp(name, text))
            return level;
    }
    return 0;
}

/* Each level has what the one before it has. */
bool nnrt_level_runs(unsigned level)
{
#if defined __x86_64__ && defined __GNUC__
    const bool has[] = {
        true, true, __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"),
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
            __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"),
        __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl")};
    for (unsigned k = 0; k <= level; k++)
        if (k > HIGHEST || !has[k])
            return false;
    return true;
#else
    return level == 0;
#endif
}

unsigned nnrt_level_here(void)
{
    unsigned level = HIGHEST;
    while (level >= LOWEST && !nnrt_level_runs(level))
        level--;
    return level >= LOWEST ? level : 0;
}

unsigned nnrt_level_of(const char *cpu)
{
    return strcmp(cpu, "native") ? nnrt_level_named(cpu) : nnrt_level_here();
}

int nnrt_level_start(const nnrt_level_main *mains, unsigned n, int argc, char **argv)
{
    for (unsigned k = n; k-- > 0;)
        if (nnrt_level_runs(mains[k].level))
            return mains[k].main(argc, argv);
    if (argc) /* hosts, which have no command line, say it themselves */
        fprintf(stderr,
                "error: the program has code for x86-64-v%u and newer processors, and this is "
                "none\n",
                n ? mains[0].level : HIGHEST);
    return NNRT_EXIT_IO;
}
