/* Diagnostics for programs: one JSON object a line.
   {"code", "level", "message", "spans": [{"file", "line", "column", "end_line", "end_column",
   "offset", "length", "primary", "label"}], "notes": [...], "help": [...], "fixes": [{span...,
   "replacement"}], "docs"} Lines and columns count from 1, columns in code points; offsets and
   lengths are bytes of the file. */
#include "ir/base/diag_list.h"
#include "ir/base/display.h"

#include <string.h>

static void write_escaped(FILE *out, const char *s, size_t n)
{
    unsigned c = 0;
    const size_t len = display_decode(s, n, &c);
    if (!len)
        fputs("\\ufffd", out);
    else if (c == '"' || c == '\\')
        fprintf(out, "\\%c", (int)c);
    else if (c < 0x20 || c == 0x7F)
        fprintf(out, "\\u%04x", c);
    else
        fwrite(s, 1, len, out);
}

static void write_string(FILE *out, const char *s)
{
    const size_t n = strlen(s);
    fputc('"', out);
    for (size_t i = 0; i < n;) {
        unsigned c;
        const size_t len = display_decode(s + i, n - i, &c);
        write_escaped(out, s + i, n - i);
        i += len ? len : 1;
    }
    fputc('"', out);
}

static void write_member(FILE *out, const char *key, const char *text)
{
    fprintf(out, "\"%s\":", key);
    write_string(out, text);
}

/* The members of a place, without braces. */
static void write_span(const Sources *sources, Span at, FILE *out)
{
    SourcePlace from, to;
    sources_place(sources, at.lo, &from);
    if (at.hi <= at.lo || !sources_place(sources, at.hi, &to))
        to = from;
    write_member(out, "file", from.file->name);
    fprintf(
        out,
        ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u,\"offset\":%u,\"length\":%u",
        from.line, from.column, to.line, to.column, at.lo - from.file->base,
        at.hi > at.lo ? at.hi - at.lo : 0);
}

static bool has_place(const Diags *d, Span at)
{
    SourcePlace place;
    return sources_place(d->sources, at.lo, &place);
}

static void write_labelled(const Diags *d, Span at, bool primary, const char *label, FILE *out)
{
    fputc('{', out);
    write_span(d->sources, at, out);
    fprintf(out, ",\"primary\":%s,", primary ? "true" : "false");
    write_member(out, "label", label ? label : "");
    fputc('}', out);
}

static void write_spans(const Diags *d, const Diag *g, FILE *out)
{
    const char *comma = "";
    fputs(",\"spans\":[", out);
    if (has_place(d, g->at)) {
        write_labelled(d, g->at, true, g->label, out);
        comma = ",";
    }
    for (uint32_t i = 0; i < g->notes.n; i++)
        if (has_place(d, g->notes.v[i].at)) {
            fputs(comma, out);
            write_labelled(d, g->notes.v[i].at, false, g->notes.v[i].text, out);
            comma = ",";
        }
    fputc(']', out);
}

static void write_notes(const Diags *d, const Diag *g, FILE *out)
{
    const char *comma = "";
    fputs(",\"notes\":[", out);
    for (uint32_t i = 0; i < g->notes.n; i++)
        if (!has_place(d, g->notes.v[i].at)) {
            fputs(comma, out);
            write_string(out, g->notes.v[i].text);
            comma = ",";
        }
    fputs("],\"help\":[", out);
    for (uint32_t i = 0; i < g->helps.n; i++) {
        fputs(i ? "," : "", out);
        write_string(out, g->helps.v[i]);
    }
    fputc(']', out);
}

static void write_fixes(const Diags *d, const Diag *g, FILE *out)
{
    const char *comma = "";
    fputs(",\"fixes\":[", out);
    for (uint32_t i = 0; i < g->fixes.n; i++)
        if (has_place(d, g->fixes.v[i].at)) {
            fprintf(out, "%s{", comma);
            write_span(d->sources, g->fixes.v[i].at, out);
            fputc(',', out);
            write_member(out, "replacement", g->fixes.v[i].replacement);
            fputc('}', out);
            comma = ",";
        }
    fputc(']', out);
}

void diag_render_json(const Diags *d, const Diag *g, FILE *out)
{
    fputc('{', out);
    write_member(out, "code", diag_code_name(g->code));
    fputc(',', out);
    write_member(out, "level", diag_severity_name(g->severity));
    fputc(',', out);
    write_member(out, "message", g->message);
    write_spans(d, g, out);
    write_notes(d, g, out);
    write_fixes(d, g, out);
    fprintf(out, ",\"docs\":\"docs/errors/%s.md\"}\n", diag_code_name(g->code));
}
