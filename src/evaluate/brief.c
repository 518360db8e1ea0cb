/* What the sentences need to know of a task, from its stored row: no frame, no labels. */
#include <foredesk/evaluate.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

static char *
text_of(const json_t *object, const char *key)
{
    return g_strdup(json_string_value(json_object_get(object, key)));
}

static gint64
integer_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static TimePoint
time_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    TimePoint time = TIME_MISSING;

    if (text)
        date_parse(text, -1, DATE_ISO, NULL, &time, NULL);
    return time;
}

static void
read_split(TaskBrief *brief, const char *text)
{
    json_t *split = json_loads(text, 0, NULL);

    for (int part = SPLIT_TRAIN; part < SPLIT_PARTS; part++) {
        const json_t *one = json_object_get(split, split_name((SplitPart)part));
        brief->split.rows[part] = (guint32)integer_of(one, "rows");
        brief->split.positives[part] = (guint32)integer_of(one, "positives");
        brief->split.from[part] = time_of(one, "from");
        brief->split.to[part] = time_of(one, "to");
    }
    json_decref(split);
}

static Apart
apart_of(const char *name)
{
    Apart apart = APART_NOTHING;
    if (name)
        apart_from_name(name, &apart, NULL);
    return apart;
}

/* The newest version that has models and is split with another choice. */
static void
find_other(TaskBrief *brief, sqlite3 *database)
{
    g_autoptr(sqlite3_stmt) row = db_prepare(
        database, NULL,
        "SELECT version, spec ->> 'apart' FROM task WHERE name = ? AND id <> ? AND "
        "coalesce(spec ->> 'apart', 'nothing') <> ? AND EXISTS (SELECT 1 FROM model WHERE "
        "task_id = task.id AND NOT deleted) ORDER BY version DESC LIMIT 1",
        "sis", brief->name, brief->id, apart_name(brief->apart));
    if (!row || !db_step(row, NULL))
        return;
    brief->other_version = sqlite3_column_int(row, 0);
    brief->other_apart = apart_of((const char *)sqlite3_column_text(row, 1));
}

static gboolean
read_brief(TaskBrief *brief, const char *spec_text, const char *summary_text)
{
    json_t *spec = json_loads(spec_text, 0, NULL), *summary = json_loads(summary_text, 0, NULL);
    gboolean ok = json_is_object(spec) && json_is_object(summary);

    brief->entity = text_of(spec, "entity");
    brief->apart = apart_of(json_string_value(json_object_get(spec, "apart")));
    brief->event_words = text_of(summary, "event");
    brief->positives = integer_of(summary, "positives");
    brief->negatives = integer_of(summary, "negatives");
    brief->open = integer_of(summary, "open");
    json_decref(spec);
    json_decref(summary);
    return ok && brief->entity && brief->event_words;
}

TaskBrief *
task_brief_load(sqlite3 *database, gint64 task, GError **error)
{
    g_autoptr(sqlite3_stmt) row = db_prepare(
        database, error,
        "SELECT name, version, spec, task.summary, split.summary, split.hash, split.seed FROM task "
        "JOIN split ON task_id = task.id WHERE task.id = ?",
        "i", task);
    if (!row)
        return NULL;
    if (!db_step(row, error)) {
        if (error && !*error)
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "there is no target %" G_GINT64_FORMAT, task);
        return NULL;
    }
    TaskBrief *brief = g_new0(TaskBrief, 1);
    brief->id = task;
    brief->name = g_strdup((const char *)sqlite3_column_text(row, 0));
    brief->version = sqlite3_column_int(row, 1);
    read_split(brief, (const char *)sqlite3_column_text(row, 4));
    g_strlcpy(brief->split.hash, (const char *)sqlite3_column_text(row, 5),
              sizeof brief->split.hash);
    brief->split.seed = (guint64)sqlite3_column_int64(row, 6);
    brief->frozen = regime_frozen(database);
    brief->timed = brief->split.from[SPLIT_TRAIN] != TIME_MISSING;
    brief->split.timed = brief->timed;
    if (read_brief(brief, (const char *)sqlite3_column_text(row, 2),
                   (const char *)sqlite3_column_text(row, 3))) {
        find_other(brief, database);
        return brief;
    }
    task_brief_free(brief);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "target %" G_GINT64_FORMAT " is damaged in the workspace: define it again", task);
    return NULL;
}

void
task_brief_free(TaskBrief *brief)
{
    if (!brief)
        return;
    g_free(brief->name);
    g_free(brief->event_words);
    g_free(brief->entity);
    g_free(brief);
}
