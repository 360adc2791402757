/* In place of all other files of this folder where nnc is built without libxml2: LEMS says so, for all documents. */
#include "frontend/nineml/nineml.h"

bool nineml_is_document(const SourceFile *file)
{
    (void)file;
    return false;
}

IrModule *nineml_elaborate(Session *s, const SourceFile *file, const ElabOptions *options)
{
    (void)s, (void)file, (void)options;
    return NULL;
}

IrModel *nineml_cell(IrModule *m, const NinemlCell *cell, const ElabOptions *options, IrBinds *each)
{
    (void)options, (void)each;
    Diag *g = diag(m->session->diags, DIAG_NNC0910, cell->at, "this nnc reads no documents of XML");
    diag_help(m->session->diags, g, "build it with -DNNC_XML=ON");
    return NULL;
}
