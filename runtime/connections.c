/* Connections as text: CSV of pre and post position, weight in the receptor's unit, delay in ms;
   ascending pre and post. Where they end at connections, the number of that is the post position. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/sim.h"

#include "runtime/decimal.h"
#include "runtime/plastic.h"
#include "runtime/third_aims.h"

#include <errno.h>
#include <stdio.h>

static double weight_of(const nnrt_projection *p, const nnrt_rows *b, uint64_t c)
{
    const nnrt_synapse_class *synapse = p->def->synapse;
    if (synapse)
        return nnrt_synapse_weight(b, synapse, c);
    return nnrt_rows_weight(p, b, c);
}

/* Post position of a target of a block. A cell that stands in two views of the group counts with
   the first. */
uint32_t nnrt_post_position(const nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b,
                            uint64_t c)
{
    for (uint32_t w = 0; w < p->post->n_views; w++) {
        const nnrt_view *v = &s->views[p->post->views[w]];
        const uint32_t place = v->population == b->population
                                   ? nnrt_view_place(v, b->lo + b->target[c])
                                   : NNRT_NOWHERE;
        if (place != NNRT_NOWHERE)
            return p->post->first[w] + place;
    }
    return NNRT_NOWHERE;
}

/* The block whose next connection of the row has the lowest post position, or n_blocks. */
static uint32_t next_block(const nnrt_sim *s, const nnrt_projection *p, uint32_t i,
                           const uint64_t *cursor, uint32_t *post)
{
    uint32_t best = p->n_blocks;
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        const nnrt_rows *b = &p->blocks[k];
        if (cursor[k] == b->row[i + 1])
            continue;
        const uint32_t j = nnrt_post_position(s, p, b, cursor[k]);
        if (best == p->n_blocks || j < *post) {
            best = k;
            *post = j;
        }
    }
    return best;
}

/* Of the port, or of the weight that a synapse without port declares. */
static double weight_unit(const nnrt_sim *s, const nnrt_projection *p, const nnrt_rows *b)
{
    const nnrt_synapse_class *c = p->def->synapse;
    if (b->port != NNRT_NOWHERE)
        return s->populations[b->population].def->cls->ports[b->port].unit_factor;
    return c && c->weight >= 0 ? c->columns[c->weight].unit_factor : 1;
}

static bool write_connection(const nnrt_sim *s, const nnrt_aimed *a, uint32_t pre, double unit,
                             FILE *to)
{
    const nnrt_grid grid = nnrt_grid_of(s->dt);
    char weight[NNRT_NUMBER_TEXT], delay[NNRT_NUMBER_TEXT];
    nnrt_number_text(a->weight / unit, weight);
    nnrt_number_text(nnrt_grid_time(&grid, a->delay), delay);
    return fprintf(to, "%u,%u,%s,%s\n", pre, a->number, weight, delay) >= 0;
}

static bool write_row(const nnrt_sim *s, const nnrt_projection *p, uint32_t i, uint64_t *cursor,
                      FILE *to)
{
    for (uint32_t k = 0; k < p->n_blocks; k++)
        cursor[k] = p->blocks[k].row[i];
    for (uint32_t post = 0, k; (k = next_block(s, p, i, cursor, &post)) < p->n_blocks;) {
        const nnrt_rows *b = &p->blocks[k];
        const uint64_t c = cursor[k]++;
        const nnrt_aimed x = {
            .number = post, .delay = nnrt_rows_delay(p, b, c), .weight = weight_of(p, b, c)};
        if (!write_connection(s, &x, i, weight_unit(s, p, b), to))
            return false;
    }
    return true;
}

/* ---- third factors ---- */

static uint64_t connections_of(const nnrt_projection *p)
{
    uint64_t n = 0;
    for (uint32_t k = 0; k < p->n_blocks; k++)
        n += p->blocks[k].row[p->pre->n];
    return n;
}

static bool write_alike(const nnrt_sim *s, const nnrt_projection *p, uint32_t i, double unit,
                        FILE *to)
{
    const uint64_t n = connections_of(p->onto);
    for (uint64_t c = 0; c < n; c++) {
        const nnrt_aimed x = {.number = (uint32_t)c, .delay = p->delay, .weight = p->weight};
        if (!write_connection(s, &x, i, unit, to))
            return false;
    }
    return true;
}

static bool write_aims(const nnrt_sim *s, const nnrt_projection *p, uint32_t i, uint64_t *cursor,
                       FILE *to)
{
    const double unit = p->onto->def->synapse->thirds[p->third].unit_factor;
    if (!p->aims)
        return write_alike(s, p, i, unit, to);
    nnrt_aims_seek(s, p, i, cursor);
    for (nnrt_aimed x; nnrt_aims_next(s, p, i, cursor, &x);)
        if (!write_connection(s, &x, i, unit, to))
            return false;
    return true;
}

static bool write_rows(nnrt_sim *s, const nnrt_projection *p, FILE *to)
{
    uint64_t *cursor = nnrt_memory_take(&s->memory, p->onto ? s->threads : p->n_blocks,
                                        sizeof *cursor, "saving connections");
    bool ok = cursor && fputs("pre,post,weight,delay\n", to) >= 0;
    for (uint32_t i = 0; ok && i < p->pre->n; i++)
        ok = p->onto ? write_aims(s, p, i, cursor, to) : write_row(s, p, i, cursor, to);
    nnrt_memory_give(&s->memory, cursor);
    return ok;
}

bool nnrt_connections_save(nnrt_sim *s, uint32_t projection, const char *path)
{
    nnrt_projection *p = &s->projections[projection];
    if (p->def->synapse)
        nnrt_plastic_flush(s, p, s->k);
    FILE *to = fopen(path, "w");
    if (!to)
        return nnrt_error_io(s->error, errno, "cannot write %.300s", path);
    errno = 0;
    bool ok = write_rows(s, p, to);
    const int why = errno;
    ok = fclose(to) == 0 && ok;
    return ok || (s->error->exit_code
                      ? false
                      : nnrt_error_io(s->error, why ? why : errno, "cannot write %.300s", path));
}
