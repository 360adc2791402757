/* The compiler as a library, by its target. */
#include <nnc.h>

int main(void)
{
    NncSession *s = nnc_session_new(NULL);
    const bool good = s && nnc_session_load_text(s, "a.nn", "N = 1\n", 6) && nnc_session_check(s);
    nnc_session_free(s);
    return !good;
}
