/* Programs to machine code: read, lowered, verified, optimised, written. */
#include "codegen/llvm/internal.h"
#include "codegen/llvm/llvm.h"
#include "ir/base/embedded.h"
#include "runtime/level.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdlib.h>
#include <string.h>

typedef struct Compiler {
    Arena *arena;
    const LlvmOptions *options;
    LLVMContextRef context;
    LLVMModuleRef module;
    LLVMTargetMachineRef machine;
} Compiler;

static const char *keep(Arena *a, char *message)
{
    const char *kept = arena_printf(a, "%s", message ? message : "it says nothing");
    LLVMDisposeMessage(message);
    return kept;
}

/* ---- the machine ---- */
static const char *make_machine(Compiler *c)
{
    char *message = NULL, *triple = LLVMGetDefaultTargetTriple();
    LLVMTargetRef target;
    llvm_begin();
    const bool unknown = LLVMGetTargetFromTriple(triple, &target, &message);
    if (!unknown) {
        const bool native = !strcmp(c->options->cpu, "native");
        char *cpu = LLVMGetHostCPUName(), *features = LLVMGetHostCPUFeatures();
        c->machine = LLVMCreateTargetMachine(
            target, triple, native ? cpu : c->options->cpu, native ? features : "",
            (LLVMCodeGenOptLevel)(c->options->level - '0'), LLVMRelocPIC, LLVMCodeModelSmall);
        LLVMDisposeMessage(cpu);
        LLVMDisposeMessage(features);
    }
    LLVMDisposeMessage(triple);
    return unknown ? keep(c->arena, message) : NULL;
}

/* ---- the program ---- */
/* What a C compiler is told on its command line, or knows of the processor. */
static const char *given(Arena *a, const char *library, const char *cpu)
{
    const unsigned level = strcmp(cpu, "native") ? nnrt_level_named(cpu) : nnrt_level_here();
    return arena_printf(a, "static const char NNRT_LIBRARY[] = %s;\nenum { NNRT_LEVEL = %u };\n",
                        str_literal(a, library), level);
}

enum { FAST_TEXT, PRECISE_TEXT }; /* in runtime_text, which is sorted by name */

static Program *read_program(Arena *a, StrTable *strings, const char *text, const char *names,
                             bool fast)
{
    Program *p = program_new(a, strings);
    if (program_read(p, "runtime", runtime_text[fast ? FAST_TEXT : PRECISE_TEXT].text) &&
        program_read(p, "given", names))
        program_read(p, "program", text);
    return p;
}

static void lower_program(Lower *l)
{
    for (uint32_t i = 0; i < l->p->objects.n; i++) {
        ProgObject *o = l->p->objects.v[i];
        if (o->is_defined && !o->is_static)
            lower_object(l, o);
    }
    for (uint32_t i = 0; i < l->waiting.n; i++)
        lower_body(l, l->waiting.v[i]);
}

/* NULL: it keeps its name. */
static void rename_function(LLVMModuleRef module, const char *name, const char *new_name)
{
    LLVMValueRef function = new_name ? LLVMGetNamedFunction(module, name) : NULL;
    if (function)
        LLVMSetValueName2(function, new_name, strlen(new_name));
}

static void make_module(Compiler *c, Program *p)
{
    Lower l = {.p = p, .context = c->context};
    c->module = l.module = LLVMModuleCreateWithNameInContext("program", c->context);
    char *triple = LLVMGetTargetMachineTriple(c->machine);
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(c->machine);
    LLVMSetTarget(l.module, triple);
    LLVMSetModuleDataLayout(l.module, layout);
    LLVMDisposeTargetData(layout);
    LLVMDisposeMessage(triple);
    l.builder = LLVMCreateBuilderInContext(c->context);
    l.locals = LLVMCreateBuilderInContext(c->context);
    if (c->options->lines)
        lines_begin(&l);
    lower_program(&l);
    lines_end(&l);
    rename_function(l.module, "main", c->options->entry);
    rename_function(l.module, "nnrt_main", c->options->calls);
    LLVMDisposeBuilder(l.builder);
    LLVMDisposeBuilder(l.locals);
}

static const char *verify(Compiler *c)
{
    char *message = NULL;
    const bool wrong = LLVMVerifyModule(c->module, LLVMReturnStatusAction, &message);
    const char *said = keep(c->arena, message);
    return wrong ? arena_printf(c->arena, "the module is not valid: %s", said) : NULL;
}

static const char *optimise(Compiler *c)
{
    LLVMPassBuilderOptionsRef o = LLVMCreatePassBuilderOptions();
    LLVMPassBuilderOptionsSetLoopVectorization(o, true);
    LLVMPassBuilderOptionsSetSLPVectorization(o, true);
    LLVMPassBuilderOptionsSetLoopInterleaving(o, true);
    LLVMPassBuilderOptionsSetLoopUnrolling(o, true);
    const char *passes = arena_printf(c->arena, "default<O%c>", c->options->level);
    LLVMErrorRef wrong = LLVMRunPasses(c->module, passes, c->machine, o);
    LLVMDisposePassBuilderOptions(o);
    return wrong ? keep(c->arena, LLVMGetErrorMessage(wrong)) : NULL;
}

/* ---- what comes out ---- */
static const char *copy(LlvmResult *result, const char *bytes, size_t n)
{
    *result = (LlvmResult){malloc(n + 1), n};
    if (!result->bytes)
        return "out of memory";
    memcpy(result->bytes, bytes, n);
    result->bytes[n] = '\0';
    return NULL;
}

static const char *write_text(Compiler *c, LlvmResult *result)
{
    char *text = LLVMPrintModuleToString(c->module);
    const char *wrong = copy(result, text, strlen(text));
    LLVMDisposeMessage(text);
    return wrong;
}

static const char *write_code(Compiler *c, LlvmResult *result)
{
    LLVMMemoryBufferRef buffer;
    char *message = NULL;
    const LLVMCodeGenFileType type =
        c->options->form == LLVM_FORM_OBJECT ? LLVMObjectFile : LLVMAssemblyFile;
    if (LLVMTargetMachineEmitToMemoryBuffer(c->machine, c->module, type, &message, &buffer))
        return keep(c->arena, message);
    const char *wrong = copy(result, LLVMGetBufferStart(buffer), LLVMGetBufferSize(buffer));
    LLVMDisposeMemoryBuffer(buffer);
    return wrong;
}

/* Remarks on loops that it does not vectorise: nothing for the user of a model. */
static void ignore_remark(LLVMDiagnosticInfoRef remark, void *context)
{
    (void)remark;
    (void)context;
}

static const char *compile(Compiler *c, Program *p, LlvmResult *result)
{
    make_module(c, p);
    const char *wrong = verify(c);
    if (!wrong)
        wrong = optimise(c);
    if (wrong)
        return wrong;
    return c->options->form == LLVM_FORM_TEXT ? write_text(c, result) : write_code(c, result);
}

const char *llvm_compile(Arena *a, StrTable *strings, const char *text, const char *library,
                         const LlvmOptions *options, LlvmResult *result)
{
    Compiler c = {.arena = a, .options = options};
    Program *p = read_program(a, strings, text, given(a, library, options->cpu), options->fast);
    const char *wrong = p->error ? p->error : make_machine(&c);
    if (wrong)
        return wrong;
    c.context = LLVMContextCreate();
    LLVMContextSetDiagnosticHandler(c.context, ignore_remark, NULL);
    wrong = compile(&c, p, result);
    LLVMDisposeModule(c.module);
    LLVMDisposeTargetMachine(c.machine);
    LLVMContextDispose(c.context);
    return wrong;
}

void llvm_free(LlvmResult *result)
{
    free(result->bytes);
    *result = (LlvmResult){0};
}
