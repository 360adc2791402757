/* Drawing a figure: layout, axes, legends. */
#include "frontend/plot/figure.h"
#include "frontend/plot/axis.h"

#include <math.h>
#include <stdio.h>

/* Layout, px. */
#define WIDTH            900.0
#define MARGIN           20.0
#define TITLE_SIZE       15.0
#define TEXT_SIZE        12.0
#define SMALL_SIZE       10.5
#define PANEL_TITLE      24.0 /* height of the line with title and legend above a panel */
#define PANEL_GAP        12.0
#define TICK             4.0
#define TIME_AXIS        40.0 /* tick labels and name of the time axis */
#define CAPTION          26.0
#define LEAST_BAND_LABEL 9.0 /* bands that are lower have no label */

static const Colour ink = {40, 40, 40}, faint = {110, 110, 110}, grid = {232, 232, 232},
                    white = {255, 255, 255};

Colour figure_colour(uint32_t number)
{
    /* after M. Okabe and K. Ito; their yellow and black do not suit lines on white among black
       axes */
    static const Colour palette[] = {{0, 114, 178},  {213, 94, 0},  {0, 158, 115}, {204, 121, 167},
                                     {86, 180, 233}, {230, 159, 0}, {120, 94, 70}, {110, 110, 110}};
    return palette[number % (sizeof palette / sizeof palette[0])];
}

void series_add(Arena *a, Series *s, Point p)
{
    if (s->n == s->cap) {
        const size_t cap = s->cap ? 2 * s->cap : 64;
        s->points = arena_grow(a, s->points, s->cap * sizeof p, cap * sizeof p);
        s->cap = cap;
    }
    s->points[s->n++] = p;
}

typedef struct Frame { /* where the data of a panel goes */
    const Figure *figure;
    const Panel *panel;
    Canvas *canvas;
    Arena *arena;
    Box box;
} Frame;

static double header_height(const Figure *f)
{
    return MARGIN + (f->title ? TITLE_SIZE + 8 : 0);
}

Size figure_size(const Figure *f)
{
    double height = header_height(f) + TIME_AXIS + CAPTION;
    for (uint32_t i = 0; i < f->panels.n; i++)
        height += PANEL_TITLE + f->panels.v[i].height + PANEL_GAP;
    return (Size){WIDTH, ceil(height)};
}

static double x_of(const Frame *f, double t)
{
    return f->box.x + t / f->figure->duration * f->box.width;
}

static double y_of(const Frame *f, double y)
{
    return f->box.y + (f->panel->y_hi - y) / (f->panel->y_hi - f->panel->y_lo) * f->box.height;
}

static void draw_line(Canvas *c, double x1, double y1, double x2, double y2, Colour colour)
{
    const Point p[] = {{x1, y1}, {x2, y2}};
    c->line(c, p, 2, 1, colour);
}

/* Lines of one pixel are sharp in the middle of pixels. */
static double crisp(double x)
{
    return floor(x) + 0.5;
}

static Ticks y_ticks(const Panel *p)
{
    return axis_ticks(p->y_lo, p->y_hi, p->height > 200 ? 6 : 4);
}

static double y_label_width(const Panel *p)
{
    double widest = 0;
    for (uint32_t i = 0; i < p->bands.n; i++)
        widest = fmax(widest, canvas_text_width(p->bands.v[i].label, TEXT_SIZE, false));
    const Ticks t = y_ticks(p);
    for (int k = 0; k < t.n && !p->bands.n; k++) {
        char text[TICK_TEXT];
        axis_label(&t, k, text);
        widest = fmax(widest, canvas_text_width(text, TEXT_SIZE, false));
    }
    return widest;
}

static void draw_bands(const Frame *f)
{
    Canvas *c = f->canvas;
    for (uint32_t i = 0; i < f->panel->bands.n; i++) {
        const Band *b = &f->panel->bands.v[i];
        const double top = y_of(f, b->hi), bottom = y_of(f, b->lo);
        const Point at = {f->box.x - TICK - 4, (top + bottom) / 2 + TEXT_SIZE * 0.36};
        if (i)
            draw_line(c, f->box.x, crisp(top), f->box.x + f->box.width, crisp(top), grid);
        if (bottom - top >= LEAST_BAND_LABEL)
            c->text(c, at, b->label,
                    (TextStyle){.size = TEXT_SIZE, .colour = b->colour, .anchor = ANCHOR_END});
    }
}

static void draw_y_ticks(const Frame *f)
{
    Canvas *c = f->canvas;
    const Ticks t = y_ticks(f->panel);
    for (int k = 0; k < t.n; k++) {
        const double y = crisp(y_of(f, axis_tick(&t, k)));
        char text[TICK_TEXT];
        axis_label(&t, k, text);
        draw_line(c, f->box.x, y, f->box.x + f->box.width, y, grid);
        draw_line(c, f->box.x - TICK, y, f->box.x, y, ink);
        c->text(c, (Point){f->box.x - TICK - 4, y + TEXT_SIZE * 0.36}, text,
                (TextStyle){.size = TEXT_SIZE, .colour = ink, .anchor = ANCHOR_END});
    }
}

static bool in_seconds(const Figure *f)
{
    return f->duration >= 10000;
}

static Ticks time_ticks(const Figure *f)
{
    return axis_ticks(0, in_seconds(f) ? f->duration * 1e-3 : f->duration, 8);
}

static void draw_time_ticks(const Frame *f, bool labels)
{
    Canvas *c = f->canvas;
    const Ticks t = time_ticks(f->figure);
    const double bottom = f->box.y + f->box.height;
    for (int k = 0; k < t.n; k++) {
        const double x = crisp(x_of(f, axis_tick(&t, k) * (in_seconds(f->figure) ? 1e3 : 1)));
        char text[TICK_TEXT];
        axis_label(&t, k, text);
        draw_line(c, x, bottom, x, bottom + TICK, ink);
        if (labels)
            c->text(c, (Point){x, bottom + TICK + TEXT_SIZE + 2}, text,
                    (TextStyle){.size = TEXT_SIZE, .colour = ink, .anchor = ANCHOR_MIDDLE});
    }
    if (labels)
        c->text(c, (Point){f->box.x + f->box.width / 2, bottom + TIME_AXIS - 4},
                in_seconds(f->figure) ? "time (s)" : "time (ms)",
                (TextStyle){.size = TEXT_SIZE, .colour = ink, .anchor = ANCHOR_MIDDLE});
}

static Point *to_pixels(const Frame *f, const Series *s)
{
    Point *p = ARENA_ARRAY(f->arena, Point, s->n + 1);
    for (size_t i = 0; i < s->n; i++)
        p[i] = (Point){x_of(f, s->points[i].x), y_of(f, s->points[i].y)};
    return p;
}

/* Pieces between values that are not finite. */
static void draw_pieces(const Frame *f, const Point *p, size_t n, Colour colour)
{
    for (size_t i = 0, from; i < n; i++) {
        from = i;
        while (i < n && isfinite(p[i].y))
            i++;
        if (i - from > 1)
            f->canvas->line(f->canvas, p + from, i - from, 1.2, colour);
    }
}

/* Few spikes are seen better as large dots. */
static double dot_diameter(const Panel *p)
{
    size_t n = 0;
    for (uint32_t i = 0; i < p->series.n; i++)
        n += p->series.v[i].n;
    return n < 500 ? 3.2 : n < 5000 ? 2.2 : 1.5;
}

static void draw_series(const Frame *f)
{
    const Box roomy = {f->box.x, f->box.y - 2, f->box.width + 2, f->box.height + 4};
    f->canvas->clip(f->canvas, &roomy);
    for (uint32_t i = 0; i < f->panel->series.n; i++) {
        const Series *s = &f->panel->series.v[i];
        const Point *p = to_pixels(f, s);
        if (s->kind == SERIES_DOTS && s->n)
            f->canvas->dots(f->canvas, p, s->n, dot_diameter(f->panel), s->colour);
        else if (s->kind == SERIES_LINE)
            draw_pieces(f, p, s->n, s->colour);
    }
    f->canvas->clip(f->canvas, NULL);
}

enum { SWATCH = 16, SWATCH_GAP = 4, ENTRY_GAP = 14, MORE_WIDTH = 70 }; /* px of the legend */

static double entry_width(const Series *s)
{
    return s->label
               ? canvas_text_width(s->label, SMALL_SIZE, false) + SWATCH + SWATCH_GAP + ENTRY_GAP
               : 0;
}

/* How many named series have room beside the title, and how wide they are together. */
static uint32_t legend_room(const Frame *f, uint32_t named, double *width)
{
    const double room = f->box.width - canvas_text_width(f->panel->title, TEXT_SIZE, true) - 24;
    uint32_t shown = 0;
    *width = 0;
    for (uint32_t i = 0; i < f->panel->series.n; i++) {
        const Series *s = &f->panel->series.v[i];
        const double rest = shown + 1 < named ? MORE_WIDTH : 0;
        if (*width + entry_width(s) + rest > room)
            break;
        *width += entry_width(s);
        shown += s->label != NULL;
    }
    return shown;
}

/* At the right end of the title's line; what does not fit is counted. */
static void draw_legend(const Frame *f)
{
    Canvas *c = f->canvas;
    const double base = f->box.y - 8;
    double width;
    uint32_t named = 0;
    char more[32] = "";
    for (uint32_t i = 0; i < f->panel->series.n; i++)
        named += f->panel->series.v[i].label != NULL;
    const uint32_t shown = legend_room(f, named, &width);
    if (shown < named)
        snprintf(more, sizeof more, "and %u more", named - shown);
    double x = f->box.x + f->box.width - width - canvas_text_width(more, SMALL_SIZE, false);
    for (uint32_t i = 0, k = 0; i < f->panel->series.n && k < shown; i++) {
        const Series *s = &f->panel->series.v[i];
        if (!s->label)
            continue;
        const Point swatch[] = {{x, base - 4}, {x + SWATCH, base - 4}};
        c->line(c, swatch, 2, 2, s->colour);
        c->text(c, (Point){x + SWATCH + SWATCH_GAP, base}, s->label,
                (TextStyle){.size = SMALL_SIZE, .colour = ink});
        x += entry_width(s);
        k++;
    }
    if (*more)
        c->text(c, (Point){x, base}, more, (TextStyle){.size = SMALL_SIZE, .colour = faint});
}

static void draw_panel(const Frame *f, double label_width, bool last)
{
    Canvas *c = f->canvas;
    const Box *b = &f->box;
    const double bottom = crisp(b->y + b->height);
    if (f->panel->bands.n)
        draw_bands(f);
    else
        draw_y_ticks(f);
    draw_series(f);
    draw_line(c, crisp(b->x), b->y, crisp(b->x), bottom, ink);
    draw_line(c, b->x, bottom, b->x + b->width, bottom, ink);
    draw_time_ticks(f, last);
    c->text(c, (Point){b->x, b->y - 8}, f->panel->title,
            (TextStyle){.size = TEXT_SIZE, .colour = ink, .bold = true});
    c->text(c, (Point){b->x - label_width - 18, b->y + b->height / 2}, f->panel->y_label,
            (TextStyle){.size = TEXT_SIZE, .colour = ink, .anchor = ANCHOR_MIDDLE, .upward = true});
    draw_legend(f);
    if (f->panel->empty)
        c->text(c, (Point){b->x + b->width / 2, b->y + b->height / 2 + 4}, f->panel->empty,
                (TextStyle){.size = TEXT_SIZE, .colour = faint, .anchor = ANCHOR_MIDDLE});
}

void figure_draw(const Figure *f, Arena *a, Canvas *c)
{
    const Size size = figure_size(f);
    double label_width = 0, y = header_height(f);
    for (uint32_t i = 0; i < f->panels.n; i++)
        label_width = fmax(label_width, y_label_width(&f->panels.v[i]));
    const double left = ceil(MARGIN + TEXT_SIZE + 12 + label_width + TICK);
    c->fill(c, (Box){0, 0, size.width, size.height}, white);
    if (f->title)
        c->text(c, (Point){left, MARGIN + TITLE_SIZE * 0.8}, f->title,
                (TextStyle){.size = TITLE_SIZE, .colour = ink, .bold = true});
    for (uint32_t i = 0; i < f->panels.n; i++) {
        const Panel *p = &f->panels.v[i];
        y += PANEL_TITLE;
        const Frame frame = {f, p, c, a, {left, y, size.width - left - MARGIN, p->height}};
        draw_panel(&frame, label_width, i + 1 == f->panels.n);
        y += p->height + PANEL_GAP;
    }
    c->text(c, (Point){left, size.height - 10}, f->caption,
            (TextStyle){.size = SMALL_SIZE, .colour = faint});
}
