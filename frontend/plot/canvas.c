/* Widths of texts. */
#include "frontend/plot/canvas.h"

#include <string.h>

double canvas_text_width(const char *text, double size, bool bold)
{
    double ems = 0;
    for (const char *p = text; *p; p++) {
        if ((*p & 0xC0) == 0x80) /* continues a character */
            continue;
        ems += strchr("iljtfrI.,:;'|()[] ", *p) ? 0.36 : strchr("mwMW%@", *p) ? 0.92 : 0.62;
    }
    return ems * size * (bold ? 1.1 : 1);
}
