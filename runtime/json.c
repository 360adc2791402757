/* JSON writer: text in memory, commas and indentation by a stack of open brackets. */
#include "runtime/json.h"
#include "runtime/decimal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void append(nnrt_json *j, const char *s, size_t n)
{
    if (j->failed)
        return;
    if (j->size + n + 1 > j->capacity) {
        size_t capacity = (j->size + n + 1) * 2;
        char *text = realloc(j->text, capacity);
        if (!text) {
            j->failed = true;
            return;
        }
        j->text = text;
        j->capacity = capacity;
    }
    memcpy(j->text + j->size, s, n);
    j->size += n;
    j->text[j->size] = '\0';
}

static void append_text(nnrt_json *j, const char *s)
{
    append(j, s, strlen(s));
}

static void new_line(nnrt_json *j)
{
    append_text(j, "\n");
    for (unsigned i = 0; i < j->depth; i++)
        append_text(j, "  ");
}

/* What stands before a value: nothing after a key, else comma and layout of the open bracket. */
static void start_item(nnrt_json *j)
{
    if (j->after_key || j->depth == 0) {
        j->after_key = false;
        return;
    }
    bool lines = j->open[j->depth - 1].layout == NNRT_JSON_LINES;
    if (j->open[j->depth - 1].has_items)
        append_text(j, lines ? "," : ", ");
    j->open[j->depth - 1].has_items = true;
    if (lines)
        new_line(j);
}

void nnrt_json_open(nnrt_json *j, char bracket, nnrt_json_layout layout)
{
    start_item(j);
    append(j, &bracket, 1);
    if (j->depth == NNRT_JSON_DEPTH)
        j->failed = true;
    if (j->failed)
        return;
    j->open[j->depth].close = bracket == '{' ? '}' : ']';
    j->open[j->depth].has_items = false;
    j->open[j->depth].layout = layout;
    j->depth++;
}

void nnrt_json_close(nnrt_json *j)
{
    if (j->failed || j->depth == 0)
        return;
    j->depth--;
    if (j->open[j->depth].layout == NNRT_JSON_LINES && j->open[j->depth].has_items)
        new_line(j);
    append(j, &j->open[j->depth].close, 1);
    if (j->depth == 0 && j->open[0].layout == NNRT_JSON_LINES)
        append_text(j, "\n");
}

/* Length of the well-formed UTF-8 sequence at s, 0 if there is none. */
static size_t utf8_length(const unsigned char *s)
{
    static const struct {
        unsigned char first_lo, first_hi, second_lo, second_hi, length;
    } forms[] = {
        {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (s[0] < forms[i].first_lo || s[0] > forms[i].first_hi)
            continue;
        size_t n = forms[i].length;
        if (n > 1 && (s[1] < forms[i].second_lo || s[1] > forms[i].second_hi))
            return 0;
        for (size_t k = 2; k < n; k++)
            if ((s[k] & 0xC0) != 0x80)
                return 0;
        return n;
    }
    return 0;
}

static void append_escaped(nnrt_json *j, unsigned char c)
{
    static const char short_forms[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = strchr(short_forms, c);
    char text[8];
    if (found)
        snprintf(text, sizeof text, "\\%c", letters[found - short_forms]);
    else
        snprintf(text, sizeof text, "\\u%04x", c);
    append_text(j, text);
}

static void append_quoted(nnrt_json *j, const char *s)
{
    append_text(j, "\"");
    for (const unsigned char *p = (const unsigned char *)s; *p;) {
        size_t n = utf8_length(p);
        if (n == 0)
            append_text(j, "\xEF\xBF\xBD");
        else if (*p < 0x20 || *p == '"' || *p == '\\' || *p == 0x7F)
            append_escaped(j, *p);
        else
            append(j, (const char *)p, n);
        p += n ? n : 1;
    }
    append_text(j, "\"");
}

void nnrt_json_key(nnrt_json *j, const char *key)
{
    start_item(j);
    append_quoted(j, key);
    append_text(j, ": ");
    j->after_key = true;
}

void nnrt_json_string(nnrt_json *j, const char *s)
{
    start_item(j);
    append_quoted(j, s);
}

/* A value whose JSON text is at hand. */
static void put_text(nnrt_json *j, const char *text)
{
    start_item(j);
    append_text(j, text);
}

void nnrt_json_number(nnrt_json *j, double x)
{
    char text[NNRT_NUMBER_TEXT] = "null";
    if (isfinite(x))
        nnrt_number_text(x, text);
    put_text(j, text);
}

void nnrt_json_int(nnrt_json *j, int64_t x)
{
    char text[NNRT_NUMBER_TEXT];
    snprintf(text, sizeof text, "%" PRId64, x);
    put_text(j, text);
}

void nnrt_json_bool(nnrt_json *j, bool x)
{
    put_text(j, x ? "true" : "false");
}

void nnrt_json_null(nnrt_json *j)
{
    put_text(j, "null");
}

void nnrt_json_free(nnrt_json *j)
{
    free(j->text);
    *j = (nnrt_json){0};
}

/* Objects and arrays of containers get a line per item; plain lists stay on one line. */
static nnrt_json_layout layout_of(const nnrt_json_value *v)
{
    if (v->type == NNRT_JSON_OBJECT)
        return NNRT_JSON_LINES;
    for (const nnrt_json_value *c = v->first; c; c = c->next)
        if (c->type == NNRT_JSON_OBJECT)
            return NNRT_JSON_LINES;
    return NNRT_JSON_INLINE;
}

void nnrt_json_copy(nnrt_json *j, const nnrt_json_value *v)
{
    switch (v->type) {
    case NNRT_JSON_NULL:
        nnrt_json_null(j);
        break;
    case NNRT_JSON_FALSE:
    case NNRT_JSON_TRUE:
        nnrt_json_bool(j, v->type == NNRT_JSON_TRUE);
        break;
    case NNRT_JSON_NUMBER:
        put_text(j, v->text);
        break;
    case NNRT_JSON_STRING:
        nnrt_json_string(j, v->text);
        break;
    case NNRT_JSON_ARRAY:
    case NNRT_JSON_OBJECT:
        nnrt_json_open(j, v->type == NNRT_JSON_OBJECT ? '{' : '[', layout_of(v));
        for (const nnrt_json_value *c = v->first; c; c = c->next) {
            if (c->key)
                nnrt_json_key(j, c->key);
            nnrt_json_copy(j, c);
        }
        nnrt_json_close(j);
        break;
    }
}
