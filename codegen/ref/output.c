/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is recorded, as the CSV files that simulations write: a table per population and
   variable. */
#include "codegen/ref/eval.h"
#include "ir/base/emit.h"
#include "runtime/json.h"
#include "runtime/outdir.h"
#include "runtime/outfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_ROOM = 256 };

typedef struct Table {
    RefPopulation *population;
    const IrItem *item; /* NULL: events */
    uint32_t output;    /* of events: which of the model's */
    bool *cell;         /* per cell: is it recorded */
    /* Not NULL: the item is of the synapse of that projection's only connection, which the cell shows. */
    const RefProjection *of;
    int64_t interval; /* steps */
    bool on, fresh;   /* fresh: switched on since the last step */
    bool used;        /* in this segment */
    Emitter *text;
} Table;

typedef struct File {
    const char *name;
    Emitter *text;
    uint32_t segment;
} File;

typedef struct RefOutput {
    VEC(Table) tables;
    VEC(uint32_t) * of_recorder; /* its tables */
    VEC(File) files;
    uint32_t segment;
} RefOutput;

static const Unit *unit_of(const IrItem *it)
{
    return it->unit;
}

static double shown(const IrItem *it, double native)
{
    const Unit *u = unit_of(it);
    return u ? (native - u->offset) / unit_factor_to(u, &unit_native) : native;
}

/* ---- tables ---- */
static void start_table(Ref *r, Table *t)
{
    t->text = emitter_new(r->a, 0);
    t->used = false;
    emit(t->text, t->item ? "time_ms" : "time_ms,index\n");
    for (uint32_t c = 0; t->item && c < t->population->n; c++)
        if (t->cell[c])
            emit(t->text, ",%u", c);
    if (t->item)
        emit(t->text, "\n");
}

static uint32_t table_of(Ref *r, const Table *like)
{
    RefOutput *o = r->output;
    for (uint32_t i = 0; i < o->tables.n; i++) {
        const Table *t = &o->tables.v[i];
        if (t->population == like->population && t->item == like->item &&
            t->output == like->output && t->interval == like->interval && t->of == like->of)
            return i;
    }
    VEC_PUSH(r->a, &o->tables, *like);
    VEC_LAST(&o->tables).cell = ARENA_ARRAY(r->a, bool, like->population->n + 1);
    return o->tables.n - 1;
}

/* What a path names in a cell; *spikes where it is its events. */
static const IrItem *recorded_item(const RefPopulation *p, const IrRecorder *d, bool *spikes)
{
    const RefSlot *slot = d->path ? ref_slot(p->model, d->path) : NULL;
    const IrItem *event = d->path ? ir_item(p->model->flat, d->path) : NULL;
    *spikes = d->event || !d->path || (event && event->kind == IR_ITEM_EVENT_OUT);
    return slot ? slot->item : NULL;
}

/* The projection of a recorder of a synapse, whose states are up to date at all times; NULL after a message. */
static const RefProjection *recorded_projection(Ref *r, const IrRecorder *d)
{
    const RefProjection *p = NULL;
    for (uint32_t i = 0; i < r->m->projections.n; i++)
        if (r->m->projections.v[i]->name == d->projection)
            p = &r->projections[i];
    if (p && p->synapse && p->connections.n == 1 && (p->is_continuous || !p->synapse->derivs.n))
        return p;
    ref_refuse(r, d->span, "the synapses of %s cannot be recorded", d->projection->s);
    return NULL;
}

/* The table of the variable or the events of that cell, made when it is new; false after a message. */
static bool recorded_table(Ref *r, const IrRecorder *d, RefPopulation *p, int64_t interval,
                           uint32_t *table)
{
    bool spikes = false;
    Table like = {.population = p, .interval = interval};
    if (d->projection && !(like.of = recorded_projection(r, d)))
        return false;
    if (like.of) {
        const RefSlot *slot = ref_slot(like.of->synapse, d->path);
        like.item = slot ? slot->item : NULL;
    } else {
        like.item = recorded_item(p, d, &spikes);
    }
    if (!like.item && !spikes)
        return ref_refuse(r, d->span, "%s has no variable '%s'",
                          like.of ? d->projection->s : p->def->name->s, d->path->s);
    if (spikes)
        like = (Table){.population = p,
                       .output = ref_output(p->model, d->event ? d->event : d->path),
                       .interval = 1};
    *table = table_of(r, &like);
    return true;
}

static bool open_recorder(Ref *r, uint32_t index)
{
    const IrRecorder *d = r->m->recorders.v[index];
    RefCells cells = {0};
    RefScope s = ref_scope(r, NULL, 0);
    double ms = r->dt;
    if ((d->interval && !ref_value(r, &s, d->interval, &ms)) || !ref_cells_of(r, d->target, &cells))
        return false;
    const int64_t interval = ref_steps(ms, r->dt);
    if (interval < 1)
        return ref_refuse(r, d->span, "a sampling interval of %.12g ms, steps of %.12g ms", ms,
                          r->dt);
    for (uint32_t i = 0; i < cells.n; i++) {
        uint32_t table = 0;
        if (!recorded_table(r, d, cells.v[i].of, interval, &table))
            return false;
        r->output->tables.v[table].cell[cells.v[i].index] = true;
        if (!r->output->of_recorder[index].n || VEC_LAST(&r->output->of_recorder[index]) != table)
            VEC_PUSH(r->a, &r->output->of_recorder[index], table);
    }
    return true;
}

bool ref_output_open(Ref *r)
{
    r->output = ARENA_NEW(r->a, RefOutput);
    r->output->of_recorder =
        arena_alloc(r->a, sizeof *r->output->of_recorder * (r->m->recorders.n + 1));
    for (uint32_t i = 0; i < r->m->recorders.n; i++)
        if (!open_recorder(r, i))
            return false;
    for (uint32_t i = 0; i < r->output->tables.n; i++)
        start_table(r, &r->output->tables.v[i]);
    return nnrt_outdir_prepare(r->options->out, NULL, r->error);
}

bool ref_record(Ref *r, uint32_t recorder, bool on)
{
    for (uint32_t i = 0; i < r->output->of_recorder[recorder].n; i++) {
        Table *t = &r->output->tables.v[r->output->of_recorder[recorder].v[i]];
        t->fresh |= on && !t->on;
        t->on = on;
        t->used |= on;
    }
    return true;
}

bool ref_stop_recording(Ref *r, const Str *target, const Str *name)
{
    for (uint32_t i = 0; i < r->m->recorders.n; i++) {
        const IrRecorder *d = r->m->recorders.v[i];
        if ((!target || d->target == target) && (!name || d->path == name))
            ref_record(r, i, false);
    }
    return true;
}

/* ---- rows ---- */
static bool value_of(Ref *r, const Table *t, uint32_t cell, double *x)
{
    const RefValues *v = t->of ? &t->of->connections.v[0].values : &t->population->cell[cell];
    RefScope s = ref_scope(r, v, nnrt_grid_time(&r->grid, r->k));
    const RefSlot *slot = ref_slot(v->model, t->item->name);
    s.shown = !t->of;
    if (slot->kind == REF_ALIAS)
        return ref_value(r, &s, t->item->value, x);
    if (slot->kind == REF_INPUT && t->item->from != IR_OWN)
        return ref_value(r, &s, ir_named(r->a, IR_ITEM, t->item->name, t->item->span), x);
    *x = slot->kind == REF_STATE   ? v->state[slot->index]
         : slot->kind == REF_PARAM ? v->param[slot->index]
                                   : v->input[slot->index];
    return true;
}

static bool sample_table(Ref *r, Table *t)
{
    char text[NNRT_NUMBER_TEXT];
    nnrt_number_text(nnrt_grid_time(&r->grid, r->k), text);
    emit(t->text, "%s", text);
    for (uint32_t c = 0; c < t->population->n; c++) {
        double x;
        if (!t->cell[c])
            continue;
        if (!value_of(r, t, c, &x))
            return false;
        nnrt_number_text(shown(t->item, x), text);
        emit(t->text, ",%s", text);
    }
    emit(t->text, "\n");
    return true;
}

bool ref_sample(Ref *r, bool fresh_only)
{
    for (uint32_t i = 0; i < r->output->tables.n; i++) {
        Table *t = &r->output->tables.v[i];
        const bool wanted =
            t->item && t->on && (t->fresh || !fresh_only) && r->k % t->interval == 0;
        if (wanted && !sample_table(r, t))
            return false;
        t->fresh = false;
    }
    return true;
}

void ref_spike(Ref *r, RefCell cell, uint32_t output, uint32_t count)
{
    char text[NNRT_NUMBER_TEXT];
    const size_t row = (size_t)(r->k % r->depth) * (cell.of->model->outputs.n + 1) + output;
    cell.of->spikes[row * cell.of->n + cell.index] += count;
    nnrt_number_text(nnrt_grid_time(&r->grid, r->k), text);
    for (uint32_t i = 0; i < r->output->tables.n; i++) {
        Table *t = &r->output->tables.v[i];
        const bool wanted = !t->item && t->output == output && t->on && t->population == cell.of &&
                            t->cell[cell.index];
        for (uint32_t n = 0; wanted && n < count; n++)
            emit(t->text, "%s,%u\n", text, cell.index);
    }
}

/* ---- files ---- */
static const char *file_name(Ref *r, const Table *t)
{
    char label[NAME_ROOM], variable[NAME_ROOM];
    nnrt_file_name(t->population->def->name->s, label, sizeof label);
    const char *port = t->output ? t->population->model->outputs.v[t->output]->s : NULL;
    const char *name = t->item ? t->item->name->s
                       : port  ? arena_printf(r->a, "%s.spikes", port)
                               : "spikes";
    if (t->of)
        name = arena_printf(r->a, "%s.%s", t->of->def->name->s, name);
    nnrt_file_name(name, variable, sizeof variable);
    return arena_printf(r->a, "%s.%s.csv", label, variable);
}

void ref_output_segment(Ref *r)
{
    RefOutput *o = r->output;
    for (uint32_t i = 0; i < o->tables.n; i++) {
        Table *t = &o->tables.v[i];
        if (t->used)
            VEC_PUSH(r->a, &o->files, (File){file_name(r, t), t->text, o->segment});
        start_table(r, t);
        t->used = t->on;
    }
    o->segment++;
}

static bool write_run_json(Ref *r, const char *const *names)
{
    nnrt_json j = {0};
    nnrt_json_open(&j, '{', NNRT_JSON_LINES);
    nnrt_json_key(&j, "format");
    nnrt_json_string(&j, NNRT_RUN_FORMAT);
    nnrt_json_key(&j, "version");
    nnrt_json_int(&j, 1);
    nnrt_json_key(&j, "status");
    nnrt_json_string(&j, r->error->exit_code ? "failed" : "complete");
    nnrt_json_key(&j, "integrator");
    nnrt_json_string(&j, "nnc-ref");
    nnrt_json_key(&j, "dt_ms");
    nnrt_json_number(&j, r->dt);
    nnrt_json_key(&j, "tolerance");
    nnrt_json_number(&j, r->tolerance);
    nnrt_json_key(&j, "outputs");
    nnrt_json_open(&j, '[', NNRT_JSON_LINES);
    for (; *names; names++)
        nnrt_json_string(&j, *names);
    nnrt_json_close(&j);
    nnrt_json_close(&j);
    bool ok = !j.failed || nnrt_error_memory(r->error);
    const char *path = arena_printf(r->a, "%s/%s", r->options->out, NNRT_RUN_NAME);
    if (ok)
        ok = nnrt_outfile_save(&nnrt_io_posix, path, j.text, j.size, r->error);
    nnrt_json_free(&j);
    return ok;
}

static bool write_file(Ref *r, const char *name, const Emitter *text)
{
    size_t n;
    const char *bytes = emitter_text(text, &n);
    return nnrt_outfile_save(&nnrt_io_posix, arena_printf(r->a, "%s/%s", r->options->out, name),
                             bytes, n, r->error);
}

/* Files of more than one segment stand in a folder each. */
bool ref_output_close(Ref *r)
{
    RefOutput *o = r->output;
    const char **names = ARENA_ARRAY(r->a, const char *, o->files.n + r->m->projections.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < o->files.n; i++) {
        const File *f = &o->files.v[i];
        names[n] =
            o->segment > 1 ? arena_printf(r->a, "segment%u/%s", f->segment, f->name) : f->name;
        const char *folder = arena_printf(r->a, "%s/segment%u", r->options->out, f->segment);
        if (o->segment > 1 && mkdir(folder, 0777) != 0 && errno != EEXIST)
            return nnrt_error_io(r->error, errno, "cannot create the folder %s", folder);
        if (!write_file(r, names[n++], f->text))
            return false;
    }
    for (uint32_t i = 0; r->options->save_connections && i < r->m->projections.n; i++)
        if (!ref_connections_write(r, &r->projections[i], NULL))
            return false;
    return write_run_json(r, names);
}
