/* Loops, branches, short cuts, changes inside of expressions. */
#include <stdbool.h>
#include <stdint.h>
int putchar(int c);

static void put(uint64_t x)
{
    for (int i = 60; i >= 0; i -= 4)
        putchar((int)(x >> i & 15) + ((x >> i & 15) < 10 ? 48 : 87));
    putchar(10);
}

static uint32_t calls;

static bool told(bool answer)
{
    calls = calls * 2 + 1 + answer;
    return answer;
}

static uint64_t collatz(uint64_t n)
{
    uint64_t steps = 0;
    while (n != 1) {
        n = n % 2 ? 3 * n + 1 : n / 2;
        steps++;
    }
    return steps;
}

static int search(const int *v, int n, int wanted)
{
    for (int i = 0; i < n; i++) {
        if (v[i] < 0)
            continue;
        if (v[i] > wanted)
            break;
        if (v[i] == wanted)
            return i;
    }
    return -1;
}

static uint64_t factorial(uint64_t n)
{
    return n < 2 ? 1 : n * factorial(n - 1);
}

static int nested(int n)
{
    int found = 0;
    for (int i = 0; i < n; i++) {
        int j = 0;
        do {
            if (j == i)
                break;
            found += i * j;
            j++;
        } while (j < 5);
        for (;;) {
            if (++found % 3 == 0)
                break;
        }
    }
    return found;
}

int main(void)
{
    for (uint64_t n = 1; n < 30; n++)
        put(collatz(n));
    const int v[] = {1, -5, 3, 7, 9, 20};
    for (int i = 0; i < 12; i++)
        put((uint64_t)search(v, 6, i));
    put(factorial(20));
    put((uint64_t)nested(9));
    for (int i = 0; i < 8; i++) {
        const bool a = i & 1, b = i & 2, c = i & 4;
        calls = 0;
        put(told(a) && told(b) || told(c));
        put(calls);
        calls = 0;
        put(!(told(a) || told(b)) && told(c));
        put(calls);
        calls = 0;
        put(told(a) ? told(b) ? 1u : 2u : told(c) ? 3u : 4u);
        put(calls);
        calls = 0;
        put(told(a) & told(b) | told(c));
    }
    int k = 3;
    put((uint64_t)(k++ + 10));
    put((uint64_t)(--k * 2));
    k += k++ > 2 ? 5 : 7;
    put((uint64_t)k > 0);
    int a[4] = {0};
    int *p = a;
    *p++ = 4;
    *p++ = 5;
    a[3] = *p = a[0] + a[1];
    put((uint64_t)(a[0] + 10 * a[1] + 100 * a[2] + 1000 * a[3]));
    (void)k, (void)p;
    uint64_t x = 1;
    {
        uint64_t x = 2;
        x++;
        put(x);
    }
    put(x);
    static uint32_t kept = 5;
    kept += 2;
    put(kept);
    if (x)
        if (kept == 7)
            put(70);
        else
            put(71);
    else
        put(72);
    ;
    return 0;
}
