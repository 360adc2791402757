/* Shared by the files of the C target. */
#ifndef NN_C_INTERNAL_H
#define NN_C_INTERNAL_H
#include "codegen/c/target.h"
#include "codegen/cprint.h"
#include "codegen/names.h"
#include "ir/pass/lower.h"

/* A class as it is printed. */
typedef VEC(const char *) CTexts;

typedef struct CClass {
    KClass *k;
    const IrModel *model;
    KBinding binding;
    const struct CClass *like; /* `k` is that of this class, whose model is alike; or NULL */
    bool quiet;                /* nothing was said of it */
    const char
        *c_name; /* of its tables, and of the struct and the functions where these are its own */
    const struct CClass *code; /* whose struct and functions it has: share.c */
    const char *text;          /* of its own code */
    uint32_t hash;             /* of its kernels without names */
    CTexts *texts;             /* what its checks say, in the order in which they are printed */
    Names *fields;             /* column name -> member */
} CClass;

typedef struct CTarget {
    IrModule *m;
    Arena *a;
    StrTable *strings;
    Emitter *out;
    const CTargetOptions *options;
    Passes *passes;
    Names *globals, *params; /* file scope; members of struct params */
    VEC(CClass *) classes;
    /* of_projection: NULL where it is static */
    CClass **of_population, **of_input, **of_projection;
    VEC(IrGroup *) groups; /* what projections, inputs, recorders and actions point to, by number */
    uint32_t n_rules, n_actions; /* n_actions: rows of the table of the experiment */
    bool has_bytes;              /* a table was printed as bytes: see data.c */
    bool failed;
    bool checking; /* nothing will be printed: models that are alike are seen to once */
} CTarget;

const char *ctarget_where(const CTarget *t,
                          Span at); /* "model.nn:12:5", "<stdlib>/cells.nn:3:5", or "" */
/* a C string literal, quotes included */
const char *ctarget_string(const CTarget *t, const char *text);

/* classes.c: which populations share a class */
void ctarget_bind_classes(CTarget *t);
void ctarget_add_once(CTarget *t, KNames *names, const Str *name);
bool ctarget_same_names(const KNames *x, const KNames *y); /* in any order */
bool ctarget_group_holds(const CTarget *t, const Str *group, const IrPopulation *p);
/* The population behind a population or view; NULL for a group. */
const IrPopulation *ctarget_population_of(const CTarget *t, const Str *name);
/* bind_couple.c */
void ctarget_bind_coupled(CTarget *t, const IrPopulation *cells, KBinding *b);
void ctarget_bind_fixed(CTarget *t, const IrProjection *p, const IrModel *synapse, KBinding *b);
/* handlers read no extrapolated states */
void ctarget_check_linear(CTarget *t, const IrProjection *p, const KClass *c);
/* Does a recorder ask for a sum that couplings feed? Once the classes of cells are there. */
bool ctarget_shows_sums(const CTarget *t);
bool ctarget_same_couplings(const KBinding *x, const KBinding *y);
/* share.c: a class whole */
void ctarget_class(CTarget *t, CClass *c);
/* class.c: its struct and functions */
void ctarget_class_code(CTarget *t, const CClass *c);
/* wake.c; quiet: nothing arrives, and others wake */
void ctarget_waking_update(CTarget *t, const CClass *c, bool quiet);
/* source.c: `inject`, or `emit`, of a source with this value */
void ctarget_source(CTarget *t, const CClass *c, const IrExpr *e, bool injects);
/* arrivals.c: a quiet update, and what arrives at single cells after it, for classes that have it */
bool ctarget_takes_few(const KClass *k);
void ctarget_arrivals(CTarget *t, const CClass *c);
bool ctarget_has_kind(const KBody *b, KStmtKind kind); /* also in what an `if` guards */
/* synapse.c */
void ctarget_synapse(CTarget *t, const CClass *c); /* functions */
uint32_t ctarget_values_sent(const KClass *k);     /* of each event */
/* The number of a text of the class, one more. */
uint32_t ctarget_text(CTarget *t, const CClass *c, const char *text);
bool ctarget_pre_waits(const CClass *c); /* what acts on pre reads what `couple` computed */
/* rows.c: handlers of whole rows */
void ctarget_rows(CTarget *t, const CClass *c);
uint32_t ctarget_entry_width(const KClass *k); /* numbers in an entry of a post cell's history */
/* decays.c: tables of decays, as members of the struct of a class; what fills them when rates change */
void ctarget_decay_members(CTarget *t, const CClass *c);
void ctarget_fill_decays(CTarget *t, const CClass *c);
/* class_tables.c */
const char *ctarget_c_type(KType type);
bool ctarget_tests_apart(const KClass *k); /* handlers run between update and conditions */
void ctarget_class_struct(CTarget *t, const CClass *c);
void ctarget_class_tables(CTarget *t, const CClass *c);
/* files.c: actions that the program does not have; what is to be said of files; the fields of WRITE */
bool ctarget_leaves_out(const IrAction *a);
void ctarget_check_file(CTarget *t, const IrAction *a);
void ctarget_written(CTarget *t, const IrAction *a);
/* rules.c: a value of nnrt_rule; prints `static double rule_N(...)` first where it is no constant */
#define CTARGET_NO_RULE "{0}"
typedef struct RuleScope {
    const IrConnector *connector; /* whose parameters ITEM means; or NULL */
    const IrBinds *args;          /* their values */
    const Str *i, *j;             /* names of the indices; NULL: i, j */
} RuleScope;
const char *ctarget_rule(CTarget *t, const IrExpr *e, const RuleScope *scope);
void ctarget_check_rule(CTarget *t, const IrExpr *e, const RuleScope *scope); /* can it be one? */
bool ctarget_is_uniform(const IrExpr *e); /* the same for all cells or pairs, no draw */
uint32_t ctarget_data_index(const CTarget *t, const Str *name);
/* check.c: all that printing relies on, told before anything is printed. The others take a part each. */
void ctarget_check_all(CTarget *t);
void ctarget_check_delays(CTarget *t);      /* delays.c */
void ctarget_check_projections(CTarget *t); /* check_projections.c */
/* space.c: the table of the space of the projection with that number; "NULL" where it has none */
const char *ctarget_space(CTarget *t, const IrProjection *p, uint32_t index);
/* data.c: prints a table of numbers; an expression for its first */
const char *ctarget_numbers(CTarget *t, const char *name, const double *values, uint64_t n);
/* The same for the value of an array parameter: a list for all cells, or a list of lists, one for each. Returns the
   members `.list = ...` of an assignment or action. */
const char *ctarget_list(CTarget *t, const IrExpr *list, const char *name);
/* Values that a population, projection or input gives the parameters of its class: prints the table of that name, returns
   how many they are. */
uint32_t ctarget_parameters(CTarget *t, const CClass *c, const IrBinds *binds, const char *name);
/* listed.c: parameters that lists give each connection. The last one prints the table of them for a clause: its length. */
void ctarget_bind_listed(CTarget *t, const IrProjection *p, KBinding *b);
void ctarget_check_listed(CTarget *t, const IrProjection *p, const IrClause *k);
uint32_t ctarget_listed(CTarget *t, const IrProjection *p, const CClass *c, const IrClause *k,
                        const char *name);
/* projections.c */
void ctarget_projections(CTarget *t);
/* The expression with the connector's parameters replaced by what they are bound to. */
IrExpr *ctarget_bound_params(const CTarget *t, const IrConnector *c, const IrBinds *args,
                             const IrExpr *e);
/* Third factors: the number of the projection that this one ends at, or that of all. */
uint32_t ctarget_modulated(const CTarget *t, const IrProjection *p);
/* network.c, experiment.c: tables */
int64_t ctarget_column_index(const CTarget *t, const CClass *c, const Str *name); /* -1: none */
/* alike.c: the class that this one may be like, or NULL; the name that its `k` has for an item */
const CClass *ctarget_find_alike(CTarget *t, const IrModel *model, const KBinding *b);
const Str *ctarget_kept_name(const CTarget *t, const CClass *c, const Str *name);
const IrModel *ctarget_model_of(const CTarget *t, const Str *name);
/* recorders.c: their table; does that one record events, else a variable; does a cell send those? */
void ctarget_recorders(CTarget *t);
bool ctarget_records_events(const CTarget *t, const IrRecorder *r);
bool ctarget_sends_recorded(const CTarget *t, const IrRecorder *r);
void ctarget_params(CTarget *t); /* struct params: before all rules */
void ctarget_network(CTarget *t);
void ctarget_experiment(CTarget *t);
/* header.c: of a library whose names begin with `name` */
void ctarget_header(CTarget *t, const char *name);
/* number of the group for a population, view or group */
uint32_t ctarget_group(CTarget *t, const Str *name);
#endif
