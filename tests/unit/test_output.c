/* The files of a run: exact texts, the same bytes each time, all or nothing, names, the output
   folder. */
#define _XOPEN_SOURCE 700
#include "runtime/outdir.h"
#include "runtime/output/convert.h"
#include "runtime/output/finish.h"
#include "tests/unit/check.h"
#include "tests/unit/fixture_io.h"
#include "tests/unit/fixture_run.h"

#include <errno.h>

static int convert(const char *dir, const char *formats, nnrt_error *e)
{
    nnrt_io working = nnrt_io_posix;
    working.fsync = fixture_no_sync;
    const nnrt_convert_options o = {.formats = formats, .io = &working};
    return nnrt_convert(dir, &o, NULL, e);
}

static char *converted(size_t segments, const char *formats)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    if (!fixture_run(dir, segments, NULL, &e) || convert(dir, formats, &e))
        fprintf(stderr, "%s\n", e.text);
    return dir;
}

static void check_file(Check *check, const char *dir, const char *name, const char *expected)
{
    char *text = fixture_read(dir, name, NULL);
    CHECK_EQ_STR(text ? text : name, expected);
    free(text);
}

static void test_csv(Check *check)
{
    char *dir = converted(1, "csv");
    check_file(check, dir, "exc.spikes.csv", "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n0.6,7\n");
    check_file(check, dir, "in%2Fh.spikes.csv", "time_ms,index\n0.3,2\n");
    check_file(check, dir, "exc.v.csv",
               "time_ms,2,5\n0,-65,-70.5\n0.2,-63,-70.5\n0.4,-61,-70.5\n0.6,-59,-70.5\n");
    check_file(check, dir, "in%2Fh.w.csv",
               "time_ms,0,1,2\n0,0,1e-300,1e+22\n0.3,0.30000000000000004,1e-300,1e+22\n"
               "0.6,0.6000000000000001,1e-300,1e+22\n");
    CHECK(!fixture_exists(dir, NNRT_SPOOL_NAME));
    fixture_discard(dir);
}

static void test_dat(Check *check)
{
    char *dir = converted(1, "dat");
    check_file(check, dir, "exc.spikes.dat",
               "0\t0.0003\n3\t0.0003\n3\t0.0003\n7\t0.0003\n7\t0.0006\n");
    check_file(check, dir, "exc.v.dat",
               "0\t-0.065\t-0.0705\n0.0002\t-0.063\t-0.0705\n0.0004\t-0.061\t-0.0705\n"
               "0.0006\t-0.059\t-0.0705\n");
    fixture_discard(dir);
}

static void test_segments(Check *check)
{
    char *dir = converted(2, "csv");
    CHECK(fixture_exists(dir, "segment0/exc.v.csv") &&
          fixture_exists(dir, "segment1/in%2Fh.spikes.csv"));
    CHECK(!fixture_exists(dir, "exc.v.csv"));
    fixture_discard(dir);
}

static void test_run_json(Check *check)
{
    nnrt_error e = {0};
    size_t size;
    char *dir = converted(2, "csv,npz"), *text = fixture_read(dir, NNRT_RUN_NAME, &size);
    nnrt_json_tree *t = nnrt_json_read(text, size, &e);
    CHECK(t != NULL);
    const nnrt_json_value *root = nnrt_json_root(t), *segments = nnrt_json_get(root, "segments");
    CHECK_EQ_STR(nnrt_json_get_string(root, "format", NULL), NNRT_RUN_FORMAT);
    CHECK_EQ_STR(nnrt_json_get_string(root, "status", NULL), "complete");
    CHECK_EQ_INT(nnrt_json_get_int(nnrt_json_get(root, "provenance"), "seed", 0), 42);
    CHECK_EQ_INT(segments->count, 2);
    CHECK_NEAR(nnrt_json_get_number(segments->first, "duration_ms", 0), 0.6, 0);
    CHECK_EQ_INT(nnrt_json_get_int(nnrt_json_get(segments->first, "recorded_spikes"), "exc", 0), 5);
    CHECK_NEAR(nnrt_json_get_number(nnrt_json_get(segments->first->next, "annotations"), "amp", 0),
               0.2, 0);
    CHECK_EQ_INT(nnrt_json_get(root, "outputs")->count, 12);
    nnrt_json_tree_free(t);
    free(text);
    fixture_discard(dir);
}

/* Little-endian number of n bytes at p. */
static uint64_t number_at(const char *p, size_t n)
{
    uint64_t x = 0;
    for (size_t i = n; i-- > 0;)
        x = x << 8 | (unsigned char)p[i];
    return x;
}

/* Content of a stored entry of a zip file, found by its local header; NULL when it is not there. */
static const char *zip_entry(const char *zip, size_t size, const char *name, uint64_t *content)
{
    for (size_t at = 0; at + 30 < size && number_at(zip + at, 4) == 0x04034B50;) {
        size_t name_size = number_at(zip + at + 26, 2), extra = number_at(zip + at + 28, 2);
        *content = number_at(zip + at + 30 + name_size + 4, 8);
        const char *data = zip + at + 30 + name_size + extra;
        if (name_size == strlen(name) && memcmp(zip + at + 30, name, name_size) == 0)
            return data;
        at = (size_t)(data - zip) + *content;
    }
    return NULL;
}

static void test_npz(Check *check)
{
    static const double times[] = {0.3, 0.3, 0.3, 0.3, 0.6}, t[] = {0, 0.2, 0.4, 0.6};
    static const uint32_t cells[] = {2, 5};
    size_t size;
    uint64_t content = 0;
    char *dir = converted(1, "npz"), *zip = fixture_read(dir, "exc.npz", &size);
    const char *p = zip_entry(zip, size, "spike_times.npy", &content);
    CHECK(p && content == 128 + sizeof times && memcmp(p + 128, times, sizeof times) == 0);
    CHECK(p &&
          memcmp(p, "\x93NUMPY\x01\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }",
                 66) == 0);
    CHECK(p && p[127] == '\n');
    p = zip_entry(zip, size, "t.npy", &content);
    CHECK(p && content == 128 + sizeof t && memcmp(p + 128, t, sizeof t) == 0);
    p = zip_entry(zip, size, "v.npy", &content);
    CHECK(p && content == 128 + 8 * sizeof(double) && strstr(p + 10, "'shape': (4, 2), }") != NULL);
    p = zip_entry(zip, size, "v_index.npy", &content);
    CHECK(p && content == 128 + sizeof cells && memcmp(p + 128, cells, sizeof cells) == 0);
    CHECK(zip_entry(zip, size, "v_t.npy", &content) == NULL);
    CHECK_EQ_INT(number_at(zip + 10, 4), 0x00210000); /* midnight of 1980-01-01 */
    free(zip);
    fixture_discard(dir);
}

static void check_same(Check *check, const char *a, const char *b, const char *name)
{
    size_t size_a = 0, size_b = 1;
    char *x = fixture_read(a, name, &size_a), *y = fixture_read(b, name, &size_b);
    CHECK(x && y && size_a == size_b && memcmp(x, y, size_a) == 0);
    free(x);
    free(y);
}

static void test_same_bytes(Check *check)
{
    static const char *const names[] = {"exc.npz",   "in%2Fh.npz", "exc.spikes.csv",
                                        "exc.v.csv", "exc.v.dat",  "run.json"};
    char *a = converted(1, "npz,csv,dat"), *b = converted(1, "npz,csv,dat");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check_same(check, a, b, names[i]);
    fixture_discard(a);
    fixture_discard(b);
}

static void test_default_formats(Check *check)
{
    char *dir = converted(1, NULL);
    CHECK(fixture_exists(dir, "exc.npz") && fixture_exists(dir, "exc.spikes.csv") &&
          !fixture_exists(dir, "exc.v.csv"));
    fixture_discard(dir);
}

static void test_unknown_format(Check *check)
{
    nnrt_error e = {0};
    CHECK(nnrt_formats_check("h5,csv,npz,dat", &e));
    CHECK(!nnrt_formats_check("h5,xls", &e));
    CHECK_EQ_INT(e.exit_code, NNRT_EXIT_USAGE);
    CHECK_EQ_STR(e.text, "unknown output format 'xls': the formats are h5, csv, npz, dat");
    CHECK(!nnrt_formats_check("", &e));
    CHECK(!nnrt_formats_check("csv,", &e));
    CHECK(!nnrt_formats_check("cs", &e));
}

static void test_same_names(Check *check)
{
    static const nnrt_population_info p[] = {{.label = "a.b", .size = 1},
                                             {.label = "a", .size = 1}};
    static const nnrt_signal_info s[] = {{0, "c", "1", 1, 0, 1, {NULL, 1}},
                                         {1, "b.c", "1", 1, 0, 1, {NULL, 1}},
                                         {1, "b.c", "1", 1, 0, 2, {NULL, 1}}};
    static const nnrt_recording r = {"m", 1, p, s, 2, 3};
    static const double value = 1;
    nnrt_error e = {0};
    char *dir = fixture_folder();
    nnrt_spool *spool = nnrt_spool_open(dir, NULL, &r, NULL, &e);
    nnrt_spool_begin_segment(spool);
    for (uint32_t i = 0; i < 3; i++)
        nnrt_spool_sample(spool, i, 0, &value);
    nnrt_spool_end_segment(spool, 1, NULL);
    CHECK(nnrt_spool_close(spool, NULL, &e));
    CHECK_EQ_INT(convert(dir, "csv,npz", &e), 0);
    CHECK(fixture_exists(dir, "a.b.c.csv") && fixture_exists(dir, "a.b.c%232.csv") &&
          fixture_exists(dir, "a.b.c%233.csv"));
    size_t size;
    uint64_t content;
    char *zip = fixture_read(dir, "a.npz", &size);
    CHECK(zip_entry(zip, size, "b.c.npy", &content) && zip_entry(zip, size, "b.c#2.npy", &content));
    CHECK(zip_entry(zip, size, "b.c#2_t.npy", &content) != NULL); /* it has another interval */
    free(zip);
    fixture_discard(dir);
}

/* The k-th call fails: told; the spool stays until all files are there; no part of a file is
   left. */
static void test_failing_calls(Check *check)
{
    fixture_faults f = {.error = EIO};
    const nnrt_io io = fixture_io(&f);
    const nnrt_convert_options o = {.formats = "csv,npz,dat", .io = &io};
    char *dir = fixture_folder();
    nnrt_error e = {0};
    fixture_run(dir, 1, NULL, &e);
    CHECK_EQ_INT(nnrt_convert(dir, &o, NULL, &e), 0);
    const unsigned calls = f.calls;
    CHECK(calls > 40);
    for (unsigned k = 1; k <= calls; k++) {
        fixture_discard(dir);
        dir = fixture_folder();
        fixture_run(dir, 1, NULL, &e);
        f.calls = 0;
        f.fail_at = k;
        CHECK_EQ_INT(nnrt_convert(dir, &o, NULL, &e), NNRT_EXIT_IO);
        CHECK(strstr(e.text, "Input/output error") != NULL);
        CHECK(fixture_exists(dir, NNRT_SPOOL_NAME));
        CHECK(!fixture_exists(dir, "exc.npz.part") && !fixture_exists(dir, "exc.v.csv.part"));
        CHECK_EQ_INT(convert(dir, "csv,npz,dat", &e), 0); /* and again, with what is left */
        CHECK(fixture_exists(dir, "exc.npz"));
    }
    fixture_discard(dir);
}

static void check_prepare_fails(Check *check, const char *dir, const char *why)
{
    nnrt_error e = {0};
    CHECK(!nnrt_outdir_prepare(dir, NULL, &e));
    CHECK_EQ_INT(e.exit_code, *dir ? NNRT_EXIT_IO : NNRT_EXIT_USAGE);
    if (!strstr(e.text, why))
        CHECK_EQ_STR(e.text, why);
}

static int deny(void *context, const char *path, mode_t mode)
{
    (void)context, (void)path, (void)mode;
    errno = EACCES;
    return -1;
}

/* The reason is that of the call that failed, not of a look at what is not there. */
static void test_folder_denied(Check *check)
{
    nnrt_io io = nnrt_io_posix;
    nnrt_error e = {0};
    char *dir = fixture_folder();
    io.mkdir = deny;
    CHECK(!nnrt_outdir_prepare(fixture_in(dir, "new").text, &io, &e));
    CHECK_EQ_INT(e.exit_code, NNRT_EXIT_IO);
    CHECK(strstr(e.text, "cannot create the folder") && strstr(e.text, strerror(EACCES)));
    fixture_discard(dir);
}

static void test_folder_refused(Check *check)
{
    char *dir = fixture_folder();
    fixture_path file = fixture_in(dir, "file"), link = fixture_in(dir, "link");
    fixture_write(file.text, "x", 1);
    CHECK_EQ_INT(symlink("nowhere", link.text), 0);
    check_prepare_fails(check, file.text, "is a file, not a folder");
    check_prepare_fails(check, fixture_in(file.text, "below").text, "Not a directory");
    check_prepare_fails(check, link.text, "a link to a place that does not exist");
    check_prepare_fails(check, dir, "holds files that no simulation wrote");
    check_prepare_fails(check, "", "empty name");
    check_prepare_fails(check, "/proc/nnc-cannot", "cannot create the folder /proc/nnc-cannot");
    fixture_write(fixture_in(dir, NNRT_RUN_NAME).text, "{\"format\": \"other\"}", 19);
    check_prepare_fails(check, dir, "holds files that no simulation wrote");
    CHECK(fixture_exists(dir, "file"));
    fixture_discard(dir);
}

static void test_folder_made_and_replaced(Check *check)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    fixture_path deep = fixture_in(dir, "a/b/c");
    CHECK(nnrt_outdir_prepare(deep.text, NULL, &e));
    CHECK(fixture_exists(deep.text, NNRT_RUN_NAME));
    CHECK(fixture_run(deep.text, 2, NULL, &e) && convert(deep.text, "csv", &e) == 0);
    fixture_write(fixture_in(deep.text, "notes.txt").text, "mine", 4);
    CHECK(nnrt_outdir_prepare(deep.text, NULL, &e));
    CHECK(!fixture_exists(deep.text, "segment0") && fixture_exists(deep.text, "notes.txt"));
    CHECK(nnrt_outdir_prepare(fixture_in(dir, "a/b/d/").text, NULL, &e));
    fixture_discard(dir);
}

/* A run.json that lists files outside of its folder must not get them removed. */
static void test_folder_keeps_strangers(Check *check)
{
    static const char run[] =
        "{\"format\": \"" NNRT_RUN_FORMAT "\", \"outputs\": [\"../victim\", \"x/../../victim\", "
        "\"/victim\", 7, \"mine.csv\"]}";
    nnrt_error e = {0};
    char *dir = fixture_folder();
    fixture_path out = fixture_in(dir, "out");
    CHECK(nnrt_outdir_prepare(out.text, NULL, &e));
    fixture_write(fixture_in(dir, "victim").text, "x", 1);
    fixture_write(fixture_in(out.text, "mine.csv").text, "x", 1);
    fixture_write(fixture_in(out.text, NNRT_RUN_NAME).text, run, sizeof run - 1);
    CHECK(nnrt_outdir_prepare(out.text, NULL, &e));
    CHECK(fixture_exists(dir, "victim"));
    CHECK(!fixture_exists(out.text, "mine.csv"));
    fixture_discard(dir);
}

static void test_file_names(Check *check)
{
    static const char *const pairs[][2] = {
        {"exc", "exc"},   {"a b/c", "a%20b%2Fc"}, {".hidden", "%2Ehidden"},
        {"a.b", "a.b"},   {"..", "%2E."},         {"\xC3\xA9", "%C3%A9"},
        {"50%", "50%25"}, {"a\nb", "a%0Ab"},      {"#2", "%232"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char name[64];
        CHECK_EQ_INT(nnrt_file_name(pairs[i][0], name, sizeof name), strlen(pairs[i][1]));
        CHECK_EQ_STR(name, pairs[i][1]);
    }
    char small[5];
    CHECK_EQ_INT(nnrt_file_name("abcdefgh", small, sizeof small), 8);
    CHECK_EQ_STR(small, "abcd");
}

static void test_space(Check *check)
{
    nnrt_error e = {0};
    CHECK(nnrt_outdir_check_space(".", 1, &e));
    CHECK(!nnrt_outdir_check_space(".", UINT64_MAX / 2, &e));
    CHECK_EQ_INT(e.exit_code, NNRT_EXIT_LIMIT);
    CHECK(strstr(e.text, "8.0 EiB") != NULL);
}

/* The converter is a program that fails: the spool stays, and the message says what to do. */
static void test_failing_converter(Check *check)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    fixture_run(dir, 1, NULL, &e);
    CHECK_EQ_INT(symlink("/bin/false", fixture_in(dir, NNRT_CONVERTER).text), 0);
    const nnrt_finish_options o = {.library = dir};
    CHECK_EQ_INT(nnrt_finish_output(dir, &o, &e), NNRT_EXIT_IO);
    CHECK(strstr(e.text, "run `nnc recover nnc-test-") != NULL);
    CHECK(fixture_exists(dir, NNRT_SPOOL_NAME));
    fixture_discard(dir);
}

int main(void)
{
    Check check[1] = {{0}};
    unsetenv("NNRT_CONVERT");
    test_csv(check);
    test_dat(check);
    test_segments(check);
    test_run_json(check);
    test_npz(check);
    test_same_bytes(check);
    test_default_formats(check);
    test_unknown_format(check);
    test_same_names(check);
    test_failing_calls(check);
    test_folder_denied(check);
    test_folder_refused(check);
    test_folder_made_and_replaced(check);
    test_folder_keeps_strangers(check);
    test_file_names(check);
    test_space(check);
    test_failing_converter(check);
    return check_report(check);
}
