/* What the files on the worth of cleaning share: the rows that two versions of the data share, and how
 * much better a training row is than another. */
#pragma once

#include "audit/audit_private.h"

/* Makes two loads of one task comparable: both are judged on the same validation rows by the labels
 * of the first, and rows that only the second has train it where they are older than validation.
 * Nothing of the test part is left in either. Returns by row of the second the row of the first
 * (G_MAXUINT32: none), the caller's; counts what was told differently. */
guint32 *worth_align(Task *first, Task *second, guint32 *relabelled);

/* Quality of training rows. */
typedef struct {
    char *title;     /* what people call it */
    char *reference; /* of the rows; NULL: none */
    guint32 rows;    /* training rows it is about */
} WorthFinding;
typedef struct {
    guint columns;    /* known at arrival, whose filling counts */
    double *quality;  /* by place among the training rows */
    GPtrArray *found; /* WorthFinding *, the most rows first */
    guint32 clean;    /* training rows without any finding */
} WorthQuality;
void worth_quality_clear(WorthQuality *quality);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WorthQuality, worth_quality_clear)
gboolean worth_quality_of(WorthQuality *quality, const Task *task, const guint32 *rows, guint32 n,
                          FrameStore *frames, sqlite3 *database, Progress *progress,
                          GError **error);
