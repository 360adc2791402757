/* Networks in HDF5, as jNeuroML and libNeuroML write them, as the documents of NeuroML2 that they stand for: the text of one
   is made of the file, and read like any other. Places in messages are of that text. */
#include "frontend/lems/hdf5_network.h"

#include "frontend/hdf5/file.h"
#include "frontend/hdf5/trial.h"
#include "ir/base/emit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK = 1024, WORD = 40 };
enum { SECONDS = 10, BYTES_A_SECOND = 1000000 }; /* how long a file may take */

typedef struct Writer {
    H5File f;
    Emitter *out;
    Arena *arena;
    H5Id network;
} Writer;

/* A group and its table; names of columns as the file has them, or NULL. */
typedef struct Rows {
    const char *group;
    H5Table table;
    H5Id set;
    const char *columns[H5_COLUMNS_MAX];
} Rows;

/* ---- text ---- */
static const char *escaped(Writer *w, const char *s)
{
    static const char *const entities[] = {['&'] = "&amp;", ['<'] = "&lt;", ['"'] = "&quot;"};
    char *out = arena_alloc(w->arena, 6 * strlen(s) + 1), *o = out;
    for (; *s; s++) {
        const unsigned char c = (unsigned char)*s;
        const char *entity = c < sizeof entities / sizeof *entities ? entities[c] : NULL;
        const size_t n = entity ? strlen(entity) : 1;
        memcpy(o, entity ? entity : s, n);
        o += n;
    }
    return out;
}

static void attribute(Writer *w, const char *name, const char *value)
{
    emit(w->out, " %s=\"", name);
    emit_text(w->out, value, strlen(value));
    emit(w->out, "\"");
}

/* Copies an attribute that must be there. False after a diagnostic. */
static bool copy(Writer *w, H5Id object, const char *group, const char *name)
{
    const char *value = h5_attribute(&w->f, object, name);
    if (!value)
        h5_complain(&w->f, "group '%s' needs the attribute '%s'", group, name);
    else
        attribute(w, name, escaped(w, value));
    return value != NULL;
}

/* The shortest decimal that means the number as the file has it. */
static const char *decimal(char word[WORD], double x, bool single)
{
    for (int digits = 6; digits < 18; digits++) {
        snprintf(word, WORD, "%.*g", digits, x);
        const double back = strtod(word, NULL);
        if (single ? (float)back >= (float)x && (float)back <= (float)x : back >= x && back <= x)
            break;
    }
    return word;
}

/* ---- tables ---- */
/* The column of that name; -1: none. */
static int column(const Rows *r, const char *name)
{
    for (uint32_t i = 0; i < r->table.columns; i++)
        if (r->columns[i] && !strcmp(r->columns[i], name))
            return (int)i;
    return -1;
}

static void close_rows(const Writer *w, Rows *r)
{
    h5_table_close(&w->f, &r->table);
    h5_leave(&w->f, r->set);
}

/* The one table in a group; r->set is below 0 where there is none. False after a diagnostic. */
static bool open_rows(Writer *w, H5Id group, const char *name, Rows *r)
{
    const char *member;
    *r = (Rows){.group = name, .set = -1, .table = {.space = -1}};
    for (uint64_t i = 0; r->set < 0 && (member = h5_member(&w->f, group, i)); i++) {
        const H5Id object = h5_enter(&w->f, group, member);
        if (h5_is_table(&w->f, object))
            r->set = object;
        else
            h5_leave(&w->f, object);
    }
    if (r->set < 0)
        return true;
    if (!h5_table_open(&w->f, r->set, name, &r->table)) {
        h5_leave(&w->f, r->set);
        return false;
    }
    for (uint32_t i = 0; i < r->table.columns; i++)
        r->columns[i] =
            h5_attribute(&w->f, r->set, arena_printf(w->arena, "column_%u", (unsigned)i));
    return true;
}

typedef void WriteRow(Writer *w, const Rows *r, const double *row, uint64_t number, void *context);

static void each_row(Writer *w, const Rows *r, WriteRow *write, void *context)
{
    const uint64_t block = BLOCK;
    double *values = ARENA_ARRAY(w->arena, double, block * r->table.columns);
    for (uint64_t first = 0; first < r->table.rows && !w->f.failed; first += block) {
        const uint64_t left = r->table.rows - first, n = left < block ? left : block;
        if (!h5_table_read(&w->f, &r->table, first, n, values))
            return;
        for (uint64_t i = 0; i < n && !w->f.failed; i++)
            write(w, r, values + i * r->table.columns, first + i, context);
    }
}

/* A whole number of a row; `missing` where there is no such column. */
static uint64_t whole(Writer *w, const Rows *r, const double *row, const char *name,
                      uint64_t missing)
{
    const int i = column(r, name);
    const double x = i < 0 ? (double)missing : row[i];
    if (x >= 0 && x < 1e9 && floor(x) >= x)
        return (uint64_t)x;
    h5_complain(&w->f, "%g in column '%s' of '%s' is no whole number from 0 on", x, name, r->group);
    return 0;
}

static bool has_columns(Writer *w, const Rows *r, const char *const *names)
{
    for (; *names; names++)
        if (r->set >= 0 && column(r, *names) < 0)
            h5_complain(&w->f,
                        "the table of '%s' has no column '%s' (attributes column_0 ... name them)",
                        r->group, *names);
    return !w->f.failed;
}

/* ---- populations ---- */
static void write_instance(Writer *w, const Rows *r, const double *row, uint64_t number,
                           void *context)
{
    static const char *const axes[] = {"x", "y", "z"};
    char word[WORD];
    (void)context;
    emit(w->out, "<instance id=\"%llu\"><location",
         (unsigned long long)whole(w, r, row, "id", number));
    for (int i = 0; i < 3; i++)
        attribute(w, axes[i], decimal(word, row[column(r, axes[i])], r->table.single));
    emit(w->out, "/></instance>\n");
}

static void write_population(Writer *w, H5Id group, const char *name)
{
    static const char *const needed[] = {"x", "y", "z", NULL};
    Rows r;
    if (!open_rows(w, group, name, &r))
        return;
    emit(w->out, "<population");
    bool good = copy(w, group, name, "id") && copy(w, group, name, "component") &&
                has_columns(w, &r, needed);
    if (good && r.set >= 0)
        attribute(w, "type", "populationList");
    if (good && r.set >= 0)
        emit(w->out, " size=\"%llu\"", (unsigned long long)r.table.rows);
    else if (good)
        good = copy(w, group, name, "size");
    emit(w->out, ">\n");
    if (good && r.set >= 0)
        each_row(w, &r, write_instance, NULL);
    emit(w->out, "</population>\n");
    close_rows(w, &r);
}

/* ---- cells ---- */
typedef struct Path { /* what stands before and behind the id of a cell */
    const char *head, *tail;
} Path;

static Path path_to(Writer *w, H5Id group, const char *attribute_name)
{
    Path p = {"", ""};
    const char *id = h5_attribute(&w->f, group, attribute_name);
    const char *name = arena_printf(w->arena, "population_%s", id ? id : "");
    const H5Id population = id && !strchr(id, '/') ? h5_enter(&w->f, w->network, name) : -1;
    const char *cell = population >= 0 ? h5_attribute(&w->f, population, "component") : NULL;
    if (cell)
        p = (Path){arena_printf(w->arena, "../%s/", escaped(w, id)),
                   arena_printf(w->arena, "/%s", escaped(w, cell))};
    else
        h5_complain(&w->f, "there is no population '%s'", id ? id : "");
    h5_leave(&w->f, population);
    return p;
}

/* ---- connections ---- */
typedef struct Ends {
    const char *tag;
    Path pre, post;
    const char *pre_cell, *post_cell, *pre_segment, *post_segment; /* attributes */
    const char *more; /* ' synapse="..."' of each connection */
    bool weighted, delayed;
} Ends;

static void write_place(Writer *w, const Rows *r, const double *row, const char *name,
                        const char *attribute_name, double usual)
{
    char word[WORD];
    const int i = column(r, name);
    if (i >= 0 && (row[i] < usual || row[i] > usual))
        attribute(w, attribute_name, decimal(word, row[i], r->table.single));
}

static void write_connection(Writer *w, const Rows *r, const double *row, uint64_t number,
                             void *context)
{
    const Ends *e = context;
    char word[WORD];
    emit(w->out, "<%s id=\"%llu\" %s=\"%s%llu%s\" %s=\"%s%llu%s\"%s", e->tag,
         (unsigned long long)whole(w, r, row, "id", number), e->pre_cell, e->pre.head,
         (unsigned long long)whole(w, r, row, "pre_cell_id", 0), e->pre.tail, e->post_cell,
         e->post.head, (unsigned long long)whole(w, r, row, "post_cell_id", 0), e->post.tail,
         e->more);
    write_place(w, r, row, "pre_segment_id", e->pre_segment, 0);
    write_place(w, r, row, "post_segment_id", e->post_segment, 0);
    write_place(w, r, row, "pre_fraction_along", "preFractionAlong", 0.5);
    write_place(w, r, row, "post_fraction_along", "postFractionAlong", 0.5);
    const int weight = column(r, "weight"), delay = column(r, "delay");
    if (e->weighted)
        attribute(w, "weight", weight < 0 ? "1" : decimal(word, row[weight], r->table.single));
    if (e->delayed)
        emit(w->out, " delay=\"%s ms\"",
             delay < 0 ? "0" : decimal(word, row[delay], r->table.single));
    emit(w->out, "/>\n");
}

/* ' name="value"' of the group's attribute. */
static const char *given(Writer *w, H5Id group, const char *group_name, const char *name)
{
    const char *value = h5_attribute(&w->f, group, name);
    if (!value)
        h5_complain(&w->f, "group '%s' needs the attribute '%s'", group_name, name);
    return value ? arena_printf(w->arena, " %s=\"%s\"", name, escaped(w, value)) : "";
}

static Ends ends_of(Writer *w, H5Id group, const char *name, const char *type, const Rows *r)
{
    Ends e = {.pre = path_to(w, group, "presynapticPopulation"),
              .post = path_to(w, group, "postsynapticPopulation"),
              .more = ""};
    const bool weight = column(r, "weight") >= 0, delay = column(r, "delay") >= 0;
    if (!strcmp(type, "projection")) {
        e.tag = weight || delay ? "connectionWD" : "connection";
        e.pre_cell = "preCellId", e.post_cell = "postCellId";
        e.pre_segment = "preSegmentId", e.post_segment = "postSegmentId";
        e.weighted = e.delayed = weight || delay;
        return e;
    }
    const bool electrical = !strcmp(type, "electricalProjection");
    static const char *const tags[2][2] = {
        {"continuousConnectionInstance", "continuousConnectionInstanceW"},
        {"electricalConnectionInstance", "electricalConnectionInstanceW"}};
    e.tag = tags[electrical][weight];
    e.pre_cell = "preCell", e.post_cell = "postCell";
    e.pre_segment = "preSegment", e.post_segment = "postSegment";
    e.weighted = weight;
    e.more = electrical ? given(w, group, name, "synapse")
                        : arena_printf(w->arena, "%s%s", given(w, group, name, "preComponent"),
                                       given(w, group, name, "postComponent"));
    if (delay)
        h5_complain(&w->f, "'%s' has a column 'delay', which a %s has not", name, type);
    return e;
}

static const char *type_of(Writer *w, H5Id group, const char *name)
{
    static const char *const types[] = {"projection", "electricalProjection",
                                        "continuousProjection"};
    const char *given_type = h5_attribute(&w->f, group, "type");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(given_type ? given_type : "projection", types[i]))
            return types[i];
    h5_complain(&w->f, "'%s' in '%s' is no type of projection", given_type, name);
    return NULL;
}

static void write_projection(Writer *w, H5Id group, const char *name)
{
    static const char *const needed[] = {"pre_cell_id", "post_cell_id", NULL};
    const char *type = type_of(w, group, name);
    Rows r;
    if (!type || !open_rows(w, group, name, &r))
        return;
    emit(w->out, "<%s", type);
    if (copy(w, group, name, "id") && copy(w, group, name, "presynapticPopulation") &&
        copy(w, group, name, "postsynapticPopulation") &&
        (strcmp(type, "projection") != 0 || copy(w, group, name, "synapse")) &&
        has_columns(w, &r, needed)) {
        Ends e = ends_of(w, group, name, type, &r);
        emit(w->out, ">\n");
        if (r.set >= 0)
            each_row(w, &r, write_connection, &e);
        emit(w->out, "</%s>\n", type);
    }
    close_rows(w, &r);
}

/* ---- inputs ---- */
static void write_input(Writer *w, const Rows *r, const double *row, uint64_t number, void *context)
{
    char word[WORD];
    const Path *to = context;
    const int weight = column(r, "weight");
    emit(w->out, "<%s id=\"%llu\" target=\"%s%llu%s\" destination=\"synapses\"",
         weight < 0 ? "input" : "inputW", (unsigned long long)whole(w, r, row, "id", number),
         to->head, (unsigned long long)whole(w, r, row, "target_cell_id", 0), to->tail);
    write_place(w, r, row, "segment_id", "segmentId", 0);
    write_place(w, r, row, "fraction_along", "fractionAlong", 0.5);
    if (weight >= 0)
        attribute(w, "weight", decimal(word, row[weight], r->table.single));
    emit(w->out, "/>\n");
}

static void write_inputs(Writer *w, H5Id group, const char *name)
{
    static const char *const needed[] = {"target_cell_id", NULL};
    Rows r;
    if (!open_rows(w, group, name, &r))
        return;
    emit(w->out, "<inputList");
    if (copy(w, group, name, "id") && copy(w, group, name, "component") &&
        copy(w, group, name, "population") && has_columns(w, &r, needed)) {
        emit(w->out, ">\n");
        Path to = path_to(w, group, "population");
        if (r.set >= 0)
            each_row(w, &r, write_input, &to);
        emit(w->out, "</inputList>\n");
    }
    close_rows(w, &r);
}

/* ---- the network ---- */
static const struct {
    const char *head;
    void (*write)(Writer *w, H5Id group, const char *name);
} groups[] = {{"population_", write_population},
              {"projection_", write_projection},
              {"inputList_", write_inputs}};

static void write_groups(Writer *w, size_t kind)
{
    const char *name;
    const size_t head = strlen(groups[kind].head);
    for (uint64_t i = 0; !w->f.failed && (name = h5_member(&w->f, w->network, i)); i++) {
        if (strncmp(name, groups[kind].head, head) != 0)
            continue;
        const H5Id group = h5_enter(&w->f, w->network, name);
        if (h5_is_group(&w->f, group))
            groups[kind].write(w, group, name);
        else
            h5_complain(&w->f, "'%s' is no group", name);
        h5_leave(&w->f, group);
    }
}

static void write_network(Writer *w)
{
    const char *temperature = h5_attribute(&w->f, w->network, "temperature");
    emit(w->out, "<neuroml>\n<network");
    if (!copy(w, w->network, "network", "id"))
        return;
    if (temperature) {
        attribute(w, "type", "networkWithTemperature");
        attribute(w, "temperature", escaped(w, temperature));
    }
    emit(w->out, ">\n");
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        write_groups(w, i);
    emit(w->out, "</network>\n</neuroml>\n");
}

static const SourceFile *add_text(const Writer *w, const char *name, const char *text, size_t n)
{
    return sources_add(w->f.session->sources, name, text, n);
}

static void write_file(Writer *w, LemsHdf5 *out)
{
    const H5Id root = h5_enter(&w->f, w->f.id, "neuroml");
    w->network = h5_is_group(&w->f, root) ? h5_enter(&w->f, root, "network") : -1;
    if (!h5_is_group(&w->f, w->network))
        h5_complain(&w->f, "there is no group /neuroml/network");
    else
        write_network(w);
    const char *top = w->f.failed ? NULL : h5_attribute(&w->f, root, "neuroml_top_level");
    if (top)
        out->rest = add_text(w, arena_printf(w->arena, "<neuroml_top_level of %s>", w->f.path), top,
                             strlen(top));
    h5_leave(&w->f, w->network);
    h5_leave(&w->f, root);
}

/* ---- the whole ---- */
typedef struct Reading {
    Session *session;
    const char *path;
    Span at;
    LemsHdf5 *out;
    bool good;
} Reading;

static void read_all(void *context)
{
    Reading *r = context;
    Writer w = {.arena = r->session->arena, .out = emitter_new(r->session->arena, 0)};
    if (!h5_open(&w.f, r->session, r->path, r->at))
        return;
    write_file(&w, r->out);
    h5_close(&w.f);
    size_t n;
    const char *text = emitter_text(w.out, &n);
    if (!w.f.failed)
        r->out->network = add_text(&w, w.f.path, text, n);
    r->good = !w.f.failed && r->out->network;
}

/* Networks of 36 MB, three million connections, were read in 1.5 s: a thirtieth of what they may take. */
static unsigned patience(const char *path)
{
    struct stat st;
    return SECONDS + (stat(path, &st) == 0 ? (unsigned)(st.st_size / BYTES_A_SECOND) : 0);
}

bool lems_read_hdf5(Session *s, const char *path, Span at, LemsHdf5 *out)
{
    Reading r = {.session = s, .path = path, .at = at, .out = out};
    *out = (LemsHdf5){0};
    const char *end = h5_trial(s->arena, patience(path), read_all, &r);
    if (!end) {
        read_all(&r);
        return r.good;
    }
    Diag *g = diag(s->diags, DIAG_NNC0919, at, "%s: the file is damaged: libhdf5 %s", path, end);
    diag_help(s->diags, g, "h5dump of hdf5-tools shows what can be read of it");
    return false;
}
