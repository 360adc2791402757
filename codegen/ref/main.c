/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nnc-ref: integrates a model with all its continuous parts converged, as what compiled programs
   are compared with. */
#include "codegen/ref/ref.h"
#include "frontend/libnnc/session.h"
#include "runtime/units.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DEFAULT_DT = 0.1; /* ms */
static const double DEFAULT_TOLERANCE = 1e-13;

/* ---- messages ---- */
const char *ref_where(const Ref *r, Span at)
{
    SourcePlace place;
    if (!sources_place(r->m->session->sources, at.lo, &place))
        return "the model";
    return arena_printf(r->a, "%s:%u", place.file->name, place.line);
}

bool ref_refuse(const Ref *r, Span at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const char *text = arena_vprintf(r->a, fmt, ap);
    va_end(ap);
    return nnrt_error_set(r->error, NNRT_EXIT_MODEL, "%s: %s", ref_where(r, at), text);
}

static const char *severity_name(NncSeverity s)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[s];
}

static void print_diagnostics(NncSession *s)
{
    NncDiagnostic d;
    for (size_t i = 0; nnc_session_diagnostic(s, i, &d); i++) {
        if (d.file)
            fprintf(stderr, "%s:%u:%u: ", d.file, d.line, d.column);
        fprintf(stderr, "%s[%s]: %s\n", severity_name(d.severity), d.code, d.message);
    }
}

/* ---- the run ---- */
static bool positive(Ref *r, const char *option, const char *text, const char *unit, double *out)
{
    char why[160] = "is not positive";
    if (!text || (nnrt_quantity_parse(text, unit, 1, out, why) && *out > 0 && *out < 1e300))
        return true;
    return nnrt_error_set(r->error, NNRT_EXIT_USAGE, "--%s: '%.200s' %s", option, text,
                          *why ? why : "is not positive");
}

static bool set_grid(Ref *r)
{
    double x;
    r->dt = DEFAULT_DT;
    r->tolerance = DEFAULT_TOLERANCE;
    if (r->m->timestep && ir_constant(r->m->timestep, &x))
        r->dt = x;
    if (!positive(r, "dt", r->options->dt, "ms", &r->dt) ||
        !positive(r, "tolerance", r->options->tolerance, "1", &r->tolerance))
        return false;
    r->grid = nnrt_grid_of(r->dt);
    return r->dt > 0 || nnrt_error_set(r->error, NNRT_EXIT_MODEL, "a time step of %.12g ms", r->dt);
}

static bool integrate(NncSession *s, void *context)
{
    Ref *r = context;
    r->m = libnnc_module(s);
    if (!r->m)
        return false;
    r->a = r->m->arena;
    r->strings = r->m->session->strings;
    r->solver = ref_solver_new(r);
    if (!set_grid(r) || !ref_network(r) || !ref_output_open(r))
        return false;
    const bool ran = ref_run(r);
    if (!ran)
        ref_output_segment(r); /* what was computed is kept */
    return ref_output_close(r) && ran;
}

static bool load(NncSession *s, const RefOptions *o)
{
    for (uint32_t i = 0; i < o->n_definitions; i++) {
        char name[256];
        const char *equals = strchr(o->definitions[i], '=');
        snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - o->definitions[i]) : 255,
                 o->definitions[i]);
        nnc_session_define(s, name, equals ? equals + 1 : "True");
    }
    for (uint32_t i = 0; i < o->n_folders; i++)
        nnc_session_include(s, o->folders[i]);
    return nnc_session_load_file(s, o->model);
}

static int run(RefOptions *o, nnrt_error *e)
{
    char out[4096];
    NncSession *s = nnc_session_new(NULL);
    if (!s)
        return NNRT_EXIT_LIMIT;
    snprintf(out, sizeof out, "%.4000s.ref", o->model);
    o->out = o->out ? o->out : out;
    Ref r = {.error = e, .options = o};
    const bool ok = load(s, o) && libnnc_guard(s, integrate, &r);
    print_diagnostics(s);
    int exit_code = nnc_session_exit_code(s);
    if (!ok && exit_code == NNRT_EXIT_LIMIT && !e->exit_code)
        nnrt_error_set(e, NNRT_EXIT_LIMIT, "out of memory");
    ref_solver_free(r.solver);
    nnc_session_free(s);
    return e->exit_code ? e->exit_code : exit_code;
}

int main(int argc, char **argv)
{
    nnrt_error error = {0};
    const char **lists = calloc(2 * (size_t)argc + 2, sizeof *lists);
    RefOptions options = {.definitions = lists, .folders = lists + argc + 1};
    int exit_code = NNRT_EXIT_LIMIT;
    if (!lists)
        return exit_code;
    if (!ref_options_read(&options, argc, argv, &error))
        exit_code = error.exit_code;
    else if (options.help)
        ref_options_help(), exit_code = NNRT_EXIT_OK;
    else if (options.man)
        ref_options_man(), exit_code = NNRT_EXIT_OK;
    else if (options.version)
        printf("nnc-ref %s\n", nnc_version()), exit_code = NNRT_EXIT_OK;
    else
        exit_code = run(&options, &error);
    if (error.exit_code)
        fprintf(stderr, "nnc-ref: %s\n", error.text);
    if (fflush(stdout) && !exit_code)
        exit_code = NNRT_EXIT_IO;
    free(lists);
    return exit_code;
}
