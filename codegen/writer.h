/* Writers of modules: a module of the model IR, at its structured stage, in the form that some reader takes. */
#ifndef NN_WRITER_H
#define NN_WRITER_H
#include "ir/base/emit.h"
#include "ir/ir.h"

/* Words of `.nn`, which only its front end knows. */
typedef struct WriterWords {
    int (*keyword)(const char *text, size_t len);       /* 0: it is none */
    bool (*hard_keyword)(const char *text, size_t len); /* one that is a name nowhere */
    bool (*builtin)(const char *name); /* what scripts know without a declaration */
} WriterWords;

typedef struct WrittenFile {
    const char *name; /* of a further file: in the folder of the first; NULL for the first */
    Emitter *text;
} WrittenFile;

typedef struct Writing Writing;
struct Writing {
    const IrModule *module;
    const char *
        base; /* "brunel" of "out/brunel.nn", what further files are named after; NULL: there may be one only */
    /* Makes lists of connections and numbers of values that the program would draw; NULL: it cannot. False after diagnostics. */
    bool (*draw)(void *context);
    void *context;
    bool (*is_core_type)(const char *name); /* of NeuroML2; NULL: not known */
    const WriterWords *words;
    VEC(WrittenFile) files; /* the first is the one that was asked for */
};

typedef struct Writer {
    const char *name, *ending, *what;
    bool (*write)(Writing *w); /* false after diagnostics; nothing is written to disk here */
} Writer;

extern const Writer writer_table[];
extern const size_t writer_count;

const Writer *writer_named(const char *name);   /* NULL: none */
const Writer *writer_of_file(const char *path); /* by its ending; NULL: none */
/* Another file; the first one is asked for by NULL. */
Emitter *writer_add_file(Writing *w, const char *name);

#define WRITER(name, ending, what) bool name##_write(Writing *w);
#include "codegen/writers.def"
#undef WRITER
#endif
