/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Couplings: synapses whose currents act at every step, gap junctions and graded synapses
   (semantics 2.3). */
#include "codegen/ref/eval.h"

#include <string.h>

/* Does the synapse have a current that acts on the pre cell (the post cell)? */
bool ref_is_coupling(const IrModel *synapse, bool to_pre)
{
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *it = synapse->items.v[i];
        if (it->kind == IR_ITEM_ALIAS && it->is_current && it->to_pre == to_pre)
            return true;
    }
    return false;
}

static bool couple_one(Ref *r, RefProjection *p, RefConnection *c, const IrItem *current)
{
    const RefCell cell = current->to_pre ? p->pre.v[c->pre] : p->post.v[c->post];
    RefValues *v = &cell.of->cell[cell.index];
    const Str *sum = ir_projection_sum(p->def);
    const RefSlot *slot = ref_slot(v->model, str_format(r->strings, "%s.outside", sum->s));
    if (!slot || slot->kind != REF_INPUT)
        return ref_refuse(r, p->def->span, "the port %s of %s takes no current", sum->s,
                          cell.of->def->name->s);
    VEC_PUSH(r->a, &v->couplings, (RefCoupling){slot->index, &c->middle, &c->values, current});
    return true;
}

static bool reads_cells(const RefModel *m)
{
    for (uint32_t i = 0; i < m->inputs.n; i++)
        if (m->inputs.v[i]->from != IR_OWN)
            return true;
    return false;
}

bool ref_couple(Ref *r, RefProjection *p)
{
    for (uint32_t i = 0; p->synapse && i < p->synapse->flat->items.n; i++) {
        const IrItem *it = p->synapse->flat->items.v[i];
        if (it->kind == IR_ITEM_ALIAS && it->is_current)
            VEC_PUSH(r->a, &p->currents, it);
    }
    p->is_continuous =
        p->currents.n || (p->synapse && p->synapse->derivs.n && reads_cells(p->synapse));
    for (uint32_t i = 0; p->is_continuous && i < p->connections.n; i++) {
        RefConnection *c = &p->connections.v[i];
        c->middle = c->values;
        c->middle.state = ARENA_ARRAY(r->a, double, p->synapse->states.n + 1);
        for (uint32_t k = 0; k < p->currents.n; k++)
            if (!couple_one(r, p, c, p->currents.v[k]))
                return false;
    }
    return true;
}

/* ---- a step ---- */
/* v_k, and v_k + (v_k - v_{k-1})/2 where nothing assigned it. */
static void see_cell(RefValues *v)
{
    for (uint32_t i = 0; i < v->model->states.n; i++) {
        const double x = v->state[i];
        v->seen[0][i] = x;
        v->seen[1][i] = v->assigned[i] ? x : x + 0.5 * (x - v->before[i]);
        v->before[i] = x;
        v->assigned[i] = false;
    }
}

/* States of the middle for the currents, and those of the end. */
static bool move_synapse(Ref *r, const RefProjection *p, RefConnection *c)
{
    const double t = nnrt_grid_time(&r->grid, r->k);
    memcpy(c->middle.state, c->values.state, p->synapse->states.n * sizeof *c->values.state);
    c->last = r->k + 1;
    return ref_solve(r, &c->middle, t, 0.5 * r->dt) && ref_solve(r, &c->values, t, r->dt);
}

bool ref_couplings_move(Ref *r)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        for (uint32_t c = 0; c < r->populations[i].n; c++)
            see_cell(&r->populations[i].cell[c]);
    for (uint32_t i = 0; i < r->m->projections.n; i++) {
        RefProjection *p = &r->projections[i];
        for (uint32_t c = 0; p->is_continuous && c < p->connections.n; c++)
            if (!move_synapse(r, p, &p->connections.v[c]))
                return false;
    }
    return true;
}
