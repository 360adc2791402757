/* JSON: a writer into memory and a small tree reader. Numbers keep their text both ways: doubles
   are written as the shortest decimal that reads back, integers exactly. NaN and infinities are
   written as null. */
#ifndef NNRT_JSON_H
#define NNRT_JSON_H
#include "runtime/error.h"

#include <stddef.h>

/* Writing. A failed allocation or nesting over the limit makes `failed` true and every later call a
   no-op. */
enum { NNRT_JSON_DEPTH = 64 };
typedef enum nnrt_json_layout { NNRT_JSON_INLINE, NNRT_JSON_LINES } nnrt_json_layout;

typedef struct nnrt_json { /* zeroed = empty */
    char *text;            /* NUL-terminated after every call; freed by nnrt_json_free */
    size_t size, capacity;
    unsigned depth;
    bool failed, after_key;
    struct {
        char close;
        bool has_items;
        nnrt_json_layout layout;
    } open[NNRT_JSON_DEPTH];
} nnrt_json;

void nnrt_json_open(nnrt_json *j, char bracket, nnrt_json_layout layout); /* '{' or '[' */
void nnrt_json_close(nnrt_json *j);
void nnrt_json_key(nnrt_json *j, const char *key);
void nnrt_json_string(nnrt_json *j, const char *s); /* bytes that are not UTF-8 become U+FFFD */
void nnrt_json_number(nnrt_json *j, double x);
void nnrt_json_int(nnrt_json *j, int64_t x);
void nnrt_json_bool(nnrt_json *j, bool x);
void nnrt_json_null(nnrt_json *j);
void nnrt_json_free(nnrt_json *j);

/* Reading. A tree of values in one block of memory; strings are unescaped, NUL-terminated UTF-8. */
typedef enum nnrt_json_type {
    NNRT_JSON_NULL,
    NNRT_JSON_FALSE,
    NNRT_JSON_TRUE,
    NNRT_JSON_NUMBER,
    NNRT_JSON_STRING,
    NNRT_JSON_ARRAY,
    NNRT_JSON_OBJECT
} nnrt_json_type;

typedef struct nnrt_json_value {
    nnrt_json_type type;
    const char *key;                            /* in an object, else NULL */
    const char *text;                           /* of strings and numbers */
    const struct nnrt_json_value *first, *next; /* children of arrays and objects; next sibling */
    size_t count;                               /* children */
} nnrt_json_value;

typedef struct nnrt_json_tree nnrt_json_tree;
/* NULL with *e set to "line N: ..." for text that is no JSON, nests too deep, or memory that is not
   there. */
nnrt_json_tree *nnrt_json_read(const char *text, size_t size, nnrt_error *e);
const nnrt_json_value *nnrt_json_root(const nnrt_json_tree *t);
void nnrt_json_tree_free(nnrt_json_tree *t);

/* Members: NULL, or the fallback, when `v` is NULL, no object, has no such key, or the type
   differs. */
const nnrt_json_value *nnrt_json_get(const nnrt_json_value *v, const char *key);
const char *nnrt_json_get_string(const nnrt_json_value *v, const char *key, const char *fallback);
double nnrt_json_get_number(const nnrt_json_value *v, const char *key, double fallback);
int64_t nnrt_json_get_int(const nnrt_json_value *v, const char *key, int64_t fallback);
int64_t nnrt_json_as_int(const nnrt_json_value *v, int64_t fallback);
/* Writes a value that was read, with the layout of the writer. */
void nnrt_json_copy(nnrt_json *j, const nnrt_json_value *v);
#endif
