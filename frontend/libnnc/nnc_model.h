/* Models that are linked with the program that steps them: object files that `nnc --emit=obj --library=NAME` makes. The
   header of each (`nnc --emit=header --library=NAME`) has NAME_new, and what the model has. Needed where it runs: nothing
   but the C library and threads. */
#ifndef NNC_MODEL_H
#define NNC_MODEL_H
#include "nnc_simulation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of the object file; called by nnc_simulation_open alone. */
typedef int NncModel(int argc, char **argv);

/* What NAME_new calls. The model is constructed, with all that its script says before its first `run`; what stands behind
   that is left out: the host decides how long it runs. NULL where that fails; the reason is in `error` then, cut to n - 1
   characters. n 0: nobody wants it. */
NncSimulation *nnc_simulation_open(unsigned abi, NncModel *model,
                                   const NncSimulationOptions *options, char *error, size_t n);

#ifdef __cplusplus
}
#endif
#endif
