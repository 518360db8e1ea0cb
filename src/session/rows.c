/* The tickets behind a number. A reference names them ("model=4;part=validation;cell=fn"); the list
 * keeps their row ids in memory and reads the texts of visible rows only. */
#include "rows_private.h"

#include <foredesk/evidence.h>
#include <foredesk/stats.h>
#include <math.h>
#include <string.h>

/* ---- reading a reference ------------------------------------------------------------------ */

/* "key=value;key=value"; a value that may hold anything comes last, as value=…: it takes the rest.
 */
static GHashTable *
parse_reference(const char *reference)
{
    GHashTable *parts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *p = reference;

    while (*p) {
        const char *equals = strchr(p, '=');
        if (!equals)
            break;
        gsize name = (gsize)(equals - p);
        gboolean last = name == 5 && strncmp(p, "value", 5) == 0;
        const char *end = last ? equals + strlen(equals) : equals + strcspn(equals, ";");
        g_hash_table_replace(parts, g_strndup(p, name),
                             g_strndup(equals + 1, (gsize)(end - equals - 1)));
        p = *end ? end + 1 : end;
    }
    return parts;
}

static void
set_unknown_reference(const char *reference, GError **error)
{
    if (error && *error)
        return;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "nothing is behind \"%s\"", reference);
}

static void
add_row(RowList *list, gint64 row_id)
{
    g_array_append_val(list->row_ids, row_id);
}

/* ---- sources ------------------------------------------------------------------------------ */

static gboolean
in_cell(const char *cell, gboolean flagged, gboolean event)
{
    if (!cell || strcmp(cell, "all") == 0)
        return TRUE;
    if (strcmp(cell, "flagged") == 0)
        return flagged;
    if (strcmp(cell, "events") == 0)
        return event;
    if (strcmp(cell, "tp") == 0)
        return flagged && event;
    if (strcmp(cell, "fp") == 0)
        return flagged && !event;
    if (strcmp(cell, "fn") == 0)
        return !flagged && event;
    return strcmp(cell, "tn") == 0 && !flagged && !event;
}

static const char *
cell_phrase(const char *cell)
{
    static const char *const phrases[][2] = {
        {"tp", "caught by"},       {"fp", "false alarms of"}, {"fn", "missed by"},
        {"tn", "rightly left by"}, {"flagged", "flagged by"}, {"events", "events judged by"},
    };
    for (guint i = 0; cell && i < G_N_ELEMENTS(phrases); i++)
        if (strcmp(cell, phrases[i][0]) == 0)
            return phrases[i][1];
    return "judged by";
}

static gboolean
open_model(RowList *list, GHashTable *parts, GError **error)
{
    Session *session = list->session;
    const char *cell = g_hash_table_lookup(parts, "cell");
    gint64 id;
    const Judged *judged;

    if (!number_parse_integer(g_hash_table_lookup(parts, "model"), -1, &id) ||
        !session_read_models(session, error) || !(judged = session_judged(session, id)) ||
        !judged->table)
        return FALSE;
    const Scores *scores = judged->scores;
    list->judged_id = id;
    list->scores = g_array_new(FALSE, FALSE, sizeof(double));
    list->labels = g_byte_array_new();
    for (guint32 i = 0; i < scores->n; i++) {
        if (!in_cell(cell, i < judged->decision.flagged, scores->label[i]))
            continue;
        add_row(list, scores->row_id[i]);
        g_array_append_val(list->scores, scores->score[i]);
        g_byte_array_append(list->labels, &scores->label[i], 1);
    }
    list->table = catalogue_table(session->catalogue, session->brief->entity, error);
    g_autofree char *count = number_count(list->row_ids->len);
    list->title = g_strdup_printf("%s %s %s %s (%s)", count,
                                  table_noun(session->brief->entity, list->row_ids->len),
                                  cell_phrase(cell), judged->model->name, split_name(scores->part));
    return list->table != NULL;
}

/* The task knows which rows its figures count: by state, part, month. */
static gboolean
open_task(RowList *list, const char *reference, GError **error)
{
    Task *task = session_need_task(list->session, error);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (!task || !task_rows(task, reference, rows, &list->title, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        add_row(list, task->frame->row_id[g_array_index(rows, guint32, i)]);
    list->table = catalogue_table(list->session->catalogue, task->frame->table->name, error);
    return list->table != NULL;
}

/* How the desk does: what a measure counted, or left out for a reason. */
static gboolean
open_desk(RowList *list, const char *reference, GError **error)
{
    sqlite3 *database = workspace_database(list->session->workspace);
    g_autoptr(DeskView) view = desk_view_new(list->session->frames, database, error);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    if (!view || !desk_rows(view, reference, rows, &list->title, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        add_row(list, view->frame->row_id[g_array_index(rows, guint32, i)]);
    list->table = catalogue_table(list->session->catalogue, view->frame->table->name, error);
    return list->table != NULL;
}

/* Takes out what cleaning steps set aside. */
static gboolean
leave_cleaned(RowList *list, GError **error)
{
    gint64 *ids = (gint64 *)(void *)list->row_ids->data;
    guint n = list->row_ids->len, at = 0, kept = 0;
    g_autoptr(sqlite3_stmt) aside =
        db_prepare(workspace_database(list->session->workspace), error,
                   "SELECT DISTINCT r.row FROM step s JOIN step_row r ON r.step_id = s.id WHERE "
                   "s.table_id = ? AND s.enabled AND s.kind = 'rows' AND s.scope = 'all' ORDER BY "
                   "r.row",
                   "i", list->table->id);

    if (!aside)
        return FALSE;
    while (db_step(aside, NULL)) {
        gint64 row = sqlite3_column_int64(aside, 0);
        while (at < n && ids[at] < row)
            ids[kept++] = ids[at++];
        at += at < n && ids[at] == row;
    }
    while (at < n)
        ids[kept++] = ids[at++];
    g_array_set_size(list->row_ids, kept);
    return TRUE;
}

/* All rows of a table; "clean": without what cleaning steps set aside. */
static gboolean
open_all(RowList *list, gboolean clean, GError **error)
{
    sqlite3 *database = workspace_database(list->session->workspace);

    if (!frame_row_ids(database, list->table, list->row_ids, error) ||
        (clean && !leave_cleaned(list, error)))
        return FALSE;
    g_autofree char *count = number_count(list->row_ids->len);
    list->title = g_strdup_printf("%s rows of %s", count, list->table->name);
    return TRUE;
}

/* Rows of a table by what one column holds. */
static gboolean
open_values(RowList *list, const ColumnInfo *column, GHashTable *parts, GError **error)
{
    sqlite3 *database = workspace_database(list->session->workspace);
    const char *value = g_hash_table_lookup(parts, "value");
    g_autoptr(GString) sql = g_string_new(NULL);
    g_autofree char *count = NULL;

    gboolean personal = g_hash_table_contains(parts, "personal");

    g_autofree char *current = rows_current_sql(database, list->table->id);
    g_string_printf(sql, "SELECT row, c%d FROM raw_%" G_GINT64_FORMAT " AS raw WHERE %s",
                    column->position, list->table->id, current);
    if (g_hash_table_contains(parts, "missing"))
        g_string_append_printf(sql, " AND trim(coalesce(c%d, '')) = ''", column->position);
    else if (value)
        g_string_append_printf(sql, " AND trim(c%d) = ?1", column->position);
    g_autoptr(sqlite3_stmt) rows = db_prepare(database, error, sql->str, value ? "s" : "", value);
    if (!rows)
        return FALSE;
    while (db_step(rows, NULL))
        if (!personal || (sqlite3_column_bytes(rows, 1) > 0 &&
                          pii_scan((const char *)sqlite3_column_text(rows, 1),
                                   (gsize)sqlite3_column_bytes(rows, 1), NULL, NULL)))
            add_row(list, sqlite3_column_int64(rows, 0));
    count = number_count(list->row_ids->len);
    if (personal)
        list->title = g_strdup_printf("%s rows of %s with personal data in %s", count,
                                      list->table->name, column->name);
    else if (value) {
        g_autofree char *clean = personal_words(column, value, list->session->masked);
        list->title = g_strdup_printf("%s rows of %s where %s is %s", count, list->table->name,
                                      column->name, clean);
    } else
        list->title =
            g_strdup_printf("%s rows of %s without %s", count, list->table->name, column->name);
    return TRUE;
}

/* Tickets by how far in their life they are:
 * table=T;stage=untouched[;column=C[;filled=1|;value=V]].
 */
static gboolean
open_stage(RowList *list, const ColumnInfo *column, GHashTable *parts, GError **error)
{
    Session *session = list->session;
    StageRows wanted = {.stage = g_hash_table_lookup(parts, "stage"),
                        .column = column,
                        .value = g_hash_table_lookup(parts, "value"),
                        .filled = g_hash_table_contains(parts, "filled"),
                        .masked = session->masked};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(Frame) frame = frame_store_get(
        session->frames, workspace_database(session->workspace), list->table, NULL, error);

    if (!frame)
        return FALSE;
    wanted.column = column ? table_column(frame->table, column->name, error) : NULL;
    if (!stage_rows(frame, &wanted, rows, &list->title, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        add_row(list, frame->row_id[g_array_index(rows, guint32, i)]);
    return TRUE;
}

/* Rows that never became rows: what was set aside, as it stood in the file. */
static gboolean
open_aside(RowList *list, const char *reason, GError **error)
{
    sqlite3 *database = workspace_database(list->session->workspace);
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT aside.id FROM aside JOIN import ON import.id = import_id "
                   "WHERE table_id = ?1 AND (?2 = '' OR reason = ?2) ORDER BY aside.id",
                   "is", list->table->id, reason);
    if (!rows)
        return FALSE;
    list->aside = TRUE;
    while (db_step(rows, NULL))
        add_row(list, sqlite3_column_int64(rows, 0));
    g_autofree char *count = number_count(list->row_ids->len);
    list->title = g_strdup_printf("%s rows of %s set aside%s%s", count, list->table->name,
                                  *reason ? ": " : "", reason);
    return TRUE;
}

/* Rows that repeat an earlier one, as the last search of the table found them. */
static gboolean
open_duplicates(RowList *list, const char *kind_name, GError **error)
{
    sqlite3 *database = workspace_database(list->session->workspace);
    DuplicateKind kind = DUPLICATE_EXACT;
    gboolean all = strcmp(kind_name, "all") == 0;

    if (!all && !duplicate_kind_from_name(kind_name, &kind, error))
        return FALSE;
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error,
                   "SELECT row FROM duplicate_pair JOIN duplicate_search USING (table_id) WHERE "
                   "table_id = ?1 AND (?2 = 'all' OR kind = ?2) ORDER BY row",
                   "is", list->table->id, all ? "all" : duplicate_kind_name(kind));
    if (!rows)
        return FALSE;
    while (db_step(rows, NULL))
        add_row(list, sqlite3_column_int64(rows, 0));
    g_autofree char *count = number_count(list->row_ids->len);
    list->title = g_strdup_printf("%s %s that repeat an earlier one%s%s", count,
                                  table_noun(list->table->name, list->row_ids->len),
                                  all ? "" : ": ", all ? "" : kind_name);
    return TRUE;
}

/* What an alert of the audit is about, kept by it. */
static gboolean
open_alert(RowList *list, const char *name, GError **error)
{
    Session *session = list->session;
    g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT " %s", list->table->id, name);
    GBytes *own = session->alert_rows ? g_hash_table_lookup(session->alert_rows, key) : NULL;
    g_autoptr(GBytes) set =
        own ? g_bytes_ref(own)
            : alert_rows_load(workspace_database(session->workspace), list->table->id, name);

    if (!set || !alert_rows_read(set, list->row_ids)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no alert \"%s\" keeps rows: look at the audit again", name);
        return FALSE;
    }
    g_autofree char *count = table_count(list->table->name, list->row_ids->len);
    const char *dot = strchr(name, '.');
    g_autofree char *title = alert_title(name);
    list->title = g_strdup_printf("%s: %s%s%s", count, title, dot ? ", " : "", dot ? dot + 1 : "");
    return TRUE;
}

/* What a cleaning step touches; `first`: only rows that no earlier one sets aside. */
static gboolean
open_step(RowList *list, const char *text, gboolean first, GError **error)
{
    sqlite3 *database = workspace_database(list->session->workspace);
    gint64 id = 0;
    number_parse_integer(text, -1, &id);
    g_autoptr(Step) step = step_load(database, id, error);
    g_autoptr(sqlite3_stmt) rows =
        !step ? NULL
              : db_prepare(database, error,
                           "SELECT r.row FROM step_row r WHERE r.step_id = ?1 AND NOT (?2 AND "
                           "EXISTS (SELECT 1 FROM step_row e JOIN step s ON s.id = e.step_id WHERE "
                           "e.row = r.row AND s.id < ?1 AND s.table_id = ?3 AND s.enabled AND "
                           "s.kind = 'rows' AND s.scope = 'all')) ORDER BY r.row",
                           "iii", id, (gint64)first, list->table->id);
    if (!rows)
        return FALSE;
    while (db_step(rows, NULL))
        add_row(list, sqlite3_column_int64(rows, 0));
    g_autofree char *count = number_count(list->row_ids->len);
    g_autofree char *reason = text_clean(step->reason, -1);
    list->title =
        g_strdup_printf("%s %s %s: %s", count, table_noun(list->table->name, list->row_ids->len),
                        step->kind == STEP_CELLS ? "read as missing there"
                        : step->enabled          ? "set aside"
                                                 : "no longer set aside",
                        reason);
    return TRUE;
}

/* "table=T;link=CHILD.COLUMN>PARENT.COLUMN;state=orphans": rows behind a link's counts. */
static gboolean
open_link(RowList *list, GHashTable *parts, GError **error)
{
    const char *wanted = g_hash_table_lookup(parts, "link");
    const char *state = g_hash_table_lookup(parts, "state");
    const GPtrArray *links = list->session->catalogue->links;

    for (guint i = 0; state && i < links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(links, i);
        g_autofree char *name =
            g_strdup_printf("%s.%s>%s.%s", link->child->name, link->child_column->name,
                            link->parent->name, link->parent_column->name);
        if (strcmp(name, wanted) != 0)
            continue;
        if (!link_rows(workspace_database(list->session->workspace), link, state, list->row_ids,
                       error))
            return FALSE;
        g_autofree char *count = table_count(list->table->name, list->row_ids->len);
        list->title = g_strdup_printf("%s %s", count,
                                      strcmp(state, "matched") == 0   ? "found by their key"
                                      : strcmp(state, "orphans") == 0 ? "whose key names no row"
                                                                      : "that repeat a key");
        return TRUE;
    }
    return FALSE;
}

static gboolean
open_table(RowList *list, GHashTable *parts, GError **error)
{
    const char *step = g_hash_table_lookup(parts, "step");
    const char *aside = g_hash_table_lookup(parts, "aside");
    const char *alert = g_hash_table_lookup(parts, "alert");
    const char *column_name = g_hash_table_lookup(parts, "column");
    const ColumnInfo *column = NULL;

    list->table =
        catalogue_table(list->session->catalogue, g_hash_table_lookup(parts, "table"), error);
    if (!list->table)
        return FALSE;
    if (aside)
        return open_aside(list, aside, error);
    if (step)
        return open_step(list, step, g_hash_table_contains(parts, "first"), error);
    if (g_hash_table_contains(parts, "duplicates"))
        return open_duplicates(list, g_hash_table_lookup(parts, "duplicates"), error);
    if (alert)
        return open_alert(list, alert, error);
    if (g_hash_table_contains(parts, "link"))
        return open_link(list, parts, error);
    if (g_hash_table_contains(parts, "import") || g_hash_table_contains(parts, "changed") ||
        g_hash_table_contains(parts, "ahead"))
        return row_list_open_versions(list, parts, error);
    if (column_name && !(column = table_column(list->table, column_name, error)))
        return FALSE;
    if (g_hash_table_contains(parts, "stage"))
        return open_stage(list, column, parts, error);
    return column ? open_values(list, column, parts, error)
                  : open_all(list, g_hash_table_contains(parts, "clean"), error);
}

/* ---- columns ------------------------------------------------------------------------------ */

/* Where a column's text stands among the cells of a row; −1: in none of them. */
static int
raw_index(const RowList *list, const ColumnInfo *info, RowColumnSource source)
{
    switch (source) {
    case ROW_RAW:
        for (guint i = 0; i < list->table->columns->len; i++)
            if (g_ptr_array_index(list->table->columns, i) == info)
                return (int)i;
        return -1;
    case ROW_ASIDE_LINE:
        return 0;
    case ROW_ASIDE_REASON:
        return 1;
    case ROW_ASIDE_RAW:
        return 2;
    default:
        return -1;
    }
}

static void
add_column(RowList *list, const char *title, const ColumnInfo *info, RowColumnSource source,
           int width, gboolean right)
{
    RowColumn column = {.title = g_strdup(title),
                        .info = info,
                        .source = source,
                        .raw = raw_index(list, info, source),
                        .width = width,
                        .right = right};
    g_array_append_val(list->columns, column);
}

static int
wanted_width(const ColumnInfo *column)
{
    switch (column->kind) {
    case KIND_DATE:
        return column->precision == PRECISION_DAY      ? 10
               : column->precision == PRECISION_MINUTE ? 16
                                                       : 19;
    case KIND_TEXT:
        return column->role == ROLE_BODY ? 60 : 40;
    case KIND_KEY:
        return 12;
    case KIND_INTEGER:
    case KIND_DECIMAL:
        return 10;
    case KIND_BOOLEAN:
        return 7;
    default:
        return 14;
    }
}

static gboolean
is_right(const ColumnInfo *column)
{
    return column->kind == KIND_INTEGER || column->kind == KIND_DECIMAL;
}

static void
add_info(RowList *list, const ColumnInfo *info)
{
    for (guint i = 0; i < list->columns->len; i++)
        if (g_array_index(list->columns, RowColumn, i).info == info)
            return;
    add_column(list, info->name, info, ROW_RAW, wanted_width(info), is_right(info));
}

/* What tells one ticket from another comes first; the rest follows as in the file. */
static void
choose_columns(RowList *list)
{
    static const ColumnRole first[] = {ROLE_CREATED,  ROLE_SUBJECT,  ROLE_CHANNEL, ROLE_PRIORITY,
                                       ROLE_CATEGORY, ROLE_CUSTOMER, ROLE_STATUS};

    if (list->aside) {
        add_column(list, "line", NULL, ROW_ASIDE_LINE, 8, TRUE);
        add_column(list, "reason", NULL, ROW_ASIDE_REASON, 30, FALSE);
        add_column(list, "as in the file", NULL, ROW_ASIDE_RAW, 60, FALSE);
        return;
    }
    if (list->table->key)
        add_info(list, list->table->key);
    if (list->scores) {
        add_column(list, "model says", NULL, ROW_SCORE, 12, TRUE);
        add_column(list, "outcome", NULL, ROW_LABEL, 8, FALSE);
    }
    for (guint i = 0; i < G_N_ELEMENTS(first); i++) {
        const ColumnInfo *info = table_role(list->table, first[i]);
        if (info)
            add_info(list, info);
    }
    for (guint i = 0; i < list->table->columns->len; i++)
        add_info(list, g_ptr_array_index(list->table->columns, i));
}

static void
show_all(RowList *list)
{
    g_array_set_size(list->shown, list->row_ids->len);
    for (guint i = 0; i < list->row_ids->len; i++)
        g_array_index(list->shown, guint32, i) = i;
}

/* ---- opening and closing ------------------------------------------------------------------ */

static void
clear_column(gpointer column)
{
    g_free(((RowColumn *)column)->title);
}

RowList *
session_rows_open(Session *session, const char *reference, GError **error)
{
    g_autoptr(RowList) list = g_new0(RowList, 1);
    g_autoptr(GHashTable) parts = parse_reference(reference);
    gboolean ok = FALSE;

    list->session = session;
    list->row_ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    list->shown = g_array_new(FALSE, FALSE, sizeof(guint32));
    list->columns = g_array_new(FALSE, TRUE, sizeof(RowColumn));
    g_array_set_clear_func(list->columns, clear_column);
    list->cells =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_strfreev);
    if (!session->workspace)
        ok = FALSE;
    else if (g_hash_table_contains(parts, "model"))
        ok = open_model(list, parts, error);
    else if (g_hash_table_contains(parts, "check"))
        ok = rows_of_check(list, parts, error);
    else if (g_hash_table_contains(parts, "offer"))
        ok = rows_of_offer(list, parts, error);
    else if (g_hash_table_contains(parts, "where"))
        ok = rows_of_rule(list, parts, error);
    else if (g_hash_table_contains(parts, "task"))
        ok = open_task(list, reference, error);
    else if (g_hash_table_contains(parts, "desk"))
        ok = open_desk(list, reference, error);
    else if (g_hash_table_contains(parts, "table"))
        ok = open_table(list, parts, error);
    if (!ok) {
        set_unknown_reference(reference, error);
        return NULL;
    }
    if (session->masked && list->title) {
        g_autofree char *title = list->title;
        list->title = personal_sentence(title);
    }
    list->catalogue = catalogue_ref(session->catalogue);
    choose_columns(list);
    show_all(list);
    return g_steal_pointer(&list);
}

void
row_list_free(RowList *list)
{
    if (!list)
        return;
    row_list_stream_end(list);
    sqlite3_finalize(list->fetch);
    g_array_unref(list->row_ids);
    g_array_unref(list->shown);
    g_array_unref(list->columns);
    g_clear_pointer(&list->scores, g_array_unref);
    g_clear_pointer(&list->labels, g_byte_array_unref);
    g_hash_table_unref(list->cells);
    g_clear_pointer(&list->catalogue, catalogue_unref);
    g_free(list->title);
    g_free(list);
}

const char *
row_list_title(const RowList *list)
{
    return list->title;
}

guint
row_list_length(const RowList *list)
{
    return list->shown->len;
}

guint
row_list_columns(const RowList *list)
{
    return list->columns->len;
}

static const RowColumn *
column_at(const RowList *list, guint column)
{
    return &g_array_index(list->columns, RowColumn, column);
}

const char *
row_list_column_name(const RowList *list, guint column)
{
    return column_at(list, column)->title;
}

gboolean
row_list_column_right(const RowList *list, guint column)
{
    return column_at(list, column)->right;
}

int
row_list_column_width(const RowList *list, guint column)
{
    return column_at(list, column)->width;
}

/* ---- cells -------------------------------------------------------------------------------- */

/* Text of a cell as stored; NULL: none. Owned by the list until more rows are read. */
const char *
row_list_raw(RowList *list, guint at, guint column)
{
    int index = column_at(list, column)->raw;
    char **cells =
        index < 0 ? NULL : row_list_cells(list, g_array_index(list->row_ids, gint64, at));
    return cells ? cells[index] : NULL;
}

char *
row_list_cell(RowList *list, guint row, guint column)
{
    guint32 at;
    const RowColumn *shape = column_at(list, column);

    if (row >= list->shown->len)
        return g_strdup("");
    at = g_array_index(list->shown, guint32, row);
    if (shape->source == ROW_SCORE)
        return number_in_100(g_array_index(list->scores, double, at));
    if (shape->source == ROW_LABEL)
        return g_strdup(list->labels->data[at] ? "yes" : "no");
    return personal_words(shape->info, row_list_raw(list, at, column), list->session->masked);
}

/* The raw table's row id of a shown row, 0 for rows set aside. */
gint64
row_list_row_id(const RowList *list, guint row)
{
    if (list->aside || row >= list->shown->len)
        return 0;
    return g_array_index(list->row_ids, gint64, g_array_index(list->shown, guint32, row));
}

const char *
row_list_table(const RowList *list)
{
    return list->table->name;
}
