/* How good a row to learn from is: the share of the columns known at arrival that it has filled in,
 * less one for each finding of the audit that says the row itself is wrong. */
#include "audit/alert.h"
#include "audit/worth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The alerts that speak of a row, not of a column or of the desk. */
static const AlertKind findings[] = {
    ALERT_EMPTY_TEXT,    ALERT_UNREADABLE,  ALERT_MIXED_TYPES,       ALERT_MIXED_DATES,
    ALERT_KEY_TWICE,     ALERT_SPELLINGS,   ALERT_NEGATIVE_DURATION, ALERT_OUTSIDE_SCALE,
    ALERT_CLOSED_BEFORE, ALERT_FUTURE_DATE, ALERT_STRAY_DATE,        ALERT_ODD_LENGTH,
    ALERT_ENCODING,      ALERT_TEST_ROWS,   ALERT_AUTOMATIC_ROWS,    ALERT_SPAM_ROWS,
    ALERT_MERGED_ROWS,   ALERT_DUPLICATES,  ALERT_CONFLICTING,
};

static void
finding_free(gpointer data)
{
    WorthFinding *finding = data;
    g_free(finding->title);
    g_free(finding->reference);
    g_free(finding);
}

void
worth_quality_clear(WorthQuality *quality)
{
    g_clear_pointer(&quality->quality, g_free);
    g_clear_pointer(&quality->found, g_ptr_array_unref);
}

/* Training rows while they are graded. */
typedef struct {
    const Task *task;
    const guint32 *rows;
    guint32 n;
    WorthQuality *quality;
    guint32 *against; /* n: findings against each */
} Grading;

static int
compare_ids(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

/* `ids`: gint64 row ids, ascending. The title is copied, the reference taken. */
static void
take_finding(Grading *grading, const char *title, char *reference, const GArray *ids)
{
    WorthFinding *finding = g_new0(WorthFinding, 1);
    finding->title = g_strdup(title);
    finding->reference = reference;
    for (guint32 i = 0; i < grading->n; i++) {
        gint64 id = grading->task->frame->row_id[grading->rows[i]];
        if (!ids->len || !bsearch(&id, ids->data, ids->len, sizeof id, compare_ids))
            continue;
        grading->against[i]++;
        finding->rows++;
    }
    if (finding->rows)
        g_ptr_array_add(grading->quality->found, finding);
    else
        finding_free(finding);
}

/* ---- alerts ------------------------------------------------------------------------------------
 */

/* `name`: "closed_before_created", "encoding.subject" */
static void
take_alert(Grading *grading, const char *name, GBytes *set)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_auto(GStrv) parts = g_strsplit(name, ".", 2);
    for (guint i = 0; i < G_N_ELEMENTS(findings); i++) {
        const AlertInfo *info = alert_info(findings[i]);
        if (strcmp(info->id, parts[0]) != 0 || !alert_rows_read(set, ids))
            continue;
        g_autofree char *title =
            parts[1] ? g_strdup_printf("%s: %s", parts[1], info->title) : g_strdup(info->title);
        take_finding(grading, title,
                     g_strdup_printf("table=%s;alert=%s", grading->task->frame->table->name, name),
                     ids);
    }
}

/* What the audit found, from the file, or as it was found just now where that can't be written. */
static gboolean
take_alerts(Grading *grading, Catalogue *catalogue, const Frame *frame, sqlite3 *database,
            Progress *progress, GError **error)
{
    g_autoptr(GHashTable) sets =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    g_autoptr(Report) alerts =
        alerts_report(catalogue, frame, database, grading->task, sets, progress, error);
    g_autoptr(sqlite3_stmt) kept =
        alerts ? db_prepare(database, error,
                            "SELECT name, rows FROM alert_rows WHERE table_id = ? ORDER BY name",
                            "i", frame->table->id)
               : NULL;
    GError *failure = NULL;
    gboolean any = FALSE;

    while (kept && db_step(kept, &failure)) {
        g_autoptr(GBytes) set =
            g_bytes_new(sqlite3_column_blob(kept, 1), (gsize)sqlite3_column_bytes(kept, 1));
        take_alert(grading, (const char *)sqlite3_column_text(kept, 0), set);
        any = TRUE;
    }
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_autoptr(GList) keys =
        any ? NULL : g_list_sort(g_hash_table_get_keys(sets), (GCompareFunc)strcmp);
    for (GList *key = keys; key; key = key->next) {
        char *name;
        if (g_ascii_strtoll(key->data, &name, 10) == frame->table->id && *name)
            take_alert(grading, name + 1, g_hash_table_lookup(sets, key->data));
    }
    return kept != NULL;
}

/* ---- near duplicates ---------------------------------------------------------------------------
 */

/* Of ids that train, the label by id: double *, NaN where an entity has several. */
static GHashTable *
training_labels(const Grading *grading)
{
    GHashTable *labels = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    for (guint32 i = 0; i < grading->n; i++) {
        gint64 id = grading->task->frame->row_id[grading->rows[i]];
        double label = grading->task->label[grading->rows[i]];
        if (g_hash_table_contains(labels, &id))
            label = NAN;
        g_hash_table_insert(labels, g_memdup2(&id, sizeof id), g_memdup2(&label, sizeof label));
    }
    return labels;
}

static gboolean
take_near(Grading *grading, const Frame *frame, sqlite3 *database, Progress *progress,
          GError **error)
{
    g_autoptr(Duplicates) duplicates = duplicates_get(frame, database, progress, error);
    if (!duplicates)
        return FALSE;
    g_autoptr(GHashTable) labels = training_labels(grading);
    g_autoptr(GArray) near = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) contradicted = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint i = 0; i < duplicates->found->len; i++) {
        const Duplicate *one = &g_array_index(duplicates->found, Duplicate, i);
        if (one->kind != DUPLICATE_NEAR)
            continue;
        g_array_append_val(near, one->row);
        const double *a = g_hash_table_lookup(labels, &one->row);
        const double *b = g_hash_table_lookup(labels, &one->earlier);
        if (!a || !b || isnan(*a) || isnan(*b) || *a == *b)
            continue;
        g_array_append_val(contradicted, one->row);
        g_array_append_val(contradicted, one->earlier);
    }
    g_array_sort(contradicted, compare_ids);
    take_finding(grading, "near duplicates of an earlier one",
                 g_strdup_printf("table=%s;duplicates=near", frame->table->name), near);
    take_finding(grading, "near duplicates with another outcome", NULL, contradicted);
    return TRUE;
}

/* ---- the grade ---------------------------------------------------------------------------------
 */

static void
count_filled(Grading *grading)
{
    const Frame *frame = grading->task->frame;
    for (guint c = 0; c < frame->columns->len; c++) {
        const FrameColumn *column = g_ptr_array_index(frame->columns, c);
        if (column->info->known != KNOWN_ARRIVAL ||
            task_defines(grading->task, column->info->name, NULL))
            continue;
        grading->quality->columns++;
        for (guint32 i = 0; i < grading->n; i++)
            grading->quality->quality[i] += !cell_empty(column, grading->rows[i]);
    }
}

static int
by_rows(gconstpointer a, gconstpointer b)
{
    const WorthFinding *x = *(WorthFinding *const *)a, *y = *(WorthFinding *const *)b;
    return x->rows != y->rows ? (x->rows > y->rows ? -1 : 1) : strcmp(x->title, y->title);
}

gboolean
worth_quality_of(WorthQuality *quality, const Task *task, const guint32 *rows, guint32 n,
                 FrameStore *frames, sqlite3 *database, Progress *progress, GError **error)
{
    g_autofree guint32 *against = g_new0(guint32, (gsize)n + 1);
    Grading grading = {task, rows, n, quality, against};
    g_autoptr(Frame) frame = frame_store_get(frames, database, task->frame->table, progress, error);

    quality->quality = g_new0(double, (gsize)n + 1);
    quality->found = g_ptr_array_new_with_free_func(finding_free);
    if (!frame ||
        !take_alerts(&grading, frame_store_catalogue(frames), frame, database, progress, error) ||
        !take_near(&grading, frame, database, progress, error))
        return FALSE;
    count_filled(&grading);
    for (guint32 i = 0; i < n; i++) {
        quality->quality[i] =
            (quality->columns ? quality->quality[i] / quality->columns : 0) - against[i];
        quality->clean += !against[i];
    }
    g_ptr_array_sort(quality->found, by_rows);
    return TRUE;
}
