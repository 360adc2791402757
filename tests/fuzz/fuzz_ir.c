/* The text of the model IR: any bytes. What reads and verifies is printed as a text that reads
   as the same module. */
#include "ir/text.h"
#include "ir/verify.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static const char *print(Session *s, const IrModule *m, size_t *len)
{
    Emitter *e = emitter_new(s->arena, 4);
    ir_print_lossless(e, m);
    return emitter_text(e, len);
}

/* Places need parentheses: a text at the limit of nesting may be beyond it when it is printed. */
static bool is_too_deep(const Session *s, DiagMark before)
{
    DiagCode code;
    const char *message;
    return diags_first_error(s->diags, before, &code, &message) && code == DIAG_NNC0602;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Session *s = session_new(NULL, NULL, (Limits){0});
    FUZZ_CHECK(s);
    const SourceFile *file = sources_add(s->sources, "input", (const char *)data, size);
    const IrModule *m = ir_read_module(s, file);
    FUZZ_CHECK(m || diags_errors(s->diags));
    if (m) {
        size_t len;
        const char *text = print(s, m, &len);
        const DiagMark before = diags_mark(s->diags);
        IrModule *again = ir_read_module(s, sources_add(s->sources, "printed", text, len));
        FUZZ_CHECK(again ? ir_module_equal(m, again) : is_too_deep(s, before));
        const bool verifies = again && ir_verify(again);
        FUZZ_CHECK(verifies == !diags_errors(s->diags));
    }
    session_free(s);
    return 0;
}
