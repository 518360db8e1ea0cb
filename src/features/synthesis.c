/* How candidates are made: the user's settings, read from the workspace, changed word by word and
 * written back. */
#include <foredesk/features.h>

#include <string.h>

#define MOST_BUDGET 1500
#define MANY_ROWS 300000
#define USUAL_TOPICS 12
#define MOST_TOPICS 50

static const char *const names[] = {"depth", "windows", "budget", "topics", "keep"};

void
synthesis_clear(Synthesis *synthesis)
{
    g_clear_pointer(&synthesis->windows, g_array_unref);
}

static void
set_name(char *out, gsize size, const char *name)
{
    g_snprintf(out, size, "features.%s", name);
}

void
synthesis_read(sqlite3 *database, Synthesis *synthesis)
{
    char setting[40];
    *synthesis = (Synthesis){2, g_array_new(FALSE, FALSE, sizeof(gint64)), 0, USUAL_TOPICS, TRUE};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        set_name(setting, sizeof setting, names[i]);
        g_autofree char *value = setting_get(database, setting);
        if (value)
            synthesis_change(synthesis, names[i], value, NULL);
    }
}

static int
compare_spans(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

/* "2d,30d,90d"; "data": chosen from it. */
static gboolean
change_windows(Synthesis *synthesis, const char *value, GError **error)
{
    g_autoptr(GArray) windows = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_auto(GStrv) parts = g_strsplit(value, ",", -1);
    for (guint i = 0; strcmp(value, "data") != 0 && parts[i]; i++) {
        gint64 span;
        if (!duration_parse(g_strstrip(parts[i]), &span, error))
            return FALSE;
        if (span < TIME_SECOND || windows->len == 12) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "windows=%s: give up to 12 windows of a second or more, as in "
                        "windows=2d,30d,90d, or windows=data",
                        value);
            return FALSE;
        }
        g_array_append_val(windows, span);
    }
    g_array_sort(windows, compare_spans);
    g_array_unref(synthesis->windows);
    synthesis->windows = g_steal_pointer(&windows);
    return TRUE;
}

static gboolean
change_number(guint *number, const char *name, const char *value, gint64 low, gint64 high,
              GError **error)
{
    gint64 parsed;
    if (number_parse_integer(value, -1, &parsed) && parsed >= low && parsed <= high) {
        *number = (guint)parsed;
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s=%s: give a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, name,
                value, low, high);
    return FALSE;
}

gboolean
synthesis_change(Synthesis *synthesis, const char *name, const char *value, GError **error)
{
    if (strcmp(name, "depth") == 0)
        return change_number(&synthesis->depth, name, value, 1, 2, error);
    if (strcmp(name, "windows") == 0)
        return change_windows(synthesis, value, error);
    if (strcmp(name, "budget") == 0 && strcmp(value, "auto") == 0) {
        synthesis->budget = 0;
        return TRUE;
    }
    if (strcmp(name, "budget") == 0)
        return change_number(&synthesis->budget, name, value, 1, MOST_BUDGET, error);
    if (strcmp(name, "topics") == 0)
        return change_number(&synthesis->topics, name, value, 0, MOST_TOPICS, error);
    if (strcmp(value, "gain") != 0 && strcmp(value, "order") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "keep=%s: over budget keep those that tell most (gain) or the first (order)",
                    value);
        return FALSE;
    }
    synthesis->by_gain = strcmp(value, "gain") == 0;
    return TRUE;
}

/* "48h", "90d", "10s": reads back to the same span. */
static void
append_span(GString *out, gint64 span)
{
    if (span % TIME_DAY == 0)
        g_string_append_printf(out, "%" G_GINT64_FORMAT "d", span / TIME_DAY);
    else if (span % TIME_HOUR == 0)
        g_string_append_printf(out, "%" G_GINT64_FORMAT "h", span / TIME_HOUR);
    else
        g_string_append_printf(out, "%" G_GINT64_FORMAT "s", span / TIME_SECOND);
}

static char *
value_words(const Synthesis *synthesis, const char *name)
{
    g_autoptr(GString) windows = g_string_new(NULL);
    if (strcmp(name, "depth") == 0)
        return g_strdup_printf("%u", synthesis->depth);
    if (strcmp(name, "budget") == 0)
        return synthesis->budget ? g_strdup_printf("%u", synthesis->budget) : g_strdup("auto");
    if (strcmp(name, "topics") == 0)
        return g_strdup_printf("%u", synthesis->topics);
    if (strcmp(name, "keep") == 0)
        return g_strdup(synthesis->by_gain ? "gain" : "order");
    for (guint i = 0; i < synthesis->windows->len; i++) {
        g_string_append(windows, i ? "," : "");
        append_span(windows, g_array_index(synthesis->windows, gint64, i));
    }
    return windows->len ? g_string_free(g_steal_pointer(&windows), FALSE) : g_strdup("data");
}

char *
synthesis_words(const Synthesis *synthesis)
{
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *value = value_words(synthesis, names[i]);
        g_string_append_printf(words, "%s%s=%s", i ? " " : "", names[i], value);
    }
    return g_string_free(g_steal_pointer(&words), FALSE);
}

gboolean
synthesis_write(sqlite3 *database, const Synthesis *synthesis, GError **error)
{
    char setting[40];
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *value = value_words(synthesis, names[i]);
        set_name(setting, sizeof setting, names[i]);
        if (!setting_set(database, setting, value, error))
            return FALSE;
    }
    return TRUE;
}

/* A feature for every 200 training rows: more of them only add noise; and above so many rows no
 * more than two gigabytes hold. */
guint
synthesis_budget(const Synthesis *synthesis, const Task *task)
{
    guint32 training = 0;
    for (guint32 i = 0; i < task->n; i++)
        training += task->part[i] == SPLIT_TRAIN;
    if (synthesis->budget)
        return synthesis->budget;
    return task->n > MANY_ROWS ? 80 : CLAMP(training / 200, 60, 120);
}
