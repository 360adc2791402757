/* The files of a session. A location is one 32-bit number over all of them (0 = none), so a span is
   8 bytes. */
#ifndef NN_SOURCE_H
#define NN_SOURCE_H
#include "ir/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct Span {
    uint32_t lo, hi; /* global offset + 1; hi is one past the end; {0,0} = nowhere */
} Span;
#define NOWHERE ((Span){0, 0})

typedef struct SourceFile {
    const char *name;   /* as the user gave it; what diagnostics print */
    const char *text;   /* NUL-terminated, owned by the session's arena */
    uint32_t len, base; /* base: location of its first byte */
} SourceFile;

typedef struct Sources Sources;
typedef struct SourcePlace {
    const SourceFile *file;
    uint32_t line, column; /* from 1; columns count code points */
    const char *line_text;
    uint32_t line_len; /* without the line end */
} SourcePlace;

Sources *sources_new(Arena *a);
/* Adds a text (copied). NULL when more than 4 GiB would be loaded in all. */
const SourceFile *sources_add(Sources *s, const char *name, const char *text, size_t len);
/* Reads a file; NULL with *error set to a message ("cannot read x.nn: No such file or directory").
   "-" is stdin. */
const SourceFile *sources_load(Sources *s, const char *path, const char **error);
/* NULL unless it is a regular file of that size, not 0. */
const SourceFile *sources_load_sized(Sources *s, const char *path, uint32_t size);
uint32_t sources_count(const Sources *s);
const SourceFile *sources_file(const Sources *s, uint32_t index);
bool sources_place(const Sources *s, uint32_t location, SourcePlace *place); /* false for 0 */
const SourceFile *sources_holding(const Sources *s, uint32_t location);      /* NULL: none */
/* What stands at `made` was written at `written`, in another file: a text that a program printed. Ranges of one file
   nest or follow each other, and inner ones are told first. */
void sources_trace(Sources *s, Span made, Span written);
/* where it was written; `at` where nothing else is known */
Span sources_original(const Sources *s, Span at);
Span span_join(Span a, Span b);
#endif
