/* Pane 4 and `features`: what the model may look at, in groups, each with where it comes from,
 * whether it was known, whether it is on, what it says alone and what the chosen model loses
 * without it. */
#include "reporting.h"

#include "evaluate/feature_figures.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* Expression → share of the chosen model's importance; from its notes, which need no payload. */
static GHashTable *
importances(const Model *model)
{
    GHashTable *shares = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    json_t *notes = model && model->notes ? json_loads(model->notes, 0, NULL) : NULL;
    json_t *list = json_object_get(notes, "importance");

    for (guint i = 0; list && i < model->features->len && i < json_array_size(list); i++) {
        const Feature *feature = g_ptr_array_index(model->features, i);
        double share = json_number_value(json_array_get(list, i));
        g_hash_table_insert(shares, feature->expression, g_memdup2(&share, sizeof share));
    }
    json_decref(notes);
    return shares;
}

/* A computed table, found by expression. */
typedef struct {
    const ReportTable *table;
    GHashTable *row; /* expression → row + 1 */
} Figures;

static Figures
figures_of(const Report *report, const char *id)
{
    Figures figures = {report ? report_find_table(report, id) : NULL, NULL};

    figures.row = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = figures.table ? figures.table->rows->len : 0; i-- > 0;) /* the first counts */
        g_hash_table_insert(figures.row, report_at(figures.table, i, 0)->text,
                            GUINT_TO_POINTER(i + 1));
    return figures;
}

/* NULL: not computed yet. */
static const Cell *
figure(const Figures *figures, const char *expression, const char *id)
{
    guint row = GPOINTER_TO_UINT(g_hash_table_lookup(figures->row, expression));

    for (guint i = 0; row && i < figures->table->columns->len; i++)
        if (strcmp(((ReportColumn *)g_ptr_array_index(figures->table->columns, i))->id, id) == 0)
            return report_at(figures->table, row - 1, i);
    return NULL;
}

static double
number(const Figures *figures, const char *expression, const char *id)
{
    const Cell *cell = figure(figures, expression, id);
    return cell ? cell->value : NAN;
}

static ReportColumn *
right(ReportColumn *column)
{
    column->right = TRUE;
    return column;
}

static void
name_columns(ReportTable *table)
{
    report_column(table, "enabled", "on", UNIT_BOOLEAN, 0);
    report_column(table, "group", "group", UNIT_NONE, 0);
    report_column(table, "name", "feature", UNIT_NONE, 0);
    right(report_column(table, "worth", "worth", UNIT_MONEY, 0))->interval = TRUE;
    right(report_column(table, "power", "alone", UNIT_DECIMAL, 2))->interval = TRUE;
    report_column(table, "evidence", "known?", UNIT_NONE, 0);
    report_column(table, "holds", "holds?", UNIT_NONE, 0);
    right(report_column(table, "alike", "alike", UNIT_COUNT, 0));
    right(report_column(table, "missing", "missing", UNIT_SHARE, 0));
    report_column(table, "stability", NULL, UNIT_NONE, 0);
    report_column(table, "season", NULL, UNIT_NONE, 0);
    report_column(table, "season_how", NULL, UNIT_NONE, 0);
    report_column(table, "sentence", "what it is", UNIT_NONE, 0);
    ReportColumn *drop = right(report_column(table, "drop", "AUC lost", UNIT_DECIMAL, 4));
    drop->interval = drop->expert = TRUE;
    right(report_column(table, "importance", "gain", UNIT_SHARE, 1))->expert = TRUE;
    right(report_column(table, "psi", "PSI", UNIT_DECIMAL, 3))->expert = TRUE;
    right(report_column(table, "psi_noise", "by chance", UNIT_DECIMAL, 3))->expert = TRUE;
    right(report_column(table, "reads", "rows read", UNIT_DECIMAL, 1))->expert = TRUE;
    report_column(table, "twin", "most alike", UNIT_NONE, 0)->expert = TRUE;
    right(report_column(table, "likeness", "how alike", UNIT_DECIMAL, 2))->expert = TRUE;
    report_column(table, "reason", "why", UNIT_NONE, 0)->expert = TRUE;
    report_column(table, "expression", "PQL", UNIT_NONE, 0)->expert = TRUE;
}

typedef struct {
    const Figures *figures, *drops, *groups, *seasons;
    GHashTable *shares;
    gboolean timed;
} Sources;

static void
add_interval(ReportTable *table, const Cell *from)
{
    Cell *cell = report_cell(table, from ? from->value : NAN);
    if (from && !isnan(from->low))
        cell_interval(cell, from->low, from->high);
}

static void
add_figures(ReportTable *table, const Feature *feature, const Sources *from)
{
    const Figures *figures = from->figures;
    const double *share = g_hash_table_lookup(from->shares, feature->expression);
    const Cell *twin = figure(figures, feature->expression, "twin");

    add_interval(table, figure(from->drops, feature->expression, "drop"));
    report_cell(table, share ? *share : NAN);
    report_cell(table, number(figures, feature->expression, "psi"));
    report_cell(table, number(figures, feature->expression, "psi_noise"));
    report_cell(table, number(figures, feature->expression, "reads"));
    report_cell_text(table, twin ? twin->text : NULL);
    report_cell(table, number(figures, feature->expression, "likeness"));
}

/* Whether what the model learned of it holds: later values as they were, and no season differs. */
static void
add_holds(ReportTable *table, const char *drift, const char *style, const Cell *season)
{
    gboolean moved = drift && strcmp(drift, "yes") != 0;

    cell_style(report_cell_text(table, moved || !season ? drift : season->text),
               moved || !season            ? style
               : strchr(season->text, '?') ? "dim"
                                           : "warn");
}

static void
add_feature(ReportTable *table, const Feature *feature, const Sources *from)
{
    const Figures *figures = from->figures;
    const char *style, *id = feature->expression;
    double alike = number(figures, id, "alike");
    const Cell *season = figure(from->seasons, id, "season");

    report_row(table);
    report_cell(table, feature->enabled);
    report_cell_text(table, feature->group);
    Cell *name = report_cell_text(table, feature->name);
    add_interval(table, figure(from->drops, id, "worth"));
    add_interval(table, figure(figures, id, "power"));
    Cell *evidence = report_cell_text(table, evidence_name(feature->evidence));
    if (feature->evidence >= EVIDENCE_LEAK)
        cell_style(evidence, "bad");
    else if (feature->evidence != EVIDENCE_KNOWN)
        cell_style(evidence, "warn");
    if (!feature->enabled)
        cell_style(name, "dim");
    const char *drift =
        feature_drift_word(number(figures, id, "psi"), number(figures, id, "psi_noise"), &style);
    add_holds(table, drift, style, season);
    report_cell(table, alike > 0 ? alike : NAN);
    report_cell(table, number(figures, id, "missing"));
    report_cell_text(table, drift);
    report_cell_text(table, season ? season->text : NULL);
    const Cell *how = figure(from->seasons, id, "sentence");
    report_cell_text(table, how ? how->text : NULL);
    report_cell_text(table, feature->sentence);
    add_figures(table, feature, from);
    report_cell_text(table, feature->reason);
    report_cell_text(table, id);
}

/* ---- groups ------------------------------------------------------------------------------------
 */

typedef struct {
    const char *name;
    guint on, all;
} Group;

static GArray *
groups_of(GPtrArray *features)
{
    GArray *groups = g_array_new(FALSE, TRUE, sizeof(Group));

    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        guint at = 0;
        while (at < groups->len &&
               g_strcmp0(g_array_index(groups, Group, at).name, feature->group) != 0)
            at++;
        if (at == groups->len) {
            Group group = {.name = feature->group};
            g_array_append_val(groups, group);
        }
        g_array_index(groups, Group, at).all++;
        g_array_index(groups, Group, at).on += feature->enabled != 0;
    }
    return groups;
}

/* A line a group, in the columns of the features: how many of it are on, and what the model loses
 * when all of it is dealt out at once. */
static void
add_groups(Report *report, GPtrArray *features, const Sources *from)
{
    ReportTable *table = report_table(report, "groups", "GROUPS");
    g_autoptr(GArray) groups = groups_of(features);

    name_columns(table);
    table->hidden = TRUE;
    for (guint i = 0; i < groups->len; i++) {
        const Group *group = &g_array_index(groups, Group, i);
        g_autofree char *on = g_strdup_printf("%u/%u", group->on, group->all);
        g_autofree char *sentence = g_strdup_printf("%u of %u features of the group \"%s\" are on",
                                                    group->on, group->all, group->name);
        report_row(table);
        report_cell_text(table, on);
        report_cell_text(table, group->name);
        report_cell_text(table, group->name);
        add_interval(table, figure(from->groups, group->name, "worth"));
        for (guint skip = 0; skip < 8; skip++)
            report_cell(table, NAN);
        report_cell_text(table, sentence);
        add_interval(table, figure(from->groups, group->name, "drop"));
    }
}

/* ---- in words ---------------------------------------------------------------------------------
 */

static void
say_counts(Report *report, GPtrArray *features)
{
    guint on = 0, relational = 0, ask = 0, leak = 0, personal = 0;

    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        on += feature->enabled != 0;
        relational += feature->enabled && feature->relational;
        ask += feature->evidence == EVIDENCE_ASK;
        leak += feature->evidence == EVIDENCE_LEAK;
        personal += feature->evidence == EVIDENCE_PERSONAL;
    }
    if (relational)
        report_say(report,
                   "The model sees %u of %u features; %u of them look at the past of the customer, "
                   "the category or other tables, strictly before the ticket arrived.",
                   on, features->len, relational);
    else
        report_say(report, "The model sees %u of %u features, all of them from the row itself.", on,
                   features->len);
    if (ask || leak)
        report_say(report, "Off: %u that came later, and %u that wait for your answer (1 Audit).",
                   leak, ask);
    if (personal)
        report_say(report, "Off for good: %u that read%s a column that is hashed or dropped.",
                   personal, personal == 1 ? "s" : "");
    report_number(report, "on", NULL, UNIT_COUNT, 0, on);
    report_number(report, "all", NULL, UNIT_COUNT, 0, features->len);
}

/* Features of one group of which more than one is on. */
static guint
needless(GPtrArray *features, const Figures *figures)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint more = 0;

    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        double alike = number(figures, feature->expression, "alike");
        if (feature->enabled && alike > 0 &&
            !g_hash_table_add(seen, GUINT_TO_POINTER((guint)alike)))
            more++;
    }
    return more;
}

gboolean
features_differ(GPtrArray *features, const Model *model)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    guint both = 0, on = 0;

    for (guint i = 0; i < model->features->len; i++)
        g_hash_table_add(seen, ((Feature *)g_ptr_array_index(model->features, i))->expression);
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = g_ptr_array_index(features, i);
        on += feature->enabled != 0;
        both += feature->enabled && g_hash_table_contains(seen, feature->expression);
    }
    return model->features->len && (both != on || both != model->features->len);
}

/* What goes with the features that are off now, as if each were dealt out at random, and with a
 * whole group as if all of it were at once; what those add that the model never saw can't be
 * estimated. */
static double
estimate(GPtrArray *features, const Model *model, const Sources *from, guint *off, guint *on)
{
    g_autoptr(GHashTable) enabled = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) stay = g_hash_table_new(g_str_hash, g_str_equal); /* groups in part */
    g_autoptr(GHashTable) gone = g_hash_table_new(g_str_hash, g_str_equal); /* counted whole */
    double sum = 0;
    guint both = 0;

    for (guint i = 0; i < features->len; i++) {
        Feature *feature = g_ptr_array_index(features, i);
        if (feature->enabled)
            g_hash_table_add(enabled, feature->expression);
    }
    for (guint i = 0; i < model->features->len; i++) {
        Feature *feature = g_ptr_array_index(model->features, i);
        if (g_hash_table_contains(enabled, feature->expression)) {
            both++;
            g_hash_table_add(stay, feature->group);
        }
    }
    for (guint i = 0; i < model->features->len; i++) {
        Feature *feature = g_ptr_array_index(model->features, i);
        double worth = number(from->drops, feature->expression, "worth");
        double whole = number(from->groups, feature->group, "worth");
        if (g_hash_table_contains(enabled, feature->expression))
            continue;
        if (!isnan(whole) && !g_hash_table_contains(stay, feature->group))
            sum += g_hash_table_add(gone, feature->group) ? whole : 0;
        else
            sum += isnan(worth) ? 0 : worth;
    }
    *off = model->features->len - both;
    *on = g_hash_table_size(enabled) - both;
    return sum;
}

/* "1 off, 2 new" */
static char *
changed_words(guint off, guint on)
{
    if (off && on)
        return g_strdup_printf("%u off, %u new", off, on);
    return off ? g_strdup_printf("%u off", off) : g_strdup_printf("%u new", on);
}

/* "$1,200 more a month", "$300 less", "no change" */
static char *
more_words(double money, const char *month)
{
    if (money == 0)
        return g_strdup("no change");
    g_autofree char *words = number_money(fabs(money));
    return g_strdup_printf("%s %s%s", words, money < 0 ? "less" : "more", month);
}

static const Cell *
value_of(const Report *report, const char *id)
{
    for (guint i = 0; report && i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, id) == 0)
            return value->cell;
    }
    return NULL;
}

/* " on 200,000 training rows by lot", "" where all were learned from */
static char *
sampled_words(const Report *refit)
{
    const Cell *sampled = value_of(refit, "sampled");
    g_autofree char *rows =
        sampled && !isnan(sampled->value) ? number_count((gint64)sampled->value) : NULL;
    return rows ? g_strdup_printf(" on %s training rows by lot", rows) : g_strdup("");
}

static void
say_difference(Report *report, GPtrArray *features, const Model *model, const Sources *from,
               const Report *refit)
{
    guint off, on;
    double sum = estimate(features, model, from, &off, &on);
    const char *month = from->timed ? " a month" : "";
    g_autofree char *guess = more_words(sum, month);
    g_autofree char *changed = changed_words(off, on);
    const Cell *more = value_of(refit, "more");

    report_number(report, "estimate", NULL, UNIT_MONEY, 0, sum);
    if (!more && !off) {
        report_say(report,
                   "Against %s: %s. What that brings can't be estimated: it is being trained "
                   "again to see.",
                   model->name, changed);
        return;
    }
    if (!more) {
        report_say(report,
                   "Against %s: %s. Estimate: %s%s. It is being trained again to make sure.",
                   model->name, changed, guess, on ? " by what is off" : "");
        return;
    }
    g_autofree char *found = more_words(more->value, month);
    g_autofree char *estimated =
        off ? g_strdup_printf(" The estimate was %s.", guess) : g_strdup("");
    g_autofree char *low = number_money(more->low), *high = number_money(more->high);
    gboolean tie = more->low <= 0 && more->high >= 0;
    g_autofree char *sample = sampled_words(refit);
    report_say(report, "Against %s: %s. Trained again%s: %s (%s to %s)%s.%s", model->name, changed,
               sample, found, low, high, tie ? ", within chance" : "", estimated);
    cell_interval(report_number(report, "refit", NULL, UNIT_MONEY, 0, more->value), more->low,
                  more->high);
}

/* How many depend on the season, and whether training can tell one from a change. */
static void
say_seasons(Report *report, const Figures *seasons, const Report *computed)
{
    const Cell *words = value_of(computed, "season_words");
    guint told = 0, once = 0;
    GHashTableIter iter;
    gpointer row;

    g_hash_table_iter_init(&iter, seasons->row);
    while (g_hash_table_iter_next(&iter, NULL, &row)) {
        const char *mark = report_at(seasons->table, GPOINTER_TO_UINT(row) - 1, 1)->text;
        *(strchr(mark, '?') ? &once : &told) += 1;
    }
    report_number(report, "seasonal", NULL, UNIT_COUNT, 0, told);
    if (told)
        report_say(report, "%u %s on the season, as \"holds?\" says.", told,
                   told == 1 ? "feature depends" : "features depend");
    if (words && words->text)
        report_say(report, "%s%s.", words->text, once ? " (? in \"holds?\")" : "");
}

static void
say_figures(Report *report, GPtrArray *features, const Model *model, const Sources *from,
            const Report *computed)
{
    guint more = needless(features, from->figures);

    if (!from->figures->table)
        report_say(report, "What each says alone is being worked out.");
    if (model && from->drops->table && from->drops->table->rows->len)
        report_say(
            report,
            "\"Worth\" is what %s would lose%s if this feature, or all of a group at once, "
            "were dealt out at random; \"alone\" is how well it ranks by itself (0.50: by lot).",
            model->name, from->timed ? " a month" : "");
    if (more)
        report_say(report, "%u that are on say nearly what another says: K keeps one of a kind.",
                   more);
    say_seasons(report, from->seasons, computed);
    report_say(report, model ? "Space switches a feature: an estimate stands here at once, and a "
                               "second later it is trained again without being kept. To keep it, "
                               "train (5 Models)."
                             : "Space switches a feature on or off; then train (5 Models).");
}

Report *
features_report(const TaskBrief *task, GPtrArray *features, const Model *model,
                const Report *computed, const Report *lost, const Report *refit)
{
    Report *report = report_new("features", "Features");
    Figures figures = figures_of(computed, "figures"), drops = figures_of(lost, "drops"),
            groups = figures_of(lost, "groups"), seasons = figures_of(computed, "seasons");
    Sources from = {&figures, &drops, &groups, &seasons, importances(model), task->timed};
    ReportTable *table = report_table(report, "features", NULL);

    if (model && drops.table && features_differ(features, model))
        say_difference(report, features, model, &from, refit);
    say_counts(report, features);
    report_regime(report, task);
    say_figures(report, features, model, &from, computed);
    name_columns(table);
    for (guint i = 0; i < features->len; i++)
        add_feature(table, g_ptr_array_index(features, i), &from);
    add_groups(report, features, &from);
    g_hash_table_unref(from.shares);
    g_hash_table_unref(figures.row);
    g_hash_table_unref(drops.row);
    g_hash_table_unref(groups.row);
    g_hash_table_unref(seasons.row);
    return report;
}
