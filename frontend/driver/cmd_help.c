/* nnc help: usage, and the pages that an installation holds. */
#include "frontend/driver/commands.h"
#include "frontend/driver/pass_options.h"

#include <string.h>

int cmd_help(const Options *options)
{
    const CommandInfo *command = NULL;
    if (options->man) {
        help_write_man(stdout);
    } else if (options->completion) {
        help_write_bash(stdout);
    } else if (options->arguments.n && !strcmp(options->arguments.v[0], "passes")) {
        pass_options_list(stdout);
    } else {
        if (options->arguments.n && !(command = command_find(options->arguments.v[0]))) {
            fprintf(stderr, "nnc: no command '%s'; see nnc --help\n", options->arguments.v[0]);
            return EXIT_USAGE;
        }
        help_write(stdout, command);
    }
    return EXIT_OK;
}
