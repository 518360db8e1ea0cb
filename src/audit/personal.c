/* Personal data: whether it is shown, the one door through which cells pass on their way to lists,
 * tickets, reports and exports, and how many cells of a column hold some. */
#include "audit/audit_private.h"

#include <foredesk/pii.h>
#include <math.h>
#include <string.h>

/* ---- the door ------------------------------------------------------------------------------ */

gboolean
personal_masked(sqlite3 *database)
{
    g_autofree char *setting = setting_get(database, "personal");
    return !setting || strcmp(setting, "show") != 0;
}

/* Numbers, moments and ids hold none within a cell, and a mask in the middle of an id would make
 * two rows one; a column of cards or telephones is personal as a whole. */
static gboolean
holds_text(const ColumnInfo *column)
{
    return !column || column->kind == KIND_TEXT || column->kind == KIND_CATEGORY ||
           column->kind == KIND_LIST;
}

char *
personal_cell(const ColumnInfo *column, const char *raw, gboolean masked)
{
    if (column && column->hash_key && personal_names_person(column->pii))
        return name_hash(column->hash_key, raw ? raw : "");
    if (!masked)
        return g_strdup(raw ? raw : "");
    if (column && column->pii)
        return pii_mask_whole(raw, column->pii);
    return holds_text(column) ? pii_mask(raw, -1) : g_strdup(raw ? raw : "");
}

char *
personal_words(const ColumnInfo *column, const char *raw, gboolean masked)
{
    g_autofree char *cell = personal_cell(column, raw, masked);
    return text_clean(cell, -1);
}

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
    if (!column || !holds_text(info))
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
