/* The manual page and the completion of bash, from the tables of options and commands. */
#include "frontend/driver/options.h"
#include "frontend/libnnc/version.h"
#include "ir/pass/passes.h"

#include <string.h>

/* Text of roff: dashes are minus signs, and no line begins with a control character. */
static void write_roff(FILE *out, const char *text)
{
    for (; *text; text++)
        if (*text == '-')
            fputs("\\-", out);
        else if (*text == '\\')
            fputs("\\e", out);
        else
            fputc(*text, out);
}

static void write_man_option(FILE *out, const OptionInfo *option)
{
    fputs(".TP\n.B ", out);
    if (option->short_name[0]) {
        fputs("\\-", out);
        write_roff(out, option->short_name);
        fputs(", ", out);
    }
    fputs("\\-\\-", out);
    write_roff(out, option->long_name);
    if (option->kind != OPTION_FLAG) {
        fputs("=\\fI", out);
        write_roff(out, option->argument);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    write_roff(out, option->help);
    fprintf(out, "\n(%s)\n", strcmp(option->commands, "*") ? option->commands : "all commands");
}

void help_write_man(FILE *out)
{
    fprintf(out, ".TH NNC 1 \"\" \"nnc %s\" \"User Commands\"\n", NNC_VERSION);
    fputs(".SH NAME\nnnc \\- compile models of neurons and networks\n"
          ".SH SYNOPSIS\n.B nnc\n[\\fIOPTION\\fR...] \\fIMODEL\\fR [\\fB\\-o\\fR "
          "\\fIPROGRAM\\fR]\n.br\n"
          ".B nnc\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n.SH COMMANDS\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, ".TP\n.B %s \\fI%s\\fR\n", command_table[i].name, command_table[i].arguments);
        write_roff(out, command_table[i].summary);
        fputc('\n', out);
    }
    fputs(".SH OPTIONS\nThe commands that an option belongs to stand behind it.\n", out);
    for (size_t i = 0; i < option_count; i++)
        write_man_option(out, &option_table[i]);
    fputs(".SH PASSES\nFor --passes, --print-after and --stop-after, in the order in which they "
          "run.\n",
          out);
    for (int i = 0; i < PASS_COUNT; i++) {
        fprintf(out, ".TP\n.B %s\n", pass_facts[i].name);
        write_roff(out, pass_facts[i].doc);
        fputc('\n', out);
    }
    fputs(".SH EXIT STATUS\n", out);
#define EXIT_CODE(name, code, text) fputs(".TP\n.B " #code "\n" text "\n", out);
#include "ir/base/exits.def"
#undef EXIT_CODE
}

static void write_bash_choices(FILE *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const OptionInfo *option = &option_table[i];
        if (option->kind != OPTION_CHOICE)
            continue;
        fprintf(out, "    --%s=*) COMPREPLY=($(compgen -W '", option->long_name);
        for (const char *p = option->argument; *p; p++)
            fputc(*p == '|' ? ' ' : *p, out);
        fputs("' -- \"${word#*=}\")) ; return ;;\n", out);
    }
}

static void write_bash_words(FILE *out, const CommandInfo *command)
{
    fprintf(out, "    %s) options='", command->name);
    for (size_t i = 0; i < option_count; i++)
        if (option_applies(&option_table[i], command))
            fprintf(out, " --%s%s", option_table[i].long_name,
                    option_table[i].kind == OPTION_FLAG ? "" : "=");
    fputs("' ;;\n", out);
}

void help_write_bash(FILE *out)
{
    fputs("# bash completion of nnc; written by `nnc help --completion=bash`\n"
          "_nnc()\n{\n"
          "    local word options command\n"
          "    COMPREPLY=()\n"
          "    word=$(printf '%s' \"${COMP_LINE:0:COMP_POINT}\" | sed 's/.*[[:space:]]//')\n"
          "    command=${COMP_WORDS[1]}\n"
          "    case $word in\n",
          out);
    write_bash_choices(out);
    fputs("    esac\n    case $command in\n", out);
    for (size_t i = 0; i < command_count; i++)
        write_bash_words(out, &command_table[i]);
    const CommandInfo *compile = command_find("compile");
    if (compile) {
        fputs("    *) command=compile\n", out);
        fputs("    esac\n    case $command in\n", out);
        write_bash_words(out, compile);
    }
    fputs("    esac\n"
          "    if [[ $word == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
          "        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
          "        return\n"
          "    fi\n"
          "    COMPREPLY=($(compgen -f -- \"$word\" | grep -E '[.](nn|xml|nml|h5|ir|nnk|omt)$')\n"
          "        $(compgen -d -S / -- \"$word\"))\n"
          "    if ((COMP_CWORD == 1)); then\n"
          "        COMPREPLY+=($(compgen -W '",
          out);
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "%s%s", i ? " " : "", command_table[i].name);
    fputs("' -- \"$word\"))\n    fi\n}\ncomplete -F _nnc nnc\n", out);
}
