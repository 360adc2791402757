/* Tables of the network: parameters, data, populations, views, groups, inputs. */
#include "codegen/c/internal.h"

#include "ir/text.h"

/* ---- parameters and data ---- */
/* The default in the unit of the parameter, or the expression that it is. */
static const char *standard_text(const CTarget *t, const IrParam *p)
{
    double native;
    if (ir_constant(p->value, &native))
        return arena_printf(t->a, "%.12g", p->unit ? unit_number_of(p->unit, native) : native);
    Emitter *text = emitter_new(t->a, 0);
    ir_print_expr(text, p->value);
    return emitter_text(text, NULL);
}

static void print_params(CTarget *t)
{
    const char **rule = ARENA_ARRAY(t->a, const char *, t->m->params.n + 1);
    emit_open(t->out, "struct params {");
    if (t->m->params.n == 0)
        emit(t->out, "char none;\n");
    for (uint32_t i = 0; i < t->m->params.n; i++)
        emit(t->out, "double %s;\n", names_claim(t->params, t->m->params.v[i]->name));
    emit_close(t->out, "};");
    emit(t->out, "\n");
    for (uint32_t i = 0; i < t->m->params.n; i++)
        rule[i] = ctarget_rule(t, t->m->params.v[i]->value, NULL);
    if (t->m->params.n == 0)
        return;
    emit_open(t->out, "static const nnrt_param program_params[] = {");
    for (uint32_t i = 0; i < t->m->params.n; i++) {
        const IrParam *p = t->m->params.v[i];
        double lo = -1.0 / 0.0, hi = 1.0 / 0.0;
        if (p->lo)
            ir_constant(p->lo, &lo);
        if (p->hi)
            ir_constant(p->hi, &hi);
        emit(t->out, "{%s, %s, %s, %s, ", ctarget_string(t, p->name->s),
             ctarget_string(t, p->unit ? p->unit->text : "1"),
             ctarget_string(t, p->help ? p->help : ""), ctarget_string(t, standard_text(t, p)));
        cprint_number(t->out, p->unit ? unit_factor_to(p->unit, &unit_native) : 1.0);
        emit(t->out, ", ");
        cprint_number(t->out, p->unit ? p->unit->offset : 0.0);
        emit(t->out, ", offsetof(struct params, %s), %s, ", names_claim(t->params, p->name),
             p->scalar == IR_INT ? "true" : "false");
        cprint_number(t->out, lo);
        emit(t->out, ", ");
        cprint_number(t->out, hi);
        emit(t->out, ", %s},\n", rule[i]);
    }
    emit_close(t->out, "};");
}

static void print_data(CTarget *t)
{
    const uint32_t n = t->m->data.n;
    const char **numbers = ARENA_ARRAY(t->a, const char *, n + 1);
    if (n == 0)
        return;
    for (uint32_t i = 0; i < n; i++) {
        const IrData *d = t->m->data.v[i];
        numbers[i] =
            ctarget_numbers(t, arena_printf(t->a, "data_%u", i), d->values, d->rows * d->columns);
    }
    emit_open(t->out, "static const nnrt_data program_data[] = {");
    for (uint32_t i = 0; i < n; i++) {
        const IrData *d = t->m->data.v[i];
        emit(t->out, "{%s, %llu, %u, %s},\n", ctarget_string(t, d->name->s),
             (unsigned long long)d->rows, d->columns, numbers[i]);
    }
    emit_close(t->out, "};");
}

/* ---- assignments ---- */
int64_t ctarget_column_index(const CTarget *t, const CClass *c, const Str *name)
{
    const Str *kept = ctarget_kept_name(t, c, name);
    for (uint32_t i = 0; i < c->k->columns.n; i++)
        if (c->k->columns.v[i].name == kept)
            return i;
    return -1;
}

/* What is bound, and the sequences that are not: those columns have no default of their own. */
static IrBinds with_default_lists(CTarget *t, const CClass *c, const IrBinds *binds)
{
    IrBinds all = {0};
    for (uint32_t i = 0; i < binds->n; i++)
        VEC_PUSH(t->a, &all, binds->v[i]);
    for (uint32_t i = 0; i < c->k->columns.n; i++) {
        const KColumn *k = &c->k->columns.v[i];
        if (k->type == K_LIST && k->fallback && k->fallback->n && !ir_bind(binds, k->name))
            VEC_PUSH(t->a, &all, (IrBind){.name = k->name, .value = k->fallback, .span = k->span});
    }
    return all;
}

/* Prints `static const nnrt_assign NAME[]` and returns how many; names without a column are left out (a value that
   nothing reads). */
static uint32_t print_assigns(CTarget *t, const CClass *c, const IrBinds *binds, const char *name,
                              const char *word)
{
    uint32_t n = 0;
    const char **rule = ARENA_ARRAY(t->a, const char *, binds->n + 1);
    for (uint32_t i = 0; i < binds->n; i++) {
        const IrExpr *value = binds->v[i].value;
        if (ctarget_column_index(t, c, binds->v[i].name) < 0)
            continue;
        n++;
        if (value->op != IR_LIST) {
            rule[i] = ctarget_rule(t, value, NULL);
            continue;
        }
        rule[i] = ctarget_list(t, value, arena_printf(t->a, "%s_list_%u", name, i));
    }
    if (n == 0)
        return 0;
    emit_open(t->out, "static const nnrt_assign %s[] = {", name);
    for (uint32_t i = 0; i < binds->n; i++) {
        const IrBind *b = &binds->v[i];
        int64_t column = ctarget_column_index(t, c, b->name);
        if (column < 0)
            continue;
        emit(t->out, "{.column = %lld, .where = %s, .purpose = %s, ", (long long)column,
             ctarget_string(t, ctarget_where(t, b->span)),
             ctarget_string(t, arena_printf(t->a, "%s %s", word, b->name->s)));
        if (b->value->op == IR_LIST)
            emit(t->out, "%s.uniform = true},\n", rule[i]);
        else
            emit(t->out, ".rule = %s, .uniform = %s},\n", rule[i],
                 ctarget_is_uniform(b->value) ? "true" : "false");
    }
    emit_close(t->out, "};");
    return n;
}

uint32_t ctarget_parameters(CTarget *t, const CClass *c, const IrBinds *binds, const char *name)
{
    const IrBinds all = with_default_lists(t, c, binds);
    return print_assigns(t, c, &all, name, "parameter");
}

/* ---- populations ---- */
typedef struct PlaceArg {
    const char *name;
    double fallback;
} PlaceArg;
static const struct {
    IrPlaceKind kind;
    const char *word;
    PlaceArg args[9];
} places[] = {
    {IR_PLACE_NONE, "LINE", {{"dx", 1}, {"x0", 0}, {"y", 0}, {"z", 0}}}, /* as in PyNN */
    {IR_PLACE_LINE, "LINE", {{"dx", 1}, {"x0", 0}, {"y", 0}, {"z", 0}}},
    {IR_PLACE_GRID2D,
     "GRID2D",
     {{"aspect_ratio", 1}, {"dx", 1}, {"dy", 1}, {"x0", 0}, {"y0", 0}, {"z", 0}}},
    {IR_PLACE_GRID3D,
     "GRID3D",
     {{"aspect_ratioXY", 1},
      {"aspect_ratioXZ", 1},
      {"dx", 1},
      {"dy", 1},
      {"dz", 1},
      {"x0", 0},
      {"y0", 0},
      {"z0", 0}}},
    {IR_PLACE_RANDOM,
     "CUBOID",
     {{"width", 1}, {"height", 1}, {"depth", 1}, {"x", 0}, {"y", 0}, {"z", 0}}},
    {IR_PLACE_DATA, "DATA", {{"data", 0}}},
};
static const PlaceArg sphere_args[9] = {{"radius", 1}, {"x", 0}, {"y", 0}, {"z", 0}};

static void print_place(CTarget *t, const IrPopulation *p)
{
    const IrBind *radius = ir_bind(&p->place_args, str_from(t->strings, "radius"));
    const PlaceArg *args = sphere_args;
    const char *word = "SPHERE";
    for (size_t i = 0; !radius && i < sizeof places / sizeof *places; i++)
        if (places[i].kind == p->place)
            args = places[i].args, word = places[i].word;
    emit(t->out, ".place = NNRT_PLACE_%s, .place_args = {", word);
    for (int i = 0; i < 9 && args[i].name; i++) {
        double x = args[i].fallback;
        const IrBind *b = ir_bind(&p->place_args, str_from(t->strings, args[i].name));
        if (b)
            ir_constant(b->value, &x);
        cprint_number(t->out, x);
        emit(t->out, ", ");
    }
    emit(t->out, "0.0}, ");
}

static void print_populations(CTarget *t)
{
    uint32_t n = t->m->populations.n;
    const char **size = ARENA_ARRAY(t->a, const char *, n + 1);
    uint32_t *values = ARENA_ARRAY(t->a, uint32_t, n + 1),
             *initial = ARENA_ARRAY(t->a, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        const IrPopulation *p = t->m->populations.v[i];
        size[i] = ctarget_rule(t, p->size, NULL);
        values[i] = ctarget_parameters(t, t->of_population[i], &p->values,
                                       arena_printf(t->a, "population_%u_values", i));
        initial[i] = print_assigns(t, t->of_population[i], &p->initial,
                                   arena_printf(t->a, "population_%u_initial", i), "initial");
    }
    emit_open(t->out, "static const nnrt_population_def program_populations[] = {");
    for (uint32_t i = 0; i < n; i++) {
        const IrPopulation *p = t->m->populations.v[i];
        emit(t->out,
             "{.label = %s, .cls = &%s_class, .size = %s, .n_values = %u, .n_initial = %u, ",
             ctarget_string(t, p->name->s), t->of_population[i]->c_name, size[i], values[i],
             initial[i]);
        if (values[i])
            emit(t->out, ".values = population_%u_values, ", i);
        if (initial[i])
            emit(t->out, ".initial = population_%u_initial, ", i);
        print_place(t, p);
        emit(t->out, ".where = %s},\n", ctarget_string(t, ctarget_where(t, p->span)));
    }
    emit_close(t->out, "};");
}

/* ---- views and groups ---- */
static uint32_t population_index(const CTarget *t, const Str *name)
{
    for (uint32_t i = 0; i < t->m->populations.n; i++)
        if (t->m->populations.v[i]->name == name)
            return i;
    return 0;
}

/* Views: first one for each whole population, then those of the module, in order. */
static uint32_t view_index(const CTarget *t, const Str *name)
{
    for (uint32_t i = 0; i < t->m->views.n; i++)
        if (t->m->views.v[i]->name == name)
            return t->m->populations.n + i;
    return population_index(t, name);
}

uint32_t ctarget_group(CTarget *t, const Str *name)
{
    for (uint32_t i = 0; i < t->groups.n; i++)
        if (t->groups.v[i]->name == name)
            return i;
    IrGroup *g = ir_find_group(t->m, name);
    if (!g) {
        g = ARENA_NEW(t->a, IrGroup);
        g->name = name;
        VEC_PUSH(t->a, &g->members, name);
    }
    VEC_PUSH(t->a, &t->groups, g);
    return t->groups.n - 1;
}

static const char *const picks[] = {[IR_VIEW_ALL] = "ALL",
                                    [IR_VIEW_SLICE] = "SLICE",
                                    [IR_VIEW_LIST] = "LIST",
                                    [IR_VIEW_SAMPLE] = "SAMPLE"};

static void print_views(CTarget *t)
{
    const char *(*rule)[3] = arena_alloc(t->a, sizeof *rule * (t->m->views.n + 1));
    for (uint32_t i = 0; i < t->m->views.n; i++) {
        rule[i][0] = ctarget_rule(t, t->m->views.v[i]->start, NULL);
        rule[i][1] = ctarget_rule(t, t->m->views.v[i]->stop, NULL);
        rule[i][2] = ctarget_rule(t, t->m->views.v[i]->step, NULL);
    }
    emit_open(t->out, "static const nnrt_view_def program_views[] = {");
    for (uint32_t i = 0; i < t->m->populations.n; i++)
        emit(t->out, "{%s, %u, NNRT_PICK_ALL, {0}, {0}, {0}, -1, 0, \"\"},\n",
             ctarget_string(t, t->m->populations.v[i]->name->s), i);
    for (uint32_t i = 0; i < t->m->views.n; i++) {
        const IrView *v = t->m->views.v[i];
        emit(t->out, "{%s, %u, NNRT_PICK_%s, %s, %s, %s, %d, %u, %s},\n",
             ctarget_string(t, v->name->s), population_index(t, v->population), picks[v->kind],
             rule[i][0], rule[i][1], rule[i][2], v->data ? (int)ctarget_data_index(t, v->data) : -1,
             v->within ? view_index(t, v->within) + 1 : 0,
             ctarget_string(t, ctarget_where(t, v->span)));
    }
    emit_close(t->out, "};");
}

static void print_groups(CTarget *t)
{
    for (uint32_t i = 0; i < t->groups.n; i++) {
        emit(t->out, "static const uint32_t group_%u[] = {", i);
        for (uint32_t k = 0; k < t->groups.v[i]->members.n; k++)
            emit(t->out, "%u, ", view_index(t, t->groups.v[i]->members.v[k]));
        emit(t->out, "};\n");
    }
    emit_open(t->out, "static const nnrt_group_def program_groups[] = {");
    for (uint32_t i = 0; i < t->groups.n; i++)
        emit(t->out, "{%s, group_%u, %u},\n", ctarget_string(t, t->groups.v[i]->name->s), i,
             t->groups.v[i]->members.n);
    emit_close(t->out, "};");
}

/* ---- inputs ---- */
/* Of the (first member of the) population, view or group of that name; NULL for others. */
const IrModel *ctarget_model_of(const CTarget *t, const Str *name)
{
    const IrGroup *g = ir_find_group(t->m, name);
    const IrPopulation *p = ctarget_population_of(t, g ? g->members.v[0] : name);
    return p ? ir_find_model(t->m, p->model) : NULL;
}

static bool is_reduce(const CTarget *t, const IrInput *in)
{
    const IrModel *model = ctarget_model_of(t, in->target);
    const IrItem *item = model ? ir_item(model, in->port) : NULL;
    return item && item->kind == IR_ITEM_REDUCE;
}

static void print_inputs(CTarget *t)
{
    uint32_t n = t->m->inputs.n;
    if (n == 0)
        return;
    const char *(*rule)[2] = arena_alloc(t->a, sizeof *rule * n);
    uint32_t *values = ARENA_ARRAY(t->a, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        const IrInput *in = t->m->inputs.v[i];
        rule[i][0] = ctarget_rule(t, in->weight, NULL);
        rule[i][1] = ctarget_rule(t, in->delay, NULL);
        values[i] = ctarget_parameters(t, t->of_input[i], &in->values,
                                       arena_printf(t->a, "input_%u_values", i));
    }
    emit_open(t->out, "static const nnrt_input_def program_inputs[] = {");
    for (uint32_t i = 0; i < n; i++) {
        const IrInput *in = t->m->inputs.v[i];
        bool current = is_reduce(t, in);
        emit(t->out, "{.label = %s, .cls = &%s_class, .n_values = %u, .group = %u, .shared = %d, ",
             ctarget_string(t, in->name->s), t->of_input[i]->c_name, values[i],
             ctarget_group(t, in->target), in->shared);
        if (values[i])
            emit(t->out, ".values = input_%u_values, ", i);
        if (current)
            emit(t->out, ".column = %s, ",
                 ctarget_string(t, arena_printf(t->a, "%s.outside", in->port->s)));
        else
            emit(t->out, ".port = %s, .weight = %s, .delay = %s, ",
                 ctarget_string(t, ir_port_name(t->strings, in->port)->s), rule[i][0], rule[i][1]);
        emit(t->out, ".where = %s},\n", ctarget_string(t, ctarget_where(t, in->span)));
    }
    emit_close(t->out, "};");
}

void ctarget_network(CTarget *t)
{
    print_data(t);
    print_populations(t);
    print_views(t);
    ctarget_projections(t);
    print_inputs(t);
    ctarget_recorders(t);
    ctarget_experiment(t);
    print_groups(t);
}

void ctarget_params(CTarget *t)
{
    print_params(t);
}
