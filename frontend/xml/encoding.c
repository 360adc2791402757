/* Documents in other encodings than UTF-8 are turned into it before they are parsed: places count characters. */
#include "frontend/xml/encoding.h"

#include <iconv.h>
#include <string.h>

/* What a byte order mark says, or the declaration `<?xml version="1.0" encoding="latin1"?>`; NULL: nothing. */
static const char *declared_encoding(Session *s, const SourceFile *file)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *encoding;
    } marks[] = {
        {"\xff\xfe\0\0", 4, "UTF-32"}, {"\0\0\xfe\xff", 4, "UTF-32"}, {"<\0\0\0", 4, "UTF-32LE"},
        {"\0\0\0<", 4, "UTF-32BE"},    {"\xef\xbb\xbf", 3, "UTF-8"},  {"\xff\xfe", 2, "UTF-16"},
        {"\xfe\xff", 2, "UTF-16"},     {"<\0?\0", 4, "UTF-16LE"},     {"\0<\0?", 4, "UTF-16BE"},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (file->len >= marks[i].n && !memcmp(file->text, marks[i].bytes, marks[i].n))
            return marks[i].encoding;
    const char *end =
        file->len > 5 && !memcmp(file->text, "<?xml", 5) ? strstr(file->text, "?>") : NULL;
    if (!end || end - file->text > 1000)
        return NULL;
    const char *head = arena_strndup(s->arena, file->text, (size_t)(end - file->text));
    const char *word = strstr(head, "encoding");
    const char *open = word ? strpbrk(word, "\"'") : NULL;
    const char *close = open ? strchr(open + 1, *open) : NULL;
    return close ? arena_strndup(s->arena, open + 1, (size_t)(close - open - 1)) : NULL;
}

static bool is_utf8(const char *encoding)
{
    static const char *const names[] = {"UTF-8",    "utf-8",    "UTF8", "utf8",
                                        "US-ASCII", "us-ascii", "ASCII"};
    for (size_t i = 0; encoding && i < sizeof names / sizeof *names; i++)
        if (!strcmp(encoding, names[i]))
            return true;
    return !encoding;
}

/* The declaration would contradict the new text: it becomes blanks of the same length. */
static void drop_declaration(char *text, size_t n)
{
    static const char mark[] = "\xef\xbb\xbf";
    char *at = n >= 3 && !memcmp(text, mark, 3) ? text + 3 : text;
    char *end = !strncmp(at, "<?xml", 5) ? strstr(at, "?>") : NULL;
    memset(text, ' ', (size_t)(at - text));
    for (; end && at < end + 2; at++)
        *at = *at == '\n' ? '\n' : ' ';
}

const SourceFile *xml_as_utf8(Session *s, const SourceFile *file)
{
    const char *encoding = declared_encoding(s, file);
    if (is_utf8(encoding))
        return file;
    const Span at = {file->base, file->base};
    const iconv_t to = iconv_open("UTF-8", encoding);
    if (to == (iconv_t)-1) {
        diag(s->diags, DIAG_NNC0901, at, "nothing is known of the encoding '%s'", encoding);
        return NULL;
    }
    const size_t room = 3 * (size_t)file->len + 16; /* no encoding of one byte has longer ones */
    char *text = arena_alloc(s->arena, room + 1), *in = (char *)file->text, *out = text;
    size_t left = file->len, free_bytes = room;
    const bool good = iconv(to, &in, &left, &out, &free_bytes) != (size_t)-1;
    iconv_close(to);
    if (!good) {
        diag(s->diags, DIAG_NNC0901, at, "byte %zu is no character of the encoding '%s'",
             file->len - left + 1, encoding);
        return NULL;
    }
    drop_declaration(text, room - free_bytes);
    return sources_add(s->sources, file->name, text, room - free_bytes);
}
