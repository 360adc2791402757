/* From text to C, all in memory: `.nn` text, or text of the model IR, which starts with "nnir". What has no errors
   becomes the same C twice. */
#include "codegen/c/target.h"
#include "frontend/driver/embedded.h"
#include "frontend/elaborate.h"
#include "frontend/parse.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "tests/fuzz/fuzz.h"

#include <setjmp.h>
#include <string.h>

enum { LIBRARY_MAX = 64 };

static void give_up(void *context, size_t wanted, size_t in_use)
{
    (void)wanted;
    (void)in_use;
    longjmp(*(jmp_buf *)context, 1);
}

static IrModule *elaborate(Session *s, const SourceFile *source)
{
    const AstFile *library[LIBRARY_MAX];
    FUZZ_CHECK(stdlib_files_count <= LIBRARY_MAX);
    const AstFile *program = parse_file(s, source);
    if (diags_errors(s->diags))
        return NULL;
    for (size_t i = 0; i < stdlib_files_count; i++)
        library[i] = parse_file(s, sources_add(s->sources, stdlib_files[i].name,
                                               stdlib_files[i].text, stdlib_files[i].len));
    const ElabOptions options = {.module_name = "any"};
    return nn_elaborate(s, program, library, stdlib_files_count, &options);
}

static IrModule *read_module(Session *s, const SourceFile *source)
{
    if (strncmp(source->text, "nnir", 4) != 0)
        return elaborate(s, source);
    IrModule *m = ir_read_module(s, source);
    return m && ir_verify(m) ? m : NULL;
}

static const char *emit_c(Session *s, IrModule *m)
{
    const CTargetOptions options = {"nnc", "any.nn", "0"};
    CTargetResult result = {0};
    Emitter *e = emitter_new(s->arena, 4);
    return ctarget_emit(m, &options, e, &result) ? emitter_text(e, NULL) : NULL;
}

static void compile(Session *s, const SourceFile *source)
{
    IrModule *m = read_module(s, source);
    if (!m || diags_errors(s->diags)) {
        FUZZ_CHECK(diags_errors(s->diags));
        return;
    }
    const char *text = emit_c(s, m);
    FUZZ_CHECK(text || diags_errors(s->diags));
    if (text && !diags_errors(s->diags))
        FUZZ_CHECK(!strcmp(text, emit_c(s, m)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf back;
    Session *volatile s =
        session_new(give_up, &back, (Limits){.steps = 100000, .memory = 256 << 20});
    if (!s)
        return 0;
    if (!setjmp(back))
        compile(s, sources_add(s->sources, "any.nn", (const char *)data, size));
    session_free(s);
    return 0;
}
