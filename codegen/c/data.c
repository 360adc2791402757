/* Tables of numbers in C: few as numbers, many as the bytes of a string, which C compilers read ten times as fast. */
#include "codegen/c/internal.h"

#include <string.h>

enum { READABLE = 64, BYTES_PER_LINE = 48, ESCAPED = 4 };

static void print_numbers(CTarget *t, const char *name, const double *values, uint64_t n)
{
    emit_open(t->out, "static const double %s[] = {", name);
    for (uint64_t i = 0; i < n; i++) {
        cprint_number(t->out, values[i]);
        emit(t->out, i % 8 == 7 || i + 1 == n ? ",\n" : ", ");
    }
    if (n == 0)
        emit(t->out, "0.0\n");
    emit_close(t->out, "};");
}

static bool is_octal(unsigned char c)
{
    return c >= '0' && c <= '7';
}

/* Writes `c` as inside of a C string; all three digits of an escape where the next byte would be read as one of them.
   No '?', which trigraphs begin with. */
static char *put_byte(char *out, unsigned char c, unsigned char next)
{
    if (c >= ' ' && c < 127 && !strchr("\"\\?", c)) {
        *out++ = (char)c;
        return out;
    }
    const bool whole = is_octal(next);
    *out++ = '\\';
    if (whole || c >= 64)
        *out++ = (char)('0' + (c >> 6));
    if (whole || c >= 8)
        *out++ = (char)('0' + (c >> 3 & 7));
    *out++ = (char)('0' + (c & 7));
    return out;
}

static void print_line(CTarget *t, const unsigned char *bytes, size_t n)
{
    char line[ESCAPED * BYTES_PER_LINE + 4], *p = line;
    *p++ = '"';
    for (size_t i = 0; i < n; i++)
        p = put_byte(p, bytes[i], i + 1 < n ? bytes[i + 1] : '"');
    *p++ = '"';
    *p++ = '\n';
    emit_text(t->out, line, (size_t)(p - line));
}

/* The bytes of `values` with the least first, as the machines have them that the runtime is for. */
static void print_bytes(CTarget *t, const char *name, const double *values, uint64_t n)
{
    const uint64_t size = n * sizeof *values;
    emit(t->out, "static const union { char bytes[%llu]; double numbers[%llu]; } %s = {\n",
         (unsigned long long)size + 1, (unsigned long long)n, name);
    for (uint64_t at = 0; at < size; at += BYTES_PER_LINE) {
        unsigned char bytes[BYTES_PER_LINE];
        const uint64_t part = size - at < BYTES_PER_LINE ? size - at : BYTES_PER_LINE;
        for (uint64_t i = 0; i < part; i++) {
            uint64_t word;
            memcpy(&word, &values[(at + i) / sizeof word], sizeof word);
            bytes[i] = (unsigned char)(word >> 8 * ((at + i) % sizeof word));
        }
        print_line(t, bytes, (size_t)part);
    }
    emit(t->out, "};\n");
}

const char *ctarget_numbers(CTarget *t, const char *name, const double *values, uint64_t n)
{
    if (n <= READABLE) {
        print_numbers(t, name, values, n);
        return name;
    }
    if (!t->has_bytes)
        emit(t->out, "#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__\n#error \"tables of numbers "
                     "are written for "
                     "little-endian machines\"\n#endif\n");
    t->has_bytes = true;
    print_bytes(t, name, values, n);
    return arena_printf(t->a, "%s.numbers", name);
}

/* ---- values of array parameters ---- */

/* Constants, as the checks have found. */
static uint32_t collect(const IrExpr *list, double *values)
{
    const Unit *unit = list->u.literal.unit;
    const double factor = unit ? unit_factor_to(unit, &unit_native) : 1;
    for (uint32_t k = 0; k < list->n; k++) {
        ir_constant(list->arg[k], &values[k]);
        values[k] *= factor;
    }
    return list->n;
}

const char *ctarget_list(CTarget *t, const IrExpr *list, const char *name)
{
    const bool each = list->n && list->arg[0]->op == IR_LIST;
    uint32_t total = each ? 0 : list->n, n = 0;
    for (uint32_t i = 0; each && i < list->n; i++)
        total += list->arg[i]->n;
    double *values = ARENA_ARRAY(t->a, double, total + 1);
    if (!each)
        collect(list, values);
    else
        emit(t->out, "static const uint32_t %s_offsets[] = {0", name);
    for (uint32_t i = 0; each && i < list->n; i++) {
        n += collect(list->arg[i], values + n);
        emit(t->out, ",%s%u", i % 16 == 15 ? "\n    " : " ", n);
    }
    if (each)
        emit(t->out, "};\n");
    const char *numbers = ctarget_numbers(t, name, values, total);
    return arena_printf(t->a, ".list = {%s, %s%s, %u}, ", numbers, each ? name : "NULL",
                        each ? "_offsets" : "", list->n);
}
