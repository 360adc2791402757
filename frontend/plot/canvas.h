/* What figures are drawn on: a few shapes in pixels, y downwards. SVG and PNG implement it. */
#ifndef NN_PLOT_CANVAS_H
#define NN_PLOT_CANVAS_H
#include "ir/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Point {
    double x, y;
} Point;
typedef struct Size {
    double width, height;
} Size;
typedef struct Box {
    double x, y, width, height;
} Box;
typedef struct Colour {
    unsigned char r, g, b;
} Colour;

typedef enum TextAnchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } TextAnchor;
typedef struct TextStyle {
    double size; /* px */
    Colour colour;
    TextAnchor anchor;
    bool bold, upward; /* upward: turned by 90 degrees, read from below */
} TextStyle;

typedef struct Canvas Canvas;
struct Canvas {
    void (*fill)(Canvas *c, Box box, Colour colour);
    void (*line)(Canvas *c, const Point *points, size_t n, double width, Colour colour);
    void (*dots)(Canvas *c, const Point *points, size_t n, double diameter, Colour colour);
    void (*text)(Canvas *c, Point at, const char *text, TextStyle style); /* at: on the base line */
    void (*clip)(Canvas *c, const Box *box);                              /* NULL: no more */
    /* The finished file; NULL with *error set to a message. Valid as long as the arena. */
    const char *(*finish)(Canvas *c, size_t *size, const char **error);
};

Canvas *canvas_svg(Arena *a, Size size);
/* NULL with *error set when the cairo library is not there. `scale`: pixels of the image per
   unit. */
Canvas *canvas_png(Arena *a, Size size, double scale, const char **error);

/* Width of a text in the font that the figures use, close enough to place things beside it. */
double canvas_text_width(const char *text, double size, bool bold);
#endif
