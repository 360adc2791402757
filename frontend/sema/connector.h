/* Connectors: bodies of `connector` models as clauses of the IR. */
#ifndef NN_CONNECTOR_H
#define NN_CONNECTOR_H
#include "frontend/sema/interp.h"

/* A param of a connector that is a flag (its default is True, False or None) is fixed here; others
   stay params. */
typedef struct ConnectorFlag {
    const Str *name;
    Value value;
} ConnectorFlag;
typedef VEC(ConnectorFlag) ConnectorFlags;

bool connector_is_flag(const AstDecl *decl);
/* The clauses of the connector with these flags, made once for each combination. NULL after an
   error. */
IrConnector *connector_model(Sema *sema, const ModelDecl *decl, const ConnectorFlags *flags);
/* The declaration of a param of a connector, NULL when it has none of this name. */
const AstDecl *connector_param(const ModelDecl *decl, const Str *name);
/* Its n-th param, NULL past the last. */
const AstDecl *connector_nth_param(const ModelDecl *decl, uint32_t n);
#endif
