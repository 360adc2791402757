/* JSON and the recordings in it: any bytes. What is read is written so that it is read back as the same text. */
#include "runtime/json.h"
#include "runtime/recording.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* The text of a tree; empty when it could not be written. */
static nnrt_json written(const nnrt_json_tree *tree)
{
    nnrt_json j = {0};
    nnrt_json_copy(&j, nnrt_json_root(tree));
    return j;
}

static void check_again(const nnrt_json_tree *tree)
{
    nnrt_error e = {0};
    nnrt_json first = written(tree);
    FUZZ_CHECK(!first.failed);
    nnrt_json_tree *again = nnrt_json_read(first.text, first.size, &e);
    FUZZ_CHECK(again != NULL);
    nnrt_json second = written(again);
    FUZZ_CHECK(first.size == second.size && memcmp(first.text, second.text, first.size) == 0);
    nnrt_json_free(&first);
    nnrt_json_free(&second);
    nnrt_json_tree_free(again);
}

static void check_recording(const nnrt_json_value *root)
{
    nnrt_error e = {0};
    nnrt_recording *r = nnrt_recording_read(root, &e);
    FUZZ_CHECK(r != NULL || e.exit_code != 0);
    for (uint32_t i = 0; r && i < r->n_signals; i++)
        FUZZ_CHECK(r->signals[i].population < r->n_populations && r->signals[i].interval > 0);
    nnrt_recording_free(r);
}

/* Cells are ranges: a few bytes could ask for gigabytes. */
static bool is_modest(const uint8_t *data, size_t size)
{
    size_t digits = 0, longest = 0;
    for (size_t i = 0; i < size; i++) {
        digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
        longest = digits > longest ? digits : longest;
    }
    return longest < 6;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    nnrt_error e = {0};
    nnrt_json_tree *tree = nnrt_json_read((const char *)data, size, &e);
    FUZZ_CHECK(tree != NULL || e.exit_code != 0);
    if (!tree)
        return 0;
    check_again(tree);
    if (is_modest(data, size))
        check_recording(nnrt_json_root(tree));
    nnrt_json_tree_free(tree);
    return 0;
}
