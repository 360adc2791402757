/* The plot of the compiler, stage by stage. */
#include "frontend/libnnc/compilation.h"

#include "frontend/lems/lems.h"
#include "frontend/libnnc/digest.h"
#include "frontend/libnnc/version.h"
#include "frontend/nineml/nineml.h"
#include "frontend/parse.h"
#include "ir/base/embedded.h"
#include "ir/text.h"
#include "ir/verify.h"

#include <stdio.h>
#include <string.h>

static void on_oom(void *context, size_t wanted, size_t in_use)
{
    Compilation *c = context;
    c->wanted = wanted + in_use;
    longjmp(c->out_of_memory, 1);
}

bool compilation_open(Compilation *c, Limits limits)
{
    c->session = session_new(on_oom, c, limits);
    return c->session;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *compilation_name(const Compilation *c, const char *path)
{
    const char *name = base_name(path);
    if (!strcmp(path, "-"))
        return "model";
    const char *dot = strrchr(name, '.');
    return arena_strndup(c->session->arena, name,
                         dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static bool ends_with(const char *path, const char *end)
{
    const size_t n = strlen(path), k = strlen(end);
    return n > k && !strcmp(path + n - k, end);
}

/* A file of the standard library, which is part of nnc. They are named in <>. */
static const SourceFile *add_library_file(Compilation *c, size_t i)
{
    return sources_add(c->session->sources,
                       arena_printf(c->session->arena, "<stdlib>/%s", stdlib_files[i].name),
                       stdlib_files[i].text, stdlib_files[i].len);
}

/* Its items may say that they come from the library. */
static IrModule *read_module(Compilation *c, const SourceFile *source)
{
    for (size_t i = 0; i < stdlib_files_count; i++)
        add_library_file(c, i);
    return ir_read_module(c->session, source);
}

static bool is_document(const char *name)
{
    return ends_with(name, ".xml") || ends_with(name, ".nml") || ends_with(name, ".nml.h5");
}

static bool looks_like_xml(const SourceFile *source)
{
    return source->text[strspn(source->text, " \t\r\n")] == '<';
}

bool compilation_parse(Compilation *c, const SourceFile *source)
{
    c->source = source;
    if (ends_with(source->name, ".nnk"))
        diag(c->session->diags, DIAG_NNC0705, (Span){source->base, source->base},
             "the text of kernels has no network; nnc opt reads it");
    else if (ends_with(source->name, ".ir")) /* text of the model IR is a model like any other */
        c->module = read_module(c, source);
    else if (is_document(source->name))
        ; /* XML is read when it is elaborated, with what it includes */
    else if (looks_like_xml(source))
        diag_help(c->session->diags,
                  diag(c->session->diags, DIAG_NNC0101, (Span){source->base, source->base + 1},
                       "this is no script but XML"),
                  "files of XML end in .xml or .nml");
    else
        c->ast = parse_file(c->session, source);
    return diags_errors(c->session->diags) == 0;
}

/* The standard library is parsed anew for each model: it is small. */
static const AstFile **parse_library(Compilation *c)
{
    const AstFile **library =
        ARENA_ARRAY(c->session->arena, const AstFile *, stdlib_files_count + 1);
    for (size_t i = 0; i < stdlib_files_count; i++)
        library[i] = parse_file(c->session, add_library_file(c, i));
    return library;
}

static size_t find_core_file(const char *name)
{
    size_t i = 0;
    while (i < core_types_count && strcmp(core_types[i].name, name) != 0)
        i++;
    return i;
}

/* The core types of NeuroML2, for documents that include them. With lems-euler X.stepped.xml stands for X.xml where there is one. */
static const SourceFile *find_core_type(void *context, const char *name)
{
    Compilation *c = context;
    const char *dot = strrchr(name, '.');
    const int stem = dot ? (int)(dot - name) : 0;
    size_t i = core_types_count;
    if (c->stepped && dot)
        i = find_core_file(arena_printf(c->session->arena, "%.*s.stepped%s", stem, name, dot));
    if (i == core_types_count)
        i = find_core_file(name);
    if (i == core_types_count)
        return NULL;
    return sources_add(c->session->sources,
                       arena_printf(c->session->arena, "<stdlib>/neuroml2/%s", core_types[i].name),
                       core_types[i].text, core_types[i].len);
}

/* -D is for scripts. */
static bool refuse_definitions(Compilation *c, const ElabOptions *options)
{
    if (!c->module || !options->n_definitions)
        return false;
    Diag *g = diag(c->session->diags, DIAG_NNC0707, NOWHERE,
                   "text of the intermediate representation has no name '%s' that -D could set",
                   options->definitions[0].name);
    diag_help(c->session->diags, g, "--set of the program sets its parameters");
    return true;
}

/* The order of LEMS is that of its components; other models have none. */
static bool refuse_integrator(Compilation *c, const ElabOptions *options)
{
    if (!options->lems_euler || (is_document(c->source->name) && !nineml_is_document(c->source)))
        return false;
    Diag *g = diag(c->session->diags, DIAG_NNC0709, NOWHERE,
                   "lems-euler is an order of steps for documents of LEMS");
    diag_help(c->session->diags, g, "`integrate x with euler` in a cell asks for Euler's method");
    return true;
}

static IrModule *elaborate_script(Compilation *c, const ElabOptions *options)
{
    ElabOptions own = *options;
    own.library = find_core_type;
    own.context = c;
    return nn_elaborate(c->session, c->ast, parse_library(c), stdlib_files_count, &own);
}

bool compilation_elaborate(Compilation *c, const ElabOptions *options)
{
    if (refuse_definitions(c, options) || refuse_integrator(c, options))
        return false;
    c->stepped = options->lems_euler;
    if (is_document(c->source->name) && nineml_is_document(c->source))
        c->module = nineml_elaborate(c->session, c->source, options);
    else if (is_document(c->source->name))
        c->module = lems_elaborate(c->session, c->source,
                                   &(LemsOptions){.module_name = options->module_name,
                                                  .folders = options->folders,
                                                  .n_folders = options->n_folders,
                                                  .check_only = options->check_only,
                                                  .judges = options->judges,
                                                  .lems_euler = options->lems_euler,
                                                  .library = find_core_type,
                                                  .context = c});
    else if (!c->module)
        c->module = elaborate_script(c, options);
    return c->module && diags_errors(c->session->diags) == 0 && ir_verify(c->module);
}

static const char *hash_of(const Compilation *c)
{
    return digest_of(c->session->arena, &(DigestPart){c->source->text, c->source->len}, 1);
}

static CTargetOptions target_options(const Compilation *c)
{
    return (CTargetOptions){.compiler = "nnc " NNC_VERSION,
                            .source_name = base_name(c->source->name),
                            .source_hash = hash_of(c),
                            .passes = c->passes,
                            .each = c->each,
                            .n_each = c->n_each};
}

bool compilation_kernels(Compilation *c, KClasses *classes)
{
    const CTargetOptions options = {.passes = c->passes};
    return ctarget_classes(c->module, &options, classes) && diags_errors(c->session->diags) == 0;
}

/* Compartments have no equations between them yet: such models end here. */
static bool has_tree(const IrModule *m)
{
    for (uint32_t i = 0; i < m->models.n; i++)
        for (uint32_t k = 0; k < m->models.v[i]->items.n; k++)
            if (m->models.v[i]->items.v[k]->kind == IR_ITEM_TREE)
                return true;
    return false;
}

bool compilation_check(Compilation *c)
{
    /* what makes kernels faster finds no mistakes */
    const CTargetOptions options = {.passes = passes_new(c->session, 0)};
    return !c->module->populations.n || has_tree(c->module) ||
           (ctarget_check(c->module, &options) && diags_errors(c->session->diags) == 0);
}

bool compilation_emit_c(Compilation *c, Emitter *out, CTargetResult *result)
{
    const CTargetOptions options = target_options(c);
    return ctarget_emit(c->module, &options, out, result) && diags_errors(c->session->diags) == 0;
}

bool compilation_emit_header(Compilation *c, Emitter *out, const char *name)
{
    const CTargetOptions options = target_options(c);
    return ctarget_emit_header(c->module, &options, out, name) &&
           diags_errors(c->session->diags) == 0;
}
