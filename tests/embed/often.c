/* Compilations of right and wrong models in turn: often N [run]. The memory in use after the first ones is that after the last; with
   `run`, where the right ones are simulated, LLVM keeps a little, less than one of their objects. */
#include <malloc.h>
#include <nnc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LLVM_KEEPS = 64 * 1024 }; /* bytes */

static const char right[] =
    "cell A:\n    param tau = 10 ms\n    state v = 1 mV\n    dv/dt = -v/tau\n"
    "p = Population(3, A(), label=\"p\")\np.record(\"v\")\nrun(1 ms)\n";
static const char wrong[] =
    "cell A:\n    state v = 1 mV\n    dv/dt = -v/(10 mV)\np = Population(2, B())\n";

static bool compile(const char *text, bool good, bool run)
{
    NncSession *s = nnc_session_new(NULL);
    const bool compiled = nnc_session_load_text(s, "model.nn", text, strlen(text)) &&
                          nnc_session_check(s) && nnc_session_print(s, NNC_FORM_C, NULL);
    NncSimulation *sim = run && compiled ? nnc_jit(s, NULL) : NULL;
    const bool ran = !run || !compiled || (sim && nnc_simulation_advance(sim, 5));
    nnc_simulation_free(sim);
    nnc_session_free(s);
    return compiled == good && ran;
}

int main(int argc, char **argv)
{
    const int times = argc > 1 ? atoi(argv[1]) : 0;
    const bool run = argc > 2 && !strcmp(argv[2], "run");
    size_t before = 0;
    for (int k = 0; k < times; k++) {
        if (!compile(k % 2 ? wrong : right, k % 2 == 0, run))
            return 2;
        if (k == times / 4)
            before = mallinfo2().uordblks;
    }
    const size_t after = mallinfo2().uordblks;
    printf("%d compilations: %zu bytes in use, then %zu\n", times, before, after);
    return times && after <= before + (run ? LLVM_KEEPS : 0) ? 0 : 1;
}
