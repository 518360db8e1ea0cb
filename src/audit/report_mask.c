/* A report as it may be shown: personal data that reached it in words, whichever room wrote them
 * (values of categories in a reason, conditions, journaled commands, messages), is masked here once
 * more. Cells that came through personal_cell pass unchanged. */
#include "audit/audit_private.h"

#include <foredesk/pii.h>
#include <string.h>

enum { SHORTEST = 5 }; /* a@b.c */

/* A value within a rule or a sentence begins anew, as a greeting does: priority = 'Dear Anna'. */
static char *
mask_names_quoted(char *text)
{
    static const char begins[] = "'\"=";
    GString *masked = NULL;
    const char *from = text;

    if (!text[strcspn(text, begins)])
        return text;
    masked = g_string_new(NULL);
    while (*from) {
        gsize length = strcspn(from, begins), blank = strspn(from, " ");
        if (blank < length && pii_scan(from + blank, length - blank, NULL, NULL) >> PII_NAME & 1) {
            g_autofree char *part = pii_mask(from + blank, (gssize)(length - blank));
            g_string_append_printf(masked, "%.*s%s", (int)blank, from, part);
        } else {
            g_string_append_len(masked, from, (gssize)length);
        }
        from += length;
        if (*from)
            g_string_append_c(masked, *from++);
    }
    g_free(text);
    return g_string_free(masked, FALSE);
}

char *
personal_sentence(const char *text)
{
    return mask_names_quoted(pii_mask(text, -1));
}

static void
mask_text(char **text)
{
    if (!*text || strlen(*text) < SHORTEST)
        return;
    char *masked = personal_sentence(*text);
    g_free(*text);
    *text = masked;
}

static void
mask_list(GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++)
        mask_text((char **)&texts->pdata[i]);
}

/* An id passes as in lists: a number that happens to check as a card's must still name its row. */
static gboolean
is_id(const ReportColumn *column)
{
    return strcmp(column->id, "id") == 0;
}

static void
mask_column(ReportTable *table, guint at)
{
    for (guint row = 0; row < table->rows->len; row++) {
        Cell *cell = report_at(table, row, at);
        if (cell->text)
            mask_text(&cell->text);
    }
}

void
personal_report(Report *report, gboolean programs)
{
    mask_text(&report->title);
    mask_list(report->sentences);
    mask_list(report->warnings);
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (programs || value->title)
            mask_text(&value->cell->text);
    }
    for (guint i = 0; i < report->tables->len; i++) {
        ReportTable *table = g_ptr_array_index(report->tables, i);
        mask_text(&table->title);
        for (guint k = 0; k < table->columns->len; k++) {
            const ReportColumn *column = g_ptr_array_index(table->columns, k);
            if ((programs || column->title) && !is_id(column))
                mask_column(table, k);
        }
    }
}
