/* Loops whose rounds are independent, told to LLVM: each access to memory in the loop belongs to its group, and the loop
   says that accesses of this group never meet ("llvm.loop.parallel_accesses" in LLVM's language reference). Both nodes are
   distinct ones; the C interface makes no such nodes, the reader of LLVM's text does. */
#include "codegen/llvm/internal.h"

#include <llvm-c/IRReader.h>
#include <string.h>

static const char nodes[] = "!nodes = !{!0, !1}\n"
                            "!0 = distinct !{}\n"
                            "!1 = distinct !{!1, !2, !3}\n"
                            "!2 = !{!\"llvm.loop.parallel_accesses\", !0}\n"
                            "!3 = !{!\"llvm.loop.vectorize.enable\", i1 true}\n";

bool independent_nodes(Lower *l, LLVMValueRef *group, LLVMValueRef *loop)
{
    LLVMModuleRef text;
    LLVMValueRef both[2];
    char *message = NULL;
    LLVMMemoryBufferRef buffer =
        LLVMCreateMemoryBufferWithMemoryRangeCopy(nodes, sizeof nodes - 1, "nodes");
    if (LLVMParseIRInContext(l->context, buffer, &text, &message)) {
        LLVMDisposeMessage(message);
        return false;
    }
    LLVMGetNamedMetadataOperands(text, "nodes", both);
    *group = both[0];
    *loop = both[1];
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

void lower_back(const Lower *l, LLVMValueRef branch, LLVMValueRef loop)
{
    set(l, branch, "llvm.loop", loop);
}
