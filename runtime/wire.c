/* Connections of projections: what they need is checked, their blocks are counted, allocated and filled. */
#include "runtime/wire_build.h"

#include "runtime/estimate.h"
#include "runtime/plastic.h"
#include "runtime/third.h"
#include "runtime/third_aims.h"

#include <string.h>

/* Of one connection. */
static uint64_t least_bytes(const nnrt_building *b)
{
    const bool weight = b->each_weight && !b->p->def->synapse;
    return sizeof(uint16_t) + (b->each_delay ? 1 : 0) + (weight ? nnrt_weight_size(b->s) : 0);
}

static bool check_ports(nnrt_sim *s, const nnrt_projection *p)
{
    for (uint32_t w = 0; w < p->post->n_views; w++) {
        const nnrt_population *post = &s->populations[s->views[p->post->views[w]].population];
        const uint32_t port = nnrt_port_find(post->def->cls, p->def->port);
        if (p->def->port && port == NNRT_NOWHERE)
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s has no receptor '%s'",
                                  p->def->where, post->def->label, p->def->port);
    }
    return true;
}

/* Which output of the cells of each view of pre sends the projection's events. */
static bool find_outputs(nnrt_sim *s, nnrt_projection *p)
{
    p->output = nnrt_memory_take(&s->memory, p->pre->n_views, sizeof *p->output, p->def->label);
    for (uint32_t w = 0; p->output && w < p->pre->n_views; w++) {
        const nnrt_population *pre = &s->populations[s->views[p->pre->views[w]].population];
        const nnrt_class *c = pre->def->cls;
        p->output[w] = nnrt_output_find(c, p->def->event);
        if (p->output[w] == NNRT_NOWHERE)
            return nnrt_error_set(s->error, NNRT_EXIT_MODEL, "%s: %s sends no events '%s'",
                                  p->def->where, pre->def->label, p->def->event);
    }
    return p->output;
}

static void note_arrivals(nnrt_sim *s, const nnrt_projection *p)
{
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        nnrt_population *post = &s->populations[p->blocks[k].population];
        if (post->max_delay < p->max_delay)
            post->max_delay = p->max_delay;
    }
}

static bool build(nnrt_building *b)
{
    nnrt_projection *p = b->p;
    if (!check_ports(b->s, p) || !find_outputs(b->s, p) || !nnrt_values_plan(b) ||
        !nnrt_rows_plan(&b->plan, b->s, p) ||
        !nnrt_estimate_connections(&b->plan, least_bytes(b)) || !nnrt_blocks_make(b) ||
        !nnrt_wire_pass(b, false))
        return false;
    for (uint32_t k = 0; k < p->n_blocks; k++)
        if (!nnrt_block_allocate(b, &p->blocks[k]) || !nnrt_values_share(b, &p->blocks[k]))
            return false;
    if (!nnrt_wire_pass(b, true))
        return false;
    b->valuing = nnrt_wire_is_by_post(b) && nnrt_has_values(b);
    if (b->valuing && !nnrt_wire_pass(b, true))
        return false;
    p->max_delay = atomic_load(&b->longest);
    p->clipped = atomic_load(&b->clipped);
    note_arrivals(b->s, p);
    return nnrt_blocks_narrow(b->s, p) && (!p->def->synapse || nnrt_plastic_make(b->s, p));
}

static void building_free(nnrt_building *b)
{
    nnrt_memory *m = &b->s->memory;
    if (b->plan.sim)
        nnrt_rows_plan_free(&b->plan);
    for (uint32_t t = 0; t < b->s->threads; t++) {
        if (b->cursor)
            nnrt_memory_give(m, b->cursor[t]);
        if (b->rows)
            nnrt_row_free(&b->rows[t]);
    }
    nnrt_memory_give(m, b->cursor);
    nnrt_memory_give(m, b->rows);
    nnrt_memory_give(m, b->where);
    nnrt_memory_give(m, b->values);
}

bool nnrt_projections_make(nnrt_sim *s)
{
    const nnrt_program *program = s->program;
    s->projections = nnrt_memory_take(&s->memory, program->n_projections, sizeof *s->projections,
                                      "the projections");
    if (!s->projections)
        return false;
    for (uint32_t i = 0; i < program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        p->def = &program->projections[i];
        p->pre = &s->groups[p->def->pre];
        if (p->def->modulates)
            continue;
        p->post = &s->groups[p->def->post];
        nnrt_building b = {.s = s, .p = p};
        const bool ok = build(&b);
        building_free(&b);
        if (!ok)
            return false;
    }
    for (uint32_t i = 0; i < program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        if (p->def->modulates && (!find_outputs(s, p) || !nnrt_third_make(s, p)))
            return false;
    }
    return true;
}

void nnrt_projections_free(nnrt_sim *s)
{
    nnrt_memory *m = &s->memory;
    for (uint32_t i = 0; s->projections && i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        if (p->def && p->def->synapse)
            nnrt_plastic_free(s, p);
        for (uint32_t k = 0; k < p->n_blocks; k++) {
            nnrt_rows *r = &p->blocks[k];
            nnrt_memory_give(m, r->row);
            nnrt_memory_give(m, r->target);
            nnrt_memory_give(m, r->weight);
            nnrt_memory_give(m, r->weight32);
            nnrt_memory_give(m, r->delay8);
            nnrt_memory_give(m, r->delay16);
            nnrt_memory_give(m, r->between);
            nnrt_instance_free(&r->synapses, m);
        }
        nnrt_memory_give(m, p->blocks);
        nnrt_memory_give(m, p->output);
        nnrt_memory_give(m, p->counts);
        nnrt_aims_free(s, p);
    }
    nnrt_memory_give(m, s->projections);
}
