/* Cells of the IR as cells of the document, whose populations are rows of cells with equal values. */
#include "codegen/lems/lems_network.h"

#include "ir/build.h"

/* The last cells of the population that begin at or before the place. */
LemsCell lems_cell(const LemsNetworkWriter *n, const IrPopulation *p, uint32_t place)
{
    const uintptr_t first = (uintptr_t)map_get(&n->first, p);
    size_t low = first ? first - 1 : 0, high = n->cells.n;
    while (first && high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        const LemsCells *c = &n->cells.v[middle];
        if (c->population == p && c->first <= place)
            low = middle;
        else
            high = middle;
    }
    const LemsCells *c = first ? &n->cells.v[low] : NULL;
    return c && place - c->first < c->n ? (LemsCell){c, place - c->first} : (LemsCell){0};
}

const char *lems_cell_text(const LemsNetworkWriter *n, LemsCell c)
{
    return arena_printf(n->w->arena, "%s[%u]", c.cells->id, c.place);
}

/* ---- views ---- */
typedef VEC(uint32_t) Places;

static bool whole(LemsNetworkWriter *n, const IrExpr *e, double missing, double *out)
{
    const LemsValues network = {n->w, NULL, NULL, NULL, 0};
    *out = missing;
    return !e || lems_value_of(&network, e, out);
}

static uint32_t size_of(LemsNetworkWriter *n, const IrPopulation *p)
{
    double size;
    return whole(n, p->size, 0, &size) ? (uint32_t)size : 0;
}

static bool find_places(LemsNetworkWriter *n, const IrView *v, Places *out);

/* What a view picks from: the places of its population, or of the view that it is in. */
static bool find_base(LemsNetworkWriter *n, const IrView *v, const IrPopulation *p, Places *out)
{
    const IrView *within = v->within ? ir_find_view(n->w->m, v->within) : NULL;
    if (within)
        return find_places(n, within, out);
    const uint32_t size = size_of(n, p);
    for (uint32_t i = 0; i < size; i++)
        VEC_PUSH(n->w->arena, out, i);
    return true;
}

static bool find_places(LemsNetworkWriter *n, const IrView *v, Places *out)
{
    Places all = {0};
    double start, stop, step;
    if (v->kind == IR_VIEW_SAMPLE) {
        lems_refuse(n->w, v->span, "a view of cells that are drawn");
        return false;
    }
    if (!find_base(n, v, ir_find_population(n->w->m, v->population), &all))
        return false;
    const IrData *list = v->kind == IR_VIEW_LIST ? ir_find_data(n->w->m, v->data) : NULL;
    for (uint64_t i = 0; list && i < list->rows; i++)
        if (list->values[i] < all.n)
            VEC_PUSH(n->w->arena, out, all.v[(uint32_t)list->values[i]]);
    if (list)
        return true;
    if (!whole(n, v->start, 0, &start) || !whole(n, v->stop, all.n, &stop) ||
        !whole(n, v->step, 1, &step))
        return false;
    for (double i = start; i < stop && i < all.n && step > 0; i += step)
        VEC_PUSH(n->w->arena, out, all.v[(uint32_t)i]);
    return true;
}

static void add_cell(LemsNetworkWriter *n, const IrPopulation *p, uint32_t place, LemsCellList *out)
{
    const LemsCell c = lems_cell(n, p, place);
    if (c.cells)
        VEC_PUSH(n->w->arena, out, c);
}

bool lems_find_cells(LemsNetworkWriter *n, const Str *name, Span at, LemsCellList *out)
{
    const IrModule *m = n->w->m;
    const IrPopulation *p = ir_find_population(m, name);
    const IrView *v = ir_find_view(m, name);
    const IrGroup *g = ir_find_group(m, name);
    const uint32_t size = p ? size_of(n, p) : 0;
    for (uint32_t i = 0; i < size; i++)
        add_cell(n, p, i, out);
    for (uint32_t i = 0; !p && !v && g && i < g->members.n; i++)
        if (!lems_find_cells(n, g->members.v[i], at, out))
            return false;
    if (p || (!v && g))
        return true;
    Places places = {0};
    if (!v) {
        lems_refuse(n->w, at, "`%s`, which is no cells,", name->s);
        return false;
    }
    if (!find_places(n, v, &places))
        return false;
    for (uint32_t i = 0; i < places.n; i++)
        add_cell(n, ir_find_population(m, v->population), places.v[i], out);
    return true;
}

bool lems_count_cells(LemsWriter *w, const Str *name, Span at, uint32_t *out)
{
    LemsNetworkWriter n = {.w = w};
    const IrPopulation *p = ir_find_population(w->m, name);
    const IrView *v = ir_find_view(w->m, name);
    const IrGroup *g = ir_find_group(w->m, name);
    Places places = {0};
    uint32_t sum = 0, part;
    for (uint32_t i = 0; !p && !v && g && i < g->members.n; i++) {
        if (!lems_count_cells(w, g->members.v[i], at, &part))
            return false;
        sum += part;
    }
    if (v && !find_places(&n, v, &places))
        return false;
    if (!p && !v && !g)
        lems_refuse(w, at, "`%s`, which is no cells,", name->s);
    *out = p ? size_of(&n, p) : v ? places.n : sum;
    return p || v || g;
}
