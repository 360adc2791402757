/* The model IR as JSON (docs/json.md), and what `nnc info` says of it. */
#ifndef NN_JSON_MODULE_H
#define NN_JSON_MODULE_H
#include "frontend/driver/json_fields.h"

void json_module(JsonOut *o, const IrModule *m);
#endif
