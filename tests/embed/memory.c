/* Memory that is missing: memory POINTS FILE... compiles the text of all files together. First the k-th call for memory and all behind it
   fail, for every k; arenas ask for little, so limits follow: POINTS of them, from nothing to what the model needs. Each compilation must end
   with exit code 5, or with all that it was asked for. Linked with the archive, so that its calls of malloc come here. */
#include "tests/unit/failing_heap.h"

#include <nnc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the model ---- */
enum { MOST = 1 << 20 };
typedef struct Model {
    char text[MOST];
    size_t n;
} Model;

static bool add_file(Model *m, const char *path)
{
    FILE *file = fopen(path, "rb");
    const size_t before = m->n;
    if (!file)
        return false;
    m->n += fread(m->text + m->n, 1, MOST - m->n, file);
    fclose(file);
    return m->n > before;
}

typedef enum Outcome { WHOLE, OUT_OF_MEMORY, WRONG } Outcome;

static Outcome compile(const Model *m, uint64_t limit)
{
    const NncOptions options = {.size = sizeof options, .limit_memory = limit};
    NncSession *s = nnc_session_new(&options);
    if (!s)
        return OUT_OF_MEMORY;
    const bool good = nnc_session_load_text(s, "model.nn", m->text, m->n) && nnc_session_check(s) &&
                      nnc_session_print(s, NNC_FORM_IR, NULL) &&
                      nnc_session_print(s, NNC_FORM_C, NULL);
    const char *error = nnc_session_error(s);
    const Outcome outcome = nnc_session_exit_code(s) == 5 && error ? OUT_OF_MEMORY
                            : good && !error                       ? WHOLE
                                                                   : WRONG;
    nnc_session_free(s);
    return outcome;
}

/* ---- the ways to fail ---- */
static bool fail_calls(const Model *m)
{
    heap.calls = 0;
    if (compile(m, 0) != WHOLE)
        return false;
    const unsigned long all = heap.calls;
    for (unsigned long k = 1; k <= all; k++) {
        heap.calls = 0;
        heap.fails_at = k;
        heap.lasting = true;
        const Outcome outcome = compile(m, 0);
        heap.fails_at = 0;
        if (outcome != OUT_OF_MEMORY) {
            printf("call %lu of %lu: not out of memory\n", k, all);
            return false;
        }
    }
    printf("%lu calls for memory\n", all);
    return all > 3;
}

/* The least limit, to a thousandth, with which the model compiles. */
static uint64_t least_limit(const Model *m)
{
    uint64_t lo = 0, hi = 1 << 30;
    while (hi - lo > hi / 1000) {
        const uint64_t middle = lo + (hi - lo) / 2;
        if (middle && compile(m, middle) == WHOLE)
            hi = middle;
        else
            lo = middle;
    }
    return hi;
}

static bool fail_limits(const Model *m, uint64_t points)
{
    const uint64_t least = least_limit(m);
    uint64_t refused = 0;
    for (uint64_t k = 1; k <= points; k++) {
        const uint64_t limit = least / points * k;
        const Outcome outcome = compile(m, limit);
        refused += outcome == OUT_OF_MEMORY;
        if (outcome == WRONG) {
            printf("limit of %llu: neither whole nor out of memory\n", (unsigned long long)limit);
            return false;
        }
    }
    printf("%llu of %llu limits up to %llu bytes refused\n", (unsigned long long)refused,
           (unsigned long long)points, (unsigned long long)least);
    return refused + 2 >= points;
}

int main(int argc, char **argv)
{
    static Model model;
    for (int i = 2; i < argc; i++)
        if (!add_file(&model, argv[i]))
            return 2;
    return argc > 2 && fail_calls(&model) && fail_limits(&model, strtoull(argv[1], NULL, 10)) ? 0
                                                                                              : 1;
}
