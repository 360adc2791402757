/* Exit codes of nnc. */
#ifndef NN_EXITS_H
#define NN_EXITS_H

enum {
#define EXIT_CODE(name, code, text) EXIT_##name = code,
#include "ir/base/exits.def"
#undef EXIT_CODE
};
#endif
