/* Figures: ticks, golden SVG, thinning, empty results, PNG, wrong folders. `test_plot CONVERTER
   GOLDEN [--update]` */
#define _XOPEN_SOURCE 700
#include "frontend/plot/axis.h"
#include "frontend/plot/plot.h"
#include "runtime/output/finish.h"
#include "tests/unit/check.h"
#include "tests/unit/fixture_run.h"

static const char *golden;
static bool update;

static void check_ticks(Check *check, double lo, double hi, int about, const char *expected)
{
    char all[256] = "", label[TICK_TEXT];
    const Ticks t = axis_ticks(lo, hi, about);
    for (int k = 0; k < t.n && k < 12; k++) {
        axis_label(&t, k, label);
        strcat(all, k ? " " : "");
        strcat(all, label);
    }
    CHECK_EQ_STR(all, expected);
}

#define MINUS "\xE2\x88\x92"

static void test_ticks(Check *check)
{
    check_ticks(check, 0, 1000, 8, "0 200 400 600 800 1000");
    check_ticks(check, -66.2, -49.1, 4, MINUS "65 " MINUS "60 " MINUS "55 " MINUS "50");
    check_ticks(check, 0, 0.03, 4, "0.00 0.01 0.02 0.03");
    check_ticks(check, -1, 1, 4, MINUS "1.0 " MINUS "0.5 0.0 0.5 1.0");
    check_ticks(check, 0, 0.6, 8, "0.0 0.1 0.2 0.3 0.4 0.5 0.6");
    check_ticks(check, 3, 3, 4, "3");
    check_ticks(check, 0, 1e-9, 2, "0 5e-10 1e-09");
    CHECK_NEAR(axis_round_up(4.4), 5, 0);
    CHECK_NEAR(axis_round_up(0.2), 0.2, 0);
    CHECK_NEAR(axis_round_up(5.001), 10, 1e-12);
}

static int plot(const char *dir, const char *name, const PlotOptions *choice, char **svg)
{
    PlotOptions o = choice ? *choice : (PlotOptions){0};
    fixture_path output = fixture_in(dir, name);
    FILE *nowhere = fopen("/dev/null", "w");
    o.dir = dir;
    o.output = output.text;
    int code = nn_plot(&o, nowhere, nowhere);
    fclose(nowhere);
    if (svg)
        *svg = fixture_read(dir, name, NULL);
    return code;
}

static void check_golden(Check *check, const char *svg, const char *name)
{
    fixture_path path = fixture_in(golden, name);
    if (update)
        fixture_write(path.text, svg, strlen(svg));
    char *expected = nnrt_read_file(path.text, &(size_t){0}, NULL);
    CHECK_EQ_STR(svg, expected);
    free(expected);
}

/* The same figure from the spool and from the files. */
static void test_golden(Check *check)
{
    nnrt_error e = {0};
    char *dir = fixture_folder(), *svg = NULL, *again = NULL;
    CHECK(fixture_run(dir, 2, NULL, &e));
    CHECK_EQ_INT(plot(dir, "a.svg", &(PlotOptions){.segment = 1}, &svg), 0);
    check_golden(check, svg, "fixture.svg");
    CHECK_EQ_INT(nnrt_finish_output(dir, &(nnrt_finish_options){.formats = "h5"}, &e), 0);
    CHECK(!fixture_exists(dir, NNRT_SPOOL_NAME));
    CHECK_EQ_INT(plot(dir, "a.svg", &(PlotOptions){.segment = 1}, &again), 0);
    CHECK_EQ_STR(again, svg);
    free(svg);
    free(again);
    fixture_discard(dir);
}

/* A run of one population whose spikes are recorded, `per_step` of them in each of 1,000 steps. */
static char *busy_run(const char *label, uint32_t per_step)
{
    enum { STEPS = 1000, CELLS = 100 };
    nnrt_error e = {0};
    const nnrt_population_info p = {.label = label, .size = CELLS, .spikes = {.count = CELLS}};
    const nnrt_recording r = {.model = "busy", .dt = 0.1, .populations = &p, .n_populations = 1};
    char *dir = fixture_folder();
    nnrt_spool *s = nnrt_spool_open(dir, NULL, &r, NULL, &e);
    nnrt_spool_begin_segment(s);
    for (int64_t k = 1; k <= STEPS && per_step; k++) {
        uint32_t cells[CELLS];
        for (uint32_t i = 0; i < per_step; i++)
            cells[i] = i;
        nnrt_spool_spikes(s, 0, k, cells, per_step);
    }
    nnrt_spool_end_segment(s, STEPS, NULL);
    nnrt_spool_close(s, NULL, &e);
    return dir;
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, what)); p++)
        n++;
    return n;
}

static void test_thinning(Check *check)
{
    char *dir = busy_run("p", 50), *svg = NULL;
    CHECK_EQ_INT(plot(dir, "a.svg", &(PlotOptions){.raster = true}, &svg), 0);
    const size_t dots = count(svg, "h0");
    CHECK(dots > 19000 && dots < 21000);
    CHECK(strstr(svg, "50000 spikes") != NULL &&
          strstr(svg, "of the spikes 1 in 2.5 is drawn") != NULL);
    free(svg);
    fixture_discard(dir);
    dir = busy_run("p", 20);
    plot(dir, "a.svg", &(PlotOptions){.raster = true}, &svg);
    CHECK_EQ_INT(count(svg, "h0"), 20000);
    CHECK(strstr(svg, "is drawn") == NULL);
    free(svg);
    fixture_discard(dir);
}

/* All cells fire once a bin: 50 of 100 cells each 0.1 ms are 5,000 Hz. */
static void test_rate(Check *check)
{
    char *dir = busy_run("p", 50), *svg = NULL;
    CHECK_EQ_INT(plot(dir, "a.svg", &(PlotOptions){.rate = true}, &svg), 0);
    CHECK(strstr(svg, ">rate (Hz)</text>") != NULL && strstr(svg, ">4000</text>") != NULL);
    CHECK(strstr(svg, "rates in bins of 0.5 ms") != NULL);
    free(svg);
    fixture_discard(dir);
}

static void test_empty(Check *check)
{
    char *dir = busy_run("<&\">", 0), *svg = NULL;
    CHECK_EQ_INT(plot(dir, "a.svg", NULL, &svg), 0);
    CHECK(strstr(svg, ">no spikes</text>") != NULL);
    CHECK(strstr(svg, "Spikes of &lt;&amp;\"&gt;</text>") != NULL);
    free(svg);
    CHECK_EQ_INT(plot(dir, "b.svg", &(PlotOptions){.trace = true}, NULL), NNRT_EXIT_MODEL);
    CHECK(!fixture_exists(dir, "b.svg"));
    fixture_discard(dir);
}

static void test_png(Check *check)
{
    nnrt_error e = {0};
    char *dir = fixture_folder(), *png = NULL;
    size_t size = 0;
    CHECK(fixture_run(dir, 1, NULL, &e));
    CHECK_EQ_INT(plot(dir, "a.png", NULL, NULL), 0);
    png = fixture_read(dir, "a.png", &size);
    CHECK(size > 10000 && memcmp(png, "\x89PNG\r\n\x1a\n", 8) == 0);
    free(png);
    fixture_discard(dir);
}

static void test_refusals(Check *check)
{
    char *dir = busy_run("p", 1), *other = fixture_folder();
    CHECK_EQ_INT(plot(dir, "a.pdf", NULL, NULL), NNRT_EXIT_USAGE);
    CHECK_EQ_INT(plot(dir, "a.svg", &(PlotOptions){.segment = 1}, NULL), NNRT_EXIT_USAGE);
    CHECK_EQ_INT(plot(dir, "no/such/folder.svg", NULL, NULL), NNRT_EXIT_IO);
    CHECK_EQ_INT(plot(other, "a.svg", NULL, NULL), NNRT_EXIT_IO);
    CHECK_EQ_INT(plot("no-such-folder", "a.svg", NULL, NULL), NNRT_EXIT_IO);
    fixture_discard(dir);
    fixture_discard(other);
}

int main(int argc, char **argv)
{
    Check check[1] = {{0}};
    if (argc < 3)
        return 2;
    setenv("NNRT_CONVERT", argv[1], 1);
    golden = argv[2];
    update = argc > 3 && strcmp(argv[3], "--update") == 0;
    test_ticks(check);
    test_golden(check);
    test_thinning(check);
    test_rate(check);
    test_empty(check);
    test_png(check);
    test_refusals(check);
    return check_report(check);
}
