/* Documents of LEMS, from text to C, all in memory, by libnnc. What fails has said why. */
#include "frontend/libnnc/nnc.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const NncOptions options = {.size = sizeof options, .limit_memory = 256 << 20};
    NncSession *s = nnc_session_new(&options);
    if (!s)
        return 0;
    NncDiagnostic d;
    const bool loaded = nnc_session_load_text(s, "any.xml", (const char *)data, size);
    const char *text = loaded ? nnc_session_print(s, NNC_FORM_C, NULL) : NULL;
    FUZZ_CHECK(text || nnc_session_errors(s) || nnc_session_exit_code(s) == 5);
    for (size_t i = 0; nnc_session_diagnostic(s, i, &d); i++)
        FUZZ_CHECK(d.code && d.title && d.message && *d.message);
    nnc_session_free(s);
    return 0;
}
