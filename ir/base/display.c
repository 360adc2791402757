/* Columns of text on a terminal. */
#include "ir/base/display.h"

#include <stdbool.h>
#include <string.h>

enum { TAB = 8 };

typedef struct Range {
    unsigned lo, hi;
} Range;

/* East Asian Wide and Fullwidth blocks, and the pictographs (Unicode 15, UAX 11), by block. */
static const Range wide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF},
    {0x20000, 0x3FFFD},
};
/* Combining marks, joiners and variation selectors. */
static const Range narrow[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};
/* Characters that are not seen or that reorder what is: controls, bidi, invisible spaces, BOM. */
static const Range hidden[] = {
    {0x0000, 0x001F}, {0x007F, 0x00A0}, {0x00AD, 0x00AD}, {0x061C, 0x061C}, {0x200B, 0x200F},
    {0x2028, 0x202E}, {0x2060, 0x2069}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

static bool in_ranges(unsigned c, const Range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= ranges[i].lo && c <= ranges[i].hi)
            return true;
    return false;
}
#define IN(c, ranges) in_ranges((c), (ranges), sizeof(ranges) / sizeof *(ranges))

size_t display_decode(const char *s, size_t n, unsigned *code_point)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = (unsigned char)s[0];
    const size_t len = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (len > n || (first >= 0x80 && first < 0xC2) || first > 0xF4)
        return 0;
    unsigned c = len == 1 ? first : first & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (((unsigned char)s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | ((unsigned char)s[i] & 0x3Fu);
    }
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *code_point = c;
    return len;
}

Glyph display_glyph(const char *s, size_t n, unsigned column)
{
    Glyph glyph = {.bytes = 1};
    unsigned c = 0;
    const size_t len = display_decode(s, n, &c);
    if (!len) {
        glyph.width =
            (unsigned)snprintf(glyph.text, sizeof glyph.text, "\\x%02x", (unsigned char)s[0]);
    } else if (c == '\t') {
        glyph.width = TAB - column % TAB;
        memset(glyph.text, ' ', glyph.width);
    } else if (IN(c, hidden)) {
        glyph.bytes = len;
        glyph.width = (unsigned)snprintf(glyph.text, sizeof glyph.text, "\\u%04x", c);
    } else {
        glyph.bytes = len;
        glyph.width = IN(c, wide) ? 2 : IN(c, narrow) ? 0 : 1;
        memcpy(glyph.text, s, len);
    }
    return glyph;
}

/* Of one column, as most are: a line may be a whole document. */
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

unsigned display_width(const char *s, size_t n)
{
    unsigned column = 0;
    for (size_t i = 0; i < n;) {
        if (is_plain(s[i])) {
            column++;
            i++;
            continue;
        }
        const Glyph glyph = display_glyph(s + i, n - i, column);
        column += glyph.width;
        i += glyph.bytes;
    }
    return column;
}

void display_write(FILE *out, const char *s, size_t n, unsigned from, unsigned to)
{
    unsigned column = 0;
    for (size_t i = 0; i < n && column < to;) {
        if (column < from && is_plain(s[i])) {
            column++;
            i++;
            continue;
        }
        const Glyph glyph = display_glyph(s + i, n - i, column);
        if (column >= from && column + glyph.width <= to)
            fputs(glyph.text, out);
        else if (column + glyph.width > from) /* cut by the edge of the window */
            for (unsigned k = column < from ? from : column; k < column + glyph.width && k < to;
                 k++)
                fputc(' ', out);
        column += glyph.width;
        i += glyph.bytes;
    }
}
