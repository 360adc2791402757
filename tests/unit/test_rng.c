/* SHA-256, keys, Philox, uniforms: known answers, open interval, independence of neighbouring
   addresses. */
#include "runtime/rng.h"
#include "runtime/sha256.h"
#include "tests/unit/check.h"

static void check_digest(Check *check, const char *text, size_t repeat, const char *want)
{
    nnrt_sha256 hash;
    nnrt_sha256_begin(&hash);
    for (size_t k = 0; k < repeat; k++)
        nnrt_sha256_add(&hash, text, strlen(text));
    uint8_t digest[NNRT_SHA256_BYTES];
    nnrt_sha256_end(&hash, digest);
    char hex[2 * NNRT_SHA256_BYTES + 1];
    for (size_t k = 0; k < NNRT_SHA256_BYTES; k++)
        snprintf(hex + 2 * k, 3, "%02x", digest[k]);
    CHECK_EQ_STR(hex, want);
}

/* The examples of FIPS 180-4 and lengths on both sides of the padding's limits. */
static void test_sha256(Check *check)
{
    check_digest(check, "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_digest(check, "abc", 1,
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_digest(check, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    check_digest(check, "a", 1000000,
                 "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    check_digest(check, "a", 55,
                 "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    check_digest(check, "a", 56,
                 "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    check_digest(check, "a", 64,
                 "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

static void test_keys(Check *check)
{
    CHECK(nnrt_key_derive(1, "noise", "exc", 0) == 0x72fb863055835ff7);
    CHECK(nnrt_key_derive(42, "parameter tau_m", "Golgi cell 2", 3) == 0x0ccf2b3f53e50ab7);
    CHECK(nnrt_key_derive(1, "noise", "exc", 1) != nnrt_key_derive(1, "noise", "exc", 0));
    CHECK(nnrt_key_derive(UINT64_MAX, "", "", UINT64_MAX) != 0);
}

/* Vectors of the Random123 distribution. */
static void test_philox(Check *check)
{
    static const struct {
        nnrt_key key;
        uint32_t i, j;
        uint64_t n;
        nnrt_words want;
    } rows[] = {
        {0, 0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {UINT64_MAX,
         UINT32_MAX,
         UINT32_MAX,
         UINT64_MAX,
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {0x299f31d0a4093822,
         0x243f6a88,
         0x85a308d3,
         0x0370734413198a2e,
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const nnrt_words got = nnrt_philox(rows[k].key, rows[k].i, rows[k].j, rows[k].n);
        CHECK_EQ_INT(got.w0, rows[k].want.w0);
        CHECK_EQ_INT(got.w1, rows[k].want.w1);
        CHECK_EQ_INT(got.w2, rows[k].want.w2);
        CHECK_EQ_INT(got.w3, rows[k].want.w3);
    }
}

static void test_uniform_bits(Check *check)
{
    CHECK(nnrt_u53(0, 0) == 0x1p-53);
    CHECK(nnrt_u53(UINT32_MAX, UINT32_MAX) == 1.0 - 0x1p-53);
    CHECK(nnrt_u53(0x80000000u, 0) == 0.5 + 0x1p-53);
    CHECK(nnrt_u53(0, 0x1000) == 3 * 0x1p-53);
    CHECK(nnrt_u53(0, 0xfff) == 0x1p-53);
    const nnrt_uniforms both = nnrt_u53_both(5, 1, 2, 3);
    const nnrt_words w = nnrt_philox(5, 1, 2, 3);
    CHECK(both.first == nnrt_u53_at(5, 1, 2, 3));
    CHECK(both.second == nnrt_u53(w.w2, w.w3));
    CHECK((double)nnrt_u24_at(5, 1, 2, 3) == ((w.w0 >> 9) * 2 + 1) * 0x1p-24);
    CHECK(nnrt_normal_at(5, 1, 2, 3) == nnrt_normal_quantile(both.first));
}

/* Means, variances and the correlation of neighbours along each coordinate, within five standard
   errors. */
enum { SAMPLES = 200000 };

static void check_neighbours(Check *check, uint32_t di, uint32_t dj, uint64_t dn, nnrt_key dk)
{
    double sum = 0, squares = 0, products = 0;
    for (uint32_t s = 0; s < SAMPLES; s++) {
        const double u = nnrt_u53_at(77, s, 3, 9) - 0.5;
        const double v = nnrt_u53_at(77 + dk, s + di, 3 + dj, 9 + dn) - 0.5;
        sum += u;
        squares += u * u;
        products += u * v;
    }
    CHECK_NEAR(sum / SAMPLES, 0.0, 5 / sqrt(12.0 * SAMPLES));
    CHECK_NEAR(squares / SAMPLES, 1.0 / 12, 5 * sqrt(1.0 / 180 / SAMPLES));
    CHECK_NEAR(products / SAMPLES, 0.0, 5.0 / 12 / sqrt(SAMPLES));
}

static void test_independence(Check *check)
{
    check_neighbours(check, 1, 0, 0, 0);
    check_neighbours(check, 0, 1, 0, 0);
    check_neighbours(check, 0, 0, 1, 0);
    check_neighbours(check, 0, 0, 1u << 20, 0);
    check_neighbours(check, 0, 0, (uint64_t)1 << 32, 0);
    check_neighbours(check, 0, 0, 0, 1);
    check_neighbours(check, 0, 0, 0, (nnrt_key)1 << 32);
}

/* Every bit of the output changes with chance 1/2 when one bit of the address does. */
static void test_avalanche(Check *check)
{
    unsigned changed[32] = {0};
    const int trials = 4000;
    for (uint32_t s = 0; s < (uint32_t)trials; s++) {
        const uint32_t difference =
            nnrt_philox(1, s, 0, 0).w0 ^ nnrt_philox(1, s ^ 1u << s % 32, 0, 0).w0;
        for (int b = 0; b < 32; b++)
            changed[b] += difference >> b & 1;
    }
    for (int b = 0; b < 32; b++)
        CHECK_NEAR(changed[b], trials / 2.0, 5 * sqrt(trials / 4.0));
}

static void test_skip(Check *check)
{
    const double p = 0.03, log_miss = nnrt_log1p(-p);
    double sum = 0, zeros = 0;
    for (uint32_t s = 0; s < SAMPLES; s++) {
        const int64_t skip = nnrt_skip(nnrt_u53_at(3, s, 0, 0), log_miss);
        sum += (double)skip;
        zeros += skip == 0;
    }
    CHECK_NEAR(sum / SAMPLES, (1 - p) / p, 5 * sqrt((1 - p) / (p * p) / SAMPLES));
    CHECK_NEAR(zeros / SAMPLES, p, 5 * sqrt(p * (1 - p) / SAMPLES));
    CHECK_EQ_INT(nnrt_skip(0.3, nnrt_log1p(-1.0)), 0);
    CHECK_EQ_INT(nnrt_skip(0.3, nnrt_log1p(-0.0)), 9000000000000000);
    CHECK_EQ_INT(nnrt_skip(0x1p-53, nnrt_log1p(-1e-300)), 9000000000000000);
    CHECK_EQ_INT(nnrt_skip(0.25, nnrt_log1p(-0.5)), 2);
}

int main(void)
{
    Check check[1] = {{0}};
    test_sha256(check);
    test_keys(check);
    test_philox(check);
    test_uniform_bits(check);
    test_independence(check);
    test_avalanche(check);
    test_skip(check);
    return check_report(check);
}
