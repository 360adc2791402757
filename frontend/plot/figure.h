/* A figure as data: panels, one below the other, over one axis of time. Arena-owned. */
#ifndef NN_PLOT_FIGURE_H
#define NN_PLOT_FIGURE_H
#include "frontend/plot/canvas.h"
#include "ir/base/arena.h"
#include "ir/base/vec.h"

typedef enum SeriesKind { SERIES_DOTS, SERIES_LINE } SeriesKind;

typedef struct Series {
    SeriesKind kind;
    Colour colour;
    const char *label; /* in the legend; NULL: not there */
    Point *points;     /* in units of the axes; a line is broken at a y that is NaN */
    size_t n, cap;
} Series;
void series_add(Arena *a, Series *s, Point p);

typedef struct Band { /* of the y axis, named instead of ticked: a population in a raster */
    double lo, hi;
    const char *label;
    Colour colour;
} Band;

typedef struct Panel {
    const char *title, *y_label;
    const char *empty; /* what is said where there is no data; NULL: there is some */
    double height;     /* px, of the area of the data */
    double y_lo, y_hi;
    VEC(Series) series;
    VEC(Band) bands; /* instead of ticks */
} Panel;

typedef struct Figure {
    const char *title, *caption;
    double duration; /* ms: the time axis goes from 0 to here */
    VEC(Panel) panels;
} Figure;

Colour figure_colour(uint32_t number); /* a palette that the colour-blind can tell apart; repeats */
void figure_draw(const Figure *f, Arena *a, Canvas *canvas);
Size figure_size(const Figure *f);
#endif
