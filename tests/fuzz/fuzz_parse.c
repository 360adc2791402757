/* The parser and the formatter: any bytes. What has no errors is laid out, parses again to the same tree, and is laid
   out the same a second time. */
#include "frontend/ast_print.h"
#include "frontend/format.h"
#include "frontend/parse.h"
#include "tests/fuzz/fuzz.h"

#include <setjmp.h>
#include <string.h>

static void give_up(void *context, size_t wanted, size_t in_use)
{
    (void)wanted;
    (void)in_use;
    longjmp(*(jmp_buf *)context, 1);
}

static void check_layout(Session *s, const AstFile *file)
{
    size_t len, again_len, tree_len;
    const char *text = format_file(s, file, &len);
    const SourceFile *source = sources_add(s->sources, "laid out", text, len);
    const AstFile *again = parse_file(s, source);
    FUZZ_CHECK(!diags_errors(s->diags));
    const char *tree = ast_print_file(s->arena, file, &tree_len);
    FUZZ_CHECK(!strcmp(tree, ast_print_file(s->arena, again, &tree_len)));
    const char *twice = format_file(s, again, &again_len);
    FUZZ_CHECK(len == again_len && !memcmp(text, twice, len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf back;
    Session *volatile s = session_new(give_up, &back, (Limits){.memory = 256 << 20});
    if (!s)
        return 0;
    if (!setjmp(back)) {
        const SourceFile *source = sources_add(s->sources, "any", (const char *)data, size);
        const AstFile *file = parse_file(s, source);
        if (!diags_errors(s->diags))
            check_layout(s, file);
    }
    session_free(s);
    return 0;
}
