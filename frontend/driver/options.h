/* The command line: options.def and commands.def as data, and their parser. */
#ifndef NN_OPTIONS_H
#define NN_OPTIONS_H
#include "ir/base/arena.h"
#include "ir/base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef VEC(const char *) TextList;

/* What the command line said. A field is false, NULL, empty or 0 where its option was not given. */
#define FIELD_FLAG   bool
#define FIELD_TEXT   const char *
#define FIELD_LIST   TextList
#define FIELD_COUNT  uint64_t
#define FIELD_SIZE   uint64_t
#define FIELD_CHOICE const char *
typedef struct Options {
#define OPTION(field, kind, long_name, short_name, argument, commands, help) FIELD_##kind field;
#include "frontend/driver/options.def"
#undef OPTION
    TextList arguments; /* all that is neither an option nor the command */
} Options;

typedef enum OptionKind {
    OPTION_FLAG,
    OPTION_TEXT,
    OPTION_LIST,
    OPTION_COUNT,
    OPTION_SIZE,
    OPTION_CHOICE
} OptionKind;
typedef struct OptionInfo {
    const char *long_name, *short_name, *argument, *commands, *help;
    OptionKind kind;
    size_t offset; /* in Options */
} OptionInfo;

enum { ANY = -1, ANY_WITH_OPTIONS = -2 }; /* numbers of arguments: see commands.def */

typedef struct CommandInfo {
    const char *name, *arguments, *summary;
    int least, most; /* arguments */
    int (*run)(const Options *options);
} CommandInfo;

extern const OptionInfo option_table[];
extern const size_t option_count;
extern const CommandInfo command_table[];
extern const size_t command_count;

const CommandInfo *command_find(const char *name); /* NULL when there is none */
const char *command_nearest(const char *name);     /* for "did you mean"; NULL when none is near */
bool option_applies(const OptionInfo *option, const CommandInfo *command);

/* Splits the arguments. Returns the command, or NULL with *error set to a message for people. The first argument names
   the command; where it does not, it is a model for the command `compile`. */
const CommandInfo *options_parse(Arena *a, int argc, char **argv, Options *options,
                                 const char **error);

bool options_fast(const Options *o); /* --math=fast */

/* Texts from the tables (help.c, pages.c). */
void help_write(FILE *out, const CommandInfo *command); /* NULL: of nnc itself */
void help_write_man(FILE *out);
void help_write_bash(FILE *out);
#endif
