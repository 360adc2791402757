/* Which files a document may name. */
#ifndef NN_XML_PATH_H
#define NN_XML_PATH_H
#include "ir/base/session.h"

/* Whether such a name leads outside of the folder of the document. */
bool xml_leaves_folder(const char *name);
/* Below which a document may read files, beside its own: that of the document which was read first, those of -I. */
typedef struct XmlFolders {
    const char *home; /* "" is the current one; NULL: none */
    const char *const *named;
    size_t n;
} XmlFolders;
/* With its slash; "" where the name has none. */
const char *xml_folder_of(Arena *a, const char *file);
/* Whether the document may read `path`, which it calls `name`. */
bool xml_is_permitted(Arena *a, const char *name, const char *path, const XmlFolders *folders);
/* Says where a file that is called `name` there was looked for, or could be. */
void xml_help_missing(Session *s, Diag *d, Span at, const char *name);
/* Says which -I permits a file that is called `name` there. */
void xml_help_permit(Session *s, Diag *d, Span at, const char *name);
#endif
