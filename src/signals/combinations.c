/* What together raises the risk most: combinations found on training rows, confirmed on validation
 * and told in words, each opening its rows. */
#include "signals/combinations.h"

#include <string.h>

typedef struct {
    const Task *task;
    guint32 *row[2], n[2];
    guint8 *label[2];
    guint32 *cluster[2]; /* NULL: no customer */
    BitRows rows[2];
    GPtrArray *values[2];
    GPtrArray *conditions;
    GArray *found; /* Combination */
    guint64 tried;
} Combinations;

static void
combinations_clear(Combinations *all)
{
    for (guint i = 0; i < 2; i++) {
        g_free(all->row[i]);
        g_free(all->label[i]);
        g_free(all->cluster[i]);
        bit_rows_clear(&all->rows[i]);
        g_clear_pointer(&all->values[i], g_ptr_array_unref);
    }
    g_clear_pointer(&all->conditions, g_ptr_array_unref);
    g_clear_pointer(&all->found, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Combinations, combinations_clear)

/* ---- finding -----------------------------------------------------------------------------------
 */

static void
take_part(Combinations *all, guint at, SplitPart part)
{
    const Task *task = all->task;

    all->row[at] = feature_rows(task, part, &all->n[at]);
    guint32 n = all->n[at];
    all->label[at] = g_new(guint8, (gsize)n + 1);
    all->cluster[at] = task->customer ? g_new(guint32, (gsize)n + 1) : NULL;
    for (guint32 i = 0; i < n; i++) {
        all->label[at][i] = task->label[all->row[at][i]] > 0.5;
        if (task->customer)
            all->cluster[at][i] = task_cluster(task, all->row[at][i], i);
    }
    bit_rows_init(&all->rows[at], all->label[at], all->cluster[at], n);
}

static gboolean
find(Combinations *all, GPtrArray *features, FeatureEngine *engine, gboolean masked,
     Progress *progress, GError **error)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_VALIDATION};

    for (guint i = 0; i < 2; i++) {
        take_part(all, i, parts[i]);
        all->values[i] = feature_compute(engine, features, all->row[i], all->n[i], progress, error);
        if (!all->values[i])
            return FALSE;
    }
    all->conditions = value_conditions(all->values, all->task, all->rows, masked);
    all->found = combinations_search(all->conditions, all->rows, &all->tried, progress, error);
    return all->found != NULL;
}

/* ---- telling -----------------------------------------------------------------------------------
 */

static const char *
condition_words(const Combinations *all, const Combination *one, guint at)
{
    return ((const ValueCondition *)g_ptr_array_index(all->conditions, one->condition[at]))->words;
}

static char *
words_of(const Combinations *all, const Combination *one)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < one->n; i++)
        g_string_append_printf(words, "%s%s", i ? " + " : "", condition_words(all, one, i));
    return g_string_free(words, FALSE);
}

static guint
count_confirmed(const Combinations *all)
{
    guint n = 0;
    for (guint i = 0; i < all->found->len; i++)
        n += g_array_index(all->found, Combination, i).confirmed;
    return n;
}

static void
say_first(Report *report, const Combinations *all)
{
    guint i = 0;
    while (!g_array_index(all->found, Combination, i).confirmed)
        i++;
    const Combination *one = &g_array_index(all->found, Combination, i);
    g_autofree char *times = number_decimal(one->times.value, 1);
    g_autofree char *low = number_decimal(one->times.low, 1);
    g_autofree char *high = number_decimal(one->times.high, 1);
    g_autofree char *rate = number_in_100(one->rate[1].value);
    g_autofree char *others = number_in_100(one->others[1].value);
    g_autofree char *lift = number_decimal(one->lift.value, 1);
    g_autofree char *count = table_count(all->task->frame->table->name, one->rows[1]);

    report_say(
        report,
        "%s× as often as all others (%s to %s), %s× the base rate, where the %u conditions of "
        "the first line meet: %s of validation bear them, and %s of these had it; of the "
        "others %s.",
        times, low, high, lift, one->n, count, rate, others);
}

static void
say_found(Report *report, const Combinations *all)
{
    guint confirmed = count_confirmed(all), held = all->found->len;

    if (confirmed)
        say_first(report, all);
    else
        report_say(report, "No combination of up to %d conditions holds on validation.",
                   COMBINED_MOST);
    g_autofree char *tried = number_count((gint64)all->tried);
    g_autofree char *conditions = number_count(all->conditions->len);
    g_autofree char *training = number_count(all->n[0]), *validation = number_count(all->n[1]);
    report_say(report,
               "%s combinations of %s conditions were counted on %s training rows; %u stood out "
               "there, each with rows of its own and no condition to spare, and %u of them %s on "
               "%s validation rows (Holm, 95 %%, by customer).",
               tried, conditions, training, held, confirmed, confirmed == 1 ? "holds" : "hold",
               validation);
    report_number(report, "confirmed", NULL, UNIT_COUNT, 0, confirmed);
    report_number(report, "held", NULL, UNIT_COUNT, 0, held);
    report_number(report, "tried", NULL, UNIT_COUNT, 0, (double)all->tried);
}

static void
add_columns(ReportTable *table)
{
    static const struct {
        const char *id, *title;
        Unit unit;
        int digits;
        gboolean expert;
    } columns[] = {
        {"times", "times the others", UNIT_DECIMAL, 1, FALSE},
        {"rows", "rows", UNIT_COUNT, 0, FALSE},
        {"rate", "rate", UNIT_SHARE, 1, FALSE},
        {"others", "others", UNIT_SHARE, 1, FALSE},
        {"lift", "times the base", UNIT_DECIMAL, 1, TRUE},
        {"train_rows", "in training", UNIT_COUNT, 0, TRUE},
        {"train_rate", "rate there", UNIT_SHARE, 1, TRUE},
        {"p", "p (Holm)", UNIT_DECIMAL, 4, TRUE},
    };

    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        ReportColumn *column = report_column(table, columns[i].id, columns[i].title,
                                             columns[i].unit, columns[i].digits);
        column->right = TRUE;
        column->interval = columns[i].unit != UNIT_COUNT && i < 5;
        column->expert = columns[i].expert;
    }
    report_column(table, "combination", "together", UNIT_NONE, 0);
    report_column(table, "conditions", NULL, UNIT_COUNT, 0);
}

static void
add_row(ReportTable *table, const Combinations *all, const Combination *one)
{
    g_autofree char *reference = value_conditions_print(all->conditions, one);
    g_autofree char *words = words_of(all, one);

    report_row(table);
    interval_cell(table, one->times);
    cell_rows(report_cell(table, one->rows[1]), "combination=1;part=validation;value=%s",
              reference);
    Cell *rate = report_cell(table, one->rate[1].value);
    cell_rows(rate, "combination=1;part=validation;label=1;value=%s", reference);
    if (!isnan(one->rate[1].low))
        cell_interval(rate, one->rate[1].low, one->rate[1].high);
    interval_cell(table, one->others[1]);
    interval_cell(table, one->lift);
    cell_rows(report_cell(table, one->rows[0]), "combination=1;part=train;value=%s", reference);
    report_cell(table, one->rate[0].value);
    report_cell(table, one->adjusted);
    report_cell_text(table, words);
    report_cell(table, one->n);
}

static void
add_table(Report *report, const Combinations *all, gboolean confirmed)
{
    ReportTable *table = report_table(report, confirmed ? "combinations" : "unconfirmed",
                                      confirmed ? "TOGETHER, ON VALIDATION" : "NOT CONFIRMED");

    table->hidden = !confirmed;
    add_columns(table);
    for (guint i = 0; i < all->found->len; i++)
        if (g_array_index(all->found, Combination, i).confirmed == confirmed)
            add_row(table, all, &g_array_index(all->found, Combination, i));
}

static void
add_parts(Report *report, const Combinations *all)
{
    ReportTable *table = report_table(report, "parts", "WHAT EACH CONDITION ADDS (training)");
    guint number = 0;

    report_column(table, "number", "line", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "condition", "condition", UNIT_NONE, 0);
    report_column(table, "alone", "alone", UNIT_SHARE, 1)->right = TRUE;
    report_column(table, "without", "all but it", UNIT_SHARE, 1)->right = TRUE;
    for (guint i = 0; i < all->found->len; i++) {
        const Combination *one = &g_array_index(all->found, Combination, i);
        if (!one->confirmed)
            continue;
        number++;
        for (guint k = 0; k < one->n; k++) {
            report_row(table);
            report_cell(table, number);
            report_cell_text(table, condition_words(all, one, k));
            report_cell(table, one->alone[k]);
            report_cell(table, one->without[k]);
        }
    }
}

static Report *
combinations_told(const Combinations *all)
{
    Report *report = report_new("combinations", "Together");

    say_found(report, all);
    add_table(report, all, TRUE);
    if (count_confirmed(all))
        add_parts(report, all);
    add_table(report, all, FALSE);
    report_say(report,
               "This says where the event is frequent, not what causes it. Conditions are the "
               "features that are on (4 Features), at points of their training values.");
    report_regime_of(report, all->task->frozen, all->task->frame->table->name);
    return report;
}

Report *
combinations_report(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
                    GError **error)
{
    g_autoptr(GPtrArray) features = features_load_enabled(database, task, error);
    g_autoptr(FeatureEngine) engine =
        features ? feature_engine_new(task, frames, database, error) : NULL;
    g_auto(Combinations) all = {.task = task};

    if (!engine)
        return NULL;
    if (task->kind != TASK_BINARY) {
        Report *report = report_new("combinations", "Together");
        report_say(report, "This target is a number: combinations are of what happens or not.");
        return report;
    }
    if (!find(&all, features, engine, personal_masked(database), progress, error))
        return NULL;
    return combinations_told(&all);
}
