/* Whole texts through descriptors of files and pipes. */
#ifndef NN_DESCRIPTOR_H
#define NN_DESCRIPTOR_H
#include <stdbool.h>
#include <stddef.h>

/* All of it, in as many calls as that takes, whatever signals come. False with errno. */
bool descriptor_write(int fd, const char *bytes, size_t n);
#endif
