/* Parses the command line by the tables of options.def and commands.def. */
#include "frontend/driver/options.h"

#include "frontend/driver/commands.h"
#include "ir/base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const OptionInfo option_table[] = {
#define OPTION(field, kind, long_name, short_name, argument, commands, help)                       \
    {long_name, short_name, argument, commands, help, OPTION_##kind, offsetof(Options, field)},
#include "frontend/driver/options.def"
#undef OPTION
};
const size_t option_count = sizeof option_table / sizeof *option_table;

const CommandInfo command_table[] = {
#define COMMAND(name, arguments, least, most, summary)                                             \
    {#name, arguments, summary, least, most, cmd_##name},
#include "frontend/driver/commands.def"
#undef COMMAND
};
const size_t command_count = sizeof command_table / sizeof *command_table;

const CommandInfo *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (!strcmp(command_table[i].name, name))
            return &command_table[i];
    return NULL;
}

const char *command_nearest(const char *name)
{
    StrNearest near = str_nearest_start(name);
    for (size_t i = 0; i < command_count; i++)
        str_nearest_offer(&near, command_table[i].name);
    return near.best;
}

/* Whether `word` is one of the words of `text` that `separator` parts. */
static bool has_word(const char *text, const char *word, char separator)
{
    const size_t len = strlen(word);
    for (const char *p = text; p; p = strchr(p, separator)) {
        p += *p == separator;
        if (!strncmp(p, word, len) && (p[len] == separator || !p[len]))
            return true;
    }
    return false;
}

bool option_applies(const OptionInfo *option, const CommandInfo *command)
{
    return !strcmp(option->commands, "*") || has_word(option->commands, command->name, ' ');
}

typedef struct Parser {
    Arena *arena;
    Options *options;
    const CommandInfo *command;
    int argc, next;
    char **argv;
    const char *error; /* the first; NULL: none */
} Parser;

static bool parse_count(const char *text, uint64_t *count)
{
    char *end;
    errno = 0;
    *count = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && !*end && !errno;
}

/* "500M", "4G": bytes, as compiled programs read them. */
static bool parse_size(const char *text, uint64_t *size)
{
    static const struct {
        const char *name;
        uint64_t factor;
    } units[] = {{"", 1}, {"k", 1000}, {"M", 1000000}, {"G", 1000000000}, {"T", 1000000000000}};
    char *end;
    errno = 0;
    const uint64_t n = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || errno)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!strcmp(end, units[i].name) && n <= UINT64_MAX / units[i].factor) {
            *size = n * units[i].factor;
            return true;
        }
    return false;
}

/* Stores a value, as the kind of the option wants it. */
static void store(Parser *p, const OptionInfo *option, const char *spelling, const char *value)
{
    void *field = (char *)p->options + option->offset;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        break;
    case OPTION_TEXT:
        *(const char **)field = value;
        break;
    case OPTION_LIST:
        VEC_PUSH(p->arena, (TextList *)field, value);
        break;
    case OPTION_COUNT:
        if (!parse_count(value, field))
            p->error = arena_printf(p->arena, "%s needs a whole number, not '%s'", spelling, value);
        break;
    case OPTION_SIZE:
        if (!parse_size(value, field))
            p->error = arena_printf(p->arena, "%s needs a size such as 500M or 4G, not '%s'",
                                    spelling, value);
        break;
    case OPTION_CHOICE:
        *(const char **)field = value;
        if (!has_word(option->argument, value, '|'))
            p->error = arena_printf(p->arena, "%s is one of %s, not '%s'", spelling,
                                    option->argument, value);
        break;
    }
}

/* An option in its place: `attached` is the text after = or after a short name, NULL without one. */
static void take_option(Parser *p, const OptionInfo *option, const char *spelling,
                        const char *attached)
{
    const char *value = attached;
    if (!option_applies(option, p->command)) {
        p->error =
            arena_printf(p->arena, "%s is no option of 'nnc %s'", spelling, p->command->name);
    } else if (option->kind == OPTION_FLAG && attached) {
        p->error = arena_printf(p->arena, "%s takes no value", spelling);
    } else {
        if (option->kind != OPTION_FLAG && !value && p->next < p->argc)
            value = p->argv[p->next++];
        const bool may_be_empty = option->argument[0] == '[';
        if (option->kind != OPTION_FLAG && (!value || (!*value && !may_be_empty)))
            p->error = arena_printf(p->arena, "%s needs a value: %s", spelling, option->argument);
        else
            store(p, option, spelling, value);
    }
}

static void refuse_option(Parser *p, const char *argument)
{
    StrNearest near = str_nearest_start(argument + 2);
    for (size_t i = 0; i < option_count && argument[1] == '-'; i++)
        if (option_applies(&option_table[i], p->command))
            str_nearest_offer(&near, option_table[i].long_name);
    p->error = near.best
                   ? arena_printf(p->arena, "no option %s: did you mean --%s?", argument, near.best)
                   : arena_printf(p->arena, "no option %s; see nnc --help", argument);
}

static void parse_long(Parser *p, const char *argument)
{
    const char *name = argument + 2, *equals = strchr(name, '=');
    const size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const char *spelling = arena_printf(p->arena, "--%.*s", (int)len, name);
    for (size_t i = 0; i < option_count; i++)
        if (!strcmp(option_table[i].long_name, spelling + 2)) {
            take_option(p, &option_table[i], spelling, equals ? equals + 1 : NULL);
            return;
        }
    refuse_option(p, spelling);
}

/* Whether the option is spelled so, with one dash. */
static bool fits_short(const OptionInfo *option, const char *argument)
{
    const size_t len = strlen(option->short_name);
    return len && !strncmp(argument + 1, option->short_name, len) &&
           (option->kind != OPTION_FLAG || !argument[1 + len]);
}

/* -o FILE, -oFILE, -MD: the longest short name that the argument begins with; a flag must be all of it. */
static void parse_short(Parser *p, const char *argument)
{
    const OptionInfo *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < option_count; i++) {
        const OptionInfo *option = &option_table[i];
        const size_t len = strlen(option->short_name);
        if (fits_short(option, argument) && len > longest) {
            best = option;
            longest = len;
        }
    }
    if (!best) {
        refuse_option(p, argument);
        return;
    }
    const char *rest = argument + 1 + longest;
    rest += longest > 1 && *rest == '='; /* -march=CPU */
    take_option(p, best, arena_printf(p->arena, "-%s", best->short_name), *rest ? rest : NULL);
}

static bool fits_long(const OptionInfo *option, const char *argument)
{
    const size_t len = strlen(option->long_name);
    return !strncmp(argument, "--", 2) && !strncmp(argument + 2, option->long_name, len) &&
           (!argument[2 + len] || argument[2 + len] == '=');
}

/* Behind its first argument, what is no option of the command may be one of what it runs. */
static bool is_passed_on(const Parser *p, const char *argument)
{
    if (p->command->most != ANY_WITH_OPTIONS || !p->options->arguments.n)
        return false;
    for (size_t i = 0; i < option_count; i++)
        if (option_applies(&option_table[i], p->command) &&
            (fits_long(&option_table[i], argument) || fits_short(&option_table[i], argument)))
            return false;
    return strcmp(argument, "--") != 0;
}

static void parse_argument(Parser *p, bool *options_end)
{
    const char *argument = p->argv[p->next++];
    if (*options_end || argument[0] != '-' || !argument[1] || is_passed_on(p, argument))
        VEC_PUSH(p->arena, &p->options->arguments, argument);
    else if (!strcmp(argument, "--"))
        *options_end = true;
    else if (argument[1] == '-')
        parse_long(p, argument);
    else
        parse_short(p, argument);
}

static bool has_empty_argument(const Parser *p)
{
    for (uint32_t i = 0; i < p->options->arguments.n; i++)
        if (!*p->options->arguments.v[i])
            return true;
    return false;
}

/* `nnc chekc model.nn`: the first of several arguments of a command that nobody named. */
static bool is_mistyped(const Parser *p)
{
    return p->options->arguments.n > 1 && p->options->arguments.v[0] == p->argv[1] &&
           !strpbrk(p->argv[1], "./");
}

static void refuse_command(Parser *p)
{
    const char *name = p->argv[1], *near = command_nearest(name);
    p->error = near ? arena_printf(p->arena, "no command '%s': did you mean %s?", name, near)
                    : arena_printf(p->arena, "no command '%s'; see nnc --help", name);
}

static void check_arguments(Parser *p)
{
    const CommandInfo *command = p->command;
    const int n = (int)p->options->arguments.n;
    if (command->least && has_empty_argument(p))
        p->error = arena_printf(p->arena, "an argument is empty: nnc %s %s", command->name,
                                command->arguments);
    else if (n < command->least)
        p->error = arena_printf(p->arena, "nothing to work on: nnc %s %s", command->name,
                                command->arguments);
    else if (is_mistyped(p))
        refuse_command(p);
    else if (p->options->deps_file && !p->options->write_deps)
        p->error = "-MF says where -MD writes: give -MD, too";
    else if (command->most >= 0 && n > command->most)
        p->error =
            arena_printf(p->arena, "too many arguments: '%s'; nnc %s %s",
                         p->options->arguments.v[command->most], command->name, command->arguments);
}

/* The first argument that is a command; a model belongs to `compile`, options alone to `help`. */
static const CommandInfo *choose_command(Parser *p)
{
    const char *first = p->argc > 1 ? p->argv[1] : "--help";
    const CommandInfo *named = command_find(first), *compile = command_find("compile");
    if (named) {
        p->next = 2;
        return named;
    }
    if (p->argc < 2 || !compile)
        return command_find("help");
    return compile;
}

const CommandInfo *options_parse(Arena *a, int argc, char **argv, Options *options,
                                 const char **error)
{
    Parser p = {.arena = a, .options = options, .argc = argc, .argv = argv, .next = 1};
    bool options_end = false;
    memset(options, 0, sizeof *options);
    p.command = choose_command(&p);
    while (p.next < p.argc && !p.error)
        parse_argument(&p, &options_end);
    if (!p.error && !options->help && !options->version)
        check_arguments(&p);
    *error = p.error;
    return p.error ? NULL : p.command;
}

bool options_fast(const Options *o)
{
    return o->math && !strcmp(o->math, "fast");
}
