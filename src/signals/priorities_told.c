/* Wrong priorities told: the open tickets with their reasons, what became of such tickets before,
 * and what heeding the risk would have saved. */
#include "signals/priorities.h"

#include <string.h>

#define CONFIDENCE 0.975 /* of each side: both hold together in 95 of 100 */

enum { LISTED = 200, EXPLAINED = 60, RESAMPLES = 1000, SEED = 1 };

static const PriorityLevel *
level_at(const Priorities *found, guint i)
{
    return &g_array_index(found->levels, PriorityLevel, i);
}

static const PriorityTicket *
ticket_at(const GArray *tickets, guint i)
{
    return &g_array_index(tickets, PriorityTicket, i);
}

/* ---- proof -------------------------------------------------------------------------------------
 */

/* Events and clusters of the validation tickets of a side and a level. */
static Interval
rate_of(const Priorities *found, guint level, PrioritySide side, gboolean other)
{
    g_autofree guint8 *event = g_new(guint8, (gsize)found->validation->len + 1);
    g_autofree guint32 *cluster = g_new(guint32, (gsize)found->validation->len + 1);
    gsize n = 0;

    for (guint i = 0; i < found->validation->len; i++) {
        const PriorityTicket *ticket = ticket_at(found->validation, i);
        if ((level != G_MAXUINT && ticket->level != level) || (ticket->side == side) == other)
            continue;
        cluster[n] = ticket->cluster;
        event[n++] = ticket->event;
    }
    return stats_rate(event, cluster, n, CONFIDENCE);
}

/* Checking the risky catches events and costs false alarms; leaving the harmless does the reverse.
 */
static Interval
saving_of(const Priorities *found, PrioritySide side, const Policy *policy)
{
    guint n = found->validation->len;
    g_autofree double *saved = g_new0(double, (gsize)n + 1);
    g_autofree guint32 *cluster = g_new(guint32, (gsize)n + 1);
    double scale = isnan(found->months) ? 1 : found->months;

    for (guint i = 0; i < n; i++) {
        const PriorityTicket *ticket = ticket_at(found->validation, i);
        double checked = ticket->event ? policy->missed : -policy->false_alarm;
        cluster[i] = ticket->cluster;
        if (ticket->side == side)
            saved[i] = side == SIDE_HIGH ? checked : -checked;
    }
    Interval sum = stats_bootstrap_cost(saved, NULL, cluster, n, RESAMPLES, SEED, CONFIDENCE);
    return (Interval){sum.value / scale, sum.low / scale, sum.high / scale};
}

static void
prove_side(Priorities *found, PrioritySide side, const Policy *policy)
{
    PriorityProof *proof = &found->proof[side];
    guint levels = found->levels->len;
    g_autofree Interval *others = g_new(Interval, levels);
    g_autofree double *weight = g_new(double, levels);

    for (guint i = 0; i < found->validation->len; i++) {
        const PriorityTicket *ticket = ticket_at(found->validation, i);
        proof->n += ticket->side == side;
        proof->events += ticket->side == side && ticket->event;
    }
    for (guint i = 0; i < levels; i++) {
        PriorityLevel *level = &g_array_index(found->levels, PriorityLevel, i);
        others[i] = rate_of(found, i, side, TRUE);
        weight[i] = isnan(others[i].value) ? 0 : level->side[side];
        level->side_rate[side] = rate_of(found, i, side, FALSE);
    }
    proof->rate = rate_of(found, G_MAXUINT, side, FALSE);
    proof->others = stats_weighted(others, weight, levels);
    proof->more = stats_difference(proof->rate, proof->others);
    proof->saving = saving_of(found, side, policy);
}

void
priorities_prove(Priorities *found, const Policy *policy)
{
    guint n = found->validation->len;
    g_autofree double *urgency = g_new(double, (gsize)n + 1);
    g_autofree double *risk = g_new(double, (gsize)n + 1);
    g_autofree guint8 *event = g_new(guint8, (gsize)n + 1);

    for (guint i = 0; i < n; i++) {
        const PriorityTicket *ticket = ticket_at(found->validation, i);
        urgency[i] = -(double)ticket->level;
        risk[i] = ticket->risk;
        event[i] = ticket->event;
    }
    found->auc[0] = stats_auc(urgency, event, n, 0.95).auc;
    found->auc[1] = stats_auc(risk, event, n, 0.95).auc;
    prove_side(found, SIDE_LOW, policy);
    prove_side(found, SIDE_HIGH, policy);
}

/* ---- sentences ---------------------------------------------------------------------------------
 */

static const char *
verdict_on(const PriorityProof *proof, PrioritySide side)
{
    Verdict verdict = proof->n ? stats_verdict(proof->more, side == SIDE_LOW) : VERDICT_UNKNOWN;
    return verdict == VERDICT_BETTER  ? "holds"
           : verdict == VERDICT_WORSE ? "wrong"
           : verdict == VERDICT_TIE   ? "can't be told"
                                      : "none there";
}

static void
say_open(Report *report, const Priorities *found)
{
    const char *noun = found->task->frame->table->name;
    guint32 low = 0, high = 0;

    for (guint i = 0; i < found->levels->len; i++) {
        low += level_at(found, i)->open_side[SIDE_LOW];
        high += level_at(found, i)->open_side[SIDE_HIGH];
    }
    const char *top = level_at(found, found->top)->text;
    const char *bottom = level_at(found, found->bottom)->text;
    g_autofree char *open = table_count(noun, found->open->len);
    if (!found->open->len)
        report_say(report, "None is open: what stands below is about validation alone.");
    else if (low + high)
        report_say(report,
                   "Of %s still open %u %s more at risk than %s ones are as a rule, and %s not %s; "
                   "%u %s less at risk than %s ones, and ranked above them.",
                   open, high, high == 1 ? "is" : "are", top, high == 1 ? "is" : "are", top, low,
                   low == 1 ? "is" : "are", bottom);
    else
        report_say(report, "None of %s still open has a priority that disagrees with its risk.",
                   open);
    report_number(report, "open", NULL, UNIT_COUNT, 0, found->open->len);
    report_number(report, "open_risky", NULL, UNIT_COUNT, 0, high);
    report_number(report, "open_harmless", NULL, UNIT_COUNT, 0, low);
}

static char *
rate_words(Interval rate)
{
    g_autofree char *value = number_in_100(rate.value);
    return isnan(rate.low)
               ? g_strdup(value)
               : g_strdup_printf("%s (%.0f–%.0f)", value, 100 * rate.low, 100 * rate.high);
}

static void
say_side(Report *report, const Priorities *found, PrioritySide side)
{
    const PriorityProof *proof = &found->proof[side];
    const char *who = side == SIDE_HIGH ? "risky for their priority" : "harmless for theirs";

    if (!proof->n) {
        report_say(report, "On validation none was %s.", who);
        return;
    }
    g_autofree char *count = table_count(found->task->frame->table->name, proof->n);
    g_autofree char *rate = rate_words(proof->rate), *others = rate_words(proof->others);
    const char *verdict = verdict_on(proof, side);
    report_say(
        report, "%s of validation were %s: %s had it, of the others of these priorities %s. %s",
        count, who, rate, others,
        strcmp(verdict, "holds") == 0   ? "So it holds: the risk knows what the priority doesn't."
        : strcmp(verdict, "wrong") == 0 ? "So the model is wrong there: keep to the priority."
                                        : "They can't be told apart: don't act on it yet.");
}

static void
say_money(Report *report, const Priorities *found, const Policy *policy)
{
    g_autofree char *missed = number_money(policy->missed);
    g_autofree char *alarm = number_money(policy->false_alarm);
    const Interval *high = &found->proof[SIDE_HIGH].saving, *low = &found->proof[SIDE_LOW].saving;
    const char *month = isnan(found->months) ? "" : " a month";
    g_autofree char *risky = number_money(fabs(high->value));
    g_autofree char *harmless = number_money(fabs(low->value));

    report_say(report,
               "At %s a miss and %s a check too many, checking the risky ones %s %s%s; leaving the "
               "harmless ones unchecked %s %s%s%s. The table has the intervals.",
               missed, alarm, high->value < 0 ? "costs" : "saves", risky, month,
               low->value < 0 ? "costs" : "saves", harmless, month,
               low->high < 0 ? ": even they are worth a check at these prices" : "");
}

/* ---- tables ------------------------------------------------------------------------------------
 */

static ReportColumn *
add_column(ReportTable *table, const char *id, const char *title, Unit unit, int digits)
{
    ReportColumn *column = report_column(table, id, title, unit, digits);
    column->right = column->interval = TRUE;
    return column;
}

static void
add_proof(Report *report, const Priorities *found, gint64 model)
{
    static const PrioritySide sides[] = {SIDE_HIGH, SIDE_LOW};
    ReportTable *table = report_table(report, "proof", "DOES IT HOLD? VALIDATION SAYS");
    const char *money = isnan(found->months) ? "heeding it saves" : "saves a month";

    report_column(table, "side", "for their priority", UNIT_NONE, 0);
    report_column(table, "tickets", "tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(table, "events", "events", UNIT_COUNT, 0)->right = TRUE;
    add_column(table, "rate", "rate", UNIT_SHARE, 1);
    add_column(table, "others", "others of these", UNIT_SHARE, 1);
    report_column(table, "verdict", "", UNIT_NONE, 0);
    add_column(table, "saving", money, UNIT_MONEY, 0);
    add_column(table, "more", NULL, UNIT_SHARE, 1);
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        const PriorityProof *proof = &found->proof[sides[i]];
        const char *verdict = verdict_on(proof, sides[i]);
        report_row(table);
        report_cell_text(table, sides[i] == SIDE_HIGH ? "risky" : "harmless");
        cell_rows(report_cell(table, proof->n),
                  "priority=%s;by=%" G_GINT64_FORMAT ";part=validation",
                  sides[i] == SIDE_HIGH ? "high" : "low", model);
        report_cell(table, proof->events);
        interval_cell(table, proof->rate);
        interval_cell(table, proof->others);
        cell_style(report_cell_text(table, verdict), strcmp(verdict, "holds") == 0   ? "good"
                                                     : strcmp(verdict, "wrong") == 0 ? "bad"
                                                                                     : "dim");
        interval_cell(table, proof->saving);
        interval_cell(table, proof->more);
    }
}

static void
add_level_columns(ReportTable *table)
{
    report_column(table, "level", "priority", UNIT_NONE, 0);
    report_column(table, "tickets", "validation", UNIT_COUNT, 0)->right = TRUE;
    add_column(table, "rate", "happened in", UNIT_SHARE, 1);
    add_column(table, "risk", "middle risk", UNIT_SHARE, 1);
    report_column(table, "harmless", "harmless", UNIT_COUNT, 0)->right = TRUE;
    add_column(table, "harmless_rate", "of these", UNIT_SHARE, 1)->expert = TRUE;
    report_column(table, "risky", "risky", UNIT_COUNT, 0)->right = TRUE;
    add_column(table, "risky_rate", "of these", UNIT_SHARE, 1)->expert = TRUE;
    report_column(table, "open", "open now", UNIT_COUNT, 0)->right = TRUE;
}

static void
add_levels(Report *report, const Priorities *found, gint64 model)
{
    ReportTable *table =
        report_table(report, "levels", "BY PRIORITY (middle risk, and that of 9 in 10)");

    add_level_columns(table);
    for (guint i = 0; i < found->levels->len; i++) {
        const PriorityLevel *level = level_at(found, i);
        report_row(table);
        report_cell_text(table, level->text);
        cell_rows(report_cell(table, level->n),
                  "priority=all;by=%" G_GINT64_FORMAT ";part=validation;value=%s", model,
                  level->text);
        interval_cell(table, level->rate);
        cell_interval(report_cell(table, level->middle), level->lowest, level->highest);
        cell_rows(report_cell(table, level->side[SIDE_LOW]),
                  "priority=low;by=%" G_GINT64_FORMAT ";part=validation;value=%s", model,
                  level->text);
        interval_cell(table, level->side_rate[SIDE_LOW]);
        cell_rows(report_cell(table, level->side[SIDE_HIGH]),
                  "priority=high;by=%" G_GINT64_FORMAT ";part=validation;value=%s", model,
                  level->text);
        interval_cell(table, level->side_rate[SIDE_HIGH]);
        cell_rows(report_cell(table, level->open),
                  "priority=all;by=%" G_GINT64_FORMAT ";part=open;value=%s", model, level->text);
    }
}

/* ---- the tickets themselves --------------------------------------------------------------------
 */

/* The level whose middle risk is nearest, of those that have enough tickets to say. */
static const char *
alike_level(const Priorities *found, double risk)
{
    const PriorityLevel *nearest = NULL;
    for (guint i = 0; i < found->levels->len; i++) {
        const PriorityLevel *level = level_at(found, i);
        if (level->n >= PRIORITY_LEAST &&
            (!nearest || fabs(level->middle - risk) < fabs(nearest->middle - risk)))
            nearest = level;
    }
    return nearest ? nearest->text : NULL;
}

/* The open tickets that disagree, those furthest beyond their line first. */
static GArray *
disagreeing(const Priorities *found)
{
    GArray *some = g_array_new(FALSE, FALSE, sizeof(PriorityTicket));
    const GArray *open = found->open;

    for (guint i = 0; i < open->len; i++)
        if (ticket_at(open, i)->side == SIDE_HIGH)
            g_array_append_val(some, *ticket_at(open, i));
    for (guint i = open->len; i-- > 0;)
        if (ticket_at(open, i)->side == SIDE_LOW)
            g_array_append_val(some, *ticket_at(open, i));
    if (some->len > LISTED)
        g_array_set_size(some, LISTED);
    return some;
}

/* Why, in words, of the first EXPLAINED; NULL where the model's kind gives no reasons. */
static GPtrArray *
explain(const Priorities *found, const GArray *tickets, gint64 id, FrameStore *frames,
        sqlite3 *database, Progress *progress)
{
    const Task *task = found->task;
    guint n = MIN(tickets->len, EXPLAINED);
    g_autofree guint32 *rows = g_new(guint32, (gsize)n + 1);
    g_autoptr(Model) model = model_load(database, id, NULL);
    g_autoptr(FeatureEngine) engine =
        model && model->encoder ? feature_engine_new(task, frames, database, NULL) : NULL;

    if (!engine || !n)
        return NULL;
    for (guint i = 0; i < n; i++)
        rows[i] = ticket_at(tickets, i)->row;
    feature_engine_learned(engine, model->encoder);
    gsize width = model->features->len + 1;
    g_autoptr(GPtrArray) values = feature_compute(engine, model->features, rows, n, progress, NULL);
    g_autoptr(Matrix) matrix =
        values ? matrix_new(model->encoder, values, NULL, n, NULL, NULL) : NULL;
    g_autofree double *push = g_new(double, width *n);
    if (!matrix || !model_explain(model, matrix, push, NULL))
        return NULL;
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    ReasonValues shown = {values, task, personal_masked(database)};
    for (guint i = 0; i < n; i++) {
        g_autofree char *shares = NULL;
        /* Of a harmless one what pushes down is told. */
        for (gsize k = 0; ticket_at(tickets, i)->side == SIDE_LOW && k < width; k++)
            push[i * width + k] *= -1;
        g_ptr_array_add(words, reasons_shared(model, push + i * width, &shown, i, &shares));
    }
    return words;
}

static void
add_ticket(ReportTable *table, const Priorities *found, const PriorityTicket *ticket,
           const char *reasons)
{
    const Frame *frame = found->task->frame;
    const ColumnInfo *key = frame->table->key;
    g_autofree char *id = key ? frame_words(frame, frame_column_of(frame, key), ticket->row)
                              : g_strdup_printf("%" G_GINT64_FORMAT, frame->row_id[ticket->row]);
    gboolean high = ticket->side == SIDE_HIGH;

    report_row(table);
    cell_rows(report_cell_text(table, id), "report=ticket %s %" G_GINT64_FORMAT, frame->table->name,
              frame->row_id[ticket->row]);
    report_cell_text(table, level_at(found, ticket->level)->text);
    cell_style(report_cell_text(table, high ? "risky" : "harmless"), high ? "warn" : "dim");
    report_cell_text(table, alike_level(found, ticket->risk));
    report_cell(table, ticket->risk);
    report_cell_text(table, reasons);
}

static void
add_tickets(Report *report, const Priorities *found, gint64 model, FrameStore *frames,
            sqlite3 *database, Progress *progress)
{
    g_autoptr(GArray) tickets = disagreeing(found);
    g_autoptr(GPtrArray) words = explain(found, tickets, model, frames, database, progress);
    const ColumnInfo *key = found->task->frame->table->key;
    ReportTable *table = report_table(report, "tickets", "OPEN, AND ELSE THAN THEIR PRIORITY SAYS");

    report_column(table, "id", key ? key->name : "row", UNIT_NONE, 0);
    report_column(table, "priority", found->column->info->name, UNIT_NONE, 0);
    report_column(table, "side", "for it", UNIT_NONE, 0);
    report_column(table, "like", "risk like", UNIT_NONE, 0);
    ReportColumn *risk = report_column(table, "risk", "risk", UNIT_SHARE, 1);
    risk->right = risk->expert = TRUE;
    report_column(table, "reasons", words ? "because" : NULL, UNIT_NONE, 0);
    for (guint i = 0; i < tickets->len; i++)
        add_ticket(table, found, ticket_at(tickets, i),
                   words && i < words->len ? g_ptr_array_index(words, i) : "");
}

/* ---- the report --------------------------------------------------------------------------------
 */

static Report *
nothing(const char *sentence)
{
    Report *report = report_new("priorities", "Wrong priorities");
    report_say(report, "%s", sentence);
    return report;
}

static void
say_no_order(Report *report, const Priorities *found)
{
    if (found->top >= found->bottom)
        report_say(report,
                   "Fewer than two priorities have %d tickets on validation: nothing can be said.",
                   PRIORITY_LEAST);
    else
        report_say(
            report,
            "The risk doesn't follow the priority: the lines by which a ticket would be "
            "harmless for %s or risky for %s cross. Nothing can be called wrong by them; say "
            "others with `priorities low=25 high=75`.",
            level_at(found, found->top)->text, level_at(found, found->bottom)->text);
}

static void
say_terms(Report *report, const Priorities *found, const Judged *judged)
{
    g_autofree char *words = priority_terms_words(&found->terms);
    g_autofree char *model = model_at_start(judged->model);

    if (!isnan(found->line[0])) {
        report_number(report, "low_line", "Harmless below", UNIT_SHARE, 1, found->line[0]);
        report_number(report, "high_line", "Risky above", UNIT_SHARE, 1, found->line[1]);
    }
    Cell *by_priority =
        report_number(report, "priority_auc", NULL, UNIT_DECIMAL, 3, found->auc[0].value);
    cell_interval(by_priority, found->auc[0].low, found->auc[0].high);
    Cell *by_risk = report_number(report, "auc", NULL, UNIT_DECIMAL, 3, found->auc[1].value);
    cell_interval(by_risk, found->auc[1].low, found->auc[1].high);
    guint top = MIN(found->top, found->levels->len - 1);
    report_say(
        report,
        "%s says the risk, of tickets that it didn't learn from. Harmless: %g in 100 of the %s "
        "ones are at less risk; risky: %g in 100 of the %s ones are. To change that: "
        "`priorities %s`. What is held against the others holds for both in 95 of 100.",
        model, found->terms.low, level_at(found, found->bottom)->text, found->terms.high,
        level_at(found, top)->text, words);
    report_regime_of(report, found->task->frozen, found->task->frame->table->name);
}

Report *
priorities_report(const Task *task, const Judged *judged, const Policy *policy, FrameStore *frames,
                  sqlite3 *database, Progress *progress, GError **error)
{
    g_auto(Priorities) found = {0};

    if (task->kind != TASK_BINARY)
        return nothing("This target is a number: risks are of targets that happen or not.");
    if (!judged || !judged->scores || !judged->model->probability)
        return nothing(
            "No model that says how likely it is decides yet: train some, and choose one "
            "(5 Models).");
    if (!priorities_find(&found, task, judged, frames, database, progress, error))
        return NULL;
    if (!found.column)
        return nothing(
            "No column holds a priority: give one the role, or name any whose values have "
            "an order with `priorities column=NAME`.");
    Report *report = report_new("priorities", "Wrong priorities");
    gint64 model = judged->model->id;
    priorities_prove(&found, policy);
    report_text(report, "column", NULL, found.column->info->name);
    if (isnan(found.line[0])) {
        say_no_order(report, &found);
    } else {
        say_open(report, &found);
        say_side(report, &found, SIDE_HIGH);
        say_side(report, &found, SIDE_LOW);
        say_money(report, &found, policy);
        if (found.open->len)
            add_tickets(report, &found, model, frames, database, progress);
        add_proof(report, &found, model);
    }
    add_levels(report, &found, model);
    say_terms(report, &found, judged);
    return report;
}
