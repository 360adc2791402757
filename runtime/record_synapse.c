/* Recorders of what synapses have: of projections with one connection. What such a synapse reads of its cells it sees as the
   handlers of events do. */
#include "runtime/sim.h"

#include "runtime/couple.h"

#include <stdio.h>
#include <string.h>

static void find_row(const nnrt_projection *p, nnrt_sampled *m)
{
    for (uint32_t i = 0; i < p->n_blocks; i++) {
        const nnrt_rows *b = &p->blocks[i];
        for (uint32_t q = 0; q < p->pre->n; q++)
            if (b->row[q + 1] > b->row[q]) {
                m->block = b;
                m->position = q;
            }
    }
}

char *nnrt_record_synapse_name(nnrt_sim *s, const nnrt_recorder_def *d)
{
    const size_t n = strlen(d->of->label) + strlen(d->variable) + 2;
    char *name = nnrt_memory_take(&s->memory, n, 1, "a recorder");
    if (name)
        snprintf(name, n, "%s.%s", d->of->label, d->variable);
    return name;
}

bool nnrt_record_find_synapse(nnrt_sim *s, const nnrt_recorder_def *d, nnrt_sampled *m)
{
    const nnrt_projection *p = &s->projections[d->of - s->program->projections];
    const nnrt_group *g = &s->groups[d->group];
    if (p->n != 1 || g->n != 1)
        return nnrt_error_set(s->error, NNRT_EXIT_MODEL,
                              "%s: synapses of %s cannot be recorded: it has %llu connections, and "
                              "%u cells show one",
                              d->where, d->of->label, (unsigned long long)p->n, g->n);
    m->of = p;
    find_row(p, m);
    s->samples_late = true;
    return true;
}

void nnrt_record_read_synapse(const nnrt_sampled *m, const nnrt_step *step, double *out)
{
    const nnrt_rows *b = m->block;
    const uint32_t connection = (uint32_t)b->row[m->position];
    nnrt_far_load(m->of, b, m->position, b->target[connection], step->k);
    if (nnrt_record_is_column(m, step->k))
        *out = nnrt_column_get(b->synapses.self, m->column, connection);
    else
        m->signal->read(b->synapses.self, step, &connection, 1, out);
    for (uint32_t i = 1; i < m->n; i++)
        out[i] = *out;
}
