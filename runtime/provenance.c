/* Provenance and result of a run as JSON. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/provenance.h"

#include <sys/utsname.h>
#include <unistd.h>

static void put_string(nnrt_json *j, const char *key, const char *text)
{
    nnrt_json_key(j, key);
    if (text)
        nnrt_json_string(j, text);
    else
        nnrt_json_null(j);
}

static void put_number(nnrt_json *j, const char *key, double x)
{
    nnrt_json_key(j, key);
    nnrt_json_number(j, x);
}

static void put_count(nnrt_json *j, const char *key, uint64_t x)
{
    nnrt_json_key(j, key);
    if (x <= INT64_MAX)
        nnrt_json_int(j, (int64_t)x);
    else
        nnrt_json_number(j, (double)x);
}

/* The features of an x86 that change what code is chosen; elsewhere the list is empty. */
static void put_cpu_features(nnrt_json *j)
{
    nnrt_json_key(j, "cpu_features");
    nnrt_json_open(j, '[', NNRT_JSON_INLINE);
#if defined __x86_64__
    const struct {
        const char *name;
        int present;
    } features[] = {{"sse4.2", __builtin_cpu_supports("sse4.2")},
                    {"avx", __builtin_cpu_supports("avx")},
                    {"avx2", __builtin_cpu_supports("avx2")},
                    {"fma", __builtin_cpu_supports("fma")},
                    {"avx512f", __builtin_cpu_supports("avx512f")},
                    {"avx512dq", __builtin_cpu_supports("avx512dq")},
                    {"avx512vl", __builtin_cpu_supports("avx512vl")}};
    for (size_t i = 0; i < sizeof features / sizeof features[0]; i++)
        if (features[i].present)
            nnrt_json_string(j, features[i].name);
#endif
    nnrt_json_close(j);
}

static void put_host(nnrt_json *j)
{
    struct utsname host;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    nnrt_json_key(j, "host");
    nnrt_json_open(j, '{', NNRT_JSON_LINES);
    if (uname(&host) == 0) {
        put_string(j, "name", host.nodename);
        put_string(j, "system", host.sysname);
        put_string(j, "release", host.release);
        put_string(j, "machine", host.machine);
    }
    put_count(j, "processors", processors > 0 ? (uint64_t)processors : 0);
    put_cpu_features(j);
    nnrt_json_close(j);
}

static void put_parameters(nnrt_json *j, const nnrt_provenance *p)
{
    nnrt_json_key(j, "parameters");
    nnrt_json_open(j, '{', NNRT_JSON_LINES);
    for (size_t i = 0; i < p->n_parameters; i++) {
        nnrt_json_key(j, p->parameters[i].name);
        nnrt_json_open(j, '{', NNRT_JSON_INLINE);
        put_number(j, "value", p->parameters[i].value);
        put_string(j, "unit", p->parameters[i].unit);
        nnrt_json_close(j);
    }
    nnrt_json_close(j);
}

/* The text of a finished writer, NULL when it failed. */
static char *hand_over(nnrt_json *j)
{
    if (j->failed)
        nnrt_json_free(j);
    return j->text;
}

char *nnrt_provenance_text(const nnrt_provenance *p)
{
    nnrt_json j = {0};
    nnrt_json_open(&j, '{', NNRT_JSON_LINES);
    put_string(&j, "compiler", p->compiler);
    put_string(&j, "model_sha256", p->model_hash);
    nnrt_json_key(&j, "command");
    nnrt_json_open(&j, '[', NNRT_JSON_INLINE);
    for (int i = 0; i < p->argc; i++)
        nnrt_json_string(&j, p->argv[i]);
    nnrt_json_close(&j);
    put_parameters(&j, p);
    put_string(&j, "precision", p->precision);
    put_string(&j, "maths", p->maths);
    put_count(&j, "seed", p->seed);
    put_number(&j, "dt_ms", p->dt);
    put_count(&j, "threads", p->threads);
    put_host(&j);
    nnrt_json_close(&j);
    return hand_over(&j);
}

char *nnrt_result_text(const nnrt_result *r)
{
    nnrt_json j = {0};
    nnrt_json_open(&j, '{', NNRT_JSON_LINES);
    put_string(&j, "status", r->status);
    nnrt_json_key(&j, "exit_code");
    nnrt_json_int(&j, r->exit_code);
    if (r->message)
        put_string(&j, "message", r->message);
    put_number(&j, "simulated_ms", r->simulated);
    put_number(&j, "construct_seconds", r->construct_seconds);
    put_number(&j, "run_seconds", r->run_seconds);
    put_number(&j, "run_cpu_seconds", r->run_cpu_seconds);
    put_count(&j, "synapses", r->synapses);
    nnrt_json_key(&j, "populations");
    nnrt_json_open(&j, '{', NNRT_JSON_LINES);
    for (size_t i = 0; i < r->n_populations; i++) {
        nnrt_json_key(&j, r->populations[i].label);
        nnrt_json_open(&j, '{', NNRT_JSON_INLINE);
        put_count(&j, "size", r->populations[i].size);
        put_count(&j, "spikes", r->populations[i].spikes);
        nnrt_json_close(&j);
    }
    nnrt_json_close(&j);
    nnrt_json_close(&j);
    return hand_over(&j);
}
