/* Rows of plastic synapses: the connections of a visit, and the post events that came to each of them. */
#include "tests/interpret/interpret.h"

static const double *entry_up_to(const Frame *f, double stamp)
{
    const double *entry = f->visit->newest[f->target];
    while (entry[0] > stamp)
        entry -= f->c->width;
    return entry;
}

/* A pre event meets the post events that came before it, and with a dendritic delay those of its time; what waits for
   events takes those too. */
static double newest_stamp(const Frame *f)
{
    const bool before = f->taking && f->n_post == f->step;
    return (double)(before ? f->step - 1 : f->n_post);
}

bool frame_run_rows(Frame *f, const KStmt *s)
{
    for (uint64_t i = f->visit->from; i < f->visit->to; i++) {
        frame_move(f, (uint32_t)i);
        f->target = f->visit->target[i];
        f->n_post = f->step - nnrt_visit_dendrite(f->visit, i);
        if (f->c->width) /* traces as they were before the event */
            f->past = entry_up_to(f, (double)(f->n_post - 1));
        frame_run(f, s->then_body);
    }
    return false;
}

/* When the pre cell of this connection had an event last. */
static double last_pre(const Frame *f)
{
    uint32_t column = 0;
    while (!str_is(f->c->k->columns.v[column].name, "last.pre"))
        column++;
    return frame_load(f, column);
}

bool frame_run_history(Frame *f, const KStmt *s)
{
    const int64_t dendrite = f->step - f->n_post;
    const double *before = f->past, *come = entry_up_to(f, newest_stamp(f)),
                 *seen = entry_up_to(f, nnrt_visit_seen(f->visit, dendrite, last_pre(f)));
    for (f->past = seen; f->past < come;) {
        f->past += f->c->width;
        f->n_past = (int64_t)f->past[0] + dendrite;
        frame_run(f, s->then_body);
    }
    f->past = before;
    return false;
}
