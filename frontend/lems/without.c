/* In place of all other files of this folder where nnc is built without libxml2. */
#include "frontend/lems/lems.h"

IrModule *lems_elaborate(Session *s, const SourceFile *file, const LemsOptions *options)
{
    (void)options;
    Diag *g = diag(s->diags, DIAG_NNC0910, (Span){file->base, file->base},
                   "this nnc reads no documents of XML");
    diag_help(s->diags, g, "build it with -DNNC_XML=ON");
    return NULL;
}

IrModel *lems_cell_type(IrModule *m, const SourceFile *file, const Str *id,
                        const LemsOptions *options, Span at)
{
    (void)file, (void)id, (void)options;
    Diag *g = diag(m->session->diags, DIAG_NNC0910, at, "this nnc reads no documents of XML");
    diag_help(m->session->diags, g, "build it with -DNNC_XML=ON");
    return NULL;
}
