/* SVG canvas: text only, no dependency, two decimals. */
#include "frontend/plot/canvas.h"
#include "ir/base/emit.h"

#include <math.h>
#include <stdio.h>

typedef struct Svg {
    Canvas canvas;
    Emitter *out;
    unsigned clips;
    bool clipping;
} Svg;

enum { NUMBER = 32 };

/* At most two decimals and no zeros at the end. */
static const char *number(double x, char out[NUMBER])
{
    double hundredths = round(x * 100);
    snprintf(out, NUMBER, "%.10g", hundredths == 0 ? 0 : hundredths / 100);
    return out;
}

static const char *colour(Colour c, char out[NUMBER])
{
    snprintf(out, NUMBER, "#%02x%02x%02x", c.r, c.g, c.b);
    return out;
}

static void svg_fill(Canvas *canvas, Box b, Colour c)
{
    Svg *s = (Svg *)canvas;
    char x[NUMBER], y[NUMBER], w[NUMBER], h[NUMBER], fill[NUMBER];
    emit(s->out, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n",
         number(b.x, x), number(b.y, y), number(b.width, w), number(b.height, h), colour(c, fill));
}

static void svg_line(Canvas *canvas, const Point *p, size_t n, double width, Colour c)
{
    Svg *s = (Svg *)canvas;
    char x[NUMBER], y[NUMBER], stroke[NUMBER], w[NUMBER];
    emit(s->out,
         "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\" d=\"",
         colour(c, stroke), number(width, w));
    for (size_t i = 0; i < n; i++)
        emit(s->out, "%s%s %s", i ? " " : "M", number(p[i].x, x), number(p[i].y, y));
    emit(s->out, "\"/>\n");
}

static void svg_dots(Canvas *canvas, const Point *p, size_t n, double diameter, Colour c)
{
    Svg *s = (Svg *)canvas;
    char x[NUMBER], y[NUMBER], stroke[NUMBER], w[NUMBER];
    emit(s->out,
         "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linecap=\"round\" d=\"",
         colour(c, stroke), number(diameter, w));
    for (size_t i = 0; i < n; i++)
        emit(s->out, "M%s %sh0", number(p[i].x, x), number(p[i].y, y));
    emit(s->out, "\"/>\n");
}

static void escape(Emitter *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        switch (*p) {
        case '&':
            emit_text(out, "&amp;", 5);
            break;
        case '<':
            emit_text(out, "&lt;", 4);
            break;
        case '>':
            emit_text(out, "&gt;", 4);
            break;
        default:
            if ((unsigned char)*p >= 0x20)
                emit_text(out, p, 1);
        }
    }
}

static void svg_text(Canvas *canvas, Point at, const char *text, TextStyle style)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    Svg *s = (Svg *)canvas;
    char x[NUMBER], y[NUMBER], size[NUMBER], fill[NUMBER];
    number(at.x, x);
    number(at.y, y);
    emit(s->out, "<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\" text-anchor=\"%s\"", x, y,
         number(style.size, size), colour(style.colour, fill), anchors[style.anchor]);
    if (style.bold)
        emit(s->out, " font-weight=\"bold\"");
    if (style.upward)
        emit(s->out, " transform=\"rotate(-90 %s %s)\"", x, y);
    emit(s->out, ">");
    escape(s->out, text);
    emit(s->out, "</text>\n");
}

static void svg_clip(Canvas *canvas, const Box *b)
{
    Svg *s = (Svg *)canvas;
    char x[NUMBER], y[NUMBER], w[NUMBER], h[NUMBER];
    if (s->clipping)
        emit_close(s->out, "</g>");
    s->clipping = b != NULL;
    if (!b)
        return;
    s->clips++;
    emit(
        s->out,
        "<clipPath id=\"clip%u\"><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/></clipPath>\n",
        s->clips, number(b->x, x), number(b->y, y), number(b->width, w), number(b->height, h));
    emit_open(s->out, "<g clip-path=\"url(#clip%u)\">", s->clips);
}

static const char *svg_finish(Canvas *canvas, size_t *size, const char **error)
{
    Svg *s = (Svg *)canvas;
    *error = NULL;
    emit_close(s->out, "</svg>");
    return emitter_text(s->out, size);
}

Canvas *canvas_svg(Arena *a, Size size)
{
    Svg *s = ARENA_NEW(a, Svg);
    s->canvas = (Canvas){svg_fill, svg_line, svg_dots, svg_text, svg_clip, svg_finish};
    s->out = emitter_new(a, 2);
    emit_open(s->out,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
              "viewBox=\"0 0 %.0f %.0f\" "
              "font-family=\"DejaVu Sans, Verdana, Helvetica, Arial, sans-serif\">",
              size.width, size.height, size.width, size.height);
    return &s->canvas;
}
