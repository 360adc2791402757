/* Places in the text form: `!"cell.nn":120-140` before an item says where it was written, `!130-134` directly behind an
   expression the same of it, in the file of the item. What has no place has that of what is around it. Files are named
   at the end with their size and a hash, so that a text that has changed since is not shown as the origin. */
#include "ir/print.h"
#include "ir/read.h"

#include <inttypes.h>
#include <string.h>

typedef struct Places { /* of a lossless print */
    const Sources *sources;
    Arena *arena;
    VEC(const SourceFile *) files; /* that were named, in order */
    Span around;                   /* place of the item or expression at hand; NOWHERE: not known */
} Places;

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const SourceFile *file)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (uint32_t i = 0; i < file->len; i++)
        hash = (hash ^ (unsigned char)file->text[i]) * 0x100000001b3u;
    return hash;
}

static const Str *hash_text(IrReader *r, const SourceFile *file)
{
    return str_format(r->session->strings, "%016" PRIx64, hash_of(file));
}

/* ---- printing ---- */
void ir_print_lossless(Emitter *e, const IrModule *m)
{
    Places places = {.sources = m->session->sources, .arena = m->session->arena};
    emitter_keep(e, &places);
    ir_print_module(e, m);
    emitter_keep(e, NULL);
}

/* The place where it was written; NOWHERE: in no file. */
static Span original(const Places *p, Span at)
{
    at = sources_original(p->sources, at);
    return sources_holding(p->sources, at.lo) ? at : NOWHERE;
}

static bool same_span(Span a, Span b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

static void print_range(Emitter *e, Places *p, const SourceFile *file, bool named)
{
    uint32_t i = 0;
    while (i < p->files.n && p->files.v[i] != file)
        i++;
    if (i == p->files.n)
        VEC_PUSH(p->arena, &p->files, file);
    emit(e, "!");
    if (named) {
        ir_print_string(e, file->name);
        emit(e, ":");
    }
    emit(e, "%" PRIu32 "-%" PRIu32, p->around.lo - file->base, p->around.hi - file->base);
}

void ir_print_place(Emitter *e, Span at)
{
    Places *p = emitter_kept(e);
    if (!p)
        return;
    p->around = original(p, at);
    const SourceFile *file = sources_holding(p->sources, p->around.lo);
    if (!file)
        return;
    print_range(e, p, file, true);
    emit(e, " ");
}

void ir_print_outside(Emitter *e)
{
    Places *p = emitter_kept(e);
    if (p)
        p->around = NOWHERE;
}

bool ir_print_enter(Emitter *e, Span at, Span *outer)
{
    Places *p = emitter_kept(e);
    const Span place = p ? original(p, at) : NOWHERE;
    if (!place.lo || same_span(place, p->around))
        return false;
    *outer = p->around;
    p->around = place;
    return true;
}

void ir_print_leave(Emitter *e, Span outer)
{
    Places *p = emitter_kept(e);
    const SourceFile *file = sources_holding(p->sources, p->around.lo);
    print_range(e, p, file, sources_holding(p->sources, outer.lo) != file);
    p->around = outer;
}

bool ir_print_has_places(Emitter *e)
{
    return emitter_kept(e);
}

bool ir_print_differs(Emitter *e, Span at, Span inner)
{
    const Places *p = emitter_kept(e);
    const Span place = p ? original(p, at) : NOWHERE;
    return place.lo && !same_span(place, original(p, inner));
}

void ir_print_files(Emitter *e)
{
    const Places *p = emitter_kept(e);
    for (uint32_t i = 0; p && i < p->files.n; i++) {
        emit(e, "file ");
        ir_print_string(e, p->files.v[i]->name);
        emit(e, " size %" PRIu32 " hash \"%016" PRIx64 "\"\n", p->files.v[i]->len,
             hash_of(p->files.v[i]));
    }
}

/* ---- reading ---- */
static void check_order(IrReader *r, const IrPlaceText *place)
{
    if (place->hi < place->lo)
        ir_read_fail(r, DIAG_NNC0604, "a place from %" PRIu32 " to %" PRIu32, place->lo, place->hi);
}

IrPlaceText ir_read_place(IrReader *r)
{
    IrPlaceText place = {.made = r->token.span, .outer = r->within};
    if (!ir_read_accept(r, "!"))
        return place;
    place.file = ir_read_name(r, IR_TOKEN_STRING, "the name of a file");
    ir_read_expect(r, ":");
    place.lo = ir_read_index(r);
    ir_read_expect(r, "-");
    place.hi = ir_read_index(r);
    check_order(r, &place);
    r->within = place.file;
    return place;
}

void ir_read_expr_place(IrReader *r, IrExpr *e, uint32_t lo)
{
    IrPlaceText place = {.made = {lo, r->last}, .file = r->within};
    if (r->within) /* parentheses keep it apart from its first part */
        e->span = place.made;
    if (r->kernel || !ir_read_is(r, "!") || r->token.span.lo != r->last)
        return;
    const bool named = ir_read_behind_is(r, '"');
    if (named) {
        ir_read_next(r);
        place.file = r->token.text;
    }
    if (!place.file)
        ir_read_fail(r, DIAG_NNC0604, "the first place of an item names its file");
    ir_read_range_behind(r, named ? ":" : "", &place.lo, &place.hi);
    check_order(r, &place);
    if (r->failed)
        return;
    e->span = place.made;
    VEC_PUSH(r->arena, &r->places, place);
}

void ir_read_placed(IrReader *r, IrPlaceText place)
{
    r->within = place.outer;
    place.made.hi = r->last;
    if (place.file && !r->failed)
        VEC_PUSH(r->arena, &r->places, place);
}

void ir_read_file(IrReader *r)
{
    IrFileText file = {.name = ir_read_name(r, IR_TOKEN_STRING, "the name of a file")};
    ir_read_expect_word(r, "size");
    file.size = ir_read_index(r);
    ir_read_expect_word(r, "hash");
    file.hash = ir_read_name(r, IR_TOKEN_STRING, "sixteen hexadecimal digits");
    VEC_PUSH(r->arena, &r->files, file);
}

/* The file of the session, or on disk, that has this name, size and hash; NULL: none. */
static const SourceFile *find_text(IrReader *r, const IrFileText *wanted)
{
    Sources *s = r->session->sources;
    for (uint32_t i = 0; i < sources_count(s); i++) {
        const SourceFile *file = sources_file(s, i);
        if (!strcmp(file->name, wanted->name->s) && file->len == wanted->size &&
            hash_text(r, file) == wanted->hash)
            return file;
    }
    const SourceFile *file = sources_load_sized(s, wanted->name->s, wanted->size);
    return file && hash_text(r, file) == wanted->hash ? file : NULL;
}

static const SourceFile *file_of(const IrReader *r, const SourceFile *const *found,
                                 const IrPlaceText *place)
{
    for (uint32_t k = 0; k < r->files.n; k++)
        if (r->files.v[k].name == place->file)
            return found[k];
    return NULL;
}

void ir_read_trace(IrReader *r)
{
    if (r->failed || !r->files.n)
        return;
    const SourceFile **found = arena_alloc(r->arena, sizeof *found * r->files.n);
    for (uint32_t k = 0; k < r->files.n; k++)
        found[k] = find_text(r, &r->files.v[k]);
    for (uint32_t i = 0; i < r->places.n; i++) {
        const IrPlaceText *p = &r->places.v[i];
        const SourceFile *file = file_of(r, found, p);
        if (file && p->lo <= p->hi && p->hi <= file->len)
            sources_trace(r->session->sources, p->made,
                          (Span){file->base + p->lo, file->base + p->hi});
    }
}
