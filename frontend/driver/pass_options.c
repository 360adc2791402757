/* The options that are about passes. */
#include "frontend/driver/pass_options.h"

#include "frontend/ast_print.h"
#include "ir/text.h"

#include <stdlib.h>
#include <string.h>

/* Passes that are not over classes: stopping behind one is emitting what it gives. */
static const struct {
    const char *pass, *form;
} forms[] = {{"parse", "ast"}, {"elaborate", "ir"}, {"print", "c"}};

static const char *form_after(const char *pass)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (!strcmp(forms[i].pass, pass))
            return forms[i].form;
    return "kernel";
}

const char *pass_options_form(const Options *o)
{
    return o->stop_after ? form_after(o->stop_after) : o->emit;
}

static bool is_single(const Options *o)
{
    return o->precision && !strcmp(o->precision, "single");
}

/* In single precision what parameters decide is double where passes find it: they run at every -O, so that bits are the same. */
static unsigned effort_of_passes(const Options *o)
{
    const unsigned effort = o->optimize ? (unsigned)strtoul(o->optimize, NULL, 10) : 3;
    return effort == 0 && is_single(o) ? 1 : effort;
}

/* The pass that --precision asks for. */
static bool apply_precision(Pipeline *p, const Options *o)
{
    if (!is_single(o))
        return true;
    if (o->integrator && !strcmp(o->integrator, "lems-euler")) {
        Diag *g = diag(p->session->diags, DIAG_NNC0709, NOWHERE,
                       "lems-euler makes the steps of jLEMS, which are in double precision");
        diag_help(p->session->diags, g, "--precision=single is for the other integrators");
        return false;
    }
    passes_add(p->passes, PASS_SINGLE);
    return true;
}

bool pass_options_apply(Pipeline *p, const Options *o)
{
    p->passes = passes_new(p->session, effort_of_passes(o));
    if (!apply_precision(p, o))
        return false;
    for (uint32_t i = 0; i < o->print_after.n; i++)
        if (!passes_print_after(p->passes, o->print_after.v[i]))
            return false;
    if (o->passes || !o->stop_after || strcmp(form_after(o->stop_after), "kernel"))
        return true;
    return passes_stop_after(p->passes, o->stop_after);
}

void pass_options_print_tree(Pipeline *p)
{
    size_t n;
    if (!p->passes->print_after[PASS_PARSE] || !p->ast)
        return;
    const char *text = ast_print_file(p->session->arena, p->ast, &n);
    emit(p->passes->printed, "# after parse\n");
    emit_text(p->passes->printed, text, n);
}

void pass_options_print_module(Pipeline *p)
{
    if (!p->passes->print_after[PASS_ELABORATE])
        return;
    emit(p->passes->printed, "# after elaborate\n");
    ir_print_module(p->passes->printed, p->module);
}

static void report_times(const Passes *passes)
{
    double total = 0;
    fprintf(stderr, "%-12s %10s %6s %12s\n", "pass", "ms", "runs", "cost of steps");
    for (int i = 0; i < PASS_COUNT; i++) {
        const PassCost *cost = &passes->cost[i];
        if (!cost->runs)
            continue;
        total += cost->seconds;
        fprintf(stderr, "%-12s %10.3f %6u", pass_facts[i].name, 1e3 * cost->seconds, cost->runs);
        if (cost->operations)
            fprintf(stderr, " %12lu", cost->operations);
        fputc('\n', stderr);
    }
    fprintf(stderr, "%-12s %10.3f\n", "all", 1e3 * total);
}

void pass_options_report(const Pipeline *p, const Options *o)
{
    size_t n;
    const char *text = emitter_text(p->passes->printed, &n);
    fwrite(text, 1, n, stderr);
    if (o->time_passes)
        report_times(p->passes);
}

void pass_options_list(FILE *out)
{
    for (int i = 0; i < PASS_COUNT; i++) {
        const PassFact *fact = &pass_facts[i];
        fprintf(out, "%-10s %-6s -> %-6s  %s%s%s\n", fact->name, pass_level_word(fact->needs),
                pass_level_word(fact->gives), fact->doc, fact->numbers == PASS_V ? " (V)" : "",
                fact->effort == 1 ? " (from -O1)" : "");
    }
}
