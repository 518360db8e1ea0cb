/* The page on personal data: which columns hold some, through and through or within their texts,
 * what is masked, and what each model has read, with the evidence. */
#include "audit/audit_private.h"

#include <foredesk/pii.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

/* ---- columns ------------------------------------------------------------------------------- */

static ReportTable *
columns_table(Report *report, gboolean several)
{
    ReportTable *table = report_table(report, "columns", "EACH COLUMN, AND WHAT IS DONE WITH IT");

    report_column(table, "table", several ? "table" : NULL, UNIT_NONE, 0);
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "treated", "its cells are", UNIT_NONE, 0);
    report_column(table, "decided", "set by", UNIT_NONE, 0);
    report_column(table, "holds", "holds", UNIT_NONE, 0);
    report_column(table, "cells", "cells", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "share", "of those filled", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "kinds", "found in the cells", UNIT_NONE, 0);
    report_column(table, "example", "such as", UNIT_NONE, 0);
    report_column(table, "policy", NULL, UNIT_NONE, 0);
    return table;
}

/* What is known of a column: what it holds, and what is done with it. */
typedef struct {
    const TableInfo *of;
    const ColumnInfo *column;
    PersonalCount count;
    gint64 filled;
    gboolean masked, said; /* by the workspace, and whether anybody said so */
} PrivateColumn;

static const char *
treated(const PrivateColumn *one)
{
    const ColumnInfo *column = one->column;
    gboolean some = column->pii != NULL || one->count.cells > 0;

    switch (column->personal) {
    case PERSONAL_SHOW:
        return "shown";
    case PERSONAL_MASK:
        return column->pii ? "masked" : "masked within";
    case PERSONAL_HASH:
        return "hashed";
    case PERSONAL_DROP:
        return "dropped";
    default:
        break;
    }
    if (column->hash_key && personal_names_person(column->pii))
        return "hashed";
    return !one->masked || !some ? "shown" : column->pii ? "masked" : "masked within";
}

static const char *
decided(const PrivateColumn *one)
{
    if (one->column->personal != PERSONAL_DEFAULT)
        return "this column";
    if (one->column->hash_key && personal_names_person(one->column->pii))
        return "names";
    return one->said ? "the workspace" : "default";
}

static void
add_column(ReportTable *table, const PrivateColumn *one)
{
    const ColumnInfo *column = one->column;
    g_autofree char *kinds = personal_kinds_words(&one->count);
    g_autofree char *example =
        one->count.example ? personal_words(column, one->count.example, TRUE) : NULL;
    gboolean some = column->pii != NULL || one->count.cells > 0;
    gint64 cells = column->pii ? one->filled : one->count.cells;
    const char *how = treated(one);

    report_row(table);
    report_cell_text(table, one->of->name);
    report_cell_text(table, column->name);
    cell_style(report_cell_text(table, how), !some                       ? "dim"
                                             : strcmp(how, "shown") == 0 ? "warn"
                                                                         : "good");
    report_cell_text(table, decided(one));
    cell_style(report_cell_text(table, column->pii        ? column->pii
                                       : one->count.cells ? "within its text"
                                                          : "nothing found"),
               some ? "warn" : "dim");
    Cell *cell = report_cell(table, some ? (double)cells : NAN);
    if (!column->pii && some)
        cell_rows(cell, "table=%s;column=%s;personal=1", one->of->name, column->name);
    report_cell(table, some && one->filled ? (double)cells / (double)one->filled : NAN);
    report_cell_text(table, kinds);
    report_cell_text(table, example)->open = column->personal == PERSONAL_SHOW;
    report_cell_text(table, personal_name(column->personal));
}

typedef struct {
    guint whole, within, said; /* said: columns with a policy of their own */
    gint64 cells;              /* with some within their text */
} PrivacyTally;

static void
private_column_free(gpointer data)
{
    PrivateColumn *one = data;
    personal_count_clear(&one->count);
    g_free(one);
}

static gboolean
look_at_table(GPtrArray *columns, const TableInfo *of, FrameStore *frames, sqlite3 *database,
              PrivacyTally *tally, Progress *progress, GError **error)
{
    g_autoptr(Frame) frame = frame_store_get(frames, database, of, progress, error);
    g_autofree char *setting = setting_get(database, "personal");
    gboolean masked = personal_masked(database);

    if (!frame)
        return FALSE;
    progress_phase(progress, "looking for personal data", of->columns->len, "columns");
    for (guint i = 0; i < of->columns->len; i++) {
        PrivateColumn *one = g_new0(PrivateColumn, 1);
        ColumnStats stats = {0};
        *one = (PrivateColumn){.of = of,
                               .column = g_ptr_array_index(of->columns, i),
                               .masked = masked,
                               .said = setting != NULL};
        g_ptr_array_add(columns, one);
        if (!personal_count(frame, database, one->column, G_MAXUINT32, &one->count, progress,
                            error))
            return FALSE;
        column_stats_load(database, one->column->id, &stats, NULL);
        one->filled = one->column->pii ? stats.rows - stats.missing : one->count.filled;
        column_stats_clear(&stats);
        tally->whole += one->column->pii != NULL;
        tally->within += !one->column->pii && one->count.cells;
        tally->cells += one->column->pii ? 0 : one->count.cells;
        tally->said += one->column->personal != PERSONAL_DEFAULT;
        progress_advance(progress, i + 1);
    }
    return TRUE;
}

/* Those with something found or said come first, each group in the order of the file. */
static gboolean
add_columns(Report *report, const Catalogue *catalogue, FrameStore *frames, sqlite3 *database,
            PrivacyTally *tally, Progress *progress, GError **error)
{
    ReportTable *table = columns_table(report, catalogue->tables->len > 1);
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(private_column_free);

    for (guint i = 0; i < catalogue->tables->len; i++)
        if (!look_at_table(columns, g_ptr_array_index(catalogue->tables, i), frames, database,
                           tally, progress, error))
            return FALSE;
    for (guint found = 0; found < 2; found++)
        for (guint i = 0; i < columns->len; i++) {
            const PrivateColumn *one = g_ptr_array_index(columns, i);
            gboolean some =
                one->column->pii || one->count.cells || one->column->personal != PERSONAL_DEFAULT;
            if (some == (found == 0))
                add_column(table, one);
        }
    return TRUE;
}

/* ---- models -------------------------------------------------------------------------------- */

/* The personal columns that a model reads, and those that only link rows for it, by name. */
static void
find_personal(const GArray *mentions, gboolean keys, GString *names)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < mentions->len; i++) {
            const Mention *one = &g_array_index(mentions, Mention, i);
            gboolean listed = pass == 1 && one->key == keys;
            if (!one->column->pii || (pass == 0 ? !keys || one->key : !listed))
                continue;
            if (g_hash_table_add(seen, (gpointer)one->column) && listed)
                g_string_append_printf(names, "%s%s.%s", names->len ? ", " : "", one->table->name,
                                       one->column->name);
        }
}

/* What the notes of a model say it read besides features: a column, or the words of some. */
static void
note_read(const Model *model, GString *read)
{
    json_auto_t *notes = model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    const char *column = json_string_value(json_object_get(notes, "column"));
    gsize i;
    json_t *one;

    if (column)
        g_string_append_printf(read, "the column %s", column);
    json_array_foreach(json_object_get(notes, "columns"), i, one)
        g_string_append_printf(read, "%s%s", i ? ", " : "hashed words of ", json_string_value(one));
}

typedef struct {
    guint read, keyed; /* models that read a personal column; that know one as a key alone */
} ModelTally;

static void
add_model(ReportTable *table, const Model *model, const Catalogue *catalogue,
          const TableInfo *entity, ModelTally *tally)
{
    g_autoptr(GArray) mentions = model_mentions(model, catalogue, entity);
    g_autoptr(GString) read = g_string_new(NULL), found = g_string_new(NULL),
                       keys = g_string_new(NULL);

    find_personal(mentions, FALSE, found);
    find_personal(mentions, TRUE, keys);
    if (model->features->len)
        g_string_append_printf(read, "%u features", model->features->len);
    else
        note_read(model, read);
    tally->read += found->len > 0;
    tally->keyed += keys->len > 0;
    report_row(table);
    report_cell(table, (double)model->id);
    report_cell_text(table, model->name);
    report_cell_text(table, read->len ? read->str : "nothing of a ticket");
    cell_style(report_cell_text(table, found->len ? found->str : "none"),
               found->len ? "bad" : "good");
    report_cell_text(table, keys->len ? keys->str : "–");
}

/* Those that a drop took along, by number, with the reason. */
static gboolean
add_gone(ReportTable *table, const Task *task, sqlite3 *database, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT id, name, reason FROM model_gone JOIN model ON id = model_id WHERE "
                   "task_id = ? ORDER BY id",
                   "i", task->id);
    GError *failure = NULL;

    while (rows && db_step(rows, &failure)) {
        g_autofree char *reason =
            g_strdup_printf("deleted: %s", (const char *)sqlite3_column_text(rows, 2));
        report_row(table);
        report_cell(table, (double)sqlite3_column_int64(rows, 0));
        report_cell_text(table, (const char *)sqlite3_column_text(rows, 1));
        cell_style(report_cell_text(table, reason), "dim");
        report_cell_text(table, "–");
        report_cell_text(table, "–");
    }
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

static void
say_models(Report *report, const ModelTally *tally, guint n)
{
    if (tally->read)
        report_warn(report, "%u of %u models read a personal column: train them again without it.",
                    tally->read, n);
    else if (n)
        report_say(report,
                   "No personal column entered any of the %u models: none of the expressions and "
                   "columns they were trained on reads one%s.",
                   n, tally->keyed ? ", but as a key that says which rows belong together" : "");
    if (n)
        report_say(
            report,
            "Of texts, features count words, signs and keywords. The model of words weighs hashes "
            "of words and keeps its strongest words in clear; what is recognised as personal is "
            "masked before they are hashed. A name that isn't recognised can be among them.");
}

static gboolean
add_models(Report *report, const Catalogue *catalogue, const Task *task, sqlite3 *database,
           GError **error)
{
    g_autoptr(GPtrArray) models = model_list(database, task->id, error);
    ModelTally tally = {0};

    if (!models)
        return FALSE;
    ReportTable *table = report_table(report, "models", "WHAT THE MODELS HAVE READ");
    report_column(table, "id", "", UNIT_COUNT, 0);
    report_column(table, "model", "model", UNIT_NONE, 0);
    report_column(table, "read", "reads", UNIT_NONE, 0);
    report_column(table, "personal", "personal columns among it", UNIT_NONE, 0);
    report_column(table, "keys", "as key only", UNIT_NONE, 0);
    for (guint i = 0; i < models->len; i++)
        add_model(table, g_ptr_array_index(models, i), catalogue, task->frame->table, &tally);
    if (!add_gone(table, task, database, error))
        return FALSE;
    if (!table->rows->len)
        g_ptr_array_remove_index(report->tables, report->tables->len - 1);
    say_models(report, &tally, models->len);
    return TRUE;
}

/* ---- the report ---------------------------------------------------------------------------- */

Report *
privacy_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, const Task *task,
               Progress *progress, GError **error)
{
    g_autoptr(Report) report = report_new("privacy", "Personal data");
    PrivacyTally tally = {0};

    if (!add_columns(report, catalogue, frames, database, &tally, progress, error))
        return NULL;
    g_autofree char *cells = number_count(tally.cells);
    g_autofree char *whole = tally.whole ? number_count(tally.whole) : g_strdup("No");
    if (tally.whole + tally.within == 0)
        report_say(report, "No personal data was found.");
    else
        report_say(report,
                   "%s column%s personal data in every cell; %s cell%s of %u %scolumn%s %s text.",
                   whole, tally.whole > 1 ? "s hold" : " holds", cells, tally.cells == 1 ? "" : "s",
                   tally.within, tally.whole ? "other " : "", tally.within == 1 ? "" : "s",
                   tally.cells == 1 ? "holds some within its" : "hold some within their");
    report_say(report,
               "%s Of one column: `personal TABLE.COLUMN show`, mask, hash, drop or "
               "default.",
               personal_masked(database)
                   ? "It is masked wherever cells are shown or exported, unless a column says "
                     "otherwise; `personal show` shows it."
                   : "It is shown as it stands, unless a column says otherwise; `personal "
                     "mask` masks it again.");
    report_say(report, "Names elsewhere than in greetings and closings of a text aren't found: "
                       "docs/PRIVACY.md says what is, and how often.");
    report_number(report, "columns_personal", NULL, UNIT_COUNT, 0, tally.whole);
    report_number(report, "columns_said", NULL, UNIT_COUNT, 0, tally.said);
    report_number(report, "cells_within", NULL, UNIT_COUNT, 0, (double)tally.cells);
    if (task && !add_models(report, catalogue, task, database, error))
        return NULL;
    return g_steal_pointer(&report);
}
