/* The order of LEMS within a population whose cells send each other events without delay, or read each other: each cell is
   stepped after the cells before it, with the connections that end at it. For each of its cells there is a list of these. */
#include "runtime/turns_cells.h"

#include "runtime/couple.h"
#include "runtime/turns.h"
#include "runtime/turns_now.h"

typedef struct ending { /* one end of a connection */
    nnrt_projection *projection;
    const nnrt_rows *block;
    uint64_t connection;
    uint32_t position, view; /* of the pre cell */
    uint32_t other_population, other_cell;
    bool pre; /* it is the pre end */
} ending;

struct nnrt_turn {   /* of a population */
    uint64_t *first; /* per cell, and one behind: its endings, NULL: cells do not take turns */
    ending *endings; /* by projection, pre position and place in the row */
    uint64_t *row;   /* the rows of the coupling at hand, each empty but one */
};

/* ---- all endings of a population, in their order ---- */
typedef void visit(struct nnrt_turn *turn, uint32_t cell, const ending *e);

/* Where both ends are at one cell, the pre end is stepped first. */
static void visit_connection(nnrt_sim *s, uint32_t population, struct nnrt_turn *turn, ending e,
                             visit *f)
{
    const nnrt_view *v = &s->views[e.projection->pre->views[e.view]];
    const nnrt_synapse_class *c = e.projection->def->synapse;
    const uint32_t pre = nnrt_view_cell(v, e.position - e.projection->pre->first[e.view]),
                   post = e.block->lo + e.block->target[e.connection];
    if (v->population == population && c->couple_pre) {
        e.pre = true;
        e.other_population = e.block->population;
        e.other_cell = post;
        f(turn, pre, &e);
    }
    if (e.block->population == population && c->couple) {
        e.pre = false;
        e.other_population = v->population;
        e.other_cell = pre;
        f(turn, post, &e);
    }
}

static void visit_view(nnrt_sim *s, uint32_t population, struct nnrt_turn *turn, ending e, visit *f)
{
    const nnrt_projection *p = e.projection;
    const uint32_t n = s->views[p->pre->views[e.view]].n;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < p->n_blocks; k++) {
            e.block = &p->blocks[k];
            e.position = p->pre->first[e.view] + i;
            for (uint64_t c = e.block->row[e.position]; c < e.block->row[e.position + 1]; c++) {
                e.connection = c;
                visit_connection(s, population, turn, e, f);
            }
        }
}

static void visit_all(nnrt_sim *s, uint32_t population, struct nnrt_turn *turn, visit *f)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        nnrt_projection *p = &s->projections[i];
        for (uint32_t w = 0; p->mirror && w < p->pre->n_views; w++)
            visit_view(s, population, turn, (ending){.projection = p, .view = w}, f);
    }
}

/* ---- making ---- */
static bool reads_the_other_end(const nnrt_projection *p)
{
    const nnrt_synapse_class *c = p->def->synapse;
    for (uint32_t f = 0; c && f < c->n_fars; f++)
        if (c->fars[f].side == NNRT_PRE)
            return true;
    return c && c->couple_pre;
}

static bool acts_on_itself(const nnrt_sim *s, const nnrt_projection *p, uint32_t population)
{
    bool pre = false, post = false;
    for (uint32_t w = 0; w < p->pre->n_views; w++)
        pre |= s->views[p->pre->views[w]].population == population;
    for (uint32_t k = 0; k < p->n_blocks; k++)
        post |= p->blocks[k].population == population;
    return pre && post && (p->def->zero || reads_the_other_end(p));
}

static bool take_turns(const nnrt_sim *s, uint32_t population)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (acts_on_itself(s, &s->projections[i], population))
            return true;
    return false;
}

static void count(struct nnrt_turn *turn, uint32_t cell, const ending *e)
{
    (void)e;
    turn->first[cell + 1]++;
}

/* `first` of the cell moves from its list's start to its end, which is where the next one starts. */
static void add(struct nnrt_turn *turn, uint32_t cell, const ending *e)
{
    turn->endings[turn->first[cell]++] = *e;
}

static bool turn_make(nnrt_sim *s, uint32_t population, struct nnrt_turn *turn)
{
    const nnrt_population *p = &s->populations[population];
    uint32_t longest = 0;
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (s->projections[i].pre->n > longest)
            longest = s->projections[i].pre->n;
    turn->first = nnrt_memory_take(&s->memory, (uint64_t)p->n + 2, sizeof *turn->first, "turns");
    turn->row = nnrt_memory_take(&s->memory, (uint64_t)longest + 1, sizeof *turn->row, "turns");
    if (!turn->first || !turn->row)
        return false;
    visit_all(s, population, turn, count);
    for (uint32_t i = 0; i < p->n; i++)
        turn->first[i + 1] += turn->first[i];
    turn->endings =
        nnrt_memory_take(&s->memory, turn->first[p->n] + 1, sizeof *turn->endings, "turns");
    if (!turn->endings)
        return false;
    visit_all(s, population, turn, add);
    for (uint32_t i = p->n; i > 0; i--)
        turn->first[i] = turn->first[i - 1];
    turn->first[0] = 0;
    return true;
}

bool nnrt_turns_cells_make(nnrt_sim *s)
{
    if (!s->program->in_turn)
        return true;
    s->turns = nnrt_memory_take(&s->memory, s->program->n_populations, sizeof *s->turns, "turns");
    for (uint32_t i = 0; s->turns && i < s->program->n_populations; i++)
        if (take_turns(s, i) && !turn_make(s, i, &s->turns[i]))
            return false;
    return s->turns;
}

void nnrt_turns_cells_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->turns && i < s->program->n_populations; i++) {
        nnrt_memory_give(&s->memory, s->turns[i].first);
        nnrt_memory_give(&s->memory, s->turns[i].endings);
        nnrt_memory_give(&s->memory, s->turns[i].row);
    }
    nnrt_memory_give(&s->memory, s->turns);
}

bool nnrt_turns_by_cell(const nnrt_sim *s, uint32_t population)
{
    return s->turns[population].first;
}

/* ---- a step ---- */
/* Sums of pre cells stand by position while they are added to. */
static void act_on_pre(const ending *e, uint32_t cell, const nnrt_step *step,
                       const nnrt_coupling *c, nnrt_couple *act)
{
    const nnrt_synapse_class *class = e->projection->def->synapse;
    const nnrt_mirror *m = e->projection->mirror;
    for (uint32_t t = 0; t < class->n_terms; t++)
        if (class->terms[t].to_pre)
            m->sum[t][e->position] = m->column[t * m->n_views + e->view][cell];
    act(e->block->synapses.self, step, c, e->position, e->position + 1);
    for (uint32_t t = 0; t < class->n_terms; t++)
        if (class->terms[t].to_pre)
            m->column[t * m->n_views + e->view][cell] = m->sum[t][e->position];
}

void nnrt_turns_cell(nnrt_sim *s, uint32_t population, uint32_t cell, const nnrt_step *step,
                     nnrt_turn_kind kind)
{
    const struct nnrt_turn *turn = &s->turns[population];
    for (uint64_t i = turn->first[cell]; i < turn->first[cell + 1]; i++) {
        const ending *e = &turn->endings[i];
        nnrt_couple *act = nnrt_turns_act(e->projection->def->synapse, e->pre, kind);
        if (!act)
            continue;
        const bool later = e->other_population > population ||
                           (e->other_population == population &&
                            (e->other_cell > cell || (e->other_cell == cell && e->pre)));
        nnrt_turns_now_cell(
            s, e->projection,
            &(nnrt_turns_other){e->block, e->view, e->position, e->other_cell, !e->pre}, step);
        nnrt_coupling c = nnrt_turns_seen(e->projection, e->block, step->k, later, e->pre);
        turn->row[e->position] = e->connection;
        turn->row[e->position + 1] = e->connection + 1;
        c.row = turn->row;
        if (e->pre)
            act_on_pre(e, cell, step, &c, act);
        else
            act(e->block->synapses.self, step, &c, e->position, e->position + 1);
    }
}
