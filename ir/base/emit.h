/* Text output of the printers: lazy indent at line starts, squeezed blank lines, balanced blocks.
 */
#ifndef NN_EMIT_H
#define NN_EMIT_H
#include "ir/base/arena.h"

#include <stdbool.h>

typedef struct Emitter Emitter;
Emitter *emitter_new(Arena *a, unsigned indent_width);
void emit(Emitter *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));                /* '\n' ends a line */
void emit_text(Emitter *e, const char *text, size_t len); /* verbatim: no indent added */
void emit_open(Emitter *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* line, then indents */
void emit_close(Emitter *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* unindents, then line */
const char *emitter_text(const Emitter *e, size_t *len);
unsigned emitter_line(const Emitter *e);
void emitter_keep(Emitter *e, void *kept); /* for the printer at hand */
void *emitter_kept(const Emitter *e);      /* NULL: nothing */
#endif
