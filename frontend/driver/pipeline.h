/* The plot of the compiler: text -> syntax tree -> model IR. Shared by the commands that read a model. */
#ifndef NN_PIPELINE_H
#define NN_PIPELINE_H
#include "frontend/driver/options.h"
#include "frontend/libnnc/compilation.h"
#include "runtime/json.h"

typedef Compilation Pipeline;

/* Opens a session; false when out of memory. */
bool pipeline_open(Pipeline *p, const Options *options);
/* The text of a file; NULL after a diagnostic. */
const SourceFile *pipeline_load(Pipeline *p, const char *path);
/* Writes a result to --output, or to standard output. */
bool pipeline_write(Pipeline *p, const Options *o, const char *text, size_t n);
/* The same for JSON, which is freed; false with a diagnostic when it nests too deep. */
bool pipeline_write_json(Pipeline *p, const Options *o, nnrt_json *json);
/* Refuses an output that would replace a file that was read. */
bool pipeline_keeps_sources(Pipeline *p, const char *output);
/* Each stage returns false after an error; later stages may then be left out. */
bool pipeline_parse(Pipeline *p, const char *path);
/* False with a message for text of the IR, which is no `.nn` text. */
bool pipeline_has_tree(Pipeline *p);
bool pipeline_elaborate(Pipeline *p, const Options *options, bool check_only);
bool pipeline_judge(Pipeline *p, const Options *options); /* for nnc check */
/* Renders the messages to stderr, frees all, and returns the exit code. */
int pipeline_close(Pipeline *p);

/* What a command does with a pipeline; false after an error. */
typedef bool PipelineCommand(Pipeline *p, const Options *options);
/* Runs `command`, which finds `context` in p->context; out of memory anywhere inside ends it with exit code 5. */
int pipeline_run(const Options *options, PipelineCommand *command, void *context);
#endif
