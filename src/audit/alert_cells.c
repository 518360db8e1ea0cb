/* One pass over the raw cells of a table, for what typed columns don't hold: rows that are copies,
 * equal tickets with different outcomes, damaged letters, lengths of texts, tests, machines, cells
 * that can't be read. */
#include "audit/alert.h"
#include "audit/alert_words.h"

#include <math.h>
#include <string.h>

/* Personal data is looked for in the first rows: enough for an alert; `privacy` counts all. */
enum { STEP = 65536, ROWS_LEAST = 100, PERSONAL_ROWS = 100000 };

/* What is gathered of one column. */
typedef struct {
    const ColumnInfo *info;
    const FrameColumn *cells;
    gboolean hashed;    /* its cells make two rows equal */
    gboolean text;      /* letters and lengths are looked at */
    gboolean content;   /* what the customer said */
    gboolean readable;  /* it has cells that can't be read */
    guint8 *damaged;    /* one byte a row */
    guint32 *length;    /* characters, one a row */
    guint8 *unreadable; /* one byte a row */
    guint8 *personal;   /* one byte a row, of the first PERSONAL_ROWS */
    gint64 kind[PII_KINDS];
    gint64 n_damaged, n_unreadable, n_other_dates, n_personal;
    char *example;
} CellColumn;

typedef struct {
    Inspection *inspection;
    CellColumn *column;
    guint n;
    int subject, body; /* −1: none */
    guint64 *hash;     /* of all cells but the key, one a row */
    guint64 *content;  /* of what the customer said, 0: nothing */
    guint8 *test, *machine;
} Pass;

/* ---- one row ----------------------------------------------------------------------------------
 */

static void
look_at_unreadable(CellColumn *column, guint32 row, const char *bytes, gsize length)
{
    if (!cell_empty(column->cells, row) || column_says_nothing(column->info, bytes, length))
        return;
    column->unreadable[row] = TRUE;
    column->n_unreadable++;
    if (!column->example)
        column->example = g_strndup(bytes, MIN(length, 200));
    if (column->info->kind == KIND_DATE &&
        date_orders_possible(bytes, (gssize)length) & ~(1u << DATE_EPOCH))
        column->n_other_dates++;
}

static void
look_at_persons(CellColumn *column, guint32 row, const char *bytes, gsize length)
{
    guint kinds = pii_scan(bytes, length, NULL, NULL);

    if (!kinds)
        return;
    column->personal[row] = TRUE;
    column->n_personal++;
    for (guint kind = 0; kind < PII_KINDS; kind++)
        column->kind[kind] += kinds >> kind & 1;
}

static void
look_at_text(CellColumn *column, guint32 row, const char *bytes, gsize length)
{
    column->length[row] = (guint32)words_length(bytes, length);
    if (words_damaged(bytes, length)) {
        column->damaged[row] = TRUE;
        column->n_damaged++;
    }
}

static void
look_at_row(Pass *pass, guint32 row, sqlite3_stmt *cells)
{
    guint64 hash = 1, content = 0;
    const char *text[2] = {NULL, NULL};
    gsize lengths[2] = {0, 0};

    for (guint i = 0; i < pass->n; i++) {
        CellColumn *column = &pass->column[i];
        const char *bytes = (const char *)sqlite3_column_text(cells, (int)i + 1);
        gsize length = (gsize)sqlite3_column_bytes(cells, (int)i + 1);
        if (column->hashed)
            hash = hash_bytes(bytes ? bytes : "", length, hash);
        if (!bytes || !length)
            continue;
        if (column->content)
            content = hash_bytes(bytes, length, content + 1);
        if (column->text)
            look_at_text(column, row, bytes, length);
        if (column->personal && row < PERSONAL_ROWS)
            look_at_persons(column, row, bytes, length);
        if (column->readable)
            look_at_unreadable(column, row, bytes, length);
        if ((int)i == pass->subject)
            text[0] = bytes, lengths[0] = length;
        if ((int)i == pass->body)
            text[1] = bytes, lengths[1] = length;
    }
    pass->hash[row] = hash;
    pass->content[row] = content;
    if (!text[0] && !text[1])
        return;
    pass->test[row] = words_of_test(text[0], lengths[0], text[1], lengths[1]);
    pass->machine[row] =
        !pass->test[row] && words_of_machine(text[0], lengths[0], text[1], lengths[1]);
}

/* ---- all of them ------------------------------------------------------------------------------
 */

static void
prepare(Pass *pass)
{
    Inspection *inspection = pass->inspection;
    const TableInfo *table = inspection->table;
    gsize rows = (gsize)inspection->frame->n + 1;

    pass->n = table->columns->len;
    pass->column = g_new0(CellColumn, pass->n + 1);
    pass->subject = pass->body = -1;
    pass->hash = g_new0(guint64, rows);
    pass->content = g_new0(guint64, rows);
    pass->test = g_new0(guint8, rows);
    pass->machine = g_new0(guint8, rows);
    for (guint i = 0; i < pass->n; i++) {
        CellColumn *column = &pass->column[i];
        const ColumnInfo *info = g_ptr_array_index(table->columns, i);
        column->info = info;
        column->cells = inspection_column(inspection, i);
        column->hashed = info != table->key && info->role != ROLE_ID;
        column->text = info->kind == KIND_TEXT;
        column->content = info->role == ROLE_SUBJECT || info->role == ROLE_BODY;
        column->readable = inspection->stats[i].unreadable > 0 && column->cells;
        if (info->role == ROLE_SUBJECT && pass->subject < 0)
            pass->subject = (int)i;
        if (info->role == ROLE_BODY && pass->body < 0)
            pass->body = (int)i;
        if (column->text) {
            column->damaged = g_new0(guint8, rows);
            column->length = g_new0(guint32, rows);
        }
        if (!info->pii &&
            (info->kind == KIND_TEXT || info->kind == KIND_CATEGORY || info->kind == KIND_LIST))
            column->personal = g_new0(guint8, rows);
        if (column->readable)
            column->unreadable = g_new0(guint8, rows);
    }
}

static void
clear(Pass *pass)
{
    for (guint i = 0; i < pass->n; i++) {
        g_free(pass->column[i].damaged);
        g_free(pass->column[i].length);
        g_free(pass->column[i].unreadable);
        g_free(pass->column[i].personal);
        g_free(pass->column[i].example);
    }
    g_free(pass->column);
    g_free(pass->hash);
    g_free(pass->content);
    g_free(pass->test);
    g_free(pass->machine);
}

static sqlite3_stmt *
raw_cells(const Inspection *inspection, GError **error)
{
    const Frame *frame = inspection->frame;
    g_autoptr(GString) sql = g_string_new("SELECT row");

    for (guint i = 0; i < inspection->table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(inspection->table->columns, i);
        g_string_append_printf(sql, ", c%d", column->position);
    }
    g_string_append_printf(sql,
                           " FROM raw_%" G_GINT64_FORMAT " WHERE row BETWEEN ? AND ? ORDER BY row",
                           inspection->table->id);
    return db_prepare(inspection->database, error, sql->str, "ii", frame->row_id[0],
                      frame->row_id[frame->n - 1]);
}

/* The frame's rows and the file's are both in order of row id: walked side by side. */
static gboolean
walk(Pass *pass, GError **error)
{
    Inspection *inspection = pass->inspection;
    const Frame *frame = inspection->frame;
    g_autoptr(sqlite3_stmt) cells = raw_cells(inspection, error);
    g_autoptr(GError) failure = NULL;
    guint32 row = 0;

    if (!cells)
        return FALSE;
    while (row < frame->n && db_step(cells, &failure)) {
        gint64 id = sqlite3_column_int64(cells, 0);
        while (row < frame->n && frame->row_id[row] < id)
            row++;
        if (row == frame->n || frame->row_id[row] != id)
            continue;
        look_at_row(pass, row++, cells);
        if (row % STEP == 0) {
            progress_advance(inspection->progress, row);
            if (progress_stop(inspection->progress, error))
                return FALSE;
        }
    }
    if (!failure)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

/* ---- copies -----------------------------------------------------------------------------------
 */

/* Rows in order of 52 bits of their hash, equal ones in order of row: who reads it compares all 64.
 */
static guint32 *
order_by_hash(const guint64 *hash, guint32 n)
{
    g_autofree double *key = g_new(double, (gsize)n + 1);
    guint32 *order = g_new(guint32, (gsize)n + 1);

    for (guint32 i = 0; i < n; i++)
        key[i] = (double)(hash[i] >> 12);
    stats_order(key, n, NULL, order);
    return order;
}

static void
tell_copies(Pass *pass)
{
    Inspection *inspection = pass->inspection;
    guint32 n = inspection->frame->n;
    g_autofree guint32 *order = order_by_hash(pass->hash, n);
    g_autofree guint8 *rows = g_new0(guint8, (gsize)n + 1);
    gint64 count = 0;

    for (guint32 i = 1; i < n; i++)
        if (pass->hash[order[i]] == pass->hash[order[i - 1]])
            rows[order[i]] = TRUE, count++; /* the order is stable: the earlier stays */
    if (!count)
        return;
    /* copies of a text or of a moment are no chance */
    gboolean wordy = pass->subject >= 0 || pass->body >= 0 || inspection->time;
    gboolean many = count * 100 >= n;
    g_autofree char *share = alert_share(count, n);
    Alert *alert = alert_add(inspection, ALERT_DUPLICATES,
                             !wordy ? SEVERITY_NOTE
                             : many ? SEVERITY_SEVERE
                                    : SEVERITY_WATCH,
                             NULL, "%s rows equal an earlier one in every cell%s%s", share,
                             inspection->table->key ? " but the id" : "",
                             wordy ? "" : "; without a text or a time, some are equal by chance");
    alert_rows(inspection, alert, rows);
    alert_clean_rows(inspection, alert, "copies of an earlier row");
}

/* Equal words with both outcomes; the rows of such groups. */
static void
tell_conflicts(Pass *pass)
{
    Inspection *inspection = pass->inspection;
    const Task *task = inspection->task;
    guint32 n = inspection->frame->n;
    gint64 groups = 0, rows_of_groups = 0;

    if (!task)
        return;
    g_autofree guint32 *order = order_by_hash(pass->content, n);
    g_autofree guint8 *rows = g_new0(guint8, (gsize)n + 1);
    for (guint32 start = 0, end; start < n; start = end) {
        guint64 content = pass->content[order[start]];
        gint64 of[2] = {0, 0};
        for (end = start; end < n && pass->content[order[end]] == content; end++)
            if (!isnan(task->label[order[end]]))
                of[task->label[order[end]] > 0.5]++;
        if (!content || !of[0] || !of[1])
            continue;
        groups++;
        for (guint32 i = start; i < end; i++)
            rows[order[i]] = !isnan(task->label[order[i]]);
        rows_of_groups += of[0] + of[1];
    }
    if (!groups)
        return;
    g_autofree char *share = alert_share(rows_of_groups, n), *many = number_count(groups);
    Alert *alert = alert_add(inspection, ALERT_CONFLICTING,
                             rows_of_groups * 100 >= n ? SEVERITY_WATCH : SEVERITY_NOTE, NULL,
                             "%s tickets stand in %s groups of equal words, some with the outcome "
                             "and some without",
                             share, many);
    alert_rows(inspection, alert, rows);
}

/* ---- texts ------------------------------------------------------------------------------------
 */

static void
tell_damage(Inspection *inspection, const CellColumn *column)
{
    if (!column->n_damaged)
        return;
    g_autofree char *share = alert_share(column->n_damaged, inspection->frame->n);
    Alert *alert =
        alert_add(inspection, ALERT_ENCODING,
                  column->n_damaged * 20 >= inspection->frame->n ? SEVERITY_SEVERE : SEVERITY_WATCH,
                  column->info, "%s texts hold letters such as “Ã©” or “â€™”", share);
    alert_rows(inspection, alert, column->damaged);
    alert_clean_rows(inspection, alert, "damaged letters");
}

/* Texts that end at one length by the hundred, and hardly any just before it, were cut there. */
static void
tell_cut(Inspection *inspection, const CellColumn *column, gint64 filled)
{
    guint32 n = inspection->frame->n, longest = 0;
    gint64 at = 0, before = 0;

    for (guint32 i = 0; i < n; i++)
        longest = MAX(longest, column->length[i]);
    for (guint32 i = 0; i < n; i++) {
        at += column->length[i] == longest;
        before += column->length[i] < longest && column->length[i] + 10 >= longest;
    }
    if (longest < 20 || at < 10 || at * 200 < filled || at < before) /* ten times their mean */
        return;
    g_autofree char *share = alert_share(at, filled);
    g_autofree guint8 *rows = g_new0(guint8, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++)
        rows[i] = column->length[i] == longest;
    Alert *alert =
        alert_add(inspection, ALERT_CUT_TEXT, SEVERITY_WATCH, column->info,
                  "%s texts end at exactly %u characters, and none is longer", share, longest);
    alert_rows(inspection, alert, rows);
}

static void
tell_lengths(Inspection *inspection, const CellColumn *column)
{
    guint32 n = inspection->frame->n;
    g_autofree double *length = g_new(double, (gsize)n + 1);
    double quartile[3];
    static const double at[] = {0.25, 0.5, 0.75};
    gint64 filled = 0, far = 0;

    for (guint32 i = 0; i < n; i++)
        if (column->length[i])
            length[filled++] = log(column->length[i]);
    if (filled < ROWS_LEAST)
        return;
    tell_cut(inspection, column, filled);
    guint32 sample = (guint32)MIN(filled, 50000);
    for (guint32 i = 0; i < sample; i++) /* evenly drawn; in place, since i never overtakes */
        length[i] = length[(guint64)i * (guint64)filled / sample];
    stats_quantiles(length, sample, at, G_N_ELEMENTS(at), quartile);
    if (stats_sd(length, sample) < 0.01) {
        g_autofree char *typical = number_count((gint64)(exp(quartile[1]) + 0.5));
        alert_add(inspection, ALERT_SAME_LENGTH, SEVERITY_NOTE, column->info,
                  "all texts have about %s characters", typical);
        return;
    }
    /* Tukey's far fence on the scale of ratios, and at least twenty times the median */
    double fence = fmax(quartile[2] + 3 * (quartile[2] - quartile[0]), quartile[1] + log(20));
    g_autofree guint8 *rows = g_new0(guint8, (gsize)n + 1);
    for (guint32 i = 0; i < n; i++) {
        rows[i] = column->length[i] && log(column->length[i]) > fence;
        far += rows[i];
    }
    if (!far)
        return;
    g_autofree char *share = alert_share(far, filled);
    g_autofree char *typical = number_count((gint64)(exp(quartile[1]) + 0.5));
    Alert *alert = alert_add(inspection, ALERT_ODD_LENGTH, SEVERITY_NOTE, column->info,
                             "%s texts are over %.0f characters long; half have less than %s",
                             share, exp(fence), typical);
    alert_rows(inspection, alert, rows);
}

static void
tell_persons(Inspection *inspection, const CellColumn *column)
{
    PersonalCount count = {0};
    guint32 looked = MIN(inspection->frame->n, PERSONAL_ROWS);

    if (!column->personal || !column->n_personal)
        return;
    memcpy(count.kind, column->kind, sizeof count.kind);
    g_autofree char *share = alert_share(column->n_personal, looked);
    g_autofree char *kinds = personal_kinds_words(&count);
    Alert *alert =
        alert_add(inspection, ALERT_PERSONAL_TEXT, SEVERITY_NOTE, column->info, "%s cells%s: %s",
                  share, looked < inspection->frame->n ? " of the first ones" : "", kinds);
    alert_rows(inspection, alert, column->personal);
}

static void
tell_unreadable(Inspection *inspection, const CellColumn *column)
{
    if (!column->n_unreadable)
        return;
    gint64 filled = inspection->frame->n;
    gboolean dates = column->n_other_dates * 2 > column->n_unreadable;
    g_autofree char *share = alert_share(column->n_unreadable, filled);
    g_autofree char *example = alert_value(inspection, column->info, column->example);
    const char *kind = kind_name(column->info->kind);
    const char *order = date_order_name(column->info->date_order);
    Alert *alert =
        dates ? alert_add(inspection, ALERT_MIXED_DATES, SEVERITY_SEVERE, column->info,
                          "%s cells can't be read as %s but in another order, such as %s", share,
                          order, example)
              : alert_add(inspection, ALERT_UNREADABLE, SEVERITY_WATCH, column->info,
                          "%s cells can't be read as %s, such as %s: they count as missing", share,
                          kind, example);
    alert_rows(inspection, alert, column->unreadable);
    alert_command(alert, "type %s.%s text", inspection->table->name, column->info->name);
}

/* ---- rows that are no tickets ------------------------------------------------------------------
 */

static gboolean
is_flagged(const FrameColumn *cells, guint32 row, const guint8 *flagged)
{
    if (cells->code)
        return cells->code[row] >= 0 && flagged[cells->code[row]];
    for (guint32 i = cells->item_start[row]; i < cells->item_start[row + 1]; i++)
        if (flagged[cells->item[i]])
            return TRUE;
    return FALSE;
}

/* Rows whose status or tags say so are added. */
static void
add_tagged(const Inspection *inspection, gboolean (*says)(const char *tag), guint8 *rows)
{
    for (guint i = 0; i < inspection->table->columns->len; i++) {
        const FrameColumn *cells = inspection_column(inspection, i);
        const ColumnInfo *info = g_ptr_array_index(inspection->table->columns, i);
        if (!cells || !cells->dictionary || cells->kind == KIND_BOOLEAN ||
            (info->role != ROLE_STATUS && info->role != ROLE_TAGS))
            continue;
        guint32 size = dictionary_size(cells->dictionary);
        g_autofree guint8 *flagged = g_new0(guint8, (gsize)size + 1);
        gboolean some = FALSE;
        for (guint32 code = 0; code < size; code++)
            some |= flagged[code] = says(dictionary_text(cells->dictionary, code));
        for (guint32 row = 0; some && row < cells->n; row++)
            rows[row] |= is_flagged(cells, row, flagged);
    }
}

static void
tell_rows(Inspection *inspection, AlertKind kind, const guint8 *rows, const char *how,
          const char *reason)
{
    guint32 n = inspection->frame->n;
    gint64 count = 0;

    for (guint32 i = 0; i < n; i++)
        count += rows[i];
    if (!count)
        return;
    g_autofree char *share = alert_share(count, n);
    Alert *alert = alert_add(inspection, kind, SEVERITY_WATCH, NULL, "%s rows, by %s", share, how);
    alert_rows(inspection, alert, rows);
    alert_clean_rows(inspection, alert, reason);
}

static void
tell_no_tickets(Pass *pass)
{
    Inspection *inspection = pass->inspection;
    gsize rows = (gsize)inspection->frame->n + 1;
    g_autofree guint8 *spam = g_new0(guint8, rows), *merged = g_new0(guint8, rows);

    add_tagged(inspection, words_tag_test, pass->test);
    add_tagged(inspection, words_tag_spam, spam);
    add_tagged(inspection, words_tag_merged, merged);
    tell_rows(inspection, ALERT_TEST_ROWS, pass->test, "their words or their tag", "test tickets");
    tell_rows(inspection, ALERT_AUTOMATIC_ROWS, pass->machine, "how they begin",
              "sent by machines");
    tell_rows(inspection, ALERT_SPAM_ROWS, spam, "their status or tag", "spam or deleted");
    tell_rows(inspection, ALERT_MERGED_ROWS, merged, "their status or tag", "merged into another");
}

gboolean
inspect_cells(Inspection *inspection, GError **error)
{
    Pass pass = {.inspection = inspection};
    gboolean done;

    if (!inspection->frame->n)
        return TRUE;
    progress_phase(inspection->progress, "reading all cells", inspection->frame->n, "rows");
    prepare(&pass);
    done = walk(&pass, error);
    if (done) {
        tell_copies(&pass);
        tell_conflicts(&pass);
        tell_no_tickets(&pass);
        for (guint i = 0; i < pass.n; i++) {
            if (pass.column[i].text) {
                tell_damage(inspection, &pass.column[i]);
                tell_lengths(inspection, &pass.column[i]);
            }
            tell_persons(inspection, &pass.column[i]);
            if (pass.column[i].readable)
                tell_unreadable(inspection, &pass.column[i]);
        }
    }
    clear(&pass);
    return done;
}
