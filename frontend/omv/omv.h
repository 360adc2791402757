/* Tests of models as the Open Source Brain writes them (OMV): an .omt file names the model, files that its simulation writes and
   what to look at in them, an .mep file what is expected. */
#ifndef NN_OMV_H
#define NN_OMV_H
#include "frontend/omv/yaml.h"

typedef enum OmvKind { OMV_SPIKE_TIMES, OMV_SPIKE_RATE, OMV_RESTING } OmvKind;
typedef enum OmvSource {
    OMV_SERIES, /* a file of columns over time */
    OMV_EVENTS, /* a file of events with ids */
} OmvSource;
typedef enum OmvMethod { OMV_THRESHOLD, OMV_DERIVATIVE } OmvMethod;

typedef VEC(double) OmvValues;

typedef struct OmvObservable {
    OmvKind kind;
    Span at;
    const char *experiment, *name; /* "v", "spike times" */
    OmvSource source;
    const char *path; /* as written, from the folder of the .omt file */
    Span path_at;
    unsigned columns[2], header;
    double scaling[2];
    const char *id; /* of the events that count; NULL: all */
    bool time_first;
    OmvMethod method;
    double threshold;
    unsigned last; /* resting: so many samples at the end */
    double tolerance;
    OmvValues expected;
} OmvObservable;

typedef struct OmvTest {
    const char *path, *folder; /* of the .omt file; "" or with a slash at its end */
    const char *target;        /* from that folder */
    Span target_at;
    const char *engine;             /* or NULL */
    VEC(OmvObservable) observables; /* none: it only has to run */
} OmvTest;

/* omt.c: reads a test and what it expects. False after a diagnostic. */
bool omv_read(Session *s, const char *path, OmvTest *out);

/* observe.c: what the observable is in that file, which is `shown` in messages: times, or one number. False after a diagnostic. */
bool omv_observe(Session *s, const OmvObservable *o, const char *file, OmvValues *out);

typedef struct OmvVerdict {
    bool holds;
    uint32_t n, expected; /* values */
    double worst;         /* largest relative deviation; of equally many values */
    double where;         /* the expected value that has it */
} OmvVerdict;
/* Are there as many, each within |x - y| <= tolerance*|y| + 1e-8? */
OmvVerdict omv_judge(const OmvObservable *o, const OmvValues *observed, double tolerance);
/* "ok    v: spike times: 5 of 5, ..." without a line end */
const char *omv_report(Session *s, const OmvObservable *o, const OmvVerdict *v, double tolerance);
#endif
