/* Runs a fuzz target over the files of folders and over mutations of them, without libFuzzer. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MUTANTS = 60, SIZE_MOST = 1 << 20 };

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u; /* Numerical Recipes' linear congruential generator */
    return *state >> 8;
}

/* Changes a few bytes, or cuts the text. */
static size_t mutate(uint8_t *bytes, size_t n, uint32_t *state)
{
    for (uint32_t changes = 1 + next_random(state) % 4; n && changes > 0; changes--) {
        const size_t at = next_random(state) % n;
        switch (next_random(state) % 4) {
        case 0:
            bytes[at] = (uint8_t)next_random(state);
            break;
        case 1:
            bytes[at] = bytes[next_random(state) % n];
            break;
        case 2:
            n = at;
            break;
        default:
            memmove(bytes + at, bytes + at + 1, n - at - 1);
            n--;
        }
    }
    return n;
}

static int replay(const char *path)
{
    uint8_t *bytes = malloc(SIZE_MOST), *copy = malloc(SIZE_MOST);
    FILE *in = fopen(path, "rb");
    if (!in || !bytes || !copy) {
        fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    const size_t n = fread(bytes, 1, SIZE_MOST, in);
    fclose(in);
    LLVMFuzzerTestOneInput(bytes, n);
    uint32_t state = 1;
    for (int i = 0; i < MUTANTS; i++) {
        memcpy(copy, bytes, n);
        LLVMFuzzerTestOneInput(copy, mutate(copy, n, &state));
    }
    free(bytes);
    free(copy);
    return 0;
}

static bool is_file(const char *path)
{
    struct stat status;
    return !stat(path, &status) && S_ISREG(status.st_mode);
}

/* Returns the number of files, or -1 after a failure. */
static int replay_folder(const char *name)
{
    DIR *folder = opendir(name);
    const struct dirent *entry;
    int files = 0;
    if (!folder) {
        perror(name);
        return -1;
    }
    while (files >= 0 && (entry = readdir(folder)) != NULL) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", name, entry->d_name);
        if (is_file(path))
            files = replay(path) ? -1 : files + 1;
    }
    closedir(folder);
    return files;
}

int main(int argc, char **argv)
{
    int files = 0;
    for (int i = 1; i < argc; i++) {
        const int more = replay_folder(argv[i]);
        if (more < 0)
            return 1;
        files += more;
    }
    printf("%d files, each with %d mutants\n", files, MUTANTS);
    return files == 0;
}
