/* A fuzz target: one function that takes any bytes, and inputs to begin with. What several of them
 * need: an error's one line, and files in memory, since a real one costs more than what is tried on
 * it. */
#pragma once

#include <foredesk/base.h>

extern const char *const fuzz_seeds[]; /* NULL-terminated */
int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* Fails unless it is an error of this program's in one line. */
void fuzz_one_line(const GError *error);

/* From now on pread of FUZZ_DESCRIPTOR, which is no real one, reads these bytes, borrowed until the
 * next call. */
#define FUZZ_DESCRIPTOR 1000000
void fuzz_file(const void *bytes, gsize size);
