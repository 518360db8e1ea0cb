/* pipe, inside frame: rows on their way into the scans of their columns, on a second thread. */
#pragma once

#include "frame/scan.h"

/* The scans belong to the pipe until it ends. */
typedef struct ScanPipe ScanPipe;
ScanPipe *scan_pipe_new(ColumnScan *const *scans, guint n);
/* The next row: n cells, NULL missing. They are copied. */
void scan_pipe_row(ScanPipe *pipe, const char *const *cells, const gsize *lengths);
/* Waits until every row is scanned, and frees the pipe. */
void scan_pipe_end(ScanPipe *pipe);
