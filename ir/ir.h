/* THE data model: the model IR of a program. docs/ir.md is its text form and contract.

   A module holds models (cells, channels, receptors, synapses, sources), connectors, populations, views, groups,
   projections, inputs, recorders and one experiment. It says what is simulated; ir/kernel.h says how.

   Names: an item of a model is found by its interned name (`ir_item`). Flattening a part `na` into its owner gives
   items called `na.m`, which is also how the owner's expressions spell them; so references are names, valid at every
   stage, and no pass renumbers anything. Names of items hold no dot before flattening.
   Numbers: folded values are in the native unit system (ir/base/dim.h). A literal keeps its text and unit.
   Ownership: everything lives in the module's arena until the session is freed. Expressions are trees: a node has one
   owner; copy with ir_expr_copy. Order of items is data (conditions, sums).
   Spans: every node says where it came from. */
#ifndef NN_IR_H
#define NN_IR_H
#include "ir/base/dim.h"
#include "ir/base/map.h"
#include "ir/base/session.h"
#include "ir/base/vec.h"

/* ---- expressions ---- */
typedef enum IrOp {
#define OP(id, spelling, form, min, max, rule, level, cost) IR_##id,
#include "ir/ops.def"
#undef OP
    IR_OP_COUNT
} IrOp;

typedef enum IrScalar { IR_REAL, IR_INT, IR_BOOL } IrScalar;

typedef enum IrLaw {
#define LAW(id, spelling, n_args) IR_LAW_##id,
#include "ir/laws.def"
#undef LAW
    IR_LAW_COUNT
} IrLaw;

typedef struct IrExpr IrExpr;
struct IrExpr {
    uint16_t op;         /* IrOp */
    uint8_t scalar;      /* IrScalar; set with dim by ir_type_model (verify) */
    uint8_t column_type; /* kernel level: KType of LOAD, CAST */
    uint32_t n;          /* number of arguments */
    Dim dim;
    Span span;
    union {
        const Str *name; /* ITEM PARAM VARIABLE INMODE NERNST GHK DATA POSITION LOCAL CALL */
        double number;   /* NUMBER: in native units of dim */
        int64_t integer; /* INTEGER, POWI; BOOLEAN 0 or 1 */
        struct {
            /* decimal text, may start with '-' only after folding a sign of an offset unit */
            const Str *text;
            const Unit *unit; /* NULL: a pure number (fits any dimension when it is 0) */
        } literal;            /* LITERAL; LIST: unit of its elements (text NULL) */
        IrLaw law;            /* DRAW, DRAWAT */
        uint32_t column;      /* LOAD: index into the kernel's columns */
    } u;
    IrExpr *arg[];
};

/* ---- items of models ---- */
typedef enum IrRole {
    IR_CELL,
    IR_CHANNEL,
    IR_RECEPTOR,
    IR_SYNAPSE,
    IR_SOURCE,
    IR_ROLE_COUNT
} IrRole;
typedef enum IrStage { IR_STRUCTURED, IR_FLAT, IR_DISCRETE } IrStage;

typedef enum IrItemKind {
#define ITEM(id, word) IR_ITEM_##id,
#include "ir/items.def"
#undef ITEM
    IR_ITEM_COUNT
} IrItemKind;

typedef struct IrBind { /* name = value: of a part, gate, ion, population, projection ... */
    const Str *name;
    IrExpr *value;
    Span span;
} IrBind;
typedef VEC(IrBind) IrBinds;

typedef struct IrArg { /* typed argument of an event port or handler */
    const Str *name;
    const Unit *unit;
    Dim dim;
} IrArg;
typedef VEC(IrArg) IrArgs;

typedef enum IrStmtKind {
    IR_STMT_ASSIGN,
    IR_STMT_EMIT,
    IR_STMT_HOLD,
    IR_STMT_ENTER,
    IR_STMT_IF
} IrStmtKind;
typedef struct IrBody IrBody;
typedef struct IrStmt {
    IrStmtKind kind;
    Span span;
    const Str *name;               /* ASSIGN: the state; EMIT: the port; ENTER: the regime */
    IrExpr *value;                 /* ASSIGN: value; HOLD: for how long; IF: test */
    VEC(IrExpr *) args;            /* EMIT: arguments */
    IrExpr *count;                 /* EMIT: how many events (integer >= 0), NULL = 1 */
    VEC(const Str *) names;        /* HOLD: the states held */
    IrBody *then_body, *else_body; /* IF; else may be NULL */
} IrStmt;
struct IrBody {
    bool par; /* right sides read the values from before (NineML) */
    VEC(IrStmt) stmts;
};

typedef enum IrScope { IR_OWN, IR_FROM_PRE, IR_FROM_POST, IR_FROM_RECEPTOR } IrScope;

typedef struct IrReaction { /* left <-> right (forward, backward); conserve: left = total */
    bool conserve;
    IrBinds left, right; /* species and its stoichiometry (an integer expression) */
    IrExpr *forward, *backward, *total;
    Span span;
} IrReaction;

typedef struct IrItem IrItem;
typedef struct IrRegime {
    const Str *name;
    bool initial;
    VEC(IrItem *) items; /* DERIV, ALIAS overrides, WHEN, WHENEVER, ON */
    IrBody *entry;       /* NULL: none */
    Span span;
} IrRegime;

struct IrItem {
    IrItemKind kind;
    const Str *name; /* DERIV, FEED: the state or reduce meant; ON: the port; WHEN: NULL */
    Span span;
    const char *doc; /* description string, or NULL */
    /* declared type: PARAM STATE ALIAS IN REDUCE */
    IrScalar scalar;
    Dim dim;
    const Unit *unit; /* unit of the declaration, in which values are shown; NULL: native */
    bool is_list;     /* PARAM: a sequence of values per cell */
    /* PARAM default, STATE initial, ALIAS, DERIV right side, WHEN test, FEED (one term) */
    IrExpr *value;
    /* attributes */
    bool out, weight, held, linear, edge, multiply; /* multiply: REDUCE by product */
    bool for_parts;                                 /* IN: no requirement of the model's own */
    bool latest; /* IN, lems_euler: of this step already where the cell comes before the reader */
    /* ALIAS, of documents of LEMS: computed after those of smaller ranks, within a rank in the order of the document; 0: where
       it is needed */
    int rank;
    bool of_regimes; /* flat stage, DERIV: each regime has its own, by a select over the mode */
    bool recordable_only; /* a shadow: kept for recorders alone */
    bool is_current;      /* ALIAS: a current ... */
    const Str *ion;       /* ... carried by this ion, or NULL */
    bool to_pre;          /* ... acting on the pre cell (synapses); else on post */
    IrScope from;         /* IN: which far cell, and its item: */
    const Str *from_name;
    const Str *region; /* at @r, or NULL */
    const Str *
        part; /* flat stage: how names of the part that it is of begin, "na."; NULL: the model's own */
    const Str *
        scheme; /* flat stage, DERIV: the first state of the kinetic scheme that it is of, or NULL */
    const Str *mode; /* flat stage: the condition counts only while `mode` has the value `regime` */
    int regime;
    IrExpr *lo, *hi; /* PARAM bounds, may be NULL */
    /* parts, gates, ions */
    const Str *model; /* PART: its model */
    /* PART params and inputs; GATE alpha beta inf tau init; ION valence inside outside; TREE parent
       length diam; REGION ranges, each a LIST of first and last */
    IrBinds binds;
    int power;                 /* GATE */
    VEC(IrReaction) reactions; /* KINETIC */
    /* events */
    IrArgs args;                    /* EVENT_IN, EVENT_OUT, ON */
    IrBody *body;                   /* ON, JUMP, WHEN, WHENEVER; JUMP: name is "pre" or "post" */
    const Str *wire_from, *wire_to; /* WIRE: paths of event ports */
    VEC(IrRegime) regimes;          /* MODE */
    VEC(const Str *) names;         /* METHOD: states (none = all) */
    /* METHOD: exact exponential_euler euler rk4 rk45 rosenbrock euler_maruyama ... */
    const Str *method;
};

typedef struct IrModel {
    const Str *name;
    IrRole role;
    IrStage stage;
    bool weight_variable; /* its weight's dimension 'w is fixed by the projection */
    Span span;
    const char *doc;
    VEC(IrItem *) items;
    Map by_name; /* name -> IrItem *, of PARAM STATE ALIAS IN REDUCE EVENT_* PART GATE ION NOISE MODE KINETIC */
    struct IrModel *origin; /* the structured model this was made from, or NULL */
} IrModel;

/* ---- connectors ---- */
typedef enum IrLoop { IR_LOOP_PAIR, IR_LOOP_PRE, IR_LOOP_POST, IR_LOOP_TOTAL, IR_LOOP_LIST } IrLoop;
typedef struct IrClause {
    IrLoop loop;      /* PRE/POST: `sample` of the other side per pre/post; TOTAL: n pairs in all */
    const Str *i, *j; /* names of the pre and post index */
    IrExpr *guard;    /* connect if, or NULL */
    IrExpr *probability;     /* NULL: 1 */
    IrExpr *sample;          /* PRE, POST, TOTAL: how many */
    bool replace;            /* sample with replacement */
    bool no_self, no_mutual; /* when pre and post are the same cells */
    IrBinds values;          /* weight, delay, synapse parameters, in i, j, distance */
    const Str *data;         /* LIST: columns pre, post and what `values` read */
    Span span;
} IrClause;
typedef struct IrConnector {
    const Str *name;
    const char *doc;
    VEC(IrItem *) params; /* PARAM items */
    VEC(IrClause) clauses;
    Span span;
} IrConnector;

/* ---- networks ---- */
typedef struct IrParam { /* `param N = 4000 "cells in all"` of the compiled program */
    const Str *name;
    IrScalar scalar;
    Dim dim;
    const Unit *unit;
    IrExpr *value, *lo, *hi;
    const char *help;
    Span span;
} IrParam;

typedef struct IrData { /* explicit columns: lists of connections, spike trains, arrays */
    const Str *name;
    uint64_t rows;
    uint32_t columns;
    const Str **column_names; /* may be NULL */
    double *values;           /* column-major, native units */
    Dim *dims;                /* per column */
    Span span;
} IrData;

typedef enum IrPlaceKind {
    IR_PLACE_NONE,
    IR_PLACE_LINE,
    IR_PLACE_GRID2D,
    IR_PLACE_GRID3D,
    IR_PLACE_RANDOM,
    IR_PLACE_DATA
} IrPlaceKind;
typedef struct IrPopulation {
    const Str *name; /* label; also the path of its random streams */
    const Str *model;
    IrExpr *size;
    /* parameters: expressions over i, x y z, draws, data, $params; LIST for array parameters */
    IrBinds values;
    IrBinds initial; /* states */
    IrPlaceKind place;
    /* dx dy dz x0 y0 z0 z y aspect_ratio ..., radius or width height depth, data */
    IrBinds place_args;
    Span span;
} IrPopulation;

typedef enum IrViewKind { IR_VIEW_ALL, IR_VIEW_SLICE, IR_VIEW_LIST, IR_VIEW_SAMPLE } IrViewKind;
typedef struct IrView { /* ascending, unique positions of one population */
    const Str *name, *population;
    IrViewKind kind;
    IrExpr *start, *stop, *step; /* SLICE (NULL = whole); SAMPLE: start = n */
    const Str *data;             /* LIST */
    const Str *within; /* an earlier view whose cells it picks from; NULL: the population's */
    Span span;
} IrView;
typedef struct IrGroup { /* an assembly: views in order */
    const Str *name;
    VEC(const Str *) members; /* populations or views */
    Span span;
} IrGroup;

typedef struct IrProjection {
    const Str *name;       /* path */
    const Str *pre, *post; /* population, view or group; post may be a projection (third factor) */
    const Str *pre_event;  /* "spike" */
    const Str *post_port;  /* "excitatory": the receptor part or event port of the target */
    const Str *feed;       /* "i_syn": what currents of the synapse join; NULL: post_port */
    const Str *connector;
    IrBinds connector_args;
    const Str *synapse; /* NULL: static */
    IrBinds synapse_args;
    /* over i j distance draws; weight NULL = 0, delay NULL = dt or min_delay */
    IrExpr *weight, *delay, *dendritic;
    IrBinds space;              /* axes, scale, offset, periodic boundaries */
    bool linear_coupling, zero; /* coupling="linear"; zero: no delay (imports) */
    Span span;
} IrProjection;

typedef struct IrInput { /* a source attached to cells: injected current, or events at a port */
    const Str *name;
    const Str *source; /* model of role source */
    IrBinds values;
    const Str *target;      /* population, view, group */
    const Str *port;        /* reduce it feeds ("i_inj"), or receptor it sends to */
    IrExpr *weight, *delay; /* of events */
    bool shared;            /* one value for all cells (DC, Step, AC), else one each (noise) */
    Span span;
} IrInput;

typedef struct IrRecorder {
    const Str *target; /* population, view, group */
    const Str *path;   /* item path, or NULL for events of port "spike" */
    const Str *event;
    /* NULL, or a projection of one connection: the path is that of its synapse, `target` the cell that shows it in results */
    const Str *projection;
    IrExpr *interval; /* NULL = dt */
    Span span;
} IrRecorder;

typedef enum IrActionKind {
    IR_ACTION_RUN,
    IR_ACTION_RUN_UNTIL,
    IR_ACTION_SET,
    IR_ACTION_INITIALIZE,
    IR_ACTION_RECORD,
    IR_ACTION_STOP_RECORDING,
    IR_ACTION_RESET,
    IR_ACTION_ANNOTATE,
    IR_ACTION_WRITE,
    IR_ACTION_SAVE,
    IR_ACTION_PLOT,
    IR_ACTION_EVERY,
    IR_ACTION_PRINT,
    IR_ACTION_ASSERT
} IrActionKind;
/* A file with one table of what recorders have: values as a column each, or events as a line each. */
typedef enum IrTable {
    IR_TABLE_NONE,
    IR_TABLE_COLUMNS, /* time, then the cells of each recorder */
    IR_TABLE_TIME_ID, /* of events, with the label of their column */
    IR_TABLE_ID_TIME
} IrTable;
typedef struct IrColumn {
    uint32_t recorder;
    const Str *label; /* of events; NULL: of values */
} IrColumn;

typedef struct IrAction IrAction;
struct IrAction {
    IrActionKind kind;
    Span span;
    /* SET: object (population, view, projection, input) and parameter; WRITE, SAVE: file */
    const Str *target, *name;
    IrExpr *value;     /* RUN, RUN_UNTIL, EVERY: time; SET, INITIALIZE: value; ASSERT: test */
    uint32_t recorder; /* RECORD: index */
    bool keep_weights, new_noise; /* RESET */
    bool clear;                   /* WRITE: later ones do not have what this one has */
    IrBinds annotations;          /* RESET, ANNOTATE */
    VEC(const Str *) names;       /* WRITE, SAVE: variables */
    IrTable table;                /* WRITE */
    VEC(IrColumn) columns;        /* WRITE: of the table */
    const char *text;             /* PRINT, ASSERT message, string annotations */
    VEC(IrAction) body;           /* EVERY; WRITE: ANNOTATE, of the file */
};

typedef enum IrPlaces { /* tables of a module that are searched by name */
                        IR_PLACES_params,
                        IR_PLACES_data,
                        IR_PLACES_models,
                        IR_PLACES_connectors,
                        IR_PLACES_populations,
                        IR_PLACES_views,
                        IR_PLACES_groups,
                        IR_PLACES_projections,
                        IR_PLACES_inputs,
                        IR_PLACES_COUNT
} IrPlaces;

typedef struct IrModule {
    Session *session;
    Arena *arena;
    const Str *name;                          /* of the program: "brunel" */
    bool explained;                           /* passes say how states are integrated, and why */
    IrExpr *timestep, *min_delay, *max_delay; /* of setup(); NULL = default 0.1 ms */
    IrExpr *seed;
    bool lems_euler; /* stepped as the reference interpreter of LEMS does (docs/numerics.md) */
    VEC(IrParam *) params;
    VEC(IrData *) data;
    VEC(IrModel *) models;
    VEC(IrConnector *) connectors;
    VEC(IrPopulation *) populations;
    VEC(IrView *) views;
    VEC(IrGroup *) groups;
    VEC(IrProjection *) projections;
    VEC(IrInput *) inputs;
    VEC(IrRecorder *) recorders;
    VEC(IrAction) experiment;
    Map by_name; /* "$x": any entity; value is the entity, see ir_find_* */
    Map places
        [IR_PLACES_COUNT]; /* hints of ir_find_*: name -> 1 + place; a wrong one is no mistake */
} IrModule;

/* facts of tables */
const char *ir_op_spelling(IrOp op);
const char *ir_role_word(IrRole r);
const char *ir_item_word(IrItemKind k);
const char *ir_law_word(IrLaw l);
unsigned ir_law_args(IrLaw l);
#endif
