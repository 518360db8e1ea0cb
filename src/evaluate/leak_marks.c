/* What a model reads that is found to leak, or is worth a look: as the last search for leaks left
 * it in the file, so that it stands beside figures without searching anew. */
#include <foredesk/evaluate.h>

enum { MOST_NAMED = 3 };

char *
leak_marks_words(sqlite3 *database, gint64 task, const GPtrArray *features, const char *verdict)
{
    g_autoptr(sqlite3_stmt) mark = db_prepare(
        database, NULL,
        "SELECT 1 FROM leak_mark WHERE task_id = ?1 AND kind = 'feature' AND verdict = ?2 AND "
        "name = ?3",
        "is", task, verdict);
    g_autoptr(GString) words = g_string_new(NULL);
    guint found = 0;

    for (guint i = 0; mark && features && i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        sqlite3_reset(mark);
        sqlite3_bind_text(mark, 3, feature->expression, -1, SQLITE_STATIC);
        if (!db_step(mark, NULL))
            continue;
        if (found++ < MOST_NAMED)
            g_string_append_printf(words, "%s%s", words->len ? ", " : "", feature->name);
    }
    if (found > MOST_NAMED)
        g_string_append_printf(words, " and %u more", found - MOST_NAMED);
    return found ? g_string_free(g_steal_pointer(&words), FALSE) : NULL;
}

void
leak_marks_say(Report *report, const char *reader, const char *leaks, const char *suspects)
{
    report_text(report, "leaks", NULL, leaks);
    report_text(report, "suspects", NULL, suspects);
    if (!leaks)
        return;
    report_warn(report,
                "%s reads %s, found to be a leak: figures are too good, and the desk won't see "
                "them (leaks: L).",
                reader, leaks);
    guint last = report->warnings->len - 1; /* before all other warnings */
    g_ptr_array_insert(report->warnings, 0, g_ptr_array_steal_index(report->warnings, last));
}
