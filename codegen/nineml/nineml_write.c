/* Writes a module as a document of NineML. It has cells and networks, and no experiment: how long they run is said elsewhere. */
#include "codegen/nineml/nineml_writer.h"
#include "codegen/writer.h"
#include "ir/build.h"
#include "ir/verify.h"
#include "ir/words.h"

const NinemlVersion nineml_v1 = {"http://nineml.net/9ML/1.0",
                                 true,
                                 "Component",
                                 "Component",
                                 "Component",
                                 false,
                                 true,
                                 "Source",
                                 "Destination",
                                 false};
const NinemlVersion nineml_v2 = {"http://nineml.net/9ML/2.0",
                                 false,
                                 "DynamicsProperties",
                                 "ConnectionRuleProperties",
                                 "RandomDistributionProperties",
                                 true,
                                 false,
                                 "Pre",
                                 "Post",
                                 true};

static void start(NinemlWriter *n, const Writing *writing, const NinemlVersion *version)
{
    *n = (NinemlWriter){.version = version};
    lems_writer_init(&n->w, writing);
    n->w.form = "NineML";
    map_init(&n->responses, n->w.arena);
    map_init(&n->plasticities, n->w.arena);
    n->w.defines_all = n->w.weights_have_units = n->w.hears_targets = true;
    static const char *const classes[] = {
        "Explicit",     "AllToAll", "OneToOne", "Probabilistic", "RandomFanIn",
        "RandomFanOut", "uniform",  "normal",   "exponential",   "poisson",
        "binomial",     "gamma",    "lognormal"};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        lems_naming_reserve(&n->w, &n->w.ids, classes[i]);
    lems_find_exposed(&n->w);
}

static void write_once(NinemlWriter *n, const IrModel *model, Map *done)
{
    if (map_has(done, model) || n->w.failed)
        return;
    map_set(done, model, (void *)model);
    nineml_write_class(n, model);
}

static void write_classes(NinemlWriter *n)
{
    const IrModule *m = n->w.m;
    Map done;
    map_init(&done, n->w.arena);
    for (uint32_t i = 0; i < m->models.n; i++) {
        bool used = !m->populations.n;
        for (uint32_t k = 0; k < m->populations.n; k++)
            used |= m->populations.v[k]->model == m->models.v[i]->name;
        if (used && m->models.v[i]->role == IR_CELL)
            write_once(n, m->models.v[i], &done);
    }
    for (uint32_t i = 0; i < m->projections.n && !n->w.failed; i++) {
        const IrProjection *p = m->projections.v[i];
        const IrPopulation *post = nineml_population(m, p->post);
        NinemlMembers members;
        if (ir_find_projection(m, p->post))
            continue; /* it is seen to with the other projections */
        if (!post)
            lems_refuse(&n->w, p->span, "a projection to `%s`", p->post->s);
        else if (nineml_find_members(n, p, ir_find_model(m, post->model), &members)) {
            if (members.response)
                write_once(n, members.response->model, &done);
            if (members.plasticity)
                write_once(n, members.plasticity, &done);
        }
    }
}

static void write_document(NinemlWriter *n, Emitter *out)
{
    xml_writer_start(&n->w.xml, n->w.arena, out);
    xml_writer_open(&n->w.xml, "NineML");
    xml_writer_attribute(&n->w.xml, "xmlns", n->version->space);
    nineml_write_definitions(n);
    write_classes(n);
    nineml_write_network(n);
    xml_writer_close(&n->w.xml);
}

/* What a document has no words for: runs and recorders do not change the network, other actions may. */
static void tell_left_out(NinemlWriter *n)
{
    static const bool changes[] = {[IR_ACTION_SET] = true,
                                   [IR_ACTION_INITIALIZE] = true,
                                   [IR_ACTION_RESET] = true,
                                   [IR_ACTION_EVERY] = true};
    const IrAction *run = NULL;
    for (uint32_t i = 0; i < n->w.m->experiment.n; i++) {
        const IrAction *a = &n->w.m->experiment.v[i];
        if (a->kind == IR_ACTION_RUN || a->kind == IR_ACTION_RUN_UNTIL)
            run = a;
        if ((size_t)a->kind < sizeof changes / sizeof *changes && changes[a->kind])
            lems_refuse(&n->w, a->span, "`%s` in the course of a simulation",
                        ir_action_forms[a->kind].word);
    }
    if (run && !n->w.failed)
        diag(n->w.session->diags, DIAG_NNC0712, run->span,
             "runs and recorders are left out: NineML has networks alone");
}

/* Twice: the first time finds units and dimensions. */
static bool write_version(Writing *writing, const NinemlVersion *version)
{
    NinemlWriter first, n;
    if (!ir_verify((IrModule *)writing->module) ||
        (writing->draw && !nineml_draws_all(writing->module) && !writing->draw(writing->context)))
        return false;
    start(&first, writing, version);
    write_document(&first, emitter_new(first.w.arena, 0));
    if (first.w.failed)
        return false;
    start(&n, writing, version);
    n.w.units = first.w.units;
    n.w.dimensions = first.w.dimensions;
    write_document(&n, writer_add_file(writing, NULL));
    tell_left_out(&n);
    return !n.w.failed;
}

bool nineml1_write(Writing *writing)
{
    return write_version(writing, &nineml_v1);
}

bool nineml2_write(Writing *writing)
{
    return write_version(writing, &nineml_v2);
}
