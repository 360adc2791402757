/* same MODEL: a model that is linked with the program, and one that libnnc compiles in it, give the same spikes. */
#include <net.h>
#include <nnc.h>
#include <stdio.h>
#include <string.h>

enum { PIECES = 40 };

int main(int argc, char **argv)
{
    const char *words[] = {"--seed", "3", "--threads", "2"};
    const NncSimulationOptions options = {.size = sizeof options, .words = words, .n_words = 4};
    char error[200] = "";
    NncSimulation *linked = net_new(&options, error, sizeof error);
    NncSession *s = nnc_session_new(NULL);
    NncSimulation *made =
        argc == 2 && s && nnc_session_load_file(s, argv[1]) ? nnc_jit(s, &options) : NULL;
    size_t n = 0;
    if (!linked || !made) {
        printf("%s\n", linked ? nnc_session_error(s) : error);
        return 1;
    }
    for (int i = 1; i <= PIECES; i++) {
        NncSpikes a, b;
        if (!nnc_simulation_advance(linked, 50) || !nnc_simulation_advance(made, 50) ||
            !nnc_simulation_spikes(linked, NET_CELLS, &a) ||
            !nnc_simulation_spikes(made, NET_CELLS, &b))
            return 2;
        if (a.n != b.n || (a.n && (memcmp(a.times, b.times, a.n * sizeof *a.times) ||
                                   memcmp(a.cells, b.cells, a.n * sizeof *a.cells)))) {
            printf("the spikes differ in piece %d\n", i);
            return 3;
        }
        n += a.n;
    }
    nnc_simulation_free(linked);
    nnc_simulation_free(made);
    nnc_session_free(s);
    return n < 20 ? 4 : 0; /* silent models would tell nothing */
}
