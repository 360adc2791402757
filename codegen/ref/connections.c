/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of connections as simulations save them: PROJECTION.connections.csv with pre, post, weight
   (in the receptor's unit, or that which the synapse declares) and delay (in ms). */
#include "codegen/ref/ref.h"
#include "runtime/outdir.h"
#include "runtime/outfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_ROOM = 256 };

/* Native units in one unit of the weight. */
static double weight_factor(const Ref *r, const RefProjection *p)
{
    const IrItem *port = p->post.n ? ref_port(r, p->post.v[0].of, p->def->post_port) : NULL;
    const Unit *unit = port && port->args.n   ? port->args.v[0].unit
                       : p->weight_state >= 0 ? p->synapse->states.v[p->weight_state]->unit
                                              : NULL;
    return unit ? unit_factor_to(unit, &unit_native) : 1;
}

static const char *path_in(const Ref *r, const RefProjection *p, const char *folder)
{
    char label[NAME_ROOM];
    nnrt_file_name(p->def->name->s, label, sizeof label);
    return arena_printf(r->a, "%s/%s.connections.csv", folder, label);
}

static bool number(const char **text, double *out)
{
    char *end;
    *out = strtod(*text, &end);
    const bool ok = end != *text && (*end == ',' || *end == '\n');
    *text = *end ? end + 1 : end;
    return ok;
}

static bool read_line(Ref *r, RefProjection *p, const char *text, double factor, const char *path,
                      unsigned line)
{
    double pre, post, weight, delay;
    if (!number(&text, &pre) || !number(&text, &post) || !number(&text, &weight) ||
        !number(&text, &delay))
        return nnrt_error_set(r->error, NNRT_EXIT_MODEL,
                              "%s:%u: no line of pre, post, weight, delay", path, line);
    if (!(pre >= 0 && pre < p->pre.n && post >= 0 && post < p->post.n))
        return nnrt_error_set(r->error, NNRT_EXIT_MODEL,
                              "%s:%u: %s has no connection from %.12g to %.12g", path, line,
                              p->def->name->s, pre, post);
    weight *= factor;
    return ref_connect(r, p, (uint32_t)pre, (uint32_t)post, &weight, &delay);
}

static bool read_lines(Ref *r, RefProjection *p, FILE *from, const char *path)
{
    static const char head[] = "pre,post,weight,delay\n";
    char text[512];
    if (!fgets(text, sizeof text, from) || strcmp(text, head) != 0)
        return nnrt_error_set(r->error, NNRT_EXIT_MODEL, "%s: the first line is not '%.*s'", path,
                              (int)sizeof head - 2, head);
    const double factor = weight_factor(r, p);
    for (unsigned line = 2; fgets(text, sizeof text, from); line++)
        if (!read_line(r, p, text, factor, path, line))
            return false;
    return !ferror(from) || nnrt_error_io(r->error, errno, "cannot read %s", path);
}

bool ref_connections_read(Ref *r, RefProjection *p, bool *found)
{
    *found = false;
    if (!r->options->connections)
        return true;
    const char *path = path_in(r, p, r->options->connections);
    if (access(path, F_OK) != 0)
        return true;
    FILE *from = fopen(path, "r");
    if (!from)
        return nnrt_error_io(r->error, errno, "cannot read %s", path);
    *found = true;
    const bool ok = read_lines(r, p, from, path);
    fclose(from);
    return ok;
}

double ref_weight(const RefProjection *p, const RefConnection *c)
{
    return p->weight_state >= 0 ? c->values.state[p->weight_state] : c->weight;
}

bool ref_connections_write(Ref *r, const RefProjection *p, const char *path)
{
    const double factor = weight_factor(r, p);
    if (!path)
        path = path_in(r, p, r->options->out);
    nnrt_outfile *to = nnrt_outfile_open(&nnrt_io_posix, path, r->error);
    if (!to)
        return false;
    nnrt_outfile_text(to, "pre,post,weight,delay\n");
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const RefConnection *c = &p->connections.v[i];
        char weight[NNRT_NUMBER_TEXT], delay[NNRT_NUMBER_TEXT], line[128];
        nnrt_number_text(ref_weight(p, c) / factor, weight);
        nnrt_number_text(nnrt_grid_time(&r->grid, c->delay), delay);
        snprintf(line, sizeof line, "%u,%u,%s,%s\n", c->pre, c->post, weight, delay);
        nnrt_outfile_text(to, line);
    }
    return nnrt_outfile_close(to, true, r->error) &&
           nnrt_outfile_commit(&nnrt_io_posix, path, r->error);
}
