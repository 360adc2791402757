/* The same library in C++. */
#include <one.h>

int main()
{
    NncSimulation *sim = one_new(nullptr, nullptr, 0);
    const bool good = sim && nnc_simulation_advance(sim, 10);
    nnc_simulation_free(sim);
    return good ? 0 : 1;
}
