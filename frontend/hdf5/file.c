/* Reading files of HDF5 by the functions of libhdf5. */
#include "frontend/hdf5/file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 1000, TEXT_MAX_BYTES = 64 << 20 };

void h5_complain(H5File *f, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    const char *text = arena_vprintf(f->session->arena, format, ap);
    va_end(ap);
    if (!f->failed)
        diag(f->session->diags, DIAG_NNC0919, f->at, "%s: %s", f->path, text);
    f->failed = true;
}

bool h5_open(H5File *f, Session *s, const char *path, Span at)
{
    *f = (H5File){.session = s, .path = path, .at = at, .id = -1};
    if (!h5_library_load(&f->lib)) {
        Diag *g = diag(s->diags, DIAG_NNC0910, at, "files of HDF5 need libhdf5, which is not here");
        diag_help(s->diags, g, "install libhdf5 (Debian: apt install libhdf5-103-1)");
        return false;
    }
    f->id = f->lib.H5Fopen(path, H5_READ_ONLY, H5_DEFAULT);
    if (f->id < 0)
        h5_complain(f, "this is no file of HDF5");
    return f->id >= 0;
}

void h5_close(H5File *f)
{
    if (f->id >= 0)
        f->lib.H5Fclose(f->id);
    f->id = -1;
}

/* ---- groups ---- */
H5Id h5_enter(const H5File *f, H5Id group, const char *name)
{
    return f->lib.H5Oopen(group, name, H5_DEFAULT);
}

void h5_leave(const H5File *f, H5Id object)
{
    if (object >= 0)
        f->lib.H5Oclose(object);
}

bool h5_is_group(const H5File *f, H5Id object)
{
    return object >= 0 && f->lib.H5Iget_type(object) == H5_GROUP;
}

bool h5_is_table(const H5File *f, H5Id object)
{
    return object >= 0 && f->lib.H5Iget_type(object) == H5_DATASET;
}

const char *h5_member(const H5File *f, H5Id group, uint64_t i)
{
    H5GroupInfo info = {0};
    char name[NAME_MAX_BYTES];
    if (f->lib.H5Gget_info(group, &info) < 0 || i >= info.links)
        return NULL;
    const ssize_t n = f->lib.H5Lget_name_by_idx(group, ".", H5_BY_NAME, H5_UPWARDS, i, name,
                                                sizeof name, H5_DEFAULT);
    return n > 0 && n < NAME_MAX_BYTES ? arena_strndup(f->session->arena, name, (size_t)n) : NULL;
}

/* ---- attributes ---- */
static const char *variable_text(H5File *f, H5Id attribute, H5Id type)
{
    char *text = NULL;
    if (f->lib.H5Aread(attribute, type, &text) < 0 || !text)
        return NULL;
    const size_t n = strlen(text);
    const char *copy = n <= TEXT_MAX_BYTES ? arena_strndup(f->session->arena, text, n) : NULL;
    f->lib.H5free_memory(text);
    return copy;
}

static const char *fixed_text(H5File *f, H5Id attribute, H5Id type)
{
    const size_t n = f->lib.H5Tget_size(type);
    if (!n || n > TEXT_MAX_BYTES)
        return NULL;
    char *text = arena_alloc(f->session->arena, n + 1);
    return f->lib.H5Aread(attribute, type, text) < 0 ? NULL : text;
}

static const char *number_text(H5File *f, H5Id attribute)
{
    double x;
    return f->lib.H5Aread(attribute, *f->lib.H5T_NATIVE_DOUBLE_g, &x) < 0
               ? NULL
               : arena_printf(f->session->arena, "%.17g", x);
}

static const char *read_attribute(H5File *f, H5Id attribute)
{
    const H5Id type = f->lib.H5Aget_type(attribute), space = f->lib.H5Aget_space(attribute);
    const bool one = space >= 0 && f->lib.H5Sget_simple_extent_npoints(space) == 1;
    const int class = type >= 0 && one ? f->lib.H5Tget_class(type) : -1;
    const char *text = NULL;
    if (class == H5_STRING)
        text = f->lib.H5Tis_variable_str(type) > 0 ? variable_text(f, attribute, type)
                                                   : fixed_text(f, attribute, type);
    else if (class == H5_INTEGER || class == H5_FLOAT)
        text = number_text(f, attribute);
    if (type >= 0)
        f->lib.H5Tclose(type);
    if (space >= 0)
        f->lib.H5Sclose(space);
    return text;
}

const char *h5_attribute(H5File *f, H5Id object, const char *name)
{
    if (f->lib.H5Aexists(object, name) <= 0)
        return NULL;
    const H5Id attribute = f->lib.H5Aopen(object, name, H5_DEFAULT);
    if (attribute < 0)
        return NULL;
    const char *text = read_attribute(f, attribute);
    f->lib.H5Aclose(attribute);
    return text;
}

/* ---- tables ---- */
static bool has_numbers(const H5File *f, H5Id set, bool *single)
{
    const H5Id type = f->lib.H5Dget_type(set);
    const int class = type >= 0 ? f->lib.H5Tget_class(type) : -1;
    *single = class == H5_FLOAT && f->lib.H5Tget_size(type) == sizeof(float);
    if (type >= 0)
        f->lib.H5Tclose(type);
    return class == H5_INTEGER || class == H5_FLOAT;
}

bool h5_table_open(H5File *f, H5Id set, const char *name, H5Table *out)
{
    uint64_t size[2] = {0, 0};
    *out = (H5Table){.set = set, .space = f->lib.H5Dget_space(set)};
    if (!has_numbers(f, set, &out->single))
        h5_complain(f, "'%s' is no table of numbers", name);
    else if (f->lib.H5Sget_simple_extent_ndims(out->space) != 2)
        h5_complain(f, "'%s' has not two dimensions, rows and columns", name);
    else if (f->lib.H5Sget_simple_extent_dims(out->space, size, NULL) < 0 ||
             size[0] > H5_ROWS_MAX || !size[1] || size[1] > H5_COLUMNS_MAX)
        h5_complain(f, "'%s' has more than %d rows, or not 1 to %d columns", name, H5_ROWS_MAX,
                    H5_COLUMNS_MAX);
    out->rows = size[0];
    out->columns = (uint32_t)size[1];
    if (f->failed)
        h5_table_close(f, out);
    return !f->failed;
}

bool h5_table_read(H5File *f, const H5Table *t, uint64_t first, uint64_t n, double *out)
{
    const uint64_t start[2] = {first, 0}, count[2] = {n, t->columns};
    const H5Id memory = f->lib.H5Screate_simple(2, count, NULL);
    const bool good =
        memory >= 0 &&
        f->lib.H5Sselect_hyperslab(t->space, H5_SELECT_SET, start, NULL, count, NULL) >= 0 &&
        f->lib.H5Dread(t->set, *f->lib.H5T_NATIVE_DOUBLE_g, memory, t->space, H5_DEFAULT, out) >= 0;
    if (memory >= 0)
        f->lib.H5Sclose(memory);
    if (!good)
        h5_complain(f, "a table cannot be read");
    return good;
}

void h5_table_close(const H5File *f, H5Table *t)
{
    if (t->space >= 0)
        f->lib.H5Sclose(t->space);
    t->space = -1;
}
