/* The inside of a simulation that is stepped, and its objects. */
#ifndef NNRT_STEPPER_DATA_H
#define NNRT_STEPPER_DATA_H
#include "runtime/results.h"
#include "runtime/stepper.h"

#include <locale.h>

struct nnrt_stepper {
    nnrt_error error; /* of the call that failed last */
    nnrt_error fault; /* what stopped it; exit code 0: nothing */
    nnrt_host host;
    locale_t numbers; /* the host's, with numbers of C: see numbers.h */
    nnrt_options options;
    char **words; /* copies; options point into them */
    uint32_t n_words;
    nnrt_sim sim;
    nnrt_results results;
    double opened; /* wall time, s */
    bool ended;    /* the host has finished */
};

typedef struct nnrt_steppable { /* a population or an input */
    const nnrt_class *cls;
    const nnrt_instance *values;
    const char *label, *where;
    const nnrt_population *population; /* NULL: an input */
} nnrt_steppable;

/* False, with the error that stopped it, where nothing can be done any more. */
bool nnrt_steppable_goes_on(nnrt_stepper *x);
/* False with the error of the simulation, as all of these. */
bool nnrt_steppable_at(nnrt_stepper *x, uint32_t object, nnrt_steppable *out);
/* The same of a population alone. */
bool nnrt_steppable_population(nnrt_stepper *x, uint32_t object, nnrt_steppable *out);
/* The host may see parameters and states; what else is in the columns is the program's. */
bool nnrt_steppable_shows(const nnrt_column *c);
#endif
