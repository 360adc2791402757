/* Variables of cells as others see them. */
#include "runtime/snapshot.h"

#include <stdio.h>
#include <string.h>

bool nnrt_snapshots_make(nnrt_sim *s)
{
    uint64_t most = 0;
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        const nnrt_projection_def *d = &s->program->projections[i];
        if (d->synapse)
            most += (uint64_t)2 * d->synapse->n_fars * s->program->n_populations;
    }
    s->snapshots = nnrt_memory_take(&s->memory, most, sizeof *s->snapshots, "couplings");
    return s->snapshots;
}

static bool find_integrated(nnrt_sim *s, nnrt_snapshot *x, const char *where)
{
    const nnrt_population *p = &s->populations[x->population];
    const nnrt_class *c = p->def->cls;
    char name[512];
    snprintf(name, sizeof name, "%s.integrated", x->name);
    const int32_t column = nnrt_column_find(c->columns, c->n_columns, name);
    if (column < 0)
        return nnrt_error_set(s->error, NNRT_EXIT_INTERNAL, "%s: %s of %s is not extrapolated",
                              where, x->name, p->def->label);
    x->integrated = &c->columns[column];
    x->cells = p->cells.self;
    return true;
}

static bool snapshot_make(nnrt_sim *s, nnrt_snapshot *x, const char *where)
{
    const nnrt_population *p = &s->populations[x->population];
    if (!nnrt_tap_make(&x->tap, &s->memory, p->def->cls, p->n, x->name))
        return false;
    if (x->tap.column < 0 && x->tap.signal < 0)
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s has no %s, which a synapse reads",
                              where, p->def->label, x->name);
    const bool moves = x->tap.column < 0 || p->def->cls->columns[x->tap.column].role == NNRT_STATE;
    x->linear = x->asked && moves;
    if (x->linear && !find_integrated(s, x, where))
        return false;
    for (int b = 0; b < 2; b++) {
        x->value[b] = b && x->latest
                          ? x->value[0]
                          : nnrt_memory_take(&s->memory, p->n, sizeof(double), "couplings");
        if (x->linear)
            x->plain[b] = nnrt_memory_take(&s->memory, p->n, sizeof(double), "couplings");
        if (!x->value[b] || (x->linear && !x->plain[b]))
            return false;
    }
    return true;
}

const nnrt_snapshot *nnrt_snapshot_of(nnrt_sim *s, uint32_t population, const char *name,
                                      nnrt_seeing how, const char *where)
{
    for (uint32_t i = 0; i < s->n_snapshots; i++) {
        const nnrt_snapshot *x = &s->snapshots[i];
        if (x->population == population && x->asked == how.linear && x->latest == how.latest &&
            !strcmp(x->name, name))
            return x;
    }
    nnrt_snapshot *x = &s->snapshots[s->n_snapshots++];
    *x = (nnrt_snapshot){.population = population, .asked = how.linear, .latest = how.latest};
    if (strlen(name) >= sizeof x->name) {
        nnrt_error_set(s->error, NNRT_EXIT_LIMIT, "%s: the name of a variable is too long", where);
        return NULL;
    }
    strcpy(x->name, name);
    return snapshot_make(s, x, where) ? x : NULL;
}

/* ---- in a step ---- */

/* x + (x - x before)/2 where the step alone moved x, else x (semantics 2.3). */
static void extrapolate(nnrt_snapshot *x, uint32_t lo, uint32_t hi, int64_t k)
{
    const double *restrict now = x->plain[k & 1], *restrict before = x->plain[(k + 1) & 1];
    double *restrict value = x->value[k & 1];
    for (uint32_t i = lo; i < hi; i++) {
        const double integrated = nnrt_column_get(x->cells, x->integrated, i);
        const bool assigned = now[i] < integrated || now[i] > integrated;
        value[i] = assigned ? now[i] : now[i] + 0.5 * (now[i] - before[i]);
    }
}

/* From the states themselves: as they will be at mid-step, or as they are. */
static void look(nnrt_snapshot *x, const nnrt_shard *shard, int64_t k, bool ahead)
{
    if (ahead && k > 0)
        extrapolate(x, shard->lo, shard->hi, k);
    else
        memcpy(x->value[k & 1] + shard->lo, x->plain[k & 1] + shard->lo,
               (shard->hi - shard->lo) * sizeof(double));
}

bool nnrt_snapshots_look(nnrt_sim *s, uint32_t thread, int64_t k, bool ahead)
{
    bool any = false;
    for (uint32_t i = 0; i < s->n_snapshots; i++)
        if (s->snapshots[i].linear) {
            const nnrt_population *p = &s->populations[s->snapshots[i].population];
            look(&s->snapshots[i], &p->shards[thread], k, ahead);
            any = true;
        }
    return any;
}

void nnrt_snapshots_write(nnrt_sim *s, uint32_t thread, int64_t k)
{
    const nnrt_step at = {k, (double)k * s->dt, s->dt};
    for (uint32_t i = 0; i < s->n_snapshots; i++) {
        nnrt_snapshot *x = &s->snapshots[i];
        const nnrt_shard *shard = &s->populations[x->population].shards[thread];
        if (shard->lo == shard->hi)
            continue;
        nnrt_tap_read(&x->tap, shard->self, &at, shard->lo, shard->hi,
                      x->linear ? x->plain[k & 1] : x->value[k & 1]);
        if (x->linear)
            look(x, shard, k, true);
    }
}

/* What the schedule assigned since the last step is seen as it is. */
void nnrt_snapshots_begin(nnrt_sim *s, bool begin)
{
    const nnrt_step at = {s->k, (double)s->k * s->dt, s->dt};
    for (uint32_t i = 0; i < s->n_snapshots; i++) {
        nnrt_snapshot *x = &s->snapshots[i];
        const nnrt_population *p = &s->populations[x->population];
        double *value = x->value[s->k & 1], *plain = x->plain[s->k & 1];
        if (!x->linear) {
            nnrt_tap_read(&x->tap, p->cells.self, &at, 0, p->n, value);
            continue;
        }
        for (uint32_t c = 0; c < p->n; c++) {
            const double now =
                nnrt_column_get(p->cells.self, &x->tap.cls->columns[x->tap.column], c);
            if (begin || now < plain[c] || now > plain[c])
                value[c] = plain[c] = now;
        }
    }
}

void nnrt_snapshots_free(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->n_snapshots; i++) {
        nnrt_tap_free(&s->snapshots[i].tap, &s->memory);
        for (int b = 0; b < 2; b++) {
            if (b == 0 || !s->snapshots[i].latest)
                nnrt_memory_give(&s->memory, s->snapshots[i].value[b]);
            nnrt_memory_give(&s->memory, s->snapshots[i].plain[b]);
        }
    }
    nnrt_memory_give(&s->memory, s->snapshots);
}
