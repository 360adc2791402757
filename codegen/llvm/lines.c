/* Lines of models for debuggers and profilers: each statement of a program tells where in a model it comes from, and its
   instructions are said to be there (DWARF, by LLVM's DIBuilder). Functions that are of no model stand at line 0. */
#include "codegen/llvm/internal.h"

#include <llvm-c/DebugInfo.h>
#include <stdlib.h>
#include <string.h>

enum { DWARF_VERSION = 4, OPTIMISED = 1 };

struct Lines {
    LLVMDIBuilderRef builder;
    LLVMMetadataRef unit_file, function; /* of the function at hand */
    Map files;                           /* name -> its node */
    Map scopes;                          /* of the function at hand: file -> block that is of it */
};

static void add_flag(Lower *l, const char *name, unsigned value)
{
    LLVMValueRef number = LLVMConstInt(LLVMInt32TypeInContext(l->context), value, false);
    LLVMAddModuleFlag(l->module, LLVMModuleFlagBehaviorWarning, name, strlen(name),
                      LLVMValueAsMetadata(number));
}

static LLVMMetadataRef file_named(Lower *l, const Str *name)
{
    LLVMMetadataRef file = map_get(&l->lines->files, name);
    if (!file) {
        file = LLVMDIBuilderCreateFile(l->lines->builder, name->s, name->len, ".", 1);
        map_set(&l->lines->files, name, file);
    }
    return file;
}

void lines_begin(Lower *l)
{
    static const char producer[] = "nnc";
    struct Lines *n = l->lines = ARENA_NEW(l->p->arena, struct Lines);
    map_init(&n->files, l->p->arena);
    n->builder = LLVMCreateDIBuilder(l->module);
    n->unit_file = file_named(l, str_from(l->p->strings, "program"));
    LLVMDIBuilderCreateCompileUnit(n->builder, LLVMDWARFSourceLanguageC, n->unit_file, producer,
                                   sizeof producer - 1, OPTIMISED, "", 0, 0, "", 0,
                                   LLVMDWARFEmissionFull, 0, 0, 0, "", 0, "", 0);
    add_flag(l, "Debug Info Version", LLVMDebugMetadataVersion());
    add_flag(l, "Dwarf Version", DWARF_VERSION);
}

static void place(Lower *l, unsigned line, unsigned column, LLVMMetadataRef scope)
{
    LLVMSetCurrentDebugLocation2(
        l->builder, LLVMDIBuilderCreateDebugLocation(l->context, line, column, scope, NULL));
}

void lines_function(Lower *l, const ProgObject *f)
{
    struct Lines *n = l->lines;
    if (!n)
        return;
    LLVMMetadataRef type =
        LLVMDIBuilderCreateSubroutineType(n->builder, n->unit_file, NULL, 0, LLVMDIFlagZero);
    n->function = LLVMDIBuilderCreateFunction(n->builder, n->unit_file, f->name->s, f->name->len,
                                              f->name->s, f->name->len, n->unit_file, 0, type,
                                              f->is_static, true, 0, LLVMDIFlagZero, OPTIMISED);
    LLVMSetSubprogram(l->function, n->function);
    map_init(&n->scopes, l->p->arena);
    place(l, 0, 0, n->function);
}

/* "file:line:column", from its end, as names of files may have colons. */
static bool read_place(const char *where, size_t *name, unsigned *line, unsigned *column)
{
    const char *last = strrchr(where, ':'), *first = last;
    while (first && first > where && *--first != ':')
        continue;
    if (!last || first == where)
        return false;
    *name = (size_t)(first - where);
    *line = (unsigned)strtoul(first + 1, NULL, 10);
    *column = (unsigned)strtoul(last + 1, NULL, 10);
    return *line > 0;
}

static LLVMMetadataRef scope_in(Lower *l, const Str *name)
{
    struct Lines *n = l->lines;
    LLVMMetadataRef scope = map_get(&n->scopes, name);
    if (!scope) {
        scope =
            LLVMDIBuilderCreateLexicalBlockFile(n->builder, n->function, file_named(l, name), 0);
        map_set(&n->scopes, name, scope);
    }
    return scope;
}

void lines_at(Lower *l, const char *where)
{
    size_t length;
    unsigned line, column;
    if (!l->lines || !where || !read_place(where, &length, &line, &column))
        return;
    place(l, line, column, scope_in(l, str_intern(l->p->strings, where, length)));
}

void lines_end(Lower *l)
{
    if (!l->lines)
        return;
    LLVMDIBuilderFinalize(l->lines->builder);
    LLVMDisposeDIBuilder(l->lines->builder);
}
