/* The functions of commands.def; each returns the exit code. */
#ifndef NN_COMMANDS_H
#define NN_COMMANDS_H
#include "frontend/driver/options.h"

/* Exit codes of nnc (diag.def has those of single errors). */
enum {
    EXIT_OK = 0,
    EXIT_MODEL = 1,
    EXIT_USAGE = 2,
    EXIT_FILES = 4,
    EXIT_LIMIT = 5,
    EXIT_INTERNAL = 70
};

#define COMMAND(name, arguments, least, most, summary) int cmd_##name(const Options *options);
#include "frontend/driver/commands.def"
#undef COMMAND
#endif
