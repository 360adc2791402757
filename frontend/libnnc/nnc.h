/* libnnc: the compiler of models of neurons and networks, as a library.

   A session compiles one model and owns all that it made: texts and diagnostics live until
   nnc_session_free. There is no global state: any number of sessions may be open at a time, each
   used by one thread at a time. Nothing prints or exits; files are read only where
   nnc_session_load_file or an `import` of the model names them.

       NncSession *s = nnc_session_new(NULL);
       if (nnc_session_load_file(s, "hello.nn") && (text = nnc_session_print(s, NNC_FORM_C, &size)))
           ...
       for (size_t i = 0; nnc_session_diagnostic(s, i, &d); i++)
           ...
       nnc_session_free(s); */
#ifndef NNC_H
#define NNC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct NncSession NncSession;

typedef struct NncOptions {     /* 0 in any field: its default */
    uint64_t limit_steps;       /* of elaboration: 10^8 */
    uint64_t limit_memory;      /* bytes: 2 GiB */
    unsigned limit_diagnostics; /* 20; more are counted, not kept */
    bool warnings_are_errors;
} NncOptions;

typedef enum NncSeverity { NNC_NOTE, NNC_WARNING, NNC_ERROR } NncSeverity;

typedef struct NncDiagnostic {
    NncSeverity severity;
    const char *code;              /* "NNC0214" */
    const char *title;             /* of the code: "dimensions do not agree" */
    const char *message;           /* lower case, no full stop */
    const char *label, *help;      /* text at the place; remedy; NULL: none */
    const char *file;              /* NULL: no place */
    unsigned line, column;         /* from 1; columns count code points */
    unsigned end_line, end_column; /* one past the last character */
} NncDiagnostic;

typedef enum NncForm {
    NNC_FORM_AST, /* syntax tree; not of text of the IR */
    NNC_FORM_IR,  /* model IR, which can be loaded again */
    NNC_FORM_C /* C for the runtime: cc -I LIBRARY/include FILE LIBRARY/libnnrt.a -lm -lpthread */
} NncForm;

const char *nnc_version(void); /* "0.1.0" */

/* NULL when out of memory. `options` may be NULL. */
NncSession *nnc_session_new(const NncOptions *options);
void nnc_session_free(NncSession *s); /* NULL is fine */

/* As `-D NAME=VALUE`: fixes a name of the model; `value` is an expression of the language. Before
   the first stage beyond loading; false when out of memory. */
bool nnc_session_define(NncSession *s, const char *name, const char *value);

/* As `-I FOLDER`: another place where modules and documents are looked for. Before the first stage
   beyond loading; false when out of memory. */
bool nnc_session_include(NncSession *s, const char *folder);

/* Reads and parses the model, once per session. A name that ends in ".ir" is text of the IR. The
   text is copied. */
bool nnc_session_load_file(NncSession *s, const char *path);
bool nnc_session_load_text(NncSession *s, const char *name, const char *text, size_t size);

/* All that can be known before anything runs, what the native target refuses among it; a model without populations is fine. False after an
   error. */
bool nnc_session_check(NncSession *s);
/* The model in that form, NUL-terminated; NULL after an error. `size` may be NULL. */
const char *nnc_session_print(NncSession *s, NncForm form, size_t *size);

/* Diagnostics so far, by place. False where there are no more than `index` of them. */
bool nnc_session_diagnostic(NncSession *s, size_t index, NncDiagnostic *out);
unsigned nnc_session_errors(const NncSession *s);
/* What a program that ends now should return: 0 well, 1 model, 4 files, 5 limit or out of
   memory. */
int nnc_session_exit_code(const NncSession *s);

#ifdef __cplusplus
}
#endif
#endif
