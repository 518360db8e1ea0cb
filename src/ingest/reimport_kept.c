/* What a later export showed, kept with its import and told: rows that vanished or came back, and
 * how often each column changed, which is evidence of when it is filled in. */
#include "ingest/reimport_private.h"

static int
compare_rows(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

static gboolean
keep_rows(const Reimport *reimport, const char *change, const GArray *rows, GError **error)
{
    return rows->len == 0 ||
           db_run(reimport->database, error, "INSERT INTO import_rows VALUES (?, ?, ?, ?)", "isib",
                  reimport->import, change, (gint64)rows->len, rows->data,
                  (gsize)rows->len * sizeof(gint64));
}

/* Rows that the import before missed already, in order: they vanished then. */
static GArray *
missed_before(const Reimport *reimport)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(reimport->database, NULL,
                   "SELECT data FROM import_rows WHERE import_id = ? AND change = 'absent'", "i",
                   reimport->previous);
    if (statement != NULL && db_step(statement, NULL))
        g_array_append_vals(rows, sqlite3_column_blob(statement, 0),
                            (guint)sqlite3_column_bytes(statement, 0) / (guint)sizeof(gint64));
    return rows;
}

/* absent: rows of the table that the file doesn't have; vanished: those the one before had. */
static gboolean
keep_vanished(Reimport *reimport, GError **error)
{
    g_autoptr(GArray) absent = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) vanished = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) before = missed_before(reimport);
    for (gsize i = 0; i < reimport->size; i++)
        if (reimport->known[i].key != 0 && !reimport->known[i].seen)
            g_array_append_val(absent, reimport->known[i].row);
    g_array_sort(absent, compare_rows);
    for (guint i = 0; i < absent->len; i++)
        if (!g_array_binary_search(before, &g_array_index(absent, gint64, i), compare_rows, NULL))
            g_array_append_val(vanished, g_array_index(absent, gint64, i));
    reimport->counts.vanished = vanished->len;
    return keep_rows(reimport, "absent", absent, error) &&
           keep_rows(reimport, "vanished", vanished, error) &&
           keep_rows(reimport, "reopened", reimport->reopened, error);
}

/* A column's share of the rows that went on since: what was over by the import before could change
 * no more, and would make every column look settled at arrival. */
static gboolean
keep_differences(const Reimport *reimport, GError **error)
{
    gint64 went_on = reimport->counts.changed;
    g_autofree char *table = db_text(
        reimport->database, "SELECT name FROM source_table WHERE id = ?", "i", reimport->table);
    g_autofree char *day =
        db_text(reimport->database, "SELECT substr(imported_at, 1, 10) FROM import WHERE id = ?",
                "i", reimport->previous);
    for (guint i = 0; went_on > 0 && i < reimport->width; i++) {
        gint64 column =
            db_integer(reimport->database, 0,
                       "SELECT id FROM source_column WHERE table_id = ? AND position = ?", "ii",
                       reimport->table, (gint64)reimport->position[i]);
        if (reimport->is_new[i] || reimport->in_key[i] || column == 0)
            continue;
        g_autofree char *share = number_percent((double)reimport->differs[i] / (double)went_on, 1);
        g_autofree char *count = number_count(went_on), *some = number_count(reimport->differs[i]);
        g_autofree char *sentence =
            reimport->differs[i] == 0
                ? g_strdup_printf("the same in all %s rows that went on since the import of %s",
                                  count, day)
                : g_strdup_printf("changed in %s of the %s rows that went on since the import of "
                                  "%s (%s)",
                                  some, count, day, share);
        g_autofree char *rows =
            g_strdup_printf("table=%s;import=%" G_GINT64_FORMAT ";change=changed;column=%s", table,
                            reimport->import, reimport->name[i]);
        const KnownEvidence evidence = {.column_id = column,
                                        .proof = PROOF_IMPORTS,
                                        .import_id = reimport->import,
                                        .numerator = reimport->differs[i],
                                        .denominator = went_on,
                                        .sentence = sentence,
                                        .rows = reimport->differs[i] ? rows : NULL};
        if (!evidence_set(reimport->database, &evidence, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
reimport_end(Reimport *reimport, gint64 aside, GError **error)
{
    const ReimportCounts *counts = &reimport->counts;
    if (!keep_vanished(reimport, error) || !keep_differences(reimport, error))
        return FALSE;
    gint64 written = counts->added + counts->changed;
    g_autofree char *notes =
        g_strdup_printf("{\"read\":%" G_GINT64_FORMAT ",\"new\":%" G_GINT64_FORMAT
                        ",\"changed\":%" G_GINT64_FORMAT ",\"reopened\":%" G_GINT64_FORMAT
                        ",\"vanished\":%" G_GINT64_FORMAT ",\"same\":%" G_GINT64_FORMAT "}",
                        counts->read, counts->added, counts->changed, counts->reopened,
                        counts->vanished, counts->same);
    return db_run(reimport->database, error,
                  "UPDATE import SET rows = ?1, aside = ?2, last_row = iif(?1 > 0, ?3, NULL), "
                  "first_row = iif(?1 > 0, first_row, NULL), notes = ?4 WHERE id = ?5",
                  "iiisi", written, aside, reimport->first_row + written - 1, notes,
                  reimport->import);
}

/* "a, b and 3 more" of the file's columns that are new. */
static char *
new_names(const Reimport *reimport)
{
    GString *names = g_string_new(NULL);
    guint n = 0;
    for (guint i = 0; i < reimport->width; i++)
        if (reimport->is_new[i] && n++ < 5) {
            g_autofree char *clean = text_clean(reimport->heading[i], -1);
            g_string_append_printf(names, "%s%s", n == 1 ? "" : ", ", clean);
        }
    if (n > 5)
        g_string_append_printf(names, " and %u more", n - 5);
    return g_string_free(names, FALSE);
}

char *
reimport_note(const Reimport *reimport, const char *table)
{
    const ReimportCounts *counts = &reimport->counts;
    GString *note = g_string_new(NULL);
    g_autofree char *added = number_count(counts->added), *changed = number_count(counts->changed);
    g_autofree char *reopened = number_count(counts->reopened);
    g_autofree char *vanished = number_count(counts->vanished);
    if (counts->added + counts->changed + counts->vanished == 0)
        g_string_append_printf(note, "%s: nothing new.", table);
    else
        g_string_append_printf(
            note,
            "%s: %s new, %s changed, %s reopened, %s no longer in the file; what "
            "they were before is kept.",
            table, added, changed, reopened, vanished);
    if (counts->new_columns > 0) {
        g_autofree char *names = new_names(reimport);
        g_string_append_printf(note, " New columns: %s, empty in earlier rows.", names);
    }
    if (counts->missing_columns > 0)
        g_string_append_printf(
            note,
            " %u column%s of %s %s not in the file: empty in its new and changed "
            "rows.",
            counts->missing_columns, counts->missing_columns == 1 ? "" : "s", table,
            counts->missing_columns == 1 ? "is" : "are");
    return g_string_free(note, FALSE);
}
