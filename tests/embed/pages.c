/* Memory with code is never writable, as /proc/self/maps tells it while a simulation lives: there is code outside of all
   files, that of the model, and no page of the process is for writing and for running. */
#include <nnc.h>
#include <stdio.h>
#include <string.h>

static const char model[] = "cells = Population(2, IF_curr_exp(i_offset=1), label=\"cells\")\n";

typedef struct Pages { /* ranges of addresses that may be run */
    unsigned writable, nameless;
} Pages;

static bool count_pages(Pages *out)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[4096], mode[8], name[8];
    *out = (Pages){0};
    while (maps && fgets(line, sizeof line, maps)) {
        const int n = sscanf(line, "%*s %7s %*s %*s %*s %7s", mode, name);
        if (n < 1 || mode[2] != 'x')
            continue;
        out->writable += mode[1] == 'w';
        out->nameless += n == 1;
    }
    return maps && fclose(maps) == 0;
}

static bool look(const char *when, unsigned nameless)
{
    Pages p;
    if (!count_pages(&p))
        return false;
    printf("%s: %u pages of code without a file, %u writable\n", when, p.nameless, p.writable);
    return p.writable == 0 && (nameless ? p.nameless >= nameless : p.nameless == 0);
}

int main(void)
{
    NncSession *s = nnc_session_new(NULL);
    NncSimulation *sim =
        nnc_session_load_text(s, "two.nn", model, sizeof model - 1) ? nnc_jit(s, NULL) : NULL;
    const bool good =
        sim && look("made", 1) && nnc_simulation_advance(sim, 100) && look("stepped", 1);
    if (!sim)
        fprintf(stderr, "%s\n", nnc_session_error(s));
    nnc_simulation_free(sim);
    nnc_session_free(s);
    return good && look("freed", 0) ? 0 : 1;
}
