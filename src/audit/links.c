/* The join report: how tables meet, which columns look like a link that nobody has declared, whose
 * keys are spelled in several ways, and where one table's history begins after the other's. Works
 * on the dictionaries of key columns, so that a value is looked up once however many rows hold it.
 */
#include "audit/audit_private.h"

#include <string.h>

/* Different values of a column that must be in the other's key for a link to be proposed, and how
 * many of them are looked at first. */
#define CONTAINED 0.9
#define FIRST_LOOK 1000
/* Fewer different values than this, or numbers shorter than that, meet by chance. */
#define LEAST_VALUES 10
#define LEAST_DIGITS 4
/* A rule of spelling is worth proposing where it finds this share of the rows that find nobody. */
#define SPELLING_GAIN 0.05

typedef struct {
    Catalogue *catalogue;
    FrameStore *frames;
    sqlite3 *database;
    Progress *progress;
    Report *report;
    ReportTable *proposed;
    guint proposals;
} LinksWork;

static void
propose(LinksWork *work, const char *command, const char *why)
{
    report_row(work->proposed);
    report_cell_text(work->proposed, why);
    report_cell_text(work->proposed, command);
    work->proposals++;
}

/* ---- undeclared links ---------------------------------------------------------------------- */

static gboolean
is_known(const LinksWork *work, const ColumnInfo *child, const ColumnInfo *parent)
{
    return db_integer(work->database, 0,
                      "SELECT count(*) FROM link WHERE (child_column = ?1 AND parent_column = ?2) "
                      "OR (child_column = ?2 AND parent_column = ?1)",
                      "ii", child->id, parent->id) > 0;
}

/* Small whole numbers are contained in any other table's row numbers. */
static gboolean
meets_by_chance(const Dictionary *values)
{
    guint32 n = MIN(dictionary_size(values), FIRST_LOOK);
    guint32 small = 0;
    for (guint32 code = 0; code < n; code++) {
        const char *text = dictionary_text(values, code);
        small += strspn(text, "0123456789") == strlen(text) && strlen(text) < LEAST_DIGITS;
    }
    return n < LEAST_VALUES || small * 2 > n;
}

static guint32
count_contained(const Dictionary *values, guint32 n, const Dictionary *keys)
{
    guint32 found = 0;
    for (guint32 code = 0; code < n; code++)
        found += dictionary_code(keys, dictionary_text(values, code)) >= 0;
    return found;
}

static void
look_at_pair(LinksWork *work, const TableInfo *child, const FrameColumn *column,
             const TableInfo *parent, const FrameColumn *key)
{
    guint32 all = dictionary_size(column->dictionary), first = MIN(all, FIRST_LOOK);
    if (meets_by_chance(column->dictionary) || is_known(work, column->info, key->info) ||
        count_contained(column->dictionary, first, key->dictionary) < CONTAINED * first)
        return;
    guint32 found = count_contained(column->dictionary, all, key->dictionary);
    if (found < CONTAINED * all)
        return;
    g_autofree char *part = number_count(found), *of = number_count(all);
    g_autofree char *why = g_strdup_printf(
        "%s of %s different values of %s.%s are %s %s of %s", part, of, child->name,
        column->info->name, text_article(key->info->name), key->info->name, parent->name);
    g_autofree char *command = g_strdup_printf("link %s.%s %s.%s", child->name, column->info->name,
                                               parent->name, key->info->name);
    propose(work, command, why);
}

static gboolean
look_for_links(LinksWork *work, const TableInfo *parent, GError **error)
{
    g_autoptr(Frame) frame =
        frame_store_get(work->frames, work->database, parent, work->progress, error);
    if (!frame)
        return FALSE;
    const FrameColumn *key = frame_column_of(frame, parent->key);
    for (guint i = 0; key->code && i < work->catalogue->tables->len; i++) {
        const TableInfo *child = g_ptr_array_index(work->catalogue->tables, i);
        if (child == parent)
            continue;
        g_autoptr(Frame) rows =
            frame_store_get(work->frames, work->database, child, work->progress, error);
        if (!rows)
            return FALSE;
        for (guint j = 0; j < rows->columns->len; j++) {
            const FrameColumn *column = g_ptr_array_index(rows->columns, j);
            if ((column->kind == KIND_KEY || column->kind == KIND_CATEGORY) &&
                column->info != child->key)
                look_at_pair(work, child, column, parent, key);
        }
    }
    return TRUE;
}

/* ---- spelling ------------------------------------------------------------------------------- */

static GHashTable *
normal_keys(const Dictionary *keys, const char *rule)
{
    GHashTable *normal = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint32 code = 0; code < dictionary_size(keys); code++)
        g_hash_table_add(normal, key_normal(rule, dictionary_text(keys, code), -1));
    return normal;
}

/* Rows that find nobody as their key stands and somebody by the rule; one of their keys. */
static gint64
gained_rows(const FrameColumn *child, const Dictionary *keys, const char *rule,
            const char **example)
{
    g_autoptr(GHashTable) normal = normal_keys(keys, rule);
    guint32 n = dictionary_size(child->dictionary);
    g_autofree guint8 *gained = g_new0(guint8, n + 1);
    gint64 rows = 0;
    for (guint32 code = 0; code < n; code++) {
        const char *text = dictionary_text(child->dictionary, code);
        g_autofree char *key = key_normal(rule, text, -1);
        gained[code] = dictionary_code(keys, text) < 0 && g_hash_table_contains(normal, key);
        if (gained[code] && !*example)
            *example = text;
    }
    for (guint32 row = 0; row < child->n; row++)
        rows += child->code[row] >= 0 && gained[child->code[row]];
    return rows;
}

static void
propose_spelling(LinksWork *work, const LinkInfo *link, const char *rule, gint64 rows,
                 const char *example)
{
    g_autofree char *count = table_count(link->child->name, rows);
    g_autofree char *shown = text_clean(example, -1);
    g_autofree char *why = g_strdup_printf(
        "%s find their %s only %s, such as “%s”", count, link->parent->name,
        strcmp(rule, "digits") == 0 ? "by the digits of the key" : "without regard to case",
        link->child_column->pii ? "…" : shown);
    g_autofree char *command =
        g_strdup_printf("link %s.%s %s.%s spelling=%s", link->child->name, link->child_column->name,
                        link->parent->name, link->parent_column->name, rule);
    propose(work, command, why);
}

static gboolean
look_at_spelling(LinksWork *work, const LinkInfo *link, GError **error)
{
    static const char *const rules[] = {"case", "digits"};
    if (link->orphans == 0 || link->parent_column->spelling)
        return TRUE;
    g_autoptr(Frame) parent =
        frame_store_get(work->frames, work->database, link->parent, work->progress, error);
    g_autoptr(Frame) child =
        parent ? frame_store_get(work->frames, work->database, link->child, work->progress, error)
               : NULL;
    if (!child)
        return FALSE;
    const FrameColumn *keys = frame_column_of(parent, link->parent_column);
    const FrameColumn *column = frame_column_of(child, link->child_column);
    for (guint i = 0; keys->code && column->code && i < G_N_ELEMENTS(rules); i++) {
        const char *example = NULL;
        gint64 rows = gained_rows(column, keys->dictionary, rules[i], &example);
        if ((double)rows < SPELLING_GAIN * (double)link->orphans)
            continue;
        propose_spelling(work, link, rules[i], rows, example);
        break;
    }
    return TRUE;
}

/* ---- history -------------------------------------------------------------------------------- */

static gint
by_time(gconstpointer a, gconstpointer b)
{
    gint64 one = *(const gint64 *)a, other = *(const gint64 *)b;
    return (one > other) - (one < other);
}

/* When a table begins and ends, but for a thousandth of its rows on either side, whose dates may be
 * typing errors. FALSE: it has no dates. */
static gboolean
table_span(LinksWork *work, const TableInfo *table, TimePoint span[2], GError **error)
{
    g_autoptr(Frame) frame =
        table->time ? frame_store_get(work->frames, work->database, table, work->progress, error)
                    : NULL;
    const FrameColumn *time = frame ? frame_column_of(frame, table->time) : NULL;
    if (!time || !time->integer)
        return FALSE;
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint32 row = 0; row < frame->n; row++)
        if (time->integer[row] != TIME_MISSING)
            g_array_append_val(times, time->integer[row]);
    if (times->len == 0)
        return FALSE;
    g_array_sort(times, by_time);
    span[0] = g_array_index(times, gint64, times->len / 1000);
    span[1] = g_array_index(times, gint64, times->len - 1 - times->len / 1000);
    return TRUE;
}

/* Tickets from before a table begins have no history there: nobody then looks like someone calm. */
static void
compare_spans(LinksWork *work, const TableInfo *tickets, const TimePoint of_tickets[2],
              const TableInfo *table, const TimePoint of_table[2])
{
    static const char *const words[] = {"begin", "end"};
    for (int side = 0; side < 2; side++) {
        gint64 gap = side == 0 ? of_table[0] - of_tickets[0] : of_tickets[1] - of_table[1];
        if (gap < 7 * TIME_DAY)
            continue;
        GTimeZone *zone = work->catalogue->zone;
        g_autofree char *theirs = date_words(of_table[side], PRECISION_DAY, zone);
        g_autofree char *ours = date_words(of_tickets[side], PRECISION_DAY, zone);
        g_autofree char *days = number_count(gap / TIME_DAY);
        report_warn(work->report, "%s %s %s, %s %s: %s days of %s have no history there.",
                    table->name, words[side], theirs, tickets->name, ours, days, tickets->name);
    }
}

static gboolean
is_linked(const LinksWork *work, const TableInfo *table)
{
    for (guint i = 0; i < work->catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(work->catalogue->links, i);
        if (link->child == table) /* a table of customers begins when it likes */
            return TRUE;
    }
    return FALSE;
}

static gboolean
look_at_history(LinksWork *work, GError **error)
{
    const TableInfo *tickets = catalogue_main_table(work->catalogue);
    TimePoint ours[2], theirs[2];
    GError *failure = NULL;
    if (tickets && table_span(work, tickets, ours, &failure))
        for (guint i = 0; !failure && i < work->catalogue->tables->len; i++) {
            const TableInfo *table = g_ptr_array_index(work->catalogue->tables, i);
            if (table != tickets && is_linked(work, table) &&
                table_span(work, table, theirs, &failure))
                compare_spans(work, tickets, ours, table, theirs);
        }
    if (failure)
        g_propagate_error(error, failure);
    return failure == NULL;
}

/* ---- the report ----------------------------------------------------------------------------- */

static void
say(LinksWork *work)
{
    const GPtrArray *links = work->catalogue->links;
    gint64 orphans = 0;
    for (guint i = 0; i < links->len; i++)
        orphans += ((const LinkInfo *)g_ptr_array_index(links, i))->orphans;
    g_autofree char *count = number_count(orphans);
    if (work->catalogue->tables->len < 2)
        report_say(work->report, "There is one table: `import` adds others, such as customers.");
    else if (links->len == 0)
        report_say(work->report, "No table names another's rows yet.");
    else
        report_say(work->report, "%u link%s; %s rows name a row that isn't there.", links->len,
                   links->len == 1 ? "" : "s", count);
    if (work->proposals > 0)
        report_say(work->report, "%u thing%s to confirm: run the command beside it.",
                   work->proposals, work->proposals == 1 ? "" : "s");
}

Report *
links_report(Catalogue *catalogue, FrameStore *frames, sqlite3 *database, Progress *progress,
             GError **error)
{
    g_autoptr(Report) report = report_new("links", "How the tables meet");
    LinksWork work = {catalogue, frames, database, progress, report, NULL, 0};
    audit_links(report, catalogue);
    work.proposed = report_table(report, "proposed", "TO CONFIRM");
    report_column(work.proposed, "why", "what was found", UNIT_NONE, 0);
    report_column(work.proposed, "command", "this command confirms it", UNIT_NONE, 0);
    for (guint i = 0; i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (table->key && !look_for_links(&work, table, error))
            return NULL;
    }
    for (guint i = 0; i < catalogue->links->len; i++)
        if (!look_at_spelling(&work, g_ptr_array_index(catalogue->links, i), error))
            return NULL;
    if (!look_at_history(&work, error))
        return NULL;
    work.proposed->hidden = work.proposals == 0;
    say(&work);
    return g_steal_pointer(&report);
}
