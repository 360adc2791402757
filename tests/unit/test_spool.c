/* The spool: what is written is read back; every truncation and every flipped bit leaves a good
   beginning; every failing write is told and loses nothing that was written before. */
#define _XOPEN_SOURCE 700
#include "runtime/spool.h"
#include "tests/unit/check.h"
#include "tests/unit/fixture_io.h"
#include "tests/unit/fixture_run.h"

static nnrt_spool_scan *scan_in(const char *dir, nnrt_error *e)
{
    return nnrt_spool_scan_file(fixture_in(dir, NNRT_SPOOL_NAME).text, e);
}

static void check_spikes(Check *check, const nnrt_spool_scan *s, size_t segment)
{
    static const uint32_t expected[] = {0, 3, 3, 7};
    nnrt_error e = {0};
    nnrt_cursor c = nnrt_cursor_spikes(s, segment, 0);
    int64_t step = 0;
    const uint32_t *index = NULL;
    size_t n = 0;
    CHECK_EQ_INT(nnrt_cursor_step(&c, &step, &index, &n, &e), 1);
    CHECK_EQ_INT(step, 3);
    CHECK_EQ_INT(n, 4);
    CHECK(n == 4 && memcmp(index, expected, sizeof expected) == 0);
    CHECK_EQ_INT(nnrt_cursor_step(&c, &step, &index, &n, &e), 1);
    CHECK_EQ_INT(step, 6);
    CHECK_EQ_INT(n, 1);
    CHECK_EQ_INT(nnrt_cursor_step(&c, &step, &index, &n, &e), 0);
    nnrt_cursor_close(&c);
}

static void check_samples(Check *check, const nnrt_spool_scan *s, size_t segment)
{
    nnrt_error e = {0};
    nnrt_cursor c = nnrt_cursor_signal(s, segment, 1);
    int64_t step = 0;
    const double *values = NULL;
    for (int64_t k = 0; k <= FIXTURE_STEPS; k += 3) {
        CHECK_EQ_INT(nnrt_cursor_sample(&c, &step, &values, &e), 1);
        CHECK_EQ_INT(step, k);
        CHECK(values[0] == 0.1 * (double)k && values[1] == 1e-300 && values[2] == 1e22);
    }
    CHECK_EQ_INT(nnrt_cursor_sample(&c, &step, &values, &e), 0);
    nnrt_cursor_close(&c);
}

static void test_round_trip(Check *check)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    CHECK(fixture_run(dir, 2, NULL, &e));
    nnrt_spool_scan *s = scan_in(dir, &e);
    CHECK(s != NULL);
    CHECK_EQ_INT(s->damage.exit_code, 0);
    CHECK_EQ_INT(s->good, s->size);
    CHECK_EQ_INT(s->n_segments, 2);
    CHECK_EQ_INT(nnrt_json_get_int(nnrt_json_root(s->header), "version", 0), 1);
    CHECK_EQ_STR(s->recording->populations[1].label, "in/h");
    CHECK_EQ_INT(s->recording->populations[1].spikes.count, 1);
    CHECK_EQ_INT(nnrt_cells_at(s->recording->populations[1].spikes, 0), 2);
    CHECK_EQ_INT(nnrt_cells_at(s->recording->signals[0].cells, 1), 5);
    CHECK(s->recording->signals[1].cells.index == NULL);
    CHECK(s->recording->dt == 0.1);
    CHECK_EQ_INT(
        nnrt_json_get_int(nnrt_json_get(nnrt_json_root(s->header), "provenance"), "seed", 0), 42);
    CHECK_NEAR(nnrt_json_get_number(nnrt_json_root(s->segments[1].annotations), "amp", 0), 0.2, 0);
    CHECK_EQ_INT(s->segments[1].steps, FIXTURE_STEPS);
    for (size_t i = 0; i < 2; i++) {
        check_spikes(check, s, i);
        check_samples(check, s, i);
    }
    nnrt_spool_scan_free(s);
    fixture_discard(dir);
}

/* A frame that is larger than the writer's buffer, between small ones. */
static void test_large_frame(Check *check)
{
    enum { N = 200000 };
    nnrt_error e = {0};
    char *dir = fixture_folder();
    const nnrt_population_info big = {.label = "big", .size = N, .spikes = {.count = N}};
    const nnrt_recording r = {.model = "m", .dt = 1, .populations = &big, .n_populations = 1};
    uint32_t *cells = malloc(N * sizeof *cells);
    for (uint32_t i = 0; i < N; i++)
        cells[i] = N - 1 - i;
    nnrt_spool *s = nnrt_spool_open(dir, NULL, &r, NULL, &e);
    nnrt_spool_begin_segment(s);
    nnrt_spool_spikes(s, 0, 1, cells, 3);
    nnrt_spool_spikes(s, 0, 2, cells, N);
    nnrt_spool_spikes(s, 0, 3, cells, 1);
    CHECK(nnrt_spool_end_segment(s, 3, NULL));
    CHECK(nnrt_spool_close(s, NULL, &e));
    nnrt_spool_scan *scan = scan_in(dir, &e);
    CHECK(scan && scan->damage.exit_code == 0);
    CHECK_EQ_INT(scan->segments[0].spikes[0].items, N + 4);
    nnrt_cursor c = nnrt_cursor_spikes(scan, 0, 0);
    int64_t step;
    const uint32_t *index;
    size_t n;
    nnrt_cursor_step(&c, &step, &index, &n, &e);
    CHECK_EQ_INT(nnrt_cursor_step(&c, &step, &index, &n, &e), 1);
    CHECK_EQ_INT(n, N);
    bool sorted = true;
    for (uint32_t i = 0; i < N; i++)
        sorted = sorted && index[i] == i;
    CHECK(sorted);
    nnrt_cursor_close(&c);
    nnrt_spool_scan_free(scan);
    free(cells);
    fixture_discard(dir);
}

static void test_ports(Check *check)
{
    static const nnrt_population_info sources[] = {
        {.label = "exc", .size = 10, .spikes = {.count = 10}},
        {.label = "inh", .size = 6},
        {.label = "inh.done",
         .size = 6,
         .spikes = {.index = fixture_cells, .count = 2},
         .port = "done",
         .of = 1}};
    const nnrt_recording r = {.model = "m", .dt = 1, .populations = sources, .n_populations = 3};
    nnrt_error e = {0};
    char *dir = fixture_folder();
    nnrt_spool *s = nnrt_spool_open(dir, NULL, &r, NULL, &e);
    nnrt_spool_begin_segment(s);
    nnrt_spool_spikes(s, 2, 1, fixture_cells, 2);
    CHECK(nnrt_spool_end_segment(s, 3, NULL) && nnrt_spool_close(s, NULL, &e));
    nnrt_spool_scan *scan = scan_in(dir, &e);
    CHECK(scan && scan->damage.exit_code == 0 && scan->recording->n_populations == 3);
    CHECK_EQ_INT(nnrt_json_get_int(nnrt_json_root(scan->header), "version", 0), 2);
    CHECK_EQ_INT(nnrt_json_get(nnrt_json_root(scan->header), "populations")->count, 2);
    const nnrt_population_info *done = &scan->recording->populations[2];
    CHECK_EQ_STR(done->label, "inh.done");
    CHECK_EQ_STR(done->port, "done");
    CHECK(done->of == 1 && done->size == 6 && nnrt_cells_at(done->spikes, 1) == 5);
    CHECK_EQ_INT(scan->segments[0].spikes[2].items, 2);
    nnrt_spool_scan_free(scan);
    fixture_discard(dir);
}

/* Events of ports that no population can have. */
static void test_wrong_ports(Check *check)
{
    static const char *const wrong[] = {
        "{\"population\": 1, \"port\": \"done\", \"label\": \"p.done\", \"cells\": []}",
        "{\"population\": -1, \"port\": \"done\", \"label\": \"p.done\", \"cells\": []}",
        "{\"population\": 0, \"label\": \"p.done\", \"cells\": []}",
        "{\"population\": 0, \"port\": \"done\", \"cells\": []}",
        "{\"population\": 0, \"port\": \"done\", \"label\": \"p.done\", \"cells\": [[0, 3]]}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[400];
        nnrt_error e = {0};
        const int n =
            snprintf(text, sizeof text,
                     "{\"model\": \"m\", \"dt\": 1, \"signals\": [], \"populations\": "
                     "[{\"label\": \"p\", \"size\": 3, \"spikes\": []}], \"events\": [%s]}",
                     wrong[i]);
        nnrt_json_tree *tree = nnrt_json_read(text, (size_t)n, &e);
        CHECK(tree && !nnrt_recording_read(nnrt_json_root(tree), &e));
        CHECK(strstr(e.text, "malformed") != NULL);
        nnrt_json_tree_free(tree);
    }
}

/* Items of all streams: never more than were written, and what is there can be read. */
static uint64_t count_items(const nnrt_spool_scan *s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->n_segments; i++)
        for (uint32_t k = 0; k < 2; k++)
            n += s->segments[i].spikes[k].items + s->segments[i].signals[k].items;
    return n;
}

static void test_truncation(Check *check)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    size_t size;
    CHECK(fixture_run(dir, 1, NULL, &e));
    char *whole = fixture_read(dir, NNRT_SPOOL_NAME, &size);
    fixture_path cut = fixture_in(dir, "cut");
    uint64_t before = 0, good_before = 0;
    for (size_t n = 0; n < size; n++) {
        fixture_write(cut.text, whole, n);
        e = (nnrt_error){0};
        nnrt_spool_scan *s = nnrt_spool_scan_file(cut.text, &e);
        const nnrt_error *why = s ? &s->damage : &e;
        CHECK_EQ_INT(why->exit_code, NNRT_EXIT_IO);
        CHECK(why->text[0] != '\0');
        if (!s)
            continue;
        uint64_t items = count_items(s);
        CHECK(s->good <= n && n - s->good < size && s->good >= good_before && items >= before);
        good_before = s->good;
        before = items;
        nnrt_spool_scan_free(s);
    }
    CHECK_EQ_INT(before, 6 + 4 * 2 + 3 * 3);
    free(whole);
    fixture_discard(dir);
}

static void test_bit_flips(Check *check)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    size_t size, noticed = 0, padding = 0;
    CHECK(fixture_run(dir, 1, NULL, &e));
    char *whole = fixture_read(dir, NNRT_SPOOL_NAME, &size);
    fixture_path bad = fixture_in(dir, "bad");
    for (size_t bit = 0; bit < 8 * size; bit += 3) {
        whole[bit / 8] = (char)(whole[bit / 8] ^ 1 << bit % 8);
        fixture_write(bad.text, whole, size);
        nnrt_spool_scan *s = nnrt_spool_scan_file(bad.text, &e);
        bool seen = !s || s->damage.exit_code;
        noticed += seen;
        padding += !seen;
        CHECK(!s || !seen || s->good <= bit / 8);
        nnrt_spool_scan_free(s);
        whole[bit / 8] = (char)(whole[bit / 8] ^ 1 << bit % 8);
    }
    /* only the zeros that fill frames up to 8 bytes carry nothing: at most 7 bytes a frame, 16
       frames */
    CHECK(noticed > 0 && padding * 3 < 16 * 7 * 8);
    free(whole);
    fixture_discard(dir);
}

/* The k-th call fails: told, with the reason; the file that is left has a good beginning. */
static void test_failing_writes(Check *check)
{
    fixture_faults f = {.error = ENOSPC, .sticky = true, .short_writes = true};
    const nnrt_io io = fixture_io(&f);
    char *dir = fixture_folder();
    nnrt_error e = {0};
    CHECK(fixture_run(dir, 1, &io, &e));
    const unsigned calls = f.calls;
    CHECK(calls > 100);
    for (unsigned k = 1; k <= calls; k++) {
        f.calls = 0;
        f.fail_at = k;
        e = (nnrt_error){0};
        remove(fixture_in(dir, NNRT_SPOOL_NAME).text);
        CHECK(!fixture_run(dir, 1, &io, &e));
        CHECK_EQ_INT(e.exit_code, NNRT_EXIT_IO);
        CHECK_EQ_INT(e.system, ENOSPC);
        CHECK(strstr(e.text, NNRT_SPOOL_NAME) != NULL);
        nnrt_error ignored;
        nnrt_spool_scan *s = scan_in(dir, &ignored);
        CHECK(s == NULL || s->good > 0);
        nnrt_spool_scan_free(s);
    }
    fixture_discard(dir);
}

static void test_full_device_says_bytes(Check *check)
{
    fixture_faults f = {.error = ENOSPC, .sticky = true, .fail_at = 3};
    const nnrt_io io = fixture_io(&f);
    char *dir = fixture_folder();
    nnrt_error e = {0};
    CHECK(!fixture_run(dir, 1, &io, &e));
    CHECK(e.bytes_needed > 300 && e.bytes_needed < 2000);
    CHECK(strstr(e.text, "No space left on device; what was written before is kept: run `nnc "
                         "recover nnc-test-") != NULL);
    fixture_discard(dir);
}

static void test_refusals(Check *check)
{
    nnrt_error e = {0};
    CHECK(nnrt_spool_open("no-such-folder", NULL, &fixture_recording, NULL, &e) == NULL);
    CHECK_EQ_INT(e.exit_code, NNRT_EXIT_IO);
    char *dir = fixture_folder();
    CHECK(nnrt_spool_scan_file(dir, &e) == NULL);
    CHECK(strstr(e.text, "not a regular file") != NULL);
    CHECK(nnrt_spool_open(dir, NULL, &fixture_recording, "{no json", &e) == NULL);
    CHECK(strstr(e.text, "line 1") != NULL);
    fixture_discard(dir);
}

static void test_estimate(Check *check)
{
    /* 11 frames of one sample each, and 10 of spikes */
    const nnrt_population_info p = {.label = "p", .size = 3, .spikes = {.count = 3}};
    const nnrt_signal_info s = {
        .variable = "v", .unit = "mV", .interval = 1, .cells = {.count = 3}};
    const nnrt_recording r = {
        .dt = 1, .populations = &p, .signals = &s, .n_populations = 1, .n_signals = 1};
    CHECK_EQ_INT(nnrt_spool_estimate(&r, 10, 5), 5 * 4 + 10 * 32 + 11 * (32 + 24));
    CHECK_EQ_INT(nnrt_spool_estimate(&r, INT64_MAX, 0), 1000000000000000000);
}

int main(void)
{
    Check check[1] = {{0}};
    test_round_trip(check);
    test_large_frame(check);
    test_ports(check);
    test_wrong_ports(check);
    test_truncation(check);
    test_bit_flips(check);
    test_failing_writes(check);
    test_full_device_says_bytes(check);
    test_refusals(check);
    test_estimate(check);
    return check_report(check);
}
