/* Sessions that have no memory for a file leave no file open: files PATH, which is made. */
#include <fcntl.h>
#include <nnc.h>
#include <stdio.h>
#include <unistd.h>

enum { SESSIONS = 40, FILE_BYTES = 4 << 20, LIMIT = 2 << 20 };

static bool make_file(const char *path)
{
    FILE *f = fopen(path, "w");
    for (int i = 0; f && i < FILE_BYTES / 64; i++)
        fprintf(f, "%63s\n", "#");
    return f && fclose(f) == 0;
}

static bool fails_for_memory(const char *path)
{
    const NncOptions o = {.size = sizeof o, .limit_memory = LIMIT};
    NncSession *s = nnc_session_new(&o);
    const bool good = s && !nnc_session_load_file(s, path) && nnc_session_exit_code(s) == 5;
    nnc_session_free(s);
    return good;
}

int main(int argc, char **argv)
{
    bool good = argc == 2 && make_file(argv[1]);
    for (int i = 0; good && i < SESSIONS; i++)
        good = fails_for_memory(argv[1]);
    const int next = open("/dev/null", O_RDONLY);
    printf("%s, the next file is number %d\n", good ? "as expected" : "otherwise", next);
    return good && next >= 0 && next < SESSIONS / 2 ? 0 : 1;
}
