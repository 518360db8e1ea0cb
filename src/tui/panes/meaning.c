/* Beside the offers: what the one under the cursor means. Its counts, when it is known, its months
 * and its split; for what can't be done the remedy; and what was put together by key. Everything
 * stands in the report; here it is only laid out. */
#include "config.h"

#include "tui/panes/target.h"

#include <math.h>
#include <string.h>

/* Lines are drawn one below the other; without a painter they are only counted. */
typedef struct {
    const Painter *painter;
    Area area;
    int rows;
} Page;

static void
say(Page *page, const char *mark, const char *text, Style style)
{
    int rows = paragraph_rows(mark, text, page->area.columns);
    if (page->painter)
        paint_paragraph(
            page->painter,
            (Area){page->area.row + page->rows, page->area.column, rows, page->area.columns}, mark,
            text, style);
    page->rows += rows;
}

static void
say_named(Page *page, const char *name, const char *text)
{
    g_autofree char *padded = text_fit(name, 13, FALSE);
    g_autofree char *mark = g_strdup_printf("  %s ", padded);

    if (page->painter)
        paint_words(page->painter, page->area.row + page->rows, page->area.column, 16, mark,
                    STYLE_DIM);
    int row = page->rows;
    say(page, mark, text, STYLE_TEXT);
    if (page->painter)
        paint_words(page->painter, page->area.row + row, page->area.column, 16, mark, STYLE_DIM);
}

static void
gap(Page *page)
{
    page->rows++;
}

/* ---- cells of the row under the cursor ------------------------------------------------------ */

static const Cell *
cell_here(const Block *block, const char *id)
{
    return report_rows_named(block->rows, block->table.row, id);
}

static const char *
text_here(const Block *block, const char *id)
{
    const Cell *cell = cell_here(block, id);
    return cell && cell->text ? cell->text : "";
}

static double
number_here(const Block *block, const char *id)
{
    const Cell *cell = cell_here(block, id);
    return cell ? cell->value : (double)NAN;
}

/* ---- an offer ------------------------------------------------------------------------------- */

static void
say_counts(Page *page, const Block *block)
{
    double open = number_here(block, "open"), left = number_here(block, "left_out");
    double born = number_here(block, "born");
    g_autofree char *yes = number_count((gint64)number_here(block, "count"));
    g_autofree char *no = number_count((gint64)number_here(block, "no"));
    g_autofree char *rate = number_in_100(number_here(block, "rate"));
    g_autofree char *counts = g_strdup_printf("%s yes, %s no: %s", yes, no, rate);

    say_named(page, "outcome", counts);
    say_named(page, "known", text_here(block, "known"));
    if (open > 0) {
        g_autofree char *count = number_count((gint64)open);
        g_autofree char *words = g_strdup_printf("%s, too young to tell: unknown, never No", count);
        say_named(page, "not known yet", words);
    }
    if (left > 0) {
        g_autofree char *count = number_count((gint64)left);
        g_autofree char *words = g_strdup_printf("%s where %s", count, text_here(block, "without"));
        say_named(page, "left out", words);
    }
    if (born > 0) {
        g_autofree char *count = number_count((gint64)born);
        g_autofree char *words = g_strdup_printf("%s had it before they arrived", count);
        say_named(page, "left out", words);
    }
}

/* The rate of each month, of those that may be looked at. */
static void
say_months(Page *page, const Report *report, const char *id)
{
    const ReportTable *table = report_find_table(report, "offer_months");
    g_autoptr(GArray) rates = g_array_new(FALSE, FALSE, sizeof(double));
    const char *first = NULL, *last = NULL;
    double low = INFINITY, high = -INFINITY;

    for (guint row = 0; table && row < table->rows->len; row++) {
        double known = report_at(table, row, 3)->value;
        if (strcmp(report_at(table, row, 0)->text, id) != 0 || known < 1)
            continue;
        double rate = report_at(table, row, 4)->value / known;
        g_array_append_val(rates, rate);
        low = fmin(low, rate);
        high = fmax(high, rate);
        last = report_at(table, row, 1)->text;
        first = first ? first : last;
    }
    if (rates->len < 2)
        return;
    int width = (int)MIN(rates->len, (guint)MAX(page->area.columns - 18, 1));
    g_autofree char *line = sparkline((const double *)(void *)rates->data, rates->len, width, TRUE,
                                      page->painter ? page->painter->symbols : SYMBOLS_BLOCK);
    g_autofree char *low_words = number_in_100(low), *high_words = number_in_100(high);
    g_autofree char *span =
        g_strdup_printf("%s to %s, %s to %s", low_words, high_words, first, last);
    say_named(page, "by month", line);
    say_named(page, "", span);
}

static void
say_part(Page *page, const ReportTable *table, guint row, const char *name, const char *use)
{
    gboolean teaches = strcmp(report_at(table, row, 1)->text, "train") == 0;
    double at = report_at(table, row, teaches ? 4 : 3)->value;
    g_autofree char *rows = number_count((gint64)report_at(table, row, 2)->value);
    g_autofree char *day = isnan(at) ? NULL : date_words((TimePoint)at, PRECISION_DAY, NULL);
    g_autofree char *words =
        day ? g_strdup_printf("%s %s, %s %s", rows, use, teaches ? "to" : "from", day)
            : g_strdup_printf("%s %s", rows, use);
    say_named(page, name, words);
}

static void
say_split(Page *page, const Report *report, const char *id)
{
    static const struct {
        const char *part, *name, *use;
    } parts[] = {
        {"train", "split", "teach"}, {"validation", "", "judge"}, {"test", "", "stay sealed"}};
    const ReportTable *table = report_find_table(report, "splits");

    for (guint i = 0; table && i < G_N_ELEMENTS(parts); i++)
        for (guint row = 0; row < table->rows->len; row++)
            if (strcmp(report_at(table, row, 0)->text, id) == 0 &&
                strcmp(report_at(table, row, 1)->text, parts[i].part) == 0)
                say_part(page, table, row, parts[i].name, parts[i].use);
}

static void
say_offer(Page *page, View *view, const Block *block)
{
    const char *id = text_here(block, "id"), *note = text_here(block, "remark");
    const char *reason = text_here(block, "reason");
    gboolean counted = !isnan(number_here(block, "no"));

    say(page, " ", text_here(block, "name"), STYLE_ACCENT);
    if (*reason)
        say(page, " ★ ", reason, STYLE_GOOD);
    if (counted)
        say_counts(page, block);
    if (counted) {
        say_months(page, view->report, id);
        say_split(page, view->report, id);
    }
    if (*note)
        say_named(page, counted ? "to know" : "why not", note);
    if (*text_here(block, "rule"))
        say_named(page, "the rule", text_here(block, "rule"));
}

static void
say_value(Page *page, const Block *block)
{
    g_autofree char *count = number_count((gint64)number_here(block, "count"));
    g_autofree char *rate = number_in_100(number_here(block, "rate"));
    g_autofree char *counts = g_strdup_printf("%s rows: %s", count, rate);

    say(page, " ", text_here(block, "rule"), STYLE_ACCENT);
    say_named(page, "holds in", counts);
    say_named(page, "known", text_here(block, "known"));
    say(page, "  ", "+ puts it together with others, - takes it away from them.", STYLE_DIM);
}

/* ---- what is put together ------------------------------------------------------------------- */

/* Counts as soon as the session has them. */
static void
say_overlap(Page *page, View *view, const char *rule)
{
    g_autofree char *name = g_strconcat("overlap ", rule, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = session_report(view->app->session, name, &error);
    const ReportTable *table = report ? report_find_table(report, "overlap") : NULL;

    for (guint row = 0; table && row < table->rows->len; row++) {
        g_autofree char *count = number_count((gint64)report_at(table, row, 2)->value);
        const char *kind = report_at(table, row, 0)->text;
        g_autofree char *words =
            strcmp(kind, "together") == 0
                ? g_strdup_printf("%s are predicted", count)
                : g_strdup_printf("%s  %s", count, report_at(table, row, 1)->text);
        say_named(page, kind, words);
    }
    if (!table)
        say(page, "  ", error ? error->message : "counting …", STYLE_DIM);
}

static void
say_together(Page *page, View *view)
{
    Together together = together_read(view->app->session);
    g_autofree char *rule = together_rule(&together);

    if (rule) {
        say(page, " ", "PUT TOGETHER", STYLE_HEADING);
        say_overlap(page, view, rule);
        say(page, "  ", "f freezes it as one target; c opens its counts.", STYLE_DIM);
        gap(page);
    } else if (together.but_not[0]) {
        say(page, " ", "But not what? Put one in with + first.", STYLE_WARN);
        gap(page);
    }
    together_clear(&together);
}

/* ---- the block ------------------------------------------------------------------------------ */

const Block *
meaning_block(View *view)
{
    const Block *block = report_view_focused(view);

    if (block && block->rows &&
        (strcmp(block->rule->id, "offers") == 0 || strcmp(block->rule->id, "values") == 0))
        return block;
    return block && strcmp(block->rule->id, "meaning") == 0 ? report_view_block(view, "offers")
                                                            : NULL;
}

static void
lay_out(Page *page, View *view)
{
    const Block *block = meaning_block(view);

    say_together(page, view);
    if (!block)
        return;
    if (strcmp(block->rule->id, "offers") == 0)
        say_offer(page, view, block);
    else if (strcmp(block->rule->id, "values") == 0)
        say_value(page, block);
}

int
meaning_rows(View *view, int columns)
{
    Page page = {.area = {0, 0, 0, columns - 1}};
    if (!report_find_table(view->report, "offers"))
        return 0;
    lay_out(&page, view);
    return page.rows;
}

void
meaning_draw(View *view, const Painter *painter, Area area, gboolean focused)
{
    Page page = {painter, {area.row, area.column, area.rows, area.columns - 1}, 0};
    lay_out(&page, view);
    if (focused)
        paint_text(painter, area.row, area.column, 1, "▸", STYLE_KEY);
}
