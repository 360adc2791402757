/* What a host does with a simulation, by the calls of the runtime that the program is linked with. */
#include "frontend/libnnc/simulation_data.h"

#include <stdlib.h>

void nnc_simulation_free(NncSimulation *sim)
{
    if (!sim)
        return;
    if (sim->stepper)
        sim->calls->free(sim->stepper);
    if (sim->program)
        sim->target->unload(sim->program);
    free(sim);
}

bool nnc_simulation_finish(NncSimulation *sim)
{
    return sim->calls->finish(sim->stepper);
}

const char *nnc_simulation_error(const NncSimulation *sim)
{
    return sim->calls->error(sim->stepper)->text;
}

int nnc_simulation_exit_code(const NncSimulation *sim)
{
    return sim->calls->error(sim->stepper)->exit_code;
}

/* ---- time ---- */
bool nnc_simulation_advance(NncSimulation *sim, uint64_t steps)
{
    return sim->calls->advance(sim->stepper, steps);
}

bool nnc_simulation_advance_to(NncSimulation *sim, double ms)
{
    return sim->calls->advance_to(sim->stepper, ms);
}

double nnc_simulation_time(const NncSimulation *sim)
{
    return sim->calls->time(sim->stepper);
}

double nnc_simulation_timestep(const NncSimulation *sim)
{
    return sim->calls->dt(sim->stepper);
}

uint64_t nnc_simulation_steps(const NncSimulation *sim)
{
    return sim->calls->steps(sim->stepper);
}

/* ---- what there is ---- */
uint32_t nnc_simulation_objects(const NncSimulation *sim)
{
    return sim->calls->count(sim->stepper);
}

uint32_t nnc_simulation_find(NncSimulation *sim, const char *label)
{
    uint32_t object = NNC_NONE;
    return sim->calls->find(sim->stepper, label, &object) ? object : NNC_NONE;
}

bool nnc_simulation_object(NncSimulation *sim, uint32_t object, NncObject *out)
{
    nnrt_stepper_object o;
    if (!sim->calls->describe(sim->stepper, object, &o))
        return false;
    *out = (NncObject){o.label, o.size, o.is_input, o.n_values, o.n_ports};
    return true;
}

static const NncValueKind kinds[] = {[NNRT_STEPPER_PARAMETER] = NNC_PARAMETER,
                                     [NNRT_STEPPER_STATE] = NNC_STATE,
                                     [NNRT_STEPPER_COMPUTED] = NNC_COMPUTED};

bool nnc_simulation_value(NncSimulation *sim, uint32_t object, uint32_t index, NncValue *out)
{
    nnrt_stepper_value v;
    if (!sim->calls->value_at(sim->stepper, object, index, &v))
        return false;
    *out = (NncValue){v.name, v.unit, kinds[v.kind], v.shared};
    return true;
}

bool nnc_simulation_port(NncSimulation *sim, uint32_t object, uint32_t index, NncValue *out)
{
    nnrt_stepper_value v;
    if (!sim->calls->port_at(sim->stepper, object, index, &v))
        return false;
    *out = (NncValue){v.name, v.unit, NNC_PARAMETER, false};
    return true;
}

/* ---- values ---- */
bool nnc_simulation_read(NncSimulation *sim, uint32_t object, const char *name, double *out)
{
    return sim->calls->read(sim->stepper, object, name, out);
}

bool nnc_simulation_write(NncSimulation *sim, uint32_t object, const char *name,
                          const double *values)
{
    return sim->calls->write(sim->stepper, object, name, values);
}

bool nnc_simulation_set(NncSimulation *sim, uint32_t object, const char *name, uint32_t cell,
                        double value)
{
    return sim->calls->set(sim->stepper, object, name, cell, value);
}

bool nnc_simulation_buffer(NncSimulation *sim, uint32_t object, const char *name, NncBuffer *out)
{
    static const NncType types[] = {[NNRT_F64] = NNC_F64,
                                    [NNRT_F32] = NNC_F32,
                                    [NNRT_U32] = NNC_U32,
                                    [NNRT_U16] = NNC_U16,
                                    [NNRT_U8] = NNC_U8};
    nnrt_stepper_buffer b;
    if (!sim->calls->buffer_of(sim->stepper, object, name, &b))
        return false;
    *out = (NncBuffer){b.data, types[b.type], b.count, b.stride, b.unit_factor, b.unit_offset};
    return true;
}

/* ---- events ---- */
bool nnc_simulation_spike(NncSimulation *sim, uint32_t object, uint32_t cell)
{
    return sim->calls->spike(sim->stepper, object, cell);
}

bool nnc_simulation_send(NncSimulation *sim, uint32_t object, const char *port, uint32_t cell,
                         double weight)
{
    return sim->calls->send(sim->stepper, object, port, cell, weight);
}

bool nnc_simulation_spikes(NncSimulation *sim, uint32_t object, NncSpikes *out)
{
    nnrt_stepper_spikes s;
    if (!sim->calls->spikes_of(sim->stepper, object, &s))
        return false;
    *out = (NncSpikes){s.n, s.times, s.cells};
    return true;
}

bool nnc_simulation_watch(NncSimulation *sim, uint32_t object, bool on)
{
    return sim->calls->watch(sim->stepper, object, on);
}

uint32_t nnc_simulation_outputs(NncSimulation *sim, uint32_t object)
{
    uint32_t n;
    return sim->calls->outputs(sim->stepper, object, &n) ? n : 0;
}

const char *nnc_simulation_output(NncSimulation *sim, uint32_t object, uint32_t index)
{
    const char *name;
    return sim->calls->output_at(sim->stepper, object, index, &name) ? name : NULL;
}

bool nnc_simulation_events(NncSimulation *sim, uint32_t object, const char *output, NncSpikes *out)
{
    nnrt_stepper_spikes s;
    if (!sim->calls->events_of(sim->stepper, object, output, &s))
        return false;
    *out = (NncSpikes){s.n, s.times, s.cells};
    return true;
}

/* ---- recordings ---- */
uint32_t nnc_simulation_recordings(const NncSimulation *sim)
{
    return sim->calls->recordings(sim->stepper);
}

bool nnc_simulation_recording(NncSimulation *sim, uint32_t index, NncRecording *out)
{
    nnrt_stepper_recording r;
    if (!sim->calls->recording_at(sim->stepper, index, &r))
        return false;
    *out = (NncRecording){.object = r.object,
                          .name = r.name,
                          .unit = r.unit,
                          .n_cells = r.n_cells,
                          .cells = r.cells,
                          .n = r.n,
                          .times = r.times,
                          .values = r.values};
    return true;
}

void nnc_simulation_drop(NncSimulation *sim)
{
    sim->calls->drop(sim->stepper);
}
