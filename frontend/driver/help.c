/* --help, from the tables. */
#include "frontend/driver/options.h"

#include <string.h>

enum { HELP_COLUMN = 30, LINE_COLUMNS = 100 };

/* Text in the right column, broken at blanks. */
static void write_wrapped(FILE *out, const char *text)
{
    const size_t room = LINE_COLUMNS - HELP_COLUMN;
    while (strlen(text) > room) {
        size_t n = room;
        while (n > 1 && text[n] != ' ')
            n--;
        fprintf(out, "%.*s\n%*s", (int)n, text, HELP_COLUMN, "");
        text += n + 1;
    }
    fprintf(out, "%s\n", text);
}

static void write_row(FILE *out, const char *left, const char *text)
{
    fprintf(out, "  %-*s", HELP_COLUMN - 2, left);
    if (strlen(left) + 4 > HELP_COLUMN)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    write_wrapped(out, text);
}

static void write_option(FILE *out, const OptionInfo *option)
{
    char left[160];
    const bool has_short = option->short_name[0] != '\0', has_value = option->kind != OPTION_FLAG;
    snprintf(left, sizeof left, "%s%s%s--%s%s%s", has_short ? "-" : "", option->short_name,
             has_short ? ", " : "", option->long_name, has_value ? "=" : "", option->argument);
    write_row(out, left, option->help);
}

static void write_options(FILE *out, const CommandInfo *command)
{
    fprintf(out, "\nOptions:\n");
    for (size_t i = 0; i < option_count; i++)
        if (option_applies(&option_table[i], command))
            write_option(out, &option_table[i]);
}

static void write_commands(FILE *out)
{
    char left[80];
    fprintf(out, "\nCommands:\n");
    for (size_t i = 0; i < command_count; i++) {
        snprintf(left, sizeof left, "%s %s", command_table[i].name, command_table[i].arguments);
        write_row(out, left, command_table[i].summary);
    }
}

static void write_exits(FILE *out)
{
    fprintf(out, "\nExit codes:\n");
#define EXIT_CODE(name, code, text) write_row(out, #code, text);
#include "ir/base/exits.def"
#undef EXIT_CODE
}

void help_write(FILE *out, const CommandInfo *command)
{
    if (command) {
        fprintf(out, "Usage: nnc %s [OPTION...] %s\n\n%s\n", command->name, command->arguments,
                command->summary);
        write_options(out, command);
        return;
    }
    fprintf(out, "nnc compiles models of neurons and networks to programs that simulate them.\n\n"
                 "Usage: nnc [OPTION...] MODEL [-o PROGRAM]\n"
                 "       nnc COMMAND [OPTION...] [ARGUMENT...]\n");
    write_commands(out);
    const CommandInfo *compile = command_find("compile");
    if (compile)
        write_options(out, compile);
    write_exits(out);
    fprintf(out, "\n`nnc help COMMAND` lists the options of a command.\n");
}
