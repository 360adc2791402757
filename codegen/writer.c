/* The table of writers, and that of the IR's own text. */
#include "codegen/writer.h"

#include "ir/text.h"

#include <string.h>

enum { INDENT = 4 };

const Writer writer_table[] = {
#define WRITER(name, ending, what) {#name, ending, what, name##_write},
#include "codegen/writers.def"
#undef WRITER
};
const size_t writer_count = sizeof writer_table / sizeof *writer_table;

const Writer *writer_named(const char *name)
{
    for (size_t i = 0; i < writer_count; i++)
        if (!strcmp(writer_table[i].name, name))
            return &writer_table[i];
    return NULL;
}

const Writer *writer_of_file(const char *path)
{
    const size_t n = strlen(path);
    for (size_t i = 0; i < writer_count; i++) {
        const size_t k = strlen(writer_table[i].ending);
        if (n > k && !strcmp(path + n - k, writer_table[i].ending))
            return &writer_table[i];
    }
    return NULL;
}

Emitter *writer_add_file(Writing *w, const char *name)
{
    const WrittenFile file = {name, emitter_new(w->module->arena, INDENT)};
    VEC_PUSH(w->module->arena, &w->files, file);
    return file.text;
}

bool ir_write(Writing *w)
{
    ir_print_module(writer_add_file(w, NULL), w->module);
    return true;
}
