/* Checks of the unit tests. A failing check prints its place and both values and the test goes on;
   main returns check_report(). Usage:

       static void test_grows(Check *check) { CHECK_EQ_INT(2, 1 + 1); }
       int main(void) { Check check[1] = {{0}}; test_grows(check); return check_report(check); }

   Every macro expects a `Check *check` in scope. */
#ifndef NN_TESTS_CHECK_H
#define NN_TESTS_CHECK_H
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct Check {
    unsigned done, failed;
} Check;

static inline bool check_count(Check *check, bool ok, const char *file, int line)
{
    check->done++;
    if (ok)
        return true;
    check->failed++;
    fprintf(stderr, "%s:%d: check failed: ", file, line);
    return false;
}

static inline void check_true(Check *check, bool ok, const char *text, const char *file, int line)
{
    if (!check_count(check, ok, file, line))
        fprintf(stderr, "%s\n", text);
}

static inline void check_int(Check *check, long long got, long long want, const char *text,
                             const char *file, int line)
{
    if (!check_count(check, got == want, file, line))
        fprintf(stderr, "%s is %lld, expected %lld\n", text, got, want);
}

static inline void check_str(Check *check, const char *got, const char *want, const char *text,
                             const char *file, int line)
{
    const bool ok = got && want ? !strcmp(got, want) : got == want;
    if (!check_count(check, ok, file, line))
        fprintf(stderr, "%s is\n<<<%s>>>\nexpected\n<<<%s>>>\n", text, got ? got : "(null)",
                want ? want : "(null)");
}

static inline void check_near(Check *check, double got, double want, double tolerance,
                              const char *text, const char *file, int line)
{
    if (!check_count(check, fabs(got - want) <= tolerance, file, line))
        fprintf(stderr, "%s is %.17g, expected %.17g within %g\n", text, got, want, tolerance);
}

static inline int check_report(const Check *check)
{
    printf("%u checks, %u failed\n", check->done, check->failed);
    return check->failed || !check->done;
}

#define CHECK(condition) check_true(check, (condition), #condition, __FILE__, __LINE__)
#define CHECK_EQ_INT(got, want)                                                                    \
    check_int(check, (long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define CHECK_EQ_STR(got, want) check_str(check, (got), (want), #got, __FILE__, __LINE__)
#define CHECK_NEAR(got, want, tolerance)                                                           \
    check_near(check, (got), (want), (tolerance), #got, __FILE__, __LINE__)
#endif
