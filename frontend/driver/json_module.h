/* Modules of the IR as JSON (docs/json.md). */
#ifndef NN_JSON_MODULE_H
#define NN_JSON_MODULE_H
#include "frontend/driver/json_fields.h"

void json_module(JsonOut *o, const IrModule *m); /* all of it */
void json_info(JsonOut *o, const IrModule *m);   /* what `nnc info` says of it */
#endif
