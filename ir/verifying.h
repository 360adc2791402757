/* Inside the verifier (verify*.c): the check at hand and its ways to complain. */
#ifndef NN_IR_VERIFYING_H
#define NN_IR_VERIFYING_H
#include "ir/ir.h"

typedef struct IrVerifier {
    IrModule *m;
    const IrModel *model; /* at hand, or NULL */
    bool failed;
} IrVerifier;

Diag *ir_verify_complain(IrVerifier *v, DiagCode code, Span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* "unknown WHAT `name`", with the nearest name as help. */
void ir_verify_unknown(IrVerifier *v, Span at, const char *what, const Str *name, StrNearest near);
/* "`owner` has no WHAT `name`" */
void ir_verify_lacks(IrVerifier *v, Span at, const Str *owner, const char *what, const Str *name,
                     StrNearest near);

void ir_verify_model(IrVerifier *v, const IrModel *model);  /* verify_model.c */
void ir_verify_bodies(IrVerifier *v, const IrModel *model); /* verify_body.c */
bool ir_verify_parts(IrVerifier *v); /* verify_parts.c; false: models contain themselves */
void ir_verify_model_parts(IrVerifier *v, const IrModel *model);
void ir_verify_kinetic(IrVerifier *v, const IrModel *model);   /* verify_kinetic.c */
void ir_verify_conserved(IrVerifier *v, const IrModel *model); /* verify_conserved.c */
/* verify_targets.c: `name` is a state of the model or of a part that somebody may give a value; `done`: "assigned" */
void ir_verify_target_state(IrVerifier *v, const IrModel *model, const Str *name, Span at,
                            const char *done);
/* What the part gives a value of its owner is a state that it may give one. */
void ir_verify_part_targets(IrVerifier *v, const IrItem *part, const IrModel *model);
void ir_verify_size(IrVerifier *v, const IrModel *model); /* verify_size.c */
/* verify_series.c; binds: values that parameters are given, NULL: none; the others have their defaults, or any values */
void ir_verify_series(IrVerifier *v, const IrModel *model, const IrBinds *binds, bool defaults);
void ir_verify_network(IrVerifier *v); /* verify_network.c */
/* a population, view, group or projection */
void ir_verify_target(IrVerifier *v, Span at, const Str *name);
/* The model of a population or view, of the first member of a group, the synapse of a
   projection; NULL: none. */
IrModel *ir_target_model(const IrModule *m, const Str *name);
void ir_verify_space(IrVerifier *v, const IrBinds *space); /* verify_space.c */
void ir_verify_experiment(IrVerifier *v);                  /* verify_experiment.c */
/* verify_events.c: values of events fit the ports that they reach */
void ir_verify_events(IrVerifier *v, const IrProjection *p);
void ir_verify_input_events(IrVerifier *v, const IrInput *in);
#endif
