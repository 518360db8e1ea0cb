/* Who knows what in words: experts and their opposite, whether records came true, and who should
 * get which open ticket. */
#include "signals/expertise.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 200, UNLIKELY = 10 };

static const char *
agent_name(const Expertise *all, guint32 agent)
{
    return agent == G_MAXUINT32 ? NULL : g_ptr_array_index(all->agents, agent);
}

static const char *
topic_name(const Expertise *all, guint32 topic)
{
    return g_ptr_array_index(all->topics, topic);
}

/* How many times better than the typical agent an effect is: as fast, or seldomer the event (by its
 * rate on the topic, of which a twentieth is left at least). */
static double
times_of(const Expertise *all, double effect, double rate)
{
    if (all->by_time)
        return exp(-effect);
    return rate / MAX(rate + effect, rate / 20);
}

static Interval
times_between(const Expertise *all, Interval effect, double rate)
{
    return (Interval){times_of(all, effect.value, rate), times_of(all, effect.high, rate),
                      times_of(all, effect.low, rate)};
}

static double
rate_on(const Expertise *all, guint32 topic)
{
    return all->by_time ? NAN : MAX(all->fit.item[topic], 0.001);
}

/* Of all that was learned from. */
static double
overall_rate(const Expertise *all)
{
    double sum = 0;
    for (guint i = 0; i < all->learned; i++)
        sum += g_array_index(all->tickets, AgentTicket, i).value;
    return all->by_time ? NAN : MAX(sum / MAX(all->learned, 1), 0.001);
}

static Interval
record_times(const Expertise *all, const AgentRecord *record)
{
    double half = stats_normal_two_sided(0.95) * record->sd;
    Interval effect = {record->effect, record->effect - half, record->effect + half};
    return times_between(all, effect, rate_on(all, record->topic));
}

static char *
interval_words(Interval times)
{
    g_autofree char *value = number_decimal(times.value, 1);
    g_autofree char *low = number_decimal(times.low, 1), *high = number_decimal(times.high, 1);
    return isnan(times.low) ? g_strdup(value) : g_strdup_printf("%s× (%s to %s)", value, low, high);
}

/* ---- experts -----------------------------------------------------------------------------------
 */

static int
surest_first(gconstpointer a, gconstpointer b)
{
    const AgentRecord *x = *(const AgentRecord *const *)a, *y = *(const AgentRecord *const *)b;
    double left = x->effect + 2 * x->sd, right = y->effect + 2 * y->sd;
    if (left != right)
        return left < right ? -1 : 1;
    return x->agent < y->agent ? -1 : x->agent > y->agent;
}

/* The clear ones, the surest better first; *better: how many of them are. */
static GPtrArray *
clear_records(const Expertise *all, guint *better)
{
    GPtrArray *some = g_ptr_array_new();

    *better = 0;
    for (guint i = 0; i < all->records->len; i++) {
        AgentRecord *record = &g_array_index(all->records, AgentRecord, i);
        if (!record->clear)
            continue;
        *better += record->effect < 0;
        g_ptr_array_add(some, record);
    }
    g_ptr_array_sort(some, surest_first);
    return some;
}

static void
record_columns(ReportTable *table, const Expertise *all)
{
    report_column(table, "agent", all->agent_column->info->name, UNIT_NONE, 0);
    report_column(table, "topic", all->topic_column->info->name, UNIT_NONE, 0);
    report_column(table, "tickets", "tickets", UNIT_COUNT, 0)->right = TRUE;
    ReportColumn *times = report_column(
        table, "times", all->by_time ? "times as fast" : "times better", UNIT_DECIMAL, 1);
    times->right = times->interval = TRUE;
    report_column(table, "verdict", "", UNIT_NONE, 0);
}

static void
record_row(ReportTable *table, const Expertise *all, const AgentRecord *record)
{
    json_t *pair =
        json_pack("[ss]", agent_name(all, record->agent), topic_name(all, record->topic));
    char *value = json_dumps(pair, JSON_COMPACT);
    gboolean better = record->effect < 0;

    report_row(table);
    report_cell_text(table, agent_name(all, record->agent));
    report_cell_text(table, topic_name(all, record->topic));
    cell_rows(report_cell(table, record->tickets), "expert=1;part=train;value=%s", value);
    interval_cell(table, record_times(all, record));
    cell_style(report_cell_text(table, !record->clear ? "can't be told"
                                       : better       ? "better"
                                       : all->by_time ? "slower"
                                                      : "worse"),
               !record->clear ? "dim"
               : better       ? "good"
                              : "warn");
    free(value);
    json_decref(pair);
}

static void
add_records(Report *report, const Expertise *all)
{
    guint better;
    g_autoptr(GPtrArray) clear = clear_records(all, &better);
    ReportTable *experts = report_table(report, "experts", "BEYOND DOUBT");

    record_columns(experts, all);
    for (guint i = 0; i < MIN(clear->len, LISTED); i++)
        record_row(experts, all, g_ptr_array_index(clear, i));
}

static void
add_all_records(Report *report, const Expertise *all)
{
    ReportTable *records = report_table(report, "records", "EVERY RECORD");

    records->hidden = TRUE;
    record_columns(records, all);
    for (guint i = 0; i < all->records->len; i++)
        record_row(records, all, &g_array_index(all->records, AgentRecord, i));
}

static void
say_first(Report *report, const Expertise *all)
{
    guint better;
    g_autoptr(GPtrArray) clear = clear_records(all, &better);
    const AgentRecord *first = better ? g_ptr_array_index(clear, 0) : NULL;

    report_number(report, "better", NULL, UNIT_COUNT, 0, better);
    report_number(report, "worse", NULL, UNIT_COUNT, 0, clear->len - better);
    if (!first) {
        report_say(report,
                   "Nobody is better than the desk's typical agent on a topic beyond doubt.");
        return;
    }
    if (record_times(all, first).value > UNLIKELY)
        report_warn(
            report,
            "Nobody is %d times as good as the rest: agents with such records get tickets that "
            "are all but solved when they come. Leave these out before anything is matched.",
            UNLIKELY);
    g_autofree char *times = interval_words(record_times(all, first));
    g_autofree char *tickets = table_count(all->task->frame->table->name, first->tickets);
    const char *agent = agent_name(all, first->agent), *topic = topic_name(all, first->topic);
    g_autofree char *what =
        all->by_time ? g_strdup_printf("%s solves %s %s as fast as", agent, topic, times)
                     : g_strdup_printf("with %s on %s the event is %s seldomer than with", agent,
                                       topic, times);
    report_say(report,
               "Beyond doubt agents are better than the desk's typical one on %u topics of theirs, "
               "worse on %u: %s "
               "the typical one, by %s.",
               better, clear->len - better, what, tickets);
}

/* ---- proof -------------------------------------------------------------------------------------
 */

static void
add_proof(Report *report, const Expertise *all)
{
    ReportTable *table = report_table(report, "proof", "DID RECORDS COME TRUE? (validation)");
    double rate = overall_rate(all);

    report_column(table, "side", "records", UNIT_NONE, 0);
    report_column(table, "tickets", "tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "promised", "promised", UNIT_DECIMAL, 1)->right = TRUE;
    ReportColumn *came = report_column(table, "came", "came", UNIT_DECIMAL, 1);
    came->right = came->interval = TRUE;
    for (guint i = 0; i < 2; i++) {
        const AgentProof *proof = &all->proof[i];
        report_row(table);
        report_cell_text(table, i == 0 ? "better" : all->by_time ? "slower" : "worse");
        report_cell(table, proof->tickets);
        report_cell(table, times_of(all, proof->promised.value, rate));
        interval_cell(table, times_between(all, proof->came, rate));
    }
}

static void
say_proof(Report *report, const Expertise *all)
{
    const AgentProof *proof = &all->proof[0];
    double rate = overall_rate(all);

    if (!proof->tickets || isnan(proof->came.value)) {
        report_say(report,
                   "Validation has no tickets by which the better records could be tested.");
        return;
    }
    g_autofree char *promised = number_decimal(times_of(all, proof->promised.value, rate), 1);
    g_autofree char *came = interval_words(times_between(all, proof->came, rate));
    g_autofree char *tickets = number_count(proof->tickets);
    report_say(report,
               "Later, on %s validation tickets of the better ones against others of their topics: "
               "%s× by the record, %s came true.",
               tickets, promised, came);
}

/* ---- who gets which ----------------------------------------------------------------------------
 */

static void
say_match(Report *report, const Expertise *all)
{
    g_autofree char *open = table_count(all->task->frame->table->name, all->open);

    report_number(report, "open", NULL, UNIT_COUNT, 0, all->open);
    report_number(report, "eligible", NULL, UNIT_COUNT, 0, all->eligible);
    report_number(report, "capacity", NULL, UNIT_COUNT, 0, all->capacity);
    if (!all->open || !all->eligible) {
        report_say(report, all->open
                               ? "Nobody took a ticket lately, so open ones are given to nobody."
                               : "No ticket is open: nothing is to be given to anybody.");
        return;
    }
    Interval times = times_between(all, all->change, overall_rate(all));
    g_autofree char *words = interval_words(times);
    cell_interval(report_number(report, "change", NULL, UNIT_DECIMAL, 2, times.value), times.low,
                  times.high);
    report_say(
        report,
        "%s are given to %u agents, %u each at most: %s %s as by who took such topics so far, "
        "if records hold. `agents capacity=N` says how many each takes.",
        open, all->eligible, all->capacity, words, all->by_time ? "as fast" : "better");
    if (all->open > MATCHED_MOST)
        report_warn(report, "Only the first %d open tickets are given to somebody.", MATCHED_MOST);
}

static void
add_match(Report *report, const Expertise *all)
{
    const Frame *frame = all->task->frame;
    const ColumnInfo *key = frame->table->key;
    ReportTable *table = report_table(report, "match", "OPEN TICKETS AND WHO KNOWS THEM BEST");

    report_column(table, "id", key ? key->name : "row", UNIT_NONE, 0);
    report_column(table, "topic", all->topic_column->info->name, UNIT_NONE, 0);
    report_column(table, "agent", "to", UNIT_NONE, 0);
    ReportColumn *times = report_column(
        table, "times", all->by_time ? "times as fast" : "times better", UNIT_DECIMAL, 1);
    times->right = times->interval = TRUE;
    report_column(table, "now", "is with", UNIT_NONE, 0);
    for (guint i = 0; i < all->matches->len; i++) {
        const AgentMatch *match = &g_array_index(all->matches, AgentMatch, i);
        g_autofree char *id = key ? frame_words(frame, frame_column_of(frame, key), match->row)
                                  : g_strdup_printf("%" G_GINT64_FORMAT, frame->row_id[match->row]);
        report_row(table);
        cell_rows(report_cell_text(table, id), "report=ticket %s %" G_GINT64_FORMAT,
                  frame->table->name, frame->row_id[match->row]);
        report_cell_text(table, topic_name(all, match->topic));
        report_cell_text(table, agent_name(all, match->agent));
        interval_cell(table,
                      match->agent == G_MAXUINT32
                          ? INTERVAL_UNDEFINED
                          : times_between(all, expertise_effect(all, match->agent, match->topic),
                                          rate_on(all, match->topic)));
        report_cell_text(table, agent_name(all, all->agent[match->row]));
    }
}

/* ---- the report --------------------------------------------------------------------------------
 */

static void
say_how(Report *report, const Expertise *all)
{
    g_autoptr(GString) mix = g_string_new(NULL);
    g_autofree char *learned = number_count(all->learned), *words = agent_terms_words(&all->terms);

    for (guint i = 0; i < all->factors->len; i++) {
        const MixFactor *factor = g_ptr_array_index(all->factors, i);
        g_string_append_printf(mix, "%s%s", i ? ", " : "", factor->name);
    }
    report_say(report,
               "This is association, not an experiment: agents get other tickets than their "
               "colleagues. What is evened out: %s; what makes a ticket hard and isn't in the data "
               "isn't. Try it on half of the tickets before you believe it.",
               mix->str);
    report_say(
        report,
        "Of %s training tickets; each record is drawn towards its agent's and the desk's, by "
        "how few they are. Beyond doubt: with all pairs of %d tickets reckoned with. To change "
        "what is looked at: `agents %s`.",
        learned, TICKETS_LEAST, words);
    g_autofree char *unsolved = number_count(all->unsolved);
    if (all->by_time && all->unsolved)
        report_say(report, "%s tickets without a time to solve are left out.", unsolved);
}

Report *
agents_report(const Task *task, FrameStore *frames, sqlite3 *database, Progress *progress,
              GError **error)
{
    g_auto(Expertise) all = {0};
    const char *why;

    if (!expertise_read(&all, task, frames, database, &why, progress, error)) {
        if (!why)
            return NULL;
        Report *none = report_new("agents", "Who knows what");
        report_say(none, "%s", why);
        return none;
    }
    expertise_take_mix(&all);
    expertise_fit(&all);
    Report *report = report_new("agents", "Who knows what");
    report_text(report, "measure", NULL, all.by_time ? "time" : "event");
    if (!all.records->len) {
        report_say(report, "Too few training tickets have agent, topic and outcome for a record.");
        return report;
    }
    expertise_match(&all);
    say_first(report, &all);
    say_match(report, &all);
    say_proof(report, &all);
    add_records(report, &all);
    if (all.matches->len)
        add_match(report, &all);
    add_proof(report, &all);
    add_all_records(report, &all);
    say_how(report, &all);
    return report;
}
