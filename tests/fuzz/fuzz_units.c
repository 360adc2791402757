/* Units and numbers: any bytes. A unit's canonical spelling is read back as the same unit; the shortest text of a
   number is read back as the same number. */
#include "ir/base/dim.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <string.h>

static void check_unit(const char *text, size_t len)
{
    Unit unit, again;
    const size_t used = unit_parse(text, len, &unit);
    FUZZ_CHECK(used <= len);
    if (!used || !strcmp(unit.text, "1"))
        return;
    FUZZ_CHECK(unit_parse(unit.text, strlen(unit.text), &again) == strlen(unit.text));
    FUZZ_CHECK(dim_equal(unit.dim, again.dim) && unit.exp10 == again.exp10);
    FUZZ_CHECK(fabs(unit.factor / again.factor - 1) < 1e-12);
    const Unit native = dim_native_unit(unit.dim);
    FUZZ_CHECK(unit_factor_to(&native, &unit_native) == 1.0);
}

static void check_number(const char *text, size_t len)
{
    Unit one = {.factor = 1.0};
    double x, y;
    char shortest[32];
    if (!unit_scale_literal(text, len, &one, &unit_si, &x))
        return;
    FUZZ_CHECK(isfinite(x));
    number_shortest(x, shortest);
    FUZZ_CHECK(unit_scale_literal(shortest, strlen(shortest), &one, &unit_si, &y) && x == y);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    char copy[256];
    const size_t len = size < sizeof copy ? size : sizeof copy - 1;
    memcpy(copy, text, len);
    copy[len] = '\0';
    const size_t number = strspn(copy, "0123456789.eE+-_");
    check_number(copy, number);
    FUZZ_CHECK(unit_length_after_number(copy + number, len - number) <= len - number);
    const size_t blanks = strspn(copy + number, " ");
    check_unit(copy + number + blanks, len - number - blanks);
    return 0;
}
