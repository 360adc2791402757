/* What the files of the formatter share; internal to format*.c. */
#ifndef NN_FORMAT_PARTS_H
#define NN_FORMAT_PARTS_H
#include "frontend/lex.h"

enum { INDENT_WIDTH = 4, BLANK_LINES_MAX = 2 };

typedef VEC(char) Text;

/* What is known about an open bracket; the first stands for no bracket. */
typedef struct Level {
    char opener;      /* 's' for a subscript */
    bool annotated;   /* a colon since the last comma: `weight: uS = 3` */
    unsigned lambdas; /* whose colon is still to come */
} Level;

typedef struct Formatter {
    Arena *arena;
    const SourceFile *source;
    LexTokens tokens;
    Text out;
    unsigned columns[LEX_BLOCKS_MAX + 1]; /* column of each open block in the source */
    unsigned depth;                       /* of blocks */
    Level levels[LEX_BRACKETS_MAX + 1];
    unsigned level;     /* of brackets */
    bool line_start;    /* no token on this line yet */
    int shift;          /* new indent - old indent of this statement, for its continuation lines */
    bool arrow, is_def; /* seen in this line, outside brackets: what follows an arrow are rates */
    bool prefix;        /* the last token is a sign before its operand */
    bool lambda_colon;  /* the last token is the colon of a lambda */
} Formatter;

/* format_gap.c: what stands between two tokens: blanks, comments, line ends */
void format_put(Formatter *f, const char *text, size_t len);
void format_put_blanks(Formatter *f, unsigned n);
bool format_has_line_end(const char *s, const char *end);
/* Columns of the blanks that a line starts with. */
unsigned format_indent(const char *line, const char *end);
/* A gap inside a statement that has a line end in it: in brackets, or behind a backslash. */
void format_broken_gap(Formatter *f, const char *s, const char *end);
/* The gap between two statements: comments and empty lines. `before`: depth of the statement above. */
void format_line_gap(Formatter *f, const char *s, const char *end, unsigned before, bool last);

/* format_room.c: how much room tokens get */
/* Blanks between tokens[i - 1] and tokens[i], both on one line: 0 or 1. */
bool format_room_before(const Formatter *f, uint32_t i);
/* Takes note of tokens[i], which has been written. */
void format_follow(Formatter *f, uint32_t i);
const char *format_text_of(const Formatter *f, const LexToken *t);
#endif
