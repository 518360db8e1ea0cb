/* Worth in money: a model is trained in memory on one version of the data, judged on validation,
 * and held against another by ticket. Costs and intervals are made as those of the models' pane. */
#include <foredesk/worth.h>

#include <jansson.h>

#include <math.h>
#include <string.h>

#define RESAMPLES 1000
#define SEED 1

void
worth_side_clear(WorthSide *side)
{
    g_clear_pointer(&side->table, decision_table_free);
    g_clear_pointer(&side->scores, scores_free);
    g_clear_pointer(&side->model, model_free);
}

gboolean
worth_can_judge(const Task *task, GError **error)
{
    guint32 rows = 0, events = 0;
    for (guint32 row = 0; row < task->n; row++)
        if (task->part[row] == SPLIT_VALIDATION) {
            rows++;
            events += task->label[row] > 0.5;
        }
    if (task->kind == TASK_BINARY && events > 0 && events < rows)
        return TRUE;
    if (task->kind != TASK_BINARY)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "\"%s\" is a number, and money is counted by yes and no: set a target such as "
                    "%s > 5",
                    task->name, task->name);
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "all %u validation rows that both have, have the same outcome: nothing can be "
                    "judged by them",
                    rows);
    return FALSE;
}

/* ---- training ----------------------------------------------------------------------------------
 */

LearnData *
worth_data(const Task *task, FrameStore *frames, sqlite3 *database, GPtrArray **features,
           Progress *progress, GError **error)
{
    *features = features_load_enabled(database, task, error);
    if (!*features || !learn_memory_check(task, (*features)->len, error))
        return NULL;
    return learn_data_new(task, frames, database, *features, progress, error);
}

static void
count_learned(WorthSide *side, LearnData *data)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_STOP};
    const Task *task = learn_data_task(data);
    side->learned = side->events = 0;
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        guint32 n;
        const guint32 *rows = learn_data_rows(data, parts[i], &n);
        side->learned += n;
        for (guint32 k = 0; k < n; k++)
            side->events += task->label[rows[k]] > 0.5;
    }
}

/* As `train` would have been told them. */
static GHashTable *
parameters_of(const Model *model)
{
    GHashTable *named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    json_t *all = model->parameters ? json_loads(model->parameters, 0, NULL) : NULL;
    const char *name;
    json_t *value;

    json_object_foreach(all, name, value)
    {
        char text[G_ASCII_DTOSTR_BUF_SIZE];
        if (json_is_number(value))
            g_hash_table_insert(
                named, g_strdup(name),
                g_strdup(g_ascii_dtostr(text, sizeof text, json_number_value(value))));
    }
    json_decref(all);
    return named;
}

gboolean
worth_train(WorthSide *side, LearnData *data, GPtrArray *features, const Model *like,
            FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    g_autoptr(GHashTable) parameters = like ? parameters_of(like) : NULL;
    TrainInput input = {.task = learn_data_task(data),
                        .frames = frames,
                        .database = database,
                        .features = features,
                        .seed = like ? like->seed : SEED,
                        .kind = like ? like->kind : "boost",
                        .parameters = parameters};
    Quality quality;

    if (progress_stop(progress, error) ||
        !(side->model = model_train(&input, data, progress, error)))
        return FALSE;
    if (side->model->why_not) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "%s", side->model->why_not);
        return FALSE;
    }
    if (!(side->scores = scores_new(side->model, data, SPLIT_VALIDATION, error)))
        return FALSE;
    side->table = decision_table_new(side->scores);
    quality_of(side->scores, TRUE, &quality);
    side->auc = quality.auc;
    count_learned(side, data);
    return TRUE;
}

/* ---- deciding ----------------------------------------------------------------------------------
 */

void
worth_decide(WorthSide *const *sides, guint n, const WorthTerms *terms)
{
    g_autoptr(GPtrArray) judged = g_ptr_array_new();
    g_autofree Judged *each = g_new0(Judged, n);
    for (guint i = 0; i < n; i++) {
        sides[i]->model->id = i + 1;
        each[i].model = sides[i]->model;
        each[i].table = sides[i]->table;
        g_ptr_array_add(judged, &each[i]);
    }
    judge(judged, NULL, terms->mode, 1, terms->line, &terms->policy);
    for (guint i = 0; i < n; i++)
        sides[i]->decision = each[i].decision;
}

const char *
worth_terms_words(const WorthTerms *terms)
{
    return terms->mode == LINE_CHEAPEST   ? "each at its own cheapest line"
           : terms->mode == LINE_CAPACITY ? "each flagging what the team can check"
                                          : "all flagging as many as the line you set does";
}

/* ---- money by ticket ---------------------------------------------------------------------------
 */

void
worth_tickets_init(WorthTickets *tickets, const Task *task, const Scores *scores)
{
    tickets->n = 0;
    tickets->months = scores->months;
    tickets->place = g_new(guint32, task->n + 1);
    for (guint32 row = 0; row < task->n; row++)
        tickets->place[row] = task->part[row] == scores->part ? tickets->n++ : G_MAXUINT32;
    tickets->cluster = scores->cluster ? g_new(guint32, tickets->n + 1) : NULL;
    for (guint32 i = 0; tickets->cluster && i < scores->n; i++)
        tickets->cluster[tickets->place[scores->row[i]]] = scores->cluster[i];
}

void
worth_tickets_clear(WorthTickets *tickets)
{
    g_clear_pointer(&tickets->place, g_free);
    g_clear_pointer(&tickets->cluster, g_free);
}

void
worth_add_costs(const WorthTickets *tickets, const WorthSide *side, const guint32 *twin,
                const WorthTerms *terms, double share, double *cost)
{
    const Scores *scores = side->scores;
    g_autofree double *own = g_new(double, scores->n + 1);
    decision_costs(side->table, &side->decision, &terms->policy, own);
    for (guint32 i = 0; i < scores->n; i++) {
        guint32 row = twin ? twin[scores->row[i]] : scores->row[i];
        cost[tickets->place[row]] += share * own[i];
    }
}

Interval
worth_money(const WorthTickets *tickets, const double *a, const double *b)
{
    Interval money =
        stats_bootstrap_cost(a, b, tickets->cluster, tickets->n, RESAMPLES, SEED, 0.95);
    double scale = isnan(tickets->months) ? 1 : tickets->months;
    return (Interval){money.value / scale, money.low / scale, money.high / scale};
}

/* ---- two against each other --------------------------------------------------------------------
 */

void
worth_pair_clear(WorthPair *pair)
{
    for (int i = 0; i < 2; i++)
        worth_side_clear(&pair->side[i]);
    worth_tickets_clear(&pair->tickets);
}

void
worth_pair_hold(WorthPair *pair, const Task *task, const guint32 *twin, const WorthTerms *terms)
{
    WorthTickets *tickets = &pair->tickets;
    double *cost[2];

    worth_tickets_init(tickets, task, pair->side[0].scores);
    for (int i = 0; i < 2; i++) {
        cost[i] = g_new0(double, tickets->n + 1);
        worth_add_costs(tickets, &pair->side[i], i ? twin : NULL, terms, 1, cost[i]);
        pair->cost[i] = worth_money(tickets, cost[i], NULL);
    }
    pair->saving = worth_money(tickets, cost[1], cost[0]);
    g_free(cost[0]);
    g_free(cost[1]);
}

void
worth_pair_columns(ReportTable *list, const WorthPair *pair)
{
    const char *cost = isnan(pair->tickets.months) ? "cost" : "cost a month";
    report_column(list, "flagged", "flags", UNIT_COUNT, 0)->right = TRUE;
    report_column(list, "caught", "caught", UNIT_COUNT, 0)->right = TRUE;
    report_column(list, "missed", "missed", UNIT_COUNT, 0)->right = TRUE;
    ReportColumn *money = report_column(list, "cost", cost, UNIT_MONEY, 0);
    ReportColumn *auc = report_column(list, "auc", "AUC", UNIT_DECIMAL, 3);
    money->right = money->interval = auc->right = auc->interval = TRUE;
}

void
worth_pair_cells(ReportTable *list, const WorthPair *pair, int which)
{
    const WorthSide *side = &pair->side[which];
    const Interval *cost = &pair->cost[which];

    report_cell(list, side->decision.flagged);
    report_cell(list, side->decision.tp);
    report_cell(list, side->decision.fn);
    cell_interval(report_cell(list, cost->value), cost->low, cost->high);
    cell_interval(report_cell(list, side->auc.value), side->auc.low, side->auc.high);
}

char *
worth_saving_words(Interval saving, gboolean timed)
{
    gboolean dearer = saving.value < 0;
    if (saving.value == 0 && saving.low == 0 && saving.high == 0)
        return g_strdup("changes nothing in money: every ticket costs the same either way");
    double low = dearer ? -saving.high : saving.low, high = dearer ? -saving.low : saving.high;
    g_autofree char *money = number_money(fabs(saving.value));
    g_autofree char *from = number_money(low), *to = number_money(high);
    return g_strdup_printf(
        "%s %s%s (%s to %s)%s", dearer ? "costs" : "saves", money, timed ? " a month" : "", from,
        to, stats_verdict(saving, TRUE) == VERDICT_TIE ? ": can't be told apart from nothing" : "");
}
