/* The desk's own rule: the more urgent first. The order of urgency is the declared one, else read
 * from the values: their number (P1, 1 - Critical, Sev 2), else words of urgency. */
#include "learn/learn_private.h"

#include <string.h>

static const ModelParameter no_parameters[] = {{NULL}};

typedef struct {
    char *text;
    int declared;  /* place in the declared order, G_MAXINT: not in it */
    gint64 number; /* the first number in the text, G_MAXINT64: none */
    int word;      /* step of urgency, URGENCY_UNKNOWN: unknown */
} Level;

static void
level_clear(gpointer data)
{
    g_free(((Level *)data)->text);
}

/* A declared order may run either way: words of urgency at its ends tell, else its first value is
 * the most urgent. */
static gboolean
declared_upward(char **order)
{
    guint n = g_strv_length(order);
    int first = n > 0 ? urgency_step(order[0]) : URGENCY_UNKNOWN;
    int last = n > 0 ? urgency_step(order[n - 1]) : URGENCY_UNKNOWN;
    return first != URGENCY_UNKNOWN && last != URGENCY_UNKNOWN && first > last;
}

static int
declared_place(char **order, const char *text)
{
    int n = order ? (int)g_strv_length(order) : 0;
    for (int i = 0; i < n; i++)
        if (g_ascii_strcasecmp(g_strstrip(order[i]), text) == 0)
            return declared_upward(order) ? n - i : i;
    return G_MAXINT;
}

static int
compare_levels(gconstpointer a, gconstpointer b)
{
    const Level *x = a, *y = b;
    if (x->declared != y->declared)
        return x->declared < y->declared ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return g_strcmp0(x->text, y->text);
}

/* The values met on the training rows, most urgent first. */
static GArray *
levels_in_order(const LearnRun *run, const FrameColumn *column, const char *declared)
{
    g_auto(GStrv) order = declared ? g_strsplit(declared, ";", -1) : NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GArray *levels = g_array_new(FALSE, FALSE, sizeof(Level));
    guint32 n;
    const guint32 *rows = learn_data_rows(run->data, SPLIT_TRAIN, &n);
    g_array_set_clear_func(levels, level_clear);
    for (guint32 i = 0; i < n; i++) {
        char digits[24];
        const char *text = learn_cell(column, rows[i], digits);
        if (!text || g_hash_table_contains(seen, text) || !g_utf8_validate(text, -1, NULL))
            continue;
        g_hash_table_add(seen, g_strdup(text));
        Level level = {g_strdup(text), declared_place(order, text), urgency_number(text),
                       urgency_step(text)};
        g_array_append_val(levels, level);
    }
    g_array_sort(levels, compare_levels);
    return levels;
}

static gboolean
fit(Model *model, const LearnRun *run, GError **error)
{
    const ColumnInfo *info;
    model->why_not = learn_role_refused(run->input->task, ROLE_PRIORITY, &info);
    if (model->why_not)
        return TRUE;
    const FrameColumn *column = frame_column_of(run->input->task->frame, info);
    g_autoptr(GArray) levels = levels_in_order(run, column, info->order);
    json_t *scores = json_object(), *order = json_array();
    for (guint i = 0; i < levels->len; i++) {
        const Level *level = &g_array_index(levels, Level, i);
        json_object_set_new_nocheck(scores, level->text,
                                    json_real((double)(levels->len - i) / levels->len));
        json_array_append_new(order, json_string_nocheck(level->text));
    }
    json_t *payload = json_object();
    json_object_set_new(payload, "column", json_string_nocheck(info->name));
    json_object_set_new(payload, "scores", scores);
    learn_set_payload(model, payload);
    json_object_set_new(run->notes, "column", json_string_nocheck(info->name));
    json_object_set_new(run->notes, "order", order);
    return TRUE;
}

/* A priority that is missing or was never seen stands after all others. */
static gboolean
score(const Model *model, const Frame *frame, sqlite3 *database, const guint32 *rows, guint32 n,
      double *raw, GError **error)
{
    json_t *payload = learn_payload_json(model, error);
    if (!payload)
        return FALSE;
    const FrameColumn *column = learn_payload_column(model, payload, frame, error);
    json_t *scores = json_object_get(payload, "scores");
    for (guint32 i = 0; column && i < n; i++) {
        char digits[24];
        const char *text = learn_cell(column, rows ? rows[i] : i, digits);
        raw[i] = text ? json_number_value(json_object_get(scores, text)) : 0;
    }
    json_decref(payload);
    return column != NULL;
}

const LearnKind learn_priority = {
    .face = {"priority", "priority rule", "checks the most urgent tickets first", FALSE, FALSE,
             no_parameters},
    .fit = fit,
    .score_rows = score,
};
