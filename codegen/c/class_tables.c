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
        emit(t->out, "{NNRT_%s, %s, %u},\n", sides[far->from], ctarget_string(t, far->item->s),
             far->column);
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

static void print_synapse_class(CTarget *t, const CClass *c)
{
    Emitter *out = t->out;
    const char *code = c->code->c_name;
    int64_t weight = -1;
    const KClass *k = c->k;
    for (uint32_t i = 0; i < k->columns.n; i++)
        if (str_is(k->columns.v[i].name, "weight"))
            weight = i;
    const uint32_t n_thirds = c->k->ports.n;
    if (n_thirds)
        emit(out, "static const nnrt_third %s_thirds[] = {", c->c_name);
    for (uint32_t i = 0; i < n_thirds; i++) {
        const KPort *p = &c->k->ports.v[i];
        emit(out, "{%s, ", ctarget_string(t, p->name->s));
        cprint_number(out, factor_of(p->unit));
        emit(out, ", %s_third_%u}%s", c->code->c_name, i, i + 1 < n_thirds ? ", " : "};\n");
    }
    emit_open(out, "static const nnrt_synapse_class %s_class = {", c->c_name);
    emit(out,
         ".name = %s,\n.size = sizeof(struct %s),\n.n_columns = %u,\n.columns = "
         "%s_columns,\n.weight = %lld,\n",
         ctarget_string(t, c->model->name->s), code, k->columns.n, c->c_name, (long long)weight);
    emit(out, ".derive = %s_derive,\n.start = %s_start,\n", code, code);
    print_texts_member(t, c);
    if (k->pre.stmts.n)
        emit(out, ".pre = %s_pre,\n", code);
    if (k->post.stmts.n)
        emit(out, ".post = %s_post,\n", code);
    if (k->test.stmts.n)
        emit(out, ".test = %s_test,\n", code);
    if (k->first.stmts.n)
        emit(out, ".first = %s_first,\n", code);
    if (ctarget_has_kind(&k->post, K_SEND) || ctarget_has_kind(&k->test, K_SEND))
        emit(out, ".sends_late = true,\n");
    if (ctarget_values_sent(k) > 1)
        emit(out, ".n_values = %u,\n", ctarget_values_sent(k));
    if (k->relax.stmts.n)
        emit(out, ".relax = %s_relax,\n", code);
    if (k->row.stmts.n)
        emit(out, ".row = %s_row,\n.start_slots = %s_start_slots,\n", code, code);
    if (k->replay.stmts.n)
        emit(out, ".replay = %s_replay,\n", code);
    if (k->refresh.stmts.n)
        emit(out, ".refresh = %s_refresh,\n", code);
    if (k->mark.stmts.n)
        emit(out, ".mark = %s_mark,\n.entry = %u,\n", code, ctarget_entry_width(k));
    if (k->signals.n)
        emit(out, ".signals = %s_signals,\n.n_signals = %u,\n", c->c_name, k->signals.n);
    if (k->fars.n)
        emit(out, ".fars = %s_fars,\n.n_fars = %u,\n", c->c_name, k->fars.n);
    if (k->terms.n)
        emit(out, ".terms = %s_terms,\n.n_terms = %u,\n", c->c_name, k->terms.n);
    if (k->couple.stmts.n)
        emit(out, ".couple = %s_couple,\n", code);
    if (k->couple_pre.stmts.n)
        emit(out, ".couple_pre = %s_couple_pre,\n.couple_pre_waits = %s,\n", code,
             ctarget_pre_waits(c) ? "true" : "false");
    if (k->show.stmts.n)
        emit(out, ".show = %s_show,\n", code);
    if (k->show_pre.stmts.n)
        emit(out, ".show_pre = %s_show_pre,\n", code);
    if (n_thirds)
        emit(out, ".thirds = %s_thirds,\n.n_thirds = %u,\n", c->c_name, n_thirds);
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
    emit(out, ".n_columns = %u,\n.n_ports = %u,\n.n_signals = %u,\n", k->columns.n, k->ports.n,
         k->signals.n);
    emit(out, ".columns = %s_columns,\n", c->c_name);
    if (k->ports.n)
        emit(out, ".ports = %s_ports,\n", c->c_name);
    if (k->outputs.n)
        emit(out, ".outputs = %s_outputs,\n.n_outputs = %u,\n", c->c_name, k->outputs.n);
    if (k->signals.n)
        emit(out, ".signals = %s_signals,\n", c->c_name);
    if (k->delays.n)
        emit(out, ".n_delays = %u,\n.delays = %s_delays,\n", k->delays.n, c->c_name);
    if (k->step_limits.n)
        emit(out, ".n_step_limits = %u,\n.step_limits = %s_step_limits,\n", k->step_limits.n,
             c->c_name);
    emit(out, ".derive = %s_derive,\n.start = %s_start,\n", code, code);
    print_texts_member(t, c);
    if (k->settle.stmts.n)
        emit(out, ".settle = %s_settle,\n", code);
    if (k->begin.stmts.n)
        emit(out, ".begin = %s_begin,\n", code);
    if (k->flush.stmts.n)
        emit(out, ".flush = %s_flush,\n", code);
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
