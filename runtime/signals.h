/* Signals of a simulation. The first SIGINT, SIGTERM or SIGHUP asks it to stop at the end of the
   step, a second one ends it at once. SIGPIPE and SIGXFSZ are ignored: writing then fails with an
   error that can be told. SIGCHLD gets its default: children are waited for. */
#ifndef NNRT_SIGNALS_H
#define NNRT_SIGNALS_H

void nnrt_signals_install(void);
int nnrt_signals_pending(void);         /* number of the signal that asks to stop, or 0 */
int nnrt_signals_exit_code(int signal); /* 130, 143, 129 */
#endif
