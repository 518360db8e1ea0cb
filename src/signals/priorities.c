/* Tickets whose priority disagrees with their risk: the levels of a priority in their order, the
 * risk of each ticket by a model that never learned from it, and where the two part. */
#include "signals/priorities.h"

#include <stdlib.h>
#include <string.h>

/* ---- terms -------------------------------------------------------------------------------------
 */

void
priority_terms_clear(PriorityTerms *terms)
{
    g_clear_pointer(&terms->column, g_free);
}

void
priority_terms_read(sqlite3 *database, PriorityTerms *terms)
{
    static const char *const names[] = {"column", "low", "high"};

    *terms = (PriorityTerms){NULL, 50, 50};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *setting = g_strconcat("priorities.", names[i], NULL);
        g_autofree char *value = setting_get(database, setting);
        if (value)
            priority_terms_change(terms, names[i], value, NULL);
    }
}

gboolean
priority_terms_change(PriorityTerms *terms, const char *name, const char *value, GError **error)
{
    double percent;

    if (strcmp(name, "column") == 0) {
        g_free(terms->column);
        terms->column = *value ? g_strdup(value) : NULL;
        return TRUE;
    }
    if (!number_parse_decimal(value, -1, &percent) || percent < 1 || percent > 99) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "priorities: %s=%s: write a percentile from 1 to 99; 50 is the median", name,
                    value);
        return FALSE;
    }
    *(strcmp(name, "low") == 0 ? &terms->low : &terms->high) = percent;
    return TRUE;
}

gboolean
priority_terms_write(sqlite3 *database, const PriorityTerms *terms, GError **error)
{
    char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

    return setting_set(database, "priorities.column", terms->column ? terms->column : "", error) &&
           setting_set(database, "priorities.low", g_ascii_dtostr(low, sizeof low, terms->low),
                       error) &&
           setting_set(database, "priorities.high", g_ascii_dtostr(high, sizeof high, terms->high),
                       error);
}

char *
priority_terms_words(const PriorityTerms *terms)
{
    g_autofree char *column =
        terms->column ? g_strdup_printf(" column=\"%s\"", terms->column) : g_strdup("");
    return g_strdup_printf("low=%g high=%g%s", terms->low, terms->high, column);
}

/* ---- levels ------------------------------------------------------------------------------------
 */

static void
level_clear(gpointer data)
{
    g_free(((PriorityLevel *)data)->text);
}

void
priorities_clear(Priorities *found)
{
    priority_terms_clear(&found->terms);
    g_clear_pointer(&found->levels, g_array_unref);
    g_clear_pointer(&found->validation, g_array_unref);
    g_clear_pointer(&found->open, g_array_unref);
}

static gboolean
find_column(Priorities *found, GError **error)
{
    const TableInfo *table = found->task->frame->table;
    const ColumnInfo *info = found->terms.column ? table_column(table, found->terms.column, error)
                                                 : table_role(table, ROLE_PRIORITY);

    if (found->terms.column && !info)
        return FALSE;
    found->column = info ? frame_column_of(found->task->frame, info) : NULL;
    return TRUE;
}

/* The texts of a column's values, most urgent first; NULL with ERROR_USAGE where they have no
 * order.
 */
static GPtrArray *
ordered_values(const Task *task, const FrameColumn *column, const guint32 *key, guint32 keys,
               GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autofree guint8 *seen = g_new0(guint8, (gsize)keys + 1);

    for (guint32 row = 0; row < task->n && texts->len <= PRIORITY_LEVELS; row++)
        if (key[row] < keys && !seen[key[row]]) {
            seen[key[row]] = 1;
            g_ptr_array_add(texts, frame_words(task->frame, column, row));
        }
    if (texts->len < 2 || texts->len > PRIORITY_LEVELS) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is no priority: it has %s different value%s, and levels are 2 to %d",
                    column->info->name,
                    texts->len > PRIORITY_LEVELS ? "too many"
                    : texts->len                 ? "one"
                                                 : "no",
                    texts->len == 1 ? "" : "s", PRIORITY_LEVELS);
        return NULL;
    }
    if (urgency_sort(texts, column->info->order))
        return g_steal_pointer(&texts);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "which value of %s is the most urgent? Say so: order %s \"%s;%s;…\"",
                column->info->name, column->info->name, (char *)texts->pdata[0],
                (char *)texts->pdata[1]);
    return NULL;
}

/* By row its place among the levels, G_MAXUINT: it has none. */
static guint *
find_levels(Priorities *found, GError **error)
{
    const Task *task = found->task;
    guint32 keys = 0;
    g_autofree guint32 *key = frame_key_codes(found->column, &keys);
    g_autoptr(GPtrArray) texts = key ? ordered_values(task, found->column, key, keys, error) : NULL;

    if (!key)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s holds %s, not levels of urgency", found->column->info->name,
                    kind_name(found->column->kind));
    if (!texts)
        return NULL;
    g_autofree guint *by_key = g_new0(guint, (gsize)keys + 1); /* + 1; 0: not looked up */
    guint *level = g_new(guint, (gsize)task->n + 1);
    for (guint i = 0; i < texts->len; i++) {
        PriorityLevel one = {.text = g_strdup(texts->pdata[i])};
        g_array_append_val(found->levels, one);
    }
    for (guint32 row = 0; row < task->n; row++) {
        level[row] = G_MAXUINT;
        if (key[row] >= keys)
            continue;
        if (!by_key[key[row]]) {
            g_autofree char *text = frame_words(task->frame, found->column, row);
            for (guint i = 0; i < texts->len; i++)
                if (strcmp(text, texts->pdata[i]) == 0)
                    by_key[key[row]] = i + 1;
        }
        level[row] = by_key[key[row]] - 1;
    }
    return level;
}

/* ---- risks -------------------------------------------------------------------------------------
 */

static void
take_validation(Priorities *found, const Scores *scores, const guint *level)
{
    for (guint32 i = 0; i < scores->n; i++) {
        guint32 row = scores->row[i];
        /* Rows that changed since the model judged them are others. */
        if (row >= found->task->n || found->task->frame->row_id[row] != scores->row_id[i] ||
            level[row] == G_MAXUINT)
            continue;
        PriorityTicket ticket = {row,
                                 level[row],
                                 SIDE_FITS,
                                 scores->score[i],
                                 scores->label[i],
                                 scores->cluster ? scores->cluster[i] : i};
        g_array_append_val(found->validation, ticket);
    }
    found->months = scores->months;
}

static int
riskiest_first(gconstpointer a, gconstpointer b)
{
    const PriorityTicket *x = a, *y = b;
    if (x->risk != y->risk)
        return x->risk < y->risk ? 1 : -1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Those whose outcome isn't known yet: at the present moment alone where each is asked about again.
 */
static gboolean
take_open(Priorities *found, gint64 id, const guint *level, FrameStore *frames, sqlite3 *database,
          Progress *progress, GError **error)
{
    const Task *task = found->task;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));

    for (guint32 row = 0; row < task->n; row++)
        if (task->state[row] == LABEL_OPEN && level[row] != G_MAXUINT &&
            (!task->moments || task->seed_time[row] == task->as_of))
            g_array_append_val(rows, row);
    if (!rows->len)
        return TRUE;
    g_autoptr(Model) model = model_load(database, id, error);
    g_autoptr(LearnData) data =
        model ? learn_data_new(task, frames, database, model->features, progress, error) : NULL;
    g_autofree double *risk = g_new(double, (gsize)rows->len + 1);
    if (!data || !model_score(model, data, (const guint32 *)(const void *)rows->data, rows->len,
                              risk, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++) {
        guint32 row = g_array_index(rows, guint32, i);
        PriorityTicket ticket = {.row = row, .level = level[row], .risk = risk[i]};
        g_array_append_val(found->open, ticket);
    }
    g_array_sort(found->open, riskiest_first);
    return TRUE;
}

static void
measure_level(Priorities *found, guint at)
{
    PriorityLevel *level = &g_array_index(found->levels, PriorityLevel, at);
    const double shares[] = {0.05, found->terms.low / 100, 0.5, found->terms.high / 100, 0.95};
    double quantiles[G_N_ELEMENTS(shares)];
    g_autofree double *risk = g_new(double, (gsize)found->validation->len + 1);
    g_autofree guint8 *event = g_new(guint8, (gsize)found->validation->len + 1);
    g_autofree guint32 *cluster = g_new(guint32, (gsize)found->validation->len + 1);

    for (guint i = 0; i < found->validation->len; i++) {
        const PriorityTicket *ticket = &g_array_index(found->validation, PriorityTicket, i);
        if (ticket->level != at)
            continue;
        risk[level->n] = ticket->risk;
        cluster[level->n] = ticket->cluster;
        event[level->n++] = ticket->event;
    }
    level->rate = stats_rate(event, cluster, level->n, 0.95);
    stats_quantiles(risk, level->n, shares, G_N_ELEMENTS(shares), quantiles);
    level->lowest = quantiles[0];
    level->lower = quantiles[1];
    level->middle = quantiles[2];
    level->upper = quantiles[3];
    level->highest = quantiles[4];
}

/* The lines come from the outermost levels that have enough tickets; where they cross, the risk
 * doesn't follow the priority, and nothing can be called wrong by it. */
static void
draw_lines(Priorities *found)
{
    guint n = found->levels->len;

    found->line[0] = found->line[1] = NAN;
    found->top = 0;
    found->bottom = n - 1;
    while (found->top < n &&
           g_array_index(found->levels, PriorityLevel, found->top).n < PRIORITY_LEAST)
        found->top++;
    while (found->bottom > found->top &&
           g_array_index(found->levels, PriorityLevel, found->bottom).n < PRIORITY_LEAST)
        found->bottom--;
    if (found->top >= found->bottom)
        return;
    double low = g_array_index(found->levels, PriorityLevel, found->bottom).lower;
    double high = g_array_index(found->levels, PriorityLevel, found->top).upper;
    if (low > high)
        return;
    found->line[0] = low;
    found->line[1] = high;
}

static PrioritySide
side_of(const Priorities *found, const PriorityTicket *ticket)
{
    if (isnan(found->line[0]))
        return SIDE_FITS;
    if (ticket->level < found->bottom && ticket->risk < found->line[0])
        return SIDE_LOW;
    return ticket->level > found->top && ticket->risk > found->line[1] ? SIDE_HIGH : SIDE_FITS;
}

static void
take_sides(Priorities *found)
{
    for (guint i = 0; i < found->validation->len; i++) {
        PriorityTicket *ticket = &g_array_index(found->validation, PriorityTicket, i);
        ticket->side = side_of(found, ticket);
        g_array_index(found->levels, PriorityLevel, ticket->level).side[ticket->side]++;
    }
    for (guint i = 0; i < found->open->len; i++) {
        PriorityTicket *ticket = &g_array_index(found->open, PriorityTicket, i);
        PriorityLevel *level = &g_array_index(found->levels, PriorityLevel, ticket->level);
        ticket->side = side_of(found, ticket);
        level->open_side[ticket->side]++;
        level->open++;
    }
}

gboolean
priorities_find(Priorities *found, const Task *task, const Judged *judged, FrameStore *frames,
                sqlite3 *database, Progress *progress, GError **error)
{
    found->task = task;
    priority_terms_read(database, &found->terms);
    found->levels = g_array_new(FALSE, TRUE, sizeof(PriorityLevel));
    g_array_set_clear_func(found->levels, level_clear);
    found->validation = g_array_new(FALSE, TRUE, sizeof(PriorityTicket));
    found->open = g_array_new(FALSE, TRUE, sizeof(PriorityTicket));
    if (!find_column(found, error))
        return FALSE;
    if (!found->column)
        return TRUE;
    g_autofree guint *level = find_levels(found, error);
    if (!level)
        return FALSE;
    take_validation(found, judged->scores, level);
    if (!take_open(found, judged->model->id, level, frames, database, progress, error))
        return FALSE;
    for (guint i = 0; i < found->levels->len; i++)
        measure_level(found, i);
    draw_lines(found);
    take_sides(found);
    return TRUE;
}

/* ---- rows --------------------------------------------------------------------------------------
 */

gboolean
priority_rows(const Task *task, GHashTable *parts, FrameStore *frames, sqlite3 *database,
              Progress *progress, GArray *rows, char **title, GError **error)
{
    const char *side = g_hash_table_lookup(parts, "priority");
    const char *part = g_hash_table_lookup(parts, "part");
    const char *by = g_hash_table_lookup(parts, "by");
    const char *text = g_hash_table_lookup(parts, "value");
    g_auto(Priorities) found = {0};
    gboolean open = g_strcmp0(part, "open") == 0, fits = strcmp(side, "all") == 0;
    PrioritySide wanted = strcmp(side, "low") == 0 ? SIDE_LOW : SIDE_HIGH;
    gint64 id;

    if (!by || !number_parse_integer(by, -1, &id) ||
        (!fits && strcmp(side, "low") != 0 && strcmp(side, "high") != 0))
        return FALSE;
    Judged *judged = judged_load_model(database, id, SPLIT_VALIDATION, error);
    gboolean there = judged && judged->scores &&
                     priorities_find(&found, task, judged, frames, database, progress, error) &&
                     found.column;
    judged_free(judged);
    if (!there)
        return FALSE;
    const GArray *tickets = open ? found.open : found.validation;
    for (guint i = 0; i < tickets->len; i++) {
        const PriorityTicket *ticket = &g_array_index(tickets, PriorityTicket, i);
        const char *level = g_array_index(found.levels, PriorityLevel, ticket->level).text;
        if ((fits || ticket->side == wanted) && (!text || !*text || strcmp(text, level) == 0))
            g_array_append_val(rows, ticket->row);
    }
    g_autofree char *count = table_count(task->frame->table->name, rows->len);
    *title = g_strdup_printf("%s%s%s%s, %s", count, text && *text ? ", " : "", text ? text : "",
                             fits                 ? ""
                             : wanted == SIDE_LOW ? ", harmless for their priority"
                                                  : ", risky for their priority",
                             open ? "open" : "validation");
    return TRUE;
}
