/* run.json. */
#include "runtime/output/run_json.h"
#include "runtime/outdir.h"

static void write_counts(const nnrt_spool_scan *s, const nnrt_segment *segment, nnrt_json *j)
{
    const nnrt_recording *r = s->recording;
    nnrt_json_open(j, '{', NNRT_JSON_INLINE);
    for (uint32_t i = 0; i < r->n_populations; i++) {
        if (r->populations[i].spikes.count) {
            nnrt_json_key(j, r->populations[i].label);
            nnrt_json_int(j, (int64_t)segment->spikes[i].items);
        }
    }
    nnrt_json_close(j);
}

static void write_segments(const nnrt_spool_scan *s, nnrt_json *j)
{
    nnrt_json_open(j, '[', NNRT_JSON_LINES);
    for (size_t i = 0; i < s->n_segments; i++) {
        const nnrt_segment *segment = &s->segments[i];
        nnrt_json_open(j, '{', NNRT_JSON_LINES);
        nnrt_json_key(j, "steps");
        nnrt_json_int(j, segment->steps);
        nnrt_json_key(j, "duration_ms");
        nnrt_json_number(j, nnrt_grid_time(&s->grid, segment->steps));
        nnrt_json_key(j, "complete");
        nnrt_json_bool(j, segment->finished);
        nnrt_json_key(j, "recorded_spikes");
        write_counts(s, segment, j);
        if (segment->annotations) {
            nnrt_json_key(j, "annotations");
            nnrt_json_copy(j, nnrt_json_root(segment->annotations));
        }
        nnrt_json_close(j);
    }
    nnrt_json_close(j);
}

static void write_outputs(const nnrt_plan *p, nnrt_json *j)
{
    nnrt_json_open(j, '[', NNRT_JSON_LINES);
    for (size_t i = 0; i < p->n; i++)
        nnrt_json_string(j, p->outputs[i].name);
    nnrt_json_close(j);
}

static void write_request(const nnrt_plan *p, const nnrt_request *request, nnrt_json *j)
{
    const nnrt_json_value *root = nnrt_json_root(request->text);
    const nnrt_json_value *annotations = nnrt_json_get(root, "annotations");
    nnrt_json_open(j, '{', NNRT_JSON_LINES);
    nnrt_json_key(j, "file");
    nnrt_json_string(j, nnrt_json_get_string(root, "file", ""));
    if (annotations) {
        nnrt_json_key(j, "annotations");
        nnrt_json_copy(j, annotations);
    }
    nnrt_json_key(j, "outputs");
    nnrt_json_open(j, '[', NNRT_JSON_INLINE);
    for (size_t i = 0; i < p->n; i++)
        if (p->outputs[i].request == request)
            nnrt_json_string(j, p->outputs[i].name);
    nnrt_json_close(j);
    nnrt_json_close(j);
}

static void write_requests(const nnrt_plan *p, nnrt_json *j)
{
    nnrt_json_key(j, "requests");
    nnrt_json_open(j, '[', NNRT_JSON_LINES);
    for (size_t i = 0; i < p->scan->n_requests; i++)
        write_request(p, &p->scan->requests[i], j);
    nnrt_json_close(j);
}

void nnrt_run_json_write(const nnrt_plan *p, nnrt_json *j)
{
    const nnrt_spool_scan *s = p->scan;
    const nnrt_json_value *provenance = nnrt_json_get(nnrt_json_root(s->header), "provenance");
    const nnrt_json_value *result = s->result ? nnrt_json_root(s->result) : NULL;
    nnrt_json_open(j, '{', NNRT_JSON_LINES);
    nnrt_json_key(j, "format");
    nnrt_json_string(j, NNRT_RUN_FORMAT);
    nnrt_json_key(j, "version");
    nnrt_json_int(j, 1);
    nnrt_json_key(j, "status"); /* a run that ended says itself how; one that was killed cannot */
    nnrt_json_string(j, result ? nnrt_json_get_string(result, "status", "complete") : "recovered");
    if (provenance) {
        nnrt_json_key(j, "provenance");
        nnrt_json_copy(j, provenance);
    }
    nnrt_recording_write(s->recording, j);
    nnrt_json_key(j, "segments");
    write_segments(s, j);
    if (result && result->count) {
        nnrt_json_key(j, "result");
        nnrt_json_copy(j, result);
    }
    if (s->n_requests)
        write_requests(p, j);
    nnrt_json_key(j, "outputs");
    write_outputs(p, j);
    nnrt_json_close(j);
}
