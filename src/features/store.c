/* The feature list of a task in the workspace: in the order the learner sees, with what the user
 * switched on and off. */
#include <foredesk/features.h>

/* A feature new to the task gets a row behind the others; one that is there keeps its id, its place
 * and the user's switch as long as its evidence is what it was of, so that an answer taken back
 * leaves the list as it was. */
static gboolean
store_one(sqlite3 *database, gint64 task, Feature *feature, GError **error)
{
    feature->id =
        db_integer(database, 0, "SELECT id FROM feature WHERE task_id = ? AND expression = ?", "is",
                   task, feature->expression);
    if (feature->id > 0)
        return db_run(database, error,
                      "UPDATE feature SET name = ?, sentence = ?, group_name = ?, evidence = ?,"
                      " reason = ?, numeric_value = ?, relational = ?,"
                      " enabled = CASE switched WHEN 'on ' || ?4 THEN 1 WHEN 'off ' || ?4 THEN 0"
                      " ELSE ? END WHERE id = ?",
                      "sssssiiii", feature->name, feature->sentence, feature->group,
                      evidence_name(feature->evidence), feature->reason, (gint64)feature->numeric,
                      (gint64)feature->relational, (gint64)feature->enabled, feature->id);
    if (!db_run(database, error,
                "INSERT INTO feature (task_id, position, expression, name, sentence, group_name,"
                " evidence, reason, numeric_value, relational, enabled)"
                " VALUES (?1, (SELECT coalesce(max(max(position, -1 - position)), -1) + 1"
                " FROM feature WHERE task_id = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                "issssssiii", task, feature->expression, feature->name, feature->sentence,
                feature->group, evidence_name(feature->evidence), feature->reason,
                (gint64)feature->numeric, (gint64)feature->relational, (gint64)feature->enabled))
        return FALSE;
    feature->id = sqlite3_last_insert_rowid(database);
    return TRUE;
}

/* On its own it takes the write lock at once: reading first and writing later fails where another
 * connection wrote between. */
gboolean
features_store(sqlite3 *database, gint64 task, GPtrArray *features, GError **error)
{
    gboolean own = sqlite3_get_autocommit(database) != 0;

    if (!db_exec(database, own ? "BEGIN IMMEDIATE" : "SAVEPOINT features_store", error))
        return FALSE;
    for (guint i = 0; i < features->len; i++)
        if (!store_one(database, task, features->pdata[i], error)) {
            db_exec(database,
                    own ? "ROLLBACK" : "ROLLBACK TO features_store; RELEASE features_store", NULL);
            return FALSE;
        }
    return db_exec(database, own ? "COMMIT" : "RELEASE features_store", error);
}

static Evidence
evidence_from_name(const char *name)
{
    for (int i = EVIDENCE_KNOWN; i <= EVIDENCE_PERSONAL; i++)
        if (g_strcmp0(name, evidence_name((Evidence)i)) == 0)
            return (Evidence)i;
    return EVIDENCE_LEAK;
}

static char *
column_text(sqlite3_stmt *statement, int column)
{
    return g_strdup((const char *)sqlite3_column_text(statement, column));
}

static Feature *
read_row(sqlite3_stmt *row)
{
    Feature *feature = g_new0(Feature, 1);
    feature->id = sqlite3_column_int64(row, 0);
    feature->expression = column_text(row, 1);
    feature->name = column_text(row, 2);
    feature->sentence = column_text(row, 3);
    feature->group = column_text(row, 4);
    feature->evidence = evidence_from_name((const char *)sqlite3_column_text(row, 5));
    feature->reason = column_text(row, 6);
    feature->numeric = sqlite3_column_int(row, 7) != 0;
    feature->relational = sqlite3_column_int(row, 8) != 0;
    feature->enabled = sqlite3_column_int(row, 9) != 0;
    return feature;
}

GPtrArray *
features_list(sqlite3 *database, gint64 task, GError **error)
{
    GError *local = NULL;
    g_autoptr(GPtrArray) features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT id, expression, name, sentence, group_name, evidence, reason,"
                   " numeric_value, relational, enabled FROM feature WHERE task_id = ?"
                   " AND position >= 0 AND evidence <> 'gone' ORDER BY position, id",
                   "i", task);
    if (!statement)
        return NULL;
    while (db_step(statement, &local))
        g_ptr_array_add(features, read_row(statement));
    if (local) {
        g_propagate_error(error, local);
        return NULL;
    }
    return g_steal_pointer(&features);
}

static gboolean
is_topic(const Feature *feature)
{
    return feature->node->type == PQL_FUNCTION && feature->node->function == PQL_TOPIC;
}

GPtrArray *
features_load(sqlite3 *database, const Task *task, GError **error)
{
    g_autoptr(GPtrArray) stored = features_list(database, task->id, error);
    if (!stored)
        return NULL;
    GPtrArray *features = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    for (guint i = 0; i < stored->len; i++) {
        Feature *old = stored->pdata[i];
        Feature *feature = feature_parse(old->expression, task, NULL);
        if (!feature)
            continue;
        feature->id = old->id;
        if (feature->evidence == old->evidence)
            feature->enabled = old->enabled;
        g_free(feature->name);
        feature->name = g_steal_pointer(&old->name);
        if (is_topic(feature)) { /* its words are known to the proposal alone */
            g_free(feature->sentence);
            feature->sentence = g_steal_pointer(&old->sentence);
        }
        g_ptr_array_add(features, feature);
    }
    return features;
}

gboolean
feature_append(sqlite3 *database, gint64 task, Feature *feature, GError **error)
{
    return store_one(database, task, feature, error) &&
           db_run(database, error, "UPDATE feature SET declared = 1 WHERE id = ?", "i",
                  feature->id);
}

/* The user's own expressions, bound anew to what is known now, and those that a column's policy has
 * switched off: they stay in the list with the reason. */
static gboolean
store_own(sqlite3 *database, const Task *task, GError **error)
{
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, error, "SELECT expression, declared FROM feature WHERE task_id = ?",
                   "i", task->id);
    g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func((GDestroyNotify)feature_free);
    while (rows && db_step(rows, NULL)) {
        Feature *feature = feature_parse((const char *)sqlite3_column_text(rows, 0), task, NULL);
        if (feature && (sqlite3_column_int(rows, 1) || feature->evidence == EVIDENCE_PERSONAL))
            g_ptr_array_add(own, feature);
        else
            feature_free(feature);
    }
    return rows && features_store(database, task->id, own, error);
}

gboolean
features_renew(sqlite3 *database, const Task *task, GPtrArray *proposed, GError **error)
{
    return db_run(database, error, "UPDATE feature SET evidence = 'gone' WHERE task_id = ?", "i",
                  task->id) &&
           store_own(database, task, error) && features_store(database, task->id, proposed, error);
}

gboolean
feature_take_off(sqlite3 *database, gint64 task, const char *expression, GError **error)
{
    return db_run(database, error,
                  "UPDATE feature SET position = -1 - position "
                  "WHERE task_id = ? AND expression = ? AND position >= 0",
                  "is", task, expression);
}

gboolean
feature_bring_back(sqlite3 *database, gint64 task, const char *expression, GError **error)
{
    return db_run(database, error,
                  "UPDATE feature SET position = -1 - position "
                  "WHERE task_id = ? AND expression = ? AND position < 0",
                  "is", task, expression);
}

gboolean
feature_set_enabled(sqlite3 *database, gint64 feature, gboolean enabled, GError **error)
{
    if (db_integer(database, 0, "SELECT count(*) FROM feature WHERE id = ?", "i", feature) == 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "there is no feature %" G_GINT64_FORMAT ": list them with `features`", feature);
        return FALSE;
    }
    if (enabled && db_integer(database, 0, "SELECT evidence = ? FROM feature WHERE id = ?", "si",
                              evidence_name(EVIDENCE_PERSONAL), feature)) {
        g_autofree char *reason =
            db_text(database, "SELECT reason FROM feature WHERE id = ?", "i", feature);
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "feature %" G_GINT64_FORMAT " stays off: %s", feature,
                    reason ? reason : "it reads personal data");
        return FALSE;
    }
    return db_run(database, error,
                  "UPDATE feature SET enabled = ?1, switched = iif(?1, 'on ', 'off ') || evidence "
                  "WHERE id = ?2",
                  "ii", (gint64)(enabled != 0), feature);
}

GPtrArray *
features_load_enabled(sqlite3 *database, const Task *task, GError **error)
{
    GPtrArray *features = features_load(database, task, error);
    for (guint i = features ? features->len : 0; i-- > 0;)
        if (!((Feature *)g_ptr_array_index(features, i))->enabled)
            g_ptr_array_remove_index(features, i);
    return features;
}
