/* The text of kernels: any bytes. What reads is printed as a text that reads as the same kernels; what the
   verifier refuses has a message; what it takes stays well formed through all passes. */
#include "ir/pass/passes.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    KClasses classes = {0};
    FUZZ_CHECK(s);
    const SourceFile *file = sources_add(s->sources, "input", (const char *)data, size);
    const bool read = kernel_read(s, file, &classes);
    FUZZ_CHECK(read == !diags_errors(s->diags));
    for (uint32_t i = 0; read && i < classes.n; i++)
        FUZZ_CHECK(!kernel_check_round_trip(s, classes.v[i]));
    bool verifies = true;
    for (uint32_t i = 0; read && i < classes.n; i++)
        verifies &= kernel_verify(s, classes.v[i]);
    FUZZ_CHECK(!read || verifies == !diags_errors(s->diags));
    Passes *passes = passes_new(s, 3);
    passes->check = true;
    FUZZ_CHECK(passes_set_order(passes, "fold,hoist,share,dead,fold", PASS_AT_KERNEL));
    for (uint32_t i = 0; read && verifies && i < classes.n; i++)
        FUZZ_CHECK(passes_kernel(passes, classes.v[i]));
    session_free(s);
    return 0;
}
