/* What a simulation has to say, to a terminal or to its host. */
#include "runtime/sim.h"

#include <stdarg.h>
#include <stdio.h>

enum { MOST_TEXT = 1000 }; /* bytes of a line */

static void tell(const nnrt_sim *s, bool warning, const char *text)
{
    if (s->host->tell)
        s->host->tell(s->host->context, warning, text);
}

void nnrt_sim_warn(const nnrt_sim *s, const char *fmt, ...)
{
    char text[MOST_TEXT];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (s->host)
        tell(s, true, text);
    else
        fprintf(stderr, "warning: %s\n", text);
}

void nnrt_sim_print(const nnrt_sim *s, const char *text, const char *value)
{
    char line[MOST_TEXT];
    if (!s->host) {
        printf("%s%s\n", text, value);
        return;
    }
    snprintf(line, sizeof line, "%s%s", text, value);
    tell(s, false, line);
}
