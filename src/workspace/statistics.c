/* Column statistics: what typing leaves for the audit, one row a column. */
#include <foredesk/workspace.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

void
column_stats_clear(ColumnStats *stats)
{
    for (guint i = 0; i < stats->n_top; i++)
        g_free(stats->top[i]);
    g_free(stats->unreadable_example);
    memset(stats, 0, sizeof *stats);
}

static char *
top_json(const ColumnStats *stats)
{
    json_t *top = json_array();
    for (guint i = 0; i < stats->n_top; i++)
        json_array_append_new(top,
                              json_pack("[s, I]", stats->top[i], (json_int_t)stats->top_count[i]));
    char *text = json_dumps(top, JSON_COMPACT);
    json_decref(top);
    return text;
}

static char *
bins_json(const ColumnStats *stats)
{
    json_t *bins = json_array();
    for (guint i = 0; i < stats->n_bins; i++)
        json_array_append_new(bins, json_integer((json_int_t)stats->bin[i]));
    char *text = json_dumps(bins, JSON_COMPACT);
    json_decref(bins);
    return text;
}

gboolean
column_stats_save(sqlite3 *database, gint64 column, const ColumnStats *stats, GError **error)
{
    char *top = top_json(stats), *bins = bins_json(stats);
    gboolean done = db_run(
        database, error,
        "INSERT OR REPLACE INTO column_stats (column_id, rows, missing, distinct_values, "
        "  distinct_capped, minimum, maximum, mean, top, bins, bin_low, bin_high, "
        "  unreadable, unreadable_example) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "iiiiidddssddis", column, stats->rows, stats->missing, stats->distinct,
        (gint64)stats->distinct_capped, stats->minimum, stats->maximum, stats->mean, top, bins,
        stats->bin_low, stats->bin_high, stats->unreadable, stats->unreadable_example);
    free(top);
    free(bins);
    return done;
}

static double
number_at(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? NAN
               : sqlite3_column_double(statement, column);
}

static void
read_top(ColumnStats *stats, const char *text)
{
    json_t *top = json_loads(text, 0, NULL);
    for (gsize i = 0; i < MIN(json_array_size(top), G_N_ELEMENTS(stats->top)); i++) {
        json_t *pair = json_array_get(top, i);
        const char *value = json_string_value(json_array_get(pair, 0));
        stats->top[i] = g_strdup(value == NULL ? "" : value);
        stats->top_count[i] = json_integer_value(json_array_get(pair, 1));
        stats->n_top++;
    }
    json_decref(top);
}

static void
read_bins(ColumnStats *stats, const char *text)
{
    json_t *bins = json_loads(text, 0, NULL);
    for (gsize i = 0; i < MIN(json_array_size(bins), G_N_ELEMENTS(stats->bin)); i++) {
        stats->bin[i] = json_integer_value(json_array_get(bins, i));
        stats->n_bins++;
    }
    json_decref(bins);
}

gboolean
column_stats_load(sqlite3 *database, gint64 column, ColumnStats *stats, GError **error)
{
    memset(stats, 0, sizeof *stats);
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error,
        "SELECT rows, missing, distinct_values, distinct_capped, minimum, maximum, mean, "
        "  top, bins, bin_low, bin_high, unreadable, unreadable_example "
        "FROM column_stats WHERE column_id = ?",
        "i", column);
    if (statement == NULL)
        return FALSE;
    GError *failure = NULL;
    if (!db_step(statement, &failure)) {
        if (failure != NULL)
            g_propagate_error(error, failure);
        else
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "column %" G_GINT64_FORMAT " has no statistics: import its file again",
                        column);
        return FALSE;
    }
    stats->rows = sqlite3_column_int64(statement, 0);
    stats->missing = sqlite3_column_int64(statement, 1);
    stats->distinct = sqlite3_column_int64(statement, 2);
    stats->distinct_capped = sqlite3_column_int(statement, 3) != 0;
    stats->minimum = number_at(statement, 4);
    stats->maximum = number_at(statement, 5);
    stats->mean = number_at(statement, 6);
    read_top(stats, (const char *)sqlite3_column_text(statement, 7));
    read_bins(stats, (const char *)sqlite3_column_text(statement, 8));
    stats->bin_low = number_at(statement, 9);
    stats->bin_high = number_at(statement, 10);
    stats->unreadable = sqlite3_column_int64(statement, 11);
    stats->unreadable_example = g_strdup((const char *)sqlite3_column_text(statement, 12));
    return TRUE;
}
