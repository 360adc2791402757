/* The network, as generated code defines it: tables of parameters, data, populations, views, projections, inputs and
   recorders. Objects name each other by their place in these tables. */
#ifndef NNRT_NETWORK_H
#define NNRT_NETWORK_H
#include "runtime/nnrt_array.h"
#include "runtime/nnrt_class.h"
#include "runtime/nnrt_rule.h"

/* ---- values ---- */
typedef struct nnrt_assign { /* of a column of a class, or of a synapse parameter */
    uint32_t column;
    nnrt_rule rule;      /* none for lists */
    bool uniform;        /* the same for all: evaluated once at (0, 0, 0) */
    const char *purpose; /* of its draws: "parameter tau_m" */
    nnrt_array list;     /* LIST columns */
    const char *where;   /* "model.nn:12" */
} nnrt_assign;

typedef struct nnrt_param { /* `param` of the program: --set NAME=VALUE */
    const char *name, *unit, *help;
    const char *standard;            /* the default as text for people */
    double unit_factor, unit_offset; /* as of a column */
    uint32_t offset;                 /* in the params struct: a double, native units */
    bool integer;
    double lo, hi;
    nnrt_rule fallback; /* may read parameters declared before it */
} nnrt_param;

typedef enum nnrt_place {
    NNRT_PLACE_NONE,
    NNRT_PLACE_LINE,
    NNRT_PLACE_GRID2D,
    NNRT_PLACE_GRID3D,
    NNRT_PLACE_CUBOID,
    NNRT_PLACE_SPHERE,
    NNRT_PLACE_DATA
} nnrt_place;

typedef struct nnrt_population_def {
    const char *label; /* also the path of its random streams */
    const nnrt_class *cls;
    nnrt_rule size;
    const nnrt_assign *values, *initial;
    uint32_t n_values, n_initial;
    nnrt_place place;
    /* LINE dx x0 y z; GRID2D aspect dx dy x0 y0 z; GRID3D axy axz dx dy dz x0 y0 z0; CUBOID w h d x y z; SPHERE r x y z */
    double place_args[9];
    const char *where;
} nnrt_population_def;

typedef enum nnrt_pick {
    NNRT_PICK_ALL,
    NNRT_PICK_SLICE,
    NNRT_PICK_LIST,
    NNRT_PICK_SAMPLE
} nnrt_pick;
typedef struct nnrt_view_def { /* ascending cells of one population */
    const char *label;
    uint32_t population;
    nnrt_pick pick;
    nnrt_rule start, stop, step; /* SLICE as in Python, none = open; SAMPLE: start = how many */
    int32_t data;                /* LIST */
    uint32_t within;             /* 0: of all cells; k + 1: of those of the earlier view k */
    const char *where;
} nnrt_view_def;
typedef struct
    nnrt_group_def { /* views in order; what projections, inputs and recorders point to */
    const char *label;
    const uint32_t *views;
    uint32_t n_views;
} nnrt_group_def;

/* ---- connections ---- */
typedef enum nnrt_wiring {
    NNRT_WIRE_UNIFORM, /* each pair with one probability: geometric skips in the rows of pre */
    NNRT_WIRE_PAIR,    /* each pair with probability(i, j): one uniform at (i, j, 0); guard first */
    NNRT_WIRE_PRE,     /* `sample` targets per pre cell (Floyd; with `replace`: independent) */
    NNRT_WIRE_POST,    /* `sample` sources per post cell */
    NNRT_WIRE_TOTAL,   /* `sample` pairs in all, with replacement */
    NNRT_WIRE_LIST     /* columns pre, post of the data */
} nnrt_wiring;

typedef struct
    nnrt_listed { /* a parameter of the synapse, and the column of the data that gives it */
    uint32_t column, data_column;
} nnrt_listed;

typedef struct nnrt_clause {
    nnrt_wiring wiring;
    bool no_self, no_mutual, replace;
    bool decreasing; /* probability depends on the distance alone and falls with it */
    nnrt_rule probability, guard, sample; /* none: 1, true, - */
    nnrt_rule weight, delay;              /* of this clause, or none: the projection's */
    int32_t data;                         /* LIST */
    int32_t weight_column, delay_column;  /* LIST: columns of the data, or -1 */
    const nnrt_listed *listed;            /* LIST */
    uint32_t n_listed;
    const char *where;
} nnrt_clause;

typedef struct nnrt_projection_def {
    const char *label;  /* path of its random streams */
    uint32_t pre, post; /* groups */
    const char *event;  /* name of the output of pre */
    const char *port;   /* name of the target's port, or NULL */
    const char *reduce; /* continuous synapses: what their currents add to, or NULL */
    /* they see cells as they will be at mid-step, by linear extrapolation; else as at t_k */
    bool linear;
    const nnrt_clause *clauses;
    uint32_t n_clauses;
    nnrt_rule weight, delay; /* weight none: 0; delay none: min_delay of setup, else dt */
    bool weight_uniform, delay_uniform;
    nnrt_rule dendritic;               /* fraction of the delay, none: 1 */
    const nnrt_synapse_class *synapse; /* NULL: static */
    const nnrt_assign *values;         /* synapse parameters */
    uint32_t n_values;
    const nnrt_space_def *space; /* NULL: that of the places of cells */
    bool modulates;    /* post is a projection, whose connections its events reach at `port` */
    bool alike;        /* ... all of them, with one weight and one delay */
    bool zero;         /* no delay: events reach `port`, one that has a handler, at their time */
    bool random_delay; /* delays below dt/2 are clipped to one step, not refused */
    const char *where;
} nnrt_projection_def;

typedef struct nnrt_input_def {
    const char *label;
    const nnrt_class *cls;
    const nnrt_assign *values;
    uint32_t n_values;
    uint32_t group;
    const char *column; /* INPUT column of the target ("i_inj"), or NULL: events at `port` */
    const char *port;
    nnrt_rule weight, delay;
    bool shared;
    const char *where;
} nnrt_input_def;

typedef struct nnrt_recorder_def {
    uint32_t group;
    const char *variable; /* NULL: events */
    nnrt_rule interval;   /* ms; none: dt */
    const char *where;
    /* Not NULL: the variable is of the synapse of its only connection, and the cell of `group` shows it. */
    const nnrt_projection_def *of;
    const char *port; /* of events: the output of the cells; NULL: number 0 */
} nnrt_recorder_def;
#endif
