/* nnrt-convert, run as a program: SONATA files read back by HDF5, the same bytes each time, full
   disks, cut-off spools, and the way back into a spool. */
#define _XOPEN_SOURCE 700
#include "runtime/output/finish.h"
#include "tests/unit/check.h"
#include "tests/unit/fixture_run.h"

#include <hdf5.h>
#include <sys/resource.h>
#include <sys/wait.h>

static const char *converter;

/* Runs nnrt-convert with at most `file_size` bytes a file (0: no limit); its exit code, or 1000 + a
   signal. */
static int run(const char *dir, const char *option, rlim_t file_size)
{
    int status = 0;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        if (file_size) {
            const struct rlimit limit = {file_size, file_size};
            setrlimit(RLIMIT_FSIZE, &limit);
            fclose(stderr); /* its complaints are expected */
        }
        execl(converter, converter, option, "--", dir, (char *)NULL);
        _exit(99);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static char *converted(Check *check, size_t segments, const char *option)
{
    nnrt_error e = {0};
    char *dir = fixture_folder();
    CHECK(fixture_run(dir, segments, NULL, &e));
    CHECK_EQ_INT(run(dir, option, 0), 0);
    return dir;
}

/* Reads a whole data set of n values. */
static bool read_set(hid_t file, const char *name, hid_t type, void *out, hssize_t n)
{
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(set);
    bool good = set >= 0 && H5Sget_simple_extent_npoints(space) == n &&
                H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0;
    H5Sclose(space);
    H5Dclose(set);
    return good;
}

static void check_text_attribute(Check *check, hid_t file, const char *object, const char *name,
                                 const char *expected)
{
    char *text = NULL;
    hid_t attribute = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT),
          type = H5Aget_type(attribute);
    CHECK(H5Aread(attribute, type, &text) >= 0);
    CHECK_EQ_STR(text, expected);
    free(text);
    H5Tclose(type);
    H5Aclose(attribute);
}

static void check_enumeration(Check *check, hid_t file)
{
    char name[16] = "";
    unsigned char value = 99;
    hid_t attribute = H5Aopen_by_name(file, "/spikes/exc", "sorting", H5P_DEFAULT, H5P_DEFAULT);
    hid_t type = H5Aget_type(attribute);
    CHECK_EQ_INT(H5Tget_class(type), H5T_ENUM);
    CHECK_EQ_INT(H5Tget_nmembers(type), 3);
    CHECK(H5Aread(attribute, type, &value) >= 0 &&
          H5Tenum_nameof(type, &value, name, sizeof name) >= 0);
    CHECK_EQ_STR(name, "by_time");
    H5Tclose(type);
    H5Aclose(attribute);
}

static void test_spikes(Check *check)
{
    static const double times[] = {0.3, 0.3, 0.3, 0.3, 0.6};
    static const uint64_t cells[] = {0, 3, 3, 7, 7};
    double t[5];
    uint64_t id[5];
    uint32_t magic = 0, version[2] = {9, 9};
    char *dir = converted(check, 1, "--format=h5");
    hid_t file = H5Fopen(fixture_in(dir, "spikes.h5").text, H5F_ACC_RDONLY, H5P_DEFAULT);
    CHECK(read_set(file, "/spikes/exc/timestamps", H5T_NATIVE_DOUBLE, t, 5) &&
          memcmp(t, times, sizeof t) == 0);
    CHECK(read_set(file, "/spikes/exc/node_ids", H5T_NATIVE_UINT64, id, 5) &&
          memcmp(id, cells, sizeof id) == 0);
    CHECK(read_set(file, "/spikes/in%2Fh/node_ids", H5T_NATIVE_UINT64, id, 1) && id[0] == 2);
    check_text_attribute(check, file, "/spikes/exc/timestamps", "units", "ms");
    check_enumeration(check, file);
    hid_t attribute = H5Aopen(file, "magic", H5P_DEFAULT);
    CHECK(H5Aread(attribute, H5T_NATIVE_UINT32, &magic) >= 0 && magic == 0x0A7A);
    H5Aclose(attribute);
    attribute = H5Aopen(file, "version", H5P_DEFAULT);
    CHECK(H5Aread(attribute, H5T_NATIVE_UINT32, version) >= 0 && version[0] == 0 &&
          version[1] == 1);
    H5Aclose(attribute);
    H5Fclose(file);
    CHECK(!fixture_exists(dir, "exc.spikes.csv") && !fixture_exists(dir, NNRT_SPOOL_NAME));
    fixture_discard(dir);
}

static void test_report(Check *check)
{
    static const double values[] = {-65, -70.5, -63, -70.5, -61, -70.5, -59, -70.5},
                        range[] = {0, 0.8, 0.2};
    static const uint64_t cells[] = {2, 5}, pointers[] = {0, 1, 2};
    double v[8], t[3];
    uint64_t id[3];
    char *dir = converted(check, 2, "--format=h5");
    hid_t file = H5Fopen(fixture_in(dir, "segment1/exc.v.h5").text, H5F_ACC_RDONLY, H5P_DEFAULT);
    CHECK(read_set(file, "/report/exc/data", H5T_NATIVE_DOUBLE, v, 8) &&
          memcmp(v, values, sizeof v) == 0);
    CHECK(read_set(file, "/report/exc/mapping/time", H5T_NATIVE_DOUBLE, t, 3) &&
          memcmp(t, range, sizeof t) == 0);
    CHECK(read_set(file, "/report/exc/mapping/node_ids", H5T_NATIVE_UINT64, id, 2) &&
          memcmp(id, cells, 16) == 0);
    CHECK(read_set(file, "/report/exc/mapping/index_pointers", H5T_NATIVE_UINT64, id, 3) &&
          memcmp(id, pointers, sizeof id) == 0);
    CHECK(H5Lexists(file, "/report/exc/mapping/index_pointer", H5P_DEFAULT) > 0);
    check_text_attribute(check, file, "/report/exc/data", "units", "mV");
    H5Fclose(file);
    fixture_discard(dir);
}

static void test_single_precision(Check *check)
{
    char *dir = converted(check, 1, "--report-precision=single");
    hid_t file = H5Fopen(fixture_in(dir, "exc.v.h5").text, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t set = H5Dopen2(file, "/report/exc/data", H5P_DEFAULT), type = H5Dget_type(set);
    CHECK_EQ_INT(H5Tget_size(type), 4);
    H5Tclose(type);
    H5Dclose(set);
    H5Fclose(file);
    fixture_discard(dir);
}

static void check_same(Check *check, const char *a, const char *b, const char *name)
{
    size_t n = 0, m = 1;
    char *x = fixture_read(a, name, &n), *y = fixture_read(b, name, &m);
    CHECK(x && y && n == m && memcmp(x, y, n) == 0);
    free(x);
    free(y);
}

static void test_same_bytes(Check *check)
{
    char *a = converted(check, 1, "--format=h5,csv");
    sleep(1); /* a time that is stored would differ */
    char *b = converted(check, 1, "--format=h5,csv");
    check_same(check, a, b, "spikes.h5");
    check_same(check, a, b, "exc.v.h5");
    check_same(check, a, b, "in%2Fh.w.h5");
    fixture_discard(a);
    fixture_discard(b);
}

/* Recording was stopped and started again: the report has rows of NaN in between. */
static void test_gap(Check *check)
{
    static const double one = 1;
    nnrt_error e = {0};
    double v[4] = {0};
    const nnrt_population_info p = {.label = "p", .size = 1};
    const nnrt_signal_info s = {
        .variable = "v", .unit = "mV", .interval = 2, .cells = {.count = 1}};
    const nnrt_recording r = {.model = "m",
                              .dt = 1,
                              .populations = &p,
                              .signals = &s,
                              .n_populations = 1,
                              .n_signals = 1};
    char *dir = fixture_folder();
    nnrt_spool *spool = nnrt_spool_open(dir, NULL, &r, NULL, &e);
    nnrt_spool_begin_segment(spool);
    nnrt_spool_sample(spool, 0, 2, &one);
    nnrt_spool_sample(spool, 0, 8, &one);
    nnrt_spool_end_segment(spool, 8, NULL);
    CHECK(nnrt_spool_close(spool, NULL, &e));
    CHECK_EQ_INT(run(dir, "--format=h5", 0), 0);
    hid_t file = H5Fopen(fixture_in(dir, "p.v.h5").text, H5F_ACC_RDONLY, H5P_DEFAULT);
    CHECK(read_set(file, "/report/p/data", H5T_NATIVE_DOUBLE, v, 4));
    CHECK(v[0] == 1 && isnan(v[1]) && isnan(v[2]) && v[3] == 1);
    H5Fclose(file);
    fixture_discard(dir);
}

/* A file that the script asks for holds all of it: two segments, spikes and reports. */
static void test_requested(Check *check)
{
    static const char *const requests[] = {
        "{\"file\": \"all.h5\", \"format\": \"h5\", \"cells\": [{\"population\": 0, \"cells\": "
        "[[3, 7]]}, {\"population\": 1, \"cells\": [[0, 3]]}]}",
        NULL};
    static const double times[] = {0.3, 0.3, 0.3, 0.6};
    static const uint64_t cells[] = {3, 3, 7, 7};
    static const double values[] = {-70.5, -70.5, -70.5, -70.5};
    nnrt_error e = {0};
    double t[4], v[4], w[9];
    uint64_t id[4];
    char *dir = fixture_folder();
    CHECK(fixture_requests(dir, 2, (const char *const[]){"{}", NULL}, NULL, &e));
    CHECK_EQ_INT(run(dir, "--format=csv", 1 << 20), NNRT_EXIT_IO); /* it names no format */
    CHECK(
        fixture_requests(dir, 2, (const char *const[]){requests[0], requests[0], NULL}, NULL, &e));
    CHECK_EQ_INT(run(dir, "--format=csv", 0), 0);
    hid_t file = H5Fopen(fixture_in(dir, "all.h5").text, H5F_ACC_RDONLY, H5P_DEFAULT);
    CHECK(read_set(file, "/segment1/spikes/exc/timestamps", H5T_NATIVE_DOUBLE, t, 4) &&
          memcmp(t, times, sizeof t) == 0);
    CHECK(read_set(file, "/segment0/spikes/exc/node_ids", H5T_NATIVE_UINT64, id, 4) &&
          memcmp(id, cells, sizeof id) == 0);
    CHECK(read_set(file, "/segment1/report/exc/data", H5T_NATIVE_DOUBLE, v, 4) &&
          memcmp(v, values, sizeof v) == 0);
    CHECK(read_set(file, "/segment1/report/in%2Fh/data", H5T_NATIVE_DOUBLE, w, 9));
    H5Fclose(file);
    fixture_discard(dir);
}

/* Whatever size files may have, conversion ends in success or in exit 4 with the spool in place. */
static void test_full_disk(Check *check)
{
    nnrt_error e = {0};
    unsigned failures = 0;
    static const char *const requests[] = {"{\"file\": \"x.h5\", \"format\": \"h5\", \"cells\": "
                                           "[{\"population\": 0, \"cells\": [[0, 9]]}]}",
                                           NULL};
    for (rlim_t size = 100; size < 12000; size += 450) {
        char *dir = fixture_folder();
        CHECK(fixture_requests(dir, 1, requests, NULL, &e));
        int code = run(dir, "--format=h5", size);
        failures += code == NNRT_EXIT_IO;
        CHECK(code == NNRT_EXIT_IO || code == 0);
        CHECK(fixture_exists(dir, NNRT_SPOOL_NAME) == (code != 0));
        CHECK(!fixture_exists(dir, "spikes.h5.part") && !fixture_exists(dir, "x.h5.part"));
        CHECK(!fixture_exists(dir, "exc.v.h5.part"));
        fixture_discard(dir);
    }
    CHECK(failures > 5);
}

/* A spool that was cut off by a kill: what is good becomes files, and run.json says so. */
static void test_recovery(Check *check)
{
    nnrt_error e = {0};
    size_t size;
    char *dir = fixture_folder();
    CHECK(fixture_run(dir, 1, NULL, &e));
    char *whole = fixture_read(dir, NNRT_SPOOL_NAME, &size);
    fixture_write(fixture_in(dir, NNRT_SPOOL_NAME).text, whole, size - 300);
    CHECK_EQ_INT(run(dir, "--format=csv,h5", 0), 0);
    char *text = fixture_read(dir, "run.json", NULL);
    CHECK(strstr(text, "\"status\": \"recovered\"") != NULL);
    CHECK(strstr(text, "\"complete\": false") != NULL);
    free(text);
    text = fixture_read(dir, "exc.spikes.csv", NULL);
    CHECK(strncmp(text, "time_ms,index\n0.3,0\n0.3,3\n0.3,3\n0.3,7\n", 38) == 0);
    CHECK(fixture_exists(dir, "spikes.h5"));
    free(text);
    free(whole);
    fixture_discard(dir);
}

/* Files -> spool -> csv gives the csv of the run. */
static void check_import(Check *check, const char *formats)
{
    static const char *const names[] = {"exc.spikes.csv", "exc.v.csv", "in%2Fh.spikes.csv",
                                        "in%2Fh.w.csv"};
    char option[128];
    char *dir = converted(check, 2, formats), *back = fixture_folder(),
         *reference = converted(check, 2, "--format=csv");
    snprintf(option, sizeof option, "--import=%s", back);
    CHECK_EQ_INT(run(dir, option, 0), 0);
    CHECK_EQ_INT(run(back, "--format=csv", 0), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check_same(check, reference, back, fixture_in("segment1", names[i]).text);
    fixture_discard(dir);
    fixture_discard(back);
    fixture_discard(reference);
}

static void test_import(Check *check)
{
    check_import(check, "--format=h5");
    check_import(check, "--format=csv");
}

static void test_import_refused(Check *check)
{
    char option[128];
    char *dir = converted(check, 1, "--format=npz"), *back = fixture_folder();
    snprintf(option, sizeof option, "--import=%s", back);
    CHECK_EQ_INT(run(dir, option, 1 << 20), NNRT_EXIT_IO);
    fixture_discard(dir);
    dir = converted(check, 1, "--format=csv");
    remove(fixture_in(dir, "exc.v.csv").text);
    CHECK_EQ_INT(run(dir, option, 1 << 20), NNRT_EXIT_IO);
    fixture_write(fixture_in(dir, "exc.v.csv").text, "time_ms,2,5\n0,1\n", 16);
    CHECK_EQ_INT(run(dir, option, 1 << 20), NNRT_EXIT_IO);
    fixture_discard(dir);
    fixture_discard(back);
}

/* Every 13th byte of spikes.h5 spoiled: an exit code, never a signal. */
static void test_damaged_import(Check *check)
{
    char option[128];
    size_t size;
    char *dir = converted(check, 1, "--format=h5"), *back = fixture_folder();
    char *whole = fixture_read(dir, "spikes.h5", &size);
    snprintf(option, sizeof option, "--import=%s", back);
    for (size_t at = 0; at < size; at += size / 60) {
        whole[at] = (char)~whole[at];
        fixture_write(fixture_in(dir, "spikes.h5").text, whole, size);
        CHECK(run(dir, option, 1 << 20) < 1000);
        whole[at] = (char)~whole[at];
    }
    free(whole);
    fixture_discard(dir);
    fixture_discard(back);
}

static void test_usage(Check *check)
{
    char *dir = fixture_folder();
    CHECK_EQ_INT(run(dir, "--format=xls", 1 << 20), NNRT_EXIT_IO); /* there is no spool */
    CHECK_EQ_INT(run(dir, "--wrong", 1 << 20), NNRT_EXIT_USAGE);
    nnrt_error e = {0};
    CHECK(fixture_run(dir, 1, NULL, &e));
    CHECK_EQ_INT(run(dir, "--format=xls", 1 << 20), NNRT_EXIT_USAGE);
    fixture_discard(dir);
}

int main(int argc, char **argv)
{
    Check check[1] = {{0}};
    if (argc < 2)
        return 2;
    converter = argv[1];
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    test_spikes(check);
    test_report(check);
    test_single_precision(check);
    test_same_bytes(check);
    test_gap(check);
    test_requested(check);
    test_full_disk(check);
    test_recovery(check);
    test_import(check);
    test_import_refused(check);
    test_damaged_import(check);
    test_usage(check);
    return check_report(check);
}
