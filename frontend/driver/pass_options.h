/* The options that are about passes: --print-after, --stop-after, --passes, --time-passes; and what they print. */
#ifndef NN_PASS_OPTIONS_H
#define NN_PASS_OPTIONS_H
#include "frontend/driver/pipeline.h"

/* Makes the pipeline's passes as the options say, but for --passes. False after a diagnostic. */
bool pass_options_apply(Pipeline *p, const Options *o);
/* What to write instead of a program: --emit, or what --stop-after leaves; NULL: a program. */
const char *pass_options_form(const Options *o);
/* The tree or the module, where --print-after wants it. */
void pass_options_print_tree(Pipeline *p);
void pass_options_print_module(Pipeline *p);
/* To stderr: what --print-after and --time-passes asked for. */
void pass_options_report(const Pipeline *p, const Options *o);
/* The table of passes, for `nnc help passes` and the manual page. */
void pass_options_list(FILE *out);
#endif
