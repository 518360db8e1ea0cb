/* Claims told: what texts say and whether events bear it out, how often the event follows for each
 * kind, and open tickets that say something. */
#include "signals/claims.h"

#include <string.h>

enum { LISTED = 200 };

static const char *const kind_words[] = {"says it, events confirm", "says it, events contradict",
                                         "events, unspoken", "neither", "no telemetry"};

static Claim *
claim_at(const Claims *all, guint i)
{
    return g_ptr_array_index(all->claims, i);
}

static char *
count_words(const Claim *claim)
{
    g_autofree char *least = number_count((gint64)claim->least);
    return g_strdup_printf("%s or more %s", least, claim->events->count->name);
}

/* ---- claims ------------------------------------------------------------------------------------
 */

static Verdict
verdict_of(const Claim *claim)
{
    return stats_verdict(stats_difference(claim->with[1], claim->without[1]), FALSE);
}

static ReportColumn *
add_column(ReportTable *table, const char *id, const char *title, Unit unit, int digits)
{
    ReportColumn *column = report_column(table, id, title, unit, digits);
    column->right = column->interval = TRUE;
    return column;
}

static void
add_claims(Report *report, const Claims *all)
{
    ReportTable *table = report_table(report, "claims", "WHAT TEXTS CLAIM, AND WHAT BEARS IT OUT");

    report_column(table, "claim", "claim", UNIT_NONE, 0);
    report_column(table, "words", "words", UNIT_NONE, 0);
    report_column(table, "events_words", "borne out by", UNIT_NONE, 0);
    add_column(table, "with", "there, if said", UNIT_SHARE, 0);
    add_column(table, "without", "if not", UNIT_SHARE, 0);
    report_column(table, "verdict", "", UNIT_NONE, 0);
    report_column(table, "from", "by", UNIT_NONE, 0);
    report_column(table, "least", NULL, UNIT_COUNT, 0);
    report_column(table, "events", NULL, UNIT_NONE, 0);
    for (guint i = 0; i < all->claims->len; i++) {
        const Claim *claim = claim_at(all, i);
        g_autofree char *words = count_words(claim);
        Verdict verdict = verdict_of(claim);
        report_row(table);
        report_cell_text(table, claim->name);
        report_cell_text(table, claim->words);
        report_cell_text(table, words);
        interval_cell(table, claim->with[1]);
        interval_cell(table, claim->without[1]);
        cell_style(report_cell_text(table, verdict == VERDICT_BETTER  ? "holds"
                                           : verdict == VERDICT_WORSE ? "wrong"
                                                                      : "can't be told"),
                   verdict == VERDICT_BETTER  ? "good"
                   : verdict == VERDICT_WORSE ? "bad"
                                              : "dim");
        report_cell_text(table, claim->said_so ? "you" : "learned");
        report_cell(table, claim->least);
        report_cell_text(table, claim->events->count->expression);
    }
}

/* ---- kinds -------------------------------------------------------------------------------------
 */

/* Training and validation together: no label had a say in what a claim is. */
static Interval
rate_of(const Claims *all, const Claim *claim, ClaimKind kind, guint32 *n, guint32 *events)
{
    const ClaimTexts *texts = &all->texts;
    guint32 most = texts->learned + texts->judged;
    g_autofree guint8 *label = g_new(guint8, (gsize)most + 1);
    g_autofree guint32 *cluster = texts->cluster[0] ? g_new(guint32, (gsize)most + 1) : NULL;

    *n = *events = 0;
    for (guint32 i = 0; i < most; i++) {
        guint part = i >= texts->learned;
        guint32 at = part ? i - texts->learned : i;
        if (claim->kind[i] != kind)
            continue;
        if (cluster)
            cluster[*n] = texts->cluster[part][at];
        *events += texts->label[part][at];
        label[(*n)++] = texts->label[part][at];
    }
    return stats_rate(label, cluster, *n, 0.95);
}

static void
add_kinds(Report *report, const Claims *all)
{
    ReportTable *table = report_table(report, "kinds", "HOW OFTEN THE EVENT FOLLOWS");

    report_column(table, "claim", "claim", UNIT_NONE, 0);
    report_column(table, "kind", NULL, UNIT_NONE, 0);
    report_column(table, "words", "text and telemetry", UNIT_NONE, 0);
    report_column(table, "tickets", "tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "events", "events", UNIT_COUNT, 0)->right = TRUE;
    add_column(table, "rate", "rate", UNIT_SHARE, 1);
    for (guint i = 0; i < all->claims->len; i++)
        for (guint kind = 0; kind < CLAIM_KINDS; kind++) {
            const Claim *claim = claim_at(all, i);
            guint32 n, events;
            Interval rate = rate_of(all, claim, (ClaimKind)kind, &n, &events);
            report_row(table);
            report_cell_text(table, claim->name);
            report_cell_text(table, claim_kinds[kind]);
            report_cell_text(table, kind_words[kind]);
            cell_rows(report_cell(table, n), "claim=1;kind=%s;part=known;value=%s",
                      claim_kinds[kind], claim->name);
            report_cell(table, events);
            interval_cell(table, rate);
        }
}

/* ---- open tickets ------------------------------------------------------------------------------
 */

static void
add_open(Report *report, const Claims *all)
{
    const ClaimTexts *texts = &all->texts;
    const Frame *frame = texts->task->frame;
    const ColumnInfo *key = frame->table->key;
    ReportTable *table = report_table(report, "open", "OPEN TICKETS THAT SAY SO, OR SHOULD");

    report_column(table, "id", key ? key->name : "row", UNIT_NONE, 0);
    report_column(table, "claim", "claim", UNIT_NONE, 0);
    report_column(table, "kind", NULL, UNIT_NONE, 0);
    report_column(table, "words", "text and telemetry", UNIT_NONE, 0);
    report_column(table, "count", "events", UNIT_COUNT, 0)->right = TRUE;
    for (guint i = 0; i < all->claims->len; i++)
        for (guint32 k = texts->learned + texts->judged; k < texts->n && table->rows->len < LISTED;
             k++) {
            const Claim *claim = claim_at(all, i);
            ClaimKind kind = (ClaimKind)claim->kind[k];
            guint32 row = texts->row[k];
            if (kind == CLAIM_NONE || kind == CLAIM_NO_TELEMETRY)
                continue;
            g_autofree char *id = key ? frame_words(frame, frame_column_of(frame, key), row)
                                      : g_strdup_printf("%" G_GINT64_FORMAT, frame->row_id[row]);
            report_row(table);
            cell_rows(report_cell_text(table, id), "report=ticket %s %" G_GINT64_FORMAT,
                      frame->table->name, frame->row_id[row]);
            report_cell_text(table, claim->name);
            report_cell_text(table, claim_kinds[kind]);
            cell_style(report_cell_text(table, kind_words[kind]),
                       kind == CLAIM_CONTRADICTED ? "dim" : "warn");
            report_cell(table, claim->events->counted[k]);
        }
}

/* ---- what a model could see of it --------------------------------------------------------------
 */

static void
add_features(Report *report, const Claims *all)
{
    ReportTable *table = report_table(report, "features", "AS FEATURES (feature add)");

    report_column(table, "claim", "claim", UNIT_NONE, 0);
    report_column(table, "feature", "feature", UNIT_NONE, 0);
    report_column(table, "expression", "PQL", UNIT_NONE, 0);
    for (guint i = 0; i < all->claims->len; i++) {
        const Claim *claim = claim_at(all, i);
        report_row(table);
        report_cell_text(table, claim->name);
        report_cell_text(table, claim->events->count->name);
        report_cell_text(table, claim->events->count->expression);
        const Frame *frame = all->texts.task->frame;
        g_auto(GStrv) words = g_strsplit(claim->words, ",", -1);
        for (guint k = 0; k < frame->columns->len; k++) {
            const FrameColumn *column = g_ptr_array_index(frame->columns, k);
            if (column->kind != KIND_TEXT || column->info->known == KNOWN_LATER || !words[0])
                continue;
            g_autofree char *quoted = text_quote(words[0], '\'');
            g_autofree char *contains = g_strdup_printf("%s.%s CONTAINS %s", frame->table->name,
                                                        column->info->name, quoted);
            g_autofree char *name = g_strdup_printf("“%s” in %s", words[0], column->info->name);
            report_row(table);
            report_cell_text(table, claim->name);
            report_cell_text(table, name);
            report_cell_text(table, contains);
        }
    }
}

/* ---- the report --------------------------------------------------------------------------------
 */

static char *
rate_words(Interval rate)
{
    g_autofree char *value = number_in_100(rate.value);
    return isnan(rate.low)
               ? g_strdup("none")
               : g_strdup_printf("%s (%.0f–%.0f)", value, 100 * rate.low, 100 * rate.high);
}

static void
say_first(Report *report, const Claims *all)
{
    const Claim *claim = claim_at(all, 0);
    guint32 n[CLAIM_KINDS], events;
    char *rate[CLAIM_KINDS];
    g_autofree char *words = count_words(claim);
    g_autofree char *with = rate_words(claim->with[1]), *without = rate_words(claim->without[1]);

    for (guint kind = 0; kind < CLAIM_KINDS; kind++) {
        Interval its = rate_of(all, claim, (ClaimKind)kind, &n[kind], &events);
        rate[kind] = rate_words(its);
    }
    report_say(report, "Of texts that say “%s” %s come after %s, of others %s (validation).",
               claim->words, with, words, without);
    report_say(report,
               "Borne out, such a ticket has the event in %s; contradicted in %s; where events are "
               "and the text is silent in %s; with neither in %s.",
               rate[CLAIM_CONFIRMED], rate[CLAIM_CONTRADICTED], rate[CLAIM_UNSPOKEN],
               rate[CLAIM_NONE]);
    for (guint kind = 0; kind < CLAIM_KINDS; kind++)
        g_free(rate[kind]);
}

static void
say_how(Report *report, const Claims *all)
{
    g_autofree char *tickets = number_count(all->texts.learned);
    g_autofree char *pairs = number_count(all->tested);
    report_say(
        report,
        "Words were held against events on %s training tickets (%s pairs, Holm, by customer), "
        "in the %d hours before each; no outcome was looked at, so the rates are of training "
        "and validation together. Say it otherwise: `claim set NAME words=500,error least=3`.",
        tickets, pairs, CLAIM_HOURS);
    report_regime_of(report, all->texts.task->frozen, all->texts.task->frame->table->name);
}

Report *
claims_report(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
              GError **error)
{
    g_auto(Claims) all = {0};

    if (task->kind != TASK_BINARY || task->moments) {
        Report *none = report_new("claims", "What texts claim");
        report_say(none, "Claims are held against events for tickets whose target happens or not.");
        return none;
    }
    if (!claims_find(&all, task, frames, database, progress, error))
        return NULL;
    Report *report = report_new("claims", "What texts claim");
    report_number(report, "claims_found", NULL, UNIT_COUNT, 0, all.claims->len);
    report_number(report, "kinds_of_events", NULL, UNIT_COUNT, 0, all.events->len);
    if (!all.events->len)
        report_say(report,
                   "No table of dated events is linked to these tickets: nothing can bear a "
                   "text out.");
    else if (!all.claims->len)
        report_say(report,
                   "No word of the texts goes with any of the %u kinds of events beyond luck. "
                   "Say which does: `claim set NAME words=error events=\"COUNT(…)\"`.",
                   all.events->len);
    else
        say_first(report, &all);
    if (all.claims->len) {
        add_claims(report, &all);
        add_kinds(report, &all);
        add_open(report, &all);
        add_features(report, &all);
    }
    if (all.events->len)
        say_how(report, &all);
    return report;
}

gboolean
claim_rows(const Task *task, GHashTable *parts, FrameStore *frames, sqlite3 *database,
           Progress *progress, GArray *rows, char **title, GError **error)
{
    const char *kind = g_hash_table_lookup(parts, "kind"),
               *name = g_hash_table_lookup(parts, "value");
    gboolean open = g_strcmp0(g_hash_table_lookup(parts, "part"), "open") == 0;
    g_auto(Claims) all = {0};
    guint wanted = 0;

    while (kind && wanted < CLAIM_KINDS && strcmp(kind, claim_kinds[wanted]) != 0)
        wanted++;
    if (!kind || !name || wanted == CLAIM_KINDS || task->moments || task->kind != TASK_BINARY ||
        !claims_find(&all, task, frames, database, progress, error))
        return FALSE;
    const ClaimTexts *texts = &all.texts;
    guint32 known = texts->learned + texts->judged;
    for (guint i = 0; i < all.claims->len; i++)
        for (guint32 k = open ? known : 0; k < (open ? texts->n : known); k++)
            if (strcmp(claim_at(&all, i)->name, name) == 0 && claim_at(&all, i)->kind[k] == wanted)
                g_array_append_val(rows, texts->row[k]);
    g_autofree char *count = table_count(task->frame->table->name, rows->len);
    *title = g_strdup_printf("%s, %s: %s", count, name, kind_words[wanted]);
    return TRUE;
}
