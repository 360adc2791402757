/* Programs whose code was made before are not compiled again. */
#include "frontend/libnnc/kept_code.h"

#include "frontend/libnnc/digest.h"
#include "frontend/libnnc/version.h"

#include <string.h>

static DigestPart part(const char *text)
{
    return (DigestPart){text, strlen(text)};
}

/* Of all that the code depends on; NULL: that is not known. */
static const char *digest(Arena *a, const LlvmTarget *target, const char *text, const char *library,
                          const LlvmOptions *o)
{
    const char *machine = target->identity(a, o);
    if (!machine)
        return NULL;
    const char *choices =
        arena_printf(a, "%d %c %d %d %s %s", (int)o->form, o->level, o->lines, o->fast,
                     o->entry ? o->entry : "main", o->calls ? o->calls : "nnrt_main");
    const DigestPart parts[] = {part(NNC_VERSION), part(machine), part(choices), part(library),
                                part(text)};
    return digest_of(a, parts, sizeof parts / sizeof *parts);
}

const char *kept_code(Arena *a, StrTable *strings, const LlvmTarget *target, const CodeCache *cache,
                      const char *text, const char *library, const LlvmOptions *options,
                      LlvmResult *result)
{
    const char *name = cache && cache->folder ? digest(a, target, text, library, options) : NULL;
    if (name && code_cache_get(a, cache, name, &result->bytes, &result->n))
        return NULL;
    const char *wrong = target->compile(a, strings, text, library, options, result);
    if (name && !wrong)
        code_cache_put(a, cache, name, result->bytes, result->n);
    return wrong;
}
