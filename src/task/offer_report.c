/* The report "offers": what this file can show, in words first, every count with the rows behind.
 */
#include "task/offer.h"

#include <math.h>
#include <string.h>

/* A word of a command line after name=, quoted so that it is read back as it stands. */
static void
append_option(GString *line, const char *name, const char *value)
{
    if (!value)
        return;
    g_string_append_printf(line, " %s=\"", name);
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *p);
    }
    g_string_append_c(line, '"');
}

static char *
offer_command(const Offer *offer)
{
    if (!offer->sketch)
        return NULL;
    const TaskSpec *spec = &offer->sketch->spec;
    GString *line = g_string_new("target");
    append_option(line, "rule", spec->rule);
    append_option(line, "without", spec->without);
    append_option(line, "entity", offer->spec.entity);
    if (offer->spec.every) {
        g_autofree char *every = offer_span(offer->spec.every);
        append_option(line, "every", every);
    }
    append_option(line, "known-at", spec->known_at);
    append_option(line, "horizon", offer->horizon);
    append_option(line, "name", offer->name);
    return g_string_free(line, FALSE);
}

/* ---- outcomes ------------------------------------------------------------------------------- */

static const char *
state_words(OfferState state)
{
    static const char *const words[] = {"ready", "too few", "no model yet", "not in this file"};
    return words[state];
}

static void
offer_columns(ReportTable *table)
{
    report_column(table, "id", NULL, UNIT_NONE, 0);
    report_column(table, "outcome", NULL, UNIT_NONE, 0);
    report_column(table, "name", "could be predicted", UNIT_NONE, 0);
    report_column(table, "count", "yes", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rate", "rate", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "state", "", UNIT_NONE, 0);
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "note", "what to know", UNIT_NONE, 0);
    report_column(table, "remark", NULL, UNIT_NONE, 0);
    report_column(table, "recommended", NULL, UNIT_BOOLEAN, 0);
    report_column(table, "reason", NULL, UNIT_NONE, 0);
    report_column(table, "no", NULL, UNIT_COUNT, 0);
    report_column(table, "open", NULL, UNIT_COUNT, 0);
    report_column(table, "born", NULL, UNIT_COUNT, 0);
    report_column(table, "left_out", NULL, UNIT_COUNT, 0);
    report_column(table, "rule", NULL, UNIT_NONE, 0);
    report_column(table, "without", NULL, UNIT_NONE, 0);
    report_column(table, "horizon", NULL, UNIT_NONE, 0);
    report_column(table, "known_at", NULL, UNIT_NONE, 0);
    report_column(table, "entity", NULL, UNIT_NONE, 0);
    report_column(table, "command", NULL, UNIT_NONE, 0);
}

static void
count_cell(ReportTable *table, const char *command, const char *pick, gint64 count)
{
    Cell *cell = report_cell(table, (double)count);
    if (command && count)
        cell_rows(cell, "offer=1;%s;value=%s", pick, command);
}

static void
add_offer(const Offer *offer, ReportTable *table)
{
    const Task *task = offer->sketch;
    g_autofree char *command = offer_command(offer);
    gint64 known = task ? task->positives + task->negatives : 0;
    report_row(table);
    report_cell_text(table, offer->id);
    report_cell_text(table, offer->outcome);
    Cell *name = report_cell_text(table, offer->name);
    if (offer->state != OFFER_READY)
        cell_style(name, "dim");
    else if (offer->recommended)
        cell_style(name, "good");
    if (task)
        count_cell(table, command, "state=positive", task->positives);
    else
        report_cell(table, offer->count ? (double)offer->count : NAN);
    report_cell(table, known ? (double)task->positives / (double)known : NAN);
    cell_style(
        report_cell_text(table, offer->recommended ? "start here" : state_words(offer->state)),
        offer->recommended            ? "good"
        : offer->state == OFFER_READY ? NULL
                                      : "dim");
    report_cell_text(table, offer->known);
    report_cell_text(table, offer->recommended ? offer->reason : offer->note);
    report_cell_text(table, offer->note);
    report_cell(table, offer->recommended);
    report_cell_text(table, offer->reason);
    if (!task) {
        report_cell(table, NAN);
        return;
    }
    count_cell(table, command, "state=negative", task->negatives);
    count_cell(table, command, "state=open", task->open);
    count_cell(table, command, "left=born", task->left[LEFT_BORN]);
    count_cell(table, command, "left=without", task->left[LEFT_WITHOUT]);
    report_cell_text(table, task->spec.rule);
    report_cell_text(table, task->spec.without);
    report_cell_text(table, offer->horizon);
    report_cell_text(table, task->spec.known_at);
    report_cell_text(table, task->spec.entity);
    report_cell_text(table, command);
}

/* ---- behind each: months and split, for whoever looks at one -------------------------------- */

static void
add_splits(const GPtrArray *offers, Report *report)
{
    ReportTable *table = report_table(report, "splits", "SPLIT OF EACH");
    table->hidden = TRUE;
    report_column(table, "offer", "offer", UNIT_NONE, 0);
    report_column(table, "part", "part", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0);
    report_column(table, "from", "from", UNIT_TIME, 0);
    report_column(table, "to", "to", UNIT_TIME, 0);
    for (guint i = 0; i < offers->len; i++) {
        const Offer *offer = offers->pdata[i];
        SplitSummary split;
        if (offer->state != OFFER_READY)
            continue;
        task_split_summary(offer->sketch, &split);
        for (int part = SPLIT_TRAIN; part <= SPLIT_EMBARGO; part++) {
            report_row(table);
            report_cell_text(table, offer->id);
            report_cell_text(table, split_name((SplitPart)part));
            report_cell(table, split.rows[part]);
            report_cell(table, split.from[part] == TIME_MISSING ? NAN : (double)split.from[part]);
            report_cell(table, split.to[part] == TIME_MISSING ? NAN : (double)split.to[part]);
        }
    }
}

static void
add_months(const GPtrArray *offers, Report *report)
{
    ReportTable *table = report_table(report, "offer_months", "MONTHS OF EACH");
    table->hidden = TRUE;
    report_column(table, "offer", "offer", UNIT_NONE, 0);
    report_column(table, "month", "month", UNIT_NONE, 0);
    report_column(table, "rows", "rows", UNIT_COUNT, 0);
    report_column(table, "known", "known", UNIT_COUNT, 0);
    report_column(table, "positives", "yes", UNIT_COUNT, 0);
    for (guint i = 0; i < offers->len; i++) {
        const Offer *offer = offers->pdata[i];
        int first = 0;
        if (offer->state != OFFER_READY || !offer->sketch->time_column)
            continue;
        g_autoptr(GArray) months = task_months(offer->sketch, &first);
        for (guint m = 0; m < months->len; m++) {
            const TaskMonth *month = &g_array_index(months, TaskMonth, m);
            int at = first + (int)m;
            g_autofree char *name = g_strdup_printf("%04d-%02d", at / 12, at % 12 + 1);
            report_row(table);
            report_cell_text(table, offer->id);
            report_cell_text(table, name);
            report_cell(table, (double)month->rows);
            report_cell(table, (double)month->known);
            report_cell(table, (double)month->positives);
        }
    }
}

/* ---- single values -------------------------------------------------------------------------- */

typedef struct {
    const FrameColumn *column;
    const char *value; /* NULL: the number */
    gint64 number;
    gint64 count, filled;
} Piece;

static int
compare_pieces(gconstpointer a, gconstpointer b)
{
    const Piece *x = a, *y = b;
    return x->count != y->count ? (x->count > y->count ? -1 : 1) : strcmp(x->value, y->value);
}

#define MOST_VALUES 40 /* of a column whose values are offered */
#define MOST_PIECES 60 /* of one column */

/* Rows by code; an item is counted once a row. */
static void
count_codes(const FrameColumn *column, gint64 *counts, gint64 *filled)
{
    for (guint32 row = 0; row < column->n; row++) {
        if (column->kind == KIND_LIST) {
            *filled += 1;
            for (guint32 at = column->item_start[row]; at < column->item_start[row + 1]; at++) {
                gboolean before = FALSE;
                for (guint32 other = column->item_start[row]; other < at && !before; other++)
                    before = column->item[other] == column->item[at];
                counts[column->item[at]] += !before;
            }
        } else if (column->code[row] >= 0) {
            *filled += 1;
            counts[column->code[row]]++;
        }
    }
}

/* The two values of a column of whole numbers that has no more: 1 and 2 mean something else than an
 * amount. FALSE: there are more, or one alone. */
static gboolean
two_numbers(const FrameColumn *column, gint64 value[2], gint64 count[2])
{
    guint found = 0;
    count[0] = count[1] = 0;
    for (guint32 row = 0; row < column->n; row++) {
        gint64 number = column->integer[row];
        if (isnan(frame_number(column, row)))
            continue;
        guint which = found > 0 && number == value[0] ? 0 : found > 1 && number == value[1] ? 1 : 2;
        if (which == 2 && found == 2)
            return FALSE;
        if (which == 2)
            value[which = found++] = number;
        count[which]++;
    }
    return found == 2;
}

static void
find_number_pieces(const FrameColumn *column, GArray *pieces)
{
    gint64 value[2], count[2];
    if (!two_numbers(column, value, count) || MIN(count[0], count[1]) < TASK_MIN_POSITIVES)
        return;
    for (guint i = 0; i < 2; i++) {
        guint at = count[0] >= count[1] ? i : 1 - i;
        Piece piece = {column, NULL, value[at], count[at], count[0] + count[1]};
        g_array_append_val(pieces, piece);
    }
}

static void
find_pieces(const FrameColumn *column, GArray *pieces)
{
    guint32 n = column->dictionary ? dictionary_size(column->dictionary) : 0;
    gint64 filled = 0;
    if (column->kind == KIND_INTEGER)
        find_number_pieces(column, pieces);
    if (!n || (column->kind != KIND_LIST && n > MOST_VALUES) || n > 100000)
        return;
    g_autofree gint64 *counts = g_new0(gint64, n);
    count_codes(column, counts, &filled);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Piece));
    for (guint32 code = 0; code < n; code++) {
        Piece piece = {column, dictionary_text(column->dictionary, code), 0, counts[code], filled};
        if (piece.count >= TASK_MIN_POSITIVES && filled - piece.count >= TASK_MIN_POSITIVES)
            g_array_append_val(found, piece);
    }
    g_array_sort(found, compare_pieces);
    g_array_append_vals(pieces, found->data, MIN(found->len, MOST_PIECES));
}

/* Tags first, then what is found out later, then what nobody knows; what stands at arrival is no
 * outcome. */
static int
piece_rank(const FrameColumn *column)
{
    if (column->info->pii || column->info->role == ROLE_AGENT || column->info->role == ROLE_STATUS)
        return -1;
    if (column->kind == KIND_LIST)
        return column->info->role == ROLE_TAGS ? 0 : 1;
    if (column->kind != KIND_BOOLEAN && column->kind != KIND_CATEGORY &&
        (column->kind != KIND_INTEGER || column->info->role != ROLE_NONE))
        return -1;
    return column->info->known == KNOWN_LATER ? 2 : column->info->known == KNOWN_ASK ? 3 : 4;
}

static void
add_piece(const Piece *piece, const TableInfo *table, ReportTable *values)
{
    const FrameColumn *column = piece->column;
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, (gpointer)piece->value);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, piece->number);
    const char *value = piece->value ? piece->value : number;
    g_autofree char *rule =
        !piece->value ? rule_format("= %s", column, number)
        : column->kind == KIND_BOOLEAN
            ? rule_format(g_str_equal(piece->value, "yes") ? "= TRUE" : "= FALSE", column)
            : rule_values(column, one);
    g_autofree char *clean = text_clean(value, -1);
    g_autoptr(GString) command = g_string_new("target");
    append_option(command, "rule", rule);
    report_row(values);
    report_cell_text(values, column->info->name);
    report_cell_text(values, clean);
    cell_rows(report_cell(values, (double)piece->count), "table=%s;where=1;value=%s", table->name,
              rule);
    report_cell(values, (double)piece->count / (double)piece->filled);
    report_cell_text(values, known_name(column->info->known));
    report_cell_text(values, rule);
    report_cell_text(values, command->str);
}

static void
add_values(const Frame *frame, Report *report)
{
    ReportTable *table = report_table(report, "values", "SINGLE VALUES AND TAGS");
    report_column(table, "column", "column", UNIT_NONE, 0);
    report_column(table, "value", "is, or has", UNIT_NONE, 0);
    report_column(table, "count", "rows", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rate", "of those filled in", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "known", "known", UNIT_NONE, 0);
    report_column(table, "rule", NULL, UNIT_NONE, 0);
    report_column(table, "command", NULL, UNIT_NONE, 0);
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    for (int rank = 0; rank < 5 && (rank < 4 || !pieces->len); rank++)
        for (guint i = 0; i < frame->columns->len; i++)
            if (piece_rank(frame->columns->pdata[i]) == rank)
                find_pieces(frame->columns->pdata[i], pieces);
    for (guint i = 0; i < pieces->len; i++)
        add_piece(&g_array_index(pieces, Piece, i), frame->table, table);
}

/* ---- targets frozen before ------------------------------------------------------------------ */

static void
add_frozen(sqlite3 *database, Report *report)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, NULL,
                   "SELECT id, name, version, summary ->> 'positives', summary ->> 'negatives', "
                   "created_at FROM task ORDER BY id",
                   "");
    ReportTable *table = NULL;
    while (rows && db_step(rows, NULL)) {
        if (!table) {
            table = report_table(report, "frozen", "FROZEN SO FAR");
            report_column(table, "id", "", UNIT_COUNT, 0)->right = TRUE;
            report_column(table, "name", "target", UNIT_NONE, 0);
            report_column(table, "version", "version", UNIT_COUNT, 0)->right = TRUE;
            report_column(table, "count", "yes", UNIT_COUNT, 0)->right = TRUE;
            report_column(table, "rate", "rate", UNIT_SHARE, 1)->right = TRUE;
            report_column(table, "command", NULL, UNIT_NONE, 0);
        }
        double yes = sqlite3_column_double(rows, 3), no = sqlite3_column_double(rows, 4);
        g_autofree char *name = text_clean((const char *)sqlite3_column_text(rows, 1), -1);
        g_autofree char *line = g_strdup_printf("use task %d", sqlite3_column_int(rows, 0));
        report_row(table);
        report_cell(table, sqlite3_column_int(rows, 0));
        report_cell_text(table, name);
        report_cell(table, sqlite3_column_int(rows, 2));
        report_cell(table, yes);
        report_cell(table, yes + no > 0 ? yes / (yes + no) : NAN);
        report_cell_text(table, line);
    }
}

/* ---- in words ------------------------------------------------------------------------------- */

static void
say_offers(const GPtrArray *offers, const TableInfo *table, Report *report)
{
    guint ready = 0;
    g_autoptr(GString) first = g_string_new(NULL);
    for (guint i = 0; i < offers->len; i++) {
        const Offer *offer = offers->pdata[i];
        ready += offer->state == OFFER_READY;
        if (!offer->recommended)
            continue;
        gint64 known = offer->sketch->positives + offer->sketch->negatives;
        g_autofree char *rate = number_in_100((double)offer->sketch->positives / (double)known);
        g_string_append_printf(first, "%s\"%s\" (%s)", first->len ? " and " : "", offer->name,
                               rate);
    }
    if (!ready) {
        report_say(report,
                   "No outcome is recognised in %s. A target is something found out later: choose "
                   "a value below, or write a comparison.",
                   table->name);
        return;
    }
    report_say(report,
               "This file shows %u outcome%s of %s that a model can learn to foresee.%s%s%s", ready,
               ready == 1 ? "" : "s", table->name, first->len ? " Start with " : "", first->str,
               first->len ? "." : "");
}

Report *
target_offers(FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    const TableInfo *table = catalogue_main_table(frame_store_catalogue(frames));
    g_autoptr(Report) report = report_new("offers", "Target");
    if (!table) {
        report_say(report, "No table yet: import a file first.");
        return g_steal_pointer(&report);
    }
    g_autoptr(GPtrArray) offers = offers_find(frames, database, progress, error);
    g_autoptr(Frame) frame =
        offers ? frame_store_get(frames, database, table, progress, error) : NULL;
    if (!frame)
        return NULL;
    say_offers(offers, table, report);
    report_say(report,
               "Choose one and see what it means; or put several together: any of these, but not "
               "those. Next: freeze it, then read 40 tickets to check its label.");
    ReportTable *outcomes = report_table(report, "offers", "OUTCOMES");
    offer_columns(outcomes);
    for (guint i = 0; i < offers->len; i++)
        add_offer(offers->pdata[i], outcomes);
    add_values(frame, report);
    add_frozen(database, report);
    add_splits(offers, report);
    add_months(offers, report);
    return g_steal_pointer(&report);
}
