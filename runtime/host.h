/* Who runs a simulation: a program of its own, with a command line and a terminal, or another program that steps it
   (stepper.h), which gets as calls what else is printed. */
#ifndef NNRT_HOST_H
#define NNRT_HOST_H
#include <stdbool.h>

typedef struct nnrt_host {
    /* A warning, or a line that the script prints, without its end. NULL: nobody wants to know. */
    void (*tell)(void *context, bool warning, const char *text);
    void *context;
    bool keep; /* recorded variables stay in memory, too */
} nnrt_host;
#endif
