/* The card: every measure as figures with intervals, what was left out, and what can't be measured
 * here and why. The same card is shown, frozen, and compared with. */
#include "desk/desk_private.h"

#define CONFIDENCE 0.95
#define RESAMPLES 1000

typedef struct {
    Report *report;
    ReportTable *figures, *excluded, *missing;
    const DeskView *view;
    char *bounds; /* ";from=…;to=…" of references */
} Card;

/* ---- words ------------------------------------------------------------------------------------
 */

/* Business hours stay hours: nine days of business would be read as nine days. */
static char *
span_words(double seconds, gboolean business)
{
    if (isnan(seconds))
        return g_strdup("–");
    if (isinf(seconds))
        return g_strdup("…");
    double hours = seconds / 3600;
    if (seconds < 60)
        return g_strdup_printf("%.0f s", seconds);
    if (hours < 2)
        return g_strdup_printf("%.0f min", seconds / 60);
    g_autofree char *number = business || hours < 72 ? number_decimal(hours, hours < 100 ? 1 : 0)
                                                     : number_decimal(hours / 24, 1);
    return g_strdup_printf("%s %s", number, business || hours < 72 ? "h" : "days");
}

typedef enum { SAY_SPAN, SAY_BUSINESS, SAY_SHARE, SAY_SCORE, SAY_RATE } Say;

static char *
say(double value, Say how)
{
    if (isnan(value))
        return g_strdup("–");
    switch (how) {
    case SAY_SPAN:
    case SAY_BUSINESS:
        return span_words(value, how == SAY_BUSINESS);
    case SAY_SHARE:
        return number_percent(value, 1);
    case SAY_SCORE:
    case SAY_RATE:
        return number_decimal(value, 2);
    }
    return g_strdup("–");
}

static char *
say_interval(const Interval *figure, Say how)
{
    if (isnan(figure->low) || isnan(figure->high))
        return NULL;
    g_autofree char *low =
        how == SAY_SHARE ? number_decimal(figure->low * 100, 1) : say(figure->low, how);
    g_autofree char *high = say(figure->high, how);
    if (isinf(figure->high))
        return g_strdup_printf("from %s", low);
    return g_strdup_printf("%s to %s", low, high);
}

static const char *
unit_name(Say how)
{
    return how == SAY_SPAN || how == SAY_BUSINESS ? "seconds"
           : how == SAY_SHARE                     ? "share"
           : how == SAY_SCORE                     ? "score"
                                                  : "a customer and month";
}

/* ---- figures -----------------------------------------------------------------------------------
 */

typedef struct {
    const char *id, *what, *method;
    const char *state; /* of the rows behind; NULL: `rows` says it */
    const char *rows;
    Interval figure;
    Say how;
    gint64 of;
    const char *rule;
} Line;

static void
add_line(Card *card, DeskKind kind, const Line *line)
{
    g_autofree char *value = say(line->figure.value, line->how);
    g_autofree char *interval = say_interval(&line->figure, line->how);
    g_autofree char *reference =
        line->state
            ? g_strdup_printf("desk=%s;state=%s%s", desk_kind_name(kind), line->state, card->bounds)
            : g_strdup(line->rows);

    report_row(card->figures);
    report_cell_text(card->figures, line->id);
    report_cell_text(card->figures, line->what);
    cell_rows(report_cell_text(card->figures, value), "%s", reference);
    report_cell_text(card->figures, interval);
    cell_rows(report_cell(card->figures, (double)line->of), "%s", reference);
    report_cell_text(card->figures, line->rule);
    report_cell_text(card->figures, line->method);
    Cell *number = report_cell(card->figures, line->figure.value);
    cell_interval(number, line->figure.low, isinf(line->figure.high) ? NAN : line->figure.high);
    report_cell_text(card->figures, unit_name(line->how));
}

static void
add_excluded(Card *card, const char *what, const char *id, const char *words, gint64 rows,
             const char *reference)
{
    report_row(card->excluded);
    report_cell_text(card->excluded, what);
    report_cell_text(card->excluded, words);
    cell_rows(report_cell(card->excluded, (double)rows), "%s", reference);
    report_cell_text(card->excluded, id);
}

static void
add_missing(Card *card, const char *id, const char *what, const char *why)
{
    report_row(card->missing);
    report_cell_text(card->missing, id);
    report_cell_text(card->missing, what);
    report_cell_text(card->missing, why);
}

static void
add_reasons(Card *card, const DeskMeasure *measure, const char *what)
{
    const char *kind = desk_kind_name(measure->kind);
    gboolean durations = measure->kind <= DESK_FIRST_REPLY;

    if (measure->open) {
        g_autofree char *open = g_strdup_printf("desk=%s;state=open%s", kind, card->bounds);
        add_excluded(card, what, "open",
                     durations ? "not so far yet: counted with what they have waited"
                               : "not over yet",
                     measure->open, open);
    }
    for (guint i = 0; i < measure->reasons->len; i++) {
        const DeskReason *reason = g_ptr_array_index(measure->reasons, i);
        g_autofree char *reference =
            g_strdup_printf("desk=%s;state=%s%s", kind, reason->id, card->bounds);
        add_excluded(card, what, reason->id, reason->words, reason->rows, reference);
    }
}

/* ---- from a measure to figures -----------------------------------------------------------------
 */

static const struct {
    DeskKind kind;
    const char *what, *median, *most, *mean;
} duration_words_of[] = {
    {DESK_RESOLUTION, "time to resolution", "time to resolution, median",
     "time to resolution, nine in ten within", "time to resolution, mean of the solved"},
    {DESK_BUSINESS, "business hours", "in business hours, median",
     "in business hours, nine in ten within", "in business hours, mean of the solved"},
    {DESK_FIRST_REPLY, "first reply", "first reply, median", "first reply, nine in ten within",
     "first reply, mean of the answered"},
};

static void
add_durations(Card *card, const DeskMeasure *measure)
{
    static const double p[] = {0.5, 0.9};
    g_autofree double *time = g_new(double, MAX(measure->n, 1));
    g_autofree double *closed = g_new(double, MAX(measure->n, 1));
    g_autofree guint8 *ended = g_new(guint8, MAX(measure->n, 1));
    gsize n = 0, n_closed = 0;
    Interval quantile[2], mean;
    const char *name = desk_kind_name(measure->kind);
    Say how = measure->kind == DESK_BUSINESS ? SAY_BUSINESS : SAY_SPAN;

    for (guint32 row = 0; row < measure->n; row++) {
        if (isnan(measure->value[row]))
            continue;
        ended[n] = measure->state[row] == DESK_COUNTED;
        time[n++] = measure->value[row];
        if (ended[n - 1])
            closed[n_closed++] = measure->value[row];
    }
    stats_survival_quantiles(time, ended, n, p, 2, CONFIDENCE, quantile);
    mean = stats_mean_interval(closed, n_closed, RESAMPLES, 1, CONFIDENCE);
    const char *mean_method = n_closed < STATS_BOOTSTRAP_MOST ? "bootstrap, 1,000 times" : "normal";
    g_auto(GStrv) ids = g_new0(char *, 4);
    ids[0] = g_strconcat(name, ".median", NULL);
    ids[1] = g_strconcat(name, ".p90", NULL);
    ids[2] = g_strconcat(name, ".mean", NULL);
    const char *const *words = &duration_words_of[measure->kind].median;
    for (guint i = 0; i < 2; i++)
        add_line(card, measure->kind,
                 &(Line){.id = ids[i],
                         .what = words[i],
                         .method = "Kaplan-Meier, log-log interval",
                         .state = "measured",
                         .figure = quantile[i],
                         .how = how,
                         .of = measure->counted + measure->open,
                         .rule = measure->rule});
    add_line(card, measure->kind,
             &(Line){.id = ids[2],
                     .what = words[2],
                     .method = mean_method,
                     .state = "counted",
                     .figure = mean,
                     .how = how,
                     .of = measure->counted,
                     .rule = "without the open ones: it looks faster than the desk is"});
}

static void
add_share(Card *card, const DeskMeasure *measure, const char *id, const char *what)
{
    double yes = 0;
    for (guint32 row = 0; row < measure->n; row++)
        yes += measure->state[row] == DESK_COUNTED && measure->value[row] != 0;
    add_line(card, measure->kind,
             &(Line){.id = id,
                     .what = what,
                     .method = "Wilson",
                     .state = "counted",
                     .figure = stats_wilson(yes, (double)measure->counted, CONFIDENCE),
                     .how = SAY_SHARE,
                     .of = measure->counted,
                     .rule = measure->rule});
}

/* Besides the share that is good: the mean where ratings are numbers, and how many answered. */
static void
add_satisfaction(Card *card, const DeskMeasure *measure)
{
    gint64 asked = measure->counted;
    add_share(card, measure, "satisfaction.good", "rated good");
    if (measure->score) {
        g_autofree double *scores = g_new(double, MAX(measure->n, 1));
        gsize n = 0;
        for (guint32 row = 0; row < measure->n; row++)
            if (!isnan(measure->score[row]))
                scores[n++] = measure->score[row];
        g_autofree char *what =
            g_strdup_printf("mean rating, %.0f is best", measure->score_highest);
        add_line(card, measure->kind,
                 &(Line){.id = "satisfaction.mean",
                         .what = what,
                         .method = n < STATS_BOOTSTRAP_MOST ? "bootstrap, 1,000 times" : "normal",
                         .state = "counted",
                         .figure = stats_mean_interval(scores, n, RESAMPLES, 2, CONFIDENCE),
                         .how = SAY_SCORE,
                         .of = measure->counted,
                         .rule = "of rated tickets"});
    }
    for (guint i = 0; i < measure->reasons->len; i++) {
        const DeskReason *reason = g_ptr_array_index(measure->reasons, i);
        if (strcmp(reason->id, "unrated") == 0)
            asked += reason->rows;
    }
    add_line(card, measure->kind,
             &(Line){.id = "satisfaction.rated",
                     .what = "customers who rated",
                     .method = "Wilson",
                     .state = "counted",
                     .figure = stats_wilson((double)measure->counted, (double)asked, CONFIDENCE),
                     .how = SAY_SHARE,
                     .of = asked,
                     .rule = "rated tickets of all; those who rate are not like those who don't"});
}

/* Customers are drawn, not tickets: some of them write ten times as often. */
static void
add_contact(Card *card, const DeskMeasure *measure)
{
    g_autofree double *one = g_new(double, MAX(measure->n, 1));
    g_autofree guint32 *cluster = g_new(guint32, MAX(measure->n, 1));
    gsize n = 0;

    for (guint32 row = 0; row < measure->n; row++)
        if (measure->state[row] == DESK_COUNTED) {
            one[n] = 1;
            cluster[n++] = measure->customer[row];
        }
    Interval cases = stats_bootstrap_cost(one, NULL, cluster, n, RESAMPLES, 3, CONFIDENCE);
    double of = measure->exposure;
    add_line(card, measure->kind,
             &(Line){.id = "contact.rate",
                     .what = "tickets a customer and month",
                     .method = "bootstrap of customers, 1,000 times",
                     .state = "counted",
                     .figure = {cases.value / of, cases.low / of, cases.high / of},
                     .how = SAY_RATE,
                     .of = measure->counted,
                     .rule = measure->rule});
}

static const char *
share_title(const DeskMeasure *measure)
{
    switch (measure->kind) {
    case DESK_ONE_CONTACT:
        if (g_str_has_prefix(measure->rule ? measure->rule : "", "one reply"))
            return "solved with one reply";
        if (g_str_has_prefix(measure->rule ? measure->rule : "", "never handed"))
            return "solved by the first to take it";
        if (g_str_has_prefix(measure->rule ? measure->rule : "", "never reopened"))
            return "solved and never reopened";
        return measure->rule ? "solved at the first contact" : "first contact resolution";
    case DESK_SATISFACTION:
        return "customers' rating";
    case DESK_SLA:
        return "agreed time kept";
    case DESK_PROMISED_REPLY:
        return "answered in the promised time";
    case DESK_PROMISED_RESOLUTION:
        return "solved in the promised time";
    case DESK_BACKLOG:
        return "not over yet";
    case DESK_CONTACT:
        return "contact rate";
    default:
        return duration_words_of[measure->kind].what;
    }
}

static void
add_measure(Card *card, const DeskMeasure *measure)
{
    const char *what = share_title(measure);

    if (measure->why_not) {
        add_missing(card, desk_kind_name(measure->kind), what, measure->why_not);
        return;
    }
    if (measure->kind <= DESK_FIRST_REPLY)
        add_durations(card, measure);
    else if (measure->kind == DESK_SATISFACTION)
        add_satisfaction(card, measure);
    else if (measure->kind == DESK_CONTACT)
        add_contact(card, measure);
    else
        add_share(card, measure, desk_kind_name(measure->kind), what);
    add_reasons(card, measure, what);
}

static void
add_target(Card *card, const DeskTarget *target)
{
    if (!target->task) {
        add_missing(card, "target", "what is to be predicted",
                    "no target yet: say what to predict (2 Target)");
        return;
    }
    gint64 known = target->positives + target->negatives;
    g_autofree char *words = text_clean(target->words, -1);
    g_autofree char *positive =
        g_strdup_printf("task=%" G_GINT64_FORMAT ";state=positive", target->task);
    g_autofree char *open = g_strdup_printf("task=%" G_GINT64_FORMAT ";state=open", target->task);
    g_autofree char *unusable =
        g_strdup_printf("task=%" G_GINT64_FORMAT ";state=unusable", target->task);
    add_line(
        card, DESK_MEASURES,
        &(Line){.id = "target.rate",
                .what = words,
                .method = "Wilson",
                .rows = positive,
                .figure = stats_wilson((double)target->positives, (double)known, CONFIDENCE),
                .how = SAY_SHARE,
                .of = known,
                .rule = "the target's own rule (2 Target); of tickets whose outcome is known"});
    if (target->open)
        add_excluded(card, words, "open", "outcome not known yet", target->open, open);
    if (target->unusable)
        add_excluded(card, words, "unusable", "without an outcome or a time", target->unusable,
                     unusable);
}

/* ---- the card -----------------------------------------------------------------------------------
 */

static void
card_tables(Card *card)
{
    card->figures = report_table(card->report, "figures", NULL);
    report_column(card->figures, "id", NULL, UNIT_NONE, 0);
    report_column(card->figures, "what", "", UNIT_NONE, 0);
    report_column(card->figures, "words", "today", UNIT_NONE, 0)->right = TRUE;
    report_column(card->figures, "range", "95 % interval", UNIT_NONE, 0);
    report_column(card->figures, "of", "of tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(card->figures, "rule", "counted so", UNIT_NONE, 0);
    report_column(card->figures, "method", "interval by", UNIT_NONE, 0)->expert = TRUE;
    report_column(card->figures, "value", NULL, UNIT_NONE, 0)->interval = TRUE;
    report_column(card->figures, "unit", NULL, UNIT_NONE, 0);
    card->excluded = report_table(card->report, "excluded", "LEFT OUT, OR NOT SETTLED YET");
    report_column(card->excluded, "what", "", UNIT_NONE, 0);
    report_column(card->excluded, "why", "why", UNIT_NONE, 0);
    report_column(card->excluded, "rows", "tickets", UNIT_COUNT, 0)->right = TRUE;
    report_column(card->excluded, "reason", NULL, UNIT_NONE, 0);
    card->missing = report_table(card->report, "missing", "NOT MEASURABLE HERE");
    report_column(card->missing, "id", NULL, UNIT_NONE, 0);
    report_column(card->missing, "what", "", UNIT_NONE, 0);
    report_column(card->missing, "why", "because", UNIT_NONE, 0);
}

Report *
card_of(const DeskView *view, guint kinds, const DeskTarget *target, Progress *progress,
        GError **error)
{
    g_autoptr(Report) report = report_new("baseline", "Baseline");
    g_autoptr(GString) bounds = g_string_new(NULL);

    if (view->from != TIME_MISSING)
        g_string_append_printf(bounds, ";from=%" G_GINT64_FORMAT, view->from);
    if (view->to != TIME_MISSING)
        g_string_append_printf(bounds, ";to=%" G_GINT64_FORMAT, view->to);
    Card card = {.report = report, .view = view, .bounds = bounds->str};
    report_number(report, "as_of", NULL, UNIT_TIME, 0,
                  view->as_of == TIME_MISSING ? NAN : (double)view->as_of);
    report_text(report, "table", NULL, view->frame->table->name);
    card_tables(&card);
    progress_phase(progress, "measuring the desk", DESK_MEASURES, "measures");
    for (int kind = 0; kind < DESK_MEASURES; kind++) {
        g_autoptr(DeskMeasure) measure = NULL;
        if (!(kinds & 1u << kind))
            continue;
        if (progress_stop(progress, error) ||
            !(measure = desk_measure(view, (DeskKind)kind, error)))
            return NULL;
        add_measure(&card, measure);
        progress_advance(progress, kind + 1);
    }
    if (target)
        add_target(&card, target);
    card.excluded->hidden = card.excluded->rows->len == 0;
    card.missing->hidden = card.missing->rows->len == 0;
    return g_steal_pointer(&report);
}

Report *
desk_card(const DeskView *view, const DeskTarget *target, Progress *progress, GError **error)
{
    return card_of(view, (1u << DESK_MEASURES) - 1, target, progress, error);
}
