/* Simulations that a host steps: times in closed form, the same spikes in any steps and threads, changes, events, refusals. */
#include "runtime/stepper.h"
#include "tests/unit/check.h"
#include "tests/unit/failing_heap.h"
#include "tests/unit/runtime_models.h"

#include <stdlib.h>

static double some(const nnrt_rule_env *e, uint32_t i, uint32_t j, uint64_t m)
{
    return 1.2 * nnrt_u53_at(e->key, i, j, m);
}

/* Ticking cells "s" and leaky ones "a", wired at random; a shared current "dc" into "a", of which a set makes 2 before the
   run, and one behind it 10. */
static const nnrt_assign ticks[] = {
    {.column = 1, .rule = CONSTANT(0.02), .uniform = true, .purpose = "x", .where = "t.nn:2"}};
static const nnrt_assign drives[] = {
    {.column = 3, .rule = RULE(some), .purpose = "x", .where = "t.nn:1"}};
static const nnrt_population_def cells[] = {{.label = "a",
                                             .cls = &lif_class,
                                             .size = CONSTANT(200),
                                             .values = drives,
                                             .n_values = 1,
                                             .where = "t.nn:1"},
                                            {.label = "s",
                                             .cls = &ticker_class,
                                             .size = CONSTANT(10),
                                             .values = ticks,
                                             .n_values = 1,
                                             .where = "t.nn:2"}};
static const nnrt_view_def views[] = {{.label = "a", .population = 0},
                                      {.label = "s", .population = 1}};
static const uint32_t view_0[] = {0}, view_1[] = {1};
static const nnrt_group_def groups[] = {{"a", view_0, 1}, {"s", view_1, 1}};
static const nnrt_clause by_fan_in[] = {
    {.wiring = NNRT_WIRE_POST, .sample = CONSTANT(2), .where = "t.nn:3"}};
static const nnrt_projection_def wires[] = {{.label = "s>a",
                                             .pre = 1,
                                             .post = 0,
                                             .port = "excitatory",
                                             .clauses = by_fan_in,
                                             .n_clauses = 1,
                                             .weight = CONSTANT(0.02),
                                             .weight_uniform = true,
                                             .delay = CONSTANT(2),
                                             .delay_uniform = true,
                                             .where = "t.nn:3"}};
static const nnrt_assign none[] = {
    {.column = 0, .rule = CONSTANT(0.02), .uniform = true, .purpose = "x", .where = "t.nn:4"}};
static const nnrt_input_def inputs[] = {{.label = "dc",
                                         .cls = &current_class,
                                         .values = none,
                                         .n_values = 1,
                                         .group = 0,
                                         .column = "input",
                                         .shared = true,
                                         .where = "t.nn:4"}};
static const nnrt_recorder_def recorders[] = {
    {.group = 0, .where = "t.nn:8"},
    {.group = 0, .variable = "v", .interval = CONSTANT(2), .where = "t.nn:8"}};
static const nnrt_action actions[] = {{.kind = NNRT_RECORD, .id = 0, .where = "t.nn:8"},
                                      {.kind = NNRT_RECORD, .id = 1, .where = "t.nn:8"},
                                      {.kind = NNRT_SET,
                                       .purpose = "x",
                                       .object = NNRT_OBJECT_INPUT,
                                       .name = "amplitude",
                                       .rule = CONSTANT(2),
                                       .uniform = true,
                                       .where = "t.nn:5"},
                                      {.kind = NNRT_RUN, .rule = CONSTANT(10), .where = "t.nn:6"},
                                      {.kind = NNRT_SET,
                                       .purpose = "x",
                                       .object = NNRT_OBJECT_INPUT,
                                       .name = "amplitude",
                                       .rule = CONSTANT(10),
                                       .uniform = true,
                                       .where = "t.nn:7"}};
static const nnrt_program program = {.abi = NNRT_ABI,
                                     .name = "test",
                                     .compiler = "by hand",
                                     .source_hash = "0",
                                     .help = "",
                                     .params_size = 8,
                                     .populations = cells,
                                     .n_populations = 2,
                                     .views = views,
                                     .n_views = 2,
                                     .groups = groups,
                                     .n_groups = 2,
                                     .projections = wires,
                                     .n_projections = 1,
                                     .inputs = inputs,
                                     .n_inputs = 1,
                                     .recorders = recorders,
                                     .n_recorders = 2,
                                     .actions = actions,
                                     .n_actions = COUNT(actions)};
enum { A, S, DC };

static nnrt_stepper *open_with(Check *check, const char *const *words, uint32_t n)
{
    nnrt_error e = {0};
    nnrt_stepper *x = nnrt_stepper_open(&program, words, n, NULL, &e);
    CHECK_EQ_STR(x ? "" : e.text, "");
    return x;
}

static nnrt_stepper *open_plain(Check *check)
{
    return open_with(check, NULL, 0);
}

/* 2 (1 - e^(-k/100)) >= 1 first at k = 70; held for 20 steps; 70 more steps. The set behind the run is not done. */
static void test_closed_form(Check *check)
{
    nnrt_stepper *x = open_plain(check);
    nnrt_stepper_spikes spikes = {0};
    double v[200] = {0}, zero[200] = {0};
    CHECK(nnrt_stepper_set(x, S, "chance", NNRT_ALL_CELLS, 0));
    CHECK(nnrt_stepper_write(x, A, "drive", zero));
    CHECK(nnrt_stepper_advance(x, 10) && nnrt_stepper_read(x, A, "v", v));
    CHECK_NEAR(v[3], 2e-3 * (1 - exp(-0.1)), 1e-15); /* shown in V, native mV */
    CHECK(nnrt_stepper_advance_to(x, 16) && nnrt_stepper_spikes_of(x, A, &spikes));
    CHECK_EQ_INT(spikes.n, 400);
    CHECK(spikes.n == 400 && spikes.times[0] == 7 && spikes.cells[199] == 199 &&
          spikes.times[200] == 16);
    CHECK(nnrt_stepper_spikes_of(x, A, &spikes) && spikes.n == 0);
    CHECK_EQ_INT(nnrt_stepper_steps(x), 160);
    CHECK(nnrt_stepper_time(x) == 16 && nnrt_stepper_dt(x) == 0.1);
    nnrt_stepper_free(x);
}

typedef struct trace {
    size_t n;
    double times[20000];
    uint32_t cells[20000];
} trace;

/* 100 ms in pieces of `piece` steps. */
static void run_pieces(Check *check, const char *threads, uint64_t piece, trace *t)
{
    const char *words[] = {"--threads", threads, "--seed", "5"};
    nnrt_stepper *x = open_with(check, words, 4);
    nnrt_stepper_spikes spikes = {0};
    t->n = 0;
    for (uint64_t k = 0; x && k < 1000; k += piece) {
        CHECK(nnrt_stepper_advance(x, k + piece > 1000 ? 1000 - k : piece));
        CHECK(nnrt_stepper_spikes_of(x, A, &spikes) && t->n + spikes.n < COUNT(t->times));
        if (!spikes.n)
            continue;
        memcpy(t->times + t->n, spikes.times, spikes.n * sizeof *t->times);
        memcpy(t->cells + t->n, spikes.cells, spikes.n * sizeof *t->cells);
        t->n += spikes.n;
    }
    nnrt_stepper_free(x);
}

static void test_same_spikes(Check *check)
{
    trace *one = calloc(1, sizeof *one), *other = calloc(1, sizeof *other);
    static const struct {
        const char *threads;
        uint64_t piece;
    } ways[] = {{"1", 1}, {"1", 37}, {"3", 1000}, {"3", 101}};
    run_pieces(check, "1", 1000, one);
    CHECK(one->n > 1000);
    for (size_t i = 0; i < COUNT(ways); i++) {
        run_pieces(check, ways[i].threads, ways[i].piece, other);
        CHECK_EQ_INT(other->n, one->n);
        CHECK(!memcmp(one->times, other->times, one->n * sizeof *one->times));
        CHECK(!memcmp(one->cells, other->cells, one->n * sizeof *one->cells));
    }
    free(one);
    free(other);
}

static void test_listed(Check *check)
{
    nnrt_stepper *x = open_plain(check);
    nnrt_stepper_object o = {0};
    nnrt_stepper_value v = {0};
    uint32_t found = 99;
    CHECK_EQ_INT(nnrt_stepper_count(x), 3);
    CHECK(nnrt_stepper_find(x, "dc", &found) && found == DC);
    CHECK(nnrt_stepper_describe(x, A, &o));
    CHECK(!strcmp(o.label, "a") && o.size == 200 && !o.is_input && o.n_ports == 2);
    CHECK_EQ_INT(o.n_values, 4);
    CHECK(nnrt_stepper_value_at(x, A, 0, &v) && !strcmp(v.name, "tau") && !strcmp(v.unit, "ms") &&
          v.kind == NNRT_STEPPER_PARAMETER && v.shared);
    CHECK(nnrt_stepper_value_at(x, A, 3, &v) && !strcmp(v.name, "v") &&
          v.kind == NNRT_STEPPER_STATE && !v.shared);
    CHECK(!nnrt_stepper_value_at(x, A, 4, &v));
    CHECK(nnrt_stepper_port_at(x, A, 1, &v) && !strcmp(v.name, "inhibitory"));
    CHECK(nnrt_stepper_describe(x, DC, &o) && o.is_input && o.size == 1 && o.n_values == 1);
    nnrt_stepper_free(x);
}

/* Buffers are live and in native units; what follows from a parameter follows at once. */
static void test_changes(Check *check)
{
    nnrt_stepper *x = open_plain(check);
    nnrt_stepper_buffer b = {0};
    double tau[200], amplitude;
    CHECK(nnrt_stepper_buffer_of(x, A, "v", &b));
    CHECK(b.type == NNRT_F64 && b.count == 200 && b.stride == sizeof(double));
    CHECK(nnrt_stepper_set(x, A, "v", 7, 0.5e-3));
    CHECK_NEAR(((const double *)b.data)[7], 0.5, 1e-15);
    CHECK(((const double *)b.data)[6] == 0 && b.unit_factor == 1000);
    CHECK(nnrt_stepper_set(x, A, "tau", NNRT_ALL_CELLS, 20) && nnrt_stepper_read(x, A, "tau", tau));
    CHECK(tau[0] == 20 && tau[199] == 20);
    CHECK(nnrt_stepper_set(x, A, "drive", NNRT_ALL_CELLS, 0) &&
          nnrt_stepper_set(x, DC, "amplitude", 0, 0));
    CHECK(nnrt_stepper_read(x, DC, "amplitude", &amplitude) && amplitude == 0);
    CHECK(nnrt_stepper_advance(x, 1));
    CHECK_NEAR(((const double *)b.data)[7], 0.5 * exp(-0.1 / 20), 1e-15);
    nnrt_stepper_free(x);
}

/* A spike of the host goes the way of other spikes; an event at a port arrives in the next step. */
static void test_events(Check *check)
{
    nnrt_stepper *x = open_plain(check);
    nnrt_stepper_spikes spikes = {0};
    double v[200] = {0};
    uint32_t reached = 0;
    CHECK(nnrt_stepper_set(x, S, "chance", NNRT_ALL_CELLS, 0));
    CHECK(nnrt_stepper_set(x, A, "drive", NNRT_ALL_CELLS, 0) &&
          nnrt_stepper_set(x, DC, "amplitude", 0, 0));
    CHECK(nnrt_stepper_advance(x, 5));
    CHECK(nnrt_stepper_spike(x, S, 3) && nnrt_stepper_spike(x, S, 1));
    CHECK(nnrt_stepper_send(x, A, "inhibitory", 150, 0.25));
    CHECK(nnrt_stepper_advance(x, 1) && nnrt_stepper_read(x, A, "v", v));
    CHECK(v[150] == -0.25e-3 && v[149] == 0);
    CHECK(nnrt_stepper_advance(x, 20) && nnrt_stepper_spikes_of(x, S, &spikes));
    CHECK(spikes.n == 2 && spikes.cells[0] == 1 && spikes.cells[1] == 3 && spikes.times[1] == 0.6);
    CHECK(nnrt_stepper_read(x, A, "v", v));
    for (uint32_t i = 0; i < 200; i++)
        reached += v[i] > 0;
    CHECK(reached > 40 && reached < 110); /* two of ten sources, two connections a cell */
    CHECK(nnrt_stepper_watch(x, S, false) && nnrt_stepper_spike(x, S, 1) &&
          nnrt_stepper_advance(x, 2));
    CHECK(nnrt_stepper_spikes_of(x, S, &spikes) && spikes.n == 0);
    nnrt_stepper_free(x);
}

static void refused(Check *check, bool done, const nnrt_stepper *x, const char *text)
{
    CHECK(!done);
    CHECK(strstr(nnrt_stepper_error(x)->text, text) != NULL);
    CHECK(nnrt_stepper_error(x)->exit_code > 0);
}

static void test_refusals(Check *check)
{
    nnrt_stepper *x = open_plain(check);
    nnrt_stepper_buffer b = {0};
    uint32_t found;
    double v[200];
    refused(check, nnrt_stepper_find(x, "b", &found), x, "'b'; there are: a, s, dc");
    refused(check, nnrt_stepper_set(x, A, "tua", 0, 1), x, "no parameter or state 'tua'");
    refused(check, nnrt_stepper_set(x, A, "tau", 3, 1), x, "share one 'tau'");
    refused(check, nnrt_stepper_set(x, A, "v", 200, 1), x, "no cell 200, it has 200");
    refused(check, nnrt_stepper_set(x, A, "tau", NNRT_ALL_CELLS, -1), x, "outside of its bounds");
    refused(check, nnrt_stepper_set(x, A, "v", 0, NAN), x, "v of a[0] is");
    CHECK(nnrt_stepper_read(x, A, "tau", v) && v[0] == 10);
    refused(check, nnrt_stepper_read(x, A, "decay", v), x,
            "decay"); /* what the program keeps for itself */
    refused(check, nnrt_stepper_buffer_of(x, 3, "v", &b), x, "there is no population or input 3");
    refused(check, nnrt_stepper_send(x, A, "exc", 0, 1), x, "there are: excitatory, inhibitory");
    refused(check, nnrt_stepper_spike(x, DC, 0), x, "dc is an input");
    CHECK(nnrt_stepper_advance(x, 10));
    refused(check, nnrt_stepper_advance_to(x, 0.5), x, "is over");
    refused(check, nnrt_stepper_advance_to(x, NAN), x, "NaN is no time");
    CHECK_EQ_INT(nnrt_stepper_error(x)->exit_code, NNRT_EXIT_USAGE);
    refused(check, nnrt_stepper_advance_to(x, INFINITY), x, "a time of inf ms cannot be reached");
    refused(check, nnrt_stepper_advance(x, UINT64_MAX), x, "too many steps");
    CHECK(nnrt_stepper_finish(x));
    refused(check, nnrt_stepper_advance(x, 1), x, "finished");
    nnrt_stepper_free(x);
    nnrt_stepper_free(NULL);
}

/* A value that is not finite ends it: no step is done behind that, reading goes on. */
static void test_numeric_stop(Check *check)
{
    nnrt_stepper *x = open_plain(check);
    nnrt_stepper_buffer b = {0};
    double v[200];
    CHECK(nnrt_stepper_buffer_of(x, A, "v", &b) && nnrt_stepper_advance(x, 3));
    ((double *)b.data)[5] = NAN;
    refused(check, nnrt_stepper_advance(x, 5), x, "v became NaN");
    CHECK_EQ_INT(nnrt_stepper_error(x)->exit_code, NNRT_EXIT_NUMERIC);
    refused(check, nnrt_stepper_advance(x, 1), x, "v became NaN");
    CHECK(nnrt_stepper_read(x, A, "v", v));
    refused(check, nnrt_stepper_read(x, A, "u", v), x, "'u'");
    refused(check, nnrt_stepper_set(x, A, "v", 0, 1), x, "v became NaN");
    refused(check, nnrt_stepper_spike(x, S, 0), x, "v became NaN");
    nnrt_stepper_free(x);
}

static void no_opening(Check *check, const char *word, const char *value, int code,
                       const char *text)
{
    const char *words[] = {word, value};
    nnrt_error e = {0};
    CHECK(!nnrt_stepper_open(&program, words, value ? 2 : 1, NULL, &e));
    CHECK_EQ_INT(e.exit_code, code);
    CHECK(strstr(e.text, text) != NULL);
}

static void test_options(Check *check)
{
    nnrt_program other = program;
    nnrt_error e = {0};
    no_opening(check, "--t", "5ms", 2, "--t: the host steps");
    no_opening(check, "--help", NULL, 2, "--help: the host steps");
    no_opening(check, "--format", "csv", 2, "need a folder");
    no_opening(check, "--set", "a.tua=1", 2, "a.tua");
    no_opening(check, "--dt", "0", 2, "--dt");
    no_opening(check, "--limit-memory", "10k", 5, "--limit-memory");
    other.abi++;
    CHECK(!nnrt_stepper_open(&other, NULL, 0, NULL, &e) && e.exit_code == 70);
}

static void note(void *context, bool warning, const char *text)
{
    char *said = context;
    snprintf(said, 200, "%d %s", warning, text);
}

/* The host learns that the script has more to say. */
static void test_told(Check *check)
{
    char said[200] = "";
    nnrt_error e = {0};
    const nnrt_host host = {.tell = note, .context = said};
    nnrt_stepper_free(nnrt_stepper_open(&program, NULL, 0, &host, &e));
    CHECK_EQ_STR(said, "1 t.nn:7: what the script does after its first run is left out");
}

/* Recorded variables are kept where the host wants them: the values that it reads at those times. */
static void test_recording(Check *check)
{
    const nnrt_host host = {.keep = true};
    nnrt_error e = {0};
    nnrt_stepper *x = nnrt_stepper_open(&program, NULL, 0, &host, &e);
    nnrt_stepper_recording r = {0};
    double v[200] = {0};
    CHECK_EQ_INT(nnrt_stepper_recordings(x), 1);
    CHECK(nnrt_stepper_advance(x, 40) && nnrt_stepper_read(x, A, "v", v));
    CHECK(nnrt_stepper_advance(x, 10) && nnrt_stepper_recording_at(x, 0, &r));
    CHECK(r.object == A && r.n_cells == 200 && r.cells[199] == 199 && r.n == 3);
    CHECK(!strcmp(r.name, "v") && !strcmp(r.unit, "V"));
    CHECK(r.times[0] == 0 && r.times[1] == 2 && r.times[2] == 4);
    CHECK(!memcmp(r.values + 2 * 200, v, sizeof v) && v[17] > 0);
    nnrt_stepper_drop(x);
    CHECK(nnrt_stepper_recording_at(x, 0, &r) && r.n == 0);
    refused(check, nnrt_stepper_recording_at(x, 1, &r), x, "no recording 1");
    nnrt_stepper_free(x);
    x = open_plain(check);
    CHECK_EQ_INT(nnrt_stepper_recordings(x), 0);
    nnrt_stepper_free(x);
}

/* ---- memory that is missing ---- */
/* 0, or the code of what failed. */
static int short_life(void)
{
    const char *words[] = {"--threads", "2", "--seed", "5"};
    const nnrt_host host = {.keep = true};
    nnrt_error e = {0};
    nnrt_stepper_spikes spikes = {0};
    nnrt_stepper *x = nnrt_stepper_open(&program, words, 4, &host, &e);
    if (!x)
        return e.exit_code ? e.exit_code : -1;
    const bool good = nnrt_stepper_advance(x, 5) && nnrt_stepper_spike(x, S, 1) &&
                      nnrt_stepper_send(x, A, "excitatory", 3, 0.5) &&
                      nnrt_stepper_set(x, A, "drive", NNRT_ALL_CELLS, 1.1) &&
                      nnrt_stepper_advance(x, 400) && nnrt_stepper_spikes_of(x, A, &spikes);
    const int code = good ? 0 : nnrt_stepper_error(x)->exit_code;
    nnrt_stepper_free(x);
    return good || code ? code : -1;
}

/* Whatever call for memory fails, alone or with all behind it: exit code 5, or nothing. */
static void test_memory(Check *check)
{
    heap.calls = 0;
    CHECK_EQ_INT(short_life(), 0);
    const unsigned long all = heap.calls;
    unsigned long refusals = 0;
    for (int lasting = 0; lasting < 2; lasting++)
        for (unsigned long k = 1; k <= all; k++) {
            heap.calls = 0;
            heap.lasting = lasting;
            heap.fails_at = k;
            const int code = short_life();
            heap.fails_at = 0;
            CHECK(code == 0 || code == NNRT_EXIT_LIMIT);
            refusals += code == NNRT_EXIT_LIMIT;
        }
    CHECK(all > 50 && refusals > all);
}

int main(void)
{
    Check check[1] = {{0}};
    test_closed_form(check);
    test_same_spikes(check);
    test_listed(check);
    test_changes(check);
    test_events(check);
    test_refusals(check);
    test_numeric_stop(check);
    test_options(check);
    test_told(check);
    test_recording(check);
    test_memory(check);
    return check_report(check);
}
