/* The words of the text of kernels, as tables. */
#include "ir/kernel_words.h"

const char *const kernel_type_words[K_TYPES] = {
    [K_F64] = "f64", [K_F32] = "f32",   [K_U32] = "u32",
    [K_U8] = "u8",   [K_BOOL] = "bool", [K_LIST] = "list",
};

const char *const kernel_matrix_words[K_MATRIX_KINDS] = {
    [K_PROPAGATOR] = "", [K_NOISE_FACTOR] = "noise", [K_MOVE] = "move"};

const char *const kernel_role_words[K_ROLES] = {
    [K_PARAM] = "param", [K_STATE] = "state", [K_VALUE] = "value",
    [K_DUE] = "due",     [K_INPUT] = "input", [K_HIDDEN] = "hidden",
};

const KStmtForm kernel_forms[K_STMT_KINDS] = {
    [K_LET] = {"let", K_ON_LOCAL, .typed = true, .before = "=", .value = true},
    [K_VAR] = {"var", K_ON_LOCAL, .typed = true, .before = "=", .value = true},
    [K_ASSIGN] = {"", K_ON_LOCAL, .before = "=", .value = true},
    [K_STORE] = {"", K_ON_COLUMN, .before = "=", .value = true},
    [K_CLEAR] = {"clear", K_ON_COLUMN, .before = ""},
    [K_EMIT] = {"emit", .before = "", .value = true},
    [K_EMIT_TO] = {"emit_to", K_ON_NUMBER, .before = "count", .value = true},
    [K_MORE] = {"more", K_ON_NUMBER, .before = "=", .value = true},
    [K_WIRE] = {"wire", K_ON_NUMBER, .before = "with", .value = true},
    [K_SEND] = {"send", .before = "", .value = true},
    [K_FLAG] = {"flag", .before = "if", .value = true},
    [K_WAKE] = {"wake", .before = "if", .value = true},
    [K_BAD] = {"bad", K_ON_TEXT, .before = "if", .value = true},
    [K_IF] = {"if", .before = "", .value = true, .body = true},
    [K_UPTO] = {"upto", .before = "", .value = true, .body = true},
    [K_BREAK] = {"break", .before = "if", .value = true},
    [K_ROWS] = {"rows", .before = "", .body = true},
    [K_HISTORY] = {"history", .before = "", .body = true},
    [K_ADD] = {"add", K_ON_TERM, .before = "=", .value = true},
    [K_EXPM] = {"expm", .before = ""},
};

const KBodyFact kernel_bodies[K_BODIES] = {
    {"derive_one", "set", offsetof(KClass, derive_one), .derives = true},
    {"derive_each", "set", offsetof(KClass, derive_each), .each = true, .derives = true},
    {"start", "start", offsetof(KClass, start), .each = true, .timed = true},
    {"settle", "start", offsetof(KClass, settle), .each = true, .timed = true},
    {"begin", "begin", offsetof(KClass, begin), .each = true, .timed = true, .takes = true},
    {"couple", "couple", offsetof(KClass, couple), .each = true, .timed = true, .adds = true},
    {"couple_pre", "couple", offsetof(KClass, couple_pre), .each = true, .timed = true,
     .adds = true},
    {"show", "couple", offsetof(KClass, show), .each = true, .timed = true, .adds = true},
    {"show_pre", "couple", offsetof(KClass, show_pre), .each = true, .timed = true, .adds = true},
    {"update", "integrate", offsetof(KClass, update), .each = true, .timed = true, .takes = true,
     .wakes = true},
    {"conditions", "conditions", offsetof(KClass, conditions), .each = true, .timed = true,
     .takes = true},
    {"flush", "flush", offsetof(KClass, flush), .each = true},
    {"pre", "own", offsetof(KClass, pre), .each = true, .timed = true, .sends = true},
    {"post", "own", offsetof(KClass, post), .each = true, .timed = true, .sends = true},
    {"test", "own", offsetof(KClass, test), .each = true, .timed = true, .sends = true},
    {"first", "own", offsetof(KClass, first), .each = true, .timed = true, .sends = true},
    {"relax", "own", offsetof(KClass, relax), .each = true, .timed = true, .sends = true},
    {"row", "own", offsetof(KClass, row), .sends = true, .rows = true},
    {"replay", "own", offsetof(KClass, replay), .sends = true, .rows = true},
    {"refresh", "own", offsetof(KClass, refresh), .sends = true, .rows = true},
    {"mark", "own", offsetof(KClass, mark), .sends = true, .marks = true},
};

KBody *kernel_body(KClass *c, uint32_t number)
{
    return (KBody *)((char *)c + kernel_bodies[number].offset);
}

const char *kernel_space(const KClass *c)
{
    return c->role == IR_SYNAPSE ? "conn" : "cell";
}

const char *kernel_column_space(const KClass *c, const KColumn *k)
{
    static const char *const shared[] = {[K_OF_PRE] = "pre", [K_OF_POST] = "post"};
    return !k->each ? "one" : k->extent == K_OF_OWN ? kernel_space(c) : shared[k->extent];
}

bool kernel_is_loop(const KStmt *s)
{
    return s->kind == K_UPTO || s->kind == K_ROWS || s->kind == K_HISTORY;
}

bool kernel_names_time(const Str *name)
{
    static const char *const names[] = {"t", "t_next", "n", "n_post", "n_past"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}
