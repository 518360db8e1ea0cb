/* What several fuzz targets need. They are linked with --wrap=pread, so that a stream reads from
 * memory without asking the kernel. */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

static const char *file_bytes;
static gsize file_size;

void
fuzz_file(const void *bytes, gsize size)
{
    file_bytes = bytes;
    file_size = size;
}

ssize_t __real_pread(int descriptor, void *bytes, size_t size, off_t at);
ssize_t __wrap_pread(int descriptor, void *bytes, size_t size, off_t at);

ssize_t
__wrap_pread(int descriptor, void *bytes, size_t size, off_t at)
{
    if (descriptor != FUZZ_DESCRIPTOR)
        return __real_pread(descriptor, bytes, size, at);
    gsize left = (gsize)at < file_size ? file_size - (gsize)at : 0, got = MIN(size, left);
    if (got > 0)
        memcpy(bytes, file_bytes + at, got);
    return (ssize_t)got;
}

void
fuzz_one_line(const GError *error)
{
    g_assert_nonnull(error);
    g_assert_true(error->domain == FOREDESK_ERROR);
    for (const char *p = error->message; *p; p++)
        g_assert_true((guchar)*p >= 32);
}
