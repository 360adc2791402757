/* Files that the script asks for by name (request.c). */
#ifndef NNRT_REQUEST_H
#define NNRT_REQUEST_H
#include "runtime/sim.h"

bool nnrt_request_check(nnrt_sim *s, const nnrt_action *a); /* the name of its file */
bool nnrt_request_write(nnrt_sim *s, const nnrt_action *a);
#endif
