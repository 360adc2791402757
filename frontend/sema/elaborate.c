/* The whole elaboration: library, program, checks. */
#include "frontend/elaborate.h"

#include "frontend/sema/connector.h"
#include "frontend/sema/define.h"

/* Models that nothing uses are checked as well. */
static void check_models(Sema *sema)
{
    for (uint32_t i = 0; i < sema->models.n; i++) {
        ModelDecl *decl = sema->models.entries[i].value;
        if (decl->library)
            continue;
        if (sema_is_connector(decl))
            connector_model(sema, decl, &(ConnectorFlags){0});
        else
            sema_model(sema, decl);
    }
}

IrModule *nn_elaborate(Session *s, const AstFile *program, const AstFile *const *library,
                       size_t n_library, const ElabOptions *options)
{
    Sema sema = {.session = s, .arena = s->arena, .options = options};
    sema.module = ir_module_new(s, options->module_name);
    map_init(&sema.models, s->arena);
    map_init(&sema.functions, s->arena);
    Interp in = {.sema = &sema,
                 .session = s,
                 .arena = s->arena,
                 .diags = s->diags,
                 .module = sema.module,
                 .now_exact = true};
    map_init(&in.object_names, s->arena);
    map_init(&in.imports, s->arena);
    in.builtins = interp_scope_new(&in, NULL);
    in.scope = in.builtins;
    builtins_install(&in);
    for (size_t i = 0; i < n_library; i++)
        sema_declare_file(&sema, library[i], true);
    for (size_t i = 0; i < n_library; i++)
        interp_run(&in, library[i]);
    import_program(&in, program);
    sema_declare_file(&sema, program, false);
    check_models(&sema);
    in.globals = interp_scope_new(&in, in.builtins);
    in.scope = in.globals;
    define_read(&in);
    interp_run(&in, program);
    for (uint32_t i = 0; i < in.at_end.n; i++)
        VEC_PUSH(s->arena, &sema.module->experiment, in.at_end.v[i]);
    network_drop_views(&in);
    if (!diags_errors(s->diags))
        define_check(&in);
    if (!diags_errors(s->diags))
        network_check(&in, program->stmts.n ? program->stmts.v[0]->span : NOWHERE);
    return diags_errors(s->diags) ? NULL : sema.module;
}
