/* Compilations for the command line: its options go in, messages are written to stderr. */
#include "frontend/driver/pipeline.h"

#include "codegen/toolchain.h"
#include "frontend/driver/commands.h"
#include "frontend/driver/pass_options.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static DiagFormat format_of(const char *word)
{
    if (word && !strcmp(word, "json"))
        return DIAG_FORMAT_JSON;
    return word && !strcmp(word, "test") ? DIAG_FORMAT_TEST : DIAG_FORMAT_HUMAN;
}

static DiagOptions diag_options(const Options *options)
{
    const char *columns = getenv("COLUMNS");
    return (DiagOptions){
        .format = format_of(options->diagnostics_format),
        .colour = isatty(STDERR_FILENO) && !getenv("NO_COLOR"),
        .warnings_are_errors = options->warnings_are_errors,
        .error_limit =
            options->error_limit > UINT32_MAX ? UINT32_MAX : (unsigned)options->error_limit,
        .width = columns ? (unsigned)strtoul(columns, NULL, 10) : 0,
    };
}

bool pipeline_open(Pipeline *p, const Options *options)
{
    if (!compilation_open(p, (Limits){options->limit_steps, options->limit_memory}))
        return false;
    diags_set_options(p->session->diags, diag_options(options));
    return true;
}

/* A word that is neither file nor command may be a command with a typing error. */
static void refuse_file(Pipeline *p, const char *path, const char *error)
{
    Diag *g = diag(p->session->diags, DIAG_NNC0701, NOWHERE, "%s", error);
    const char *near = command_nearest(path);
    if (near)
        diag_help(p->session->diags, g, "did you mean the command %s?", near);
}

const SourceFile *pipeline_load(Pipeline *p, const char *path)
{
    const char *error = NULL;
    const SourceFile *source = sources_load(p->session->sources, path, &error);
    if (!source)
        refuse_file(p, path, error);
    return source;
}

bool pipeline_write(Pipeline *p, const Options *o, const char *text, size_t n)
{
    if (o->output && strcmp(o->output, "-"))
        return toolchain_write(p->session, o->output, text, n);
    return fwrite(text, 1, n, stdout) == n;
}

bool pipeline_keeps_sources(Pipeline *p, const char *output)
{
    struct stat out, in;
    const Sources *sources = p->session->sources;
    if (stat(output, &out) != 0 || !S_ISREG(out.st_mode))
        return true;
    for (uint32_t i = 0; i < sources_count(sources); i++) {
        const char *name = sources_file(sources, i)->name;
        if (stat(name, &in) != 0 || in.st_dev != out.st_dev || in.st_ino != out.st_ino)
            continue;
        Diag *d = diag(p->session->diags, DIAG_NNC0702, NOWHERE,
                       "cannot write %s: the model was read from it", output);
        diag_help(p->session->diags, d, "name another file with -o");
        return false;
    }
    return true;
}

bool pipeline_write_json(Pipeline *p, const Options *o, nnrt_json *json)
{
    if (json->failed)
        diag(p->session->diags, DIAG_NNC0501, NOWHERE,
             "the model nests deeper than the %d levels that JSON may have here", NNRT_JSON_DEPTH);
    const char *text = json->failed ? "" : arena_printf(p->session->arena, "%s\n", json->text);
    const bool ok = !json->failed && pipeline_write(p, o, text, strlen(text));
    nnrt_json_free(json);
    return ok;
}

bool pipeline_parse(Pipeline *p, const char *path)
{
    passes_begin(p->passes);
    const SourceFile *source = pipeline_load(p, path);
    const bool ok = source && compilation_parse(p, source);
    passes_end(p->passes, PASS_PARSE);
    pass_options_print_tree(p);
    return ok;
}

bool pipeline_has_tree(Pipeline *p)
{
    if (p->ast)
        return true;
    const Span start = {p->source->base, p->source->base};
    diag(p->session->diags, DIAG_NNC0705, start,
         "text of the intermediate representation has no syntax tree");
    return false;
}

static ElabDefinition *definitions(Pipeline *p, const Options *options)
{
    ElabDefinition *d = ARENA_ARRAY(p->session->arena, ElabDefinition, options->definitions.n + 1);
    for (uint32_t i = 0; i < options->definitions.n; i++) {
        const char *text = options->definitions.v[i], *equals = strchr(text, '=');
        size_t n = equals ? (size_t)(equals - text) : strlen(text);
        d[i] = (ElabDefinition){arena_strndup(p->session->arena, text, n),
                                equals ? equals + 1 : "True"};
    }
    return d;
}

static bool elaborate(Pipeline *p, const Options *options, bool check_only, bool judges)
{
    const ElabOptions elab = {.module_name = compilation_name(p, options->arguments.v[0]),
                              .definitions = definitions(p, options),
                              .n_definitions = options->definitions.n,
                              .check_only = check_only,
                              .judges = judges,
                              .folders = options->include.v,
                              .n_folders = options->include.n,
                              .lems_euler = options->integrator &&
                                            !strcmp(options->integrator, "lems-euler")};
    passes_begin(p->passes);
    const bool ok = compilation_elaborate(p, &elab);
    passes_end(p->passes, PASS_ELABORATE);
    if (ok)
        pass_options_print_module(p);
    return ok;
}

bool pipeline_elaborate(Pipeline *p, const Options *options, bool check_only)
{
    return elaborate(p, options, check_only, false);
}

bool pipeline_judge(Pipeline *p, const Options *options)
{
    return elaborate(p, options, true, true);
}

int pipeline_close(Pipeline *p)
{
    int exit_code = diags_exit_code(p->session->diags);
    diags_render(p->session->diags, stderr);
    session_free(p->session);
    return exit_code;
}

/* The pipeline belongs to the caller, so that it is whole after a jump. */
static int run(Pipeline *p, const Options *options, PipelineCommand *command)
{
    if (setjmp(p->out_of_memory) || !pipeline_open(p, options)) {
        fprintf(stderr,
                "nnc: out of memory: %zu bytes were needed; --limit-memory raises the limit\n",
                p->wanted);
        session_free(p->session);
        return EXIT_LIMIT;
    }
    if (pass_options_apply(p, options) && command(p, options))
        pass_options_report(p, options);
    return pipeline_close(p);
}

int pipeline_run(const Options *options, PipelineCommand *command, void *context)
{
    Pipeline p = {.context = context};
    return run(&p, options, command);
}
