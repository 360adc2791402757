/* From text to C, all in memory, by libnnc: `.nn` text, or text of the model IR, which starts with "nnir". What fails has
   said why; what does not becomes the same C in a second session. */
#include "frontend/libnnc/nnc.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static const char *compile(NncSession *s, const uint8_t *data, size_t size)
{
    const bool ir = size > 4 && !memcmp(data, "nnir", 4);
    if (!nnc_session_load_text(s, ir ? "any.ir" : "any.nn", (const char *)data, size))
        return NULL;
    return nnc_session_print(s, NNC_FORM_C, NULL);
}

static void check_diagnostics(NncSession *s)
{
    NncDiagnostic d;
    for (size_t i = 0; nnc_session_diagnostic(s, i, &d); i++) {
        FUZZ_CHECK(d.code && d.title && d.message && *d.message);
        FUZZ_CHECK(!d.file || (d.line && d.column && d.end_line >= d.line));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const NncOptions options = {
        .size = sizeof options, .limit_steps = 100000, .limit_memory = 256 << 20};
    NncSession *s = nnc_session_new(&options);
    if (!s)
        return 0;
    const char *text = compile(s, data, size);
    FUZZ_CHECK(text || nnc_session_errors(s) || nnc_session_exit_code(s) == 5);
    check_diagnostics(s);
    NncSession *again = text ? nnc_session_new(&options) : NULL;
    if (again) {
        const char *same = compile(again, data, size);
        FUZZ_CHECK(same && !strcmp(text, same));
        nnc_session_free(again);
    }
    nnc_session_free(s);
    return 0;
}
