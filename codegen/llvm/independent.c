/* Loops whose rounds are independent, told to LLVM: each access to memory in the loop belongs to its group, and the loop
   says that accesses of this group never meet ("llvm.loop.parallel_accesses" in LLVM's language reference). A loop of many
   functions takes two vectors at a time, as one would wait for itself (4,000 Hodgkin-Huxley cells: 1.10 -> 0.98 s, in single
   precision 0.44 -> 0.37 s); in other loops that gains nothing. Where times, which are doubles, are met in a loop on floats,
   LLVM would take 8 cells at a time, and vectors of 64 bytes have 16 floats (the same cells: 0.55 -> 0.46 s). The nodes are
   distinct ones; the C interface makes no such nodes, the reader of LLVM's text does. */
#include "codegen/llvm/internal.h"
#include "runtime/level.h"

#include <llvm-c/IRReader.h>
#include <string.h>

enum { MANY_CALLS = 6 };

/* The group; then the loops, as Independent has them. */
static const char nodes_text[] = "!nodes = !{!0, !1, !2, !3, !4}\n"
                                 "!0 = distinct !{}\n"
                                 "!1 = distinct !{!1, !5, !6}\n"
                                 "!2 = distinct !{!2, !5, !6, !7, !9}\n"
                                 "!3 = distinct !{!3, !5, !6, !8}\n"
                                 "!4 = distinct !{!4, !5, !6, !8, !9}\n"
                                 "!5 = !{!\"llvm.loop.parallel_accesses\", !0}\n"
                                 "!6 = !{!\"llvm.loop.vectorize.enable\", i1 true}\n"
                                 "!7 = !{!\"llvm.loop.interleave.count\", i32 1}\n"
                                 "!8 = !{!\"llvm.loop.interleave.count\", i32 2}\n"
                                 "!9 = !{!\"llvm.loop.vectorize.width\", i32 16}\n";

bool independent_nodes(Lower *l, Independent *nodes)
{
    LLVMModuleRef text;
    LLVMValueRef all[5];
    char *message = NULL;
    LLVMMemoryBufferRef buffer =
        LLVMCreateMemoryBufferWithMemoryRangeCopy(nodes_text, sizeof nodes_text - 1, "nodes");
    if (LLVMParseIRInContext(l->context, buffer, &text, &message)) {
        LLVMDisposeMessage(message);
        return false;
    }
    LLVMGetNamedMetadataOperands(text, "nodes", all);
    *nodes = (Independent){.group = all[0],
                           .loop = {{all[1], all[2]}, {all[3], all[4]}},
                           .calls_before = l->calls,
                           .floats_before = l->floats};
    LLVMDisposeModule(text);
    return true;
}

static void set(const Lower *l, LLVMValueRef instruction, const char *kind, LLVMValueRef node)
{
    const unsigned id = LLVMGetMDKindIDInContext(l->context, kind, (unsigned)strlen(kind));
    LLVMSetMetadata(instruction, id, node);
}

LLVMValueRef lower_access(const Lower *l, LLVMValueRef instruction)
{
    if (l->group && LLVMIsAInstruction(instruction))
        set(l, instruction, "llvm.access.group", l->group);
    return instruction;
}

/* LLVM keeps registers of the longest vectors in two lines of the cache each, unless it is told that the stack begins with
   a line. */
static void align_stack(const Lower *l)
{
    static const char name[] = "alignstack";
    const unsigned kind = LLVMGetEnumAttributeKindForName(name, sizeof name - 1);
    LLVMAddAttributeAtIndex(l->function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(l->context, kind, CACHE_LINE));
}

void lower_back(const Lower *l, LLVMValueRef branch, const Independent *nodes)
{
    align_stack(l);
    const bool many = l->calls - nodes->calls_before >= MANY_CALLS,
               singles = l->level >= NNRT_LEVEL_LONG && l->floats > nodes->floats_before;
    set(l, branch, "llvm.loop", nodes->loop[many][singles]);
}
