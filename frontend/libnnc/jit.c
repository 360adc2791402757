/* Simulations of programs in memory: compiled by LLVM, stepped by the runtime that is in its module. */
#include "frontend/libnnc/llvm_module.h"
#include "frontend/libnnc/session.h"
#include "frontend/libnnc/simulation_data.h"

#include <stdlib.h>

typedef struct Making {
    const NncSimulationOptions *options;
    NncSimulation *sim;
} Making;

/* The diagnostic for a code of the runtime. */
static DiagCode code_of(int exit_code)
{
    return exit_code == NNRT_EXIT_IO      ? DIAG_NNC0702
           : exit_code == NNRT_EXIT_LIMIT ? DIAG_NNC0714
                                          : DIAG_NNC0713;
}

static bool refuse_options(NncSession *s, const NncSimulationOptions *o)
{
    Diags *diags = s->c.session->diags;
    if (o->size != sizeof *o)
        diag(diags, DIAG_NNC0715, NOWHERE,
             "NncSimulationOptions of %zu bytes are not known, here they have %zu; `size` says how "
             "many",
             o->size, sizeof *o);
    else if (o->effort && (o->effort < '0' || o->effort > '3'))
        diag(diags, DIAG_NNC0713, NOWHERE, "an effort of '%c': it is 0 to 3", o->effort);
    else
        return false;
    return true;
}

static bool load_program(NncSession *s, NncSimulation *sim, char effort)
{
    char error[1024];
    LlvmResult object;
    const char *text = libnnc_c_text(s, NULL);
    sim->target = text ? libnnc_native(s, text, LLVM_FORM_OBJECT, effort, &object) : NULL;
    if (!sim->target)
        return false;
    sim->program = sim->target->load(&object, error, sizeof error);
    sim->target->free(&object);
    if (!sim->program)
        diag(s->c.session->diags, DIAG_NNC0710, NOWHERE, "the program cannot be linked: %s", error);
    return sim->program;
}

static bool start(NncSession *s, NncSimulation *sim, const NncSimulationOptions *o)
{
    const nnrt_host host = {o->tell, o->context, o->keep};
    nnrt_error error = {0};
    sim->calls = sim->target->stepper;
    sim->stepper = sim->calls->open(sim->target->tables(sim->program), o->words,
                                    (uint32_t)o->n_words, &host, &error);
    if (!sim->stepper)
        diag(s->c.session->diags, code_of(error.exit_code), NOWHERE, "%s", error.text);
    return sim->stepper;
}

static bool make(NncSession *s, void *context)
{
    const Making *m = context;
    const NncSimulationOptions *o = m->options;
    return !refuse_options(s, o) && load_program(s, m->sim, o->effort ? o->effort : '3') &&
           start(s, m->sim, o);
}

NncSimulation *nnc_jit(NncSession *s, const NncSimulationOptions *options)
{
    const NncSimulationOptions defaults = {.size = sizeof defaults};
    Making m = {options ? options : &defaults, calloc(1, sizeof *m.sim)};
    if (!m.sim) {
        s->out_of_memory = true;
        return NULL;
    }
    if (libnnc_guard(s, make, &m))
        return m.sim;
    nnc_simulation_free(m.sim);
    return NULL;
}
