/* Steps in which little arrives, in C: an update that reads no sums, and for each port a loop over the cells at which
   something arrived. A cell that occurs again finds its sum cleared, and adds 0. */
#include "codegen/c/function.h"
#include "ir/pass/simplify.h"

/* In additions. Reading sums costs a few; a step that takes more than this many is not worth a second copy of its code,
   which is most of what compiling such a class takes. */
enum { COSTLY_STEP = 250 };

bool ctarget_takes_few(const KClass *k)
{
    return k->ports.n && k->ports.v[0].due >= 0 && k->ports.v[0].handler &&
           kernel_cost(k) <= COSTLY_STEP;
}

static void print_arrive(CTarget *t, const CClass *c, uint32_t port)
{
    Emitter *out = t->out;
    const KBody *b = c->k->ports.v[port].handler;
    Function f = function_new(t, c, "i");
    f.step = "k";
    f.step_next = "k_next";
    f.wakes = true;
    emit(out,
         "static void %s_arrive_%u(void *object, const nnrt_step *now, uint32_t base, const "
         "uint16_t *target, uint32_t n, uint8_t *wakes)\n",
         c->c_name, port);
    emit_open(out, "{");
    function_print_self(&f, "");
    function_print_times(t);
    function_mark_body(&f, b);
    function_print_locals(&f, NULL);
    emit_open(out, "for (uint32_t q = 0; q < n; q++) {");
    emit(out, "const size_t i = base + (size_t)target[q];\n%s wake = 0;\n", function_mask(&f));
    function_print_waking(&f, b);
    emit(out, "if (wake)\n    wakes[i / NNRT_BLOCK] = 1;\n");
    emit_close(out, "}");
    emit_close(out, "}");
    emit(out, "\n");
}

void ctarget_arrivals(CTarget *t, const CClass *c)
{
    ctarget_waking_update(t, c, true);
    for (uint32_t i = 0; i < c->k->ports.n; i++)
        print_arrive(t, c, i);
}
