/* Two sensors of four see something from 50 ms on; the motors follow. Prints how often the motors spiked in each 50 ms. */
#include "pair.h"

#include <stdio.h>

/* Spikes of the motors from now until `ms`; -1 where something is wrong. */
static long motor_spikes(NncSimulation *sim, double ms)
{
    NncSpikes spikes;
    if (!nnc_simulation_advance_to(sim, ms) || !nnc_simulation_spikes(sim, PAIR_MOTORS, &spikes))
        return -1;
    return (long)spikes.n;
}

int main(void)
{
    const char *words[] = {"--set", "strength=0.4"};
    const NncSimulationOptions options = {.size = sizeof options, .words = words, .n_words = 2};
    const double seen[] = {0.6, 0, 0.4, 0}; /* nA */
    char error[200];
    NncSimulation *sim = pair_new(&options, error, sizeof error);
    if (!sim) {
        fprintf(stderr, "%s\n", error);
        return 1;
    }
    long n = 0;
    for (int i = 1; n >= 0 && i <= 4; i++) {
        n = motor_spikes(sim, 50 * i);
        printf("%d ms: %ld spikes\n", 50 * i, n);
        if (i == 1 && !nnc_simulation_write(sim, PAIR_SENSORS, "i_offset", seen))
            n = -1;
    }
    if (n < 0)
        fprintf(stderr, "%s\n", nnc_simulation_error(sim));
    nnc_simulation_free(sim);
    return n < 0;
}
