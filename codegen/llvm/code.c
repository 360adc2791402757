/* Modules to code: verified, optimised, written. */
#include "codegen/llvm/code.h"

#include "codegen/llvm/features.h"
#include "codegen/llvm/internal.h"
#include "runtime/level.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the machine ---- */
static const char *host_features(Arena *a, unsigned level)
{
    char *host = LLVMGetHostCPUFeatures();
    const char *features = features_of_level(a, host, level);
    LLVMDisposeMessage(host);
    return features;
}

/* Vectors are as long as the level has them: LLVM's tuning for some processors would halve them. */
static char *features_for(Arena *a, const char *cpu)
{
    const unsigned level = nnrt_level_of(cpu);
    const char *features = strcmp(cpu, "native") ? "" : host_features(a, level);
    if (level >= NNRT_LEVEL_LONG)
        features = arena_printf(a, "%s%s-prefer-256-bit", features, *features ? "," : "");
    return LLVMCreateMessage(features);
}

const char *machine_open(Machine *m, Arena *a, const LlvmOptions *options)
{
    char *message = NULL;
    llvm_begin();
    *m = (Machine){.options = options, .triple = LLVMGetDefaultTargetTriple()};
    if (LLVMGetTargetFromTriple(m->triple, &m->target, &message)) {
        const char *said = arena_printf(a, "%s", message);
        LLVMDisposeMessage(message);
        return said;
    }
    m->cpu =
        strcmp(options->cpu, "native") ? LLVMCreateMessage(options->cpu) : LLVMGetHostCPUName();
    m->features = features_for(a, options->cpu);
    return NULL;
}

void machine_close(Machine *m)
{
    LLVMDisposeMessage(m->triple);
    LLVMDisposeMessage(m->cpu);
    LLVMDisposeMessage(m->features);
}

/* ---- a module ---- */
/* Remarks on loops that it does not vectorise: nothing for the user of a model. */
static void ignore_remark(LLVMDiagnosticInfoRef remark, void *context)
{
    (void)remark;
    (void)context;
}

void code_open(Code *c, const Machine *m)
{
    *c = (Code){.for_machine = m, .context = LLVMContextCreate()};
    LLVMContextSetDiagnosticHandler(c->context, ignore_remark, NULL);
    c->machine = LLVMCreateTargetMachine(m->target, m->triple, m->cpu, m->features,
                                         (LLVMCodeGenOptLevel)(m->options->level - '0'),
                                         LLVMRelocPIC, LLVMCodeModelSmall);
    c->module = LLVMModuleCreateWithNameInContext("program", c->context);
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(c->machine);
    LLVMSetTarget(c->module, m->triple);
    LLVMSetModuleDataLayout(c->module, layout);
    LLVMDisposeTargetData(layout);
}

/* ---- its code: false where something is wrong ---- */
static bool tell(Code *c, const char *what, char *message)
{
    snprintf(c->wrong, sizeof c->wrong, "%s%s", what, message ? message : "it says nothing");
    LLVMDisposeMessage(message);
    return false;
}

static bool verify(Code *c)
{
    char *message = NULL;
    if (LLVMVerifyModule(c->module, LLVMReturnStatusAction, &message))
        return tell(c, "the module is not valid: ", message);
    LLVMDisposeMessage(message);
    return true;
}

static bool optimise(Code *c)
{
    char passes[] = "default<O?>";
    *strchr(passes, '?') = c->for_machine->options->level;
    LLVMPassBuilderOptionsRef o = LLVMCreatePassBuilderOptions();
    LLVMPassBuilderOptionsSetLoopVectorization(o, true);
    LLVMPassBuilderOptionsSetSLPVectorization(o, true);
    LLVMPassBuilderOptionsSetLoopInterleaving(o, true);
    LLVMPassBuilderOptionsSetLoopUnrolling(o, true);
    LLVMErrorRef wrong = LLVMRunPasses(c->module, passes, c->machine, o);
    LLVMDisposePassBuilderOptions(o);
    if (!wrong)
        return true;
    char *message = LLVMGetErrorMessage(wrong);
    snprintf(c->wrong, sizeof c->wrong, "%s", message);
    LLVMDisposeErrorMessage(message);
    return false;
}

static bool copy(Code *c, const char *bytes, size_t n)
{
    c->result = (LlvmResult){malloc(n + 1), n};
    if (!c->result.bytes) {
        snprintf(c->wrong, sizeof c->wrong, "out of memory");
        return false;
    }
    memcpy(c->result.bytes, bytes, n);
    c->result.bytes[n] = '\0';
    return true;
}

static void write_text(Code *c)
{
    char *text = LLVMPrintModuleToString(c->module);
    copy(c, text, strlen(text));
    LLVMDisposeMessage(text);
}

static void write_code(Code *c)
{
    LLVMMemoryBufferRef buffer;
    char *message = NULL;
    const bool object = c->for_machine->options->form == LLVM_FORM_OBJECT;
    if (LLVMTargetMachineEmitToMemoryBuffer(
            c->machine, c->module, object ? LLVMObjectFile : LLVMAssemblyFile, &message, &buffer)) {
        tell(c, "", message);
        return;
    }
    copy(c, LLVMGetBufferStart(buffer), LLVMGetBufferSize(buffer));
    LLVMDisposeMemoryBuffer(buffer);
}

static void make(Code *c)
{
    if (!verify(c) || !optimise(c))
        return;
    if (c->for_machine->options->form == LLVM_FORM_TEXT)
        write_text(c);
    else
        write_code(c);
}

void code_make(Code *c)
{
    make(c);
    LLVMDisposeModule(c->module);
    LLVMDisposeTargetMachine(c->machine);
    LLVMContextDispose(c->context);
}
