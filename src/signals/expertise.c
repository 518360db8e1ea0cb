/* Tickets as a record of agents: who took which topic, how long it was, and what of that the mix of
 * cases explains. */
#include "signals/expertise.h"

#include <jansson.h>
#include <string.h>

enum { MIX_LEVELS = 60, SWEEPS = 60 };
#define MIX_STRENGTH 5.0 /* tickets by which a level of the mix is drawn to nothing */

/* ---- terms -------------------------------------------------------------------------------------
 */

static const char *const term_names[] = {"agent", "topic", "measure", "capacity"};

void
agent_terms_clear(AgentTerms *terms)
{
    g_clear_pointer(&terms->agent, g_free);
    g_clear_pointer(&terms->topic, g_free);
}

void
agent_terms_read(sqlite3 *database, AgentTerms *terms)
{
    *terms = (AgentTerms){NULL, NULL, FALSE, 0};
    for (guint i = 0; i < G_N_ELEMENTS(term_names); i++) {
        g_autofree char *setting = g_strconcat("agents.", term_names[i], NULL);
        g_autofree char *value = setting_get(database, setting);
        if (value)
            agent_terms_change(terms, term_names[i], value, NULL);
    }
}

gboolean
agent_terms_change(AgentTerms *terms, const char *name, const char *value, GError **error)
{
    gint64 number;

    if (strcmp(name, "agent") == 0 || strcmp(name, "topic") == 0) {
        char **column = strcmp(name, "agent") == 0 ? &terms->agent : &terms->topic;
        g_free(*column);
        *column = *value ? g_strdup(value) : NULL;
        return TRUE;
    }
    if (strcmp(name, "measure") == 0 &&
        (strcmp(value, "time") == 0 || strcmp(value, "event") == 0)) {
        terms->event = strcmp(value, "event") == 0;
        return TRUE;
    }
    if (strcmp(name, "capacity") == 0 && strcmp(value, "auto") == 0) {
        terms->capacity = 0;
        return TRUE;
    }
    if (strcmp(name, "capacity") == 0 && number_parse_integer(value, -1, &number) && number > 0 &&
        number <= G_MAXINT) {
        terms->capacity = (guint)number;
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "agents: %s=%s: write %s", name, value,
                strcmp(name, "measure") == 0
                    ? "measure=time or measure=event"
                    : "capacity=5, the most an agent takes, or capacity=auto");
    return FALSE;
}

char *
agent_terms_words(const AgentTerms *terms)
{
    GString *words = g_string_new(NULL);

    g_string_append_printf(words, "agent=\"%s\" topic=\"%s\" measure=%s",
                           terms->agent ? terms->agent : "", terms->topic ? terms->topic : "",
                           terms->event ? "event" : "time");
    if (terms->capacity)
        g_string_append_printf(words, " capacity=%u", terms->capacity);
    else
        g_string_append(words, " capacity=auto");
    return g_string_free(words, FALSE);
}

gboolean
agent_terms_write(sqlite3 *database, const AgentTerms *terms, GError **error)
{
    g_autofree char *capacity =
        terms->capacity ? g_strdup_printf("%u", terms->capacity) : g_strdup("auto");

    return setting_set(database, "agents.agent", terms->agent ? terms->agent : "", error) &&
           setting_set(database, "agents.topic", terms->topic ? terms->topic : "", error) &&
           setting_set(database, "agents.measure", terms->event ? "event" : "time", error) &&
           setting_set(database, "agents.capacity", capacity, error);
}

/* ---- reading -----------------------------------------------------------------------------------
 */

static void
factor_free(gpointer data)
{
    MixFactor *factor = data;
    g_free(factor->name);
    g_free(factor->level);
    g_free(factor->effect);
    g_free(factor);
}

void
expertise_clear(Expertise *all)
{
    agent_terms_clear(&all->terms);
    g_clear_pointer(&all->agent, g_free);
    g_clear_pointer(&all->topic, g_free);
    g_clear_pointer(&all->agents, g_ptr_array_unref);
    g_clear_pointer(&all->topics, g_ptr_array_unref);
    g_clear_pointer(&all->tickets, g_array_unref);
    g_clear_pointer(&all->factors, g_ptr_array_unref);
    g_clear_pointer(&all->cells, g_array_unref);
    g_clear_pointer(&all->records, g_array_unref);
    g_clear_pointer(&all->matches, g_array_unref);
    nested_fit_clear(&all->fit);
}

static gboolean
find_column(const Task *task, const char *name, ColumnRole role, const FrameColumn **column,
            GError **error)
{
    const TableInfo *table = task->frame->table;
    const ColumnInfo *info = name ? table_column(table, name, error) : table_role(table, role);

    *column = info ? frame_column_of(task->frame, info) : NULL;
    return info || !name;
}

typedef struct {
    guint32 key, rows, first;
} Key;

static int
most_rows(gconstpointer a, gconstpointer b)
{
    const Key *x = a, *y = b;
    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* By row the number of its value, the most frequent 0; those past `most` are one more, "(others)".
 */
static guint32 *
number_values(const Task *task, const FrameColumn *column, guint32 most, GPtrArray *names,
              gboolean masked)
{
    guint32 keys = 0;
    guint32 *code = frame_key_codes(column, &keys);
    g_autofree Key *found = g_new0(Key, (gsize)keys + 1);
    g_autofree guint32 *place = g_new(guint32, (gsize)keys + 1);

    if (!code)
        return NULL;
    for (guint32 k = 0; k < keys; k++)
        found[k] = (Key){k, 0, G_MAXUINT32};
    for (guint32 row = 0; row < task->n; row++)
        if (code[row] < keys) {
            Key *key = &found[code[row]];
            key->first = key->rows++ ? key->first : row;
        }
    qsort(found, keys, sizeof *found, most_rows);
    for (guint32 i = 0; i < keys && found[i].rows; i++) {
        place[found[i].key] = MIN(i, most);
        if (i > most)
            continue;
        g_autofree char *raw =
            i < most ? frame_words(task->frame, column, found[i].first) : g_strdup("(others)");
        g_ptr_array_add(names, personal_words(i < most ? column->info : NULL, raw, masked));
    }
    for (guint32 row = 0; row < task->n; row++)
        code[row] = code[row] < keys ? place[code[row]] : G_MAXUINT32;
    return code;
}

/* Hours to solve as their logarithm, or the event; NaN: not there. */
static double
value_of(const Expertise *all, const FrameColumn *solved, guint32 row)
{
    const Task *task = all->task;

    if (!all->by_time)
        return task->kind == TASK_BINARY ? task->label[row] : NAN;
    TimePoint end = solved->integer[row], begin = task->seed_time[row];
    if (end == TIME_MISSING || begin == TIME_MISSING || end <= begin)
        return NAN;
    return log((double)(end - begin) / TIME_HOUR);
}

static void
take_tickets(Expertise *all, const FrameColumn *solved)
{
    const Task *task = all->task;

    for (guint judged = 0; judged < 2; judged++) {
        for (guint32 row = 0; row < task->n; row++) {
            SplitPart part = (SplitPart)task->part[row];
            gboolean its =
                judged ? part == SPLIT_VALIDATION : part == SPLIT_TRAIN || part == SPLIT_STOP;
            if (!its || all->agent[row] == G_MAXUINT32 || all->topic[row] == G_MAXUINT32)
                continue;
            double value = value_of(all, solved, row);
            AgentTicket ticket = {row, all->agent[row], all->topic[row], value, value, judged};
            if (isnan(value))
                all->unsolved++;
            else
                g_array_append_val(all->tickets, ticket);
        }
        if (!judged)
            all->learned = all->tickets->len;
    }
}

/* ---- the mix of cases --------------------------------------------------------------------------
 */

static void
add_factor(Expertise *all, const char *name, gint32 *level, guint32 levels)
{
    MixFactor *factor = g_new0(MixFactor, 1);
    factor->name = g_strdup(name);
    factor->level = level;
    factor->levels = levels;
    factor->effect = g_new0(double, (gsize)levels + 1);
    g_ptr_array_add(all->factors, factor);
}

/* A category of the ticket, or of what it names, that was there when it came. */
static gboolean
is_mix(const Expertise *all, const Feature *feature)
{
    return !feature->numeric && feature->node && feature->node->type == PQL_COLUMN &&
           (feature->evidence == EVIDENCE_KNOWN || feature->evidence == EVIDENCE_AS_EXPORTED) &&
           !feature_reads_column(feature, all->task, all->agent_column->info->name) &&
           !feature_reads_column(feature, all->task, all->topic_column->info->name);
}

static void
add_month(Expertise *all)
{
    gint32 *level = g_new(gint32, (gsize)all->tickets->len + 1);
    guint32 levels = 0;
    gint32 first = G_MAXINT32;

    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < all->tickets->len; i++) {
            CalendarFields fields;
            guint32 row = g_array_index(all->tickets, AgentTicket, i).row;
            if (all->task->seed_time[row] == TIME_MISSING) {
                level[i] = -1;
                continue;
            }
            calendar_fields(all->task->seed_time[row], all->task->frame->zone, &fields);
            gint32 month = fields.year * 12 + fields.month;
            first = MIN(first, month);
            level[i] = month - first;
            levels = pass ? MAX(levels, (guint32)level[i] + 1) : levels;
        }
    add_factor(all, "month", level, levels);
}

static gboolean
read_mix(Expertise *all, FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) features = features_load(database, all->task, error);
    g_autoptr(FeatureEngine) engine =
        features ? feature_engine_new(all->task, frames, database, error) : NULL;
    g_autoptr(GPtrArray) mix = g_ptr_array_new();
    g_autofree guint32 *rows = g_new(guint32, (gsize)all->tickets->len + 1);

    if (!engine)
        return FALSE;
    for (guint i = 0; i < features->len; i++)
        if (is_mix(all, g_ptr_array_index(features, i)))
            g_ptr_array_add(mix, g_ptr_array_index(features, i));
    for (guint i = 0; i < all->tickets->len; i++)
        rows[i] = g_array_index(all->tickets, AgentTicket, i).row;
    g_autoptr(GPtrArray) values =
        feature_compute(engine, mix, rows, all->tickets->len, progress, error);
    for (guint i = 0; values && i < values->len; i++) {
        FeatureValues *one = g_ptr_array_index(values, i);
        guint32 levels = one->dictionary ? dictionary_size(one->dictionary) : 0;
        if (one->code && levels > 1 && levels <= MIX_LEVELS)
            add_factor(all, one->feature->name, g_steal_pointer(&one->code), levels);
    }
    add_month(all);
    return values != NULL;
}

/* One factor anew: the mean of what the others and the pairs leave, drawn to nothing. Returns by
 * how much it moved. */
static double
sweep_factor(const Expertise *all, MixFactor *factor)
{
    g_autofree double *sum = g_new0(double, (gsize)factor->levels + 1);
    g_autofree double *n = g_new0(double, (gsize)factor->levels + 1);
    double moved = 0;

    for (guint i = 0; i < all->learned; i++)
        if (factor->level[i] >= 0) {
            sum[factor->level[i]] += g_array_index(all->tickets, AgentTicket, i).left;
            n[factor->level[i]]++;
        }
    for (guint32 k = 0; k < factor->levels; k++) {
        /* What it holds now is in `left` no more: its mean is the old effect and what is left. */
        double now = (sum[k] + n[k] * factor->effect[k]) / (n[k] + MIX_STRENGTH);
        moved = MAX(moved, fabs(now - factor->effect[k]));
        sum[k] = now - factor->effect[k];
        factor->effect[k] = now;
    }
    for (guint i = 0; i < all->tickets->len; i++)
        if (factor->level[i] >= 0)
            g_array_index(all->tickets, AgentTicket, i).left -= sum[factor->level[i]];
    return moved;
}

/* The pairs' own means are taken out first and put back at the end: what agents do differently must
 * not pass for the mix of cases. */
void
expertise_take_mix(Expertise *all)
{
    guint32 topics = all->topics->len;
    gsize pairs = (gsize)all->agents->len * topics;
    g_autofree double *own = g_new0(double, pairs + 1), *sum = g_new(double, pairs + 1);
    g_autofree double *n = g_new0(double, pairs + 1);

    for (guint i = 0; i < all->learned; i++) {
        const AgentTicket *ticket = &g_array_index(all->tickets, AgentTicket, i);
        n[(gsize)ticket->agent * topics + ticket->topic]++;
    }
    for (guint sweep = 0; sweep < SWEEPS; sweep++) {
        double moved = 0;
        memset(sum, 0, (pairs + 1) * sizeof *sum);
        for (guint i = 0; i < all->learned; i++) {
            const AgentTicket *ticket = &g_array_index(all->tickets, AgentTicket, i);
            sum[(gsize)ticket->agent * topics + ticket->topic] += ticket->left;
        }
        for (guint i = 0; i < all->learned; i++) {
            AgentTicket *ticket = &g_array_index(all->tickets, AgentTicket, i);
            gsize at = (gsize)ticket->agent * topics + ticket->topic;
            ticket->left -= sum[at] / n[at];
        }
        for (gsize at = 0; at < pairs; at++)
            own[at] += n[at] > 0 ? sum[at] / n[at] : 0;
        for (guint k = 0; k < all->factors->len; k++)
            moved = MAX(moved, sweep_factor(all, g_ptr_array_index(all->factors, k)));
        if (moved < 1e-7)
            break;
    }
    for (guint i = 0; i < all->learned; i++) {
        AgentTicket *ticket = &g_array_index(all->tickets, AgentTicket, i);
        ticket->left += own[(gsize)ticket->agent * topics + ticket->topic];
    }
}

/* ---- all of it ---------------------------------------------------------------------------------
 */

gboolean
expertise_read(Expertise *all, const Task *task, FrameStore *frames, sqlite3 *database,
               const char **why, Progress *progress, GError **error)
{
    const ColumnInfo *solved_info = table_solved(task->frame->table);
    const FrameColumn *solved = solved_info ? frame_column_of(task->frame, solved_info) : NULL;
    gboolean masked = personal_masked(database);

    *why = NULL;
    all->task = task;
    agent_terms_read(database, &all->terms);
    all->by_time = !all->terms.event && solved && solved->integer && task->time_column;
    all->agents = g_ptr_array_new_with_free_func(g_free);
    all->topics = g_ptr_array_new_with_free_func(g_free);
    all->tickets = g_array_new(FALSE, TRUE, sizeof(AgentTicket));
    all->factors = g_ptr_array_new_with_free_func(factor_free);
    all->records = g_array_new(FALSE, TRUE, sizeof(AgentRecord));
    all->cells = g_array_new(FALSE, TRUE, sizeof(NestedCell));
    all->matches = g_array_new(FALSE, TRUE, sizeof(AgentMatch));
    if (!find_column(task, all->terms.agent, ROLE_AGENT, &all->agent_column, error) ||
        !find_column(task, all->terms.topic, ROLE_CATEGORY, &all->topic_column, error))
        return FALSE;
    if (!all->by_time && task->kind != TASK_BINARY)
        *why = "There is no time to solve here, and the target is a number: no record can be made.";
    else if (task->moments)
        *why =
            "Who is asked about again and again has no agent of its own: records are of tickets.";
    else if (!all->agent_column)
        *why = "No column says who took a ticket: name it with `agents agent=COLUMN`.";
    else if (!all->topic_column)
        *why = "No column holds the topic: name it with `agents topic=COLUMN`.";
    if (*why)
        return FALSE;
    all->agent = number_values(task, all->agent_column, AGENTS_MOST, all->agents, masked);
    all->topic = number_values(task, all->topic_column, TOPICS_MOST, all->topics, masked);
    if (!all->agent || !all->topic) {
        *why = "Agents and topics must be values that repeat: name other columns with `agents`.";
        return FALSE;
    }
    take_tickets(all, solved);
    return read_mix(all, frames, database, progress, error);
}

gboolean
agent_rows(const Task *task, GHashTable *parts, FrameStore *frames, sqlite3 *database,
           Progress *progress, GArray *rows, char **title, GError **error)
{
    const char *text = g_hash_table_lookup(parts, "value"), *why;
    const char *part = g_hash_table_lookup(parts, "part");
    gboolean late = g_strcmp0(part, split_name(SPLIT_VALIDATION)) == 0;
    json_t *pair = text ? json_loads(text, 0, NULL) : NULL;
    g_autofree char *agent = g_strdup(json_string_value(json_array_get(pair, 0)));
    g_autofree char *topic = g_strdup(json_string_value(json_array_get(pair, 1)));
    g_auto(Expertise) all = {0};

    json_decref(pair);
    if (!agent || !topic || !expertise_read(&all, task, frames, database, &why, progress, error))
        return FALSE;
    for (guint i = 0; i < all.tickets->len; i++) {
        const AgentTicket *ticket = &g_array_index(all.tickets, AgentTicket, i);
        if (ticket->judged == late && strcmp(all.agents->pdata[ticket->agent], agent) == 0 &&
            strcmp(all.topics->pdata[ticket->topic], topic) == 0)
            g_array_append_val(rows, ticket->row);
    }
    g_autofree char *count = table_count(task->frame->table->name, rows->len);
    *title = g_strdup_printf("%s of %s, %s%s", count, agent, topic, late ? ", validation" : "");
    return TRUE;
}
