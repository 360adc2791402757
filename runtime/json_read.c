/* JSON reader: recursive descent, at most NNRT_JSON_DEPTH deep, into a tree whose memory is a list
   of blocks. */
#include "runtime/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

typedef struct block {
    struct block *previous;
    size_t used, capacity;
    _Alignas(16) char data[];
} block;

struct nnrt_json_tree {
    block *blocks;
    nnrt_json_value *root;
};

typedef struct reader {
    const char *start, *at, *end;
    nnrt_json_tree *tree;
    nnrt_error *error;
    unsigned depth;
} reader;

static bool fail(reader *r, const char *what)
{
    unsigned line = 1;
    for (const char *p = r->start; p < r->at; p++)
        line += *p == '\n';
    return nnrt_error_set(r->error, NNRT_EXIT_MODEL, "line %u: %s", line, what);
}

static void *take(reader *r, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    block *b = r->tree->blocks;
    if (!b || b->capacity - b->used < size) {
        size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        b = malloc(sizeof *b + capacity);
        if (!b) {
            nnrt_error_memory(r->error);
            return NULL;
        }
        *b = (block){.previous = r->tree->blocks, .capacity = capacity};
        r->tree->blocks = b;
    }
    void *p = b->data + b->used;
    b->used += size;
    return memset(p, 0, size);
}

static void skip_blanks(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r'))
        r->at++;
}

static bool accept(reader *r, char c)
{
    skip_blanks(r);
    bool found = r->at < r->end && *r->at == c;
    r->at += found;
    return found;
}

static bool read_hex4(reader *r, uint32_t *code)
{
    if (r->end - r->at < 4)
        return false;
    *code = 0;
    for (int i = 0; i < 4; i++) {
        char c = *r->at++;
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit == 16)
            return false;
        *code = *code << 4 | digit;
    }
    return true;
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

/* After "\u": one code point, from a surrogate pair if need be. */
static bool read_code_point(reader *r, uint32_t *c)
{
    uint32_t low;
    if (!read_hex4(r, c) || *c == 0)
        return false;
    if (*c < 0xD800 || *c > 0xDFFF)
        return true;
    if (*c > 0xDBFF || r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u')
        return false;
    r->at += 2;
    if (!read_hex4(r, &low) || low < 0xDC00 || low > 0xDFFF)
        return false;
    *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool read_escape(reader *r, char **out)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char c = r->at < r->end ? *r->at++ : '\0';
    const char *found = c ? strchr(letters, c) : NULL;
    uint32_t code;
    if (found)
        *(*out)++ = meanings[found - letters];
    else if (c == 'u' && read_code_point(r, &code))
        *out = put_utf8(*out, code);
    else
        return false;
    return true;
}

/* The opening quote has been read. */
static const char *read_string(reader *r)
{
    const char *close = r->at;
    while (close < r->end && *close != '"')
        close += *close == '\\' && close + 1 < r->end ? 2 : 1;
    char *text = take(r, (size_t)(close - r->at) + 1), *out = text;
    if (!text)
        return NULL;
    while (r->at < r->end && *r->at != '"') {
        unsigned char c = (unsigned char)*r->at++;
        if (c < 0x20 || (c == '\\' && !read_escape(r, &out))) {
            fail(r, "bad character or escape in a string");
            return NULL;
        }
        if (c != '\\')
            *out++ = (char)c;
    }
    if (r->at == r->end) {
        fail(r, "a string is not closed");
        return NULL;
    }
    r->at++;
    return text;
}

static size_t count_digits(reader *r)
{
    const char *from = r->at;
    while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
        r->at++;
    return (size_t)(r->at - from);
}

static bool read_number(reader *r, nnrt_json_value *v)
{
    const char *from = r->at;
    r->at += *r->at == '-';
    bool good = count_digits(r) > 0;
    if (r->at < r->end && *r->at == '.') {
        r->at++;
        good = count_digits(r) > 0 && good;
    }
    if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
        r->at++;
        r->at += r->at < r->end && (*r->at == '+' || *r->at == '-');
        good = count_digits(r) > 0 && good;
    }
    if (!good)
        return fail(r, "a value is expected here");
    size_t n = (size_t)(r->at - from);
    char *text = take(r, n + 1);
    if (!text)
        return false;
    memcpy(text, from, n);
    v->type = NNRT_JSON_NUMBER;
    v->text = text;
    return true;
}

static bool read_word(reader *r, nnrt_json_value *v)
{
    static const struct {
        const char *word;
        nnrt_json_type type;
    } words[] = {{"null", NNRT_JSON_NULL}, {"false", NNRT_JSON_FALSE}, {"true", NNRT_JSON_TRUE}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i].word);
        if ((size_t)(r->end - r->at) >= n && memcmp(r->at, words[i].word, n) == 0) {
            v->type = words[i].type;
            r->at += n;
            return true;
        }
    }
    return read_number(r, v);
}

static nnrt_json_value *read_value(reader *r);

static bool read_key(reader *r, const char **key)
{
    if (!accept(r, '"'))
        return fail(r, "a name in quotes is expected here");
    *key = read_string(r);
    if (!*key)
        return false;
    return accept(r, ':') || fail(r, "':' is expected here");
}

/* The opening bracket has been read. */
static bool read_items(reader *r, nnrt_json_value *v, char close)
{
    const nnrt_json_value **end = &v->first;
    if (++r->depth > NNRT_JSON_DEPTH)
        return fail(r, "nested too deep");
    if (!accept(r, close)) {
        do {
            const char *key = NULL;
            if (close == '}' && !read_key(r, &key))
                return false;
            nnrt_json_value *item = read_value(r);
            if (!item)
                return false;
            item->key = key;
            *end = item;
            end = &item->next;
            v->count++;
        } while (accept(r, ','));
        if (!accept(r, close))
            return fail(r, close == '}' ? "',' or '}' is expected here"
                                        : "',' or ']' is expected here");
    }
    r->depth--;
    return true;
}

static nnrt_json_value *read_value(reader *r)
{
    nnrt_json_value *v = take(r, sizeof *v);
    if (!v)
        return NULL;
    bool good;
    skip_blanks(r);
    if (r->at == r->end) {
        good = fail(r, "the text ends too early");
    } else if (*r->at == '{' || *r->at == '[') {
        char open = *r->at++;
        v->type = open == '{' ? NNRT_JSON_OBJECT : NNRT_JSON_ARRAY;
        good = read_items(r, v, open == '{' ? '}' : ']');
    } else if (*r->at == '"') {
        r->at++;
        v->type = NNRT_JSON_STRING;
        v->text = read_string(r);
        good = v->text != NULL;
    } else {
        good = read_word(r, v);
    }
    return good ? v : NULL;
}

nnrt_json_tree *nnrt_json_read(const char *text, size_t size, nnrt_error *e)
{
    nnrt_json_tree *t = calloc(1, sizeof *t);
    if (!t) {
        nnrt_error_memory(e);
        return NULL;
    }
    reader r = {.start = text, .at = text, .end = text + size, .tree = t, .error = e};
    t->root = read_value(&r);
    skip_blanks(&r);
    if (t->root && r.at == r.end)
        return t;
    if (t->root)
        fail(&r, "text after the end of the value");
    nnrt_json_tree_free(t);
    return NULL;
}

const nnrt_json_value *nnrt_json_root(const nnrt_json_tree *t)
{
    return t->root;
}

void nnrt_json_tree_free(nnrt_json_tree *t)
{
    if (!t)
        return;
    for (block *b = t->blocks, *previous; b; b = previous) {
        previous = b->previous;
        free(b);
    }
    free(t);
}

const nnrt_json_value *nnrt_json_get(const nnrt_json_value *v, const char *key)
{
    if (!v || v->type != NNRT_JSON_OBJECT)
        return NULL;
    const nnrt_json_value *c = v->first;
    while (c && strcmp(c->key, key) != 0)
        c = c->next;
    return c;
}

const char *nnrt_json_get_string(const nnrt_json_value *v, const char *key, const char *fallback)
{
    const nnrt_json_value *c = nnrt_json_get(v, key);
    return c && c->type == NNRT_JSON_STRING ? c->text : fallback;
}

double nnrt_json_get_number(const nnrt_json_value *v, const char *key, double fallback)
{
    const nnrt_json_value *c = nnrt_json_get(v, key);
    return c && c->type == NNRT_JSON_NUMBER ? strtod(c->text, NULL) : fallback;
}

int64_t nnrt_json_as_int(const nnrt_json_value *v, int64_t fallback)
{
    if (!v || v->type != NNRT_JSON_NUMBER)
        return fallback;
    char *end;
    errno = 0;
    long long x = strtoll(v->text, &end, 10);
    return *end == '\0' && errno == 0 ? x : fallback;
}

int64_t nnrt_json_get_int(const nnrt_json_value *v, const char *key, int64_t fallback)
{
    return nnrt_json_as_int(nnrt_json_get(v, key), fallback);
}
