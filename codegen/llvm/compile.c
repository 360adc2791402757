/* Programs to machine code: read, divided, lowered part by part; then the parts are compiled at the same time. */
#include "codegen/llvm/code.h"
#include "codegen/llvm/internal.h"
#include "codegen/llvm/join.h"
#include "codegen/llvm/llvm.h"
#include "codegen/llvm/workers.h"
#include "ir/base/embedded.h"
#include "runtime/level.h"

#include <stdlib.h>
#include <string.h>

/* ---- the program ---- */
/* What a C compiler is told on its command line, or knows of the processor. */
static const char *given(Arena *a, const char *library, unsigned level)
{
    return arena_printf(a, "static const char NNRT_LIBRARY[] = %s;\nenum { NNRT_LEVEL = %u };\n",
                        str_literal(a, library), level);
}

enum { FAST_TEXT, PRECISE_TEXT }; /* in runtime_text, which is sorted by name */

/* *own: its first object that is not of the runtime. */
static Program *read_program(Arena *a, StrTable *strings, const char *text, const char *names,
                             bool fast, uint32_t *own)
{
    Program *p = program_new(a, strings);
    const bool known =
        program_read(p, "runtime", runtime_text[fast ? FAST_TEXT : PRECISE_TEXT].text) &&
        program_read(p, "given", names);
    *own = p->objects.n;
    if (known)
        program_read(p, "program", text);
    return p;
}

/* Lines are for debuggers, which know one unit of each kind in an object; a text is one module. */
static bool is_divided(const LlvmOptions *o)
{
    return o->form == LLVM_FORM_OBJECT && !o->lines;
}

/* ---- a part of it ---- */
static void lower_objects(Lower *l)
{
    for (uint32_t i = 0; l->part == 0 && i < l->p->objects.n; i++) {
        ProgObject *o = l->p->objects.v[i];
        if (o->is_defined && !o->is_static)
            lower_object(l, o);
    }
    for (uint32_t i = 0; i < l->p->objects.n; i++)
        if (parts_of(l->parts, l->p->objects.v[i]) == l->part)
            lower_object(l, l->p->objects.v[i]);
    for (uint32_t i = 0; i < l->waiting.n; i++)
        lower_body(l, l->waiting.v[i]);
}

/* What was made is of this part's module. */
static void forget_made(const Lower *l)
{
    for (uint32_t i = 0; i < l->objects.n; i++)
        l->objects.v[i]->made = NULL;
    for (uint32_t i = 0; i < l->records.n; i++)
        l->records.v[i]->made = NULL;
}

/* NULL: it keeps its name. */
static void rename_function(LLVMModuleRef module, const char *name, const char *new_name)
{
    LLVMValueRef function = new_name ? LLVMGetNamedFunction(module, name) : NULL;
    if (function)
        LLVMSetValueName2(function, new_name, strlen(new_name));
}

static void lower_part(Program *p, const Parts *parts, uint32_t part, const Code *c,
                       const LlvmOptions *options)
{
    Lower l = {.p = p,
               .context = c->context,
               .module = c->module,
               .builder = LLVMCreateBuilderInContext(c->context),
               .locals = LLVMCreateBuilderInContext(c->context),
               .level = nnrt_level_of(options->cpu),
               .parts = parts,
               .part = part};
    if (options->lines)
        lines_begin(&l);
    lower_objects(&l);
    lines_end(&l);
    forget_made(&l);
    rename_function(l.module, "main", options->entry);
    rename_function(l.module, "nnrt_main", options->calls);
    LLVMDisposeBuilder(l.builder);
    LLVMDisposeBuilder(l.locals);
}

/* ---- all parts ---- */
static void make_code(void *context, uint32_t i)
{
    Code *const *codes = context;
    code_make(codes[i]);
}

/* The longest first, lest one is begun when all others are done. */
static Code **by_work(Arena *a, const Parts *parts, Code *codes)
{
    Code **order = ARENA_ARRAY(a, Code *, parts->n);
    for (uint32_t i = 0; i < parts->n; i++) {
        uint32_t at = i;
        for (; at > 0 && parts->work[order[at - 1] - codes] < parts->work[i]; at--)
            order[at] = order[at - 1];
        order[at] = &codes[i];
    }
    return order;
}

/* NULL, or the first thing that is wrong, in the arena. */
static const char *join(Arena *a, Code *codes, uint32_t n, LlvmResult *result)
{
    LlvmResult *objects = ARENA_ARRAY(a, LlvmResult, n);
    const char *wrong = NULL;
    for (uint32_t i = 0; i < n; i++) {
        objects[i] = codes[i].result;
        if (*codes[i].wrong && !wrong)
            wrong = arena_printf(a, "%s", codes[i].wrong);
    }
    if (!wrong && n == 1)
        *result = objects[0];
    else if (!wrong)
        wrong = objects_join(a, objects, n, result);
    for (uint32_t i = 0; i < n; i++)
        if (objects[i].bytes != result->bytes)
            llvm_free(&objects[i]);
    return wrong;
}

static const char *compile(Program *p, const Parts *parts, const Machine *m, LlvmResult *result)
{
    Code *codes = ARENA_ARRAY(p->arena, Code, parts->n);
    for (uint32_t i = 0; i < parts->n; i++) {
        code_open(&codes[i], m);
        lower_part(p, parts, i, &codes[i], m->options);
    }
    workers_run(m->options->threads, parts->n, make_code, by_work(p->arena, parts, codes));
    return join(p->arena, codes, parts->n, result);
}

const char *llvm_compile(Arena *a, StrTable *strings, const char *text, const char *library,
                         const LlvmOptions *options, LlvmResult *result)
{
    uint32_t own;
    Machine m;
    *result = (LlvmResult){0};
    Program *p = read_program(a, strings, text, given(a, library, nnrt_level_of(options->cpu)),
                              options->fast, &own);
    if (p->error)
        return p->error;
    const char *wrong = machine_open(&m, a, options);
    const Parts parts = parts_divide(p, own, is_divided(options));
    if (!wrong)
        wrong = compile(p, &parts, &m, result);
    machine_close(&m);
    return wrong;
}

void llvm_free(LlvmResult *result)
{
    free(result->bytes);
    *result = (LlvmResult){0};
}
