/* From a model to the kernels of a class (ir/kernel.h). */
#ifndef NN_PASS_LOWER_H
#define NN_PASS_LOWER_H
#include "ir/kernel.h"

/* The name of a port for those who connect to it: that of the receptor, "excitatory" for its `excitatory.event`. */
const Str *ir_port_name(StrTable *strings, const Str *event);

/* The port of a class for events that reach it without delay: they have a handler, whatever becomes of others. */
const Str *ir_prompt_name(StrTable *strings, const Str *port);

/* Of a flat model, whose items it marks. NULL when a diagnostic was reported. */
KClass *ir_lower_class(IrModule *m, IrModel *flat, const Str *name, const KBinding *binding);
#endif
