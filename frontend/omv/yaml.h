/* Texts in the part of YAML that test descriptions use: maps and lists by indentation or in brackets, plain and quoted
   scalars, comments. */
#ifndef NN_YAML_H
#define NN_YAML_H
#include "ir/base/session.h"
#include "ir/base/vec.h"

typedef enum YamlKind { YAML_NONE, YAML_SCALAR, YAML_LIST, YAML_MAP } YamlKind;

typedef struct YamlNode YamlNode;
typedef struct YamlEntry {
    const char *key; /* NULL in lists */
    Span at;         /* of the key */
    YamlNode *value;
} YamlEntry;

struct YamlNode {
    YamlKind kind;
    Span at;
    const char *text; /* of a scalar, without quotes */
    VEC(YamlEntry) entries;
};

/* NULL after a diagnostic. */
YamlNode *yaml_read(Session *s, const SourceFile *file);
/* The value of a key of a map; NULL: there is none, or it is empty. */
const YamlNode *yaml_get(const YamlNode *map, const char *key);
bool yaml_number(const YamlNode *n, double *out); /* false: it is no finite number */
#endif
