/* Names of files within the output folder, as scripts give them. */
#ifndef NNRT_WITHIN_H
#define NNRT_WITHIN_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { NNRT_MOST_NAME = 240 }; /* bytes that every file system takes, with room for ".part" */

static inline bool nnrt_is_within_part(const char *part, size_t n)
{
    const bool dots = (n == 1 || (n == 2 && part[1] == '.')) && part[0] == '.';
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)part[i] < ' ' || part[i] == 127)
            return false;
    return n > 0 && n <= NNRT_MOST_NAME && !dots;
}

/* Files of the program itself at the top of the folder: run.json, spool.nnrt and what they are written as. */
static inline bool nnrt_is_taken(const char *name)
{
    static const char *const own[] = {"run.json", "run.json.part", "spool.nnrt"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!strcmp(name, own[i]))
            return true;
    return false;
}

/* No absolute path, no part that is empty, "." or "..", none of more than NNRT_MOST_NAME bytes, no
   control character, no file that the program writes itself. */
static inline bool nnrt_is_within(const char *name)
{
    for (const char *p = name;; p++) {
        const size_t n = strcspn(p, "/");
        if (!nnrt_is_within_part(p, n) || nnrt_is_taken(name))
            return false;
        p += n;
        if (!*p)
            return true;
    }
}
#endif
