/* Rules of make for the files that were read, as make, ninja and CMake take them. */
#include "frontend/driver/deps.h"

#include "codegen/toolchain.h"
#include "ir/base/map.h"

#include <string.h>

/* A name as rules have it: blanks, tabs, # and : behind a backslash, with one more for each that stands before them; $ twice. */
static void print_name(Emitter *e, const char *name)
{
    unsigned slashes = 0;
    for (; *name; name++) {
        const bool quoted = strchr(" \t#:", *name);
        for (unsigned i = 0; quoted && i <= slashes; i++)
            emit(e, "\\");
        emit(e, "%s%c", *name == '$' ? "$" : "", *name);
        slashes = *name == '\\' ? slashes + 1 : 0;
    }
}

static bool is_of_user(const SourceFile *file)
{
    return file->name[0] != '<' && strncmp(file->name, "-D ", 3) != 0;
}

FileNames deps_files(Session *s)
{
    FileNames names = {0};
    Map seen;
    map_init(&seen, s->arena);
    for (uint32_t i = 0; i < sources_count(s->sources); i++) {
        const SourceFile *file = sources_file(s->sources, i);
        const Str *name = str_from(s->strings, file->name);
        if (!is_of_user(file) || map_has(&seen, name))
            continue;
        map_set(&seen, name, (void *)name);
        VEC_PUSH(s->arena, &names, file->name);
    }
    return names;
}

bool deps_write(Pipeline *p, const Options *o, const char *target)
{
    const FileNames files = deps_files(p->session);
    Emitter *e = emitter_new(p->session->arena, 0);
    print_name(e, target);
    emit(e, ":");
    for (uint32_t i = 0; i < files.n; i++) {
        emit(e, " ");
        print_name(e, files.v[i]);
    }
    emit(e, "\n");
    for (uint32_t i = 1; i < files.n; i++) {
        print_name(e, files.v[i]);
        emit(e, ":\n");
    }
    size_t n;
    const char *text = emitter_text(e, &n);
    if (o->emit && !strcmp(o->emit, "deps"))
        return fwrite(text, 1, n, stdout) == n;
    const char *path =
        o->deps_file ? o->deps_file : arena_printf(p->session->arena, "%s.d", target);
    return toolchain_write(p->session, path, text, n);
}
