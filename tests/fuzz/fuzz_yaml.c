/* Descriptions of tests, as text: read or refused with a reason, and what was read can be walked. */
#include "frontend/omv/yaml.h"
#include "tests/fuzz/fuzz.h"

static void walk(const YamlNode *n)
{
    double x;
    FUZZ_CHECK(n->kind != YAML_SCALAR || n->text);
    if (yaml_number(n, &x))
        FUZZ_CHECK(n->kind == YAML_SCALAR && x - x == 0);
    for (uint32_t i = 0; i < n->entries.n; i++) {
        const YamlEntry *e = &n->entries.v[i];
        FUZZ_CHECK((e->key != NULL) == (n->kind == YAML_MAP));
        walk(e->value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Session *s = session_new(NULL, NULL, (Limits){0, 256 << 20});
    const SourceFile *file =
        s ? sources_add(s->sources, "any.omt", (const char *)data, size) : NULL;
    if (!file)
        return 0;
    const YamlNode *n = yaml_read(s, file);
    FUZZ_CHECK(n ? !diags_errors(s->diags) : diags_errors(s->diags) > 0);
    if (n)
        walk(n);
    session_free(s);
    return 0;
}
