/* Events that the host of a simulation takes: two lists per source of events, one that fills and one that was handed out. */
#include "runtime/caught.h"

enum { FIRST = 256 }; /* room of a list */

bool nnrt_caught_make(nnrt_sim *s)
{
    const uint32_t n = s->n_sources;
    s->caught = nnrt_memory_take(&s->memory, n, sizeof *s->caught, "lists of spikes");
    for (uint32_t i = 0; s->caught && i < n; i++)
        s->caught[i].grid = nnrt_grid_of(s->dt);
    return s->caught;
}

static bool make_room(nnrt_catch *c, nnrt_memory *m)
{
    if (c->n == c->cap_times) {
        double *times = nnrt_grown(m, c->times, &c->cap_times, sizeof *times, FIRST);
        if (!times)
            return false;
        c->times = times;
    }
    if (c->n == c->cap_cells) {
        uint32_t *cells = nnrt_grown(m, c->cells, &c->cap_cells, sizeof *cells, FIRST);
        if (!cells)
            return false;
        c->cells = cells;
    }
    return true;
}

bool nnrt_caught_add(nnrt_sim *s, uint32_t source, int64_t stamp, const nnrt_spikes *spikes)
{
    nnrt_caught *caught = &s->caught[source];
    nnrt_catch *c = &caught->now;
    if (caught->off || !spikes->n)
        return true;
    const double time = nnrt_grid_time(&caught->grid, stamp);
    for (uint32_t i = 0; i < spikes->n; i++) {
        if (!make_room(c, &s->memory))
            return nnrt_error_set(s->error, NNRT_EXIT_LIMIT,
                                  "no memory for the spikes of %s since the host took some, %u of "
                                  "them (--limit-memory)",
                                  s->recording.populations[source].label, c->n);
        c->times[c->n] = time;
        c->cells[c->n++] = spikes->index[i];
    }
    return true;
}

const nnrt_catch *nnrt_caught_take(nnrt_sim *s, uint32_t source)
{
    nnrt_caught *caught = &s->caught[source];
    const nnrt_catch given = caught->now;
    caught->now = caught->given;
    caught->now.n = 0;
    caught->given = given;
    return &caught->given;
}

static void catch_free(nnrt_sim *s, nnrt_catch *c)
{
    nnrt_grown_free(&s->memory, c->times, c->cap_times, sizeof *c->times);
    nnrt_grown_free(&s->memory, c->cells, c->cap_cells, sizeof *c->cells);
}

void nnrt_caught_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->caught && i < s->n_sources; i++) {
        catch_free(s, &s->caught[i].now);
        catch_free(s, &s->caught[i].given);
    }
    nnrt_memory_give(&s->memory, s->caught);
}
