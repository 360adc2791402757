/* nnc explain: the page of an error code. */
#include "frontend/driver/commands.h"
#include "ir/base/diag.h"
#include "ir/base/embedded.h"

#include <stdlib.h>
#include <string.h>

static int list_codes(void)
{
    for (int code = 0; code < DIAG_COUNT; code++)
        printf("%s  %s\n", diag_code_name((DiagCode)code), diag_code_title((DiagCode)code));
    return EXIT_OK;
}

/* "NNC0214", "nnc214" and "214" name the same page. */
static bool is_code(const char *text, const char *name)
{
    const char *digits = text + strcspn(text, "0123456789");
    char *end;
    const unsigned long number = strtoul(digits, &end, 10);
    return *digits && !*end && number == strtoul(name + 3, NULL, 10);
}

static const EmbeddedFile *find_page(const char *text)
{
    for (size_t i = 0; i < error_pages_count; i++) {
        char name[16];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(error_pages[i].name, "."),
                 error_pages[i].name);
        if (is_code(text, name))
            return &error_pages[i];
    }
    return NULL;
}

int cmd_explain(const Options *options)
{
    if (!options->arguments.n)
        return list_codes();
    const char *text = options->arguments.v[0];
    const EmbeddedFile *page = find_page(text);
    if (!page) {
        fprintf(stderr, "nnc: no error code '%s'; `nnc explain` lists them\n", text);
        return EXIT_USAGE;
    }
    fwrite(page->text, 1, page->len, stdout);
    return EXIT_OK;
}
