/* Baselines: cards frozen with a date, never changed, and how the desk does now beside them. */
#include "desk/desk_private.h"

/* ---- the ledger ---------------------------------------------------------------------------------
 */

static gboolean
append(sqlite3 *database, const char *kind, gint64 number, const char *name, const char *card,
       GError **error)
{
    return db_run(database, error,
                  "INSERT INTO baseline (at, kind, number, name, card) "
                  "VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?, ?, ?)",
                  "siss", kind, number, name, card);
}

gboolean
baseline_store(sqlite3 *database, gint64 id, const char *name, const Report *card, GError **error)
{
    g_autofree char *text = report_freeze(card);
    return append(database, "card", id, name, text, error);
}

/* "card", "withdrawn", "restored"; NULL: there is none of this number. The caller frees. */
static char *
state_of(sqlite3 *database, gint64 id)
{
    return db_text(database, "SELECT kind FROM baseline WHERE number = ? ORDER BY id DESC LIMIT 1",
                   "i", id);
}

gboolean
baseline_exists(sqlite3 *database, gint64 id)
{
    g_autofree char *state = state_of(database, id);
    return state != NULL;
}

gboolean
baseline_withdraw(sqlite3 *database, gint64 id, gboolean withdraw, GError **error)
{
    g_autofree char *state = state_of(database, id);
    if (!state || (strcmp(state, "withdrawn") == 0) == withdraw) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    state ? "baseline %" G_GINT64_FORMAT " is %s already"
                          : "there is no baseline %" G_GINT64_FORMAT
                            ": `baseline freeze` makes one",
                    id, withdraw ? "withdrawn" : "in force");
        return FALSE;
    }
    return append(database, withdraw ? "withdrawn" : "restored", id, NULL, NULL, error);
}

gint64
baseline_latest(sqlite3 *database)
{
    return db_integer(database, 0,
                      "SELECT max(number) FROM baseline b WHERE kind = 'card' AND NOT EXISTS "
                      "(SELECT 1 FROM baseline w WHERE w.number = b.number AND "
                      "w.kind = 'withdrawn' AND w.id = (SELECT max(id) FROM baseline l WHERE "
                      "l.number = b.number))",
                      "");
}

Report *
baseline_card(sqlite3 *database, gint64 id, char **name, GError **error)
{
    g_autofree char *text =
        db_text(database, "SELECT card FROM baseline WHERE number = ? AND kind = 'card'", "i", id);
    Report *card = text ? report_thaw(text) : NULL;

    if (!card)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "there is no baseline %" G_GINT64_FORMAT, id);
    else if (name)
        *name = db_text(database, "SELECT name FROM baseline WHERE number = ? AND kind = 'card'",
                        "i", id);
    return card;
}

/* ---- frozen against now
 * --------------------------------------------------------------------------- */

enum {
    COLUMN_ID,
    COLUMN_WHAT,
    COLUMN_WORDS,
    COLUMN_RANGE,
    COLUMN_OF,
    COLUMN_RULE,
    COLUMN_METHOD,
    COLUMN_VALUE,
    COLUMN_UNIT
};

/* The row of a figure in a card; −1: it isn't there. */
static int
find_figure(const Report *card, const char *id)
{
    const ReportTable *figures = card ? report_find_table(card, "figures") : NULL;
    for (guint i = 0; figures && i < figures->rows->len; i++)
        if (strcmp(report_at(figures, i, COLUMN_ID)->text, id) == 0)
            return (int)i;
    return -1;
}

static const Cell *
figure_cell(const Report *card, const char *id, guint column)
{
    int row = find_figure(card, id);
    return row < 0 ? NULL : report_at(report_find_table(card, "figures"), (guint)row, column);
}

static char *
day_of(const Report *card, GTimeZone *zone)
{
    for (guint i = 0; i < card->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(card->values, i);
        if (strcmp(value->id, "as_of") == 0 && !isnan(value->cell->value))
            return date_words((TimePoint)value->cell->value, PRECISION_DAY, zone);
    }
    return g_strdup("an unknown day");
}

/* Changed for sure where the two intervals don't meet: stricter than a test, and easy to see. */
static const char *
change(const Cell *then, const Cell *now)
{
    if (!then || !now || isnan(then->low) || isnan(then->high) || isnan(now->low) ||
        isnan(now->high))
        return NULL;
    return now->low > then->high ? "up" : now->high < then->low ? "down" : "no clear change";
}

static void
text_or_null(ReportTable *table, const Cell *cell, const char *rows)
{
    Cell *copy = report_cell_text(table, cell ? cell->text : NULL);
    if (rows)
        cell_rows(copy, "%s", rows);
}

static void
number_or_null(ReportTable *table, const Cell *cell)
{
    Cell *copy = report_cell(table, cell ? cell->value : NAN);
    if (cell)
        cell_interval(copy, cell->low, cell->high);
}

static void
compare_figure(ReportTable *table, const Report *frozen, const Report *now, const Report *since,
               const char *id)
{
    const Report *told = find_figure(now, id) >= 0 ? now : frozen;
    const Cell *then = figure_cell(frozen, id, COLUMN_VALUE);
    const Cell *later = since ? figure_cell(since, id, COLUMN_VALUE) : NULL;
    const Cell *words = figure_cell(now, id, COLUMN_WORDS);
    const Cell *after = since ? figure_cell(since, id, COLUMN_WORDS) : NULL;
    const Cell *of = figure_cell(now, id, COLUMN_OF);

    report_row(table);
    report_cell_text(table, id);
    report_cell_text(table, figure_cell(told, id, COLUMN_WHAT)->text);
    if (frozen)
        text_or_null(table, figure_cell(frozen, id, COLUMN_WORDS), NULL);
    text_or_null(table, words, words ? words->rows : NULL);
    text_or_null(table, figure_cell(now, id, COLUMN_RANGE), NULL);
    if (since) {
        text_or_null(table, after, after ? after->rows : NULL);
        text_or_null(table, figure_cell(since, id, COLUMN_RANGE), NULL);
        report_cell_text(table, change(then, later));
    }
    Cell *count = report_cell(table, of ? of->value : NAN);
    if (of && of->rows)
        cell_rows(count, "%s", of->rows);
    report_cell_text(table, figure_cell(told, id, COLUMN_RULE)->text);
    report_cell_text(table, figure_cell(told, id, COLUMN_METHOD)->text);
    number_or_null(table, then);
    number_or_null(table, figure_cell(now, id, COLUMN_VALUE));
    number_or_null(table, later);
    report_cell_text(table, figure_cell(told, id, COLUMN_UNIT)->text);
}

static ReportTable *
comparison(Report *report, gboolean frozen, gboolean since)
{
    ReportTable *table = report_table(report, "figures", NULL);

    report_column(table, "id", NULL, UNIT_NONE, 0);
    report_column(table, "what", "", UNIT_NONE, 0);
    if (frozen)
        report_column(table, "frozen_words", "frozen", UNIT_NONE, 0)->right = TRUE;
    report_column(table, "now_words", "now", UNIT_NONE, 0)->right = TRUE;
    report_column(table, "range", "95 % interval", UNIT_NONE, 0);
    if (since) {
        report_column(table, "since_words", "since then", UNIT_NONE, 0)->right = TRUE;
        report_column(table, "since_range", "95 % interval", UNIT_NONE, 0);
        report_column(table, "change", "change", UNIT_NONE, 0);
    }
    report_column(table, "of", "of tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "rule", "counted so", UNIT_NONE, 0);
    report_column(table, "method", "interval by", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "frozen", NULL, UNIT_NONE, 0)->interval = TRUE;
    report_column(table, "now", NULL, UNIT_NONE, 0)->interval = TRUE;
    report_column(table, "since", NULL, UNIT_NONE, 0)->interval = TRUE;
    report_column(table, "unit", NULL, UNIT_NONE, 0);
    return table;
}

/* ---- in a few words
 * -------------------------------------------------------------------------------- */

static void
add_today(ReportTable *today, const Report *card, const char *id, gboolean share,
          const char *format)
{
    const Cell *words = figure_cell(card, id, COLUMN_WORDS), *of = figure_cell(card, id, COLUMN_OF);
    if (!words)
        return;
    double number = figure_cell(card, id, COLUMN_VALUE)->value;
    g_autofree char *count = number_count((gint64)of->value);
    g_autofree char *value = share ? number_percent(number, 0) : number_span(number);
    g_autoptr(GString) line = g_string_new(format);
    g_string_replace(line, "%value", value, 0);
    g_string_replace(line, "%of", count, 0);
    report_row(today);
    report_cell_text(today, id);
    Cell *cell = report_cell_text(today, line->str);
    if (words->rows)
        cell_rows(cell, "%s", words->rows);
}

/* The desk's day in three to five clauses, most telling first. */
void
baseline_today(Report *report, const Report *card, gboolean frozen, GTimeZone *zone)
{
    g_autofree char *day = day_of(card, zone);
    g_autofree char *title = frozen ? g_strdup_printf("TODAY (frozen %s)", day) : g_strdup("TODAY");
    ReportTable *today = report_table(report, "today", title);
    const Cell *once = figure_cell(card, "one-contact", COLUMN_WHAT);
    g_autofree char *contact = once ? g_strconcat(once->text, " %value", NULL) : NULL;

    report_column(today, "id", NULL, UNIT_NONE, 0);
    report_column(today, "words", "", UNIT_NONE, 0);
    add_today(today, card, "resolution.median", FALSE, "median %value to solve");
    if (contact)
        add_today(today, card, "one-contact", TRUE, contact);
    add_today(today, card, "satisfaction.good", TRUE, "rated good %value of %of");
    add_today(today, card, "sla", TRUE, "in the agreed time %value");
    if (!figure_cell(card, "resolution.median", COLUMN_WORDS))
        add_today(today, card, "first-reply.median", FALSE, "median %value to a first reply");
    today->hidden = today->rows->len == 0;
}

gboolean
desk_today(Report *report, FrameStore *frames, sqlite3 *database, Progress *progress,
           GError **error)
{
    static const guint kinds = 1u << DESK_RESOLUTION | 1u << DESK_FIRST_REPLY |
                               1u << DESK_ONE_CONTACT | 1u << DESK_SATISFACTION | 1u << DESK_SLA;
    gint64 id = baseline_latest(database);
    g_autoptr(Report) card = NULL;

    if (id) {
        card = baseline_card(database, id, NULL, error);
    } else {
        g_autoptr(DeskView) view = desk_view_new(frames, database, error);
        card = view ? card_of(view, kinds, NULL, progress, error) : NULL;
    }
    if (card)
        baseline_today(report, card, id != 0, frame_store_catalogue(frames)->zone);
    return card != NULL;
}

/* "Half of the tickets are solved within 21 h; rated good 88 % of 9,870." */
static void
say_today(Report *report, const Report *now)
{
    const ReportTable *today = report_find_table(report, "today");
    g_autoptr(GString) words = g_string_new(NULL);

    for (guint i = 0; i < today->rows->len; i++)
        g_string_append_printf(words, "%s%s", i ? " · " : "", report_at(today, i, 1)->text);
    if (words->len)
        report_say(report, "How the desk does: %s.", words->str);
    else
        report_say(report, "Nothing of how the desk does can be measured in this export; below it "
                           "says why.");
    const ReportTable *missing = report_find_table(now, "missing");
    if (missing->rows->len)
        report_say(report, "%u %s can't be measured here: each says why.", missing->rows->len,
                   missing->rows->len == 1 ? "thing" : "things");
}

Report *
baseline_report(const Report *frozen, const char *name, gint64 id, const Report *now,
                const Report *since, GTimeZone *zone)
{
    Report *report = report_new("baseline", "Baseline");
    const ReportTable *figures = report_find_table(now, "figures");

    baseline_today(report, now, FALSE, zone);
    say_today(report, now);
    if (frozen) {
        g_autofree char *day = day_of(frozen, zone);
        report_say(report,
                   "Frozen on %s as baseline %" G_GINT64_FORMAT "%s%s%s; it never changes.%s", day,
                   id, name ? " (" : "", name ? name : "", name ? ")" : "",
                   since ? "" : " No ticket has come since.");
    } else {
        report_say(report,
                   "Nothing is frozen yet: `baseline freeze` keeps this card with its date, "
                   "so that later months have something to be compared with.");
    }
    report_find_table(report, "today")->hidden = TRUE;
    report_number(report, "baseline", NULL, UNIT_COUNT, 0, frozen ? (double)id : NAN);
    ReportTable *table = comparison(report, frozen != NULL, since != NULL);
    for (guint i = 0; i < figures->rows->len; i++)
        compare_figure(table, frozen, now, since, report_at(figures, i, COLUMN_ID)->text);
    const ReportTable *old = frozen ? report_find_table(frozen, "figures") : NULL;
    for (guint i = 0; old && i < old->rows->len; i++) {
        const char *figure = report_at(old, i, COLUMN_ID)->text;
        if (find_figure(now, figure) < 0)
            compare_figure(table, frozen, now, since, figure);
    }
    report_copy_table(report, report_find_table(now, "excluded"));
    report_copy_table(report, report_find_table(now, "missing"));
    return report;
}
