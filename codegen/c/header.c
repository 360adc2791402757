/* The header of a model that other programs step: a function that makes a simulation, the objects by their numbers, and what each
   has, in comments with units. The numbers are those of runtime/stepper.h: populations, then inputs. */
#include "codegen/c/internal.h"

#include <ctype.h>
#include <string.h>

enum { NAME_WIDTH = 28, UNIT_WIDTH = 8 };

/* Text of the model inside of a comment, which it must not end; one line. */
static const char *remark(const CTarget *t, const char *text)
{
    char *out = arena_alloc(t->a, 2 * strlen(text) + 1), *o = out;
    for (const char *s = text; *s; s++) {
        *o++ = (unsigned char)*s < ' ' ? ' ' : *s;
        if (s[0] == '*' && s[1] == '/')
            *o++ = ' ';
    }
    *o = 0;
    return out;
}

static const char *unit_text(const Unit *unit)
{
    return unit ? unit->text : "1";
}

static void print_line(CTarget *t, const char *kind, const Str *name, const Unit *unit,
                       const char *note)
{
    emit(t->out, "   %-9s %-*s %-*s%s\n", kind, NAME_WIDTH, remark(t, name->s),
         *note ? UNIT_WIDTH : 0, unit_text(unit), note);
}

/* ---- the function ---- */

static void print_parameters(CTarget *t)
{
    const IrModule *m = t->m;
    if (!m->params.n)
        return;
    emit(t->out, "\n   Parameters of the model are given as \"--set\", \"NAME=VALUE\" in the "
                 "options, and hold from the start on:\n");
    for (uint32_t i = 0; i < m->params.n; i++) {
        const IrParam *p = m->params.v[i];
        print_line(t, "--set", p->name, p->unit, p->help ? remark(t, p->help) : "");
    }
}

static void print_function(CTarget *t, const char *name)
{
    Emitter *out = t->out;
    emit(out, "extern NncModel nnc_model_%s;\n\n", name);
    emit(out,
         "/* A simulation of %s at t = 0, for the functions of nnc_simulation.h: "
         "nnc_simulation_advance, _set, _read,\n"
         "   _spikes ... and at last _free. `options` may be NULL. NULL where it cannot be made; "
         "`error` then has the\n"
         "   reason, cut to n - 1 characters (n 0: nobody wants it).",
         remark(t, t->options->source_name));
    print_parameters(t);
    emit(out, " */\n");
    emit(out,
         "static inline NncSimulation *%s_new(const NncSimulationOptions *options, char *error, "
         "size_t n)\n{\n",
         name);
    emit(out,
         "    return nnc_simulation_open(NNC_ABI_VERSION, nnc_model_%s, options, error, n);\n}\n\n",
         name);
}

/* ---- the objects ---- */

static void print_values(CTarget *t, const KClass *k)
{
    static const char *const kinds[] = {[K_PARAM] = "parameter", [K_STATE] = "state"};
    for (uint32_t i = 0; i < k->columns.n; i++) {
        const KColumn *c = &k->columns.v[i];
        if ((c->role == K_PARAM || c->role == K_STATE) && c->type != K_LIST)
            print_line(t, kinds[c->role], c->name, c->unit, c->each ? "" : "one for all cells");
    }
}

/* What a population has besides: inputs have neither. */
static void print_signals_and_ports(CTarget *t, const KClass *k)
{
    for (uint32_t i = 0; i < k->signals.n; i++)
        print_line(t, "computed", k->signals.v[i].name, k->signals.v[i].unit, "");
    for (uint32_t i = 0; i < k->ports.n; i++)
        print_line(t, "port", k->ports.v[i].name, k->ports.v[i].unit, "of its events' weights");
    for (uint32_t i = 0; i < k->outputs.n; i++)
        emit(t->out, "   %-9s %-*s %s\n", "sends", NAME_WIDTH, remark(t, k->outputs.v[i]->s),
             i ? "nnc_simulation_events, where the model records them" : "nnc_simulation_spikes");
}

static void print_size(CTarget *t, const IrPopulation *p)
{
    double size;
    if (ir_constant(p->size, &size))
        emit(t->out, size == 1 ? "%.0f cell of " : "%.0f cells of ", size);
    else
        emit(t->out, "Cells of ");
}

/* LIBRARY_LABEL, in capitals, each once. */
static const char *object_name(CTarget *t, Names *names, const char *library, const Str *label)
{
    char *text = arena_printf(t->a, "%s_%s", library, label->s);
    for (char *c = text; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return names_claim(names, str_from(t->strings, text));
}

static void print_objects(CTarget *t, const char *name)
{
    const IrModule *m = t->m;
    Emitter *out = t->out;
    Names *names = names_new(t->a, t->strings, names_reserved_c, NULL);
    emit(out, "/* Populations and inputs by number: `object` of the functions. */\n");
    emit_open(out, "enum {");
    for (uint32_t i = 0; i < m->populations.n; i++) {
        const IrPopulation *p = m->populations.v[i];
        const CClass *c = t->of_population[i];
        emit(out, "/* ");
        print_size(t, p);
        emit(out, "%s, \"%s\":\n", remark(t, c->model->name->s), remark(t, p->name->s));
        print_values(t, c->k);
        print_signals_and_ports(t, c->k);
        emit(out, "*/\n%s = %u,\n", object_name(t, names, name, p->name), i);
    }
    for (uint32_t i = 0; i < m->inputs.n; i++) {
        const IrInput *in = m->inputs.v[i];
        const CClass *c = t->of_input[i];
        emit(out, "/* Input of %s, \"%s\":\n", remark(t, c->model->name->s),
             remark(t, in->name->s));
        print_values(t, c->k);
        emit(out, "*/\n%s = %u,\n", object_name(t, names, name, in->name), m->populations.n + i);
    }
    emit_close(out, "};");
}

void ctarget_header(CTarget *t, const char *name)
{
    Emitter *out = t->out;
    emit(out,
         "/* Made by %s from %s (SHA-256 %.16s).\n"
         "   With the object that nnc --emit=obj --library=%s makes of the same model. */\n",
         t->options->compiler, remark(t, t->options->source_name), t->options->source_hash, name);
    emit(out, "#ifndef NNC_MODEL_%s_H\n#define NNC_MODEL_%s_H\n", name, name);
    emit(out, "#include <nnc_model.h>\n\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    print_function(t, name);
    print_objects(t, name);
    emit(out, "\n#ifdef __cplusplus\n}\n#endif\n#endif\n");
}
