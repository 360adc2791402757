/* The start of programs `in_turn`. LEMS evaluates each component, all that it has, then it again, all that it has, and it again:
   populations twice in document order, in each of these the cells of one twice in their order, and so on. A cell sees what
   those before it have just become, and of those after it what they were. The first time these were nothing yet: all their
   states were 0. */
#include "runtime/turns_cells.h"

#include "runtime/couple.h"

enum {
    TIMES = 2, /* populations, and the cells of each */
    SELF = 4   /* a cell, as its instance in a list is a component that has it */
};

/* Sums of couplings are asked for at the start, by cells or recorders. */
static bool are_asked_for(const nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_projections; i++) {
        const nnrt_synapse_class *c = s->program->projections[i].synapse;
        if (c && (c->show || c->show_pre))
            return true;
    }
    return false;
}

static void clear_states(nnrt_population *p)
{
    const nnrt_class *c = p->def->cls;
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_STATE)
            nnrt_column_fill(p->cells.self, &c->columns[i], p->n, 0);
}

static void start(const nnrt_sim *s, const nnrt_population *p, uint32_t lo, uint32_t hi)
{
    if (p->def->cls->start)
        p->def->cls->start(p->cells.self, s->dt, lo, hi);
}

static void settle(const nnrt_sim *s, const nnrt_population *p, uint32_t lo, uint32_t hi)
{
    if (p->def->cls->settle)
        p->def->cls->settle(p->cells.self, s->dt, lo, hi);
}

static void clear_sums(const nnrt_population *p, uint32_t cell)
{
    const nnrt_class *c = p->def->cls;
    for (uint32_t i = 0; i < c->n_columns; i++)
        if (c->columns[i].role == NNRT_INPUT)
            nnrt_column_set(p->cells.self, &c->columns[i], cell, 0);
}

static void settle_cell(nnrt_sim *s, uint32_t population, uint32_t cell, const nnrt_step *step)
{
    const nnrt_population *p = &s->populations[population];
    for (int time = 0; time < SELF; time++) {
        clear_sums(p, cell);
        nnrt_turns_cell(s, population, cell, step, NNRT_TURN_START);
        settle(s, p, cell, cell + 1);
    }
}

/* Cells that see each other: one after the other. */
static bool settle_cells(nnrt_sim *s, uint32_t population, const nnrt_step *step, bool first)
{
    const nnrt_population *p = &s->populations[population];
    for (int time = 0; time < TIMES; time++)
        for (uint32_t cell = 0; cell < p->n; cell++) {
            if (first && time == 0)
                start(s, p, cell, cell + 1);
            settle_cell(s, population, cell, step);
        }
    return nnrt_population_initialize(s, population);
}

static bool settle_population(nnrt_sim *s, uint32_t population, const nnrt_step *step, bool first)
{
    const nnrt_population *p = &s->populations[population];
    nnrt_couplings_begin(s, true);
    if (nnrt_turns_by_cell(s, population))
        return settle_cells(s, population, step, first);
    if (first)
        start(s, p, 0, p->n);
    if (!nnrt_population_initialize(s, population))
        return false;
    nnrt_turns_couple(s, population, step, NNRT_TURN_START);
    settle(s, p, 0, p->n);
    return nnrt_population_initialize(s, population);
}

bool nnrt_turns_settle(nnrt_sim *s)
{
    if (!s->program->in_turn || !are_asked_for(s))
        return true;
    const nnrt_step step = {0, 0, s->dt};
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        clear_states(&s->populations[i]);
    for (int time = 0; time < TIMES; time++) {
        nnrt_couplings_clear(s, 0);
        for (uint32_t i = 0; i < s->program->n_populations; i++)
            if (!settle_population(s, i, &step, time == 0))
                return false;
    }
    return true;
}
