/* PNG canvas by cairo. The library is loaded when the first PNG is drawn: the compiler starts in a
   millisecond without it, and runs where it is not installed. */
#include "frontend/plot/canvas.h"
#include "ir/base/shared.h"

#include <cairo/cairo.h>
#include <math.h>
#include <string.h>

typedef struct CairoLibrary {
#define CAIRO(result, name, parameters) result(*name) parameters;
#include "frontend/plot/cairo.def"
#undef CAIRO
} CairoLibrary;

typedef struct Png {
    Canvas canvas;
    CairoLibrary lib;
    Arena *arena;
    cairo_surface_t *surface;
    cairo_t *cr;
    char *data;
    size_t size, capacity;
    bool clipping;
} Png;

static bool load(CairoLibrary *lib)
{
    static const SharedFunction functions[] = {
#define CAIRO(result, name, parameters) {#name, offsetof(CairoLibrary, name)},
#include "frontend/plot/cairo.def"
#undef CAIRO
    };
    return shared_load("libcairo.so.2", functions, sizeof functions / sizeof *functions, lib);
}

static void set_colour(Png *p, Colour c)
{
    p->lib.cairo_set_source_rgb(p->cr, c.r / 255.0, c.g / 255.0, c.b / 255.0);
}

static void png_fill(Canvas *canvas, Box b, Colour c)
{
    Png *p = (Png *)canvas;
    set_colour(p, c);
    p->lib.cairo_rectangle(p->cr, b.x, b.y, b.width, b.height);
    p->lib.cairo_fill(p->cr);
}

static void png_line(Canvas *canvas, const Point *points, size_t n, double width, Colour c)
{
    Png *p = (Png *)canvas;
    set_colour(p, c);
    p->lib.cairo_set_line_width(p->cr, width);
    p->lib.cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    p->lib.cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_BUTT);
    for (size_t i = 0; i < n; i++)
        (i ? p->lib.cairo_line_to : p->lib.cairo_move_to)(p->cr, points[i].x, points[i].y);
    p->lib.cairo_stroke(p->cr);
}

static void png_dots(Canvas *canvas, const Point *points, size_t n, double diameter, Colour c)
{
    Png *p = (Png *)canvas;
    set_colour(p, c);
    p->lib.cairo_set_line_width(p->cr, diameter);
    p->lib.cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
    for (size_t i = 0; i < n; i++) {
        p->lib.cairo_move_to(p->cr, points[i].x, points[i].y);
        p->lib.cairo_line_to(p->cr, points[i].x, points[i].y);
    }
    p->lib.cairo_stroke(p->cr);
}

static void png_text(Canvas *canvas, Point at, const char *text, TextStyle style)
{
    static const double moved[] = {0, 0.5, 1};
    Png *p = (Png *)canvas;
    cairo_text_extents_t extents;
    p->lib.cairo_save(p->cr);
    set_colour(p, style.colour);
    p->lib.cairo_select_font_face(p->cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                                  style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    p->lib.cairo_set_font_size(p->cr, style.size);
    p->lib.cairo_text_extents(p->cr, text, &extents);
    p->lib.cairo_translate(p->cr, at.x, at.y);
    if (style.upward)
        p->lib.cairo_rotate(p->cr, -acos(-1.0) / 2);
    p->lib.cairo_move_to(p->cr, -moved[style.anchor] * extents.x_advance, 0);
    p->lib.cairo_show_text(p->cr, text);
    p->lib.cairo_restore(p->cr);
}

static void png_clip(Canvas *canvas, const Box *b)
{
    Png *p = (Png *)canvas;
    if (p->clipping)
        p->lib.cairo_restore(p->cr);
    p->clipping = b != NULL;
    if (!b)
        return;
    p->lib.cairo_save(p->cr);
    p->lib.cairo_rectangle(p->cr, b->x, b->y, b->width, b->height);
    p->lib.cairo_clip(p->cr);
}

static cairo_status_t keep(void *closure, const unsigned char *data, unsigned n)
{
    Png *p = closure;
    if (p->capacity - p->size < n) {
        const size_t capacity = 2 * p->capacity + n;
        p->data = arena_grow(p->arena, p->data, p->capacity, capacity);
        p->capacity = capacity;
    }
    memcpy(p->data + p->size, data, n);
    p->size += n;
    return CAIRO_STATUS_SUCCESS;
}

static const char *png_finish(Canvas *canvas, size_t *size, const char **error)
{
    Png *p = (Png *)canvas;
    bool good =
        p->lib.cairo_status(p->cr) == CAIRO_STATUS_SUCCESS &&
        p->lib.cairo_surface_write_to_png_stream(p->surface, keep, p) == CAIRO_STATUS_SUCCESS;
    p->lib.cairo_destroy(p->cr);
    p->lib.cairo_surface_destroy(p->surface);
    *size = p->size;
    *error = good ? NULL : "the cairo library could not draw the figure";
    return good ? p->data : NULL;
}

Canvas *canvas_png(Arena *a, Size size, double scale, const char **error)
{
    Png *p = ARENA_NEW(a, Png);
    p->canvas = (Canvas){png_fill, png_line, png_dots, png_text, png_clip, png_finish};
    p->arena = a;
    if (!load(&p->lib)) {
        *error = "PNG figures need the cairo library (libcairo.so.2), which is not installed; SVG "
                 "figures do not";
        return NULL;
    }
    p->surface = p->lib.cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(size.width * scale), (int)ceil(size.height * scale));
    p->cr = p->lib.cairo_create(p->surface);
    p->lib.cairo_scale(p->cr, scale, scale);
    return &p->canvas;
}
