/* The page on personal data: which columns hold some, through and through or within their texts,
 * what is masked, and what each model has read, with the evidence. */
#include "audit/audit_private.h"

#include <foredesk/pii.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

/* ---- columns ------------------------------------------------------------------------------- */

static ReportTable *
columns_table(Report *report)
{
    ReportTable *table = report_table(report, "columns", "WHERE PERSONAL DATA STANDS");

    report_column(table, "table", "table", UNIT_NONE, 0);
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "holds", "holds", UNIT_NONE, 0);
    report_column(table, "cells", "cells", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "of those filled", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "kinds", "found in the cells", UNIT_NONE, 0);
    report_column(table, "example", "such as (masked)", UNIT_NONE, 0);
    return table;
}

static void
add_column(ReportTable *table, const TableInfo *of, const ColumnInfo *column,
           const PersonalCount *count, gint64 filled)
{
    g_autofree char *kinds = personal_kinds_words(count);
    g_autofree char *example = personal_words(column, count->example, TRUE);
    gint64 cells = column->pii ? filled : count->cells;

    report_row(table);
    report_cell_text(table, of->name);
    report_cell_text(table, column->name);
    cell_style(report_cell_text(table, column->pii ? column->pii : "within its text"),
               column->pii ? "warn" : NULL);
    Cell *cell = report_cell(table, (double)cells);
    if (!column->pii)
        cell_rows(cell, "table=%s;column=%s;personal=1", of->name, column->name);
    report_cell(table, filled ? (double)cells / (double)filled : NAN);
    report_cell_text(table, kinds);
    report_cell_text(table, example);
}

typedef struct {
    guint whole, within;
    gint64 cells; /* with some within their text */
} PrivacyTally;

static gboolean
add_table(ReportTable *table, const TableInfo *of, FrameStore *frames, sqlite3 *database,
          PrivacyTally *tally, Progress *progress, GError **error)
{
    g_autoptr(Frame) frame = frame_store_get(frames, database, of, progress, error);

    if (!frame)
        return FALSE;
    progress_phase(progress, "looking for personal data", of->columns->len, "columns");
    for (guint i = 0; i < of->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(of->columns, i);
        ColumnStats stats = {0};
        PersonalCount count = {0};
        if (!personal_count(frame, database, column, G_MAXUINT32, &count, progress, error))
            return FALSE;
        column_stats_load(database, column->id, &stats, NULL);
        if (column->pii || count.cells) {
            add_column(table, of, column, &count,
                       column->pii ? stats.rows - stats.missing : count.filled);
            tally->whole += column->pii != NULL;
            tally->within += !column->pii;
            tally->cells += column->pii ? 0 : count.cells;
        }
        column_stats_clear(&stats);
        personal_count_clear(&count);
        progress_advance(progress, i + 1);
    }
    return TRUE;
}

/* ---- models -------------------------------------------------------------------------------- */

static gboolean
is_name_sign(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '.' || (guchar)c >= 0x80;
}

/* Whether an expression names a column, by itself or with its table; texts in quotes don't count.
 */
static gboolean
mentions(const char *expression, const char *table, const char *column)
{
    g_autofree char *full = g_strconcat(table, ".", column, NULL);
    gboolean quoted = FALSE;

    for (const char *at = expression; *at;) {
        gsize length = 0;
        quoted ^= *at == '\'';
        while (is_name_sign(at[length]))
            length++;
        if (!quoted && ((length == strlen(full) && g_ascii_strncasecmp(at, full, length) == 0) ||
                        (length == strlen(column) && g_ascii_strncasecmp(at, column, length) == 0)))
            return TRUE;
        at += length ? length : 1;
    }
    return FALSE;
}

/* The personal columns that a text mentions, by name. */
static void
note_mentions(const Catalogue *catalogue, const char *expression, const TableInfo *entity,
              GString *found)
{
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        g_autofree char *dotted = g_strconcat(table->name, ".", NULL);
        if (table != entity && !strstr(expression, dotted))
            continue;
        for (guint c = 0; c < table->columns->len; c++) {
            const ColumnInfo *column = g_ptr_array_index(table->columns, c);
            if (column->pii && mentions(expression, table->name, column->name))
                g_string_append_printf(found, "%s%s.%s", found->len ? ", " : "", table->name,
                                       column->name);
        }
    }
}

/* What the notes of a model say it read besides features: a column, or the words of some. */
static void
note_read(const Model *model, const Catalogue *catalogue, const TableInfo *entity, GString *read,
          GString *found)
{
    json_t *notes = model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    const char *column = json_string_value(json_object_get(notes, "column"));
    const json_t *columns = json_object_get(notes, "columns");
    gsize i;
    json_t *one;

    if (column) {
        g_string_append_printf(read, "the column %s", column);
        note_mentions(catalogue, column, entity, found);
    }
    json_array_foreach(columns, i, one)
    {
        const char *name = json_string_value(one);
        if (!name)
            continue;
        g_string_append_printf(read, "%s%s", i ? ", " : "hashed words of ", name);
        note_mentions(catalogue, name, entity, found);
    }
    json_decref(notes);
}

static void
add_model(ReportTable *table, const Model *model, const Catalogue *catalogue,
          const TableInfo *entity, guint *entered)
{
    g_autoptr(GString) read = g_string_new(NULL), found = g_string_new(NULL);

    for (guint i = 0; i < model->features->len; i++) {
        const Feature *feature = g_ptr_array_index(model->features, i);
        note_mentions(catalogue, feature->expression, entity, found);
    }
    if (model->features->len)
        g_string_append_printf(read, "%u features", model->features->len);
    else
        note_read(model, catalogue, entity, read, found);
    *entered += found->len > 0;
    report_row(table);
    report_cell(table, (double)model->id);
    report_cell_text(table, model->name);
    report_cell_text(table, read->len ? read->str : "nothing of a ticket");
    cell_style(report_cell_text(table, found->len ? found->str : "none"),
               found->len ? "bad" : "good");
}

static gboolean
add_models(Report *report, const Catalogue *catalogue, const Task *task, sqlite3 *database,
           GError **error)
{
    g_autoptr(GPtrArray) models = model_list(database, task->id, error);
    guint entered = 0;

    if (!models)
        return FALSE;
    if (!models->len)
        return TRUE;
    ReportTable *table = report_table(report, "models", "WHAT THE MODELS HAVE READ");
    report_column(table, "id", "", UNIT_COUNT, 0);
    report_column(table, "model", "model", UNIT_NONE, 0);
    report_column(table, "read", "reads", UNIT_NONE, 0);
    report_column(table, "personal", "personal columns among it", UNIT_NONE, 0);
    for (guint i = 0; i < models->len; i++)
        add_model(table, g_ptr_array_index(models, i), catalogue, task->frame->table, &entered);
    if (entered)
        report_warn(report, "%u of %u models read a personal column: train them again without it.",
                    entered, models->len);
    else
        report_say(report,
                   "No personal column entered any of the %u models: none of the expressions and "
                   "columns they were trained on names one.",
                   models->len);
    report_say(
        report,
        "Of texts, features count words, signs and keywords. The model of words weighs hashes "
        "of words and keeps its strongest words in clear; what is recognised as personal is "
        "masked before they are hashed. A name that isn't recognised can be among them.");
    return TRUE;
}

/* ---- the report ---------------------------------------------------------------------------- */

Report *
privacy_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, const Task *task,
               Progress *progress, GError **error)
{
    g_autoptr(Report) report = report_new("privacy", "Personal data");
    ReportTable *table = columns_table(report);
    PrivacyTally tally = {0};

    for (guint i = 0; i < catalogue->tables->len; i++)
        if (!add_table(table, g_ptr_array_index(catalogue->tables, i), frames, database, &tally,
                       progress, error))
            return NULL;
    table->hidden = table->rows->len == 0;
    g_autofree char *cells = number_count(tally.cells);
    if (tally.whole + tally.within == 0)
        report_say(report, "No personal data was found.");
    else
        report_say(
            report,
            "%u column%s personal data through and through; %s cells of %u other%s hold some "
            "within their text.",
            tally.whole, tally.whole == 1 ? " holds" : "s hold", cells, tally.within,
            tally.within == 1 ? "" : "s");
    report_say(report, "%s",
               personal_masked(database)
                   ? "It is masked wherever cells are shown or exported; `personal show` shows it."
                   : "It is shown as it stands; `personal mask` masks it again.");
    report_say(report, "Names elsewhere than in greetings and closings of a text aren't found: "
                       "docs/PRIVACY.md says what is, and how often.");
    report_number(report, "columns_personal", NULL, UNIT_COUNT, 0, tally.whole);
    report_number(report, "cells_within", NULL, UNIT_COUNT, 0, (double)tally.cells);
    if (task && !add_models(report, catalogue, task, database, error))
        return NULL;
    return g_steal_pointer(&report);
}
