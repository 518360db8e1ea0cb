/* What the search for leaks found, kept in the file for those who show a model's figures. */
#include "audit/leakage.h"

typedef struct {
    char *kind, *name, *verdict; /* "column", its name; "feature", its expression */
} Mark;

static void
mark_free(gpointer data)
{
    Mark *mark = data;
    g_free(mark->name);
    g_free(mark);
}

static void
add_mark(GPtrArray *marks, const char *kind, const char *name, LeakVerdict verdict)
{
    Mark *mark;

    if (verdict < LEAK_SUSPECT)
        return;
    mark = g_new0(Mark, 1);
    mark->kind = (char *)kind;
    mark->name = g_strdup(name);
    mark->verdict = (char *)leak_verdict_word(verdict);
    g_ptr_array_add(marks, mark);
}

GPtrArray *
leak_marks_of(const Leakage *leakage, const GPtrArray *features)
{
    GPtrArray *marks = g_ptr_array_new_with_free_func(mark_free);

    for (guint i = 0; i < leakage->subjects->len; i++) {
        const LeakSubject *subject = leakage->subjects->pdata[i];
        if (subject->feature)
            add_mark(marks, "feature", subject->feature->expression, subject->verdict);
        else if (subject->column)
            add_mark(marks, "column", subject->name, subject->verdict);
    }
    for (guint i = 0; features && i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        const LeakSubject *worst = leak_worst_column(leakage, feature);
        if (worst)
            add_mark(marks, "feature", feature->expression,
                     leak_verdict_read(leakage, worst, feature));
    }
    return marks;
}

gboolean
leak_marks_store(const GPtrArray *marks, gint64 task, sqlite3 *database, GError **error)
{
    if (!db_run(database, error, "DELETE FROM leak_mark WHERE task_id = ?", "i", task))
        return FALSE;
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = marks->pdata[i];
        if (!db_run(database, error, "INSERT OR REPLACE INTO leak_mark VALUES (?, ?, ?, ?)", "isss",
                    task, mark->kind, mark->name, mark->verdict))
            return FALSE;
    }
    return TRUE;
}

/* The marks of a feature that was written since, by the columns it reads. */
static gboolean
mark_written(const Feature *feature, const Task *task, sqlite3 *database, GError **error)
{
    g_autoptr(GPtrArray) named = pql_columns(feature->node);

    for (guint i = 0; i < named->len; i++) {
        const PqlNode *node = named->pdata[i];
        if (node->table && g_ascii_strcasecmp(node->table, task->frame->table->name) != 0)
            continue;
        if (!db_run(database, error,
                    "INSERT OR IGNORE INTO leak_mark SELECT task_id, 'feature', ?1, verdict FROM "
                    "leak_mark WHERE task_id = ?2 AND kind = 'column' AND name = ?3 COLLATE NOCASE",
                    "sis", feature->expression, task->id, node->name))
            return FALSE;
    }
    return TRUE;
}

gboolean
leak_marks_extend(const GPtrArray *features, const Task *task, sqlite3 *database, GError **error)
{
    for (guint i = 0; features && i < features->len; i++) {
        const Feature *feature = features->pdata[i];
        if (feature->node && !mark_written(feature, task, database, error))
            return FALSE;
    }
    return TRUE;
}
