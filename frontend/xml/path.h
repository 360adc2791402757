/* Which files a document may name. */
#ifndef NN_XML_PATH_H
#define NN_XML_PATH_H
#include "ir/base/arena.h"

#include <stdbool.h>

/* Whether such a name leads outside of the folder of the document. */
bool xml_leaves_folder(const char *name);
/* Whether the document may read `path`, which it calls `name`: inside its folder, or below a folder of -I. */
bool xml_is_permitted(Arena *a, const char *name, const char *path, const char *const *folders,
                      size_t n_folders);
#endif
