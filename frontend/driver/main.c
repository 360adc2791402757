/* nnc: reads the command line and runs a command. */
#include "frontend/driver/commands.h"
#include "frontend/libnnc/version.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Results that did not reach standard output are a failure, as a full disk is. */
static int finish(int exit_code)
{
    if (fflush(stdout) || ferror(stdout)) {
        fprintf(stderr, "nnc: cannot write standard output: %s\n", strerror(errno));
        return exit_code ? exit_code : EXIT_FILES;
    }
    return exit_code;
}

static int run(const CommandInfo *command, const Options *options, bool named)
{
    if (options->version)
        printf("nnc %s\n", NNC_VERSION);
    else if (options->help)
        help_write(stdout, named ? command : NULL);
    else
        return command->run(options);
    return EXIT_OK;
}

int main(int argc, char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of writing */
    signal(SIGCHLD, SIG_DFL); /* where it is ignored, nobody learns how the C compiler ended */
    Arena *arena = arena_new(NULL, NULL, 0);
    if (!arena)
        return EXIT_LIMIT;
    Options options;
    const char *error;
    const CommandInfo *command = options_parse(arena, argc, argv, &options, &error);
    int exit_code = EXIT_USAGE;
    if (command)
        exit_code = run(command, &options, argc > 1 && command_find(argv[1]));
    else
        fprintf(stderr, "nnc: %s\n", error);
    exit_code = finish(exit_code);
    arena_free(arena);
    return exit_code;
}
