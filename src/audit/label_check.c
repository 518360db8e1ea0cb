/* The label, checked by reading: which tickets are read, drawn by lot from those that teach, and
 * the ledger of what was said of them. The lot depends on the target alone, so that everybody who
 * opens the file reads the same ones, and a break keeps its place. */
#include <foredesk/audit.h>

#include <string.h>

static const char *const verdict_names[] = {"none", "right", "wrong", "unsure", "skip"};

const char *
check_verdict_name(CheckVerdict verdict)
{
    return verdict_names[verdict];
}

gboolean
check_verdict_from_name(const char *name, CheckVerdict *verdict)
{
    for (guint i = 0; i < G_N_ELEMENTS(verdict_names); i++)
        if (g_ascii_strcasecmp(name, verdict_names[i]) == 0) {
            *verdict = (CheckVerdict)i;
            return TRUE;
        }
    return FALSE;
}

/* ---- the lot -------------------------------------------------------------------------------- */

static void
shuffle(guint32 *rows, guint32 n, guint32 first, Random *random)
{
    for (guint32 i = 0; i < MIN(first, n); i++) {
        guint32 other = i + random_below(random, n - i), swap = rows[i];
        rows[i] = rows[other];
        rows[other] = swap;
    }
}

static void
draw_side(const Task *task, gboolean yes, Random *random, GArray *tickets)
{
    g_autofree guint32 *rows = g_new(guint32, MAX(task->n_usable, 1));
    guint32 n = 0;
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        if ((task->part[row] == SPLIT_TRAIN || task->part[row] == SPLIT_STOP) &&
            (task->label[row] == 1) == yes)
            rows[n++] = row;
    }
    shuffle(rows, n, LABEL_CHECK_EACH, random);
    for (guint32 i = 0; i < MIN(n, LABEL_CHECK_EACH); i++) {
        CheckTicket ticket = {.row = rows[i], .row_id = task->frame->row_id[rows[i]], .yes = yes};
        g_array_append_val(tickets, ticket);
    }
}

static gboolean
read_verdicts(const Task *task, GArray *tickets, sqlite3 *database, GError **error)
{
    for (guint i = 0; i < tickets->len; i++) {
        CheckTicket *ticket = &g_array_index(tickets, CheckTicket, i);
        g_autoptr(sqlite3_stmt) last = db_prepare(
            database, error,
            "SELECT id, verdict FROM label_check WHERE task_id = ? AND row = ? AND seed = ? "
            "ORDER BY id DESC LIMIT 1",
            "iii", task->id, ticket->row_id, (gint64)task->seed_time[ticket->row]);
        if (!last)
            return FALSE;
        if (!db_step(last, NULL))
            continue;
        ticket->said = sqlite3_column_int64(last, 0);
        check_verdict_from_name((const char *)sqlite3_column_text(last, 1), &ticket->verdict);
    }
    return TRUE;
}

GArray *
label_check_draw(const Task *task, sqlite3 *database, GError **error)
{
    g_autoptr(GArray) tickets = g_array_new(FALSE, TRUE, sizeof(CheckTicket));
    Random random;
    if (task->kind != TASK_BINARY) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s is a number: labels are checked where they are yes or no", task->name);
        return NULL;
    }
    random_seed(&random, task->spec.seed ^ 0xc4ec);
    draw_side(task, TRUE, &random, tickets);
    draw_side(task, FALSE, &random, tickets);
    /* Yes and no in no order: nobody should know what comes. */
    for (guint i = 0; i + 1 < tickets->len; i++) {
        guint other = i + random_below(&random, tickets->len - i);
        CheckTicket swap = g_array_index(tickets, CheckTicket, i);
        g_array_index(tickets, CheckTicket, i) = g_array_index(tickets, CheckTicket, other);
        g_array_index(tickets, CheckTicket, other) = swap;
    }
    return read_verdicts(task, tickets, database, error) ? g_steal_pointer(&tickets) : NULL;
}

guint
label_check_next(const GArray *tickets)
{
    guint skipped = tickets->len;
    for (guint i = 0; i < tickets->len; i++) {
        const CheckTicket *ticket = &g_array_index(tickets, CheckTicket, i);
        if (ticket->verdict == CHECK_NONE)
            return i;
        if (ticket->verdict == CHECK_SKIPPED &&
            (skipped == tickets->len ||
             ticket->said < g_array_index(tickets, CheckTicket, skipped).said))
            skipped = i;
    }
    return skipped;
}

/* ---- the ledger ----------------------------------------------------------------------------- */

char *
check_ticket_name(const Task *task, const CheckTicket *ticket)
{
    const ColumnInfo *key = task->frame->table->key;
    const FrameColumn *column = key ? frame_column_of(task->frame, key) : NULL;
    char *name = NULL;
    if (column && column->code && column->code[ticket->row] >= 0)
        name = g_strdup(dictionary_text(column->dictionary, (guint32)column->code[ticket->row]));
    else if (column && column->integer && column->integer[ticket->row] != G_MININT64)
        name = g_strdup_printf("%" G_GINT64_FORMAT, column->integer[ticket->row]);
    else
        name = g_strdup_printf("row-%" G_GINT64_FORMAT, ticket->row_id);
    if (!task->moments)
        return name;
    g_autofree char *plain = name;
    g_autofree char *moment = date_iso(task->seed_time[ticket->row]);
    return g_strdup_printf("%s@%s", plain, moment);
}

gboolean
label_check_record(const Task *task, const CheckTicket *ticket, CheckVerdict verdict,
                   sqlite3 *database, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    return db_run(database, error,
                  "INSERT INTO label_check (at, task_id, row, seed, label, verdict) VALUES (?, ?, "
                  "?, ?, ?, ?)",
                  "siiiis", at, task->id, ticket->row_id, (gint64)task->seed_time[ticket->row],
                  (gint64)ticket->yes, check_verdict_name(verdict));
}
