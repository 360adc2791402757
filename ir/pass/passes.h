/* Runs the passes of passes.def over the classes of a module, and does what the command line asks of them: prints after
   one, stops behind one, takes the time, checks. Prints nothing itself: texts are collected. */
#ifndef NN_PASS_PASSES_H
#define NN_PASS_PASSES_H
#include "ir/kernel_text.h"
#include "ir/pass/lower.h"

typedef enum PassId {
#define PASS(id, name, needs, gives, numbers, effort, doc) PASS_##id,
#include "ir/pass/passes.def"
#undef PASS
    PASS_COUNT
} PassId;

typedef enum PassLevel {
    PASS_AT_TEXT,
    PASS_AT_TREE,
    PASS_AT_MODEL,
    PASS_AT_FLAT,
    PASS_AT_KERNEL,
    PASS_AT_C
} PassLevel;
typedef enum PassNumbers { PASS_BITS, PASS_V } PassNumbers;

typedef struct PassFact {
    const char *name;
    PassLevel needs, gives;
    PassNumbers numbers;
    unsigned effort;
    const char *doc;
} PassFact;
extern const PassFact pass_facts[PASS_COUNT];
const char *pass_level_word(PassLevel level);

typedef struct PassCost {
    double seconds; /* of the processor */
    unsigned runs;
    unsigned long operations; /* of the kernels of a step after it, in additions (ops.def) */
} PassCost;

typedef struct Passes {
    Session *session;
    VEC(PassId) order; /* those over classes, in the order in which they run */
    bool print_after[PASS_COUNT];
    bool check; /* round trip and verification after each; as built: where assertions are on */
    Emitter *printed; /* what print_after asked for */
    PassCost cost[PASS_COUNT];
    double since; /* processor time at passes_begin */
} Passes;

/* All passes over classes that run at -O `effort`. */
Passes *passes_new(Session *s, unsigned effort);
/* Puts a pass over kernels at the end. */
void passes_add(Passes *p, PassId pass);
bool passes_has(const Passes *p, PassId pass);
/* Replaces the order by the names in `list`, "flatten,lower"; they must fit each other and the level `from`. False
   after a diagnostic. */
bool passes_set_order(Passes *p, const char *list, PassLevel from);
/* Drops all behind `name`. False after a diagnostic. */
bool passes_stop_after(Passes *p, const char *name);
/* `name`: a pass or "all". False after a diagnostic. */
bool passes_print_after(Passes *p, const char *name);
PassLevel passes_last_level(const Passes *p, PassLevel from);

void passes_begin(Passes *p);
void passes_end(Passes *p, PassId pass);

/* A class by the passes in order; where they end before kernels its `flat` alone is set. NULL after a diagnostic. */
KClass *passes_class(Passes *p, IrModule *m, const IrModel *model, const Str *name,
                     const KBinding *binding);
/* The passes in order over a class that was read from text. */
bool passes_kernel(Passes *p, KClass *c);
/* The text of the level where the passes ended: flat models or kernels. */
void passes_print(Emitter *e, PassLevel level, const KClasses *classes);
#endif
