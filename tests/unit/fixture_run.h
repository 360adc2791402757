/* A small run for the tests of spool and output: two populations, two signals, and folders that
   clean up. */
#ifndef NN_TESTS_FIXTURE_RUN_H
#define NN_TESTS_FIXTURE_RUN_H
#include "runtime/readfile.h"
#include "runtime/spool_read.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint32_t fixture_cells[] = {2, 5};
static const nnrt_population_info fixture_populations[] = {
    {.label = "exc", .size = 10, .spikes = {.count = 10}},
    {.label = "in/h", .size = 4, .spikes = {.index = fixture_cells, .count = 1}},
};
static const nnrt_signal_info fixture_signals[] = {
    {.population = 0,
     .variable = "v",
     .unit = "mV",
     .si_factor = 1e-3,
     .interval = 2,
     .cells = {.index = fixture_cells, .count = 2}},
    {.population = 1,
     .variable = "w",
     .unit = "1",
     .si_factor = 1,
     .interval = 3,
     .cells = {.count = 3}},
};
static const nnrt_recording fixture_recording = {
    .model = "fixture",
    .dt = 0.1,
    .populations = fixture_populations,
    .signals = fixture_signals,
    .n_populations = 2,
    .n_signals = 2,
};

enum { FIXTURE_STEPS = 6 };

/* Steps 0 ... 6 of one segment. Spikes of a step are unsorted and in two frames, one cell fires
   twice. */
static inline bool fixture_segment(nnrt_spool *s, const char *annotations)
{
    static const uint32_t first[] = {7, 3}, second[] = {3, 0}, other[] = {2};
    bool good = nnrt_spool_begin_segment(s);
    for (int64_t k = 0; k <= FIXTURE_STEPS; k++) {
        const double v[] = {-65.0 + (double)k, -70.5}, w[] = {0.1 * (double)k, 1e-300, 1e22};
        if (k == 3) {
            good = nnrt_spool_spikes(s, 0, k, first, 2) && good;
            good = nnrt_spool_spikes(s, 1, k, other, 1) && good;
            good = nnrt_spool_spikes(s, 0, k, second, 2) && good;
        }
        if (k == 6)
            good = nnrt_spool_spikes(s, 0, k, first, 1) && good;
        if (k % 2 == 0)
            good = nnrt_spool_sample(s, 0, k, v) && good;
        if (k % 3 == 0)
            good = nnrt_spool_sample(s, 1, k, w) && good;
    }
    return nnrt_spool_end_segment(s, FIXTURE_STEPS, annotations) && good;
}

/* Files of tests need not reach the device. */
static inline int fixture_no_sync(void *context, int fd)
{
    (void)context;
    (void)fd;
    return 0;
}

/* A whole run in DIR. io NULL: writes that work. The k-th request stands behind the k-th segment,
   those that are left, up to a NULL, behind the last. */
static inline bool fixture_requests(const char *dir, size_t segments, const char *const *requests,
                                    const nnrt_io *io, nnrt_error *e)
{
    nnrt_io working = nnrt_io_posix;
    working.fsync = fixture_no_sync;
    const nnrt_spool_options options = {.io = io ? io : &working};
    nnrt_spool *s = nnrt_spool_open(dir, &options, &fixture_recording, "{\"seed\": 42}", e);
    if (!s)
        return false;
    for (size_t i = 0; i < segments; i++) {
        fixture_segment(s, i ? "{\"amp\": 0.2}" : NULL);
        if (*requests)
            nnrt_spool_request(s, *requests++);
    }
    while (*requests)
        nnrt_spool_request(s, *requests++);
    return nnrt_spool_close(s, "{\"status\": \"complete\"}", e);
}

static inline bool fixture_run(const char *dir, size_t segments, const nnrt_io *io, nnrt_error *e)
{
    static const char *const none[] = {NULL};
    return fixture_requests(dir, segments, none, io, e);
}

static inline char *fixture_folder(void)
{
    char pattern[] = "nnc-test-XXXXXX";
    const char *dir = mkdtemp(pattern);
    return dir ? strdup(dir) : NULL;
}

static inline int fixture_remove_one(const char *path, const struct stat *st, int type,
                                     struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void fixture_discard(char *dir)
{
    nftw(dir, fixture_remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(dir);
}

/* Path of a file in the folder; a static buffer would do, but two may be needed at once. */
typedef struct fixture_path {
    char text[512];
} fixture_path;

static inline fixture_path fixture_in(const char *dir, const char *name)
{
    fixture_path p;
    snprintf(p.text, sizeof p.text, "%s/%s", dir, name);
    return p;
}

static inline char *fixture_read(const char *dir, const char *name, size_t *size)
{
    size_t ignored;
    return nnrt_read_file(fixture_in(dir, name).text, size ? size : &ignored, NULL);
}

static inline bool fixture_exists(const char *dir, const char *name)
{
    return access(fixture_in(dir, name).text, F_OK) == 0;
}

static inline void fixture_write(const char *path, const void *data, size_t size)
{
    remove(path); /* a file that is cut to nothing and closed is waited for by some file systems */
    FILE *f = fopen(path, "wb");
    if (f) {
        fwrite(data, 1, size, f);
        fclose(f);
    }
}
#endif
