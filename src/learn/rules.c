/* The rules that learn nothing: check nobody, check everybody, check by lot. Every model has to
 * beat them. */
#include "learn/learn_private.h"

#include <string.h>

static const ModelParameter no_parameters[] = {{NULL}};

static gboolean
fit_rule(Model *model, const LearnRun *run, GError **error)
{
    learn_set_payload(model, json_object());
    return TRUE;
}

static gboolean
score_nobody(const Model *model, const Frame *frame, sqlite3 *database, const guint32 *rows,
             guint32 n, double *raw, GError **error)
{
    for (guint32 i = 0; i < n; i++)
        raw[i] = 0;
    return TRUE;
}

static gboolean
score_everybody(const Model *model, const Frame *frame, sqlite3 *database, const guint32 *rows,
                guint32 n, double *raw, GError **error)
{
    for (guint32 i = 0; i < n; i++)
        raw[i] = 1;
    return TRUE;
}

/* The lot is a hash of the ticket's own id, so that a ticket draws the same number on every run
 * and wherever it is scored. */
static gboolean
score_lot(const Model *model, const Frame *frame, sqlite3 *database, const guint32 *rows, guint32 n,
          double *raw, GError **error)
{
    const ColumnInfo *key = frame->table->key;
    if (!key)
        key = table_role(frame->table, ROLE_ID);
    const FrameColumn *column = key ? frame_column_of(frame, key) : NULL;
    for (guint32 i = 0; i < n; i++) {
        char digits[24];
        guint32 row = rows ? rows[i] : i;
        const char *id = column ? learn_cell(column, row, digits) : NULL;
        if (!id) {
            g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, frame->row_id[row]);
            id = digits;
        }
        guint64 hash = hash_bytes(id, strlen(id), 0);
        raw[i] = ((double)(hash >> 12) + 0.5) * 0x1p-52;
    }
    return TRUE;
}

const LearnKind learn_nobody = {
    .face = {"nobody", "nobody", "checks no ticket at all", FALSE, FALSE, no_parameters},
    .fit = fit_rule,
    .score_rows = score_nobody,
};

const LearnKind learn_everybody = {
    .face = {"everybody", "everybody", "checks every ticket", FALSE, FALSE, no_parameters},
    .fit = fit_rule,
    .score_rows = score_everybody,
};

const LearnKind learn_lot = {
    .face = {"lot", "by lot", "checks tickets drawn by lot", FALSE, FALSE, no_parameters},
    .fit = fit_rule,
    .score_rows = score_lot,
};
