/* nnc test: runs the models that tests of the Open Source Brain name, and judges what they write. */
#include "frontend/driver/commands.h"
#include "frontend/driver/test_run.h"

#include <stdlib.h>
#include <string.h>

/* Published tolerances are the smallest that one simulator passed: they say how far its own error goes, not more. */
static const double least_tolerance = 0.005;

typedef struct Tolerance {
    double least; /* at least so much ... */
    double given; /* ... or this, whatever the test says; negative: not given */
} Tolerance;

/* "0.01", "1%" or "published"; false after a diagnostic. */
static bool read_tolerance(Pipeline *p, const Options *o, Tolerance *out)
{
    *out = (Tolerance){least_tolerance, -1};
    if (!o->tolerance)
        return true;
    if (!strcmp(o->tolerance, "published")) {
        out->least = 0;
        return true;
    }
    char *end;
    out->given = strtod(o->tolerance, &end);
    const bool percent = end != o->tolerance && !strcmp(end + strspn(end, " "), "%");
    if (percent)
        out->given /= 100;
    if (end != o->tolerance && (percent || !*end) && out->given >= 0 && out->given <= 1)
        return true;
    diag(p->session->diags, DIAG_NNC0916, NOWHERE,
         "--tolerance is a number from 0 to 1, a percentage or `published`, not '%.40s'",
         o->tolerance);
    return false;
}

static bool is_model(const char *path)
{
    static const char *const endings[] = {".xml", ".nml", ".nn", ".ir"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (!strcmp(dot, endings[i]))
            return true;
    return false;
}

static void judge(Pipeline *p, const OmvTest *test, const TestTarget *target,
                  const OmvObservable *o, const Tolerance *tolerance)
{
    OmvValues observed = {0};
    const char *file = test_result(p, target, test, o->path);
    const double least = o->tolerance > tolerance->least ? o->tolerance : tolerance->least;
    const double allowed = tolerance->given >= 0 ? tolerance->given : least;
    if (!omv_observe(p->session, o, file, &observed)) {
        printf("  FAIL  %s: %s: its file cannot be read\n", o->experiment, o->name);
        return;
    }
    const OmvVerdict v = omv_judge(o, &observed, allowed);
    printf("  %s\n", omv_report(p->session, o, &v, allowed));
    if (!v.holds)
        diag(p->session->diags, DIAG_NNC0917, o->at, "'%s' of '%s' is not as expected", o->name,
             o->experiment);
}

static void test_one(Pipeline *p, const Options *o, TestRuns *runs, const char *path,
                     const Tolerance *tolerance)
{
    OmvTest test;
    if (!omv_read(p->session, path, &test)) {
        printf("FAIL  %s: it cannot be read\n", path);
        return;
    }
    if (!is_model(test.target)) {
        printf("left out: %s, whose target %s is for %s\n", path, test.target,
               test.engine ? test.engine : "another program");
        return;
    }
    const TestTarget *target = test_run(p, o, runs, &test);
    if (!target || !target->results) {
        printf("FAIL  %s: %s does not run\n", path, test.target);
        diag(p->session->diags, DIAG_NNC0917, test.target_at, "'%s' does not run", test.target);
        return;
    }
    printf("%s\n", path);
    for (uint32_t i = 0; i < test.observables.n; i++)
        judge(p, &test, target, &test.observables.v[i], tolerance);
    if (!test.observables.n)
        printf("  ok    it runs\n");
}

static bool test_all(Pipeline *p, const Options *o)
{
    Tolerance tolerance;
    TestRuns runs = {0};
    if (!read_tolerance(p, o, &tolerance))
        return false;
    for (uint32_t i = 0; i < o->arguments.n; i++)
        test_one(p, o, &runs, o->arguments.v[i], &tolerance);
    test_runs_remove(&runs);
    return diags_errors(p->session->diags) == 0;
}

int cmd_test(const Options *options)
{
    return pipeline_run(options, test_all, NULL);
}
