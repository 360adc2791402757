/* The insides of a session, for programs of this repository that go on from its IR. */
#ifndef NN_LIBNNC_SESSION_H
#define NN_LIBNNC_SESSION_H
#include "frontend/libnnc/compilation.h"
#include "frontend/libnnc/nnc.h"

/* The model IR, elaborated where it was not yet; NULL after an error. Owned by the session. */
IrModule *nnc_session_module(NncSession *s);
Session *nnc_session_base(NncSession *s);
/* Runs `work` so that out of memory anywhere inside ends it: false then, and the session's exit
   code is 5. */
bool nnc_session_guard(NncSession *s, bool (*work)(NncSession *s, void *context), void *context);
#endif
