/* column, inside frame: the values of one column, from a scan, from the cache or from new rows. */
#pragma once

#include "frame/scan.h"

/* Immutable once built; counted references, so that frames of different catalogues share it. */
typedef struct ColumnData {
    gint references;
    ColumnKind kind;
    guint32 n;
    gint64 *integer;
    double *decimal;
    gint32 *code;
    Dictionary *dictionary;
    guint32 *item_start;
    gint32 *item;
    guint8 *filled;
    char *fingerprint; /* of the cells and of how they are read; NULL: not stored */
} ColumnData;

ColumnData *column_data_new(ColumnKind kind, guint32 n); /* no arrays yet */
ColumnData *column_data_ref(ColumnData *data);
void column_data_unref(ColumnData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ColumnData, column_data_unref)

/* What the values could not take: treated as missing, shown. */
typedef struct {
    gint64 cells;
    char *example; /* owned */
} Unreadable;

/* The values of a scan as `kind`, which its mode must allow; takes what it can from the scan. A
 * decided date has its order in the scan. `separator`: of a list. */
ColumnData *column_data_from_scan(ColumnScan *scan, ColumnKind kind, char separator,
                                  Unreadable *unreadable);
/* The values of cells (NULL: missing), read as the column says, that continue the codes of `like`.
 */
ColumnData *column_data_from_cells(const ColumnData *like, const ColumnInfo *info, GTimeZone *zone,
                                   const char *const *cells, guint32 n);

/* How a declared column is read where the declaration leaves it open. */
char column_separator(const ColumnInfo *info);
DateOrder column_date_order(const ColumnInfo *info);

FrameColumn *frame_column_new(const ColumnInfo *info, ColumnData *data); /* takes a reference */
void frame_column_free(FrameColumn *column);
void frame_column_renew(FrameColumn *column); /* its data's arrays are others now */
