/* Simulations that a host steps: of a model that libnnc compiled in memory (nnc.h), or of one that is linked with the host
   (nnc_model.h). Any number of them may be open at a time, each used by one thread at a time. Nothing here prints, exits or
   installs handlers of signals.

   Functions that return bool return false where they fail, and change nothing then. A function with an out parameter fills it
   where it returns true. docs/embedding.md has the whole story. */
#ifndef NNC_SIMULATION_H
#define NNC_SIMULATION_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of these headers; it changes where a program that was compiled with older ones would break. */
#define NNC_ABI_VERSION 1

typedef struct NncSimulation NncSimulation;

typedef struct NncSimulationOptions { /* 0 in any field but the first: its default */
    size_t size;                      /* sizeof(NncSimulationOptions) */
    /* Options as on the command line of a program (docs/tutorial.md): "--seed", "7", "--dt", "0.05ms", "--threads", "2",
       "--set", "N=100", "--limit-memory", "1G". With "-o", FOLDER the recorders of the model write there, as a program
       does; "--format", "csv". */
    const char *const *words;
    size_t n_words;
    char effort; /* of nnc_jit's compiler: '0' to '3'; '3' */
    bool keep;   /* what the model records of variables stays in memory: nnc_simulation_recording */
    /* Gets warnings, and lines that the model prints, from calls of the simulation. NULL: nobody does. It is called in the
       host's locale, but with a decimal point. */
    void (*tell)(void *context, bool warning, const char *text);
    void *context;
} NncSimulationOptions;

/* Closes the results, if there are any. NULL is fine. */
void nnc_simulation_free(NncSimulation *sim);
/* Closes the results and makes their files, to know whether that went well. No step is done behind it. */
bool nnc_simulation_finish(NncSimulation *sim);

/* Why the call that failed last did; "" where none did. */
const char *nnc_simulation_error(const NncSimulation *sim);
/* Of that call: 1 model, 2 usage, 3 a value that is not finite, 4 files, 5 limit; 0: none failed. After 3, and after 5 in a
   step, the simulation stays where it is. */
int nnc_simulation_exit_code(const NncSimulation *sim);

/* -- time, in ms -- */
bool nnc_simulation_advance(NncSimulation *sim, uint64_t steps);
bool nnc_simulation_advance_to(NncSimulation *sim, double ms); /* the step next to it; not back */
double nnc_simulation_time(const NncSimulation *sim);
double nnc_simulation_timestep(const NncSimulation *sim);
uint64_t nnc_simulation_steps(const NncSimulation *sim); /* done so far */

/* -- what there is: objects are the populations, then the inputs, as the model makes them -- */
typedef struct NncObject {
    const char *label;
    uint32_t size;     /* cells; of an input: cells that it reaches, 1 where they share it */
    bool is_input;     /* it has values; no spikes, no ports */
    uint32_t n_values; /* for nnc_simulation_value */
    uint32_t n_ports;  /* for nnc_simulation_port */
} NncObject;

typedef enum NncValueKind {
    NNC_PARAMETER,
    NNC_STATE,
    NNC_COMPUTED /* from states and parameters in each step: to be read only, without a buffer */
} NncValueKind;

typedef struct NncValue {
    const char *name, *unit; /* "v", "mV" */
    NncValueKind kind;
    bool shared; /* one value for all cells */
} NncValue;

#define NNC_NONE UINT32_MAX
uint32_t nnc_simulation_objects(const NncSimulation *sim);
uint32_t nnc_simulation_find(NncSimulation *sim, const char *label); /* NNC_NONE: there is none */
bool nnc_simulation_object(NncSimulation *sim, uint32_t object, NncObject *out);
bool nnc_simulation_value(NncSimulation *sim, uint32_t object, uint32_t index, NncValue *out);
/* Name and unit of a port that takes events. */
bool nnc_simulation_port(NncSimulation *sim, uint32_t object, uint32_t index, NncValue *out);

/* -- values, in their unit -- */
#define NNC_ALL_CELLS UINT32_MAX
/* One number for each cell. */
bool nnc_simulation_read(NncSimulation *sim, uint32_t object, const char *name, double *out);
bool nnc_simulation_write(NncSimulation *sim, uint32_t object, const char *name,
                          const double *values);
/* Of one cell, or of NNC_ALL_CELLS. What the model demands of a parameter is checked. */
bool nnc_simulation_set(NncSimulation *sim, uint32_t object, const char *name, uint32_t cell,
                        double value);

typedef enum NncType { NNC_F64, NNC_F32, NNC_U32, NNC_U16, NNC_U8 } NncType;
/* The numbers themselves, as they are between two steps; the place stays as long as the simulation. They may be written, if they
   are of a state: what follows from a parameter follows from nnc_simulation_set. */
typedef struct NncBuffer {
    void *data;
    NncType type;
    uint32_t count;       /* cells */
    size_t stride;        /* bytes from cell to cell; 0: one number for all */
    double scale, offset; /* value in the unit = (number - offset)/scale */
} NncBuffer;
bool nnc_simulation_buffer(NncSimulation *sim, uint32_t object, const char *name, NncBuffer *out);

/* -- events -- */
/* The cell spikes at the time that the next step reaches; its own states do not change by it. */
bool nnc_simulation_spike(NncSimulation *sim, uint32_t object, uint32_t cell);
/* An event reaches a port of the cell at that time; `weight` in the unit of the port. */
bool nnc_simulation_send(NncSimulation *sim, uint32_t object, const char *port, uint32_t cell,
                         double weight);

typedef struct NncSpikes { /* by time */
    size_t n;
    const double *times; /* ms */
    const uint32_t *cells;
} NncSpikes;
/* Spikes of a population since the last such call, or since the start. They stay until the next one. */
bool nnc_simulation_spikes(NncSimulation *sim, uint32_t object, NncSpikes *out);
/* Whether the spikes of a population, and the events below, are kept for the host, which they are at first. */
bool nnc_simulation_watch(NncSimulation *sim, uint32_t object, bool on);

/* Cells may have several event ports. Kept are the events of the one that spikes are, number 0, and of others that the model
   records (of all cells then). */
uint32_t nnc_simulation_outputs(NncSimulation *sim,
                                uint32_t object); /* how many; 0: no population */
/* Its name; NULL: it has not so many. */
const char *nnc_simulation_output(NncSimulation *sim, uint32_t object, uint32_t index);
/* Events of the port of that name, as nnc_simulation_spikes. */
bool nnc_simulation_events(NncSimulation *sim, uint32_t object, const char *output, NncSpikes *out);

/* -- what the model records, where NncSimulationOptions.keep is set -- */
typedef struct NncRecording {
    uint32_t object;
    const char *name, *unit;
    uint32_t n_cells;
    const uint32_t *cells; /* ascending */
    size_t n;              /* samples of each cell */
    const double *times;   /* n, ms */
    const double *values;  /* n rows of n_cells */
} NncRecording;
uint32_t nnc_simulation_recordings(const NncSimulation *sim);
/* Since the start, or since it was dropped. It stays until the next step. */
bool nnc_simulation_recording(NncSimulation *sim, uint32_t index, NncRecording *out);
void nnc_simulation_drop(NncSimulation *sim); /* all samples so far */

#ifdef __cplusplus
}
#endif
#endif
