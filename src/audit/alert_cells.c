/* What one pass over the raw cells of a table tells, which typed columns don't hold: rows that are
 * copies, equal tickets with different outcomes, damaged letters, lengths of texts, tests,
 * machines, cells that can't be read. */
#include "audit/alert_words.h"
#include "audit/cell_pass.h"

#include <math.h>
#include <string.h>

enum { ROWS_LEAST = 100 };

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
tell_copies(CellPass *pass)
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
tell_conflicts(CellPass *pass)
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
    if (!column->counts.damaged)
        return;
    g_autofree char *share = alert_share(column->counts.damaged, inspection->frame->n);
    Alert *alert = alert_add(inspection, ALERT_ENCODING,
                             column->counts.damaged * 20 >= inspection->frame->n ? SEVERITY_SEVERE
                                                                                 : SEVERITY_WATCH,
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

    if (!column->personal || !column->counts.personal)
        return;
    memcpy(count.kind, column->counts.kind, sizeof count.kind);
    g_autofree char *share = alert_share(column->counts.personal, looked);
    g_autofree char *kinds = personal_kinds_words(&count);
    Alert *alert =
        alert_add(inspection, ALERT_PERSONAL_TEXT, SEVERITY_NOTE, column->info, "%s cells%s: %s",
                  share, looked < inspection->frame->n ? " of the first ones" : "", kinds);
    alert_rows(inspection, alert, column->personal);
}

static void
tell_unreadable(Inspection *inspection, const CellColumn *column)
{
    if (!column->counts.unreadable)
        return;
    gint64 filled = inspection->frame->n;
    gboolean dates = column->counts.other_dates * 2 > column->counts.unreadable;
    g_autofree char *share = alert_share(column->counts.unreadable, filled);
    g_autofree char *example = alert_value(inspection, column->info, column->counts.example);
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
tell_no_tickets(CellPass *pass)
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
    g_auto(CellPass) pass = {0};

    if (!inspection->frame->n)
        return TRUE;
    if (!cell_pass_run(&pass, inspection, error))
        return FALSE;
    tell_copies(&pass);
    tell_conflicts(&pass);
    tell_no_tickets(&pass);
    for (guint i = 0; i < pass.n; i++) {
        CellColumn *column = &pass.column[i];
        if (column->text) {
            tell_damage(inspection, column);
            tell_lengths(inspection, column);
        }
        tell_persons(inspection, column);
        if (column->readable)
            tell_unreadable(inspection, column);
        if (column->posts)
            social_posts_tell(column->posts);
    }
    return TRUE;
}
