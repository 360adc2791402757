/* Documents of NineML, from text to C, all in memory, by libnnc. The first byte chooses the version, the others stand in the
   root element, so that what is wrong is rarely the root. What fails has said why. */
#include "frontend/libnnc/nnc.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 100 }; /* for the root element */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const NncOptions options = {.size = sizeof options, .limit_memory = 256 << 20};
    NncSession *s = nnc_session_new(&options);
    char *text = malloc(size + ROOM);
    if (!s || !text) {
        nnc_session_free(s);
        free(text);
        return 0;
    }
    const int head = snprintf(text, ROOM, "<NineML xmlns=\"http://nineml.net/9ML/%c.0\">",
                              size && data[0] == '2' ? '2' : '1');
    size_t n = (size_t)head;
    if (size > 1)
        memcpy(text + n, data + 1, size - 1);
    n += size > 1 ? size - 1 : 0;
    n += (size_t)snprintf(text + n, ROOM / 2, "</NineML>");
    NncDiagnostic d;
    const bool loaded = nnc_session_load_text(s, "any.xml", text, n);
    const char *c = loaded ? nnc_session_print(s, NNC_FORM_C, NULL) : NULL;
    FUZZ_CHECK(c || nnc_session_errors(s) || nnc_session_exit_code(s) == 5);
    for (size_t i = 0; nnc_session_diagnostic(s, i, &d); i++)
        FUZZ_CHECK(d.code && d.title && d.message && *d.message);
    nnc_session_free(s);
    free(text);
    return 0;
}
