/* Files that a script asks for by name: what they hold, their names, faults. */
#define _GNU_SOURCE
#include "runtime/outdir.h"
#include "runtime/output/convert.h"
#include "runtime/within.h"
#include "tests/unit/check.h"
#include "tests/unit/fixture_io.h"
#include "tests/unit/fixture_run.h"

#define EXC "\"cells\": [{\"population\": 0, \"cells\": [[0, 9]]}]"
#define BOTH                                                                                       \
    "\"cells\": [{\"population\": 0, \"cells\": [[0, 9]]}, {\"population\": 1, \"cells\": [[0, "   \
    "3]]}]"
#define SPIKES "\"variables\": [\"spikes\"]"

static int convert(const char *dir, const char *formats, nnrt_error *e)
{
    nnrt_io working = nnrt_io_posix;
    working.fsync = fixture_no_sync;
    const nnrt_convert_options o = {.formats = formats, .io = &working};
    return nnrt_convert(dir, &o, NULL, e);
}

static char *written(size_t segments, const char *const *requests)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    if (!fixture_requests(dir, segments, requests, NULL, &e) || convert(dir, "csv", &e))
        fprintf(stderr, "%s\n", e.text);
    return dir;
}

static void check_file(Check *check, const char *dir, const char *name, const char *expected)
{
    char *text = fixture_read(dir, name, NULL);
    CHECK_EQ_STR(text ? text : name, expected);
    free(text);
}

static void test_one_table(Check *check)
{
    static const char *const requests[] = {
        "{\"file\": \"a/b/s.csv\", \"format\": \"csv\", " SPIKES ", " EXC "}",
        "{\"file\": \"v.dat\", \"format\": \"dat\", \"variables\": [\"v\"], " EXC "}", NULL};
    char *dir = written(1, requests);
    check_file(check, dir, "a/b/s.csv", "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n0.6,7\n");
    check_file(check, dir, "v.dat",
               "0\t-0.065\t-0.0705\n0.0002\t-0.063\t-0.0705\n0.0004\t-0.061\t-0.0705\n"
               "0.0006\t-0.059\t-0.0705\n");
    check_file(check, dir, "exc.spikes.csv", "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n0.6,7\n");
    fixture_discard(dir);
}

static void test_some_cells(Check *check)
{
    static const char *const requests[] = {
        "{\"file\": \"x.csv\", \"format\": \"csv\", "
        "\"cells\": [{\"population\": 0, \"cells\": [[1, 3], [5, 6]]}]}",
        NULL};
    char *dir = written(1, requests);
    check_file(check, dir, "x.spikes.csv", "time_ms,index\n0.3,3\n0.3,3\n");
    check_file(check, dir, "x.v.csv",
               "time_ms,2,5\n0,-65,-70.5\n0.2,-63,-70.5\n0.4,-61,-70.5\n0.6,-59,-70.5\n");
    fixture_discard(dir);
    static const char *const fewer[] = {
        "{\"file\": \"x.csv\", \"format\": \"csv\", \"variables\": [\"v\"], "
        "\"cells\": [{\"population\": 0, \"cells\": [[5, 6]]}]}",
        NULL};
    dir = written(1, fewer);
    check_file(check, dir, "x.csv", "time_ms,5\n0,-70.5\n0.2,-70.5\n0.4,-70.5\n0.6,-70.5\n");
    fixture_discard(dir);
}

/* What was cleared is in no later file; what comes after a request is not in it. */
static void test_order(Check *check)
{
    static const char *const requests[] = {
        "{\"file\": \"first.csv\", \"format\": \"csv\", \"clear\": true, " SPIKES ", " EXC "}",
        "{\"file\": \"second.csv\", \"format\": \"csv\", " SPIKES ", " BOTH "}",
        "{\"file\": \"second.csv\", \"format\": \"csv\", " SPIKES ", " EXC "}", NULL};
    char *dir = written(2, requests);
    check_file(check, dir, "first.csv", "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n0.6,7\n");
    check_file(check, dir, "second.csv", "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n0.6,7\n");
    CHECK(fixture_exists(dir, "second.segment0.in%2Fh.spikes.csv"));
    CHECK(fixture_exists(dir, "segment1/exc.spikes.csv"));
    fixture_discard(dir);
}

/* A file of ours gives way, and is found again by the plan. */
static void test_names_that_clash(Check *check)
{
    static const char *const requests[] = {
        "{\"file\": \"exc.v.csv\", \"format\": \"csv\", " SPIKES ", " EXC "}", NULL};
    char *dir = written(1, requests);
    check_file(check, dir, "exc.v.csv", "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n0.6,7\n");
    CHECK(fixture_exists(dir, "exc.v%232.csv"));
    nnrt_error e = {0};
    CHECK(nnrt_outdir_prepare(dir, NULL, &e));
    CHECK(!fixture_exists(dir, "exc.v.csv") && !fixture_exists(dir, "exc.v%232.csv"));
    fixture_discard(dir);
}

static void test_archive(Check *check)
{
    static const char *const requests[] = {"{\"file\": \"all.npz\", \"format\": \"npz\", " BOTH "}",
                                           "{\"file\": \"all.npz\", \"format\": \"npz\", " BOTH
                                           ", \"annotations\": {\"a\": 1}}",
                                           NULL};
    char *dir = written(2, requests);
    size_t size;
    char *zip = fixture_read(dir, "all.npz", &size);
    static const char *const names[] = {"segment0.exc.spike_times.npy", "segment1.exc.v.npy",
                                        "segment1.in%2Fh.w.npy"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        CHECK(zip && memmem(zip, size, names[i], strlen(names[i])));
    free(zip);
    char *run = fixture_read(dir, NNRT_RUN_NAME, NULL);
    CHECK(run && strstr(run, "\"a\": 1"));
    free(run);
    fixture_discard(dir);
}

static void test_paths(Check *check)
{
    static const char *const bad[] = {"",         "/etc/x.csv", "../x.csv", "a/../../x.csv",
                                      "a//x.csv", "./x.csv",    "a/",       "a\nb.csv",
                                      ".."};
    nnrt_error e = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!nnrt_is_within(bad[i]));
    CHECK(nnrt_is_within("a/b.c/d e.csv") && nnrt_is_within(".hidden") && nnrt_is_within("..x"));
    static const char *const requests[] = {"{\"file\": \"../x.csv\", \"format\": \"csv\", " EXC "}",
                                           NULL};
    char *dir = fixture_folder();
    CHECK(fixture_requests(dir, 1, requests, NULL, &e));
    CHECK_EQ_INT(convert(dir, "csv", &e), NNRT_EXIT_USAGE);
    CHECK_EQ_STR(e.text, "'../x.csv' is no file within the output folder");
    CHECK(fixture_exists(dir, NNRT_SPOOL_NAME));
    fixture_discard(dir);
}

/* A link in the way of a folder, and a folder in the way of a file: nothing behind them is touched. */
static void test_in_the_way(Check *check)
{
    static const char *const requests[] = {
        "{\"file\": \"sub/x.csv\", \"format\": \"csv\", " SPIKES ", " EXC "}", NULL};
    nnrt_error e = {0};
    char *other = fixture_folder(), *dir = fixture_folder();
    char target[64];
    snprintf(target, sizeof target, "../%s", other);
    CHECK(fixture_requests(dir, 1, requests, NULL, &e));
    CHECK_EQ_INT(symlink(target, fixture_in(dir, "sub").text), 0);
    CHECK_EQ_INT(convert(dir, "csv", &e), NNRT_EXIT_IO);
    CHECK(strstr(e.text, "cannot create the folder") && !fixture_exists(other, "x.csv"));
    CHECK(fixture_exists(dir, NNRT_SPOOL_NAME) && !fixture_exists(dir, "exc.spikes.csv"));
    CHECK_EQ_INT(unlink(fixture_in(dir, "sub").text), 0);
    CHECK_EQ_INT(convert(dir, "csv", &e), 0);
    CHECK(fixture_exists(dir, "sub/x.csv"));
    fixture_discard(dir);
    fixture_discard(other);
}

/* A run.json that names a file behind a link does not get it removed. */
static void test_links_are_kept(Check *check)
{
    static const char run[] =
        "{\"format\": \"" NNRT_RUN_FORMAT "\", \"outputs\": [\"link/victim\"]}";
    nnrt_error e = {0};
    char *dir = fixture_folder(), *other = fixture_folder();
    char target[64];
    snprintf(target, sizeof target, "../%s", other);
    fixture_write(fixture_in(other, "victim").text, "x", 1);
    fixture_write(fixture_in(dir, NNRT_RUN_NAME).text, run, sizeof run - 1);
    CHECK_EQ_INT(symlink(target, fixture_in(dir, "link").text), 0);
    CHECK(nnrt_outdir_prepare(dir, NULL, &e));
    CHECK(fixture_exists(other, "victim"));
    fixture_discard(dir);
    fixture_discard(other);
}

/* The k-th call fails, or all from the k-th on: told, the spool stays, no part of a file is left,
   and what is left can be converted. */
static void check_faults(Check *check, int error, bool sticky)
{
    static const char *const requests[] = {
        "{\"file\": \"sub/x.csv\", \"format\": \"csv\", " SPIKES ", " EXC "}",
        "{\"file\": \"all.npz\", \"format\": \"npz\", " BOTH "}", NULL};
    fixture_faults f = {.error = error, .sticky = sticky, .fail_at = 1};
    const nnrt_io io = fixture_io(&f);
    const nnrt_convert_options o = {.formats = "csv", .io = &io};
    nnrt_error e = {0};
    unsigned calls = 0;
    for (int code = NNRT_EXIT_IO; code; f.fail_at++) {
        char *dir = fixture_folder();
        fixture_requests(dir, 1, requests, NULL, &e);
        f.calls = 0;
        code = nnrt_convert(dir, &o, NULL, &e);
        calls = f.calls;
        CHECK(code == 0 || (code == NNRT_EXIT_IO && fixture_exists(dir, NNRT_SPOOL_NAME)));
        CHECK(!fixture_exists(dir, "sub/x.csv.part") && !fixture_exists(dir, "all.npz.part"));
        CHECK(code == 0 || convert(dir, "csv", &e) == 0);
        CHECK(fixture_exists(dir, "sub/x.csv") && fixture_exists(dir, "all.npz"));
        fixture_discard(dir);
    }
    CHECK(calls > 30);
}

/* The run was killed: what was asked for before has its files. */
static void test_cut_off(Check *check)
{
    static const char *const requests[] = {
        "{\"file\": \"first.csv\", \"format\": \"csv\", " SPIKES ", " EXC "}",
        "{\"file\": \"second.csv\", \"format\": \"csv\", " SPIKES ", " EXC "}", NULL};
    nnrt_error e = {0};
    char *dir = fixture_folder();
    CHECK(fixture_requests(dir, 2, requests, NULL, &e));
    size_t size;
    char *spool = fixture_read(dir, NNRT_SPOOL_NAME, &size);
    const char *second = memmem(spool, size, "second", 6);
    CHECK(second != NULL);
    fixture_write(fixture_in(dir, NNRT_SPOOL_NAME).text, spool, (size_t)(second - spool));
    free(spool);
    CHECK_EQ_INT(convert(dir, "csv", &e), 0);
    check_file(check, dir, "first.csv", "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n0.6,7\n");
    CHECK(!fixture_exists(dir, "second.csv") && fixture_exists(dir, "segment1/exc.spikes.csv"));
    fixture_discard(dir);
}

int main(void)
{
    Check check[1] = {{0}};
    test_one_table(check);
    test_some_cells(check);
    test_order(check);
    test_names_that_clash(check);
    test_archive(check);
    test_paths(check);
    test_in_the_way(check);
    test_links_are_kept(check);
    check_faults(check, EIO, false);
    check_faults(check, ENOSPC, true);
    test_cut_off(check);
    return check_report(check);
}
