/* Numbers in texts as C has them ("0.5"), whatever locale a host has chosen: within a simulation or a compilation the calling
   thread has the host's locale but for numbers. */
#ifndef NNRT_NUMBERS_H
#define NNRT_NUMBERS_H
#include <locale.h>
#include <stdbool.h>

/* The locale of the calling thread, with C's numbers, for uselocale and freelocale; (locale_t)0: no memory for it. */
static inline locale_t nnrt_numbers_make(void)
{
    const locale_t host = duplocale(uselocale((locale_t)0));
    const locale_t made = host ? newlocale(LC_NUMERIC_MASK, "C", host) : (locale_t)0;
    if (host && !made)
        freelocale(host);
    return made;
}
#endif
