/* Channels in words: which to start with, where a model of its own is worth it, where too few are
 * there, and what began at once. */
#include "evaluate/channels.h"
#include "evaluate/reporting.h"

#include <math.h>

enum { LISTED = 50, NAMED = 8 };

static const char *
name_of(const Channel *channel)
{
    return *channel->name ? channel->name : "(empty)";
}

static const Channel *
channel_at(const Channels *found, guint i)
{
    return g_ptr_array_index(found->channels, i);
}

/* ---- sentences ---------------------------------------------------------------------------------
 */

/* "chat, fax and 3 more" of those that `holds`; NULL: none. */
static char *
names_where(const Channels *found, gboolean (*holds)(const Channel *channel), guint *n)
{
    g_autoptr(GString) names = g_string_new(NULL);

    *n = 0;
    for (guint i = 0; i < found->channels->len; i++) {
        const Channel *channel = channel_at(found, i);
        if (!holds(channel))
            continue;
        if ((*n)++ < NAMED)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", name_of(channel));
    }
    if (*n > NAMED)
        g_string_append_printf(names, " and %u more", *n - NAMED);
    return *n ? g_string_free(g_steal_pointer(&names), FALSE) : NULL;
}

static Verdict
verdict_of(const Channel *channel)
{
    return channel->own ? stats_verdict(channel->saving, FALSE) : VERDICT_UNKNOWN;
}

static gboolean
is_better(const Channel *channel)
{
    return verdict_of(channel) == VERDICT_BETTER;
}

static gboolean
is_worse(const Channel *channel)
{
    return verdict_of(channel) == VERDICT_WORSE;
}

static gboolean
has_too_few(const Channel *channel)
{
    return channel->learned + channel->judged > 0 && !channel_can_learn(channel);
}

static gboolean
began_at_once(const Channel *channel)
{
    return channel->at_once;
}

static void
say_start(Report *report, const Channels *found)
{
    const Channel *first = channels_first(found);
    if (!first) {
        report_say(report,
                   "No channel has %d events and as many others to learn from: start with all of "
                   "them in one model.",
                   CHANNEL_LEAST);
        return;
    }
    g_autofree char *tickets = number_count(first->learned);
    g_autofree char *events = number_count(first->events);
    report_say(report, "Start with %s: it has the most tickets to learn from, %s, and %s events.",
               first->name, tickets, events);
}

/* "phone (saves $420 a month ($100 to $700))", each. */
static char *
better_words(const Channels *found)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < found->channels->len; i++) {
        const Channel *channel = channel_at(found, i);
        if (!is_better(channel))
            continue;
        g_autofree char *saving = worth_saving_words(channel->saving, found->timed);
        g_string_append_printf(words, "%s%s %s", words->len ? "; " : "", name_of(channel), saving);
    }
    return g_string_free(words, FALSE);
}

static void
say_own(Report *report, const Channels *found)
{
    guint better, worse, few;
    g_autofree char *where = names_where(found, is_better, &better);
    g_autofree char *dearer = names_where(found, is_worse, &worse);
    g_autofree char *too_few = names_where(found, has_too_few, &few);
    g_autofree char *words = better_words(found);

    if (better)
        report_say(report, "A model of its own is worth it in %s: %s.", where, words);
    else if (found->owns)
        report_say(report,
                   "Nowhere is a model of its own worth it (%u tried): keep one model for all "
                   "channels.",
                   found->owns);
    if (worse)
        report_say(report, "In %s a model of its own costs more: alone it has too little to learn.",
                   dearer);
    if (few)
        report_say(report,
                   "Too few to learn from alone in %s (fewer than %d events, or as few others): "
                   "there the model for all must do.",
                   too_few, CHANNEL_LEAST);
}

static void
say_told(Report *report, const Channels *found)
{
    const char *column = found->column->info->name;

    if (!found->reading) {
        report_say(report,
                   "No feature that is on reads %s: the model for all isn't told the channel. "
                   "Switch it on to see what that adds.",
                   column);
        return;
    }
    if (!found->compared)
        return;
    g_autofree char *saving = worth_saving_words(found->total.told, found->timed);
    report_say(report, "Being told the channel, the model for all %s.", saving);
}

static void
warn_at_once(Report *report, const Channels *found)
{
    const Channel *largest = NULL;
    guint n;
    g_autofree char *names = names_where(found, began_at_once, &n);

    if (!names)
        return;
    for (guint i = 0; i < found->channels->len; i++) {
        const Channel *channel = channel_at(found, i);
        if (channel->at_once && (!largest || channel->all > largest->all))
            largest = channel;
    }
    g_autofree char *share = number_percent(found->at_once_share, 0);
    report_warn(report,
                "%u channels began within one quarter (%s) and bring %s of the newest quarter's "
                "tickets: each has little to learn from, and together they thin out what the model "
                "knows of the others. Start with %s, and add one at a time once it has %d events.",
                n, names, share, name_of(largest), CHANNEL_LEAST);
}

static void
say_how(Report *report, const Channels *found, const WorthTerms *terms)
{
    report_say(report,
               "Boosted trees with the same seed, judged on the same validation tickets of each "
               "channel, %s there. Intervals of the differences hold for all channels together "
               "(95 %%).",
               worth_terms_words(terms));
    trial_say_sampled(report, found->sampled);
    report_regime_of(report, found->task->frozen, found->task->frame->table->name);
}

/* ---- tables ------------------------------------------------------------------------------------
 */

static void
add_rows_behind(Cell *cell, const Channels *found, const Channel *channel, const char *pick)
{
    cell_rows(cell, "task=%" G_GINT64_FORMAT ";%s;column=%s;value=%s", found->task->id, pick,
              found->column->info->name, channel->name);
}

static const char *
advice(const Channels *found, const Channel *channel)
{
    if (!channel_can_learn(channel))
        return channel->at_once ? "too few yet, add later" : "too few: model for all";
    if (is_better(channel))
        return "a model of its own";
    if (channel == channels_first(found))
        return "start here, model for all";
    return channel->compared ? "model for all" : "too few to judge by";
}

static void
add_counts(Report *report, const Channels *found)
{
    ReportTable *table = report_table(report, "channels", "TO LEARN FROM");
    guint32 all = 0;

    report_column(table, "channel", "channel", UNIT_NONE, 0);
    report_column(table, "tickets", "tickets", UNIT_COUNT, 0);
    report_column(table, "share", "share", UNIT_SHARE, 1);
    report_column(table, "events", "events", UNIT_COUNT, 0);
    report_column(table, "first", "first seen", UNIT_TIME, 0);
    report_column(table, "advice", "what to do", UNIT_NONE, 0);
    report_column(table, "at_once", NULL, UNIT_BOOLEAN, 0);
    for (guint i = 0; i < found->channels->len; i++)
        all += channel_at(found, i)->learned;
    for (guint i = 0; i < MIN(found->channels->len, LISTED); i++) {
        const Channel *channel = channel_at(found, i);
        report_row(table);
        report_cell_text(table, name_of(channel));
        add_rows_behind(report_cell(table, channel->learned), found, channel, "side=train");
        report_cell(table, all ? (double)channel->learned / all : NAN);
        add_rows_behind(report_cell(table, channel->events), found, channel,
                        "side=train;state=positive");
        report_cell(table, channel->first == TIME_MISSING ? NAN : (double)channel->first);
        cell_style(report_cell_text(table, advice(found, channel)),
                   channel->at_once                                         ? "warn"
                   : channel == channels_first(found) || is_better(channel) ? "good"
                                                                            : NULL);
        report_cell(table, channel->at_once);
    }
    if (found->channels->len > LISTED)
        report_say(report, "The largest %d of %u are listed, the largest %d have a model tried.",
                   LISTED, found->channels->len, CHANNELS_TRAINED);
}

static void
add_interval(ReportTable *table, Interval value, gboolean there)
{
    interval_cell(table, there ? value : INTERVAL_UNDEFINED);
}

static void
add_figures(ReportTable *table, const Channel *channel, gboolean told, gboolean total)
{
    gboolean there[] = {TRUE, channel->own || total, told};

    add_interval(table, channel->cost[SIDE_UNIVERSAL], TRUE);
    add_interval(table, channel->cost[SIDE_OWN], there[SIDE_OWN]);
    add_interval(table, channel->saving, there[SIDE_OWN]);
    cell_style(report_cell_text(table, !there[SIDE_OWN]
                                           ? "too few"
                                           : verdict_word(stats_verdict(channel->saving, FALSE))),
               !total && is_better(channel) ? "good" : NULL);
    add_interval(table, channel->cost[SIDE_BLIND], told);
    add_interval(table, channel->told, told);
    report_cell_text(table, told ? verdict_word(stats_verdict(channel->told, FALSE)) : NULL);
    for (guint i = 0; i < CHANNEL_SIDES; i++)
        add_interval(table, channel->auc[i], there[i] && !total);
    add_interval(table, channel->ranks, channel->own && !total);
}

static void
add_figure_columns(ReportTable *table, gboolean timed)
{
    static const struct {
        const char *id, *title;
        Unit unit;
        gboolean expert;
    } columns[] = {
        {"cost", "for all costs", UNIT_MONEY, FALSE},
        {"own_cost", "its own costs", UNIT_MONEY, FALSE},
        {"saving", "its own saves", UNIT_MONEY, FALSE},
        {"verdict", "", UNIT_NONE, FALSE},
        {"blind_cost", "not told costs", UNIT_MONEY, TRUE},
        {"told", "being told saves", UNIT_MONEY, TRUE},
        {"told_verdict", "", UNIT_NONE, TRUE},
        {"auc", "AUC for all", UNIT_DECIMAL, TRUE},
        {"own_auc", "its own", UNIT_DECIMAL, TRUE},
        {"blind_auc", "not told", UNIT_DECIMAL, TRUE},
        {"ranks", "its own ranks better by", UNIT_DECIMAL, TRUE},
    };

    report_column(table, "channel", "channel", UNIT_NONE, 0);
    report_column(table, "judged", "judged on", UNIT_COUNT, 0);
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        gboolean text = columns[i].unit == UNIT_NONE;
        ReportColumn *column =
            report_column(table, columns[i].id, columns[i].title, columns[i].unit, text ? 0 : 3);
        column->right = column->interval = !text;
        column->expert = columns[i].expert;
    }
    g_free(table->title);
    table->title = g_strdup(timed ? "ONE MODEL FOR ALL, OR ONE EACH: COST A MONTH"
                                  : "ONE MODEL FOR ALL, OR ONE EACH: COST");
}

static void
add_comparison(Report *report, const Channels *found)
{
    ReportTable *table = report_table(report, "models", "");
    guint32 judged = 0;

    add_figure_columns(table, found->timed);
    for (guint i = 0; i < found->channels->len; i++) {
        const Channel *channel = channel_at(found, i);
        if (!channel->compared)
            continue;
        judged += channel->judged;
        report_row(table);
        report_cell_text(table, name_of(channel));
        add_rows_behind(report_cell(table, channel->judged), found, channel, "part=validation");
        add_figures(table, channel, found->reading > 0, FALSE);
    }
    if (found->compared < 2)
        return;
    report_row(table);
    report_cell_text(table, "all of these");
    report_cell(table, judged);
    add_figures(table, &found->total, found->reading > 0, TRUE);
}

Report *
channels_told(const Channels *found, const WorthTerms *terms)
{
    const Channel *first = channels_first(found);
    Report *report = report_new("channels", "Channels");

    warn_at_once(report, found);
    say_start(report, found);
    say_own(report, found);
    say_told(report, found);
    report_text(report, "column", NULL, found->column->info->name);
    report_text(report, "start", NULL, first ? first->name : NULL);
    report_number(report, "owns", NULL, UNIT_COUNT, 0, found->owns);
    report_number(report, "at_once", NULL, UNIT_COUNT, 0, found->at_once);
    add_counts(report, found);
    if (found->compared)
        add_comparison(report, found);
    else
        report_say(report,
                   "No channel has %d events and as many others in validation: nothing can be "
                   "compared.",
                   CHANNEL_LEAST_JUDGED);
    say_how(report, found, terms);
    return report;
}
