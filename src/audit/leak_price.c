/* What a leak would seem to be worth: boosted trees with it and without it, judged in money on the
 * same validation rows. What it seems to save is what the desk would never see. */
#include "audit/leakage.h"

#include <foredesk/worth.h>

#include <math.h>
#include <string.h>

typedef struct {
    const Task *task;
    GPtrArray *all;         /* Feature *, owned */
    GPtrArray *features[2]; /* borrowed from it: with the leak, without it */
    WorthPair pair;
} Price;

static void
price_clear(Price *price)
{
    for (int i = 0; i < 2; i++)
        g_clear_pointer(&price->features[i], g_ptr_array_unref);
    worth_pair_clear(&price->pair);
    g_clear_pointer(&price->all, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Price, price_clear)

/* ---- which features ----------------------------------------------------------------------------
 */

/* Whether a feature reads a column that is found to leak; of them all (""), or of one. `hidden`: of
 * those that are taken as there at arrival. */
static gboolean
reads_leak(const Leakage *leakage, const Feature *feature, const char *only, gboolean hidden)
{
    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *subject = g_ptr_array_index(leakage->subjects, i);
        if (!subject->column || (hidden && subject->column->info->known != KNOWN_ARRIVAL))
            continue;
        if (*only ? g_ascii_strcasecmp(subject->name, only) != 0
                  : leak_verdict_read(leakage, subject, feature) != LEAK_FOUND)
            continue;
        if (feature_reads_column(feature, leakage->task, subject->name))
            return TRUE;
    }
    return FALSE;
}

static gboolean
sort_features(Price *price, const Leakage *leakage, sqlite3 *database, const char *only,
              GError **error)
{
    if (!(price->all = features_load(database, price->task, error)))
        return FALSE;
    for (int i = 0; i < 2; i++)
        price->features[i] = g_ptr_array_new();
    for (guint i = 0; i < price->all->len; i++) {
        Feature *feature = g_ptr_array_index(price->all, i);
        gboolean leaks = reads_leak(leakage, feature, only, FALSE);
        if (feature->evidence == EVIDENCE_PERSONAL || (!leaks && !feature->enabled))
            continue;
        if (!leaks)
            g_ptr_array_add(price->features[1], feature);
        g_ptr_array_add(price->features[0], feature);
    }
    if (price->features[0]->len > price->features[1]->len)
        return TRUE;
    g_autofree char *clean = text_clean(only, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                *only ? "no feature reads %s: `features` lists what there is%s"
                      : "%sno feature reads a column that leaks: there is nothing to price%s",
                clean, "");
    return FALSE;
}

/* ---- both sides --------------------------------------------------------------------------------
 */

static gboolean
train_sides(Price *price, FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    for (int i = 0; i < 2; i++) {
        g_autoptr(LearnData) data =
            learn_data_new(price->task, frames, database, price->features[i], progress, error);
        if (!data || !worth_train(&price->pair.side[i], data, price->features[i], NULL, frames,
                                  database, progress, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- the report --------------------------------------------------------------------------------
 */

static void
add_sides(Report *report, const Price *price)
{
    ReportTable *list = report_table(report, "sides", "TRAINED TWICE, JUDGED ON THE SAME");
    report_column(list, "side", "", UNIT_NONE, 0);
    report_column(list, "features", "features", UNIT_COUNT, 0)->right = TRUE;
    worth_pair_columns(list, &price->pair);
    for (int which = 0; which < 2; which++) {
        report_row(list);
        report_cell_text(list, which ? "without it" : "with the leak");
        report_cell(list, price->features[which]->len);
        worth_pair_cells(list, &price->pair, which);
    }
}

static Report *
write_price(const Price *price, const char *only)
{
    gboolean timed = !isnan(price->pair.tickets.months);
    Interval saving = price->pair.saving;
    Report *report = report_new("too-good", "Too good by");
    g_autofree char *clean = text_clean(*only ? only : "What leaks", -1);
    g_autofree char *amount = number_money(fabs(saving.value));
    g_autofree char *low = number_money(saving.low);
    g_autofree char *high = number_money(saving.high);

    if (saving.low > 0)
        report_say(report,
                   "%s is too good by %s%s (%s to %s): so much a model that reads it seems to "
                   "save, and the desk would never see it.",
                   clean, amount, timed ? " a month" : "", low, high);
    else
        report_say(report,
                   "%s can't be told apart from nothing in money (%s to %s%s): it does no more "
                   "than the other features do.",
                   clean, low, high, timed ? " a month" : "");
    report_say(report, "Boosted trees were trained twice with the same seed, and judged on the "
                       "same validation rows. Nothing of it is kept.");
    Cell *cell = report_number(report, "too_good", timed ? "too good by, a month" : "too good by",
                               UNIT_MONEY, 0, saving.value);
    cell_interval(cell, saving.low, saving.high);
    add_sides(report, price);
    return report;
}

Report *
leak_price_report(const Task *task, const char *column, FrameStore *frames, sqlite3 *database,
                  const WorthTerms *terms, Progress *progress, GError **error)
{
    g_auto(Leakage) leakage = {0};
    g_auto(Price) price = {.task = task};
    const char *dot = strrchr(column, '.'), *only = dot ? dot + 1 : column;

    if (!worth_can_judge(task, error) ||
        !leakage_find(&leakage, task, frames, database, NULL, progress, error) ||
        !sort_features(&price, &leakage, database, only, error) ||
        !train_sides(&price, frames, database, progress, error))
        return NULL;
    WorthSide *const sides[] = {&price.pair.side[1],
                                &price.pair.side[0]}; /* the honest one leads */
    worth_decide(sides, 2, terms);
    worth_pair_hold(&price.pair, task, NULL, terms);
    return write_price(&price, only);
}

/* ---- off by default ----------------------------------------------------------------------------
 */

gboolean
leaks_switch_off(GPtrArray *features, const Task *task, FrameStore *frames, sqlite3 *database,
                 GPtrArray **marks, Progress *progress, GError **error)
{
    g_auto(Leakage) leakage = {0};

    if (!leakage_find(&leakage, task, frames, database, NULL, progress, error))
        return FALSE;
    *marks = leak_marks_of(&leakage, features);
    for (guint i = 0; i < features->len; i++) {
        Feature *feature = g_ptr_array_index(features, i);
        if (feature->enabled && reads_leak(&leakage, feature, "", TRUE))
            feature->enabled = FALSE;
    }
    return TRUE;
}
