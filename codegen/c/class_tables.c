/* A class in C: its struct, and the tables that tell the runtime of it. */
#include "codegen/c/internal.h"

const char *ctarget_c_type(KType type)
{
    static const char *const types[] = {
        [K_F64] = "double", [K_F32] = "float", [K_U32] = "uint32_t",
        [K_U8] = "uint8_t", [K_BOOL] = "bool", [K_LIST] = "nnrt_list"};
    return types[type];
}

bool ctarget_tests_apart(const KClass *k)
{
    for (uint32_t i = 0; i < k->ports.n; i++)
        if (k->ports.v[i].due < 0)
            return true;
    return k->conditions.stmts.n && !ctarget_has_kind(&k->update, K_WAKE);
}

void ctarget_class_struct(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    emit_open(out, "struct %s {", c->c_name);
    emit(out, "uint32_t n;\nuint64_t key;\nconst void *params;\nstruct nnrt_queue *wired;\n"
              "uint64_t *further;\nuint32_t n_further;\nconst char *const *texts;\n");
    for (uint32_t i = 0; i < c->k->columns.n; i++) {
        const KColumn *k = &c->k->columns.v[i];
        emit(out, k->each ? "%s *%s;" : "%s %s;", ctarget_c_type(k->type),
             names_claim(c->fields, k->name));
        if (k->unit)
            emit(out, " /* %s */", k->unit->text);
        emit(out, "\n");
    }
    ctarget_decay_members(t, c);
    emit_close(out, "};");
    emit(out, "\n");
}

static double bound(const IrExpr *e, double none)
{
    double x;
    return e && ir_constant(e, &x) ? x : none;
}

static double factor_of(const Unit *unit)
{
    return unit ? unit_factor_to(unit, &unit_native) : 1.0;
}

static void print_unit(CTarget *t, const Unit *unit)
{
    emit(t->out, "%s, ", ctarget_string(t, unit ? unit->text : "1"));
    cprint_number(t->out, factor_of(unit));
}

/* With the offset of temperatures. */
static void print_scale(CTarget *t, const Unit *unit)
{
    print_unit(t, unit);
    emit(t->out, ", ");
    cprint_number(t->out, unit ? unit->offset : 0.0);
}

static const char *space_of(const KColumn *k)
{
    static const char *const each[] = {
        [K_OF_OWN] = "EACH", [K_OF_PRE] = "SLOT", [K_OF_POST] = "ENTRY"};
    return k->each ? each[k->extent] : "ONE";
}

static void print_columns(CTarget *t, const CClass *c)
{
    static const char *const roles[] = {
        [K_PARAM] = "PARAM", [K_STATE] = "STATE", [K_VALUE] = "VALUE",
        [K_DUE] = "DUE",     [K_INPUT] = "INPUT", [K_HIDDEN] = "HIDDEN"};
    static const char *const types[] = {[K_F64] = "F64", [K_F32] = "F32", [K_U32] = "U32",
                                        [K_U8] = "U8",   [K_BOOL] = "U8", [K_LIST] = "LIST"};
    Emitter *out = t->out;
    emit_open(out, "static const nnrt_column %s_columns[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->columns.n; i++) {
        const KColumn *k = &c->k->columns.v[i];
        emit(out, "{%s, ", ctarget_string(t, k->name->s));
        print_scale(t, k->unit);
        emit(out, ", offsetof(struct %s, %s), NNRT_%s, NNRT_%s, NNRT_%s, ", c->code->c_name,
             names_claim(c->code->fields, c->code->k->columns.v[i].name), types[k->type],
             space_of(k), roles[k->role]);
        cprint_number(out, bound(k->fallback, 0.0));
        emit(out, ", ");
        cprint_number(out, bound(k->lo, -1.0 / 0.0));
        emit(out, ", ");
        cprint_number(out, bound(k->hi, 1.0 / 0.0));
        emit(out, "},\n");
    }
    emit_close(out, "};");
}

static void print_ports(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    if (c->k->ports.n == 0)
        return;
    emit_open(out, "static const nnrt_port %s_ports[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->ports.n; i++) {
        const KPort *p = &c->k->ports.v[i];
        emit(out, "{%s, ", ctarget_string(t, p->name->s));
        print_unit(t, p->unit);
        if (ctarget_takes_few(c->k))
            emit(out, ", %d, NULL, %s_arrive_%u},\n", p->due, c->code->c_name, i);
        else if (p->due >= 0)
            emit(out, ", %d, NULL},\n", p->due);
        else
            emit(out, ", -1, %s_handle_%u, NULL, %u},\n", c->code->c_name, i, p->more.n);
    }
    emit_close(out, "};");
}

static void print_outputs(CTarget *t, const CClass *c)
{
    if (c->k->outputs.n == 0)
        return;
    emit(t->out, "static const char *const %s_outputs[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->outputs.n; i++)
        emit(t->out, i ? ", %s" : "%s", ctarget_string(t, c->k->outputs.v[i]->s));
    emit(t->out, "};\n");
}

static void print_signals(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    if (c->k->signals.n == 0)
        return;
    emit_open(out, "static const nnrt_signal %s_signals[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->signals.n; i++) {
        emit(out, "{%s, ", ctarget_string(t, c->k->signals.v[i].name->s));
        print_scale(t, c->k->signals.v[i].unit);
        emit(out, ", %s_read_%u%s},\n", c->code->c_name, i,
             c->k->signals.v[i].sums ? ", true" : "");
    }
    emit_close(out, "};");
}

static void print_delays(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    if (c->k->delays.n == 0)
        return;
    emit_open(out, "static const nnrt_delay %s_delays[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->delays.n; i++) {
        const KDelay *d = &c->k->delays.v[i];
        emit(out, "{%s, %u, %u, %u, %u, %s},\n", ctarget_string(t, d->source->s), d->start,
             d->middle, d->end, d->time, ctarget_string(t, ctarget_where(t, d->span)));
    }
    emit_close(out, "};");
}

static void print_step_limits(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    if (c->k->step_limits.n == 0)
        return;
    emit_open(out, "static const nnrt_step_limit %s_step_limits[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->step_limits.n; i++) {
        const KStepLimit *l = &c->k->step_limits.v[i];
        emit(out, "{%s, %s, %s, %.3g},\n", ctarget_string(t, l->state->s),
             ctarget_string(t, l->method), ctarget_string(t, ctarget_where(t, l->span)), l->most);
    }
    emit_close(out, "};");
}

static void print_fars(CTarget *t, const CClass *c)
{
    static const char *const sides[] = {
        [IR_FROM_PRE] = "PRE", [IR_FROM_POST] = "POST", [IR_FROM_RECEPTOR] = "RECEPTOR"};
    if (c->k->fars.n == 0)
        return;
    emit_open(t->out, "static const nnrt_far %s_fars[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->fars.n; i++) {
        const KFar *far = &c->k->fars.v[i];
        emit(t->out, "{NNRT_%s, %s, %u%s},\n", sides[far->from], ctarget_string(t, far->item->s),
             far->column, far->latest ? ", true" : "");
    }
    emit_close(t->out, "};");
}

static void print_terms(CTarget *t, const CClass *c)
{
    if (c->k->terms.n == 0)
        return;
    emit_open(t->out, "static const nnrt_term %s_terms[] = {", c->c_name);
    for (uint32_t i = 0; i < c->k->terms.n; i++) {
        const KTerm *term = &c->k->terms.v[i];
        emit(t->out, "{%s, %s},\n", term->to_pre ? "true" : "false",
             term->own ? ctarget_string(t, term->own->s) : "NULL");
    }
    emit_close(t->out, "};");
}

/* What its checks say: code that classes share finds that by numbers. */
static void print_texts(CTarget *t, const CClass *c)
{
    if (c->texts->n == 0)
        return;
    emit_open(t->out, "static const char *const %s_texts[] = {", c->c_name);
    for (uint32_t i = 0; i < c->texts->n; i++)
        emit(t->out, "%s,\n", ctarget_string(t, c->texts->v[i]));
    emit_close(t->out, "};");
}

static void print_texts_member(CTarget *t, const CClass *c)
{
    if (c->texts->n)
        emit(t->out, ".texts = %s_texts,\n", c->c_name);
}

static void print_thirds(CTarget *t, const CClass *c)
{
    const uint32_t n = c->k->ports.n;
    if (n == 0)
        return;
    emit(t->out, "static const nnrt_third %s_thirds[] = {", c->c_name);
    for (uint32_t i = 0; i < n; i++) {
        const KPort *p = &c->k->ports.v[i];
        emit(t->out, "{%s, ", ctarget_string(t, p->name->s));
        cprint_number(t->out, factor_of(p->unit));
        emit(t->out, ", %s_third_%u}%s", c->code->c_name, i, i + 1 < n ? ", " : "};\n");
    }
}

/* A kernel that a class may lack; it is the member of its name. */
typedef struct KernelMember {
    const char *name;
    const KBody *body;
} KernelMember;

static void print_kernel_members(CTarget *t, const CClass *c, const KernelMember *members, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (members[i].body->stmts.n)
            emit(t->out, ".%s = %s_%s,\n", members[i].name, c->code->c_name, members[i].name);
}

/* A member for the table of that name, where the class has one, and one for its size. */
static void print_table_members(CTarget *t, const CClass *c, const char *name, uint32_t n)
{
    if (n)
        emit(t->out, ".%s = %s_%s,\n.n_%s = %u,\n", name, c->c_name, name, name, n);
}

static void print_synapse_kernels(CTarget *t, const CClass *c)
{
    const KClass *k = c->k;
    const KernelMember kernels[] = {
        {"pre", &k->pre},          {"post", &k->post},   {"test", &k->test},
        {"first", &k->first},      {"relax", &k->relax}, {"row", &k->row},
        {"replay", &k->replay},    {"mark", &k->mark},   {"refresh", &k->refresh},
        {"couple", &k->couple},    {"show", &k->show},   {"couple_pre", &k->couple_pre},
        {"show_pre", &k->show_pre}};
    print_kernel_members(t, c, kernels, sizeof kernels / sizeof *kernels);
}

/* What the runtime must know of these kernels. */
static void print_synapse_facts(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    const KClass *k = c->k;
    if (ctarget_has_kind(&k->post, K_SEND) || ctarget_has_kind(&k->test, K_SEND))
        emit(out, ".sends_late = true,\n");
    if (ctarget_values_sent(k) > 1)
        emit(out, ".n_values = %u,\n", ctarget_values_sent(k));
    if (k->row.stmts.n)
        emit(out, ".start_slots = %s_start_slots,\n", c->code->c_name);
    if (k->mark.stmts.n)
        emit(out, ".entry = %u,\n", ctarget_entry_width(k));
    if (k->couple_pre.stmts.n)
        emit(out, ".couple_pre_waits = %s,\n", ctarget_pre_waits(c) ? "true" : "false");
}

static long long weight_column(const KClass *k)
{
    long long weight = -1;
    for (uint32_t i = 0; i < k->columns.n; i++)
        if (str_is(k->columns.v[i].name, "weight"))
            weight = i;
    return weight;
}

static void print_synapse_class(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    const char *code = c->code->c_name;
    const KClass *k = c->k;
    print_thirds(t, c);
    emit_open(out, "static const nnrt_synapse_class %s_class = {", c->c_name);
    emit(out,
         ".name = %s,\n.size = sizeof(struct %s),\n.n_columns = %u,\n.columns = "
         "%s_columns,\n.weight = %lld,\n",
         ctarget_string(t, c->model->name->s), code, k->columns.n, c->c_name, weight_column(k));
    emit(out, ".derive = %s_derive,\n.start = %s_start,\n", code, code);
    print_texts_member(t, c);
    print_synapse_kernels(t, c);
    print_synapse_facts(t, c);
    print_table_members(t, c, "signals", k->signals.n);
    print_table_members(t, c, "fars", k->fars.n);
    print_table_members(t, c, "terms", k->terms.n);
    print_table_members(t, c, "thirds", k->ports.n);
    emit_close(out, "};");
    emit(out, "\n");
}

static void print_class(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    const char *code = c->code->c_name;
    const KClass *k = c->k;
    bool source = c->model->role == IR_SOURCE;
    emit_open(out, "static const nnrt_class %s_class = {", c->c_name);
    emit(out, ".name = %s,\n.size = sizeof(struct %s),\n", ctarget_string(t, c->model->name->s),
         code);
    emit(out, ".columns = %s_columns,\n.n_columns = %u,\n", c->c_name, k->columns.n);
    print_table_members(t, c, "ports", k->ports.n);
    print_table_members(t, c, "outputs", k->outputs.n);
    print_table_members(t, c, "signals", k->signals.n);
    print_table_members(t, c, "delays", k->delays.n);
    print_table_members(t, c, "step_limits", k->step_limits.n);
    emit(out, ".derive = %s_derive,\n.start = %s_start,\n", code, code);
    print_texts_member(t, c);
    const KernelMember kernels[] = {
        {"settle", &k->settle}, {"begin", &k->begin}, {"flush", &k->flush}};
    print_kernel_members(t, c, kernels, sizeof kernels / sizeof *kernels);
    if (!source)
        emit(out, ".update = %s_update,\n", code);
    if (ctarget_tests_apart(k))
        emit(out, ".conditions = %s_conditions,\n", code);
    if (ctarget_takes_few(k))
        emit(out, ".drift = %s_drift,\n.woken = %s_conditions,\n", code, code);
    if (source && k->inject)
        emit(out, ".inject = %s_inject,\n", code);
    if (source && k->emit)
        emit(out, ".emit = %s_emit,\n", code);
    emit_close(out, "};");
    emit(out, "\n");
}

void ctarget_class_tables(CTarget *t, const CClass *c)
{
    print_columns(t, c);
    print_texts(t, c);
    if (c->model->role == IR_SYNAPSE) {
        print_fars(t, c);
        print_terms(t, c);
        print_signals(t, c);
        print_synapse_class(t, c);
        return;
    }
    print_ports(t, c);
    print_outputs(t, c);
    print_signals(t, c);
    print_delays(t, c);
    print_step_limits(t, c);
    print_class(t, c);
}
