/* Two models in one program, the one in a shared library, the other by LLVM in an archive. */
#include <one.h>
#include <second.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    char error[100];
    const char *wrong[] = {"--sed", "1"};
    const NncSimulationOptions options = {.size = sizeof options, .words = wrong, .n_words = 2};
    const NncSimulationOptions old = {.size = 1};
    if (one_new(&options, error, sizeof error) || !strstr(error, "--sed"))
        return 2;
    if (one_new(&old, error, sizeof error) || one_new(&options, NULL, 0) ||
        one_new(&options, error, 3))
        return 3;
    NncSimulation *one = one_new(NULL, error, sizeof error),
                  *other = second_new(NULL, error, sizeof error);
    NncSpikes spikes;
    double x[2] = {0, 0};
    if (!one || !other || !nnc_simulation_advance_to(one, 50) ||
        !nnc_simulation_advance_to(other, 3))
        return 4;
    if (nnc_simulation_find(one, "cells") != ONE_CELLS ||
        nnc_simulation_find(other, "ramps") != SECOND_RAMPS)
        return 5;
    if (!nnc_simulation_spikes(one, ONE_CELLS, &spikes) ||
        !nnc_simulation_read(other, SECOND_RAMPS, "x", x))
        return 6;
    printf("%zu spikes, x is %g and %g mV\n", spikes.n, x[0], x[1]);
    nnc_simulation_free(one);
    nnc_simulation_free(other);
    return 0;
}
