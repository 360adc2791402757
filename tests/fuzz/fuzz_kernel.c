/* The text of kernels: any bytes. What reads is printed as a text that reads as the same kernels; what the
   verifier refuses has a message. */
#include "ir/kernel_text.h"
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
    session_free(s);
    return 0;
}
