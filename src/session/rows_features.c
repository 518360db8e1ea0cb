/* Rows behind a feature: those that one ticket's value was made of, as of its seed time, and those
 * that a line of the feature's page counts; and those that judged models of a season left out. */
#include "rows_private.h"

#include <string.h>

/* The feature that a reference names, and what computes it. */
typedef struct {
    Task *task; /* borrowed */
    Feature *feature;
    FeatureEngine *engine;
} Named;

static void
named_clear(Named *named)
{
    g_clear_pointer(&named->engine, feature_engine_free);
    g_clear_pointer(&named->feature, feature_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Named, named_clear)

static gboolean
name_feature(Named *named, RowList *list, GHashTable *parts, GError **error)
{
    const char *expression = g_hash_table_lookup(parts, "value");

    return expression && (named->task = row_list_task(list, error)) &&
           (named->feature = feature_parse(expression, named->task, error)) &&
           (named->engine = feature_engine_new(named->task, list->frames, list->database, error));
}

/* "3 product events behind “api_error_500 events, 48 h” of tickets T-17, newest first" */
static char *
source_title(RowList *list, const Named *named, const FeatureSource *source, guint32 row)
{
    const Frame *frame = named->task->frame;
    const FrameColumn *key = frame->table->key ? frame_column_of(frame, frame->table->key) : NULL;
    g_autofree char *id = key ? frame_words(frame, key, row) : g_strdup("");
    g_autofree char *shown = personal_words(frame->table->key, id, list->masked);
    g_autofree char *count = table_count(source->frame->table->name, source->n);

    return g_strdup_printf("%s behind “%s” of %s %s%s", count, named->feature->name,
                           table_noun(frame->table->name, 1), shown,
                           source->n > 1 ? ", newest first" : "");
}

gboolean
rows_of_source(RowList *list, GHashTable *parts, GError **error)
{
    g_auto(Named) named = {0};
    gint64 row_id;

    if (!number_parse_integer(g_hash_table_lookup(parts, "row"), -1, &row_id) ||
        !name_feature(&named, list, parts, error))
        return FALSE;
    guint32 row = frame_row_of(named.task->frame, row_id);
    if (row == G_MAXUINT32)
        return FALSE;
    g_autoptr(FeatureSource) source = feature_source(named.engine, named.feature, row, error);
    if (!source)
        return FALSE;
    for (guint32 i = 0; i < source->n; i++)
        row_list_add(list, source->frame->row_id[source->row[i]]);
    list->title = source_title(list, &named, source, row);
    list->table = catalogue_table(list->catalogue, source->frame->table->name, error);
    return list->table != NULL;
}

/* ---- a line of the page ------------------------------------------------------------------------
 */

gboolean
rows_of_feature(RowList *list, GHashTable *parts, GError **error)
{
    g_auto(Named) named = {0};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    FeaturePick pick;

    if (!feature_pick_read(parts, &pick) || !name_feature(&named, list, parts, error) ||
        !feature_pick_rows(named.task, named.engine, named.feature, &pick, rows, error))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        row_list_add(list, named.task->frame->row_id[g_array_index(rows, guint32, i)]);
    g_autofree char *count = table_count(named.task->frame->table->name, rows->len);
    list->title = g_strdup_printf("%s of %s by “%s”", count,
                                  pick.part < 0 ? "training and validation"
                                                : split_name((SplitPart)pick.part),
                                  named.feature->name);
    list->table = catalogue_table(list->catalogue, named.task->frame->table->name, error);
    return list->table != NULL;
}

/* ---- a season left out -------------------------------------------------------------------------
 */

gboolean
rows_of_season(RowList *list, GHashTable *parts, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(guint32));
    const char *drawn = g_hash_table_lookup(parts, "drawn"), *season = NULL;
    const Task *task = row_list_task(list, error);
    gint64 most = 0;

    if (!task || (drawn && !number_parse_integer(drawn, -1, &most)) || most < 0 ||
        !season_left_rows(task, g_hash_table_lookup(parts, "season-left"), (guint32)most, rows,
                          &season))
        return FALSE;
    for (guint i = 0; i < rows->len; i++)
        row_list_add(list, task->frame->row_id[g_array_index(rows, guint32, i)]);
    g_autofree char *count = table_count(task->frame->table->name, rows->len);
    list->title =
        g_strdup_printf("%s on which models with and without it were judged: %s", count, season);
    list->table = catalogue_table(list->catalogue, task->frame->table->name, error);
    return list->table != NULL;
}
