/* What documents of NineML say, in one form for both versions. Names are looked up in the document that uses them; a
   definition may lie in another file, by its url. */
#ifndef NN_NINEML_DOCUMENT_H
#define NN_NINEML_DOCUMENT_H
#include "frontend/nineml/nineml.h"
#include "frontend/xml/xml.h"

typedef struct NmlFile NmlFile;
typedef struct NmlClass NmlClass;
typedef struct NmlComponent NmlComponent;
typedef struct NmlVersion NmlVersion;

/* ---- abstraction layer ---- */
typedef enum NmlClassKind {
    NML_DYNAMICS,
    NML_CONNECTION_RULE,
    NML_RANDOM_DISTRIBUTION,
    NML_MULTI_DYNAMICS
} NmlClassKind;

typedef enum NmlPortKind {
    NML_ANALOG_SEND,
    NML_ANALOG_RECEIVE,
    NML_ANALOG_REDUCE,
    NML_EVENT_SEND,
    NML_EVENT_RECEIVE,
    NML_PORT_KINDS
} NmlPortKind;

typedef struct NmlPort {
    NmlPortKind kind;
    const Str *name;
    Dim dim;                 /* of analog ports */
    const Str *part, *inner; /* of an exposure: the part and its port */
    Span span;
} NmlPort;

/* A parameter, state, alias, constant, derivative or assignment. */
typedef struct NmlSymbol {
    const Str *name;
    Dim dim;             /* of parameters, states */
    const XmlText *math; /* of aliases, derivatives, assignments */
    IrExpr *constant;
    Span span;
} NmlSymbol;
typedef VEC(NmlSymbol) NmlSymbols;

typedef struct NmlTransition {
    const XmlText *trigger; /* NULL: on an event of `port` */
    const Str *port, *target;
    NmlSymbols assignments;
    VEC(const Str *) outputs;
    Span span;
} NmlTransition;

typedef struct NmlRegime {
    const Str *name;
    NmlSymbols derivatives, aliases;
    VEC(NmlTransition) transitions;
    Span span;
} NmlRegime;

typedef struct NmlPart { /* of a MultiDynamics */
    const Str *name;
    const NmlClass *class_;
    Span span;
} NmlPart;

/* "pre", "post", "response", "plasticity" in projections, names of parts in a MultiDynamics. */
typedef struct NmlConnection {
    const Str *sender, *receiver, *send, *receive;
    Span span;
} NmlConnection;
typedef VEC(NmlConnection) NmlConnections;

struct NmlClass {
    NmlClassKind kind;
    const Str *name;
    const NmlFile *file;
    const Str *rule; /* of rules and distributions: last word of the standard library's URL */
    NmlSymbols parameters, states, aliases, constants;
    VEC(NmlPort) ports;
    VEC(NmlRegime) regimes;
    VEC(NmlPart) parts;
    NmlConnections connections;
    Span span;
};

/* ---- user layer ---- */
typedef enum NmlValueKind { NML_SINGLE, NML_ARRAY, NML_RANDOM } NmlValueKind;

typedef struct NmlValue {
    const Str *name;
    NmlValueKind kind;
    const Unit *unit;      /* text "": not one that the IR can spell */
    const Str *number;     /* SINGLE: decimal text */
    const double *numbers; /* ARRAY, in `unit` */
    uint32_t n;
    const NmlComponent *random;
    Span span;
} NmlValue;
typedef VEC(NmlValue) NmlValues;

struct NmlComponent {
    const Str *name;
    const NmlClass *class_;
    NmlValues properties, initials;  /* of its prototype, too */
    VEC(const NmlComponent *) parts; /* of a MultiDynamics, as the parts of its class */
    Span span;
};

typedef struct NmlPopulation {
    const Str *name;
    uint32_t size;
    const NmlComponent *cell;
    Span span;
} NmlPopulation;

typedef struct NmlSelection { /* populations in order */
    const Str *name;
    VEC(const NmlPopulation *) members;
    Span span;
} NmlSelection;

/* A projection, or a connection group: one without response. */
typedef struct NmlProjection {
    const Str *name;
    const NmlSelection *pre, *post;
    const NmlComponent *rule, *response, *plasticity;
    NmlConnections connections;
    bool has_delay;
    bool by_port; /* the cells of `pre` have further events, which another projection takes */
    bool whole;   /* they have further events, which its connections take: ports.c */
    bool turned;  /* its connections are those of the rule from `post` to `pre` */
    NmlValue delay;
    Span span;
} NmlProjection;

/* ---- documents ---- */
typedef enum NmlStatus { NML_RAW, NML_OPEN, NML_DONE, NML_WRONG } NmlStatus;

typedef struct NmlEntry { /* an element of the top level that has a name */
    const Str *name;
    const XmlElement *element;
    NmlStatus status;
    void *what; /* NmlClass, NmlComponent, NmlPopulation or NmlSelection, once read */
} NmlEntry;

typedef struct NmlDocuments {
    Session *session;
    const ElabOptions *options;
    const char *home; /* folder of the document that was read first */
    Map files;        /* path without links -> NmlFile */
    Map asked;        /* names of -D that were looked for */
    Map missed;       /* what is missing, with where it is missed: told once */
    unsigned depth;   /* of definitions that are being read, each for one before it */
    bool failed;
} NmlDocuments;

struct NmlFile {
    NmlDocuments *all;
    const SourceFile *source;
    const XmlElement *root;
    const NmlVersion *version;
    Map dimensions, units; /* name -> XmlElement until used, then Dim *, Unit * */
    Map entries;           /* name -> NmlEntry */
    bool shaped;           /* else nothing of it is read, and that has been told */
};

/* document.c. NULL after a diagnostic. */
NmlFile *nml_open(NmlDocuments *all, const SourceFile *source);
NmlFile *nml_open_url(const NmlFile *from, const XmlText *url); /* a relative one */
const SourceFile *nml_load_url(const NmlFile *from, const XmlText *url);
/* The entry that a reference, definition or prototype means, and the file that it is read in. */
NmlEntry *nml_refer(const NmlFile *f, const XmlElement *e, const NmlFile **owner);
/* Whether an entry is to be read now: false where it was, and after a diagnostic where it is being read; then what it is,
   NULL where it is wrong. */
bool nml_begin(const NmlFile *f, NmlEntry *entry, const char *what);
void *nml_end(NmlEntry *entry, const void *what);
const Str *nml_definition(NmlDocuments *all, const char *name); /* of -D; NULL: none */
bool nml_check_definitions(NmlDocuments *all); /* all of -D were asked for; else a diagnostic */
Diag *nml_complain(NmlDocuments *all, DiagCode code, Span at, const char *format, ...)
    DIAG_PRINTF(4, 5);
void nml_warn(NmlDocuments *all, DiagCode code, Span at, const char *format, ...) DIAG_PRINTF(4, 5);
/* What is missing in a class or file of that name is told where it is missed first. False the next time. */
bool nml_first_missed(NmlDocuments *all, const char *where, const Str *name);
const XmlText *nml_need(NmlDocuments *all, const XmlElement *e, const char *attribute);
/* The attribute as a name; NULL after a diagnostic. */
const Str *nml_name(NmlDocuments *all, const XmlElement *e, const char *attribute);
bool nml_is_metadata(const XmlElement *e);
/* shape.c: false after diagnostics about elements and attributes that cannot stand where they do */
bool nml_is_shaped(const NmlFile *f);
/* Definitions in definitions: false after a diagnostic where they nest without end; nml_leave else. */
bool nml_enter(NmlDocuments *all, Span at);
void nml_leave(NmlDocuments *all);

/* unit.c */
bool nml_dimension(const NmlFile *f, const XmlText *name, Dim *out);
const Unit *nml_unit(const NmlFile *f, const XmlText *symbol); /* NULL after a diagnostic */
/* A decimal number: its text without blanks; NULL after a diagnostic. */
const Str *nml_number(NmlDocuments *all, const XmlText *text);
IrExpr *nml_quantity(NmlDocuments *all, const Str *number, const Unit *unit, Span at);

/* class.c: the class of an entry, or of an element of a class; NULL after a diagnostic */
const NmlClass *nml_class(const NmlFile *f, NmlEntry *entry);
const NmlClass *nml_class_of(const NmlFile *f, const XmlElement *e);
const NmlClass *nml_find_class(const NmlFile *f, const XmlElement *definition);
/* The class that the parts of a component make where it names none. */
const NmlClass *nml_multi_class(const NmlFile *f, const XmlElement *e);
const NmlPort *nml_port(const NmlClass *c, const Str *name);
const NmlSymbol *nml_symbol(const NmlSymbols *symbols, const Str *name);

/* component.c */
bool nml_is_component(const NmlFile *f, const XmlElement *e);
const NmlComponent *nml_component(const NmlFile *f, NmlEntry *entry);
const NmlComponent *nml_component_of(const NmlFile *f, const XmlElement *e);
/* The component that an element contains or refers to; NULL after a diagnostic. */
const NmlComponent *nml_component_in(const NmlFile *f, const XmlElement *parent);
const NmlValue *nml_value(const NmlValues *values, const Str *name);

/* quantity.c: single values, arrays, distributions; false after a diagnostic */
bool nml_read_value(const NmlFile *f, const XmlElement *e, NmlValue *out);

/* value.c: whether it has no unit; else a diagnostic */
bool nml_is_plain(NmlDocuments *all, const NmlValue *v);

/* group.c: populations, selections, projections */
const NmlPopulation *nml_population(const NmlFile *f, NmlEntry *entry);
const NmlSelection *nml_selection(const NmlFile *f, NmlEntry *entry);
bool nml_read_projection(const NmlFile *f, const XmlElement *e, NmlProjection *out);
/* connection.c: between roles, or between the parts of a MultiDynamics */
void nml_read_connections(const NmlFile *f, const XmlElement *e, NmlConnections *out);
#endif
