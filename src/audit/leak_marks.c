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
    Mark *mark = g_new0(Mark, 1);

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
        add_mark(marks, "feature", feature->expression,
                 worst ? leak_verdict_read(leakage, worst, feature) : LEAK_CLEAR);
    }
    return marks;
}

static gboolean
insert_marks(const GPtrArray *marks, gint64 task, sqlite3 *database, GError **error)
{
    for (guint i = 0; i < marks->len; i++) {
        const Mark *mark = marks->pdata[i];
        if (!db_run(database, error, "INSERT OR REPLACE INTO leak_mark VALUES (?, ?, ?, ?)", "isss",
                    task, mark->kind, mark->name, mark->verdict))
            return FALSE;
    }
    return TRUE;
}

/* By which rules the marks of a task were made; 0: of a version that didn't say so, or none. */
static gint64
rules_of(sqlite3 *database, gint64 task)
{
    return db_integer(database, 0,
                      "SELECT CAST(verdict AS INTEGER) FROM leak_mark WHERE task_id = ? AND kind = "
                      "'rules'",
                      "i", task);
}

gboolean
leak_marks_store(const GPtrArray *marks, gint64 task, sqlite3 *database, GError **error)
{
    return db_run(database, error, "DELETE FROM leak_mark WHERE task_id = ?", "i", task) &&
           db_run(database, error, "INSERT INTO leak_mark VALUES (?, 'rules', '', ?)", "ii", task,
                  (gint64)LEAK_RULES) &&
           insert_marks(marks, task, database, error);
}

gboolean
leak_marks_keep(const Leakage *leakage, gboolean anew, GError **error)
{
    g_autoptr(GPtrArray) marks = leak_marks_of(leakage, NULL);
    gint64 task = leakage->task->id;
    WriteSlice slice;

    if (!task)
        return TRUE;
    if (!slice_begin(&slice, leakage->database, error))
        return FALSE;
    if ((anew ? leak_marks_store(marks, task, leakage->database, error)
              : insert_marks(marks, task, leakage->database, error)) &&
        slice_end(&slice, error))
        return TRUE;
    slice_abandon(&slice);
    return FALSE;
}

/* ---- features written since --------------------------------------------------------------------
 */

/* Those that nobody has asked yet, by today's rules; borrowed. */
static GPtrArray *
unasked(const GPtrArray *features, gint64 task, gboolean anew, sqlite3 *database)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; features && i < features->len; i++) {
        Feature *feature = features->pdata[i];
        if (feature->node &&
            (anew || !db_integer(database, 0,
                                 "SELECT 1 FROM leak_mark WHERE task_id = ? AND kind = 'feature' "
                                 "AND name = ?",
                                 "is", task, feature->expression)))
            g_ptr_array_add(found, feature);
    }
    return found;
}

gboolean
leak_marks_extend(const GPtrArray *features, const Task *task, FrameStore *frames,
                  sqlite3 *database, Progress *progress, GError **error)
{
    gboolean anew = rules_of(database, task->id) != LEAK_RULES;
    g_autoptr(GPtrArray) some = unasked(features, task->id, anew, database);
    g_auto(Leakage) leakage = {0};

    return !some->len || (leakage_find(&leakage, task, frames, database, some, progress, error) &&
                          leak_marks_keep(&leakage, anew, error));
}
