/* Reading a small CSV file that is in memory whole. Private to the session room. */
#pragma once

#include <glib.h>

/* One record (RFC 4180), char*, the caller's; `cursor` and `line` move on. NULL at the end. */
GPtrArray *csv_record(const char **cursor, guint *line);
