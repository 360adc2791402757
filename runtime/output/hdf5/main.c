/* nnrt-convert: the spool of a run becomes its files. A program of its own, so that the HDF5
   library neither runs inside a simulation nor can take it down. Run by simulations when they end,
   and by `nnc recover` and `nnc plot`. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/output/hdf5/h5.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct arguments {
    const char *dir, *import_into, *precision;
    bool report, options_end; /* options_end: "--" was read */
    nnrt_convert_options convert;
} arguments;

static const char usage[] =
    "usage: nnrt-convert DIR [OPTION]...\n"
    "Turns DIR/spool.nnrt, which a simulation left, into the files of the run.\n"
    "  --format=LIST             h5, csv, npz, dat (default: h5, and csv for fewer than 1000000 "
    "spikes)\n"
    "  --report-precision=WIDTH  of h5 reports: double (default) or single\n"
    "  --into=FOLDER             write there and keep the spool\n"
    "  --keep-spool              keep the spool\n"
    "  --report                  say what was written\n"
    "  --import=FOLDER           the reverse: read the .h5 or .csv files of DIR into "
    "FOLDER/spool.nnrt\n";

/* Options with a value that is kept as it is, and options that are only there. */
static const struct {
    const char *name;
    size_t offset; /* of a const char * in arguments */
} texts[] = {
    {"--format", offsetof(arguments, convert.formats)},
    {"--into", offsetof(arguments, convert.into)},
    {"--import", offsetof(arguments, import_into)},
    {"--report-precision", offsetof(arguments, precision)},
};
static const struct {
    const char *name;
    size_t offset; /* of a bool in arguments */
} flags[] = {
    {"--keep-spool", offsetof(arguments, convert.keep_spool)},
    {"--report", offsetof(arguments, report)},
    {"--", offsetof(arguments, options_end)},
};

static bool read_option(const char *text, arguments *a)
{
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(text, flags[i].name) == 0) {
            *(bool *)((char *)a + flags[i].offset) = true;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const size_t n = strlen(texts[i].name);
        if (strncmp(text, texts[i].name, n) == 0 && text[n] == '=') {
            const char *value = text + n + 1;
            memcpy((char *)a + texts[i].offset, &value, sizeof value);
            return true;
        }
    }
    return false;
}

static bool read_argument(const char *text, arguments *a)
{
    if (text[0] == '-' && !a->options_end)
        return read_option(text, a);
    bool first = !a->dir;
    a->dir = text;
    return first;
}

static bool read_precision(arguments *a)
{
    a->convert.single = a->precision && strcmp(a->precision, "single") == 0;
    return !a->precision || a->convert.single || strcmp(a->precision, "double") == 0;
}

static void say_error(const nnrt_error *e)
{
    fprintf(stderr, "error: %s\n", e->text);
    if (e->bytes_needed)
        fprintf(stderr, "  = note: at least %llu more bytes are needed\n",
                (unsigned long long)e->bytes_needed);
}

static void say_report(const char *dir, const nnrt_convert_report *r)
{
    if (r->damage.exit_code)
        fprintf(stderr, "note: %s\n", r->damage.text);
    printf("%s: %llu spikes and %llu samples in %zu files\n", dir, (unsigned long long)r->spikes,
           (unsigned long long)r->samples, r->files);
}

static int run(const arguments *a)
{
    nnrt_error e = {0};
    nnrt_convert_report report = {0};
    const nnrt_reader *const readers[] = {&nnrt_reader_h5, &nnrt_reader_csv};
    int code = a->import_into ? nnrt_import_run(a->dir, a->import_into, readers, 2, &e)
                              : nnrt_convert(a->dir, &a->convert, &report, &e);
    if (code)
        say_error(&e);
    else if (a->report)
        say_report(a->convert.into ? a->convert.into : a->dir, &report);
    return code;
}

int main(int argc, char **argv)
{
    arguments a = {.convert.h5 = &nnrt_writer_h5};
    bool good = argc > 1;
    for (int i = 1; i < argc && good; i++)
        good = read_argument(argv[i], &a);
    if (!good || !a.dir || !read_precision(&a)) {
        fputs(usage, stderr);
        return NNRT_EXIT_USAGE;
    }
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error like any other */
    nnrt_h5_library_init();
    int code = run(&a);
    if (fflush(stdout) != 0 && !code)
        code = NNRT_EXIT_IO;
    _exit(code); /* past the exit handlers of libraries */
}
