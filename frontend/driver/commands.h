/* The functions of commands.def; each returns the exit code. */
#ifndef NN_COMMANDS_H
#define NN_COMMANDS_H
#include "frontend/driver/options.h"
#include "ir/base/exits.h"

#define COMMAND(name, arguments, least, most, summary) int cmd_##name(const Options *options);
#include "frontend/driver/commands.def"
#undef COMMAND
#endif
