/* duplicates: rows of a table that repeat an earlier one, by every cell, by the key, or by a text
 * much alike; looked for once, and kept in the file. Relies on frame and alike. */
#pragma once

#include <foredesk/alike.h>
#include <foredesk/frame.h>

G_BEGIN_DECLS

typedef enum {
    DUPLICATE_EXACT, /* every cell equals an earlier row's but the key */
    DUPLICATE_KEY,   /* the key of an earlier row, with other cells */
    DUPLICATE_NEAR,  /* a text alike, by the same customer, not long after */
    DUPLICATE_KINDS,
} DuplicateKind;
const char *duplicate_kind_name(DuplicateKind kind); /* "exact", "key", "near": static */
gboolean duplicate_kind_from_name(const char *name, DuplicateKind *kind, GError **error);

/* How near duplicates of a table are looked for: what `duplicates` set, else the defaults. */
typedef struct {
    AlikeOptions alike;
    gboolean any_customer; /* texts of different customers are compared too */
} DuplicateOptions;
void duplicate_options_read(sqlite3 *database, const TableInfo *table, DuplicateOptions *options);

/* A row that repeats an earlier one: raw row ids. */
typedef struct {
    gint64 row, earlier;
    DuplicateKind kind; /* the first of them that holds */
    double alike;       /* Jaccard likeness of near ones, 1 of exact ones, NaN of the rest */
} Duplicate;
typedef struct {
    GArray *found; /* Duplicate, by row */
    gint64 count[DUPLICATE_KINDS];
    gint64 rows, texts, no_customer, no_time, short_text,
        crowded;            /* of those compared, and why not */
    gboolean searched_near; /* the table has texts */
    char *customer, *time;  /* columns that limit the search; NULL: none does */
} Duplicates;
void duplicates_free(Duplicates *duplicates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Duplicates, duplicates_free)
/* Looks for all of them in the current rows of a frame, in one pass over the raw cells, and keeps
 * what it found in the file where that can be written. A text is subject and body, or the columns
 * of text where the table has neither. ERROR_CANCELLED. */
Duplicates *duplicates_find(const Frame *frame, sqlite3 *database, Progress *progress,
                            GError **error);
/* Tables of so many rows and fewer are searched by the audit itself, in a second. */
#define DUPLICATES_AT_ONCE 20000
/* What was found last, if it is still so; else NULL with error unset. Quick. */
Duplicates *duplicates_load(const Frame *frame, sqlite3 *database, GError **error);
/* That, else a search. */
Duplicates *duplicates_get(const Frame *frame, sqlite3 *database, Progress *progress,
                           GError **error);

G_END_DECLS
