/* Targets of assignments and of `del`: names, attributes, elements and sequences of them. */
#include "frontend/sema/class.h"
#include "frontend/sema/element.h"

/* What an assignment changes: an element, or the slice of a list. */
typedef struct Place {
    Value object, key;
    const AstExpr *slice; /* NULL: key */
    Span at;              /* of the key */
} Place;

/* x[i, j] is a key of dicts and of classes; of arrays of arrays, an element of the element. */
static bool place_of(Interp *in, const AstExpr *target, Place *p)
{
    const AstExprs *items = &target->as.index.items;
    const AstExpr *last = items->v[items->n - 1];
    *p = (Place){.object = eval(in, target->as.index.object), .at = last->span};
    if (items->n > 1 && p->object.kind != VALUE_LIST) {
        p->at = target->span;
        p->key = p->object.kind == VALUE_POISON ? p->object : element_tuple_key(in, items);
        return p->key.kind != VALUE_POISON;
    }
    for (uint32_t i = 0; i + 1 < items->n && p->object.kind != VALUE_POISON; i++)
        p->object = element_of(in, p->object, eval(in, items->v[i]), target->span);
    if (p->object.kind == VALUE_POISON)
        return false;
    p->slice = last->kind == AST_EXPR_Slice ? last : NULL;
    p->key = p->slice ? value_none : eval(in, last);
    return p->key.kind != VALUE_POISON;
}

/* list[a:b] = values: the part is replaced, and may change its length where the step is 1. */
static bool assign_slice(Interp *in, ValueList *list, const AstExpr *slice, Value v, Span at)
{
    Cut c;
    ValueList values = {0};
    if (!element_cut(in, slice, list->n, &c))
        return false;
    if (list->array && value_is_scalar(v)) {
        for (int64_t i = 0; i < c.n; i++)
            VEC_PUSH(in->arena, &values, v);
    } else if (!eval_sequence(in, v, at, &values)) {
        return false;
    }
    if (values.n != c.n && (c.step != 1 || list->array)) {
        interp_error(in, DIAG_NNC0262, at, "%u values for %lld elements", values.n, (long long)c.n);
        return false;
    }
    if (values.n == c.n) {
        for (uint32_t i = 0; i < values.n; i++)
            list->v[c.start + i * c.step] = values.v[i];
        return true;
    }
    ValueList changed = {0};
    for (int64_t i = 0; i < c.start; i++)
        VEC_PUSH(in->arena, &changed, list->v[i]);
    for (uint32_t i = 0; i < values.n; i++)
        VEC_PUSH(in->arena, &changed, values.v[i]);
    for (int64_t i = c.start + c.n; i < list->n; i++)
        VEC_PUSH(in->arena, &changed, list->v[i]);
    *list = changed;
    return true;
}

static bool assign_element(Interp *in, const Place *p, Value v, Span at)
{
    Value out;
    int64_t i;
    if (p->slice && p->object.kind == VALUE_LIST)
        return assign_slice(in, p->object.as.list, p->slice, v, at);
    if (p->object.kind == VALUE_DICT && !p->slice) {
        value_dict_set(in->arena, p->object.as.dict, p->key, v);
        return true;
    }
    const Value args[2] = {p->key, v};
    if (class_call(in, p->object, "__setitem__", args, 2, at, &out))
        return out.kind != VALUE_POISON;
    if (p->object.kind != VALUE_LIST) {
        interp_error(in, DIAG_NNC0251, at, "the elements of %s cannot be assigned",
                     value_words(p->object));
        return false;
    }
    if (!element_index(in, p->key, p->object.as.list->n, p->at, &i))
        return false;
    p->object.as.list->v[i] = v;
    return true;
}

/* a, *more, b = values */
static bool assign_starred(Interp *in, const AstExprs *targets, uint32_t star, ValueList items,
                           Span at)
{
    if (items.n + 1 < targets->n) {
        interp_error(in, DIAG_NNC0262, at, "at least %u values are needed, not %u", targets->n - 1,
                     items.n);
        return false;
    }
    const uint32_t after = targets->n - 1 - star, taken = items.n - star - after;
    bool ok = true;
    for (uint32_t i = 0; i < targets->n; i++) {
        if (i == star) {
            ValueList *more = ARENA_NEW(in->arena, ValueList);
            for (uint32_t k = 0; k < taken; k++)
                VEC_PUSH(in->arena, more, items.v[star + k]);
            ok &= eval_assign(in, targets->v[i]->as.star.operand, value_list(more));
        } else {
            ok &= eval_assign(in, targets->v[i], items.v[i < star ? i : i + taken - 1]);
        }
    }
    return ok;
}

static bool assign_sequence(Interp *in, const AstExprs *targets, Value v, Span at)
{
    ValueList items = {0};
    if (!eval_sequence(in, v, at, &items))
        return false;
    for (uint32_t i = 0; i < targets->n; i++)
        if (targets->v[i]->kind == AST_EXPR_Star)
            return assign_starred(in, targets, i, items, at);
    if (items.n != targets->n) {
        interp_error(in, DIAG_NNC0251, at, "%u names for %u values", targets->n, items.n);
        return false;
    }
    bool ok = true;
    for (uint32_t i = 0; i < items.n; i++)
        ok &= eval_assign(in, targets->v[i], items.v[i]);
    return ok;
}

/* ---- all targets ---- */

static bool set_attribute(Interp *in, Value object, const AstExpr *target, Value v)
{
    const Str *name = target->as.attribute.name.text;
    if (object.kind == VALUE_CLASS || object.kind == VALUE_RECORD) {
        class_set(in, object, name, v);
        return true;
    }
    const Builtin *set = builtin_method(object, SEMA_NAME(in->sema, "__setattr__"));
    if (!set) {
        interp_error(in, DIAG_NNC0254, target->span, "attributes of %s cannot be assigned",
                     value_words(object));
        return false;
    }
    Value args[2] = {value_string(name), v};
    return set->function(in, &(Call){.span = target->span, .self = object}, args).kind !=
           VALUE_POISON;
}

/* A target of one value, whose parts have been evaluated. */
typedef struct Target {
    const AstExpr *e;
    Place place;  /* of an element */
    Value object; /* of an attribute */
} Target;

static bool target_of(Interp *in, const AstExpr *e, Target *out)
{
    *out = (Target){.e = e};
    switch ((int)e->kind) {
    case AST_EXPR_Name:
        return true;
    case AST_EXPR_Index:
        return place_of(in, e, &out->place);
    case AST_EXPR_Attribute:
        out->object = eval(in, e->as.attribute.object);
        return out->object.kind != VALUE_POISON;
    default:
        interp_error(in, DIAG_NNC0255, e->span, "this cannot be assigned");
        return false;
    }
}

static bool set_target(Interp *in, const Target *t, Value v)
{
    if (t->e->kind == AST_EXPR_Index)
        return assign_element(in, &t->place, v, t->e->span);
    if (t->e->kind == AST_EXPR_Attribute)
        return set_attribute(in, t->object, t->e, v);
    interp_bind(in, t->e->as.name.text, v);
    return true;
}

static Value target_value(Interp *in, const Target *t)
{
    if (t->e->kind == AST_EXPR_Attribute)
        return builtin_attribute(in, t->object, &t->e->as.attribute.name);
    if (t->e->kind != AST_EXPR_Index || t->place.object.kind == VALUE_OBJECT)
        return eval(in, t->e);
    return t->place.slice ? element_slice(in, t->place.object, t->place.slice)
                          : element_of(in, t->place.object, t->place.key, t->e->span);
}

bool eval_assign(Interp *in, const AstExpr *target, Value v)
{
    Target t;
    if (v.kind == VALUE_POISON)
        return false;
    if (target->kind == AST_EXPR_Tuple)
        return assign_sequence(in, &target->as.tuple.items, v, target->span);
    if (target->kind == AST_EXPR_List)
        return assign_sequence(in, &target->as.list.items, v, target->span);
    return target_of(in, target, &t) && set_target(in, &t, v);
}

/* Lists and sets change in place: all their names see it. */
static Value in_place(Value old, Value v)
{
    if (old.kind != v.kind || (v.kind != VALUE_LIST && v.kind != VALUE_SET))
        return v;
    *old.as.list = *v.as.list;
    return old;
}

bool eval_augment(Interp *in, const AstExpr *target, AstOperator op, const AstExpr *value, Span at)
{
    Target t;
    if (!target_of(in, target, &t))
        return false;
    const Value old = target_value(in, &t), by = eval(in, value);
    const Value v = operate(in, op, old, by, at);
    return v.kind != VALUE_POISON && set_target(in, &t, in_place(old, v));
}

/* ---- del ---- */

static bool delete_slice(Interp *in, ValueList *list, const AstExpr *slice)
{
    Cut c;
    if (!element_cut(in, slice, list->n, &c))
        return false;
    ValueList kept = {.array = list->array};
    for (int64_t i = 0; i < list->n; i++) {
        const int64_t k = (i - c.start) / c.step;
        const bool taken = (i - c.start) % c.step == 0 && k >= 0 && k < c.n;
        if (!taken)
            VEC_PUSH(in->arena, &kept, list->v[i]);
    }
    *list = kept;
    return true;
}

bool element_delete(Interp *in, const AstExpr *target)
{
    Place p;
    int64_t i;
    if (!place_of(in, target, &p))
        return false;
    if ((p.object.kind != VALUE_DICT || p.slice) && p.object.kind != VALUE_LIST) {
        interp_error(in, DIAG_NNC0251, target->span, "the elements of %s cannot be deleted",
                     value_words(p.object));
        return false;
    }
    if (p.slice)
        return delete_slice(in, p.object.as.list, p.slice);
    if (p.object.kind == VALUE_DICT) {
        if (value_dict_remove(p.object.as.dict, p.key))
            return true;
        interp_error(in, DIAG_NNC0256, target->span, "the dict has no key %s",
                     value_show(in->sema, p.key, true));
        return false;
    }
    if (!element_index(in, p.key, p.object.as.list->n, p.at, &i))
        return false;
    value_list_remove(p.object.as.list, (uint32_t)i);
    return true;
}
