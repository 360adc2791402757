/* Places: records by value, arrays, unions, tables, pointers, functions as values. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
int putchar(int c);

static void put(uint64_t x)
{
    for (int i = 60; i >= 0; i -= 4)
        putchar((int)(x >> i & 15) + ((x >> i & 15) < 10 ? 48 : 87));
    putchar(10);
}

typedef struct pair {
    uint32_t a;
    bool b;
    double c;
} pair;
typedef struct deep {
    uint8_t head;
    pair inner[3];
    const char *name;
    uint64_t (*apply)(uint64_t, const pair *);
    struct deep *next;
    union {
        double number;
        uint8_t bytes[8];
    } both;
} deep;

static uint64_t sum(uint64_t x, const pair *p)
{
    return x + p->a + p->b + (uint64_t)p->c;
}

static uint64_t product(uint64_t x, const pair *p)
{
    return x * p->a;
}

static pair make(uint32_t a, bool b, double c)
{
    return (pair){a, b, c};
}

static pair swapped(pair p)
{
    const uint32_t a = p.a;
    p.a = (uint32_t)p.c;
    p.c = a;
    p.b = !p.b;
    return p;
}

static uint64_t sum(uint64_t x, const pair *p);
static const uint16_t numbers[2][3] = {{1, 2, 3}, {[1] = 5, [2] = 6}};
static const union {
    char bytes[9];
    double number[1];
} raw = {"\0\0\0\0\0\0\370?"};
static const pair pairs[] = {{1, true, 2.5}, {.c = 3.5, .a = 7}, {0}};
static const deep tables[] = {
    {1, {{2, false, 3.0}, {4, true, 5.0}}, "first \"one\"\n\101", sum, NULL, {1.5}},
    {.name = "second"
             " half",
     .apply = product,
     .inner = {[2] = {9, true, 9.0}}},
};
static const double *const pointers[] = {raw.number, NULL, &pairs[1].c};
static const char *const words[] = {"a", "", "long \\ word"};

static void show(const pair *p)
{
    put(p->a);
    put(p->b);
    put((uint64_t)(8 * p->c));
}

static void show_text(const char *s)
{
    uint64_t hash = 5;
    while (*s)
        hash = 31 * hash + (uint64_t)*s++;
    put(hash);
}

static void fill(double *restrict out, const double *restrict in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = 2 * in[i];
}

/* Both sides read x[i]. */
static double either(const double *x, size_t i, bool a)
{
    return a ? x[i] : 2 * x[i] + 1;
}

/* x need not be there where neither a nor b holds. */
static double guarded(const double *x, const double *y, bool a, bool b)
{
    const double first = a ? *x : b ? *x + 1 : *y;
    const bool second = a ? *x > 2 : b && *x > 1;
    return first + second;
}

int main(void)
{
    put(sizeof(pair) + 100 * sizeof(deep));
    put(offsetof(pair, c) + 100 * offsetof(deep, both));
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++)
        show(&pairs[i]);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            put(numbers[i][j]);
    put((uint64_t)(8 * raw.number[0]));
    put((uint64_t)(8 * *pointers[2]));
    put(pointers[1] == NULL);
    for (const deep *d = tables; d < tables + 2; d++) {
        show(d->inner);
        show(&d->inner[2]);
        put(d->apply(10, d->inner + 1));
        put((*d->apply)(11, &d->inner[1]));
        put(!d->next);
    }
    show_text(tables[1].name);
    for (int i = 0; i < 3; i++)
        show_text(words[i]);
    pair p = make(3, true, 4.5), q = swapped(p), *r = &q;
    show(&p);
    show(&q);
    *r = make(1, false, 0.5);
    show(r);
    put((uint64_t)(8 * make(5, true, 6.25).c));
    put(make(5, true, 6.25).b);
    show(&(pair){.b = true});
    double in[5] = {1, 2, 3}, out[5];
    fill(out, in, 5);
    put((uint64_t)(out[0] + out[2] + out[4]));
    put((uint64_t)(either(in, 1, true) + 10 * either(in, 2, false)));
    put((uint64_t)(guarded(in, NULL, true, false) + 10 * guarded(in + 1, NULL, false, true)));
    put((uint64_t)guarded(NULL, in + 2, false, false));
    double *a = out, *b = &out[4];
    put((uint64_t)(b - a));
    put(*--b > *a++);
    put((uint64_t)(int64_t)a[-1]);
    a += 2;
    put((uint64_t)(*a));
    deep d = tables[0];
    d.inner[1] = p;
    d.both.number = 1.0;
    put(d.both.bytes[7]);
    memcpy(&d.inner[0], &d.inner[1], sizeof d.inner[0]);
    show(&d.inner[0]);
    bool flags[4] = {true};
    flags[2] = p.a & 2;
    flags[3] |= flags[2];
    put((uint64_t)(flags[0] + 2 * flags[1] + 4 * flags[2] + 8 * flags[3]));
    const double list[] = {1, 2, [3] = 4};
    put(sizeof list);
    put((uint64_t)(list[0] + list[2] + list[3]));
    return 0;
}
