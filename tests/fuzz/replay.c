/* Runs a fuzz target over the files of a folder and over mutations of them, without libFuzzer. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MUTANTS = 200, SIZE_MOST = 1 << 20 };

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

int main(int argc, char **argv)
{
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    const struct dirent *entry;
    int files = 0, failed = 0;
    if (!folder) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    while ((entry = readdir(folder)) != NULL) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        failed |= replay(path);
        files++;
    }
    closedir(folder);
    printf("%d files, each with %d mutants\n", files, MUTANTS);
    return failed || !files;
}
