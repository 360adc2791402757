/* The classes of a program, each with the kernels that it was made of. */
#include "ir/kernel_walk.h"
#include "tests/interpret/interpret.h"

#include <string.h>

typedef struct Making {
    IrModule *m;
    Arena *a;
    const KClasses *classes;
    uint32_t next; /* class of the file: tables name them in this order */
    Map made;      /* class of the program -> what stands in its place */
    bool in_turn;
    const char *wrong; /* NULL: all fits so far */
} Making;

/* ---- what kernels need to know ---- */
typedef struct Preparing {
    Making *x;
    Interpreted *c;
} Preparing;

static const char *place_of(const Making *x, Span at)
{
    SourcePlace place;
    if (!sources_place(x->m->session->sources, at.lo, &place))
        return "";
    const char *slash = *place.file->name == '<' ? NULL : strrchr(place.file->name, '/');
    return arena_printf(x->a, "%s:%u:%u", slash ? slash + 1 : place.file->name, place.line,
                        place.column);
}

static void prepare_body(void *context, const KBodyFact *fact, KBody *b)
{
    const Preparing *p = context;
    for (uint32_t i = 0; i < b->stmts.n; i++) {
        const KStmt *s = &b->stmts.v[i];
        if ((s->kind == K_LET || s->kind == K_VAR) && !map_has(&p->c->locals, s->name))
            map_set(&p->c->locals, s->name, (void *)(uintptr_t)++p->c->n_locals);
        if (s->kind == K_BAD)
            map_set(&p->c->places, s, (void *)(uintptr_t)place_of(p->x, s->span));
        if (s->then_body)
            prepare_body(context, fact, s->then_body);
    }
}

static void prepare_columns(Making *x, Interpreted *c)
{
    c->pair = -1;
    c->far = ARENA_ARRAY(x->a, int32_t, c->k->columns.n + 1);
    for (uint32_t i = 0; i < c->k->columns.n; i++) {
        c->far[i] = -1;
        c->width += c->k->columns.v[i].extent == K_OF_POST;
        if (str_is(c->k->columns.v[i].name, "pair.pre"))
            c->pair = (int32_t)i;
    }
    for (uint32_t i = 0; i < c->k->fars.n; i++)
        c->far[c->k->fars.v[i].column] = (int32_t)i;
}

/* ---- tables and kernels ---- */
static bool same_column(const nnrt_column *table, const KColumn *k)
{
    static const nnrt_type types[] = {[K_F64] = NNRT_F64, [K_F32] = NNRT_F32, [K_U32] = NNRT_U32,
                                      [K_U8] = NNRT_U8,   [K_BOOL] = NNRT_U8, [K_LIST] = NNRT_LIST};
    static const nnrt_role roles[] = {
        [K_PARAM] = NNRT_PARAM, [K_STATE] = NNRT_STATE, [K_VALUE] = NNRT_VALUE,
        [K_DUE] = NNRT_DUE,     [K_INPUT] = NNRT_INPUT, [K_HIDDEN] = NNRT_HIDDEN};
    static const nnrt_space spaces[] = {
        [K_OF_OWN] = NNRT_EACH, [K_OF_PRE] = NNRT_SLOT, [K_OF_POST] = NNRT_ENTRY};
    return !strcmp(table->name, k->name->s) && table->type == types[k->type] &&
           table->role == roles[k->role] &&
           table->space == (k->each ? spaces[k->extent] : NNRT_ONE);
}

static Interpreted *take_class(Making *x, const nnrt_column *columns, uint32_t n)
{
    if (x->next == x->classes->n) {
        x->wrong = "the program has more classes than the module";
        return NULL;
    }
    Interpreted *c = ARENA_NEW(x->a, Interpreted);
    *c = (Interpreted){.k = x->classes->v[x->next++], .columns = columns, .in_turn = x->in_turn};
    bool same = n == c->k->columns.n;
    for (uint32_t i = 0; same && i < n; i++)
        same = same_column(&columns[i], &c->k->columns.v[i]);
    if (!same)
        x->wrong = "a class of the program has other columns than its kernels";
    map_init(&c->locals, x->a);
    map_init(&c->places, x->a);
    kernel_each_body(c->k, prepare_body, &(Preparing){x, c});
    prepare_columns(x, c);
    return c;
}

static const char *const too_many = "a class has more ports or signals than can be interpreted";

static const nnrt_class *cells_for(Making *x, const nnrt_class *cls)
{
    nnrt_class *own = map_get(&x->made, cls);
    if (own)
        return own;
    own = ARENA_NEW(x->a, nnrt_class);
    *own = *cls;
    const Interpreted *c = take_class(x, cls->columns, cls->n_columns);
    if (c && !interpret_cells(own, c, x->a))
        x->wrong = too_many;
    map_set(&x->made, cls, own);
    return own;
}

static const nnrt_synapse_class *synapse_for(Making *x, const nnrt_synapse_class *cls)
{
    nnrt_synapse_class *own = map_get(&x->made, cls);
    if (own || !cls)
        return own;
    own = ARENA_NEW(x->a, nnrt_synapse_class);
    *own = *cls;
    const Interpreted *c = take_class(x, cls->columns, cls->n_columns);
    if (c && !interpret_synapse(own, c, x->a))
        x->wrong = too_many;
    map_set(&x->made, cls, own);
    return own;
}

/* ---- the program ---- */
static const nnrt_population_def *populations(Making *x, const nnrt_program *p)
{
    nnrt_population_def *own = ARENA_ARRAY(x->a, nnrt_population_def, p->n_populations + 1);
    for (uint32_t i = 0; i < p->n_populations; i++) {
        own[i] = p->populations[i];
        own[i].cls = cells_for(x, own[i].cls);
    }
    return own;
}

static const nnrt_input_def *inputs(Making *x, const nnrt_program *p)
{
    nnrt_input_def *own = ARENA_ARRAY(x->a, nnrt_input_def, p->n_inputs + 1);
    for (uint32_t i = 0; i < p->n_inputs; i++) {
        own[i] = p->inputs[i];
        own[i].cls = cells_for(x, own[i].cls);
    }
    return own;
}

static const nnrt_projection_def *projections(Making *x, const nnrt_program *p)
{
    nnrt_projection_def *own = ARENA_ARRAY(x->a, nnrt_projection_def, p->n_projections + 1);
    for (uint32_t i = 0; i < p->n_projections; i++) {
        own[i] = p->projections[i];
        own[i].synapse = synapse_for(x, own[i].synapse);
    }
    return own;
}

/* Recorders name the projection of their variable by its address. */
static const nnrt_recorder_def *recorders(Making *x, const nnrt_program *p,
                                          const nnrt_projection_def *projections_of)
{
    nnrt_recorder_def *own = ARENA_ARRAY(x->a, nnrt_recorder_def, p->n_recorders + 1);
    for (uint32_t i = 0; i < p->n_recorders; i++) {
        own[i] = p->recorders[i];
        if (own[i].of)
            own[i].of = projections_of + (own[i].of - p->projections);
    }
    return own;
}

const nnrt_program *interpret_program(const nnrt_program *p, IrModule *m, const KClasses *classes,
                                      const char **wrong)
{
    Making x = {.m = m, .a = m->arena, .classes = classes, .in_turn = p->in_turn};
    nnrt_program *own = ARENA_NEW(x.a, nnrt_program);
    map_init(&x.made, x.a);
    *own = *p;
    own->populations = populations(&x, p);
    own->inputs = inputs(&x, p);
    own->projections = projections(&x, p);
    own->recorders = recorders(&x, p, own->projections);
    if (!x.wrong && x.next != classes->n)
        x.wrong = "the program has fewer classes than the module";
    *wrong = x.wrong;
    return x.wrong ? NULL : own;
}
