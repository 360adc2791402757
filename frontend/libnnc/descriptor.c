/* Whole texts through descriptors of files and pipes. */
#include "frontend/libnnc/descriptor.h"

#include <errno.h>
#include <unistd.h>

bool descriptor_write(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        const ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        bytes += done;
        n -= (size_t)done;
    }
    return true;
}
