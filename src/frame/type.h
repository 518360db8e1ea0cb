/* type, inside frame: the steps of typing a table. */
#pragma once

#include "frame/column.h"

/* A column on its way: what is found out about it, before it is written down. */
typedef struct {
    ColumnInfo *info; /* borrowed; its inferred fields are set in place */
    char *words;      /* heading_words */
    ColumnScan scan;
    gboolean role_declared;
    gboolean dropped;          /* the import was told not to keep its cells */
    const char *table;         /* its table's name, borrowed */
    const Preset *preset;      /* of the vendor, borrowed; NULL: none */
    gboolean ambiguous;        /* every date reads in d/m/y and in m/d/y alike */
    const char *order_reason;  /* why it was read so all the same; static */
    gboolean figure_ambiguous; /* every mark could part decimals or thousands */
    const char *figure_reason; /* why it was read so all the same; static */
    char list_separator;
    ColumnData *data;
    ColumnStats stats;
    double after; /* share of its dates after the table's time, NaN: no date */
} TypedColumn;

/* Kind, date order, separator, precision and evidence of one column from its scan. */
void type_kind(TypedColumn *column);
/* The same for a style found later, from others. */
void type_set_figure(TypedColumn *column, FigureFormat figure);
/* The order of columns whose dates could be d/m/y or m/d/y, from the table's other dates, from the
 * order of rows, from the span they cover. */
void type_date_orders(TypedColumn *columns, guint n);
/* The style of columns whose marks could part decimals or thousands, from the table's others. */
void type_figures(TypedColumn *columns, guint n);
/* What the vendor's preset says of a column before its cells are read, and of its kind and order of
 * dates after. Where it says nothing, or what the cells refute, typing goes by itself. */
void type_preset_begin(TypedColumn *column);
void type_preset_kind(TypedColumn *column);
/* Repeated headings that are one list for the vendor: the first gets a definition, the others
 * become its parts; all are marked to be read once more. */
void type_gather(TypedColumn *columns, guint n);
/* Gives roles by the preset, before others are looked for. */
void type_preset_roles(const TableInfo *table, TypedColumn *columns, guint n);
/* Sets when the column is known, and why; FALSE: the preset says nothing of it. */
gboolean type_preset_known(const TypedColumn *column);
/* Dates without a time of day take it from the column beside them that holds it: such columns get a
 * definition and are marked to be read once more. */
void type_times(TypedColumn *columns, guint n);
/* How people are told why the column is of its kind, after its values were read. */
void type_evidence(TypedColumn *column, const Unreadable *unreadable);
/* Statistics from scan and values; before column_data_from_scan takes the codes for good, `counts`
 * and texts are read from the dictionary that the data may own by now. */
void type_stats(TypedColumn *column, Dictionary *texts, const Unreadable *unreadable);

/* Of a column of tickets made from a log: when it was known by what the log shows, in place of what
 * its name lets guess. */
void known_by_events(sqlite3 *database, const TableInfo *table, ColumnInfo *column);
/* Of a column of a pool: when it was known in the source that knew it last. */
void known_by_pool(const TableInfo *table, ColumnInfo *column);

/* Roles, key and time column of a table. */
typedef struct {
    int key, time; /* indices, −1: none */
} TableRoles;
TableRoles type_roles(const TableInfo *table, TypedColumn *columns, guint n);
