/* One feature's page: its values by outcome, how it goes month by month, and what is known of it.
 * Each line names the rows that it counts. */
#include "evaluate/feature_seasons.h"
#include "evaluate/reporting.h"

#include <math.h>
#include <string.h>

enum { BINS = 10, VALUES = 12 };

/* ---- values by outcome -------------------------------------------------------------------------
 */

typedef struct {
    const Task *task;
    const Feature *feature;
    guint32 *row, n;
    const FeatureValues *values;
} Side;

/* One line: what it is called, and the reference that picks it. */
typedef struct {
    char *words, *pick;
    double from, to; /* numbers */
    gint32 code;     /* −1: missing */
} Line;

static void
line_clear(gpointer line)
{
    g_free(((Line *)line)->words);
    g_free(((Line *)line)->pick);
}

static void
add_line(GArray *lines, double from, double to, gint32 code, char *words)
{
    Line line = {words, NULL, from, to, code};
    char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

    if (!isnan(from))
        line.pick = g_strdup_printf("from=%s;to=%s", g_ascii_dtostr(low, sizeof low, from),
                                    g_ascii_dtostr(high, sizeof high, to));
    else
        line.pick = code < 0 ? g_strdup("missing=1") : g_strdup_printf("code=%d", code);
    g_array_append_val(lines, line);
}

/* Few different values each have a line; many are cut into tenths, each from its least to its
 * greatest value, so that a line is a closed range of values that are there. */
static void
number_lines(const Side *side, GArray *lines)
{
    g_autofree guint32 *order = g_new(guint32, (gsize)side->n + 1);
    const double *number = side->values->number;
    guint32 filled = 0, different = 0;

    stats_order(number, side->n, NULL, order);
    for (; filled < side->n && !isnan(number[order[filled]]); filled++)
        different += !filled || number[order[filled]] != number[order[filled - 1]];
    for (guint32 from = 0, to; from < filled; from = to) {
        guint32 least = different <= VALUES ? 1 : MAX(1, filled / BINS);
        to = MIN(from + least, filled);
        while (to < filled && number[order[to]] == number[order[to - 1]])
            to++;
        double low = number[order[from]], high = number[order[to - 1]];
        g_autofree char *first = number_short(low), *last = number_short(high);
        add_line(lines, low, high, 0,
                 low == high ? g_strdup(first) : g_strdup_printf("%s to %s", first, last));
    }
    if (filled < side->n)
        add_line(lines, NAN, NAN, -1, g_strdup("(missing)"));
}

static void
category_lines(const Side *side, GArray *lines)
{
    guint32 size = dictionary_size(side->values->dictionary);
    g_autofree double *rarity = g_new0(double, (gsize)size + 1);
    g_autofree guint32 *order = g_new(guint32, (gsize)size + 1);
    gboolean missing = FALSE;

    for (guint32 i = 0; i < side->n; i++)
        if (side->values->code[i] < 0)
            missing = TRUE;
        else
            rarity[side->values->code[i]]--;
    stats_order(rarity, size, NULL, order);
    for (guint32 i = 0; i < MIN(size, VALUES) && rarity[order[i]] < 0; i++)
        add_line(lines, NAN, NAN, (gint32)order[i],
                 text_clean(dictionary_text(side->values->dictionary, order[i]), -1));
    if (missing)
        add_line(lines, NAN, NAN, -1, g_strdup("(missing)"));
}

static gboolean
on_line(const Line *line, const FeatureValues *values, guint32 i)
{
    if (values->code)
        return values->code[i] == line->code;
    return isnan(line->from) ? isnan(values->number[i])
                             : values->number[i] >= line->from && values->number[i] <= line->to;
}

static void
refer_to(Cell *cell, const Side *side, const char *part, const char *pick, int label)
{
    g_autofree char *of = label < 0 ? g_strdup("") : g_strdup_printf(";label=%d", label);
    cell_rows(cell, "feature=1%s%s%s%s%s;value=%s", part ? ";part=" : "", part ? part : "",
              *pick ? ";" : "", pick, of, side->feature->expression);
}

static void
add_values(Report *report, const Side *side)
{
    gboolean binary = side->task->kind == TASK_BINARY;
    ReportTable *table = report_table(report, "values", "ITS VALUES BY OUTCOME, TRAINING");
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));

    g_array_set_clear_func(lines, line_clear);
    report_column(table, "value", "value", UNIT_NONE, 0);
    report_column(table, "rows", table_noun(side->task->frame->table->name, 2), UNIT_COUNT, 0)
        ->right = TRUE;
    report_column(table, "no", binary ? "no" : NULL, UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "yes", binary ? "yes" : NULL, UNIT_COUNT, 0)->right = TRUE;
    ReportColumn *rate = report_column(table, "rate", binary ? "rate" : "mean",
                                       binary ? UNIT_SHARE : UNIT_DECIMAL, 1);
    rate->right = rate->interval = TRUE;
    if (side->values->code)
        category_lines(side, lines);
    else
        number_lines(side, lines);
    for (guint l = 0; l < lines->len; l++) {
        const Line *line = &g_array_index(lines, Line, l);
        g_autofree double *label = g_new(double, (gsize)side->n + 1);
        guint32 rows = 0, yes = 0;
        for (guint32 i = 0; i < side->n; i++)
            if (on_line(line, side->values, i)) {
                label[rows++] = side->task->label[side->row[i]];
                yes += label[rows - 1] > 0.5;
            }
        Interval mean =
            binary ? stats_wilson(yes, rows, 0.95) : stats_mean_interval(label, rows, 500, 1, 0.95);
        report_row(table);
        report_cell_text(table, line->words);
        refer_to(report_cell(table, rows), side, "train", line->pick, -1);
        refer_to(report_cell(table, binary ? rows - yes : NAN), side, "train", line->pick, 0);
        refer_to(report_cell(table, binary ? yes : NAN), side, "train", line->pick, 1);
        cell_interval(report_cell(table, mean.value), mean.low, mean.high);
    }
}

/* ---- month by month ----------------------------------------------------------------------------
 */

typedef struct {
    char *name;
    double *value; /* numbers, or 1 where it is the commonest value */
    guint32 n, filled, yes;
} Month;

static void
month_free(gpointer data)
{
    Month *month = data;
    g_free(month->name);
    g_free(month->value);
    g_free(month);
}

static void
gather_months(const Side *side, gint32 common, GHashTable *by_name, GPtrArray *months)
{
    for (guint32 i = 0; i < side->n; i++) {
        g_autofree char *name = feature_month_of(side->task, side->row[i]);
        Month *month = name ? g_hash_table_lookup(by_name, name) : NULL;
        if (!name)
            continue;
        if (!month) {
            month = g_new0(Month, 1);
            month->name = g_strdup(name);
            g_hash_table_insert(by_name, month->name, month);
            g_ptr_array_add(months, month);
        }
        gboolean there =
            side->values->code ? side->values->code[i] >= 0 : !isnan(side->values->number[i]);
        month->n++;
        month->yes += side->task->label[side->row[i]] > 0.5;
        if (!there)
            continue;
        if ((month->filled & (month->filled - 1)) == 0)
            month->value = g_renew(double, month->value, MAX(2 * (gsize)month->filled, 1));
        month->value[month->filled++] =
            side->values->code ? side->values->code[i] == common : side->values->number[i];
    }
}

static int
by_name(gconstpointer a, gconstpointer b)
{
    return strcmp((*(Month *const *)a)->name, (*(Month *const *)b)->name);
}

/* Of "2025-03". */
static double
start_of(const Task *task, const char *name)
{
    int year = (int)g_ascii_strtoll(name, NULL, 10);
    int month = (int)g_ascii_strtoll(strchr(name, '-') + 1, NULL, 10);
    TimePoint start = month_start(year, month, task->frame->zone);

    return start == TIME_MISSING ? NAN : (double)start;
}

static void
add_months(Report *report, const Side *train, const Side *validation)
{
    gint32 common = feature_commonest(train->values);
    gboolean category = train->values->code != NULL;
    g_autoptr(GHashTable) found = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) months = g_ptr_array_new_with_free_func(month_free);

    gather_months(train, common, found, months);
    gather_months(validation, common, found, months);
    if (!months->len)
        return;
    g_ptr_array_sort(months, by_name);
    g_autofree char *value =
        category && dictionary_size(train->values->dictionary)
            ? text_clean(dictionary_text(train->values->dictionary, (guint32)common), -1)
            : g_strdup("mean");
    ReportTable *table = report_table(report, "months", "MONTH BY MONTH, TRAINING AND VALIDATION");
    report_column(table, "month", "month", UNIT_NONE, 0);
    report_column(table, "rows", table_noun(train->task->frame->table->name, 2), UNIT_COUNT, 0)
        ->right = TRUE;
    ReportColumn *mean =
        report_column(table, "mean", value, category ? UNIT_SHARE : UNIT_DECIMAL, category ? 1 : 2);
    mean->right = mean->interval = TRUE;
    report_column(table, "missing", "missing", UNIT_SHARE, 0)->right = TRUE;
    ReportCurve *curve = report_curve(report, "course", value, "month", value);
    for (guint i = 0; i < months->len; i++) {
        const Month *month = g_ptr_array_index(months, i);
        g_autofree char *pick = g_strdup_printf("month=%s", month->name);
        double sum = 0;
        for (guint32 k = 0; k < month->filled; k++)
            sum += month->value[k];
        Interval share = category ? stats_wilson(sum, month->filled, 0.95)
                                  : stats_mean_interval(month->value, month->filled, 500, 1, 0.95);
        report_row(table);
        report_cell_text(table, month->name);
        refer_to(report_cell(table, month->n), train, NULL, pick, -1);
        cell_interval(report_cell(table, share.value), share.low, share.high);
        report_cell(table, 1 - (double)month->filled / month->n);
        if (!isnan(share.value))
            report_point(curve, start_of(train->task, month->name), share.value);
    }
}

/* ---- the page ---------------------------------------------------------------------------------
 */

/* Whether its values stayed as they were, in words first. */
static void
say_drift(Report *report, const Side *train, const Side *validation)
{
    FeatureDrift drift = feature_drift(train->values, validation->values);
    const char *style, *word = feature_drift_word(drift.psi, drift.noise, &style);

    if (!word)
        return;
    g_autofree char *psi = g_strdup_printf("%s, PSI %.3f (%.3f by chance)",
                                           strcmp(word, "yes") == 0     ? "as they were"
                                           : strcmp(word, "moves") == 0 ? "they moved"
                                                                        : "they are others now",
                                           drift.psi, drift.noise);
    if (style)
        report_say(
            report,
            "Its values on validation aren't those it was learned on: what the model learned "
            "from it may hold less.");
    cell_style(report_text(report, "stability", "Later values", psi), style);
}

/* What its mark says of when it was known; the reason follows. */
static const char *
known_words(Evidence evidence)
{
    static const char *const words[] = {[EVIDENCE_KNOWN] = "Taken as known at arrival",
                                        [EVIDENCE_AS_EXPORTED] = "As it stood at the export",
                                        [EVIDENCE_ASK] = "Not sure that it was known at arrival",
                                        [EVIDENCE_LEAK] = "It came later",
                                        [EVIDENCE_PERSONAL] = "Personal"};
    return words[evidence];
}

static void
say_feature(Report *report, const Feature *feature, const Side *train, const Side *validation)
{
    FeaturePower power;
    g_autofree double *label = g_new(double, (gsize)train->n + 1);
    g_autofree char *rows = number_count(train->n);

    for (guint32 i = 0; i < train->n; i++)
        label[i] = train->task->label[train->row[i]];
    power = feature_power(train->values, label, train->task->kind);
    report_say(report, "%s: %s.", feature->name, feature->sentence);
    if (feature->reason && *feature->reason)
        report_say(report, "%s: %s.", known_words(feature->evidence), feature->reason);
    report_say(report, feature->enabled ? "It is on: the next model sees it."
                                        : "It is off: the next model doesn't see it.");
    say_drift(report, train, validation);
    report_text(report, "feature", NULL, feature->name);
    report_number(report, "enabled", NULL, UNIT_BOOLEAN, 0, feature->enabled);
    report_text(report, "group", "Group", feature->group);
    cell_style(
        report_text(report, "evidence", "Known at arrival?", evidence_name(feature->evidence)),
        feature->evidence == EVIDENCE_LEAK    ? "bad"
        : feature->evidence == EVIDENCE_KNOWN ? NULL
                                              : "warn");
    Cell *alone =
        report_number(report, "power", "Ranks by itself", UNIT_DECIMAL, 2, power.power.value);
    if (!isnan(power.power.low))
        cell_interval(alone, power.power.low, power.power.high);
    if (power.down)
        report_text(report, "direction", "Direction", "more of it, less often");
    refer_to(
        report_number(report, "missing", "Missing", UNIT_SHARE, 1, feature_missing(train->values)),
        train, "train", "missing=1", -1);
    if (feature->policy)
        report_text(report, "policy", "Instead of missing", feature->policy);
    report_text(report, "expression", "In PQL", feature->expression);
    report_text(report, "rows", "Training rows", rows);
}

static Feature *
find_feature(GPtrArray *features, const char *name, GError **error)
{
    for (guint i = 0; i < features->len; i++) {
        Feature *feature = g_ptr_array_index(features, i);
        if (strcmp(feature->name, name) == 0 || strcmp(feature->expression, name) == 0)
            return feature;
    }
    g_autofree char *shown = text_clean(name, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no feature \"%s\"; `features` lists them", shown);
    return NULL;
}

/* ---- beside the others -------------------------------------------------------------------------
 */

static const Feature *
by_expression(GPtrArray *features, const char *expression)
{
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        if (g_strcmp0(feature->expression, expression) == 0)
            return feature;
    }
    return NULL;
}

static void
add_partners(Report *report, GPtrArray *features, const char *expression, const ReportTable *alike)
{
    ReportTable *table = report_table(report, "alike", "SAYS NEARLY THE SAME");

    report_column(table, "name", "feature", UNIT_NONE, 0);
    report_column(table, "enabled", "on", UNIT_BOOLEAN, 0);
    report_column(table, "likeness", "how alike", UNIT_DECIMAL, 2)->right = TRUE;
    for (guint i = 0; i < alike->rows->len; i++) {
        const Feature *other = by_expression(features, report_at(alike, i, 1)->text);
        if (!other || strcmp(report_at(alike, i, 0)->text, expression) != 0)
            continue;
        report_row(table);
        cell_rows(report_cell_text(table, other->name), "report=feature %s", other->expression);
        report_cell(table, other->enabled);
        report_cell(table, report_at(alike, i, 2)->value);
    }
}

void
feature_page_add(Report *page, GPtrArray *features, const char *name, const Report *computed)
{
    const ReportTable *figures = computed ? report_find_table(computed, "figures") : NULL;
    const ReportTable *alike = computed ? report_find_table(computed, "alike") : NULL;
    Feature *feature = find_feature(features, name, NULL);

    if (!figures || !alike || !feature)
        return;
    for (guint row = 0; row < figures->rows->len; row++)
        if (strcmp(report_at(figures, row, 0)->text, feature->expression) == 0)
            for (guint i = 0; i < figures->columns->len; i++)
                if (strcmp(((ReportColumn *)g_ptr_array_index(figures->columns, i))->id, "reads") ==
                    0)
                    report_number(page, "reads", "Rows read for one", UNIT_DECIMAL, 1,
                                  report_at(figures, row, i)->value);
    add_partners(page, features, feature->expression, alike);
    page_seasons_say(page, feature->expression, computed);
}

Report *
feature_page_report(const Task *task, const char *name, FrameStore *frames, sqlite3 *database,
                    Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load(database, task, error);
    Feature *feature = features ? find_feature(features, name, error) : NULL;
    g_autoptr(FeatureEngine) engine =
        feature ? feature_engine_new(task, frames, database, error) : NULL;
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    Side train = {.task = task, .feature = feature}, validation = train;

    if (!engine)
        return NULL;
    g_ptr_array_add(one, feature);
    g_autofree guint32 *early = train.row = feature_rows(task, SPLIT_TRAIN, &train.n);
    g_autofree guint32 *late = validation.row = feature_rows(task, SPLIT_VALIDATION, &validation.n);
    g_autoptr(GPtrArray) then = feature_compute(engine, one, early, train.n, progress, error);
    g_autoptr(GPtrArray) now =
        then ? feature_compute(engine, one, late, validation.n, progress, error) : NULL;
    if (!now)
        return NULL;
    train.values = g_ptr_array_index(then, 0);
    validation.values = g_ptr_array_index(now, 0);
    Report *report = report_new("feature", feature->name);
    say_feature(report, feature, &train, &validation);
    add_values(report, &train);
    report_regime_of(report, task->frozen, task->frame->table->name);
    page_seasons(report, task, feature, train.values, train.row);
    add_months(report, &train, &validation);
    return report;
}
