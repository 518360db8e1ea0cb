/* Personal data: how many cells of a column hold some within their text. */
#include "audit/audit_private.h"

#include <foredesk/pii.h>
#include <string.h>

/* ---- counting ------------------------------------------------------------------------------ */

typedef struct {
    PersonalCount *count;
    guint32 most;
    Progress *progress;
} Counter;

static void
count_text(PersonalCount *count, const char *text, gsize length, gint64 cells)
{
    guint kinds = pii_scan(text, length, NULL, NULL);

    count->filled += cells;
    if (!kinds)
        return;
    count->cells += cells;
    for (guint kind = 0; kind < PII_KINDS; kind++)
        if (kinds >> kind & 1)
            count->kind[kind] += cells;
    if (!count->example)
        count->example = g_strndup(text, length);
}

static gboolean
count_row(guint32 row, const char *text, gsize length, gpointer data)
{
    Counter *counter = data;

    if (row >= counter->most || progress_cancelled(counter->progress))
        return FALSE;
    counter->count->rows = row + 1;
    if (text)
        count_text(counter->count, text, length, 1);
    return TRUE;
}

/* Each different text once, however many cells hold it. */
static void
count_codes(const Frame *frame, const FrameColumn *column, PersonalCount *count)
{
    guint32 n = dictionary_size(column->dictionary);
    g_autofree gint64 *cells = g_new0(gint64, n + 1);

    for (guint32 row = 0; row < frame->n; row++)
        if (column->code[row] >= 0)
            cells[column->code[row]]++;
    for (guint32 code = 0; code < n; code++) {
        const char *text = dictionary_text(column->dictionary, code);
        if (cells[code])
            count_text(count, text, strlen(text), cells[code]);
    }
    count->rows = frame->n;
}

void
personal_count_clear(PersonalCount *count)
{
    g_clear_pointer(&count->example, g_free);
}

gboolean
personal_count(const Frame *frame, sqlite3 *database, const ColumnInfo *info, guint32 most,
               PersonalCount *count, Progress *progress, GError **error)
{
    const FrameColumn *column = frame_column(frame, info->name);
    Counter counter = {count, most, progress};

    *count = (PersonalCount){0};
    if (!column || !personal_holds_text(info))
        return TRUE;
    if (column->code) {
        count_codes(frame, column, count);
        return TRUE;
    }
    return frame_texts(frame, database, info, count_row, &counter, error) &&
           !progress_stop(progress, error);
}

char *
personal_kinds_words(const PersonalCount *count)
{
    GString *words = g_string_new(NULL);

    for (guint kind = 0; kind < PII_KINDS; kind++) {
        if (!count->kind[kind])
            continue;
        g_autofree char *number = number_count(count->kind[kind]);
        g_string_append_printf(words, "%s%s %s", words->len ? ", " : "",
                               pii_kind_name((PiiKind)kind), number);
    }
    return g_string_free(words, FALSE);
}
