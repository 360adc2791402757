/* Names of older versions of PyNN, and what to write instead. */
#include "frontend/sema/builtins/builtins.h"

#include <string.h>

static const struct {
    const char *module, *name, *modern;
} OLD[] = {
    {".cells", "tset", "set(NAME=[values])"},
    {".cells", "rset", "set(NAME=RandomDistribution(...))"},
    {".cells", "randomInit", "initialize(v=RandomDistribution(...))"},
    {".cells", "getSpikes", "get_data(\"spikes\")"},
    {".cells", "get_v", "get_data(\"v\")"},
    {".cells", "get_gsyn", "get_data([\"gsyn_exc\", \"gsyn_inh\"])"},
    {".cells", "printSpikes", "write_data(\"file.csv\", \"spikes\")"},
    {".cells", "print_v", "write_data(\"file.csv\", \"v\")"},
    {".cells", "print_gsyn", "write_data(\"file.csv\", [\"gsyn_exc\", \"gsyn_inh\"])"},
    {".cells", "meanSpikeCount", "mean_spike_count()"},
    {".cells", "record_c", "record([\"gsyn_exc\", \"gsyn_inh\"])"},
    {".Projection", "setWeights", "set(weight=...)"},
    {".Projection", "randomizeWeights", "set(weight=RandomDistribution(...))"},
    {".Projection", "setDelays", "set(delay=...)"},
    {".Projection", "getWeights", "get(\"weight\", format=\"array\")"},
    {".Projection", "getDelays", "get(\"delay\", format=\"array\")"},
    {".Projection", "printWeights", "save([\"weight\"], \"file.txt\")"},
    {".Projection", "saveConnections", "save(\"all\", \"file.txt\")"},
    {"sim", "SpikeSourcePoissonRefractory", "a cell of your own: `cell Name:` with its equations"},
    {"sim", "DynamicSynapse", "SynapseType(...) as synapse_type of the Projection"},
    {"sim", "SynapseDynamics", "SynapseType(...) as synapse_type of the Projection"},
    {"sim", "nestml_cell_type", "the equations as a `cell` of the language"},
    {"sim", "native_cell_type", "the equations as a `cell` of the language"},
    {"sim", "native_synapse_type", "the rule as a `synapse` of the language"},
    {"sim", "import_from_sonata", "the network in the language"},
    {"sim", "MultiCompartmentNeuron", "a `cell` without compartments"},
};

const char *old_api_modern(const char *module, const char *name)
{
    for (size_t i = 0; i < sizeof OLD / sizeof *OLD; i++)
        if (!strcmp(OLD[i].module, module) && !strcmp(OLD[i].name, name))
            return OLD[i].modern;
    return NULL;
}
