/* Levels of processors: names, which run here, which code is chosen. */
#include "runtime/level.h"
#include "tests/unit/check.h"

static int two(int argc, char **argv)
{
    (void)argc, (void)argv;
    return 102;
}

static int three(int argc, char **argv)
{
    (void)argc, (void)argv;
    return 103;
}

static void test_names(Check *check)
{
    CHECK_EQ_INT(nnrt_level_named("x86-64-v2"), 2);
    CHECK_EQ_INT(nnrt_level_named("x86-64-v4"), 4);
    CHECK_EQ_INT(nnrt_level_named("x86-64-v5"), 0);
    CHECK_EQ_INT(nnrt_level_named("native"), 0);
    CHECK_EQ_INT(nnrt_level_of("native"), (long)nnrt_level_here());
    CHECK_EQ_INT(nnrt_level_of("x86-64-v3"), 3);
}

static void test_here(Check *check)
{
    const unsigned here = nnrt_level_here();
    CHECK(here <= 4 && here != 1);
    CHECK(nnrt_level_runs(0));
    for (unsigned level = 2; level < 9; level++)
        CHECK(nnrt_level_runs(level) == (level <= here));
}

static void test_choice(Check *check)
{
    const nnrt_level_main lower[] = {{0, two}, {nnrt_level_here(), three}, {9, two}};
    CHECK_EQ_INT(nnrt_level_start(lower, 3, 0, NULL), 103);
    CHECK_EQ_INT(nnrt_level_start(lower, 1, 0, NULL), 102);
    const nnrt_level_main later[] = {{9, two}};
    CHECK_EQ_INT(nnrt_level_start(later, 1, 0, NULL), 4);
}

int main(void)
{
    Check check[1] = {{0}};
    test_names(check);
    test_here(check);
    test_choice(check);
    return check_report(check);
}
