/* Where cells are, in um: grids, lines, volumes at random, tables. */
#include "runtime/sim.h"

#include "runtime/maths.h"
#include "runtime/rng.h"
#include "runtime/streams.h"

#include <math.h>
#include <string.h>

static void put(double *xyz, uint32_t cell, double x, double y, double z)
{
    xyz[(size_t)3 * cell] = x;
    xyz[(size_t)3 * cell + 1] = y;
    xyz[(size_t)3 * cell + 2] = z;
}

static void place_line(const double *a, uint32_t n, double *xyz)
{
    for (uint32_t c = 0; c < n; c++)
        put(xyz, c, a[1] + c * a[0], a[2], a[3]);
}

/* As PyNN: nx = round(sqrt(n * aspect)), x changes slowest. */
static void place_grid2d(const double *a, uint32_t n, double *xyz)
{
    const double nx = fmax(1, floor(sqrt(n * a[0]) + 0.5)), ny = fmax(1, ceil(n / nx));
    const uint32_t rows = (uint32_t)ny;
    for (uint32_t c = 0; c < n; c++)
        put(xyz, c, a[3] + c / rows * a[1], a[4] + c % rows * a[2], a[5]);
}

static double cube_root(double x)
{
    double r = nnrt_exp(nnrt_log(x) / 3);
    for (int i = 0; i < 3; i++)
        r -= (r * r * r - x) / (3 * r * r);
    return r;
}

static void place_grid3d(const double *a, uint32_t n, double *xyz)
{
    const double nx = fmax(1, floor(cube_root(n * a[0] * a[1]) + 0.5));
    const double ny = fmax(1, floor(nx / a[0] + 0.5)), nz = fmax(1, ceil(n / (nx * ny)));
    const uint32_t y = (uint32_t)ny, z = (uint32_t)nz;
    for (uint32_t c = 0; c < n; c++)
        put(xyz, c, a[5] + c / (y * z) * a[2], a[6] + c / z % y * a[3], a[7] + c % z * a[4]);
}

static void place_cuboid(uint64_t key, const double *a, uint32_t n, double *xyz)
{
    for (uint32_t c = 0; c < n; c++) {
        double u[3];
        for (uint32_t d = 0; d < 3; d++)
            u[d] = a[d] * (nnrt_u53_at(key, c, 0, d) - 0.5);
        put(xyz, c, a[3] + u[0], a[4] + u[1], a[5] + u[2]);
    }
}

/* Points of the cube around it until one lies inside: attempt m draws at (cell, 0, 3m ...). */
static void place_sphere(uint64_t key, const double *a, uint32_t n, double *xyz)
{
    enum { ATTEMPTS = 1000 };
    for (uint32_t c = 0; c < n; c++) {
        double u[3] = {0};
        for (uint64_t m = 0; m < ATTEMPTS; m++) {
            for (uint64_t d = 0; d < 3; d++)
                u[d] = 2 * nnrt_u53_at(key, c, 0, 3 * m + d) - 1;
            if (u[0] * u[0] + u[1] * u[1] + u[2] * u[2] <= 1)
                break;
        }
        put(xyz, c, a[1] + a[0] * u[0], a[2] + a[0] * u[1], a[3] + a[0] * u[2]);
    }
}

static void place_data(const nnrt_data *data, uint32_t n, double *xyz)
{
    const uint64_t rows = data->rows;
    for (uint32_t c = 0; c < n && c < rows; c++)
        for (uint32_t d = 0; d < 3 && d < data->columns; d++)
            xyz[(size_t)3 * c + d] = data->values[d * rows + c];
}

void nnrt_positions_fill(const nnrt_sim *s, const nnrt_population_def *def, uint32_t n, double *xyz)
{
    const double *a = def->place_args;
    const uint64_t key = nnrt_sim_key(s, NNRT_PURPOSE_POSITION, def->label, 0);
    switch (def->place) {
    case NNRT_PLACE_NONE:
        break;
    case NNRT_PLACE_LINE:
        place_line(a, n, xyz);
        break;
    case NNRT_PLACE_GRID2D:
        place_grid2d(a, n, xyz);
        break;
    case NNRT_PLACE_GRID3D:
        place_grid3d(a, n, xyz);
        break;
    case NNRT_PLACE_CUBOID:
        place_cuboid(key, a, n, xyz);
        break;
    case NNRT_PLACE_SPHERE:
        place_sphere(key, a, n, xyz);
        break;
    case NNRT_PLACE_DATA:
        place_data(&s->program->data[(size_t)a[0]], n, xyz);
        break;
    }
}
