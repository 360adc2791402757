/* Frames: what a function has at hand, and the elements of columns. */
#include "tests/interpret/interpret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Frame frame_open(void *self, int64_t step, int64_t step_next, double dt)
{
    nnrt_self *object = self;
    const Interpreted *c = (const void *)object->texts;
    Frame f = {.c = c,
               .self = object,
               .step = step,
               .step_next = step_next,
               .t = (double)step * dt,
               .t_next = (double)step_next * dt,
               .dt = dt,
               .locals = calloc(c->n_locals + 1, sizeof *f.locals)};
    if (!f.locals) {
        fprintf(stderr, "interpret: out of memory\n");
        exit(EXIT_FAILURE);
    }
    return f;
}

Frame frame_open_step(void *self, const nnrt_step *s)
{
    Frame f = frame_open(self, s->k, s->k + 1, s->dt);
    if (f.c->in_turn)
        f.t_next = s->t;
    return f;
}

Frame frame_open_connection(void *self, uint32_t c, int64_t n, double dt, double *sent)
{
    Frame f = frame_open(self, n, n, dt);
    frame_move(&f, c);
    f.sent = sent;
    return f;
}

void frame_close(Frame *f)
{
    free(f->locals);
}

void frame_move(Frame *f, uint32_t cell)
{
    f->cell = cell;
    f->at = cell;
}

/* ---- columns ---- */
static size_t width_of(nnrt_type type)
{
    static const size_t widths[] = {[NNRT_F64] = sizeof(double),   [NNRT_F32] = sizeof(float),
                                    [NNRT_U32] = sizeof(uint32_t), [NNRT_U16] = sizeof(uint16_t),
                                    [NNRT_U8] = sizeof(uint8_t),   [NNRT_LIST] = sizeof(nnrt_list)};
    return widths[type];
}

void *frame_element(const Frame *f, uint32_t column)
{
    const nnrt_column *c = &f->c->columns[column];
    char *member = (char *)f->self + c->offset, *array;
    if (c->space == NNRT_ONE)
        return member;
    memcpy(&array, member, sizeof array);
    return array + width_of(c->type) * (c->space == NNRT_SLOT ? f->slot : f->at);
}

/* Of the cell that is read while a coupling acts. */
static double far_value(const Frame *f, uint32_t number)
{
    const bool of_pre = f->c->k->fars.v[number].from == IR_FROM_PRE;
    return f->couple->far[number][of_pre ? f->position : f->target];
}

double frame_load(const Frame *f, uint32_t column)
{
    if (f->couple && f->c->far[column] >= 0)
        return far_value(f, (uint32_t)f->c->far[column]);
    if (f->c->columns[column].space == NNRT_ENTRY)
        return f->past[interpreted_entry_place(f->c, column)];
    const void *element = frame_element(f, column);
    switch (f->c->columns[column].type) {
    case NNRT_F64:
        return *(const double *)element;
    case NNRT_F32:
        return (double)*(const float *)element;
    case NNRT_U32:
        return (double)*(const uint32_t *)element;
    case NNRT_U16:
        return (double)*(const uint16_t *)element;
    case NNRT_U8:
        return (double)*(const uint8_t *)element;
    case NNRT_LIST:
        break;
    }
    abort(); /* kernels verify */
}

void frame_store(const Frame *f, uint32_t column, double value)
{
    const double x = kernel_converted(f->c->k->columns.v[column].type, value);
    if (f->c->columns[column].space == NNRT_ENTRY) {
        f->next[interpreted_entry_place(f->c, column)] = x;
        return;
    }
    void *element = frame_element(f, column);
    switch (f->c->columns[column].type) {
    case NNRT_F64:
        *(double *)element = x;
        return;
    case NNRT_F32:
        *(float *)element = (float)x;
        return;
    case NNRT_U32:
        *(uint32_t *)element = (uint32_t)x;
        return;
    case NNRT_U16:
        *(uint16_t *)element = (uint16_t)x;
        return;
    case NNRT_U8:
        *(uint8_t *)element = (uint8_t)x;
        return;
    case NNRT_LIST:
        break;
    }
    abort();
}

double kernel_converted(KType type, double value)
{
    switch (type) {
    case K_F64:
    case K_LIST:
        return value;
    case K_F32:
        return (double)(float)value;
    case K_U32:
        return (double)(uint32_t)(int64_t)value;
    case K_U8:
        return (double)(uint8_t)(int64_t)value;
    case K_BOOL:
        return value > 0;
    }
    abort();
}

/* [post] columns before this one of those that are hidden, or are not. */
static uint32_t entries_before(const KClass *k, uint32_t column, bool hidden)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < column; i++)
        n += k->columns.v[i].extent == K_OF_POST && (k->columns.v[i].role == K_HIDDEN) == hidden;
    return n;
}

uint32_t interpreted_entry_place(const Interpreted *c, uint32_t column)
{
    const bool hidden = c->k->columns.v[column].role == K_HIDDEN;
    return entries_before(c->k, column, hidden) +
           (hidden ? 0 : entries_before(c->k, c->k->columns.n, true));
}
