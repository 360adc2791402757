/* Simulations of models that are linked with the host. */
#include "frontend/libnnc/nnc_model.h"
#include "frontend/libnnc/simulation_data.h"

#include <stdio.h>
#include <stdlib.h>

static bool refuse(char *error, size_t n, const char *text)
{
    if (n)
        snprintf(error, n, "%s", text);
    return false;
}

static bool fits(unsigned abi, const NncSimulationOptions *o, char *error, size_t n)
{
    return (abi == NNC_ABI_VERSION && o->size == sizeof *o) ||
           refuse(error, n, "the program was compiled with headers of another version of nnc");
}

/* The tables of the model; NULL where it has no code for this processor. */
static const nnrt_program *tables_of(NncModel *model)
{
    const nnrt_program *tables = NULL;
    return model(0, (char **)(void *)&tables) == 0 ? tables : NULL;
}

static bool start(NncSimulation *sim, NncModel *model, const NncSimulationOptions *o, char *error,
                  size_t n)
{
    const nnrt_host host = {o->tell, o->context, o->keep};
    const nnrt_program *tables = tables_of(model);
    nnrt_error e = {0};
    if (!tables)
        return refuse(error, n, "the model has no code for a processor as old as this one");
    sim->calls = &nnrt_stepper_table;
    sim->stepper = sim->calls->open(tables, o->words, (uint32_t)o->n_words, &host, &e);
    return sim->stepper || refuse(error, n, e.text);
}

NncSimulation *nnc_simulation_open(unsigned abi, NncModel *model,
                                   const NncSimulationOptions *options, char *error, size_t n)
{
    const NncSimulationOptions defaults = {.size = sizeof defaults};
    const NncSimulationOptions *o = options ? options : &defaults;
    if (!fits(abi, o, error, n))
        return NULL;
    NncSimulation *sim = calloc(1, sizeof *sim);
    if (!sim)
        refuse(error, n, "out of memory");
    else if (start(sim, model, o, error, n))
        return sim;
    nnc_simulation_free(sim);
    return NULL;
}
