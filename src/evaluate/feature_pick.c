/* Which rows a line of a feature's page counts: by part, outcome, value, month or season. */
#include "evaluate/feature_seasons.h"

#include <math.h>
#include <string.h>

static gboolean
read_number(GHashTable *parts, const char *name, double missing, double *value)
{
    const char *text = g_hash_table_lookup(parts, name);
    char *end;

    *value = missing;
    if (!text)
        return TRUE;
    *value = g_ascii_strtod(text, &end);
    return *text && !*end;
}

gboolean
feature_pick_read(GHashTable *parts, FeaturePick *pick)
{
    const char *part = g_hash_table_lookup(parts, "part");
    double label, code;
    SeasonKind kind;
    guint level;

    pick->part = !part                                             ? -1
                 : strcmp(part, split_name(SPLIT_TRAIN)) == 0      ? SPLIT_TRAIN
                 : strcmp(part, split_name(SPLIT_VALIDATION)) == 0 ? SPLIT_VALIDATION
                                                                   : SPLIT_PARTS;
    if (pick->part == SPLIT_PARTS || !read_number(parts, "label", -1, &label) ||
        !read_number(parts, "code", -2, &code) ||
        !read_number(parts, "from", -INFINITY, &pick->from) ||
        !read_number(parts, "to", INFINITY, &pick->to))
        return FALSE;
    pick->label = (int)label;
    pick->code = (gint32)code;
    pick->missing = g_hash_table_contains(parts, "missing");
    pick->ranged = g_hash_table_contains(parts, "from") || g_hash_table_contains(parts, "to");
    pick->month = g_hash_table_lookup(parts, "month");
    pick->season = g_hash_table_lookup(parts, "season");
    return !pick->season || season_read(pick->season, &kind, &level);
}

static gboolean
picks_value(const FeaturePick *pick, const FeatureValues *values, guint32 i)
{
    gboolean missing = values->code ? values->code[i] < 0 : isnan(values->number[i]);

    if (pick->missing)
        return missing;
    if (values->code)
        return pick->code == -2 || values->code[i] == pick->code;
    return !pick->ranged ||
           (!missing && values->number[i] >= pick->from && values->number[i] <= pick->to);
}

char *
feature_month_of(const Task *task, guint32 row)
{
    g_autoptr(GDateTime) at =
        task->seed_time[row] == TIME_MISSING
            ? NULL
            : g_date_time_new_from_unix_utc(task->seed_time[row] / TIME_SECOND);
    g_autoptr(GDateTime) local = at ? g_date_time_to_timezone(at, task->frame->zone) : NULL;
    return local ? g_date_time_format(local, "%Y-%m") : NULL;
}

static gboolean
in_season(const Task *task, guint32 row, const char *season)
{
    SeasonKind kind = SEASON_QUARTER;
    guint level = 0;

    return season_read(season, &kind, &level) && season_level(task, row, kind) == (int)level;
}

gboolean
feature_pick_rows(const Task *task, FeatureEngine *engine, const Feature *feature,
                  const FeaturePick *pick, GArray *rows, GError **error)
{
    static const SplitPart parts[] = {SPLIT_TRAIN, SPLIT_VALIDATION};
    g_autoptr(GPtrArray) one = g_ptr_array_new();

    g_ptr_array_add(one, (gpointer)feature);
    for (guint p = 0; p < G_N_ELEMENTS(parts); p++) {
        guint32 n;
        if (pick->part >= 0 && pick->part != (int)parts[p])
            continue;
        g_autofree guint32 *row = feature_rows(task, parts[p], &n);
        g_autoptr(GPtrArray) all = feature_compute(engine, one, row, n, NULL, error);
        if (!all)
            return FALSE;
        for (guint32 i = 0; i < n; i++) {
            g_autofree char *month = pick->month ? feature_month_of(task, row[i]) : NULL;
            if (picks_value(pick, g_ptr_array_index(all, 0), i) &&
                (pick->label < 0 || (task->label[row[i]] > 0.5) == pick->label) &&
                (!pick->month || g_strcmp0(month, pick->month) == 0) &&
                (!pick->season || in_season(task, row[i], pick->season)))
                g_array_append_val(rows, row[i]);
        }
    }
    return TRUE;
}
