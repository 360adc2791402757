/* nnc recover: makes the files of a run that could not, or that was killed. */
#define _POSIX_C_SOURCE 200809L
#include "frontend/driver/commands.h"
#include "frontend/libnnc/library.h"
#include "runtime/output/finish.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int cmd_recover(const Options *options)
{
    char library[LIBRARY_PATH], program[LIBRARY_PATH];
    if (!nnrt_find_converter(library_dir(library), program, sizeof program)) {
        fprintf(stderr, "error: the program %s, which writes results, was not found in %s\n",
                NNRT_CONVERTER, library);
        return EXIT_FILES;
    }
    execl(program, program, "--report", "--", options->arguments.v[0], (char *)NULL);
    fprintf(stderr, "error: cannot run %s: %s\n", program, strerror(errno));
    return EXIT_FILES;
}
