/* The progress line: texts at known times, widths, modes, a stderr that is closed. */
#define _XOPEN_SOURCE 700
#include "runtime/progress.h"
#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static double wall; /* the clock of the tests */

static double told_time(void)
{
    return wall;
}

static void check_line(Check *check, nnrt_progress_state s, double seconds, unsigned columns,
                       const char *expected)
{
    char text[256];
    CHECK_EQ_INT(nnrt_progress_text(&s, seconds, columns, text, sizeof text), strlen(expected));
    CHECK_EQ_STR(text, expected);
}

static void test_lines(Check *check)
{
    const nnrt_progress_state s = {412, 1000, 3337, 1000};
    check_line(check, s, 0.12875, 100,
               "[####......] 412/1000 ms  3.2x real time  ETA 00:01  8.1 Hz");
    check_line(check, s, 9.8, 100, "[####......] 412/1000 ms  0.042x real time  ETA 00:14  8.1 Hz");
    check_line(check, s, 9.8, 45, "[####......] 412/1000 ms  0.042x real time");
    check_line(check, s, 9.8, 30, "[####......] 412/1000 ms");
    check_line(check, (nnrt_progress_state){0, 1000, 0, 10}, 0, 100, "[..........] 0/1000 ms");
    check_line(check, (nnrt_progress_state){1000, 1000, 0, 0}, 10, 100,
               "[##########] 1000/1000 ms  0.10x real time");
    check_line(check, (nnrt_progress_state){1, 1e6, 0, 0}, 1, 100,
               "[..........] 1/1000000 ms  0.001x real time  ETA --:--");
    check_line(check, (nnrt_progress_state){100, 10000, 0, 0}, 60, 100,
               "[..........] 100/10000 ms  0.002x real time  ETA 1:39:00");
    check_line(check, (nnrt_progress_state){0.3, 0.5, 0, 0}, 1e-6, 100,
               "[######....] 0/0.5 ms  300x real time  ETA 00:01");
}

static void test_names(Check *check)
{
    nnrt_progress_mode mode = NNRT_PROGRESS_AUTO;
    CHECK(nnrt_progress_mode_named("json", &mode));
    CHECK_EQ_INT(mode, NNRT_PROGRESS_JSON);
    CHECK(!nnrt_progress_mode_named("JSON", &mode) && !nnrt_progress_mode_named("", &mode));
}

/* What a run of 100 ms, told every ms of model time and wall time, writes. */
static size_t record(nnrt_progress_mode mode, const char *columns, char *out, size_t size)
{
    int ends[2];
    nnrt_progress p;
    if (pipe(ends) != 0)
        return 0;
    setenv("COLUMNS", columns, 1);
    nnrt_progress_open(&p, mode, ends[1]);
    p.now = told_time;
    wall = p.started = p.last = 100;
    nnrt_progress_state s = {0, 100, 0, 10};
    for (int ms = 1; ms <= 100; ms++) {
        s.time = ms;
        s.spikes = (uint64_t)ms;
        wall = 100 + 1e-2 * ms;
        nnrt_progress_update(&p, &s);
    }
    nnrt_progress_close(&p, &s);
    close(ends[1]);
    ssize_t n = read(ends[0], out, size - 1);
    close(ends[0]);
    out[n > 0 ? n : 0] = '\0';
    return n > 0 ? (size_t)n : 0;
}

static unsigned count(const char *text, char c)
{
    unsigned n = 0;
    for (; *text; text++)
        n += *text == c;
    return n;
}

static void test_modes(Check *check)
{
    char text[8192];
    record(NNRT_PROGRESS_AUTO, "80", text, sizeof text); /* a pipe is no terminal */
    CHECK_EQ_INT(count(text, '\n'), 10);
    CHECK_EQ_INT(count(text, '\r'), 0);
    CHECK(strncmp(text, "[#.........] 10/100 ms  0.10x real time  ETA 00:01  100 Hz\n", 59) == 0);
    CHECK(strstr(text, "[##########] 100/100 ms  0.10x real time  100 Hz\n") != NULL);
    record(NNRT_PROGRESS_LINE, "80", text, sizeof text);
    CHECK_EQ_INT(count(text, '\n'), 1);
    CHECK(count(text, '\r') >= 10 &&
          count(text, '\r') <= 11); /* 10 Hz in one second, and the end */
    CHECK(text[0] == '\r' && strstr(text, "\033[K\n") != NULL);
    record(NNRT_PROGRESS_LINE, "25", text, sizeof text);
    CHECK(strstr(text, "real time") == NULL && strstr(text, "100/100 ms") != NULL);
    record(NNRT_PROGRESS_JSON, "80", text, sizeof text);
    CHECK(
        strstr(text,
               "{\"event\": \"progress\", \"time_ms\": 100, \"total_ms\": 100, \"wall_s\": 1.000, "
               "\"spikes\": 100, \"rate_hz\": 100}\n") != NULL);
    CHECK_EQ_INT(record(NNRT_PROGRESS_NONE, "80", text, sizeof text), 0);
}

static void test_closed(Check *check)
{
    nnrt_progress p;
    nnrt_progress_state s = {1, 10, 0, 0};
    int fd = open("/dev/null", O_RDONLY);
    close(fd);
    nnrt_progress_open(&p, NNRT_PROGRESS_LINE, fd);
    p.last = -1e9;
    nnrt_progress_update(&p, &s);
    s.time = 10;
    nnrt_progress_close(&p, &s);
    CHECK(true); /* we are still here */
    fd = open("/dev/full", O_WRONLY);
    nnrt_progress_open(&p, NNRT_PROGRESS_PLAIN, fd);
    nnrt_progress_update(&p, &s);
    nnrt_progress_close(&p, &s);
    CHECK_EQ_INT(p.tenths, 10);
    close(fd);
}

int main(void)
{
    Check check[1] = {{0}};
    test_lines(check);
    test_names(check);
    test_modes(check);
    test_closed(check);
    return check_report(check);
}
