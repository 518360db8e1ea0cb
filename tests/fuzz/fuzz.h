/* A fuzz target: one function that takes any bytes, and inputs to begin with. */
#pragma once

#include <foredesk/base.h>

extern const char *const fuzz_seeds[]; /* NULL-terminated */
int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);
