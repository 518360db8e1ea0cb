/* The frozen task in the workspace: specification, SQL and summary as JSON for whoever reads the
 * file, the split as one byte a row. Labels are computed again on loading, from the same rows by
 * the same rule; when the rows have changed since, the task says that it is stale. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "task/task-private.h"

static void
set_text(json_t *object, const char *name, const char *text)
{
    json_object_set_new(object, name, text ? json_string(text) : json_null());
}

static char *
dump(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    char *copy = g_strdup(text);
    free(text);
    json_decref(object);
    return copy;
}

static char *
spec_json(const TaskSpec *spec)
{
    json_t *object = json_object();
    set_text(object, "name", spec->name);
    set_text(object, "entity", spec->entity);
    set_text(object, "column", spec->column);
    set_text(object, "positive", spec->positive);
    set_text(object, "rule", spec->rule);
    set_text(object, "where", spec->where);
    set_text(object, "assuming", spec->assuming);
    set_text(object, "labels", spec->labels);
    json_object_set_new(object, "every", json_integer(spec->every));
    if (spec->seeds > 1)
        json_object_set_new(object, "seeds", json_integer(spec->seeds));
    set_text(object, "without", spec->without);
    set_text(object, "time", spec->time);
    set_text(object, "known_at", spec->known_at);
    json_object_set_new(object, "horizon", json_integer(spec->horizon));
    json_object_set_new(object, "seed", json_integer((json_int_t)spec->seed));
    json_object_set_new(object, "as_of", json_integer(spec->as_of));
    if (spec->apart)
        set_text(object, "apart", apart_name(spec->apart));
    return dump(object);
}

static char *
get_text(const json_t *object, const char *name)
{
    return g_strdup(json_string_value(json_object_get(object, name)));
}

static gboolean
spec_read(TaskSpec *spec, const char *text)
{
    json_t *object = json_loads(text, 0, NULL);
    if (!json_is_object(object)) {
        json_decref(object);
        return FALSE;
    }
    spec->name = get_text(object, "name");
    spec->entity = get_text(object, "entity");
    spec->column = get_text(object, "column");
    spec->positive = get_text(object, "positive");
    spec->rule = get_text(object, "rule");
    spec->where = get_text(object, "where");
    spec->assuming = get_text(object, "assuming");
    spec->labels = get_text(object, "labels");
    spec->every = json_integer_value(json_object_get(object, "every"));
    spec->seeds = (guint)json_integer_value(json_object_get(object, "seeds"));
    spec->without = get_text(object, "without");
    if (spec->column)
        g_clear_pointer(&spec->rule, g_free);
    spec->time = get_text(object, "time");
    spec->known_at = get_text(object, "known_at");
    spec->horizon = json_integer_value(json_object_get(object, "horizon"));
    spec->seed = (guint64)json_integer_value(json_object_get(object, "seed"));
    spec->as_of = json_integer_value(json_object_get(object, "as_of"));
    const char *apart = json_string_value(json_object_get(object, "apart"));
    if (apart && !apart_from_name(apart, &spec->apart, NULL))
        spec->apart = APART_NOTHING;
    json_decref(object);
    return TRUE;
}

static char *
counts_json(const Task *task)
{
    json_t *object = json_object();
    set_text(object, "event", task->event_words);
    set_text(object, "rows", task->frame->fingerprint);
    json_object_set_new(object, "positives", json_integer(task->positives));
    json_object_set_new(object, "negatives", json_integer(task->negatives));
    json_object_set_new(object, "open", json_integer(task->open));
    json_object_set_new(object, "unusable", json_integer(task->unusable));
    return dump(object);
}

static json_t *
time_json(TimePoint time)
{
    g_autofree char *iso = date_iso(time);
    return *iso ? json_string(iso) : json_null();
}

static char *
split_json(const SplitSummary *summary)
{
    json_t *object = json_object();
    for (int part = SPLIT_TRAIN; part < SPLIT_PARTS; part++) {
        gboolean apart = split_home((SplitPart)part) != (SplitPart)part;
        if (apart && !summary->rows[part])
            continue;
        json_t *one = json_object();
        if (apart)
            json_object_set_new(one, "by_customer", json_integer(summary->by_customer[part]));
        json_object_set_new(one, "rows", json_integer(summary->rows[part]));
        json_object_set_new(one, "positives", json_integer(summary->positives[part]));
        json_object_set_new(one, "from", time_json(summary->from[part]));
        json_object_set_new(one, "to", time_json(summary->to[part]));
        json_object_set_new(object, split_name((SplitPart)part), one);
    }
    return dump(object);
}

/* ---- freezing -------------------------------------------------------------------------- */

static gboolean
write_task(const Task *task, gint64 id, sqlite3 *database, const SplitSummary *summary,
           GError **error)
{
    g_autofree char *spec = spec_json(&task->spec), *counts = counts_json(task);
    g_autofree char *parts = split_json(summary);
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *created = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    return db_run(database, error,
                  "INSERT INTO task (id, name, version, entity_table, spec, pql, sql, summary, "
                  "fingerprint, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  "isiissssss", id, task->name, (gint64)task->version, task->frame->table->id, spec,
                  task->pql, task->sql, counts, task->fingerprint, created) &&
           db_run(database, error,
                  "INSERT INTO split (task_id, seed, hash, summary, parts) VALUES (?, ?, ?, ?, ?)",
                  "iissb", id, (gint64)summary->seed, summary->hash, parts, task->part,
                  (gsize)task->n);
}

gboolean
task_freeze(Task *task, sqlite3 *database, gint64 reserved_id, GError **error)
{
    SplitSummary summary;
    if (task->kind > TASK_NUMBER)
        return task_refuse(error,
                           "\"%s\" is one of several values, and a target is an event or a number: "
                           "compare it, or ask by query",
                           task->event_words);
    task_split_summary(task, &summary);
    if (!summary.rows[SPLIT_TRAIN] &&
        (!task_find_copies(task, database, NULL, error) || !task_split(task, &summary, error)))
        return FALSE;
    gint64 same = db_integer(database, 0,
                             "SELECT id FROM task WHERE name = ? AND fingerprint = ? "
                             "ORDER BY version DESC LIMIT 1",
                             "ss", task->name, task->fingerprint);
    if (same) {
        task->id = same;
        task->version =
            (int)db_integer(database, 1, "SELECT version FROM task WHERE id = ?", "i", same);
        return TRUE;
    }
    task->version = 1 + (int)db_integer(database, 0, "SELECT max(version) FROM task WHERE name = ?",
                                        "s", task->name);
    if (!db_exec(database, "SAVEPOINT freeze", error))
        return FALSE;
    if (!write_task(task, reserved_id, database, &summary, error)) {
        db_exec(database, "ROLLBACK TO freeze; RELEASE freeze", NULL);
        return FALSE;
    }
    task->id = reserved_id;
    return db_exec(database, "RELEASE freeze", error);
}

/* ---- loading --------------------------------------------------------------------------- */

typedef struct {
    int version;
    char *fingerprint, *hash, *rows;
    TaskSpec spec;
    guint8 *parts;
    gsize n_parts;
} Stored;

static void
stored_clear(Stored *stored)
{
    g_free(stored->fingerprint);
    g_free(stored->hash);
    g_free(stored->rows);
    g_free(stored->parts);
    task_spec_clear(&stored->spec);
}

static gboolean
stored_read(Stored *stored, sqlite3 *database, gint64 id, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = db_prepare(
        database, error,
        "SELECT version, fingerprint, spec, hash, parts, task.summary ->> 'rows' FROM task "
        "JOIN split ON task_id = id WHERE id = ?",
        "i", id);
    if (!statement)
        return FALSE;
    g_autoptr(GError) failure = NULL;
    if (!db_step(statement, &failure)) {
        if (failure)
            g_propagate_error(error, g_steal_pointer(&failure));
        else
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "there is no target %" G_GINT64_FORMAT ": see the list of targets", id);
        return FALSE;
    }
    stored->version = sqlite3_column_int(statement, 0);
    stored->fingerprint = g_strdup((const char *)sqlite3_column_text(statement, 1));
    stored->hash = g_strdup((const char *)sqlite3_column_text(statement, 3));
    const void *parts = sqlite3_column_blob(statement, 4);
    stored->n_parts = (gsize)sqlite3_column_bytes(statement, 4);
    stored->parts = g_memdup2(parts, stored->n_parts);
    stored->rows = g_strdup((const char *)sqlite3_column_text(statement, 5));
    if (spec_read(&stored->spec, (const char *)sqlite3_column_text(statement, 2)))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "target %" G_GINT64_FORMAT " is damaged in the workspace: define it again", id);
    return FALSE;
}

gboolean
task_spec_load(TaskSpec *spec, sqlite3 *database, gint64 id)
{
    g_autofree char *text = db_text(database, "SELECT spec FROM task WHERE id = ?", "i", id);
    return text && spec_read(spec, text);
}

/* Only bytes that name parts, and rows whose label is known where one is learned or judged. */
static gboolean
parts_fit(const Task *task, const Stored *stored)
{
    for (gsize i = 0; i < stored->n_parts; i++)
        if (stored->parts[i] >= SPLIT_PARTS ||
            (stored->parts[i] != SPLIT_NONE && task->state[i] != LABEL_KNOWN))
            return FALSE;
    return TRUE;
}

/* The stored parts where the rows are those that were split; else a new split of today's rows. */
static gboolean
take_parts(Task *task, const Stored *stored, sqlite3 *database, GError **error)
{
    task->stale =
        stored->n_parts != task->n || !g_str_equal(stored->fingerprint, task->fingerprint);
    if (task->stale)
        return task_find_copies(task, database, NULL, error) && task_split(task, NULL, error);
    memset(task->part, SPLIT_NONE, task->n);
    char hash[65] = "";
    if (parts_fit(task, stored)) {
        memcpy(task->part, stored->parts, task->n);
        split_hash(task, hash);
        split_settle_between(task);
    }
    if (g_str_equal(hash, stored->hash))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "the split of target \"%s\" is damaged in the workspace: define the target again",
                task->name);
    return FALSE;
}

/* The as-of date was today's when these rows were; other rows have another. */
static gboolean
forget_as_of(Stored *stored, FrameStore *frames, sqlite3 *database, GError **error)
{
    Catalogue *catalogue = frame_store_catalogue(frames);
    const TableInfo *table = catalogue_table(catalogue, stored->spec.entity, error);
    g_autoptr(Frame) frame = table ? frame_store_get(frames, database, table, NULL, error) : NULL;
    if (!frame)
        return FALSE;
    if (g_strcmp0(frame->fingerprint, stored->rows) != 0)
        stored->spec.as_of = TIME_MISSING;
    return TRUE;
}

Task *
task_load(FrameStore *frames, sqlite3 *database, gint64 id, GError **error)
{
    Stored stored = {0};
    task_spec_init(&stored.spec);
    g_autoptr(Task) task = NULL;
    if (stored_read(&stored, database, id, error) && forget_as_of(&stored, frames, database, error))
        task = task_new(frames, database, &stored.spec, error);
    gboolean loaded = task && take_parts(task, &stored, database, error);
    if (loaded) {
        task->id = id;
        task->version = stored.version;
    }
    stored_clear(&stored);
    return loaded ? g_steal_pointer(&task) : NULL;
}
