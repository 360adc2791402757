/* Whole runs of hand-written programs: times in closed form, delays, order, threads, segments,
   refusals. */
#include "runtime/nnrt.h"
#include "tests/unit/check.h"
#include "tests/unit/runtime_models.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct Params {
    double n, p, delay;
} Params;

/* ---- rules ---- */
static double param_n(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    (void)i, (void)j, (void)m;
    return ((const Params *)e->params)->n;
}

static double param_p(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    (void)i, (void)j, (void)m;
    return ((const Params *)e->params)->p;
}

static double param_delay(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    (void)i, (void)j, (void)m;
    return ((const Params *)e->params)->delay;
}

static double by_post(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    (void)e, (void)i, (void)m;
    return 0.5 + 0.1 * j;
}

static double random_weight(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    return 0.3 * nnrt_u53_at(e->key, i, j, m);
}

static double random_delay(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    return 3 * nnrt_u53_at(e->key, i, j, m);
}

static double random_drive(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    return 0.9 + 0.2 * nnrt_u53_at(e->key, i, j, m);
}

static const nnrt_param params[] = {
    {"n", "", "cells", "1", 1, 0, offsetof(Params, n), true, 1, 1e6, CONSTANT(1)},
    {"p", "", "probability", "0.1", 1, 0, offsetof(Params, p), false, -INFINITY, INFINITY,
     CONSTANT(0.1)},
    {"delay", "ms", "delay", "1", 1, 0, offsetof(Params, delay), false, -INFINITY, INFINITY,
     CONSTANT(1)},
};

/* ---- programs ---- */
enum { DRIVE_COLUMN = 3 };
static const nnrt_assign driven[] = {{.column = DRIVE_COLUMN,
                                      .rule = CONSTANT(2),
                                      .uniform = true,
                                      .purpose = "parameter drive",
                                      .where = "t.nn:1"}};
static const nnrt_assign noisy[] = {{.column = DRIVE_COLUMN,
                                     .rule = RULE(random_drive),
                                     .purpose = "parameter drive",
                                     .where = "t.nn:1"}};
static const nnrt_assign fires_at_5[] = {{.column = 0,
                                          .rule = CONSTANT(50),
                                          .uniform = true,
                                          .purpose = "parameter period",
                                          .where = "t.nn:2"}};
static const nnrt_assign fires_at_random[] = {{.column = 1,
                                               .rule = CONSTANT(0.02),
                                               .uniform = true,
                                               .purpose = "parameter chance",
                                               .where = "t.nn:2"}};
/* A projection of one clause; the rest as members. */
#define WIRE(name, from, to, at, by, place, ...)                                                   \
    {                                                                                              \
        .label = name, .pre = from, .post = to, .port = at, .clauses = by, .n_clauses = 1,         \
        .where = place, __VA_ARGS__                                                                \
    }

static const nnrt_view_def views[] = {{.label = "a", .population = 0},
                                      {.label = "b", .population = 1}};
static const uint32_t view_0[] = {0}, view_1[] = {1};
static const nnrt_group_def groups[] = {{"a", view_0, 1}, {"b", view_1, 1}};
static const nnrt_recorder_def recorders[] = {
    {.group = 0, .where = "t.nn:9"},
    {.group = 1, .where = "t.nn:9"},
    {.group = 0, .variable = "v", .interval = CONSTANT(1), .where = "t.nn:9"}};
#define RECORD                                                                                     \
    {                                                                                              \
        .kind = NNRT_RECORD, .id = 0, .where = "t.nn:9"                                            \
    }
#define RECORD_BOTH                                                                                \
    RECORD,                                                                                        \
    {                                                                                              \
        .kind = NNRT_RECORD, .id = 1, .where = "t.nn:9"                                            \
    }
#define RUN(ms)                                                                                    \
    {                                                                                              \
        .kind = NNRT_RUN, .rule = CONSTANT(ms), .where = "t.nn:10"                                 \
    }

static nnrt_program program_of(const nnrt_population_def *populations, uint32_t n,
                               const nnrt_action *actions, uint32_t n_actions)
{
    return (nnrt_program){.abi = NNRT_ABI,
                          .name = "test",
                          .compiler = "by hand",
                          .source_hash = "0",
                          .help = "",
                          .params_size = sizeof(Params),
                          .params = params,
                          .n_params = COUNT(params),
                          .populations = populations,
                          .n_populations = n,
                          .views = views,
                          .n_views = n,
                          .groups = groups,
                          .n_groups = n,
                          .recorders = recorders,
                          .n_recorders = n,
                          .actions = actions,
                          .n_actions = n_actions};
}

/* ---- running them ---- */
static char folder[] = "nnrt-test-XXXXXX";

/* Runs with the options in `words` (up to 12) and results in FOLDER/name. */
static int run_program(const nnrt_program *p, const char *name, const char *words)
{
    char line[512], *argv[24];
    int argc = 0;
    snprintf(line, sizeof line, "test --progress none --format csv -o %s/%s %s", folder, name,
             words);
    for (char *word = strtok(line, " "); word && argc < 23; word = strtok(NULL, " "))
        argv[argc++] = word;
    return nnrt_main(p, argc, argv);
}

/* Text of FOLDER/name, static; "" when it is not there. */
static const char *file_text(const char *name, char *buffer, size_t size)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    buffer[0] = 0;
    if (!f)
        return buffer;
    buffer[fread(buffer, 1, size - 1, f)] = 0;
    fclose(f);
    return buffer;
}

static bool starts_with(const char *text, const char *prefix)
{
    return !strncmp(text, prefix, strlen(prefix));
}

enum { ROOM = 1 << 22 };
static bool same_files(const char *a, const char *b)
{
    char *x = malloc(ROOM), *y = malloc(ROOM);
    const bool same =
        x && y && !strcmp(file_text(a, x, ROOM), file_text(b, y, ROOM)) && strlen(x) > 20;
    free(x);
    free(y);
    return same;
}

static void test_closed_form(Check *check)
{
    /* 2 (1 - e^(-k/100)) >= 1 first at k = 70; held for 20 steps; 70 more steps */
    static const nnrt_population_def cells[] = {{.label = "a",
                                                 .cls = &lif_class,
                                                 .size = RULE(param_n),
                                                 .values = driven,
                                                 .n_values = 1,
                                                 .where = "t.nn:1"}};
    static const nnrt_action actions[] = {
        RECORD, {.kind = NNRT_RECORD, .id = 1, .where = "t.nn:9"}, RUN(10), RUN(10)};
    static const nnrt_recorder_def both[] = {
        {.group = 0, .where = "t.nn:9"},
        {.group = 0, .variable = "v", .interval = CONSTANT(1), .where = "t.nn:9"}};
    nnrt_program p = program_of(cells, 1, actions, 4);
    p.recorders = both;
    p.n_recorders = 2;
    char text[4096];
    CHECK_EQ_INT(run_program(&p, "lif", ""), 0);
    CHECK_EQ_STR(file_text("lif/a.spikes.csv", text, sizeof text), "time_ms,index\n7,0\n16,0\n");
    file_text("lif/a.v.csv", text, sizeof text);
    int lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    CHECK_EQ_INT(lines, 1 + 21); /* n steps give n + 1 samples */
    double v = -1;
    const char *at = strstr(text, "\n1,");
    CHECK(at && sscanf(at, "\n1,%lf", &v) == 1);
    CHECK_NEAR(v, 2e-3 * (1 - exp(-0.1)), 1e-15); /* shown in V, native mV */
    CHECK_EQ_INT(run_program(&p, "lif2", "--set a.tau=20ms --set n=2 --set a.refractory=0"), 0);
    CHECK_EQ_STR(file_text("lif2/a.spikes.csv", text, sizeof text),
                 "time_ms,index\n13.9,0\n13.9,1\n");
}

static const nnrt_population_def chain[] = {
    {.label = "a",
     .cls = &ticker_class,
     .size = CONSTANT(1),
     .values = fires_at_5,
     .n_values = 1,
     .where = "t.nn:1"},
    {.label = "b", .cls = &lif_class, .size = CONSTANT(10), .where = "t.nn:2"}};
static const nnrt_action run_ten[] = {RECORD_BOTH, RUN(10)};

static void test_delays(Check *check)
{
    static const nnrt_clause all[] = {{.wiring = NNRT_WIRE_PAIR, .where = "t.nn:3"}};
    static const nnrt_projection_def wires[] = {WIRE("a>b", 0, 1, "excitatory", all, "t.nn:3",
                                                     .weight = CONSTANT(2), .weight_uniform = true,
                                                     .delay = RULE(by_post))};
    nnrt_program p = program_of(chain, 2, run_ten, 3);
    p.projections = wires;
    p.n_projections = 1;
    char text[4096];
    CHECK_EQ_INT(run_program(&p, "delays", "--save-connections"), 0);
    /* stamps 0 and 5 ms; cell j after 0.5 + 0.1 j ms */
    file_text("delays/b.spikes.csv", text, sizeof text);
    CHECK(starts_with(text, "time_ms,index\n0.5,0\n0.6,1\n0.7,2\n0.8,3\n0.9,4\n1,5\n1.1,6\n1.2,"
                            "7\n1.3,8\n1.4,9\n5.5,0\n"));
    file_text("delays/a%3Eb.connections.csv", text, sizeof text);
    CHECK(starts_with(text, "pre,post,weight,delay\n0,0,2,0.5\n0,1,2,0.6\n"));
}

static void test_input(Check *check)
{
    static const nnrt_population_def cells[] = {
        {.label = "a", .cls = &lif_class, .size = CONSTANT(10), .where = "t.nn:1"}};
    static const nnrt_view_def part[] = {
        {.label = "a", .population = 0},
        {.label = "s", .population = 0, .pick = NNRT_PICK_SLICE, .step = CONSTANT(2)}};
    static const nnrt_group_def two_groups[] = {{"a", view_0, 1}, {"s", view_1, 1}};
    static const nnrt_assign amplitude[] = {
        {.column = 0, .rule = CONSTANT(2), .uniform = true, .purpose = "x", .where = "t.nn:4"}};
    static const nnrt_input_def inputs[] = {{.label = "dc",
                                             .cls = &current_class,
                                             .values = amplitude,
                                             .n_values = 1,
                                             .group = 1,
                                             .column = "input",
                                             .shared = true,
                                             .where = "t.nn:4"}};
    static const nnrt_action actions[] = {RECORD, RUN(10)};
    nnrt_program p = program_of(cells, 1, actions, 2);
    p.views = part;
    p.n_views = 2;
    p.groups = two_groups;
    p.n_groups = 2;
    p.inputs = inputs;
    p.n_inputs = 1;
    char text[4096];
    CHECK_EQ_INT(run_program(&p, "input", ""), 0);
    CHECK_EQ_STR(file_text("input/a.spikes.csv", text, sizeof text),
                 "time_ms,index\n7,0\n7,2\n7,4\n7,6\n7,8\n");
}

/* A random recurrent network with a source: any number of threads gives the same bytes. */
static const nnrt_clause by_chance[] = {{.wiring = NNRT_WIRE_UNIFORM,
                                         .no_self = true,
                                         .probability = RULE(param_p),
                                         .where = "t.nn:5"}};
static const nnrt_clause by_fan_in[] = {
    {.wiring = NNRT_WIRE_POST, .sample = CONSTANT(10), .where = "t.nn:6"}};
static const nnrt_clause by_number[] = {
    {.wiring = NNRT_WIRE_TOTAL, .no_self = true, .sample = CONSTANT(100), .where = "t.nn:7"}};
static const nnrt_projection_def network_wires[] = {
    WIRE("in", 1, 0, "excitatory", by_fan_in, "t.nn:6", .weight = RULE(random_weight),
         .delay = RULE(random_delay), .random_delay = true),
    WIRE("rec", 0, 0, "excitatory", by_chance, "t.nn:5", .weight = RULE(random_weight),
         .delay = RULE(param_delay), .delay_uniform = true),
    WIRE("inh", 0, 0, "inhibitory", by_number, "t.nn:7", .weight = CONSTANT(0.1),
         .weight_uniform = true, .delay = RULE(random_delay), .random_delay = true)};
static const nnrt_population_def network[] = {{.label = "a",
                                               .cls = &lif_class,
                                               .size = RULE(param_n),
                                               .values = noisy,
                                               .n_values = 1,
                                               .where = "t.nn:1"},
                                              {.label = "b",
                                               .cls = &ticker_class,
                                               .size = CONSTANT(100),
                                               .values = fires_at_random,
                                               .n_values = 1,
                                               .where = "t.nn:2"}};

static nnrt_program network_program(const nnrt_action *actions, uint32_t n)
{
    nnrt_program p = program_of(network, 2, actions, n);
    p.projections = network_wires;
    p.n_projections = 3;
    return p;
}

static void test_threads(Check *check)
{
    static const nnrt_action actions[] = {
        RECORD_BOTH, {.kind = NNRT_RECORD, .id = 2, .where = "t.nn:9"}, RUN(100)};
    nnrt_program p = network_program(actions, 4);
    p.n_recorders = 3;
    static const char *const files[] = {
        "a.spikes.csv",        "b.spikes.csv",       "a.v.csv",
        "rec.connections.csv", "in.connections.csv", "inh.connections.csv"};
    CHECK_EQ_INT(run_program(&p, "t1", "--set n=500 --save-connections --threads 1"), 0);
    static const char *const threads[] = {"2", "3", "7"};
    for (uint32_t t = 0; t < 3; t++) {
        char words[128];
        snprintf(words, sizeof words, "--set n=500 --save-connections --threads %s", threads[t]);
        CHECK_EQ_INT(run_program(&p, "tn", words), 0);
        for (uint32_t f = 0; f < COUNT(files); f++) {
            char a[64], b[64];
            snprintf(a, sizeof a, "t1/%s", files[f]);
            snprintf(b, sizeof b, "tn/%s", files[f]);
            CHECK(same_files(a, b));
        }
    }
    CHECK_EQ_INT(run_program(&p, "ts", "--set n=500 --seed 7"), 0);
    CHECK(!same_files("t1/a.spikes.csv", "ts/a.spikes.csv"));
}

static void test_segments(Check *check)
{
    static const nnrt_action once[] = {RECORD_BOTH,
                                       {.kind = NNRT_RUN, .rule = CONSTANT(2), .where = "r"}};
    static const nnrt_action often[] = {
        RECORD_BOTH, RUN(1), {.kind = NNRT_RUN_UNTIL, .rule = CONSTANT(2), .where = "r"}};
    static const nnrt_action twice[] = {RECORD_BOTH,
                                        RUN(50),
                                        {.kind = NNRT_RESET, .where = "r"},
                                        RUN(50),
                                        {.kind = NNRT_RESET, .new_noise = true, .where = "r"},
                                        RUN(50)};
    nnrt_program p = network_program(once, 3);
    CHECK_EQ_INT(run_program(&p, "once", "--set n=200"), 0);
    p = network_program(often, 4);
    CHECK_EQ_INT(run_program(&p, "often", "--set n=200"), 0);
    CHECK(same_files("once/b.spikes.csv", "often/b.spikes.csv"));
    p = network_program(twice, 7);
    CHECK_EQ_INT(run_program(&p, "twice", "--set n=200 --threads 2"), 0);
    CHECK(same_files("twice/segment0/a.spikes.csv", "twice/segment1/a.spikes.csv"));
    CHECK(same_files("twice/segment0/b.spikes.csv", "twice/segment1/b.spikes.csv"));
    CHECK(!same_files("twice/segment0/b.spikes.csv", "twice/segment2/b.spikes.csv"));
}

/* Pre spikes at 0 and 5 ms; each makes the target fire one delay later. All dendritic: the post
   spike of t + 1 is seen at t + 2. So: pre 0, post 2, pre 5, post 7. */
static void test_plastic(Check *check)
{
    static const nnrt_clause all[] = {{.wiring = NNRT_WIRE_PAIR, .where = "t.nn:3"}};
    static const nnrt_projection_def dendrite[] = {WIRE("w", 0, 1, "excitatory", all, "t.nn:3",
                                                        .delay = CONSTANT(1), .delay_uniform = true,
                                                        .synapse = &noting_class)};
    static nnrt_projection_def axon[1];
    nnrt_program p = program_of(chain, 2, run_ten, 3);
    char text[4096];
    p.projections = dendrite;
    p.n_projections = 1;
    CHECK_EQ_INT(run_program(&p, "stdp", "--save-connections --t 9ms"), 0);
    CHECK(starts_with(file_text("stdp/w.connections.csv", text, sizeof text),
                      "pre,post,weight,delay\n0,0,1212,1\n"));
    CHECK(strstr(file_text("stdp/b.spikes.csv", text, sizeof text), "\n1,0\n"));
    CHECK_EQ_INT(run_program(&p, "stdp", "--save-connections --t 6.9ms"), 0);
    CHECK(starts_with(file_text("stdp/w.connections.csv", text, sizeof text),
                      "pre,post,weight,delay\n0,0,121,1\n"));
    axon[0] = dendrite[0];
    axon[0].dendritic = (nnrt_rule)CONSTANT(0.1); /* 10 steps: 9 in the axon, 1 in the dendrite */
    p.projections = axon;
    CHECK_EQ_INT(run_program(&p, "axon", "--save-connections --t 9ms"), 0);
    CHECK(starts_with(file_text("axon/w.connections.csv", text, sizeof text),
                      "pre,post,weight,delay\n0,0,1212,1\n"));
    CHECK_EQ_STR(strstr(file_text("axon/b.spikes.csv", text, sizeof text), "\n6,"),
                 "\n6,0\n6,1\n6,2\n6,3\n6,4\n6,5\n6,6\n6,7\n6,8\n6,9\n");
}

static void test_refusals(Check *check)
{
    static const nnrt_action actions[] = {RECORD_BOTH, RUN(10)};
    nnrt_program p = network_program(actions, 3);
    CHECK_EQ_INT(run_program(&p, "bad", "--set n=0"), 1);
    CHECK_EQ_INT(run_program(&p, "bad", "--set n=2.5"), 1);
    CHECK_EQ_INT(run_program(&p, "bad", "--set p=1.5"), 1);
    CHECK_EQ_INT(run_program(&p, "bad", "--set p=-1"), 1);
    CHECK_EQ_INT(run_program(&p, "bad", "--set delay=0.04ms"), 1);
    CHECK_EQ_INT(run_program(&p, "bad", "--set a.tau=0"), 1);
    CHECK_EQ_INT(run_program(&p, "bad", "--set q=1"), 2);
    CHECK_EQ_INT(run_program(&p, "bad", "--set delay=3mV"), 2);
    CHECK_EQ_INT(run_program(&p, "bad", "--set n"), 2);
    CHECK_EQ_INT(run_program(&p, "bad", "--t -1"), 2);
    CHECK_EQ_INT(run_program(&p, "bad", "--frobnicate"), 2);
    CHECK_EQ_INT(run_program(&p, "bad", "--set n=1000000 --limit-memory 10M"), 5);
    CHECK_EQ_INT(run_program(&p, "bad", "--set n=20 --set a.drive=1e308 --t 20ms"), 0);
    CHECK_EQ_INT(run_program(&p, "bad", "--set n=200 --set a.drive=1e400"), 1);
}

static void test_numeric_stop(Check *check)
{
    static const nnrt_clause all[] = {{.wiring = NNRT_WIRE_PAIR, .where = "t.nn:3"}};
    static const nnrt_projection_def wires[] = {
        WIRE("x", 0, 1, "excitatory", all, "t.nn:3", .weight = CONSTANT(-1.7e308),
             .weight_uniform = true),
        WIRE("y", 0, 1, "excitatory", all, "t.nn:3", .weight = CONSTANT(-1.7e308),
             .weight_uniform = true)};
    nnrt_program p = program_of(chain, 2, run_ten, 3);
    p.projections = wires;
    p.n_projections = 2;
    char text[4096];
    CHECK_EQ_INT(run_program(&p, "nan", ""), 3);
    CHECK(strstr(file_text("nan/run.json", text, sizeof text),
                 "v became minus infinite at t = 0.1 ms in b[0] (t.nn:2), step 1"));
}

int main(void)
{
    Check check[1] = {{0}};
    if (!mkdtemp(folder))
        return 1;
    test_closed_form(check);
    test_delays(check);
    test_input(check);
    test_threads(check);
    test_segments(check);
    test_plastic(check);
    test_refusals(check);
    test_numeric_stop(check);
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return (system(command) != 0) | check_report(check);
}
