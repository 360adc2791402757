/* Which files a document may name. */
#ifndef NN_XML_PATH_H
#define NN_XML_PATH_H
#include "ir/base/session.h"

/* Whether such a name leads outside of the folder of the document. */
bool xml_leaves_folder(const char *name);
/* Whether the document may read `path`, which it calls `name`: inside its folder, or below a folder of -I. */
bool xml_is_permitted(Arena *a, const char *name, const char *path, const char *const *folders,
                      size_t n_folders);
/* Says which -I permits a file that is called `name` there. */
void xml_help_permit(Session *s, Diag *d, Span at, const char *name);
#endif
