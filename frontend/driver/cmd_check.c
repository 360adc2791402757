/* nnc check FILE: all that can be known before anything runs, also what only the native target refuses. */
#include "frontend/driver/commands.h"
#include "frontend/driver/pipeline.h"

static bool check(Pipeline *p, const Options *options)
{
    return pipeline_parse(p, options->arguments.v[0]) && pipeline_judge(p, options) &&
           compilation_check(p);
}

int cmd_check(const Options *options)
{
    return pipeline_run(options, check, NULL);
}
