/* Classes that are the same but for names. */
#ifndef NN_C_UNIFY_H
#define NN_C_UNIFY_H
#include "ir/kernel.h"

/* What stands in one class at the places of the names of another: columns, locals, arguments. Filled where each name stands for one
   name, both ways; false where it does not, or the bodies have other statements. */
bool unify_names(Arena *a, const KClass *of, const KClass *other, Map *names);
/* The class with these names: what is printed of it is that of the other one, if they are the same. */
KClass *unify_renamed(Arena *a, const KClass *k, const Map *names);
/* The same for classes that are the same but for names. */
uint32_t unify_hash(const KClass *k);
#endif
