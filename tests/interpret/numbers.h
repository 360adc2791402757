/* Functions that know which of several they are: pointers of the runtime to handlers and readers of a class have no number. */
#ifndef NN_TEST_INTERPRET_NUMBERS_H
#define NN_TEST_INTERPRET_NUMBERS_H

enum { NUMBERED = 512 };

#define EIGHT(X, a) X(a##0) X(a##1) X(a##2) X(a##3) X(a##4) X(a##5) X(a##6) X(a##7)
/* clang-format off */
#define SIXTY_FOUR(X, a) \
    EIGHT(X, a##0) EIGHT(X, a##1) EIGHT(X, a##2) EIGHT(X, a##3) EIGHT(X, a##4) EIGHT(X, a##5) EIGHT(X, a##6) EIGHT(X, a##7)
/* X(00) ... X(0777): octal, so that digits join */
#define EACH_NUMBER(X) \
    EIGHT(X, 0) EIGHT(X, 01) EIGHT(X, 02) EIGHT(X, 03) EIGHT(X, 04) EIGHT(X, 05) EIGHT(X, 06) EIGHT(X, 07) \
    SIXTY_FOUR(X, 01) SIXTY_FOUR(X, 02) SIXTY_FOUR(X, 03) SIXTY_FOUR(X, 04) SIXTY_FOUR(X, 05) SIXTY_FOUR(X, 06) \
    SIXTY_FOUR(X, 07)
/* clang-format on */
#endif
