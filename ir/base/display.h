/* How text of users is shown on a terminal: tabs as blanks, wide characters in two columns, control
   and bidi characters and broken UTF-8 spelled out (\u202e, \xff), so that what is seen is what is
   there. */
#ifndef NN_DISPLAY_H
#define NN_DISPLAY_H
#include <stddef.h>
#include <stdio.h>

typedef struct Glyph {
    size_t bytes;   /* of the text that it stands for, at least 1 */
    unsigned width; /* columns */
    char text[16];  /* what to print */
} Glyph;

/* The first glyph of s (n > 0 bytes) when it is printed at a column (from 0; tabs depend on it). */
Glyph display_glyph(const char *s, size_t n, unsigned column);
unsigned display_width(const char *s, size_t n);
/* Prints the glyphs that lie in the columns [from, to). */
void display_write(FILE *out, const char *s, size_t n, unsigned from, unsigned to);
/* Decodes one UTF-8 sequence; returns its length, 0 where it is broken. */
size_t display_decode(const char *s, size_t n, unsigned *code_point);
#endif
