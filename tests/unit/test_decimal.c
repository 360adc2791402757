/* Times on the grid and shortest numbers; checksums; JSON both ways. */
#include "runtime/crc.h"
#include "runtime/decimal.h"
#include "runtime/json.h"
#include "tests/unit/check.h"

#include <stdlib.h>

static void check_number(Check *check, double x, const char *expected)
{
    char text[NNRT_NUMBER_TEXT];
    CHECK_EQ_INT(nnrt_number_text(x, text), strlen(expected));
    CHECK_EQ_STR(text, expected);
}

static void check_single(Check *check, double x, const char *expected)
{
    char text[NNRT_NUMBER_TEXT];
    CHECK_EQ_INT(nnrt_single_text(x, text), strlen(expected));
    CHECK_EQ_STR(text, expected);
}

static void test_numbers(Check *check)
{
    check_number(check, 0.1, "0.1");
    check_number(check, 0.1 + 0.2, "0.30000000000000004");
    check_number(check, -65, "-65");
    check_number(check, 1e22, "1e+22");
    check_number(check, 5e-324, "4.94065645841247e-324");
    check_number(check, -0.0, "-0");
    check_number(check, (double)INFINITY, "inf");
    check_number(check, -(double)NAN, "nan");
    check_number(check, 1.0 / 3, "0.3333333333333333");
    check_single(check, 0.1, "0.1");
    check_single(check, -65, "-65");
    check_single(check, 0.02765992096625268,
                 "0.027659921"); /* seven digits would be another number */
    check_single(check, 16777219, "1.677722e+07");
    check_single(check, 1e300, "inf");
    check_single(check, (double)NAN, "nan");
}

/* Short decimals are written without the C library: they read as what that writes. */
static void test_short_numbers(Check *check)
{
    int64_t wrong = 0;
    double unit = 1;
    for (int places = 0; places < 7; places++, unit *= 10)
        for (int64_t n = 1; n < 900000000000000000; n = 3 * n + places) {
            const double x = (places % 2 ? -1.0 : 1.0) * (double)n / unit;
            char text[NNRT_NUMBER_TEXT], expected[NNRT_NUMBER_TEXT];
            for (int digits = 15; digits <= 17; digits++) {
                snprintf(expected, sizeof expected, "%.*g", digits, x);
                if (strtod(expected, NULL) == x)
                    break;
            }
            wrong +=
                nnrt_number_text(x, text) != (int)strlen(expected) || strcmp(text, expected) != 0;
        }
    CHECK_EQ_INT(wrong, 0);
    check_number(check, 0.0001, "0.0001");
    check_number(check, 0.00001, "1e-05");
    check_number(check, 999999999999999, "999999999999999");
    check_number(check, 1e15, "1e+15");
    check_number(check, 10.05, "10.05");
}

static void check_time(Check *check, double dt, int64_t step, const char *expected)
{
    const nnrt_grid g = nnrt_grid_of(dt);
    char text[NNRT_NUMBER_TEXT];
    nnrt_number_text(nnrt_grid_time(&g, step), text);
    CHECK_EQ_STR(text, expected);
}

static void test_times(Check *check)
{
    check_time(check, 0.1, 3, "0.3");
    check_time(check, 0.1, 7, "0.7");
    check_time(check, 0.1, -3, "-0.3");
    check_time(check, 0.025, 3, "0.075");
    check_time(check, 1.0, 123456, "123456");
    check_time(check, 0.03125, 5, "0.15625");
    check_time(check, 1e-5, 9007199254740993, "90071992547.40993");
    check_time(check, 0.1, INT64_MAX, "9.223372036854776e+17");
    check_time(check, 1e-30, 3, "3e-30");
    check_time(check, 2e30, 3, "6e+30");
    check_time(check, 0.1, 0, "0");
}

/* Every step of an hour at 0.1 ms: the double nearest to the decimal. */
static void test_all_times(Check *check)
{
    const nnrt_grid g = nnrt_grid_of(0.1);
    int64_t wrong = 0;
    for (int64_t k = 0; k < 36000000; k += 7) {
        char text[NNRT_NUMBER_TEXT];
        snprintf(text, sizeof text, "%lld.%lld", (long long)(k / 10), (long long)(k % 10));
        wrong += nnrt_grid_time(&g, k) != strtod(text, NULL);
    }
    CHECK_EQ_INT(wrong, 0);
}

static void test_checksums(Check *check)
{
    static const char digits[] = "123456789";
    nnrt_crc_table t;
    nnrt_crc_table_init(&t, NNRT_CRC32C);
    CHECK_EQ_INT(nnrt_crc(&t, 0, digits, 9), 0xE3069283);
    CHECK_EQ_INT(nnrt_crc(&t, nnrt_crc(&t, 0, digits, 4), digits + 4, 5), 0xE3069283);
    nnrt_crc_table_init(&t, NNRT_CRC32_ZIP);
    CHECK_EQ_INT(nnrt_crc(&t, 0, digits, 9), 0xCBF43926);
    CHECK_EQ_INT(nnrt_crc(&t, 0, "", 0), 0);
}

/* Reads and writes again; NULL: is refused. */
static void check_json(Check *check, const char *text, const char *expected)
{
    nnrt_error e = {0};
    nnrt_json_tree *t = nnrt_json_read(text, strlen(text), &e);
    CHECK_EQ_INT(t != NULL, expected != NULL);
    if (!t) {
        CHECK(e.text[0] != '\0');
        return;
    }
    nnrt_json j = {0};
    nnrt_json_copy(&j, nnrt_json_root(t));
    CHECK(!j.failed);
    CHECK_EQ_STR(j.text, expected);
    nnrt_json_free(&j);
    nnrt_json_tree_free(t);
}

static void test_json(Check *check)
{
    check_json(check, "[1, -2.50e3,\"a\\\"\\u00e9\\ud83d\\ude00\\n\", true, null, []]",
               "[1, -2.50e3, \"a\\\"\xC3\xA9\xF0\x9F\x98\x80\\n\", true, null, []]");
    check_json(check, " {\"a\": {\"b\": [1, 2]}, \"c\": \"\\u0001\"} ",
               "{\n  \"a\": {\n    \"b\": [1, 2]\n  },\n  \"c\": \"\\u0001\"\n}\n");
    static const char *const bad[] = {"",
                                      "{",
                                      "[1,]",
                                      "{\"a\" 1}",
                                      "{a: 1}",
                                      "\"open",
                                      "01x",
                                      "-",
                                      "1.",
                                      "1e",
                                      "tru",
                                      "[1] 2",
                                      "\"\\ud800\"",
                                      "\"\\q\"",
                                      "\"\\u00",
                                      "\"tab\there\"",
                                      "\"\\u0000\"",
                                      "nan",
                                      "[",
                                      "{\"a\":",
                                      "\"\\",
                                      "]",
                                      "+1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        check_json(check, bad[i], NULL);
}

static void test_json_depth(Check *check)
{
    char deep[2 * NNRT_JSON_DEPTH + 3];
    for (int extra = 0; extra < 2; extra++) {
        const size_t n = (size_t)(NNRT_JSON_DEPTH + extra);
        memset(deep, '[', n);
        memset(deep + n, ']', n);
        nnrt_error e = {0};
        nnrt_json_tree *t = nnrt_json_read(deep, 2 * n, &e);
        CHECK_EQ_INT(t != NULL, !extra);
        nnrt_json_tree_free(t);
    }
}

static void test_json_writer(Check *check)
{
    nnrt_json j = {0};
    nnrt_json_open(&j, '{', NNRT_JSON_INLINE);
    nnrt_json_key(&j, "bad\xFFutf\n");
    nnrt_json_number(&j, (double)NAN);
    nnrt_json_key(&j, "x");
    nnrt_json_number(&j, 0.1);
    nnrt_json_key(&j, "n");
    nnrt_json_int(&j, INT64_MIN);
    nnrt_json_close(&j);
    CHECK_EQ_STR(j.text,
                 "{\"bad\xEF\xBF\xBDutf\\n\": null, \"x\": 0.1, \"n\": -9223372036854775808}");
    nnrt_json_free(&j);
}

int main(void)
{
    Check check[1] = {{0}};
    test_numbers(check);
    test_short_numbers(check);
    test_times(check);
    test_all_times(check);
    test_checksums(check);
    test_json(check);
    test_json_depth(check);
    test_json_writer(check);
    return check_report(check);
}
