/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of nnc-ref: reading it, --help and the manual page come from one table. */
#include "codegen/ref/ref.h"

#include <stdio.h>
#include <string.h>

typedef enum OptionKind { FLAG, TEXT, MANY } OptionKind;
typedef struct OptionInfo {
    const char *name, *brief, *argument, *help; /* brief: one letter form, or "" */
    OptionKind kind;
    size_t offset;
} OptionInfo;

static const OptionInfo option_table[] = {
    {"output", "o", "FOLDER", "write there; MODEL.ref otherwise", TEXT, offsetof(RefOptions, out)},
    {"define", "D", "NAME=VALUE", "set a name of the model", MANY,
     offsetof(RefOptions, definitions)},
    {"include", "I", "FOLDER", "look there for modules and documents, too", MANY,
     offsetof(RefOptions, folders)},
    {"dt", "", "TIME", "step of the grid; the model's otherwise, or 0.1 ms", TEXT,
     offsetof(RefOptions, dt)},
    {"t", "", "TIME", "how long to run, where the model has at most one run", TEXT,
     offsetof(RefOptions, t)},
    {"tolerance", "", "X", "relative error of each motion; 1e-13 otherwise", TEXT,
     offsetof(RefOptions, tolerance)},
    {"connections", "", "FOLDER",
     "take the connections that a simulation saved there, where there are any", TEXT,
     offsetof(RefOptions, connections)},
    {"save-connections", "", "", "write PROJECTION.connections.csv", FLAG,
     offsetof(RefOptions, save_connections)},
    {"man", "", "", "write the manual page", FLAG, offsetof(RefOptions, man)},
    {"help", "h", "", "say how it is used", FLAG, offsetof(RefOptions, help)},
    {"version", "", "", "print the version", FLAG, offsetof(RefOptions, version)},
};
enum { OPTIONS = sizeof option_table / sizeof *option_table };

static const char purpose[] =
    "integrates a model on the grid of its simulation, each motion converged by GSL";
static const char licence[] = "This program is free software under the GNU General Public License, "
                              "version 3 or later; it comes "
                              "without any warranty.";

/* "-o, --output FOLDER", or with dashes as troff wants them. */
static void write_option(const OptionInfo *o, const char *dash, char *out, size_t size)
{
    snprintf(out, size, "%s%s%s%s%s%s%s%s", *o->brief ? dash : "", o->brief, *o->brief ? ", " : "",
             dash, dash, o->name, *o->argument ? " " : "", o->argument);
}

void ref_options_help(void)
{
    char left[64];
    printf("usage: nnc-ref MODEL [options]\n\nnnc-ref %s.\n\n", purpose);
    for (size_t i = 0; i < OPTIONS; i++) {
        write_option(&option_table[i], "-", left, sizeof left);
        printf("  %-24s %s\n", left, option_table[i].help);
    }
    printf("\n%s\n", licence);
}

void ref_options_man(void)
{
    char left[64];
    printf(".TH NNC\\-REF 1\n.SH NAME\nnnc\\-ref \\- %s\n.SH SYNOPSIS\nnnc\\-ref MODEL "
           "[options]\n.SH OPTIONS\n",
           purpose);
    for (size_t i = 0; i < OPTIONS; i++) {
        write_option(&option_table[i], "\\-", left, sizeof left);
        printf(".TP\n%s\n%s\n", left, option_table[i].help);
    }
    printf(".SH EXIT STATUS\nThat of a simulation.\n.SH COPYRIGHT\n%s\n.SH SEE ALSO\nnnc(1)\n",
           licence);
}

static const OptionInfo *find_option(const char *text, size_t n)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const OptionInfo *o = &option_table[i];
        const bool is_long = n > 2 && !strncmp(text, "--", 2) && strlen(o->name) == n - 2 &&
                             !strncmp(text + 2, o->name, n - 2);
        if (is_long || (n == 2 && text[0] == '-' && *o->brief && text[1] == *o->brief))
            return o;
    }
    return NULL;
}

static bool usage(nnrt_error *e, const char *text, const char *what)
{
    return nnrt_error_set(e, NNRT_EXIT_USAGE, "%s %s; --help says more", text, what);
}

static bool take_option(RefOptions *o, int argc, char **argv, int *i, nnrt_error *e)
{
    char *text = argv[*i], *equals = !strncmp(text, "--", 2) ? strchr(text, '=') : NULL;
    const OptionInfo *info = find_option(text, equals ? (size_t)(equals - text) : strlen(text));
    if (!info)
        return usage(e, text, "is no option");
    if (info->kind == FLAG) {
        *(bool *)((char *)o + info->offset) = true;
        return !equals || usage(e, text, "takes no value");
    }
    const char *value = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
    if (!value)
        return usage(e, text, "needs a value");
    if (info->kind == TEXT)
        *(const char **)((char *)o + info->offset) = value;
    else if (info->offset == offsetof(RefOptions, folders))
        o->folders[o->n_folders++] = value;
    else
        o->definitions[o->n_definitions++] = value;
    return true;
}

bool ref_options_read(RefOptions *o, int argc, char **argv, nnrt_error *e)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1]) {
            if (!take_option(o, argc, argv, &i, e))
                return false;
        } else if (o->model)
            return usage(e, argv[i], "is one model too many");
        else
            o->model = argv[i];
    }
    return o->model || o->help || o->version || o->man ||
           nnrt_error_set(e, NNRT_EXIT_USAGE, "no model was given; --help says more");
}
