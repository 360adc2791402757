/* Models that tests name, compiled and run in a folder of their own, each once. */
#ifndef NN_TEST_RUN_H
#define NN_TEST_RUN_H
#include "frontend/driver/pipeline.h"
#include "frontend/omv/omv.h"

typedef struct TestTarget {
    const char *path,
        *folder;         /* the model; the folder that it lies in, with a slash at its end, or "" */
    const char *results; /* output folder; NULL: it does not compile, or its run failed */
} TestTarget;

typedef struct TestRuns {
    char *folder; /* temporary; NULL: none yet */
    VEC(TestTarget) targets;
} TestRuns;

/* The run of the test's target. NULL after a diagnostic; results are NULL after messages of the compiler or the program. */
const TestTarget *test_run(Pipeline *p, const Options *o, TestRuns *runs, const OmvTest *test);
/* Where the run has left what a test calls `path`: below the results as the path lies below the target. */
const char *test_result(Pipeline *p, const TestTarget *target, const OmvTest *test,
                        const char *path);
void test_runs_remove(TestRuns *runs); /* with all that is in the folder */
#endif
